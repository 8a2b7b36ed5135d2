"""Weights of articles against plain loops."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.models import article_presence, article_weights, membership
from tests.models import naive


def a_corpus(seed, n_articles=5, n_passages=20):
    random = np.random.default_rng(seed)
    words = random.integers(0, 4, n_passages).astype(float)
    weights = np.where(words[:, None] > 0, random.dirichlet(np.ones(3), n_passages), np.nan)
    return weights, words, random.integers(0, n_articles, n_passages), n_articles


@settings(max_examples=30)
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


def test_an_article_speaks_of_a_theme_as_surely_as_its_surest_passage():
    present = np.array([[0.5, 0.1], [0.2, 0.9], [0.4, 0.3], [np.nan, np.nan]])
    found = article_presence(present, membership(np.array([0, 1, 1, 2]), 4))
    assert found[:2].tolist() == [[0.5, 0.1], [0.4, 0.9]]
    assert np.isnan(found[2:]).all()
