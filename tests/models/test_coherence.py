"""Coherence against gensim and plain loops; diversity and exclusivity by hand."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis.models import c_v, diversity, exclusivity, npmi, top_terms
from tests.models import naive

MEASURES = {"c_npmi": npmi, "c_v": c_v}


def themes(seed, n_themes=5, n_terms=90):
    return np.random.default_rng(seed).dirichlet(np.full(n_terms, 0.3), n_themes)


def gensims(name, components, corpus, n_top):
    """Return gensim's figures, its window as wide as the longest passage."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # gensim's own, when it is loaded
        from gensim.corpora import Dictionary
        from gensim.models import CoherenceModel

    terms, X = corpus.counts.terms, corpus.counts.counts.toarray().astype(int)
    texts = [[terms[j] for j in np.repeat(np.arange(len(row)), row)] for row in X]
    return CoherenceModel(
        topics=[[terms[j] for j in top] for top in top_terms(components, n_top)],
        texts=texts,
        dictionary=Dictionary([list(terms)]),
        coherence=name,
        topn=n_top,
        window_size=int(X.sum(axis=1).max()) + 1,
        processes=1,
    ).get_coherence_per_topic()


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("n_top", [2, 5, 10])
def test_coherence_is_gensims_with_a_window_that_covers_the_passage(name, n_top, corpus):
    components = np.vstack([themes(0), corpus.profiles])
    found = MEASURES[name](components, corpus.counts.counts, n_top=n_top)
    np.testing.assert_allclose(found, gensims(name, components, corpus, n_top), rtol=0, atol=1e-12)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), n_top=st.integers(2, 6))
def test_coherence_is_what_plain_loops_give(seed, n_top):
    X = np.random.default_rng(seed).poisson(0.4, (15, 12))
    X[:2] = [np.ones(12), np.zeros(12)]  # every term is somewhere, and none everywhere
    components = themes(seed, 3, 12)
    tops = top_terms(components, n_top)
    pairs = [[naive.pair_npmi(X, i, j) for i in top for j in top if i != j] for top in tops]
    np.testing.assert_allclose(npmi(components, X, n_top=n_top), [np.mean(p) for p in pairs], atol=1e-12)
    np.testing.assert_allclose(c_v(components, X, n_top=n_top), [naive.c_v(X, top) for top in tops], atol=1e-12)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000))
@pytest.mark.parametrize("measure", [npmi, c_v])
def test_neither_the_order_of_passages_nor_of_themes_changes_a_byte(measure, seed):
    random = np.random.default_rng(seed)
    X, components = random.poisson(0.3, (40, 90)), themes(seed)
    found, order = measure(components, X), random.permutation(5)
    np.testing.assert_array_equal(measure(components, X[random.permutation(40)]), found)
    np.testing.assert_array_equal(measure(components[order], X), found[order])
    np.testing.assert_array_equal(exclusivity(components[order]), exclusivity(components)[order])
    assert diversity(components[order]) == diversity(components)
    np.testing.assert_array_equal(measure(components, sparse.csr_array(X * 3)), found)  # whether, not how often


def test_planted_themes_hang_together_and_shuffled_ones_do_not(corpus):
    shuffled = np.random.default_rng(0).permuted(corpus.profiles, axis=1)
    for measure in (npmi, c_v):
        planted = measure(corpus.profiles, corpus.counts.counts)[:3]
        assert planted.min() > measure(shuffled, corpus.counts.counts).max() + 0.1


def test_words_that_never_meet_always_meet_or_are_everywhere():
    X = np.array([[1, 1, 0, 1, 0], [2, 1, 0, 1, 0], [0, 0, 1, 1, 0], [0, 0, 1, 1, 0]])
    pairs = {
        "always": [1, 1, 0, 0, 0],
        "never": [1, 0, 1, 0, 0],
        "everywhere": [1, 0, 0, 1, 0],
        "absent": [1, 0, 0, 0, 1],
    }
    found = dict(zip(pairs, npmi(list(pairs.values()), X), strict=True))
    assert found["always"] == pytest.approx(1)
    assert found["never"] == pytest.approx(-1, abs=0.06)
    assert found["everywhere"] == pytest.approx(0, abs=1e-9)
    assert found["absent"] == -1


def test_a_theme_of_too_few_terms_has_no_figure():
    components, X = [[0, 0, 0], [0, 0, 1], [0.5, 0.5, 0]], np.ones((3, 3))
    assert np.isnan(npmi(components, X)).tolist() == [True, True, False]
    assert np.isnan(c_v(components, X)).tolist() == [True, False, False]
    assert np.isnan(exclusivity(components)).tolist() == [True, False, False]
    assert diversity(components) == 1
    assert np.isnan(diversity([[0, 0]]))


def test_top_terms_are_the_heaviest_and_ties_go_to_the_first_column():
    assert [top.tolist() for top in top_terms([[0.2, 0.4, 0.2, 0.2], [0, 0, 0.5, 0.5]], 3)] == [[1, 0, 2], [2, 3]]


@pytest.mark.parametrize("n_themes", [1, 2, 7])
def test_themes_that_are_all_the_same_share_every_word(n_themes):
    same = np.tile(themes(0, 1), (n_themes, 1))
    assert diversity(same, n_top=10) == pytest.approx(1 / n_themes)
    np.testing.assert_allclose(exclusivity(same), 1 / n_themes)


def test_themes_of_separate_words_share_none(corpus):
    assert diversity(corpus.profiles, n_top=20) == 1
    np.testing.assert_array_equal(exclusivity(corpus.profiles), 1)


@pytest.mark.parametrize(
    ("components", "X", "fault"),
    [
        ([[1, 0]], [[1, 1, 1]], "X has 3 terms and components 2"),
        ([[1, -1]], [[1, 1]], "components holds -1"),
        ([[1, np.nan]], [[1, 1]], "components contains NaN"),
        ([[1, 0]], [[1, np.nan]], "X contains NaN"),
    ],
)
@pytest.mark.parametrize("measure", [npmi, c_v])
def test_what_does_not_fit_is_refused(measure, components, X, fault):
    with pytest.raises(ValueError, match=fault):
        measure(components, X)


def test_no_top_terms_are_refused():
    with pytest.raises(ValueError, match="n_top is 0"):
        top_terms([[1.0]], 0)
