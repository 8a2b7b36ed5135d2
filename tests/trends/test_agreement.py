"""Agreement over time: planted correlations, curves that move alike, periods that say nothing."""

from __future__ import annotations

import numpy as np
import pytest

from analysis import tables
from analysis.trends import curve_agreement, period_agreement
from analysis.trends.series import arcsine

MONTHS = ["2020-01-10", "2020-02-10", "2020-03-10"]


def agreement_of(cells, first, second, themes=("a",)):
    return period_agreement(cells, first, second, model="lda~tfidf", themes=themes, level=0.9)


def two_models(n, alike, seed=0):
    """Return weights of one theme by two models whose correlation on the arcsine scale is ``alike``."""
    random = np.random.default_rng(seed)
    common, *own = random.normal(size=(3, n))
    z = [np.sqrt(alike) * common + np.sqrt(1 - alike) * each for each in own]
    return [np.sin(np.clip(0.8 + 0.1 * each, 0, np.pi / 2))[:, None] ** 2 for each in z]


def test_a_periods_value_is_the_plain_correlation_of_its_articles(cells_of):
    first, second = two_models(60, 0.5)
    dates = np.repeat(MONTHS, 20)
    table = agreement_of(cells_of(dates), first, second)
    for k, row in enumerate(table.itertuples()):
        mine = slice(20 * k, 20 * (k + 1))
        plain = np.corrcoef(arcsine(first[mine, 0]), arcsine(second[mine, 0]))[0, 1]
        assert row.value == pytest.approx(plain)
        assert row.low < row.value < row.high
    assert table["n_articles"].tolist() == [20, 20, 20]


def test_the_interval_holds_the_planted_correlation_as_often_as_it_says(cells_of):
    n_periods, n = 300, 30
    first, second = two_models(n_periods * n, 0.6, seed=1)
    dates = np.repeat(np.arange("1990-01", "2015-01", dtype="datetime64[M]").astype("datetime64[D]"), n)
    table = agreement_of(cells_of(dates), first, second)
    assert len(table) == n_periods
    held = ((table["low"] <= 0.6) & (table["high"] >= 0.6)).mean()
    assert 0.85 <= held <= 0.96


def test_words_count_where_the_denominator_is_words(cells_of):
    weights = np.array([[0.1], [0.4], [0.6], [0.9], [0.2], [0.5]])
    other = weights[::-1]
    by_words = agreement_of(cells_of(MONTHS[:1] * 6, words=[100] * 5 + [1], denominator="words"), weights, other)
    alone = agreement_of(cells_of(MONTHS[:1] * 5), weights[:5], other[:5])
    assert by_words["value"].item() == pytest.approx(alone["value"].item(), abs=0.03)


def test_few_articles_have_no_interval_and_equal_ones_no_correlation(cells_of):
    dates = [MONTHS[0]] * 4 + [MONTHS[1]] * 6
    first = np.r_[[0.1, 0.2, 0.5, 0.9], np.full(6, 0.5)][:, None]
    table = agreement_of(cells_of(dates), first, np.linspace(0, 1, 10)[:, None])
    assert table["value"].notna().tolist() == [True, False]
    assert table["low"].isna().all()


def test_articles_without_a_weight_are_left_out_and_an_empty_month_is_kept(cells_of):
    first, second = two_models(12, 0.9)
    second[3] = np.nan
    table = agreement_of(cells_of([MONTHS[0]] * 6 + [MONTHS[2]] * 6), first, second)
    assert table["n_articles"].tolist() == [5, 0, 6]
    assert table["value"].isna().tolist() == [False, True, False]


def test_curves_that_move_alike_agree_and_noise_does_not():
    random = np.random.default_rng(0)
    ramp = np.linspace(0.1, 0.5, 30)
    noise = random.uniform(0.2, 0.3, (2, 30))
    shares = [np.column_stack([ramp + 0.01 * random.normal(size=30), noise[k]]) for k in (0, 1)]
    draws = [np.clip(s + 0.01 * random.normal(size=(20, *s.shape)), 0, 1) for s in shares]
    found = curve_agreement(shares, draws, themes=["ramp", "noise"], level=0.9).set_index("theme")
    assert found.loc["ramp", "low"] > 0.9
    assert found.loc["noise", "low"] < 0 < found.loc["noise", "high"]
    assert ((found["low"] <= found["value"]) & (found["value"] <= found["high"])).all()


def test_a_theme_without_any_share_has_no_agreement():
    nothing = [np.full((6, 1), np.nan)] * 2
    told = curve_agreement(nothing, [s[None] for s in nothing], themes=["a"], level=0.9)
    assert told["value"].isna().all()


def test_curves_of_few_periods_or_without_movement_have_no_agreement():
    shares = [np.full((4, 1), 0.2), np.linspace(0, 1, 4)[:, None]]
    draws = [np.repeat(s[None], 3, axis=0) for s in shares]
    assert curve_agreement(shares, draws, themes=["a"], level=0.9)[["value", "low", "high"]].isna().all(axis=None)
    flat = [np.full((9, 1), 0.2), np.linspace(0, 1, 9)[:, None]]
    told = curve_agreement(flat, [s[None] for s in flat], themes=["a"], level=0.9)
    assert np.isnan(told["value"].item())
    assert tables.conform("quality", told.assign(model="lda~tfidf", measure="agreement_over_time")).shape[0] == 1
