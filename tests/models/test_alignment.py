"""Themes recognised again, against every possible matching."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.models import match_free, order_free, recognise
from analysis.models.alignment import align, similarity
from tests.models.naive import best_sum


def two_fits(seed, n_themes=6):
    random = np.random.default_rng(seed)
    return random.dirichlet(np.full(8, 0.3), n_themes), random.dirichlet(np.full(8, 0.3), n_themes)


@settings(max_examples=30)
@given(seed=st.integers(0, 10_000), first=st.integers(0, 3), n_free=st.integers(0, 3))
def test_free_themes_are_matched_as_well_as_any_matching_can(seed, first, n_free):
    a, b = two_fits(seed)
    free = slice(first, first + n_free)
    columns, similar = align(a, b, free)
    cosine = similarity(a, b)
    assert sorted(columns) == list(range(6))
    assert all(columns[k] == k for k in range(6) if not first <= k < first + n_free)
    np.testing.assert_allclose(similar, [cosine[k, columns[k]] for k in range(6)])
    np.testing.assert_allclose(similar[free].sum(), best_sum(cosine[free, free]), atol=1e-12)


@settings(max_examples=20)
@given(order=st.permutations([1, 2, 3, 4]))
def test_shuffled_free_themes_come_back_to_their_columns(order):
    reference, _ = two_fits(1)
    shuffled = reference[[0, *order, 5]]
    columns, similar = align(reference, shuffled, slice(1, 5))
    np.testing.assert_array_equal(shuffled[columns], reference)
    np.testing.assert_allclose(similar, 1.0)


def test_match_free_puts_the_free_themes_into_the_references_order():
    reference, _ = two_fits(2)
    model = SimpleNamespace(components_=reference[[0, 3, 1, 2, 4, 5]])
    model.free_themes = slice(1, 4)
    match_free(SimpleNamespace(components_=reference), model)
    np.testing.assert_array_equal(model.components_, reference)


def test_cosine_similarity_is_one_for_the_same_direction_and_zero_for_separate_words():
    assert similarity(np.array([[1.0, 0, 0]]), np.array([[5.0, 0, 0], [0, 2.0, 1.0], [0, 0, 0]])).tolist() == [
        [1, 0, 0]
    ]


def model_of(profiles, n_free):
    return SimpleNamespace(
        components_=np.vstack([profiles, np.full(profiles.shape[1], 0.1)]),
        alpha_=np.arange(len(profiles) + 1.0),
        free_themes=slice(len(profiles) - n_free, len(profiles)),
    )


def test_free_themes_come_by_their_weight_with_all_that_belongs_to_them():
    profiles = np.random.default_rng(0).dirichlet(np.ones(5), 4)
    model = model_of(profiles, 3)
    order_free(model, np.array([1.0, 20, 30, 10, 99]))
    np.testing.assert_array_equal(model.components_[:4], profiles[[0, 2, 1, 3]])
    assert model.alpha_.tolist() == [0, 2, 1, 3, 4]


@settings(max_examples=20)
@given(order=st.permutations(range(4)), dropped=st.integers(0, 3))
def test_themes_are_recognised_in_any_order_and_over_other_terms(order, dropped):
    terms = ["army", "gas", "oil", "ship", "wheat", "yen"]
    earlier = np.eye(4, 6) + 0.05
    mine = np.column_stack([(np.eye(4, 6) + 0.03)[list(order)], np.full(4, 0.1)])  # one term more
    kept = [k for k in range(4) if k != dropped]
    model = model_of(mine, 4)
    same = recognise(model, [*terms, "zinc"], earlier[kept], terms)
    assert same == (0, 1, 2, None)
    recognised = [order[int(model.alpha_[i])] for i in range(4)]
    assert recognised == [*kept, dropped]


def test_what_is_too_far_from_every_earlier_theme_is_new():
    model = model_of(np.array([[0.9, 0.1, 0.0], [0.0, 0.1, 0.9]]), 2)
    assert recognise(model, ["a", "b", "c"], np.array([[0.0, 1.0, 0.0]]), ["a", "b", "c"]) == (None, None)
    assert recognise(model, ["a", "b", "c"], np.zeros((0, 3)), ["a", "b", "c"]) == (None, None)
    assert model.alpha_.tolist() == [0, 1, 2]
