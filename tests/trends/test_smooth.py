"""Smooth curves against local lines fitted point by point, gaps, and no look ahead."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends import smooth_shares
from analysis.trends.smooth import N_BANDWIDTHS, choose_bandwidths, kernel, line_operator
from tests.trends import naive


def drawn(seed, n=15):
    random = np.random.default_rng(seed)
    return np.cumsum(random.integers(1, 40, n)).astype(float), random.uniform(0, 1, n), random.uniform(5, 50, n)


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), bandwidth=st.floats(20, 400), ahead=st.booleans())
def test_a_local_line_is_the_one_fitted_point_by_point(seed, bandwidth, ahead):
    time, values, n = drawn(seed)
    at = np.append(time, [time[0] - 5, time[-1] + 5])
    operator = line_operator(at, time, kernel(at, time, bandwidth, looks_ahead=ahead) * n)
    slow = [naive.local_line(time, values, n, t, bandwidth, ahead) for t in at]
    np.testing.assert_allclose(operator @ values, slow, atol=1e-7)


@pytest.mark.parametrize("ahead", [True, False])
def test_the_bandwidth_is_the_best_at_telling_what_was_left_out(ahead):
    time, _, n = drawn(3, 25)
    values = 0.4 + 0.3 * np.sin(time / 80) + np.random.default_rng(3).normal(0, 0.05, 25)
    (found,) = choose_bandwidths(time, values[:, None], n, looks_ahead=ahead)

    def missed(bandwidth):
        told = [naive.local_line(time, values, n, t, bandwidth, ahead, without=i) for i, t in enumerate(time)]
        told = np.where(np.isnan(told), np.average(values, weights=n), told)
        return (n * (values - told) ** 2).sum()

    widest = 1.5 * (time[-1] - time[0])
    tried = np.geomspace(min(3 * np.median(np.diff(time)), widest), widest, N_BANDWIDTHS)
    assert found == pytest.approx(min(tried, key=missed))


def test_the_curve_is_nearer_to_the_truth_than_the_shares_and_its_band_holds_it(courses):
    truth = 0.3 + 0.15 * np.sin(np.arange(60) / 9)
    noisy = truth + np.random.default_rng(4).normal(0, 0.03, 60)
    curve = smooth_shares(courses(noisy), level=0.9)
    assert np.abs(curve["share"] - truth).mean() < 0.6 * np.abs(noisy - truth).mean()
    assert ((curve["low"] <= truth) & (truth <= curve["high"])).mean() > 0.7
    assert (curve["low"] <= curve["share"]).all()


def test_a_gap_longer_than_the_bandwidth_parts_the_curve(courses):
    random = np.random.default_rng(5)
    shares = np.concatenate([0.2 + random.normal(0, 0.01, 12), np.full(48, np.nan), 0.7 + random.normal(0, 0.01, 12)])
    curve = smooth_shares(courses(shares), level=0.9)
    assert curve["bandwidth"][0] < 48 * 30
    assert curve["share"][12:60].isna().all()
    assert curve["share"][:12].to_numpy() == pytest.approx(0.2, abs=0.03)
    assert curve["share"][60:].to_numpy() == pytest.approx(0.7, abs=0.03)


def test_a_short_gap_is_bridged(courses):
    shares = np.linspace(0.2, 0.5, 40)
    shares[10] = np.nan
    assert smooth_shares(courses(shares), level=0.9)["share"][10] == pytest.approx(0.277, abs=0.01)


def test_without_look_ahead_the_end_changes_nothing_before_it_at_the_same_bandwidth():
    time, values, n = drawn(6)
    late = values.copy()
    late[-3:] = 0.99
    operator = line_operator(time, time, kernel(time, time, 200.0, looks_ahead=False) * n)
    np.testing.assert_array_equal((operator @ values)[:-3], (operator @ late)[:-3])


@pytest.mark.parametrize("shares", [[0.3], [np.nan, 0.3, np.nan], [np.nan, np.nan], [0.0, 0.0, 1.0]])
@pytest.mark.parametrize("ahead", [True, False])
def test_few_periods_make_a_curve_or_none(courses, shares, ahead):
    curve = smooth_shares(courses(shares), level=0.9, looks_ahead=ahead)
    assert len(curve) == len(shares)
    known = curve["share"].dropna()
    assert known.between(0, 1).all()
    assert len(known) >= np.sum(~np.isnan(shares))


def test_without_any_interval_the_band_comes_from_the_scatter(courses):
    shares = 0.3 + np.random.default_rng(7).normal(0, 0.03, 30)
    bare = courses(shares).assign(low=np.nan, high=np.nan)
    curve = smooth_shares(bare, level=0.9)
    assert (curve["high"] - curve["low"]).between(0.001, 0.2).all()
