"""Smooth curves against local lines fitted point by point, gaps, and no look ahead."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.trends import smooth_shares
from analysis.trends.local_lines import kernel, line_operator
from analysis.trends.smooth import MIN_PERIODS, N_BANDWIDTHS, choose_bandwidths
from analysis.trends.so_far import N_BANDWIDTHS as N_SO_FAR
from analysis.trends.so_far import bandwidths_so_far, curves_so_far
from tests.trends import naive


def drawn(seed, n=15):
    random = np.random.default_rng(seed)
    return np.cumsum(random.integers(1, 40, n)).astype(float), random.uniform(0, 1, n), random.uniform(5, 50, n)


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), bandwidth=st.floats(20, 400))
def test_a_local_line_is_the_one_fitted_point_by_point(seed, bandwidth):
    time, values, n = drawn(seed)
    at = np.append(time, [time[0] - 5, time[-1] + 5])
    operator = line_operator(at, time, kernel(at, time, bandwidth) * n)
    slow = [naive.local_line(time, values, n, t, bandwidth) for t in at]
    np.testing.assert_allclose(operator @ values, slow, atol=1e-7)


def test_the_bandwidth_is_the_best_at_telling_what_was_left_out():
    time, _, n = drawn(3, 25)
    values = 0.4 + 0.3 * np.sin(time / 80) + np.random.default_rng(3).normal(0, 0.05, 25)
    (found,) = choose_bandwidths(time, values[:, None], n)

    def missed(bandwidth):
        told = [naive.local_line(time, values, n, t, bandwidth, without=i) for i, t in enumerate(time)]
        told = np.where(np.isnan(told), np.average(values, weights=n), told)
        return (n * (values - told) ** 2).sum()

    widest = 1.5 * (time[-1] - time[0])
    tried = np.geomspace(min(3 * np.median(np.diff(time)), widest), widest, N_BANDWIDTHS)
    assert found == pytest.approx(min(tried, key=missed))


def test_so_far_the_bandwidth_is_the_best_at_telling_each_period_from_those_before_it():
    time, _, n = drawn(3, 25)
    values = 0.4 + 0.3 * np.sin(time / 80) + np.random.default_rng(3).normal(0, 0.05, 25)
    found = bandwidths_so_far(time, values[None, :], n, 10.0)[:, 0]
    for j in range(4, 25):
        tried = 30.0 * 2 ** (np.arange(N_SO_FAR) / 2)
        widest = 1.5 * (time[j] - time[0])
        ends = [np.abs(np.log(tried / end)).argmin() for end in (3 * np.median(np.diff(time[: j + 1])), widest)]

        def missed(bandwidth, j=j):
            told = [naive.local_line(time[:i], values[:i], n[:i], time[i], bandwidth) for i in range(1, j + 1)]
            means = [np.average(values[:i], weights=n[:i]) for i in range(1, j + 1)]
            told = np.where(np.isnan(told), means, told)
            return (n[1 : j + 1] * (values[1 : j + 1] - told) ** 2).sum()

        assert found[j] == pytest.approx(min(tried[ends[0] : ends[1] + 1], key=missed))


@pytest.mark.parametrize("scatter", [np.nan, 0.5])
def test_so_far_a_curve_is_the_line_through_what_came_and_its_variance_what_that_line_missed(scatter):
    time, values, n = drawn(8, 20)
    every = np.sort(np.append(time, [time[4] + 0.5, time[-1] + 1e5]))
    known = np.isin(every, time)
    curve, variance, bandwidth = curves_so_far(
        every, known, values[None, :], n, np.full((1, 20), scatter), shortest=10.0
    )
    widths = bandwidths_so_far(time, values[None, :], n, 10.0)[:, 0]

    def line(at, k):  # its value, and how each share counts in it
        told = [naive.local_line(time[:k], row, n[:k], at, widths[k - 1]) for row in (values[:k], *np.eye(k))]
        return told[0], np.array(told[1:])

    missed = free = 0.0
    for p, at in enumerate(every[:-1]):
        k = int(known[: p + 1].sum())
        value, counts = line(at, k)
        error = (counts**2 / n[:k]).sum()
        if known[p]:
            missed += n[k - 1] * (values[k - 1] - value) ** 2
            free += 1 - 2 * counts[-1] + n[k - 1] * error
        assert bandwidth[p, 0] == widths[k - 1]
        assert curve[p, 0] == pytest.approx(value, abs=1e-7)
        assert variance[p, 0] == pytest.approx(error * np.fmax(missed / max(free, 1.0), scatter), abs=1e-7)
    assert np.isnan(curve[-1, 0])  # out of reach


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), n=st.integers(1, 30), cut=st.integers(1, 30), empty=st.sampled_from([0, 0.2, 0.7]))
def test_without_look_ahead_a_table_that_is_cut_after_any_period_has_the_same_rows_to_the_byte(
    courses, seed, n, cut, empty
):
    random = np.random.default_rng(seed)
    shares = np.clip(0.3 + 0.1 * np.cumsum(random.normal(0, 1, (3, n)), axis=1), 0, 1)
    shares[1:, random.uniform(size=n) < empty] = np.nan
    shares[2, cut:] = random.uniform(size=max(n - cut, 0))  # of another make than the second only after the cut
    table = courses(shares, n_effective=random.uniform(2, 60, n), error=0.05)
    table.loc[random.uniform(size=len(table)) < 0.3, ["low", "high"]] = np.nan
    last = table["start"].sort_values().unique()[min(cut, n) - 1]
    whole = smooth_shares(table, level=0.9, looks_ahead=False)
    early = smooth_shares(table[table["start"] <= last], level=0.9, looks_ahead=False)
    same = whole[whole["start"] <= last].reset_index(drop=True)
    pd.testing.assert_frame_equal(early, same, check_exact=True)
    assert early.to_numpy(dtype=str).tolist() == same.to_numpy(dtype=str).tolist()


def test_what_comes_later_moves_a_curve_that_looks_ahead_and_no_other(courses):
    shares = 0.3 + np.random.default_rng(2).normal(0, 0.03, 40)
    later = np.append(shares[:30], shares[30:] + 0.5)
    for ahead in (True, False):
        one, other = (smooth_shares(courses(s), level=0.9, looks_ahead=ahead)[:30] for s in (shares, later))
        assert one.equals(other) is not ahead


@pytest.mark.parametrize("ahead", [True, False])
@pytest.mark.parametrize("end", [0.3, 0.5])
def test_the_band_holds_what_stands_still_or_rises_as_often_as_it_says(courses, ahead, end):
    truth = np.linspace(0.3, end, 24)
    noisy = truth + np.random.default_rng(5).normal(0, 0.03, (100, 24))
    curve = smooth_shares(courses(noisy), level=0.9, looks_ahead=ahead)
    low, high = (curve[side].to_numpy().reshape(100, 24)[:, 8:] for side in ("low", "high"))
    assert ((low <= truth[8:]) & (truth[8:] <= high)).mean() == pytest.approx(0.9, abs=0.06)


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


@pytest.mark.parametrize("shares", [[0.3], [np.nan, 0.3, np.nan], [np.nan, np.nan], [0.0, 1.0], [0, 0, np.nan, 1, 1]])
@pytest.mark.parametrize("ahead", [True, False])
def test_fewer_than_five_shares_make_no_curve(courses, shares, ahead):
    curve = smooth_shares(courses(shares), level=0.9, looks_ahead=ahead)
    assert len(curve) == len(shares)
    assert curve[["share", "low", "high"]].isna().all(axis=None)
    assert (curve["bandwidth"] == 0).all()


@pytest.mark.parametrize("ahead", [True, False])
def test_five_shares_make_a_curve_that_in_real_time_begins_with_the_fifth(courses, ahead):
    curve = smooth_shares(courses([0.0, np.nan, 0.0, 1.0, 0.4, 0.5]), level=0.9, looks_ahead=ahead)
    known = curve["share"].dropna()
    assert len(known) == (6 if ahead else 1)
    assert known.index[-1] == MIN_PERIODS
    assert known.between(0, 1).all()


def test_without_any_interval_the_band_comes_from_the_scatter(courses):
    shares = 0.3 + np.random.default_rng(7).normal(0, 0.03, 30)
    bare = courses(shares).assign(low=np.nan, high=np.nan)
    curve = smooth_shares(bare, level=0.9)
    assert (curve["high"] - curve["low"]).between(0.001, 0.2).all()
