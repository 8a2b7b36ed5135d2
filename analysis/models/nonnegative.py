"""Non-negative least squares of many rows at once, each solved exactly and by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled

Floats = NDArray[np.float64]

_LEAST = 1e-11  # of the largest product of a row with a column: what pulls less is rounding
_SWEEPS = 3  # over the columns one by one, for the amounts to start from: most columns are then in or out for good
_ROUNDS = 10  # at most so many times as many steps as there are columns; a few are usual


def nonnegative_amounts(gram: Floats, towards: Floats) -> Floats:
    """Return the amounts of each column, none negative, that explain each row best: rows x columns.

    gram: the products of the columns with each other, positive definite. towards: the products of each row with each
    column. Minimises a G a / 2 - a t for each row by active sets (Lawson and Hanson 1974) on the normal equations (Bro
    and de Jong 1997), from what a few steps of each column by itself find: columns come in one by one, the one that
    pulls most first, and go out where their amount falls to 0.

    >>> nonnegative_amounts(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([[1.0, 0.2], [1.0, 1.0]])).round(3).tolist()
    [[1.0, 0.0], [0.667, 0.667]]
    """
    amounts = np.zeros(towards.shape)
    _solve_rows(np.ascontiguousarray(gram), np.ascontiguousarray(towards), amounts, _LEAST, _ROUNDS * len(gram))
    return amounts


@compiled(inline="always")
def _solve(gram, t, chosen, known, size, factor, solved):  # type: ignore[no-untyped-def]
    """Solve the normal equations of the chosen columns by Cholesky's factor, of which so many rows are known."""
    for i in range(known, size):
        for j in range(i + 1):
            left = gram[chosen[i], chosen[j]]
            for k in range(j):
                left -= factor[i, k] * factor[j, k]
            factor[i, j] = np.sqrt(max(left, 1e-300)) if i == j else left / factor[j, j]
    for i in range(size):
        left = t[chosen[i]]
        for k in range(i):
            left -= factor[i, k] * solved[k]
        solved[i] = left / factor[i, i]
    for i in range(size - 1, -1, -1):
        left = solved[i]
        for k in range(i + 1, size):
            left -= factor[k, i] * solved[k]
        solved[i] = left / factor[i, i]


@compiled(inline="always")
def _settle(gram, t, x, chosen, is_in, known, size, factor, solved):  # type: ignore[no-untyped-def]
    """Solve for the chosen columns, and leave out those whose amounts fall to 0 on the way; return how many stay.

    known: of how many of the first chosen columns the factor is known.
    """
    while size:
        _solve(gram, t, chosen, known, size, factor, solved)
        step = 1.0
        for i in range(size):
            if solved[i] <= 0.0:
                was = x[chosen[i]]
                step = min(step, was / (was - solved[i]) if was > solved[i] else 0.0)
        stays, known = 0, size
        for i in range(size):
            k = chosen[i]
            falls = solved[i] <= 0.0
            moved = x[k] + step * (solved[i] - x[k]) if step < 1.0 else solved[i]
            if falls and moved <= 1e-14 * (abs(x[k]) + abs(solved[i])):
                x[k], is_in[k] = 0.0, False
                known = min(known, i)
            else:
                x[k] = moved
                chosen[stays] = k
                stays += 1
        if stays == size:
            return size
        size = stays
    return 0


@compiled(inline="always")
def _start(gram, x, pull, chosen, is_in):  # type: ignore[no-untyped-def]
    """Step along each column by itself a few times; note the columns that then have an amount, and return how many."""
    n = len(x)
    for _ in range(_SWEEPS):
        for k in range(n):
            change = max(x[k] + pull[k] / gram[k, k], 0.0) - x[k]
            if change != 0.0:
                x[k] += change
                for i in range(n):
                    pull[i] -= change * gram[k, i]
    size = 0
    for k in range(n):
        is_in[k] = x[k] > 0.0
        if is_in[k]:
            chosen[size] = k
            size += 1
    return size


@compiled(inline="always")
def _pulling_most(gram, t, x, chosen, is_in, size, pull):  # type: ignore[no-untyped-def]
    """Return which of the columns that are out would lessen the error most, and how it pulls; -1 for none."""
    pull[:] = t
    for i in range(size):
        for k in range(len(x)):
            pull[k] -= gram[chosen[i], k] * x[chosen[i]]
    best, most = -1, 0.0
    for k in range(len(x)):
        if not is_in[k] and pull[k] > most:
            best, most = k, pull[k]
    return best, most


@compiled()
def _solve_rows(gram, towards, amounts, least, steps):  # type: ignore[no-untyped-def]
    n_rows, n = towards.shape
    chosen, is_in = np.empty(n, dtype=np.int64), np.zeros(n, dtype=np.bool_)
    factor, solved, pull = np.empty((n, n)), np.empty(n), np.empty(n)
    for row in range(n_rows):
        x, t = amounts[row], towards[row]
        bound = least * np.abs(t).max() if n else 0.0
        pull[:] = t
        size = _start(gram, x, pull, chosen, is_in)
        size = _settle(gram, t, x, chosen, is_in, 0, size, factor, solved)
        for _ in range(steps):
            best, most = _pulling_most(gram, t, x, chosen, is_in, size, pull)
            if most <= bound:
                break
            chosen[size], is_in[best] = best, True
            size = _settle(gram, t, x, chosen, is_in, size, size + 1, factor, solved)
            if not is_in[best]:  # it pulls by rounding alone
                break
