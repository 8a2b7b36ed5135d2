"""One order for the same passages, whatever order they come in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis.models import LDA, TfidfThemes, rows
from analysis.models.rows import canonical_order, halves, merged


def drawn(seed, n_rows=25, n_terms=4):
    """Return rows of which many are equal and some empty, and weights of which some are 0."""
    random = np.random.default_rng(seed)
    counts = random.poisson(0.5, (n_rows, n_terms)).astype(float)
    return counts, random.choice([0.0, 0.5, 1.0, 3.0], n_rows)


def in_order(counts, weight):
    X = sparse.csr_array(counts)
    order = canonical_order(X, weight)
    return counts[order], weight[order]


seeds = given(seed=st.integers(0, 10_000))


@pytest.fixture(params=[False, True], ids=["hashed", "all hashes equal"])
def colliding(request, monkeypatch):
    if request.param:
        monkeypatch.setattr(rows, "row_hashes", lambda X: np.zeros(X.shape[0], dtype=np.uint64))


@pytest.mark.usefixtures("colliding")
@pytest.mark.parametrize("seed", range(30))
def test_the_order_depends_on_what_passages_hold_alone(seed):
    counts, weight = drawn(seed)
    mixed = np.random.default_rng(seed + 1).permutation(len(counts))
    for found, expected in zip(in_order(counts[mixed], weight[mixed]), in_order(counts, weight), strict=True):
        assert found.tobytes() == expected.tobytes()


@pytest.mark.usefixtures("colliding")
@pytest.mark.parametrize("seed", range(30))
def test_equal_passages_stand_together_and_become_one_with_the_sum_of_their_weights(seed):
    counts, weight = drawn(seed)
    ordered, heavy = in_order(counts, weight)
    found, sums = merged(sparse.csr_array(ordered), heavy)
    assert len({tuple(row) for row in ordered}) == found.shape[0]
    for row, total in zip(found.toarray(), sums, strict=True):
        assert row.any()
        assert total == pytest.approx(weight[(counts == row).all(axis=1)].sum())
    assert sums.sum() == pytest.approx(weight[counts.any(axis=1)].sum())


@pytest.mark.usefixtures("colliding")
@pytest.mark.parametrize("kind", [LDA, TfidfThemes])
def test_models_do_not_depend_on_the_order_even_where_hashes_collide(kind):
    counts, _ = drawn(1, 60, 12)
    mixed = np.random.default_rng(2).permutation(len(counts))
    first, second = (kind(3, max_iter=10).fit(c).components_.tobytes() for c in (counts, counts[mixed]))
    assert first == second


def test_the_order_is_as_good_as_random():
    counts = np.arange(1.0, 2001)[:, None]
    place = in_order(counts, np.ones(2000))[0].ravel()
    assert abs(np.corrcoef(place, np.arange(2000))[0, 1]) < 0.1


@settings(max_examples=40)
@seeds
def test_halves_add_up_and_differ_by_no_more_than_one_of_a_word(seed):
    random = np.random.default_rng(seed)
    for counts in (drawn(seed)[0], random.gamma(1.0, 2.0, (25, 4)), random.gamma(0.1, 2.0, (25, 4))):
        first, second = (half.toarray() for half in halves(sparse.csr_array(counts)))
        np.testing.assert_allclose(first + second, counts, rtol=1e-15)
        assert min(first.min(), second.min()) >= 0
        assert np.abs(first - second).max() <= 1 + 1e-12


@settings(max_examples=40)
@seeds
def test_a_passage_is_halved_alike_whatever_stands_beside_it(seed):
    counts, _ = drawn(seed)
    first = halves(sparse.csr_array(counts))[0].toarray()
    mixed = np.random.default_rng(seed).permutation(len(counts))
    np.testing.assert_array_equal(halves(sparse.csr_array(counts[mixed]))[0].toarray(), first[mixed])
    np.testing.assert_array_equal(halves(sparse.csr_array(counts[[3]]))[0].toarray(), first[[3]])


def test_odd_words_go_to_either_half_alike():
    counts = np.ones((500, 6))
    counts[:, 0] = 2 * np.arange(1, 501)  # passages of the same words are halved alike
    first = halves(sparse.csr_array(counts))[0].toarray()
    assert np.all(np.abs(first[:, 1:].mean(axis=0) - 0.5) < 0.1)
    assert np.abs(np.corrcoef(first[:, 1:].T) - np.eye(5)).max() < 0.2


def test_rows_that_all_differ_are_left_as_they_are():
    X = sparse.csr_array(np.eye(3))
    assert merged(X, np.ones(3))[0] is X


def test_rows_of_which_one_begins_like_the_other_are_not_one():
    X = sparse.csr_array([[1.0, 0, 0], [1, 1, 0], [1, 1, 1], [1, 1, 2], [1, 1, 2]])
    assert merged(X, np.ones(5))[1].tolist() == [1, 1, 1, 2]
