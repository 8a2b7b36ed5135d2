"""Drift: planted words that come and go, no look ahead, and the passages that show them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from analysis.trends import theme_drift
from analysis.trends.drift import expected_words, log_odds

N_PERIODS, PER_PERIOD, N_TERMS = 6, 30, 40
TERMS = tuple(f"w{i:02d}" for i in range(N_TERMS))


def planted(seed=0, *, moves=True):
    """Return counts, weights and parts: word 0 comes in period 3, word 1 goes in it, in theme 0 alone."""
    random = np.random.default_rng(seed)
    n = N_PERIODS * PER_PERIOD
    period = np.repeat(np.arange(N_PERIODS), PER_PERIOD)
    theme = random.integers(0, 2, n)
    counts = np.zeros((n, N_TERMS))
    for i in range(n):
        chance = np.full(N_TERMS, 1.0)
        if moves and theme[i] == 0:
            chance[0], chance[1] = (6.0, 0.1) if period[i] >= 3 else (0.1, 6.0)
        counts[i] = random.multinomial(40, chance / chance.sum())
    weights = np.where(np.eye(2)[theme] == 1, 0.9, 0.1)
    parts = sparse.csr_array((np.arange(N_PERIODS)[:, None] == period).astype(float))
    return sparse.csr_array(counts), weights, parts


def drift_of(counts, weights, parts, level=0.9):
    start = pd.date_range("2000-01-01", periods=parts.shape[0], freq="YS")
    periods = pd.DataFrame({"frequency": "year", "period": start.strftime("%Y"), "start": start})
    ids = [f"p{i:03d}" for i in range(counts.shape[0])]
    options = {"model": "lda", "themes": ["a", "b"], "terms": TERMS, "passage_ids": ids, "periods": periods}
    return theme_drift(counts, weights, parts, **options, level=level)


def test_words_that_came_and_went_are_told_with_their_period():
    drift = drift_of(*planted())
    first = drift[(drift["theme"] == "a") & (drift["period"] == "2003")].set_index("term")
    assert first.loc["w00", "direction"] == "came"
    assert first.loc["w01", "direction"] == "went"
    assert first.loc["w00", "log_odds"] > 0 > first.loc["w01", "log_odds"]
    assert first.loc["w00", "now"] > 5 * first.loc["w00", "before"]
    assert drift[(drift["theme"] == "a") & (drift["period"] < "2003")].empty


def test_words_that_do_not_move_are_seldom_listed():
    assert np.mean([len(drift_of(*planted(seed, moves=False))) > 0 for seed in range(20)]) <= 0.25


def test_the_passage_that_shows_a_word_has_it_and_lies_in_the_right_periods():
    counts, weights, parts = planted()
    for row in drift_of(counts, weights, parts).itertuples():
        passage = int(row.passage_id[1:])
        assert counts[[passage]].toarray()[0, TERMS.index(row.term)] > 0
        period = 2000 + passage // PER_PERIOD
        assert period == int(row.period) if row.direction == "came" else period < int(row.period)


def test_later_periods_change_nothing_in_the_odds_of_earlier_ones():
    counts, weights, parts = planted()
    whole, early = drift_of(counts, weights, parts, 0.5), drift_of(counts, weights, parts[:4], 0.5)
    both = early.merge(whole, on=["theme", "period", "term"], suffixes=("", "_whole"))
    assert len(both) > 1
    np.testing.assert_array_equal(both["log_odds"], both["log_odds_whole"])


def test_expected_words_are_the_passages_words_by_weight_and_part():
    random = np.random.default_rng(1)
    counts, weight, parts = random.integers(0, 4, (5, 3)), random.uniform(size=5), random.uniform(size=(2, 5))
    found = expected_words(sparse.csr_array(counts.astype(float)), weight, sparse.csr_array(parts))
    slow = [[sum(parts[p, d] * weight[d] * counts[d, w] for d in range(5)) for w in range(3)] for p in range(2)]
    np.testing.assert_allclose(found, slow)


def test_few_words_are_drawn_towards_no_change():
    few, error_few = log_odds(np.array([3.0, 7.0]), np.array([1.0, 9.0]))
    many, error_many = log_odds(np.array([3000.0, 7000.0]), np.array([1000.0, 9000.0]))
    assert 0 < few[0] < 0.1 < many[0]
    assert many[0] == pytest.approx(np.log(3 / 7 * 9), abs=0.1)
    assert error_many[0] < error_few[0]


def test_an_empty_period_and_passages_without_a_weight_are_no_trouble():
    counts, weights, parts = planted()
    weights = weights.copy()
    weights[::7] = np.nan
    gap = sparse.csr_array(sparse.vstack([parts[:2], sparse.csr_array((1, parts.shape[1])), parts[3:]]))
    assert "w00" in set(drift_of(counts, weights, gap)["term"])
    assert drift_of(counts, np.full_like(weights, np.nan), parts).empty
