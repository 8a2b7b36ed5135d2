"""Search for steps over many themes: the more of them step, the less sure the next has to be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import tables
from analysis.trends import find_changes, search
from analysis.trends.alarms import Noise
from analysis.trends.series import all_series
from benchmarks.trends.changes import Kind, measure
from benchmarks.trends.changes import trends_of as planted_trends


@pytest.fixture
def as_stated(monkeypatch):
    """Noise as large as the intervals say, so that no theme depends on the noise of others."""
    monkeypatch.setattr(search, "noise_of", lambda _: Noise(1.0, True))


def planted(heights, n=16, seed=0):
    """Return trends of themes that step by such heights, in standard errors, in the middle of n months."""
    noise = np.random.default_rng(seed).standard_normal((len(heights), n))
    courses = np.multiply.outer(heights, np.arange(n) >= n // 2) + noise
    start = pd.date_range("2015-01-01", periods=n, freq="MS")
    return planted_trends(np.pi / 6 + 0.02 * courses, np.full(n, 0.02), np.full(n, 40.0), start)


def changes_of(trends, alarm=1.0):
    return find_changes(trends, tables.empty("trend_draws"), level=0.9, alarm=alarm)[0]


def holm(p):
    """Return p-values adjusted as Holm (1979) says, slowly."""
    adjusted, highest = {}, 0.0
    for tried, name in enumerate(sorted(p, key=p.get)):
        highest = max(highest, (len(p) - tried) * p[name])
        adjusted[name] = min(highest, 1.0)
    return adjusted


@pytest.mark.usefixtures("as_stated")
def test_where_no_side_can_be_searched_p_values_are_those_of_holm():
    trends = planted([0.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0])
    together = changes_of(trends).set_index("theme")["p_adjusted"]
    alone = {theme: changes_of(rows)["p_adjusted"].item() for theme, rows in trends.groupby("theme")}
    assert together.to_dict() == pytest.approx(holm(alone))
    assert (together < 0.05).sum() >= 4


@pytest.mark.usefixtures("as_stated")
def test_a_weak_step_is_listed_beside_strong_ones_that_is_not_beside_none():
    assert "theme 07" in set(changes_of(planted([9.0] * 7 + [3.4]), alarm=0.05)["theme"])
    assert "theme 07" not in set(changes_of(planted([0.0] * 7 + [3.4]), alarm=0.05)["theme"])


@pytest.mark.parametrize("n", [16, 30, 60])
def test_a_p_value_is_the_least_alarm_at_which_a_step_is_listed(n):
    trends = planted([0.0, 1.0, 2.0, 3.0, 4.0, 6.0], n=n)
    every = changes_of(trends).sort_values(["theme", "at"], ignore_index=True)
    sure = every["p_adjusted"].drop_duplicates().loc[lambda p: p < 1]
    assert len(sure) >= 3
    for alarm in [0.05, *sure, *(0.999 * sure)]:
        listed = changes_of(trends, alarm=alarm).sort_values(["theme", "at"], ignore_index=True)
        expected = every[every["p_adjusted"] <= alarm].reset_index(drop=True)
        pd.testing.assert_frame_equal(listed[["theme", "at", "p_adjusted"]], expected[["theme", "at", "p_adjusted"]])


def test_stretches_share_the_chance_of_a_false_alarm_and_never_grow_in_sum():
    for seed in range(20):
        (series,) = all_series(planted([5.0], n=48, seed=seed), tables.empty("trend_draws"))
        whole = search.Stretch(series, Noise(1.0, True), 0)
        sides = list(whole.sides())
        assert sum(side.part for side in sides) <= whole.part
        assert all(side.series.n >= search.MIN_PERIODS for side in sides)
        assert [side.first for side in sides] == [0, whole.step[0]][-len(sides) :]


def test_without_a_series_long_enough_nothing_is_searched():
    assert search.find_steps([], 0.05) == []


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["ramp beside steps", "half ramp beside steps"])
def test_slow_ramps_beside_steps_seldom_give_a_false_alarm(shape):
    assert measure(Kind(24, carry=0.5), shape, n_runs=30, seed=2)["alarms"] <= 0.17  # 5% and three errors
