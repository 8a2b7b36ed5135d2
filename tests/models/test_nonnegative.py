"""Non-negative least squares of many rows are what scipy finds row by row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls

from analysis.models.nonnegative import nonnegative_amounts


def problem(seed: int, n_columns: int, n_values: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return columns (values x columns), their products, and the products of 20 rows with them."""
    random = np.random.default_rng(seed)
    columns = random.gamma(0.3, size=(n_values, n_columns)) * (random.random((n_values, n_columns)) < 0.6)
    rows = random.gamma(0.3, size=(20, n_values))
    gram = columns.T @ columns
    return columns, gram + np.eye(n_columns) * max(np.trace(gram) * 1e-10, 1e-300), rows


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 30))
def test_no_amounts_explain_a_row_better(seed: int, n_columns: int, n_values: int) -> None:
    columns, gram, rows = problem(seed, n_columns, n_values)
    towards = rows @ columns
    found = nonnegative_amounts(gram, towards)
    assert (found >= 0).all()
    # A column pulls as much as it may: not at all where it has an amount, and never upwards.
    pull = towards - found @ gram
    bound = 1e-8 * np.abs(towards).max(axis=1, keepdims=True)
    assert (pull <= bound).all()
    assert (np.abs(pull)[found > 0] <= np.broadcast_to(bound, found.shape)[found > 0]).all()


@pytest.mark.parametrize("seed", range(5))
def test_the_amounts_are_those_of_scipy(seed: int) -> None:
    columns, gram, rows = problem(seed, 15, 40)
    expected = np.array([nnls(columns, row)[0] for row in rows])
    np.testing.assert_allclose(nonnegative_amounts(gram, rows @ columns), expected, atol=1e-7)


def test_a_row_does_not_depend_on_the_others() -> None:
    columns, gram, rows = problem(1, 8, 20)
    towards = rows @ columns
    together = nonnegative_amounts(gram, towards)
    alone = [nonnegative_amounts(gram, towards[i : i + 1]) for i in range(len(towards))]
    np.testing.assert_array_equal(together, np.vstack(alone))


def test_columns_that_coincide_share_a_row_and_empty_ones_have_none_of_it() -> None:
    gram = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]) + np.eye(3) * 2e-10
    (amounts,) = nonnegative_amounts(gram, np.array([[2.0, 2.0, 0.0]]))
    assert amounts[:2].sum() == pytest.approx(2)
    assert amounts[2] == 0
    assert nonnegative_amounts(gram, np.zeros((1, 3))).tolist() == [[0, 0, 0]]
    assert nonnegative_amounts(gram, np.zeros((0, 3))).shape == (0, 3)
