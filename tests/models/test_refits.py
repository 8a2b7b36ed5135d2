"""Refits, and the intervals that they give."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from analysis.hashing import random_weights
from analysis.models import LDA, CombinedThemes, Draw, Spread, TfidfThemes, article_weights, membership, refits
from analysis.models.alignment import FLOOR
from tests.planted import planted

MANY_WORDS = np.array([1e9])


def weights_of(model, corpus):
    member = membership(corpus.article_of_passage, len(corpus.article_weights))
    return article_weights(model.transform(corpus.counts.counts), corpus.counts.totals, member), member


def spread_of(kind, corpus, *, n_refits=12, seed=0, n_free=0, **options):
    model = kind(4 + n_free, prior=corpus.lexicon, background=True).fit(corpus.counts.counts)
    reference, member = weights_of(model, corpus)
    spread = Spread(reference, np.diff(member.indptr), member @ corpus.counts.totals)
    for views in refits(model, corpus.counts, member, n_refits=n_refits, seed=seed, **options):
        spread.add(list(views.values())[-1])
    return reference, spread


def drawn(kind, corpus, run=map, **options):
    model = kind(6, prior=corpus.lexicon, background=True).fit(corpus.counts.counts)
    _, member = weights_of(model, corpus)
    again = refits(model, corpus.counts, member, **{"n_refits": 5, "seed": 1, "run": run, **options})
    draws = [list(views.values())[-1] for views in again]
    return [(d.number, d.weights.tobytes(), d.present.tobytes(), d.similarity.tobytes()) for d in draws]


@pytest.mark.parametrize("n_threads", [1, 2, 5])
def test_refits_are_the_same_in_any_thread_pool(kind, small, n_threads):
    with ThreadPoolExecutor(n_threads) as pool:
        assert drawn(kind, small, pool.map) == drawn(kind, small)


def test_refits_differ_from_each_other_and_from_those_of_another_seed(kind, small):
    first, second = drawn(kind, small), drawn(kind, small, seed=2)
    assert len({weights for _, weights, *_ in first + second}) == 10


def test_random_weights_depend_on_the_ids_and_not_on_their_order():
    ids = [f"p{i}" for i in range(1000)]
    weight = random_weights(ids, draw=3, seed=1)
    assert np.array_equal(random_weights(ids[::-1], draw=3, seed=1), weight[::-1])
    assert np.array_equal(random_weights(ids[:10], draw=3, seed=1), weight[:10])
    for other in (random_weights([i + "x" for i in ids], draw=3, seed=1), random_weights(ids, draw=4, seed=1)):
        assert abs(np.corrcoef(weight, other)[0, 1]) < 0.1
    assert weight.min() > 0
    assert abs(weight.mean() - 1) < 0.1
    assert abs(weight.std() - 1) < 0.1


def test_without_reweighing_guided_refits_are_the_reference_again(kind, small):
    reference, spread = spread_of(kind, small, reweigh=False)
    low, high = spread.interval(0.9, reweighed=False)
    np.testing.assert_allclose(low, reference, atol=1e-9)
    np.testing.assert_allclose(high, reference, atol=1e-9)


def test_the_weight_lies_in_its_interval_between_zero_and_one(kind, small):
    reference, spread = spread_of(kind, small, n_free=2)
    low, high = spread.interval(0.9)
    known = ~np.isnan(low)
    assert known[:, :3].all()
    assert (low[known] >= 0).all()
    assert (low[known] <= reference[known] + 1e-12).all()
    assert (reference[known] <= high[known] + 1e-12).all()
    assert (high[known] <= 1).all()


def test_a_higher_level_gives_a_wider_interval(small):
    _, spread = spread_of(LDA, small)
    narrow, wide = (np.subtract(*spread.interval(level)[::-1]) for level in (0.5, 0.9))
    assert (narrow < wide).all()


@pytest.mark.parametrize(("n_passages", "known"), [(1, False), (2, False), (3, True)])
def test_an_article_of_fewer_than_three_passages_has_no_interval(kind, n_passages, known):
    _, spread = spread_of(kind, planted(n_articles=8, n_passages=n_passages), n_refits=3)
    assert (~np.isnan(spread.interval(0.9)) == known).all()


def test_more_passages_give_narrower_intervals(kind):
    def width(n_passages):
        low, high = spread_of(kind, planted(n_articles=10, n_passages=n_passages, n_lexicon=20))[1].interval(0.9)
        return (high - low).mean()

    assert width(40) < 0.6 * width(8)


def draw_of(weights, number=1, similarity=1.0):
    weights = np.array(weights, dtype=float)
    return Draw(number, weights, weights, (weights > 0.1).astype(float), np.full(weights.shape[1], similarity))


def test_a_word_that_does_not_stand_in_few_words_may_stand_in_others():
    for n_words, most in ((10, 0.2057), (100, 0.0228)):
        spread = Spread(np.array([[0.0, 1.0]]), np.array([5]), np.array([float(n_words)]))
        for number in range(3):
            spread.add(draw_of([[0.0, 1.0]], number))
        low, high = spread.interval(0.9)
        np.testing.assert_allclose([low[0, 0], high[0, 0]], [0, most], atol=1e-4)
        np.testing.assert_allclose([low[0, 1], high[0, 1]], [1 - most, 1], atol=1e-4)
        assert (1 - high[0, 0]) ** n_words == pytest.approx(0.1)


def test_the_interval_is_students_t_on_the_arcsine_scale():
    spread = Spread(np.array([[0.25, 0.75]]), np.array([5]), MANY_WORDS)
    for number, moved in enumerate((0.2, 0.3, 0.35), start=1):
        spread.add(draw_of([[moved, 1 - moved]], number))
    low, high = spread.interval(0.9)
    scatter = np.sqrt(np.mean([(np.arcsin(m**0.5) - np.arcsin(0.5)) ** 2 for m in (0.2, 0.3, 0.35)]))
    half = 2.131846786 * np.sqrt(6 / 4) * scatter  # t of 4 degrees of freedom at 95%
    np.testing.assert_allclose(low[0, 0], np.sin(np.arcsin(0.5) - half) ** 2)
    np.testing.assert_allclose(high[0, 0], np.sin(np.arcsin(0.5) + half) ** 2)
    np.testing.assert_allclose([low[0, 1], high[0, 1]], [1 - high[0, 0], 1 - low[0, 0]])


def test_a_theme_that_is_lost_in_some_refits_is_judged_by_the_others():
    spread = Spread(np.array([[0.5, 0.5]]), np.array([5]), MANY_WORDS)
    for number in range(4):
        lost = number == 0
        weights = np.array([[0.4, np.nan if lost else 0.6]])
        present = np.where(np.isnan(weights), np.nan, 1.0)
        spread.add(Draw(number, weights, weights, present, np.array([1.0, FLOOR / 2 if lost else 0.8])))
    low, high = spread.interval(0.9)
    assert spread.found_in.tolist() == [4, 3]
    np.testing.assert_allclose(spread.stability, [1.0, 0.8])
    np.testing.assert_allclose(spread.presence, 1.0)
    np.testing.assert_allclose([low[0, 1], high[0, 1]], [low[0, 0], high[0, 0]])


def test_a_theme_that_no_refit_finds_has_neither_interval_nor_stability():
    spread = Spread(np.array([[0.5, 0.5]]), np.array([5]), MANY_WORDS)
    for number in range(3):
        weights, present = np.array([[0.5, np.nan]]), np.array([[1.0, np.nan]])
        spread.add(Draw(number, weights, weights, present, np.array([1.0, 0.1])))
    assert np.isnan([*(x[0, 1] for x in spread.interval(0.9)), spread.presence[0, 1], spread.stability[1]]).all()


def test_presence_is_high_where_a_theme_is_planted_and_nought_where_it_is_not():
    corpus = planted(n_articles=10, n_lexicon=20, spread=5.0)
    _, spread = spread_of(LDA, corpus)
    words = (corpus.counts.counts @ corpus.lexicon.T) / corpus.counts.totals[:, None]
    most = np.array([words[corpus.article_of_passage == i].max(axis=0) for i in range(10)])
    assert (spread.presence[:, :3][most >= 0.3] > 0.7).all()
    assert (spread.presence[:, :3][most == 0] == 0).all()


def coverage(kind, *, n_lexicon, of_truth=False, n_corpora=20):
    """Return how often the 90% interval of an article's named weights holds its aim, over planted corpora.

    The interval covers the choice of passages and the refitting, not what the model mismeasures; so its aim is what the
    same model says of forty times as long articles, or the planted truth where every word of the themes is listed.
    """
    hits = []
    for seed in range(n_corpora):
        plan = {"n_articles": 12, "n_words": 60, "n_lexicon": n_lexicon, "seed": seed}
        corpus, long = planted(n_passages=10, **plan), planted(n_passages=400, **plan)
        model = kind(4, prior=corpus.lexicon, background=True).fit(corpus.counts.counts)
        aim = corpus.article_weights if of_truth else weights_of(model, long)[0]
        _, spread = spread_of(kind, corpus, n_refits=20, seed=seed)
        low, high = spread.interval(0.9)
        hits.append(((low <= aim) & (aim <= high))[:, :3])
    return np.mean(hits)


@pytest.mark.parametrize("n_lexicon", [5, pytest.param(20, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", [LDA, TfidfThemes, pytest.param(CombinedThemes, marks=pytest.mark.slow)])
def test_intervals_hold_what_the_model_says_of_longer_articles(kind, n_lexicon):
    assert 0.84 <= coverage(kind, n_lexicon=n_lexicon) <= 0.96


def test_intervals_of_lda_hold_the_truth_where_the_lexicon_lists_every_word():
    assert 0.84 <= coverage(LDA, n_lexicon=20, of_truth=True) <= 0.96
