"""Non-negative least squares of many rows at once, each solved exactly and by itself."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled

Floats = NDArray[np.float64]

_LEAST = 1e-11  # of the largest product of a row with a column: what pulls less is rounding
_ROUNDS = 10  # at most so many times as many steps as there are columns; a few are usual


def nonnegative_amounts(gram: Floats, towards: Floats) -> Floats:
    """Return the amounts of each column, none negative, that explain each row best: rows x columns.

    gram: the products of the columns with each other, positive definite. towards: the products of each row with each
    column. Minimises a G a / 2 - a t for each row by active sets (Lawson and Hanson 1974) on the normal equations (Bro
    and de Jong 1997): columns come in one by one, the one that pulls most first, and go out where their amount falls
    to 0.

    >>> nonnegative_amounts(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([[1.0, 0.2], [1.0, 1.0]])).round(3).tolist()
    [[1.0, 0.0], [0.667, 0.667]]
    """
    amounts = np.zeros(towards.shape)
    _solve_rows(np.ascontiguousarray(gram), np.ascontiguousarray(towards), amounts, _LEAST, _ROUNDS * len(gram))
    return amounts


@compiled()
def _solve_rows(gram, towards, amounts, least, most):  # type: ignore[no-untyped-def]
    n_rows, n = towards.shape
    chosen, is_in = np.empty(n, dtype=np.int64), np.zeros(n, dtype=np.bool_)
    factor, solved = np.empty((n, n)), np.empty(n)
    for row in range(n_rows):
        x, t = amounts[row], towards[row]
        bound = least * np.abs(t).max() if n else 0.0
        is_in[:] = False
        size = 0
        for _ in range(most):
            best, most_pull = -1, bound
            for k in range(n):
                if not is_in[k]:
                    pull = t[k]
                    for i in range(size):
                        pull -= gram[k, chosen[i]] * x[chosen[i]]
                    if pull > most_pull:
                        best, most_pull = k, pull
            if best < 0:
                break
            chosen[size], is_in[best] = best, True
            size += 1
            size = _settle(gram, t, x, chosen, is_in, size, factor, solved)
            if not is_in[best]:  # it pulls by rounding alone
                break


@compiled()
def _settle(gram, t, x, chosen, is_in, size, factor, solved):  # type: ignore[no-untyped-def]
    """Solve for the chosen columns, and leave out those whose amounts fall to 0 on the way; return how many stay."""
    while size:
        _solve(gram, t, chosen, size, factor, solved)
        step = 1.0
        for i in range(size):
            if solved[i] <= 0.0:
                was = x[chosen[i]]
                step = min(step, was / (was - solved[i]) if was > solved[i] else 0.0)
        stays = 0
        for i in range(size):
            k = chosen[i]
            falls = solved[i] <= 0.0
            moved = x[k] + step * (solved[i] - x[k]) if step < 1.0 else solved[i]
            if falls and moved <= 1e-14 * (abs(x[k]) + abs(solved[i])):
                x[k], is_in[k] = 0.0, False
            else:
                x[k] = moved
                chosen[stays] = k
                stays += 1
        if stays == size:
            return size
        size = stays
    return 0


@compiled()
def _solve(gram, t, chosen, size, factor, solved):  # type: ignore[no-untyped-def]
    """Solve the normal equations of the chosen columns by Cholesky's factor."""
    for i in range(size):
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
