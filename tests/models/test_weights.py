"""Weights of articles against plain loops."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.models import article_weights, membership
from analysis.models.weights import speaks_of
from tests.models import naive


def a_corpus(seed, n_articles=5, n_passages=20):
    random = np.random.default_rng(seed)
    words = random.integers(0, 4, n_passages).astype(float)
    weights = np.where(words[:, None] > 0, random.dirichlet(np.ones(3), n_passages), np.nan)
    return weights, words, random.integers(0, n_articles, n_passages), n_articles


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_an_article_weighs_what_plain_loops_give(seed):
    weights, words, article_of_passage, n = a_corpus(seed)
    found = article_weights(weights, words, membership(article_of_passage, n))
    np.testing.assert_allclose(found, naive.article_weights(weights, words, article_of_passage, n))


def test_membership_has_a_one_for_each_passage_in_its_article():
    assert membership(np.array([1, 0, 1]), 3).toarray().tolist() == [[0, 1, 0], [1, 0, 1], [0, 0, 0]]


def test_an_article_without_passages_or_words_has_no_weight():
    found = article_weights(np.array([[0.5, 0.5], [np.nan, np.nan]]), np.array([4.0, 0.0]), membership(np.arange(2), 3))
    assert found[0].tolist() == [0.5, 0.5]
    assert np.isnan(found[1:]).all()


def test_an_article_speaks_of_a_theme_from_half_an_expected_word_in_one_passage():
    weights = np.array([[0.5, 0.5], [0.049, 0.951], [0.051, 0.949], [np.nan, np.nan]])
    spoken = speaks_of(weights, np.array([1.0, 10.0, 10.0, 0.0]), membership(np.array([0, 1, 2, 2]), 4))
    assert spoken.tolist() == [[True, True], [False, True], [True, True], [False, False]]
