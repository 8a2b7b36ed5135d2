"""Slopes: planted ones, and noise that carries over."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis import tables
from analysis.trends import find_slopes
from analysis.trends.slopes import carried_variance, theil_sen
from benchmarks.trends.chances import carried_noise


def test_a_planted_slope_is_found_in_shares_a_year(courses):
    noise = np.random.default_rng(0).normal(0, 0.01, (2, 36))
    rows = find_slopes(courses(np.array([np.linspace(0.1, 0.4, 36), np.full(36, 0.3)]) + noise), level=0.9)
    yearly = 0.3 / (35 / 12)
    assert rows["slope"].to_list() == pytest.approx([yearly, 0], abs=0.01)
    assert rows["low"][0] < yearly < rows["high"][0]
    assert rows["p_adjusted"][0] < 1e-6
    assert rows["p_adjusted"][1] > 0.05
    assert (rows["p_adjusted"] >= rows["p"]).all()


def test_the_slope_is_the_one_of_scipy():
    random = np.random.default_rng(1)
    time, share = np.sort(random.uniform(0, 5, 30)), random.uniform(0, 1, 30)
    assert theil_sen(time, share, level=0.9)["slope"] == pytest.approx(stats.theilslopes(share, time).slope)


def test_without_carry_over_the_variance_is_the_classic_one():
    alternating = np.tile([0.1, 0.2], 10)
    assert carried_variance(alternating) == 20 * 19 * 45 / 18


@pytest.mark.parametrize(("carry", "most"), [(0.0, 0.07), (0.5, 0.11)])
def test_noise_that_carries_over_seldom_makes_a_slope(carry, most):
    noise = carried_noise(np.random.default_rng(2).standard_normal((400, 24)), carry)
    p = np.array([theil_sen(np.arange(24.0), y, level=0.9)["p"] for y in noise])
    assert np.mean(p <= 0.05) <= most
    if carry:  # the plain test is wrong far more often
        plain = [stats.kendalltau(np.arange(24), y).pvalue for y in noise]
        assert np.mean(np.array(plain) <= 0.05) > 0.15


def test_a_constant_share_has_no_slope_and_a_short_series_no_row(courses):
    rows = find_slopes(courses(np.full(12, 0.3)), level=0.9)
    assert rows[["slope", "low", "high", "p"]].iloc[0].tolist() == [0, 0, 0, 1]
    none = find_slopes(courses(np.full(7, 0.3)), level=0.9)
    assert list(none) == list(tables.CONTRACTS["slopes"].columns)
    assert none.empty
