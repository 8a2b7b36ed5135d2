"""Steps and ramps against least squares written out, and against ruptures."""

from __future__ import annotations

import numpy as np
import pytest
import ruptures
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends.alarms import Chance, Noise, chance_of, noise_of
from analysis.trends.steps import CARRIES, MIN_SIDE, fit_steps, ramps
from tests.trends import naive

SEEDS = st.integers(0, 10_000)


def drawn(seed, n):
    """Return a series, its weights and its places, some of them left out."""
    random = np.random.default_rng(seed)
    place = np.sort(random.choice(2 * n, n, replace=False))
    return random.standard_normal(n), random.uniform(0.5, 4, n), place


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, n=st.integers(2 * MIN_SIDE, 25))
def test_what_is_left_is_what_generalised_least_squares_leaves(seed, n):
    y, weight, place = drawn(seed, n)
    fits = fit_steps(y[None, :], weight, place)
    for c, carry in enumerate(CARRIES):
        left = [naive.left_by(y, (np.arange(n) >= s) * 1.0, weight, place, carry) for s in range(1, n)]
        np.testing.assert_allclose(fits.step[0, c], left[MIN_SIDE - 1 : n - MIN_SIDE], atol=1e-8)
        assert fits.edge[0, c] == pytest.approx(min(left[: MIN_SIDE - 1] + left[n - MIN_SIDE :]))
        ramp = [naive.left_by(y, x, weight, place, carry) for x in ramps(place)]
        assert fits.line[0, c] == pytest.approx(ramp[0])
        assert fits.ramp[0, c] == pytest.approx(min(ramp))


@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_the_log_scale_is_half_the_log_determinant_of_the_precision(seed):
    y, _, place = drawn(seed, 12)
    fits = fit_steps(y[None, :], np.ones(12), place)
    for c, carry in enumerate(CARRIES):
        together = carry ** np.abs(np.subtract.outer(place, place)).astype(float)
        assert fits.log_scale[c] == pytest.approx(-np.linalg.slogdet(together)[1] / 2)


class WeighedSquares(ruptures.base.BaseCost):
    """ruptures' squared error with a weight for each period, which it has not of its own."""

    model, min_size = "weighed", 1

    def fit(self, signal):
        self.signal, (self.y, self.weight) = signal, signal.T
        return self

    def error(self, start, end):
        y, weight = self.y[start:end], self.weight[start:end]
        return float((weight * (y - np.average(y, weights=weight)) ** 2).sum())


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, n=st.integers(2 * MIN_SIDE, 40))
def test_without_carry_over_the_best_step_is_that_of_ruptures(seed, n):
    y, weight, place = drawn(seed, n)
    y += 2.0 * (np.arange(n) >= n // 2)
    cost = WeighedSquares()
    search = ruptures.Dynp(custom_cost=cost, min_size=MIN_SIDE, jump=1).fit(np.column_stack([y, weight]))
    ends = search.predict(n_bkps=1)
    left = fit_steps(y[None, :], weight, place).step[0, 0]
    assert left.argmin() + MIN_SIDE == ends[0]
    assert left.min() == pytest.approx(cost.sum_of_costs(ends))


def test_what_carries_over_is_what_was_asked_for_and_the_variance_stays_1():
    noise = carried_noise(np.random.default_rng(0).standard_normal((2_000, 30)), 0.5)
    assert noise.var() == pytest.approx(1, abs=0.03)
    assert (noise[:, 1:] * noise[:, :-1]).mean() == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("noise", [1.0, 3.0])
def test_p_values_of_series_without_a_step_are_rarely_small(noise):
    random = np.random.default_rng(1)
    series = np.sqrt(noise) * carried_noise(random.standard_normal((4_000, 20)), 0.5) + np.linspace(0, 3, 20)
    p = chance_of(20).p_values(fit_steps(series, np.ones(20), np.arange(20)), noise=noise)
    assert np.mean(p <= 0.05) <= 0.06
    assert np.mean(p <= 0.005) <= 0.01


def test_p_values_fall_as_the_statistic_grows_also_beyond_all_that_was_simulated():
    simulated = np.sort(np.random.default_rng(2).exponential(size=(1, 4_000)))
    y = np.array([(np.arange(20) >= 10) * height for height in (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0)])
    p = Chance(simulated, simulated).p_values(fit_steps(y, np.ones(20), np.arange(20)), noise=1.0)
    assert (np.diff(p) <= 0).all()
    assert 0 < p[-1] < 1e-6
