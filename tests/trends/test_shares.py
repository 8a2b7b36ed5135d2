"""Shares of periods against plain loops, and what their intervals cover."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.trends import ShareDraws
from tests.trends import naive

RANDOM_WEIGHTS = np.random.default_rng(0).dirichlet(np.ones(2), 60)


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), frequency=st.sampled_from(["week", "month", "quarter", "year"]))
def test_shares_are_what_plain_loops_give(cells_of, seed, frequency):
    random = np.random.default_rng(seed)
    dates = [pd.Timestamp("2020-01-01") + pd.Timedelta(days=int(d)) for d in random.integers(0, 400, 12)]
    precisions = random.choice(["day", "month", "year"], 12)
    weights = np.where(random.random((12, 1)) < 0.2, np.nan, random.dirichlet(np.ones(3), 12))
    sizes = random.uniform(10, 1000, 12)
    found = cells_of(dates, precision=precisions, frequency=frequency, words=sizes, denominator="words").shares(weights)
    parts = naive.parts([d.date() for d in dates], precisions, frequency)
    np.testing.assert_allclose(found, naive.shares(parts, sizes, weights))


def test_the_shares_of_a_period_sum_to_one(shares_of, monthly):
    table, _ = shares_of(monthly(6, 10), RANDOM_WEIGHTS)
    np.testing.assert_allclose(table.groupby("period")["share"].sum(), 1.0)


def test_the_order_of_the_articles_does_not_matter(shares_of, monthly):
    order = np.random.default_rng(1).permutation(60)
    straight, _ = shares_of(monthly(6, 10), RANDOM_WEIGHTS, scatter=0.01)
    shuffled, _ = shares_of(monthly(6, 10)[order], RANDOM_WEIGHTS[order], scatter=0.01)
    pd.testing.assert_frame_equal(straight, shuffled)


def test_a_share_lies_in_its_interval(shares_of, monthly):
    table, _ = shares_of(monthly(6, 10), RANDOM_WEIGHTS)
    assert (table["low"] <= table["share"]).all()
    assert (table["share"] <= table["high"]).all()
    assert (table["low"] >= 0).all()
    assert (table["high"] <= 1).all()


def test_words_as_denominator_count_a_long_article_for_more(shares_of):
    weights, words = np.array([[1.0, 0.0], [0.0, 1.0]]), [300, 100]
    by_article, by_words = (
        shares_of(["2020-01-01"] * 2, weights, words=words, denominator=d)[0] for d in ("articles", "words")
    )
    assert by_article["share"].tolist() == [0.5, 0.5]
    assert by_words["share"].tolist() == [0.75, 0.25]
    assert by_words["n_words"].tolist() == [400, 400]
    np.testing.assert_allclose(by_words["n_effective"], 400**2 / (300**2 + 100**2))


@pytest.mark.parametrize("n", [1, 2, 4])
def test_below_five_articles_there_is_no_interval_and_the_reason_stands(shares_of, n):
    table, _ = shares_of(["2020-01-01"] * n, RANDOM_WEIGHTS[:n])
    assert table[["low", "high"]].isna().all(axis=None)
    assert set(table["covers"]) == {f"no interval: {n} article{'' if n == 1 else 's'}, fewer than 5"}
    assert table["share"].notna().all()


def test_five_articles_are_five_though_their_sum_falls_short_by_rounding(shares_of):
    same = {"words": [1 / 3] * 5, "denominator": "words"}
    table, _ = shares_of(["2020-01-01"] * 5, RANDOM_WEIGHTS[:5], **same)
    assert (table["n_effective"] != 5).all()
    assert table["low"].notna().all()
    few, _ = shares_of(["2020-01-01"] * 5, RANDOM_WEIGHTS[:5], words=[1, 1, 1, 1, 0.9], denominator="words")
    assert few["low"].isna().all()


def test_a_period_without_articles_has_a_count_of_zero_and_no_share(shares_of):
    table, _ = shares_of(["2020-01-01", "2020-03-01"], RANDOM_WEIGHTS[:2])
    empty = table[table["period"] == "2020-02"]
    assert empty["n_articles"].tolist() == [0, 0]
    assert empty["share"].isna().all()
    assert set(empty["covers"]) == {"no articles"}


def test_articles_without_a_weight_are_counted_as_missing(shares_of):
    weights = RANDOM_WEIGHTS[:7].copy()
    weights[:2] = np.nan
    table, _ = shares_of(["2020-01-01"] * 7, weights)
    assert table["n_missing"].tolist() == [2, 2]
    assert table["n_articles"].tolist() == [7, 7]
    np.testing.assert_allclose(table["share"], weights[2:].mean(axis=0))
    np.testing.assert_allclose(table["n_effective"], 5)


def test_undated_articles_are_in_no_period(shares_of):
    table, _ = shares_of(["2020-01-01", None], RANDOM_WEIGHTS[:2])
    assert table["n_articles"].tolist() == [1, 1]
    np.testing.assert_allclose(table["share"], RANDOM_WEIGHTS[0])


def test_the_reason_for_no_interval_holds_where_articles_are_many_but_of_unequal_length(shares_of):
    table, _ = shares_of(["2020-01-01"] * 6, RANDOM_WEIGHTS[:6], words=[1, 1, 1, 1, 1, 100], denominator="words")
    assert table["low"].isna().all()
    assert not any("6 articles, fewer than 5" in reason for reason in table["covers"])


@pytest.mark.parametrize(("precision", "frequency"), [("year", "month"), ("year", "week"), ("month", "day")])
def test_slices_of_articles_that_could_lie_anywhere_in_a_span_are_no_five_articles(shares_of, precision, frequency):
    table, _ = shares_of(["2020-01-01"] * 5, RANDOM_WEIGHTS[:5], precision=precision, frequency=frequency)
    assert (table["n_articles"] < 1).all()
    assert table["low"].isna().all()


def test_the_corpus_itself_is_known_better_than_what_it_is_a_sample_of(shares_of, monthly):
    population, corpus = (
        shares_of(monthly(6, 10), RANDOM_WEIGHTS, scatter=0.02, n_draws=10, estimand=e)[0]
        for e in ("population", "corpus")
    )
    width = [(t["high"] - t["low"]).to_numpy() for t in (population, corpus)]
    assert (width[1] < width[0]).all()
    assert (width[1] > 0).all()
    assert set(population["covers"]) == {"the choice of articles and refitting"}
    assert set(corpus["covers"]) == {"refitting alone"}


def test_weight_in_articles_that_do_not_speak_of_a_theme_makes_intervals_wider(shares_of, monthly):
    bold, shy = (np.full((60, 2), p) for p in (1.0, 0.5))
    plain, sure, unsure = (shares_of(monthly(6, 10), RANDOM_WEIGHTS, presence=p)[0] for p in (None, bold, shy))
    assert (sure["from_stray"] == 0).all()
    np.testing.assert_array_equal(sure[["low", "high"]], plain[["low", "high"]])
    np.testing.assert_allclose(unsure["from_stray"], np.tile(0.22 * RANDOM_WEIGHTS.mean(axis=0), 6))
    assert (unsure["high"] - unsure["low"] > plain["high"] - plain["low"]).all()
    assert set(unsure["covers"]) == {"the choice of articles, refitting and stray weight"}


COUNTED = [{"denominator": name} for name in ("articles", "words", "articles_with_theme", "published")]


@pytest.mark.parametrize("fixed_mix", [False, True])
@pytest.mark.parametrize("options", COUNTED, ids=str)
def test_stray_weight_is_allowed_for_as_far_as_it_moves_a_share(cells_of, shares_of, monthly, options, fixed_mix):
    """Weight that all articles of the corpus have too much of moves a share of what was published by less."""
    random = np.random.default_rng(4)
    dates, weights, presence = monthly(3, 20), RANDOM_WEIGHTS / 2, random.uniform(0, 0.6, (60, 2))
    weights[[3, 25]] = np.nan
    mine = {"columns": {"source": ["north", "south"] * 30}, "words": random.uniform(100, 900, 60), **options}
    if options["denominator"] == "published":
        n = {"n": [40, 10, 80, 90, 100, 20, 60], "source": ["north", "south"] * 3 + ["north"]}
        mine["published"] = pd.DataFrame({"period": [f"2010-0{m}" for m in (1, 1, 2, 2, 3, 3, 4)], **n})
    table, _ = shares_of(dates, weights, presence=presence, fixed_mix=fixed_mix, **mine)
    cells = cells_of(dates, fixed_mix=fixed_mix, **mine)
    moved = (cells.shares(weights + 0.1, presence) - cells.shares(weights, presence)) / 0.1
    stray = np.nansum(weights * (1 - presence), axis=0) / np.nansum((1 - presence) * ~np.isnan(weights), axis=0)
    np.testing.assert_allclose(table["from_stray"], (0.22 * stray * moved).ravel())


def test_a_month_of_which_the_corpus_has_nothing_has_no_stray_weight(shares_of):
    n = pd.DataFrame({"period": ["2020-01", "2020-02", "2020-03"], "n": [60, 60, 60]})
    dates = ["2020-01-15"] * 6 + ["2020-03-15"] * 6
    told = {"presence": np.full((12, 1), 0.1), "denominator": "published", "published": n}
    table, _ = shares_of(dates, np.full((12, 1), 0.5), **told)
    np.testing.assert_allclose(table["from_stray"], [0.22 * 0.5 * 0.1, 0, 0.22 * 0.5 * 0.1])


def test_scatter_between_refits_makes_intervals_wider(shares_of, monthly):
    calm, restless = (shares_of(monthly(6, 10), RANDOM_WEIGHTS, scatter=s, n_draws=10)[0] for s in (0.0, 0.05))
    assert ((restless["high"] - restless["low"]) > (calm["high"] - calm["low"])).all()


def test_draws_are_the_shares_of_each_refit(shares_of, monthly):
    table, draws = shares_of(monthly(3, 6), RANDOM_WEIGHTS[:18] * 0.8, scatter=0.1, n_draws=2)
    assert len(draws) == 3 * 2 * 2
    wide = draws.pivot_table(index=["period", "theme"], columns="draw", values="share", sort=False)
    np.testing.assert_allclose(wide[1], table["share"] + 0.1)


def test_shares_can_be_had_without_any_refit(shares_of, monthly):
    table, draws = shares_of(monthly(6, 10), np.random.default_rng(2).dirichlet(np.ones(3), 60), n_draws=0)
    assert len(draws) == 0
    assert table["low"].notna().all()


def test_draws_keep_periods_and_themes_only(cells_of):
    draws = ShareDraws(cells_of(["2020-01-01", "2020-02-01"]))
    for _ in range(3):
        draws.add(RANDOM_WEIGHTS[:2])
    assert draws.array(2).shape == (3, 2, 2)


def test_what_is_given_is_left_as_it_was(shares_of, monthly):
    weights, words = RANDOM_WEIGHTS.copy(), np.arange(1.0, 61.0)
    shares_of(monthly(6, 10), weights, words=words, denominator="words")
    assert np.array_equal(weights, RANDOM_WEIGHTS)
    assert np.array_equal(words, np.arange(1.0, 61.0))


@pytest.mark.parametrize("n_articles", [8, 30])
@pytest.mark.parametrize(("mean", "concentration"), [(0.2, 8.0), (0.5, 8.0), (0.2, 2.0)])
def test_intervals_cover_the_rate_that_the_articles_are_a_sample_of(
    shares_of, monthly, n_articles, mean, concentration
):
    random = np.random.default_rng(n_articles)
    first = random.beta(mean * concentration, (1 - mean) * concentration, 600 * n_articles)
    table, _ = shares_of(monthly(600, n_articles), np.column_stack([first, 1 - first]))
    mine = table[table["theme"] == "t0"]
    assert 0.85 <= ((mine["low"] <= mean) & (mean <= mine["high"])).mean() <= 0.95


def test_articles_that_all_lack_a_theme_may_be_followed_by_one_that_has_it(shares_of, monthly):
    """Where no period has any of it, an article can be all of the theme: Wilson's interval for none of eight coins."""
    table, _ = shares_of(monthly(1, 8), np.tile([0.0, 1.0], (8, 1)))
    t2 = stats.norm.ppf(0.95) ** 2
    most = t2 / (8 + t2)
    np.testing.assert_allclose(table["low"], [0, 1 - most], atol=1e-5)
    np.testing.assert_allclose(table["high"], [most, 1], atol=1e-5)
