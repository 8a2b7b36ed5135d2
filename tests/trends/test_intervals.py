"""Scatter and intervals against plain loops, and planted rates against the intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.trends.intervals import design_effect, score_interval
from analysis.trends.scatter import Scatter, scatter_of
from tests.trends import naive

easy = settings(max_examples=25)


@easy
@given(seed=st.integers(0, 10_000), fixed_mix=st.booleans(), cluster=st.sampled_from(["article", "outlet_day"]))
def test_scatter_is_what_loops_over_clusters_give(cells_of, seed, fixed_mix, cluster):
    random = np.random.default_rng(seed)
    n = 14
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, 60, n) // 9 * 9, unit="D")
    source = random.choice(["north", "south", "west"], n)
    words, weights = random.uniform(50, 900, n), random.dirichlet(np.ones(3), n)
    columns = {"source": source}
    cells = cells_of(days, words=words, columns=columns, denominator="words", fixed_mix=fixed_mix, cluster=cluster)
    share = cells.shares(weights)
    found = scatter_of(cells, weights, share)
    outlets = sorted(set(source)) if fixed_mix else [None]
    mix = [sum(words[source == o]) / sum(words) if fixed_mix else 1.0 for o in outlets]
    for p, period in enumerate(cells.periods.periods):
        for k in range(3):
            strata = []
            for outlet in outlets:
                clusters = {}
                for i in range(n):
                    mine = outlet in (None, source[i]) and f"{days[i]:%Y-%m}" == period.name
                    key = i if cluster == "article" else (source[i], days[i])
                    if mine:
                        clusters.setdefault(key, []).append((words[i], weights[i, k]))
                strata.append(list(clusters.values()))
            expected = naive.scatter(strata, mix)
            n_whole = sum(len(c) for s in strata for c in s)
            assert share[p, k] == pytest.approx(expected[0])
            assert found.n_effective[p, k] == pytest.approx(min(expected[2], n_whole))
            if expected[2] > 1.001:
                assert found.variance[p, k] == pytest.approx(expected[1], abs=1e-12)
                assert found.degrees[p, k] == pytest.approx(expected[3])
            else:
                assert np.isnan(found.variance[p, k])


@easy
@given(seed=st.integers(0, 10_000), n_periods=st.integers(2, 8))
def test_effects_are_what_loops_over_periods_give(seed, n_periods):
    random = np.random.default_rng(seed)
    share, variance = random.uniform(0.05, 0.9, n_periods), random.uniform(0, 0.02, n_periods)
    n = random.uniform(5, 40, n_periods)
    degrees = random.uniform(1, 4, n_periods)
    scatter = Scatter(*(block[:, None] for block in (variance, n, degrees)))
    effect, worth = design_effect(share[:, None], scatter)
    expected = naive.effects(share, variance, n, degrees)
    np.testing.assert_allclose(np.column_stack([effect, worth]), expected)


@easy
@given(
    share=st.floats(0, 1),
    n=st.floats(5, 200),
    spread=st.floats(0.02, 1),
    model=st.floats(0, 0.02),
    level=st.floats(0.6, 0.98),
)
def test_an_interval_holds_every_rate_that_the_share_does_not_speak_against(share, n, spread, model, level):
    variance = spread * max(share * (1 - share), 1e-4) / n
    block = [np.array([[x]]) for x in (variance, n, n - 1)]
    effect, degrees = (x.item() for x in design_effect(np.array([[share]]), Scatter(*block)))
    found = score_interval(np.array([[share]]), Scatter(*block), np.array([[model]]), 50, level=level)
    articles = found.from_articles.item() ** 2
    both = (articles + model) ** 2 / (articles**2 / degrees + model**2 / 49) if articles + model else degrees
    low, high = naive.score_bounds(share, effect / n, model, stats.t.ppf((1 + level) / 2, max(both, 1)))
    assert found.low.item() == pytest.approx(low, abs=1e-5)
    assert found.high.item() == pytest.approx(high, abs=1e-5)
    assert found.low.item() <= share <= found.high.item()
    assert found.from_model.item() == pytest.approx(np.sqrt(model))


def rare(random, rate, n):
    """Articles of which few have the theme at all."""
    return (random.random(n) < rate / 0.6) * random.beta(6, 4, n)


def bursty(random, rate, n):
    """Articles that are nearly all of the theme or nearly none."""
    return random.beta(rate * 0.5, (1 - rate) * 0.5, n)


def even(random, rate, n):
    return random.beta(rate * 8, (1 - rate) * 8, n)


@pytest.mark.parametrize("curve", ["flat", "ramp", "pulse"])
@pytest.mark.parametrize(
    ("weights_of", "rate", "n"), [(rare, 0.1, 12), (bursty, 0.15, 8), (even, 0.2, 6), (rare, 0.2, 40)]
)
def test_ninety_of_a_hundred_intervals_hold_the_planted_rate(shares_of, monthly, weights_of, rate, n, curve):
    months = np.arange(24)
    rates = {
        "flat": np.full(24, rate),
        "ramp": rate * np.linspace(0.4, 1.6, 24),
        "pulse": np.where(abs(months - 12) < 2, 2 * rate, rate),
    }[curve]
    random, inside = np.random.default_rng(n), []
    for _ in range(25):
        first = weights_of(random, np.repeat(rates, n), 24 * n)
        table, _ = shares_of(monthly(24, n), np.column_stack([first, 1 - first]))
        mine = table[table["theme"] == "t0"]
        inside.append((mine["low"] <= rates) & (rates <= mine["high"]))
    assert 0.86 <= np.mean(inside) <= 0.955  # 600 intervals, of which whole replicates hang together


def test_a_story_told_ten_times_is_one_cluster(shares_of):
    random = np.random.default_rng(0)
    dates = np.repeat(pd.date_range("2020-01-01", periods=20, freq="D"), 10)
    stories = np.repeat(random.beta(2, 6, 20), 10)
    weights = np.column_stack([stories, 1 - stories])
    columns = {"source": "gazette"}
    each, together = (shares_of(dates, weights, columns=columns, cluster=c)[0] for c in ("article", "outlet_day"))
    assert each["n_effective"].tolist() == pytest.approx([200, 200])
    assert together["n_effective"].tolist() == pytest.approx([20, 20])
    assert each["share"].tolist() == together["share"].tolist()
    assert ((together["from_articles"] / each["from_articles"]) ** 2).between(9, 11.5).all()


def test_the_interval_says_which_part_is_the_models(shares_of, monthly):
    first = np.random.default_rng(0).beta(2, 6, 60)
    weights = np.column_stack([first, 1 - first])
    table, _ = shares_of(monthly(6, 10), weights, scatter=0.02, n_draws=10)
    np.testing.assert_allclose(table["from_model"], 0.02, atol=1e-9)
    assert table["from_articles"].between(0.02, 0.08).all()
    alone, _ = shares_of(monthly(6, 10), weights, scatter=0.02, n_draws=10, estimand="corpus")
    assert (alone["from_articles"] == 0).all()


def test_resampled_draws_scatter_as_the_articles_do(shares_of, monthly):
    first = np.random.default_rng(1).beta(2, 6, 90)
    weights = np.column_stack([first, 1 - first])
    table, draws = shares_of(monthly(3, 30), weights, n_draws=300)
    draws = draws[draws["theme"] == "t0"]
    still = draws.groupby("period")["share"].std()
    assert (still < 1e-12).all()
    moved = draws.groupby("period")["resampled"].std()
    means = first.reshape(3, 30)
    np.testing.assert_allclose(moved, means.std(axis=1) / np.sqrt(31), rtol=0.15)
    assert len(table) == 6
