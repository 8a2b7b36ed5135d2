"""Drift: planted words that come and go, no look ahead, and the passages that show them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from analysis.trends import drift as stage
from analysis.trends import theme_drift
from analysis.trends.drift import Words, log_odds, surety, words_of_themes

N_PERIODS, PER_PERIOD, N_TERMS = 6, 30, 40
TERMS = tuple(f"w{i:02d}" for i in range(N_TERMS))


def planted(seed=0, *, moves=True, share=0.9, bursts=0.0):
    """Return counts, weights and parts: word 0 comes in period 3, word 1 goes in it, in passages of theme 0 alone.

    share: of a passage's words that are its theme's, the first ten; the others say nothing. bursts: how unevenly the
    passages of a theme hold its words.
    """
    random = np.random.default_rng(seed)
    n = N_PERIODS * PER_PERIOD
    period = np.repeat(np.arange(N_PERIODS), PER_PERIOD)
    theme = random.integers(0, 2, n)
    counts = np.zeros((n, N_TERMS))
    for i in range(n):
        own = np.full(10, 1.0)
        if moves and theme[i] == 0:
            own[0], own[1] = (6.0, 0.1) if period[i] >= 3 else (0.1, 6.0)
        own = random.dirichlet(own / bursts) if bursts else own / own.sum()
        chance = np.concatenate([share * own, np.full(N_TERMS - 10, (1 - share) / (N_TERMS - 10))])
        counts[i] = random.multinomial(40, chance)
    weights = np.where(np.eye(2)[theme] == 1, share, 0.0)
    parts = sparse.csr_array((np.arange(N_PERIODS)[:, None] == period).astype(float))
    return sparse.csr_array(counts), weights, parts


def even(weights):
    """Return a function that lets each word of a passage carry as much, whichever word it is."""

    def carried(counts):
        row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        length = np.asarray(counts.sum(axis=1)).ravel()
        return np.nan_to_num(weights)[row] * (counts.data / length[row])[:, None]

    return carried


def of_own_words(weights):
    """Return a function that lets a passage's first ten words carry its weights, and the others nothing."""

    def carried(counts):
        row = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        own = np.where(counts.indices < 10, counts.data, 0.0)
        length = np.bincount(row, own, minlength=counts.shape[0])
        return np.nan_to_num(weights)[row] * (own / np.maximum(length[row], 1))[:, None]

    return carried


def drift_of(counts, weights, parts, level=0.9, *, carried=of_own_words, article_of=None):
    start = pd.date_range("2000-01-01", periods=parts.shape[0], freq="YS")
    periods = pd.DataFrame({"frequency": "year", "period": start.strftime("%Y"), "start": start})
    ids = [f"p{i:03d}" for i in range(counts.shape[0])]
    options = {"model": "lda", "themes": ["a", "b"], "terms": TERMS, "passage_ids": ids, "periods": periods}
    articles = np.arange(counts.shape[0]) if article_of is None else article_of
    return theme_drift(counts, weights, parts, articles, carried=carried(weights), **options, level=level)


def test_words_that_came_and_went_are_told_with_their_period():
    drift = drift_of(*planted())
    first = drift[(drift["theme"] == "a") & (drift["period"] == "2003")].set_index("term")
    assert first.loc["w00", "direction"] == "came"
    assert first.loc["w01", "direction"] == "went"
    assert first.loc["w00", "log_odds"] > 0 > first.loc["w01", "log_odds"]
    assert first.loc["w00", "now"] > 5 * first.loc["w00", "before"]
    assert drift[(drift["theme"] == "a") & (drift["period"] < "2003")].empty


@pytest.mark.parametrize(("share", "bursts"), [(0.9, 0.0), (0.2, 0.0), (0.9, 2.0)])
def test_words_that_do_not_move_are_seldom_listed(share, bursts):
    corpora = [planted(seed, moves=False, share=share, bursts=bursts) for seed in range(30)]
    assert np.mean([len(drift_of(*corpus)) > 0 for corpus in corpora]) <= 0.25


def test_words_of_a_theme_that_takes_a_tenth_of_its_passages_are_seen_to_move():
    drift = drift_of(*planted(share=0.15))
    first = drift[drift["period"] == "2003"].set_index("term")
    assert first.loc["w00", "direction"] == "came"
    assert first.loc["w01", "direction"] == "went"
    assert set(drift["theme"]) == {"a"}


def test_words_of_another_theme_in_the_same_passages_are_not_a_themes_own():
    counts, weights, parts = planted(moves=False)
    late = np.repeat(np.arange(N_PERIODS), PER_PERIOD) >= 3
    guest = counts.toarray()
    guest[late, 30] += 8  # what is much spoken of from then on, everywhere
    guest = sparse.csr_array(guest)
    assert "w30" not in set(drift_of(guest, weights, parts)["term"])
    assert "w30" in set(drift_of(guest, weights, parts, carried=even)["term"])


def test_a_word_that_comes_in_bursts_is_no_surer_for_it():
    """Twenty of a word now and two before, among 200: each in a passage of its own, or the twenty in two."""
    before = side([[1, 9]] * 2 + [[0, 10]] * 18)
    spread, packed = side([[1, 9]] * 20), side([[10, 0]] * 2 + [[0, 10]] * 18)
    assert surety(spread, before)[0][0] > 3 > surety(packed, before)[0][0] > 0


def test_the_surety_of_what_does_not_move_is_that_of_a_normal_variable():
    random = np.random.default_rng(3)
    z = []
    for _ in range(500):
        counts = random.poisson(random.gamma(2, [0.5, 0.25, 2], (120, 3)))
        z.append(surety(side(counts[:40]), side(counts[40:]))[0][:2])
    assert np.mean(np.abs(z) > 1.645) == pytest.approx(0.1, abs=0.03)


def side(counts):
    """Return the words of a theme from those of its passages: passages x terms."""
    counts = np.array(counts, dtype=float)
    length = counts.sum(axis=1)
    return Words(counts.sum(axis=0), (counts**2).sum(axis=0), counts.T @ length, length @ length)


def test_the_passage_that_shows_a_word_has_it_and_lies_in_the_right_periods():
    counts, weights, parts = planted()
    found = drift_of(counts, weights, parts)
    assert len(found)
    for row in found.itertuples():
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


def test_the_words_of_a_theme_are_those_that_carry_its_weight_each_as_far_as_it_does(monkeypatch):
    monkeypatch.setattr(stage, "BLOCK", 2)
    random, article_of = np.random.default_rng(1), np.array([2, 0, 2, 3, 0, 2, 1])
    counts, parts = random.integers(0, 4, (7, 3)).astype(float), random.uniform(size=(2, 4))
    counts[:, 0] += 1
    shares = random.uniform(size=(3, 2))  # of each word, by theme

    def carried(some):
        row = np.repeat(np.arange(some.shape[0]), np.diff(some.indptr))
        length = np.asarray(some.sum(axis=1)).ravel()
        return (some.data / length[row])[:, None] * shares[some.indices]

    found = words_of_themes(sparse.csr_array(counts), sparse.csr_array(parts), article_of, carried, 2)
    by_article = np.array([counts[article_of == a].sum(axis=0) for a in range(4)])
    for k, words in enumerate(found):
        for p in range(2):
            for name, values in vars(side(parts[p][:, None] * by_article * shares[:, k])).items():
                np.testing.assert_allclose(getattr(words[p], name), values)


def test_what_one_article_says_again_and_again_is_no_change():
    counts, weights, parts = planted(moves=False)
    counts = counts.toarray()
    counts[-PER_PERIOD:, 0] += 20  # all passages of one article, the only one of the last period
    article_of = np.minimum(np.arange(len(counts)), len(counts) - PER_PERIOD)
    spoken = sparse.csr_array(counts)
    found = drift_of(spoken, weights, parts[:, : article_of.max() + 1], article_of=article_of)
    assert "w00" not in set(found.loc[found["period"] == "2005", "term"])
    assert "w00" in set(drift_of(spoken, weights, parts)["term"])


def test_a_word_that_was_not_there_before_has_a_finite_ratio_that_grows_with_the_words():
    few, many = (log_odds(n * np.array([3.0, 7.0]), n * np.array([0.0, 10.0])) for n in (1, 10_000))
    assert 0 < few[0] < many[0] < 12
    assert log_odds(np.array([3000.0, 7000.0]), np.array([1000.0, 9000.0]))[0] == pytest.approx(np.log(27 / 7), abs=0.2)


def test_an_empty_period_and_passages_without_a_weight_are_no_trouble():
    counts, weights, parts = planted()
    weights = weights.copy()
    weights[::7] = np.nan
    gap = sparse.csr_array(sparse.vstack([parts[:2], sparse.csr_array((1, parts.shape[1])), parts[3:]]))
    assert "w00" in set(drift_of(counts, weights, gap)["term"])
    assert drift_of(counts, np.full_like(weights, np.nan), parts).empty
