"""Classifiers of all themes at once against a slow minimiser."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis.models.classifiers import learn_classifiers
from tests.models import naive


def lesson(seed, n_rows=40, n_terms=12, n_themes=3):
    random = np.random.default_rng(seed)
    rows = sparse.csr_array(random.random((n_rows, n_terms)) * (random.random((n_rows, n_terms)) < 0.4))
    return rows, random.random((n_rows, n_themes)), random.random((n_rows, n_themes)) * 2


def test_they_are_the_least_of_what_they_minimise():
    rows, labels, weight = lesson(0)
    found = learn_classifiers(rows, labels, weight, freedom=2.0)
    exact = naive.log_odds(rows.toarray(), labels, weight, freedom=2.0)
    np.testing.assert_allclose(found.log_odds(rows), exact, atol=0.01)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_each_theme_is_learned_as_if_it_were_alone(seed):
    rows, labels, weight = lesson(seed)
    together = learn_classifiers(rows, labels, weight, freedom=1.0)
    alone = learn_classifiers(rows, labels[:, [1]], weight[:, [1]], freedom=1.0)
    np.testing.assert_allclose(together.coefficients[:, 1], alone.coefficients[:, 0], atol=1e-12)
    np.testing.assert_allclose(together.offsets[1], alone.offsets[0], atol=1e-12)


def test_a_label_without_weight_teaches_nothing():
    rows, labels, weight = lesson(1)
    weight[5:9, 0] = 0
    other = labels.copy()
    other[5:9, 0] = 1 - other[5:9, 0]
    first, second = (learn_classifiers(rows, each, weight, freedom=1.0) for each in (labels, other))
    np.testing.assert_array_equal(first.coefficients, second.coefficients)


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_a_row_without_weight_might_as_well_not_be_there(seed):
    rows, labels, weight = lesson(seed, n_terms=6)
    left_out = np.random.default_rng(seed).random(len(labels)) < 0.4
    weight[left_out] = 0
    with_it = learn_classifiers(rows, labels, weight, freedom=1.0)
    without = learn_classifiers(rows[~left_out], labels[~left_out], weight[~left_out], freedom=1.0)
    np.testing.assert_allclose(with_it.coefficients, without.coefficients, atol=1e-6)
    np.testing.assert_allclose(with_it.offsets, without.offsets, atol=1e-6)


def test_where_every_label_is_the_same_that_is_what_is_foretold():
    rows, labels, weight = lesson(2)
    for value in (0.0, 1.0):
        found = learn_classifiers(rows, np.full_like(labels, value), weight, freedom=1.0)
        assert (np.abs(1 / (1 + np.exp(-found.log_odds(rows))) - value) < 0.01).all()
