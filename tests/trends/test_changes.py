"""Changes: planted steps, flat noise, and the best step against every split."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.trends import find_changes
from benchmarks.trends.changes import Kind, bound, measure
from benchmarks.trends.changes import trends_of as planted_trends


def trends_of(shares, theme="a", n_effective=8.0):
    """Return the table trends of a theme with a share a month, all with intervals."""
    shares, start = np.asarray(shares), pd.date_range("2015-01-01", periods=len(shares), freq="MS")
    fixed = {"model": "lda", "theme": theme, "frequency": "month", "denominator": "articles", "group": "all"}
    table = pd.DataFrame({"period": start.strftime("%Y-%m"), "start": start, "end": start + pd.offsets.MonthEnd(0)})
    counts = {"n_articles": 8.0, "n_effective": n_effective, "n_words": 800.0, "n_missing": 0.0}
    interval = {"share": shares, "low": np.maximum(shares - 0.1, 0), "high": np.minimum(shares + 0.1, 1)}
    return tables.conform("trends", table.assign(**fixed, **counts, **interval, partial=False, level=0.9, covers="x"))


def draws_of(trends, n_draws=5, scatter=0.0, seed=0):
    """Return the table trend_draws: the shares again, each refit with some noise."""
    random = np.random.default_rng(seed)
    noisy = [trends["share"] + random.normal(0, scatter, len(trends)) for _ in range(n_draws)]
    frames = [trends.assign(draw=i, share=np.clip(share, 0, 1)) for i, share in enumerate(noisy)]
    return tables.conform(
        "trend_draws", pd.concat(frames).reindex(columns=list(tables.CONTRACTS["trend_draws"].columns))
    )


def noisy_step(before, after, split=12, n=24, noise=0.03, seed=0):
    return np.where(np.arange(n) < split, before, after) + np.random.default_rng(seed).normal(0, noise, n)


def changes_of(trends, *, level=0.9, **draws):
    return find_changes(trends, draws_of(trends, **draws), level=level)


@pytest.mark.parametrize("split", [6, 12, 18])
@pytest.mark.parametrize(("before", "after"), [(0.1, 0.4), (0.6, 0.2)])
def test_a_planted_step_is_found_where_it_was_planted(split, before, after):
    trends = trends_of(noisy_step(before, after, split))
    changes, why = changes_of(trends, scatter=0.01)
    step = changes.iloc[0]
    assert why == ""
    assert step["at"] == trends["start"][split]
    assert step["at_low"] <= step["at"] <= step["at_high"]
    assert step["before"] == pytest.approx(before, abs=0.03)
    assert step["after"] == pytest.approx(after, abs=0.03)
    assert step["low"] <= after - before <= step["high"]
    assert step["support"] == 1.0


def test_only_the_theme_that_steps_is_listed():
    flat = np.random.default_rng(5).normal(0.3, 0.03, 24)
    trends = pd.concat([trends_of(noisy_step(0.1, 0.4), "steps"), trends_of(flat, "rests")])
    assert changes_of(trends)[0]["theme"].tolist() == ["steps"]


def test_flat_noise_gives_no_change_and_the_reason():
    changes, why = changes_of(trends_of(np.random.default_rng(1).normal(0.3, 0.03, 24)))
    assert changes.empty
    assert "more than chance" in why


def test_refits_that_step_elsewhere_give_no_support():
    trends = trends_of(noisy_step(0.1, 0.4))
    elsewhere = draws_of(trends_of(noisy_step(0.1, 0.4, split=5)))
    changes, _ = find_changes(trends, elsewhere, level=0.9)
    assert changes["support"].tolist() == [0.0]


def test_too_few_periods_with_an_interval_give_the_reason():
    trends = trends_of(noisy_step(0.1, 0.4, n=24))
    trends.loc[11:, ["low", "high"]] = np.nan
    changes, why = changes_of(trends)
    assert changes.empty
    assert "needs 12 periods" in why
    assert "11 of 24" in why


@settings(max_examples=20)
@given(before=st.floats(0.02, 0.1), after=st.floats(0.7, 0.95), seed=st.integers(0, 10_000))
def test_a_step_without_any_noise_is_found(before, after, seed):
    shares = np.where(np.arange(16) < 7, before, after)
    trends = trends_of(shares, n_effective=np.random.default_rng(seed).uniform(5, 20, 16))
    changes, _ = changes_of(trends)
    assert changes["at"].tolist() == [trends["start"][7]]


@pytest.mark.parametrize("seed", range(8))
def test_where_false_alarms_are_allowed_weak_steps_are_listed_without_falling_over(seed):
    trends = trends_of(np.random.default_rng(seed).uniform(0.1, 0.3, 30))
    changes, why = find_changes(trends, draws_of(trends), level=0.9, alarm=1.0)
    assert changes.empty == bool(why)
    assert (changes["at_low"] <= changes["at"]).all()
    assert (changes["at"] <= changes["at_high"]).all()
    assert changes["p_adjusted"].between(0, 1).all()


@pytest.mark.parametrize("draws", ["a theme that no refit finds", "no refits"])
def test_a_step_that_no_refit_can_speak_of_has_no_support(draws):
    trends = trends_of(noisy_step(0.1, 0.4))
    lost = draws_of(trends).assign(share=np.nan) if draws.startswith("a theme") else tables.empty("trend_draws")
    changes, _ = find_changes(trends, lost, level=0.9)
    assert changes["support"].tolist() == [0.0]


def test_the_tables_are_left_as_they_were():
    trends = trends_of(noisy_step(0.1, 0.4))
    draws = draws_of(trends)
    before = trends.copy(), draws.copy()
    find_changes(trends, draws, level=0.9)
    pd.testing.assert_frame_equal(trends, before[0])
    pd.testing.assert_frame_equal(draws, before[1])


def test_flat_shares_of_articles_seldom_give_a_false_alarm(shares_of, monthly):
    alarms = []
    for seed in range(30):
        weights = np.random.default_rng(seed).dirichlet(np.full(4, 0.7), 16 * 8)
        changes, _ = find_changes(*shares_of(monthly(16, 8), weights), level=0.9)
        alarms.append(len(changes) > 0)
    assert np.mean(alarms) <= 0.1


@pytest.mark.parametrize("n", [12, 24])
def test_steps_of_four_standard_errors_are_found_within_a_period(n):
    found = [measure(Kind(n, carry=carry), "step", n_runs=8, seed=1) for carry in (0.0, 0.5)]
    assert np.mean([f["found"] for f in found]) >= 0.85  # 90%, and two errors
    assert np.mean([f["held"] for f in found]) >= 0.9
    assert np.mean([f["extra"] for f in found]) <= 0.05


def test_the_best_test_of_all_finds_more_steps_than_ours_but_not_all():
    assert 0.85 < bound(24, 0.5, n_tests=8, seed=0) < 0.97


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["ramp", "half ramp"])
def test_noise_that_carries_over_and_slow_ramps_seldom_give_a_false_alarm(shape):
    assert measure(Kind(24, carry=0.5), shape, n_runs=30, seed=2)["alarms"] <= 0.17  # 5% and three errors


@pytest.mark.slow
def test_a_season_seldom_gives_a_false_alarm():
    assert measure(Kind(48), "season", n_runs=10, seed=5)["alarms"] <= 0.2  # 5% and two errors


@pytest.mark.slow
def test_noise_that_exceeds_its_intervals_seldom_gives_a_false_alarm():
    assert measure(Kind(24, carry=0.25, excess=4.0), "flat", n_runs=30, seed=3)["alarms"] <= 0.17


@pytest.mark.parametrize("shape", ["pulse", "two steps"])
def test_two_steps_of_a_theme_are_both_found(shape, monkeypatch):
    monkeypatch.setattr("benchmarks.trends.changes.HEIGHT", 8.0)
    assert measure(Kind(60), shape, n_runs=3, seed=4) == {
        "found": 1.0,
        "extra": 0.0,
        "held": 1.0,
        "covered": pytest.approx(0.9, abs=0.1),
    }


def test_shares_over_a_gap_of_empty_periods_step_where_they_did():
    trends = trends_of(noisy_step(0.1, 0.4, split=20, n=40))
    trends.loc[22:27, ["share", "low", "high"]] = np.nan
    changes, _ = changes_of(trends)
    assert changes["at"].tolist() == [trends["start"][20]]


@pytest.mark.parametrize("split", [2, 37])
def test_a_step_too_near_to_an_end_is_not_listed_at_a_wrong_date(split):
    changes, _ = changes_of(trends_of(noisy_step(0.1, 0.6, split=split, n=40)))
    assert changes.empty


def test_a_series_too_long_to_search_gives_the_reason():
    n = 2_001
    start = pd.date_range("2000-01-01", periods=n, freq="D")
    trends = planted_trends(np.full((1, n), 0.5), np.full(n, 0.02), np.full(n, 20.0), start)
    changes, why = find_changes(trends, tables.empty("trend_draws"), level=0.9)
    assert changes.empty
    assert "2,001 periods; choose longer ones" in why


def test_the_order_of_the_rows_changes_nothing():
    trends = pd.concat([trends_of(noisy_step(0.1, 0.4), theme=t) for t in "ab"])
    draws = draws_of(trends, scatter=0.02)
    mixed = find_changes(trends.sample(frac=1, random_state=0), draws.sample(frac=1, random_state=1), level=0.9)
    pd.testing.assert_frame_equal(mixed[0], find_changes(trends, draws, level=0.9)[0])
