"""Steps and ramps against least squares written out, and against ruptures."""

from __future__ import annotations

import numpy as np
import pytest
import ruptures
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends.alarms import Noise, chance_of, noise_of
from analysis.trends.steps import CARRIES, MIN_SIDE, SLOW, STEEP, STEEP_LINE, STEEP_RAMPS, STEP, fit_steps, ramps
from benchmarks.trends.chances import SHARES, carried_noise, simulated, without_step
from tests.trends import naive

SEEDS = st.integers(0, 10_000)


def drawn(seed, n):
    """Return a series, its weights and its places, some of them left out."""
    random = np.random.default_rng(seed)
    place = np.sort(random.choice(2 * n, n, replace=False))
    return random.standard_normal(n), random.uniform(0.5, 4, n), place


@settings(max_examples=25)
@given(seed=SEEDS, n=st.integers(2 * MIN_SIDE, 25))
def test_what_is_left_is_what_generalised_least_squares_leaves(seed, n):
    y, weight, place = drawn(seed, n)
    fits = fit_steps(y[None, :], weight, place)
    for c, carry in enumerate(CARRIES):
        left = [naive.left_by(y, (np.arange(n) >= s) * 1.0, weight, place, carry) for s in range(1, n)]
        np.testing.assert_allclose(fits.step[0, c], left[MIN_SIDE - 1 : n - MIN_SIDE], atol=1e-8)
        assert fits.edge[0, c] == pytest.approx(min(left[: MIN_SIDE - 1] + left[n - MIN_SIDE :]))
        ramp = [naive.left_by(y, x, weight, place, carry) for x in ramps(place)]
        np.testing.assert_allclose(fits.ramp[0, c], ramp, atol=1e-8)


@settings(max_examples=10)
@given(seed=SEEDS, n=st.integers(2 * MIN_SIDE, 16))
def test_the_statistic_is_the_ratio_of_marginal_likelihoods_with_the_covariances_written_out(seed, n):
    y, weight, place = drawn(seed, n)
    fits = fit_steps(y[None, :], weight, place)
    variance = float(fits.left_over()[0]) + 1.0
    unit = np.sqrt(np.median(weight) / variance)  # one over the standard error of the period in the middle

    def evidence(course, height):
        mean, spread = (x / unit for x in height)
        return np.mean(
            [naive.evidence(y, course, sign * mean, spread, weight / variance, place, carry)
             for carry in CARRIES for sign in (-1, 1)]
        )  # fmt: skip

    steps = [evidence((np.arange(n) >= s) * 1.0, STEP) for s in range(MIN_SIDE, n - MIN_SIDE + 1)]
    slow, steep = ([evidence(x, slope) for x in ramps(place)] for slope in (SLOW, STEEP))
    nothing = evidence(np.zeros(n), SLOW) + np.mean(slow) + STEEP_RAMPS * np.mean(steep) + STEEP_LINE * steep[0]
    assert fits.statistic(floor=variance)[0] == pytest.approx(np.log(np.mean(steps) / nothing), abs=1e-4)


class WeighedSquares(ruptures.base.BaseCost):
    """ruptures' squared error with a weight for each period, which it has not of its own."""

    model, min_size = "weighed", 1

    def fit(self, signal):
        self.signal, (self.y, self.weight) = signal, signal.T
        return self

    def error(self, start, end):
        y, weight = self.y[start:end], self.weight[start:end]
        return float((weight * (y - np.average(y, weights=weight)) ** 2).sum())


@settings(max_examples=15)
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
@pytest.mark.parametrize("shape", ["ramp", "half ramp", "hinge"])
def test_p_values_of_series_without_a_step_are_rarely_small(shape, noise):
    series = np.sqrt(noise) * without_step(20, 0.5, shape, 4_000, np.random.default_rng(1))
    p = chance_of(20).p_values(fit_steps(series, np.ones(20), np.arange(20)), Noise(noise, as_stated=noise == 1.0))
    assert np.mean(p <= 0.05) <= 0.06
    assert np.mean(p <= 0.005) <= 0.01


def test_the_table_of_chances_belongs_to_the_statistic():
    again = simulated(16, 4_000)
    chance = chance_of(16)
    assert chance.share.tolist() == list(SHARES)
    for kind in ("stated", "unknown"):
        np.testing.assert_allclose(getattr(chance, kind)[:6], again.loc[(kind, 16)][:6], atol=0.4)


def test_between_the_lengths_of_the_table_chance_lies_between():
    low, middle, high = (chance_of(n).stated for n in (48, 54, 60))
    assert ((np.minimum(low, high) < middle) & (middle < np.maximum(low, high))).all()


def test_p_values_fall_as_the_statistic_grows_also_beyond_all_that_was_simulated():
    y = np.array([(np.arange(20) >= 10) * height for height in (0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0)])
    p = chance_of(20).p_values(fit_steps(y, np.ones(20), np.arange(20)), Noise(1.0, as_stated=True))
    assert (np.diff(p) <= 0).all()
    assert p[0] == 1
    assert 0 < p[-1] < 1e-6


@pytest.mark.parametrize(("factor", "as_stated"), [(1.0, True), (4.0, False)])
def test_the_noise_of_many_series_is_their_median(factor, as_stated):
    random = np.random.default_rng(3)
    fits = [fit_steps(np.sqrt(factor) * y[None], np.ones(24), np.arange(24)) for y in random.standard_normal((9, 24))]
    wild = fit_steps(100 * random.standard_normal((1, 24)), np.ones(24), np.arange(24))
    noise = noise_of([*fits, wild])
    assert noise.factor == pytest.approx(factor, rel=0.25)
    assert noise.as_stated == as_stated
