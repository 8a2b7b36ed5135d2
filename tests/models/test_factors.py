"""Non-negative factors of sparse rows are what plain loops find, and each pass explains the rows better."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis.models import factors
from analysis.models.factors import factorise
from tests.models import naive


def problem(seed: int, n_rows: int = 40, n_terms: int = 18, n_themes: int = 4):
    """Return rows, profiles to start from, which entries are allowed, targets, and how firmly they hold."""
    random = np.random.default_rng(seed)
    rows = random.gamma(0.5, size=(n_rows, n_terms)) * (random.random((n_rows, n_terms)) < 0.3)
    profiles = random.gamma(1.0, size=(n_themes, n_terms))
    allowed = random.random((n_themes, n_terms)) < 0.8
    target = random.gamma(1.0, size=(n_themes, n_terms))
    return rows, np.where(allowed, profiles, 0.0), allowed, target, random.gamma(1.0, size=n_themes)


def found(rows, *rest, max_iter, tol=0.0):
    return factorise(sparse.csr_array(rows), *rest, max_iter=max_iter, tol=tol)[0]


def unexplained(rows, profiles, target, pull):
    """Return the squared error of rows with the best amounts, and that of the profiles by their targets."""
    return naive.left_over(rows, profiles) + (pull * ((profiles - target) ** 2).sum(axis=1)).sum()


@pytest.mark.parametrize("max_iter", [1, 2, 3, 7])
def test_passes_are_those_of_plain_loops(max_iter):
    rows, *rest = problem(1)
    np.testing.assert_allclose(
        found(rows, *rest, max_iter=max_iter), naive.factors(rows, *rest, max_iter), rtol=2e-4, atol=1e-6
    )


def test_the_first_passes_over_many_rows_are_over_a_quarter_of_them(monkeypatch):
    monkeypatch.setattr(factors, "_FEW", 4)
    rows, *rest = problem(2)
    np.testing.assert_allclose(
        found(rows, *rest, max_iter=6), naive.factors(rows, *rest, 6, part=10), rtol=2e-4, atol=1e-6
    )


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 40), st.integers(2, 20), st.integers(1, 20))
def test_more_passes_explain_no_less(seed, n_rows, n_terms, n_themes):
    rows, start, allowed, target, pull = problem(seed, n_rows, n_terms, n_themes)
    errors = [
        unexplained(rows, found(rows, start, allowed, np.where(allowed, target, 0.0), pull, max_iter=n), target, pull)
        for n in (5, 50)
    ]
    assert errors[1] <= errors[0] * 1.02 + 1e-3


def test_what_is_not_allowed_stays_zero_and_what_is_held_firmly_stays():
    rows, start, allowed, target, _ = problem(3)
    profiles = found(rows, start, allowed, target, np.array([1e9, 0.0, 0.0, 0.0]), max_iter=10)
    assert not profiles[~allowed].any()
    assert (profiles >= 0).all()
    np.testing.assert_allclose(profiles[0], np.where(allowed[0], target[0], 0.0), rtol=1e-4)


def test_it_ends_when_little_moves():
    rows, *rest = problem(4)
    _, n_passes = factorise(sparse.csr_array(rows), *rest, max_iter=5000, tol=1e-3)
    assert 1 < n_passes < 1000
    assert factorise(sparse.csr_array(rows), *rest, max_iter=7, tol=0.0)[1] == 7


def test_a_profile_that_no_row_needs_stays_where_it_started():
    rows = np.array([[1.0, 2.0, 0.0], [2.0, 4.0, 0.0]])
    start = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    profiles = found(rows, start, start > 0, np.zeros((2, 3)), np.zeros(2), max_iter=30)
    assert profiles[1].tolist() == [0.0, 0.0, 1.0]
    assert profiles[0, 1] == pytest.approx(2 * profiles[0, 0], rel=1e-4)
