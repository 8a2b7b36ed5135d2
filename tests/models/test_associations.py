"""Which terms go together with a theme's words, against plain loops, and what that tells of short passages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, special

from analysis.models.associations import association, mean_of_terms, offsets_for
from tests.models import naive


def a_case(seed):
    random = np.random.default_rng(seed)
    n_themes = int(random.integers(0, 4))
    counts = random.integers(0, 3, (25, 12)) * (random.random((25, 12)) < 0.4)
    counts[:, random.random(12) < 0.1] = 0
    guide = (random.random((n_themes, 12)) < 0.3) * random.random((n_themes, 12))
    return counts.astype(float), guide, random.gamma(1.0, size=25)


@settings(max_examples=60)
@given(seed=st.integers(0, 10_000))
def test_associations_are_those_of_plain_loops(seed):
    counts, guide, weight = a_case(seed)
    found = association(sparse.csr_array(counts), guide, weight)
    np.testing.assert_allclose(found, naive.associations(counts, guide, weight), atol=1e-9)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_words_count_as_they_go_together_with_the_others(seed):
    """As above, with passages enough to show it: of two kinds, each with half of the terms."""
    counts, _, weight = a_case(seed)
    counts = np.tile(np.where(np.arange(25)[:, None] % 2 == np.arange(12) // 6, counts, 0.0), (40, 1))
    weight, guide = np.tile(weight, 40), np.zeros((2, 12))
    guide[0, [0, 1, 2, 3, 6]] = guide[1, [6, 7, 8]] = 1
    found = association(sparse.csr_array(counts), guide, weight)
    np.testing.assert_allclose(found, naive.associations(counts, guide, weight), atol=1e-9)


def test_hundreds_of_words_are_counted_as_a_few_are():
    random = np.random.default_rng(0)
    counts = (random.random((40, 150)) < 0.2).astype(float)
    guide = np.ones((1, 150))
    found = association(sparse.csr_array(counts), guide, np.ones(40))
    np.testing.assert_allclose(found, naive.associations(counts, guide, np.ones(40)), atol=1e-9)


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), times=st.floats(0.01, 100))
def test_only_proportions_of_weights_matter_and_no_order_does(seed, times):
    counts, guide, weight = a_case(seed)
    found = association(sparse.csr_array(counts), guide, weight)
    order = np.random.default_rng(seed).permutation(len(counts))
    again = association(sparse.csr_array(counts[order]), guide, times * weight[order])
    np.testing.assert_allclose(again, found, atol=1e-9)


def test_a_frequent_word_does_not_stand_for_its_theme():
    """Two words of three go with 'own', the third, in most passages of the three, goes with 'strange'."""
    own, strange, words = 3, 4, [0, 1, 2]
    passages = [[0, own]] * 50 + [[1, own]] * 50 + [[0, 1]] * 50 + [[2, strange]] * 600 + [[2, own]] * 50
    passages += [[5, own]] * 100 + [[5, strange]] * 100
    counts = np.zeros((len(passages), 6))
    for i, terms in enumerate(passages):
        counts[i, terms] = 1
    guide = np.zeros((1, 6))
    guide[0, words] = 1
    found = association(sparse.csr_array(counts), guide, np.ones(len(counts))).ravel()
    assert found[own] > 0 > found[strange]


def test_a_word_that_is_alone_in_its_theme_says_nothing_of_itself():
    counts = sparse.csr_array(np.kron(np.eye(2), np.ones((20, 2))))
    found = association(counts, np.array([[1.0, 0, 0, 0]]), np.ones(40)).ravel()
    assert found[0] == 0
    assert found[1] > 0 > found[2]


def test_where_no_word_of_a_theme_occurs_no_passage_speaks_of_it():
    counts, guide = np.kron(np.eye(2), np.ones((20, 2))), np.array([[0, 0, 0, 0, 1.0], [1.0, 0, 0, 0, 0]])
    found = association(sparse.csr_array(np.hstack([counts, np.zeros((40, 1))])), guide, np.ones(40))
    assert (found[:, 0] == -20).all()
    assert found[:, 1].min() > -20


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_the_mean_is_over_the_different_terms_of_a_passage(seed):
    counts, _, _ = a_case(seed)
    values = np.random.default_rng(seed).normal(size=(12, 2))
    found = mean_of_terms(sparse.csr_array(counts), values)
    for row, mean in zip(counts, found, strict=True):
        expected = values[row > 0].mean(axis=0) if row.any() else [0, 0]
        np.testing.assert_allclose(mean, expected, atol=1e-12)


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), level=st.one_of(st.floats(0, 1), st.floats(0, 1e-4)))
def test_offsets_bring_probabilities_to_the_level(seed, level):
    random = np.random.default_rng(seed)
    odds, weight = 5 * random.normal(size=(30, 1)), random.gamma(1.0, size=30)
    (offset,) = offsets_for(odds, np.array([level]), weight)
    mean = np.average(special.expit(odds[:, 0] + offset), weights=weight)
    assert special.logit(mean) == pytest.approx(special.logit(np.clip(level, 1e-6, 1 - 1e-6)), abs=1e-4)
