"""Non-negative factors of sparse rows, held to targets: the engine of TF-IDF themes.

Rows are explained by non-negative amounts of profiles that are non-negative too: hierarchical alternating least squares
(Cichocki and Phan 2009), in which each amount, then each entry of a profile, takes one exact step after the other. The
squared distance of a profile from its target counts as well. A row is read once a pass: its amounts move, and at once
they are added to the sums that the profiles move by. The arithmetic is that of LDA's loops (see ``lanes``); its order
is fixed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.compiled import compiled
from analysis.models.lanes import LANES, aligned, filled, load, multiply_add, padded, prefetch, scratch, store

Floats = NDArray[np.float64]

_AHEAD = 8  # terms between asking for a profile's entries and using them
_TOGETHER = 256  # rows whose products are added up in single precision
_FIRST, _FEW = 2 / 3, 10_000  # of the passes, and rows that they are over at least
_FIRMEST = 1e20  # as good as fixed


def factorise(
    rows: sparse.csr_array,
    profiles: Floats,
    allowed: NDArray[np.bool_],
    target: Floats,
    pull: Floats,
    *,
    max_iter: int,
    tol: float,
) -> tuple[Floats, int]:
    """Return profiles that explain the rows (themes x terms), and after how many passes.

    rows: passages x terms. profiles: to start from, themes x terms. allowed: which of their entries may be above 0.
    target, pull: what they are held to, themes x terms, and how firmly, (themes,): the squared distance counts that
    many times. It ends after ``max_iter`` passes, or when less than the share ``tol`` of the profiles moves. The first
    two thirds of the passes are over the first quarter of the rows, 10,000 at least, which are taken to be in no order.

    >>> rows = sparse.csr_array(np.array([[2.0, 1.0, 0.0], [0.0, 0.0, 3.0]]))
    >>> start = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    >>> found, _ = factorise(rows, start, start > 0, start, np.zeros(2), max_iter=20, tol=0.0)
    >>> bool(np.isclose(found[0, 0], 2 * found[0, 1]))
    True
    """
    n = len(profiles)
    phi, sums, amounts = (aligned(length, padded(n)) for length in (rows.shape[1], rows.shape[1], rows.shape[0]))
    phi[:, :n], amounts[:, :n] = profiles.T, 1.0 / n
    pull = np.minimum(pull, _FIRMEST)
    parts = rows.indptr.astype(np.int64), rows.indices.astype(np.int32), rows.data.astype(np.float32)
    part, n_passes, moved = min(rows.shape[0], max(rows.shape[0] // 4, _FEW)), 0, np.inf
    products = np.zeros((n, n))
    _add_all_products(phi.reshape(-1), padded(n), products)
    while n_passes < max_iter and moved >= tol:
        n_passes += 1
        n_rows = part if n_passes <= max_iter * _FIRST else rows.shape[0]
        firm, before = pull * (n_rows / max(rows.shape[0], 1)), phi.copy()
        sums[:, :n] = np.where(allowed.T, firm * target.T, -np.inf)
        steps = _steps(products)
        products[:] = 0.0
        _explain_rows(n_rows, *parts, amounts.reshape(-1), phi.reshape(-1), *steps, sums.reshape(-1), products)
        steps = _steps(products + np.diag(firm))
        products[:] = 0.0
        _step_profiles(phi.reshape(-1), sums.reshape(-1), *steps, products)
        moved = float(np.abs(phi - before).sum(dtype=np.float64)) / max(float(before.sum(dtype=np.float64)), 1e-12)
    return phi[:, :n].T.astype(np.float64), n_passes


def _steps(gram: Floats) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the products of columns as the loops take them, flat and padded, and how far each column steps."""
    n = len(gram)
    padded_gram, far = aligned(n, padded(n)), aligned(1, padded(n))[0]
    padded_gram[:, :n] = gram
    own = gram.diagonal().astype(np.float32).astype(np.float64)
    far[:n] = np.divide(1.0, own, out=np.zeros(n), where=own > 1.0 / _FIRMEST)
    return padded_gram.reshape(-1), far


@compiled(inline="always")
def _step(amounts, at, left, gram, far, n):  # type: ignore[no-untyped-def]
    """Let each amount of a row take its exact step; ``left`` is what the row has that they do not explain."""
    width = len(far)
    for k in range(n):
        was = amounts[at + k]
        new = max(was + left[k] * far[k], np.float32(0))
        if new != was and far[k] > 0:
            amounts[at + k] = new
            change = filled(was - new)
            for j in range(0, width, LANES):
                store(left, j, multiply_add(change, load(gram, k * width + j), load(left, j)))


# Most amounts are 0. To step over them costs more than to add nothing: no processor foresees which they are.


@compiled(inline="always")
def _take_off(amounts, at, left, gram, n, width):  # type: ignore[no-untyped-def]
    """Take from ``left`` what the amounts of a row explain."""
    for j in range(0, width, LANES):
        rest = load(left, j)
        for k in range(n):
            rest = multiply_add(filled(-amounts[at + k]), load(gram, k * width + j), rest)
        store(left, j, rest)


@compiled(inline="always")
def _add_products(amounts, at, products, n, width):  # type: ignore[no-untyped-def]
    """Add the products of a row's amounts with each other."""
    for k in range(n):
        times, row = filled(amounts[at + k]), k * width
        for j in range(0, width, LANES):
            store(products, row + j, multiply_add(times, load(amounts, at + j), load(products, row + j)))


@compiled(inline="always")
def _empty_into(few, products, n, width):  # type: ignore[no-untyped-def]
    """Add what a few rows gave to all products, and empty it."""
    for k in range(n):
        for j in range(n):
            products[k, j] += few[k * width + j]
            few[k * width + j] = 0


@compiled(inline="always")
def _gather(amounts, row, few, products, n, width):  # type: ignore[no-untyped-def]
    """Add the products of a row to those of a few rows, and these to all from time to time."""
    _add_products(amounts, row * width, few, n, width)
    if row % _TOGETHER == _TOGETHER - 1:
        _empty_into(few, products, n, width)


@compiled()
def _add_all_products(amounts, width, products):  # type: ignore[no-untyped-def]
    n = len(products)
    few = scratch(n, width)
    for row in range(len(amounts) // width):
        _gather(amounts, row, few, products, n, width)
    _empty_into(few, products, n, width)


@compiled()
def _explain_rows(n_rows, starts, terms, values, amounts, phi, gram, far, sums, products):  # type: ignore[no-untyped-def]
    """Move the amounts of each row, and add them to the sums and products that the profiles move by."""
    n, width = len(products), len(far)
    left, few = scratch(1, width), scratch(n, width)
    final = len(terms) - 1
    for row in range(n_rows):
        at = row * width
        for j in range(0, width, LANES):
            towards = filled(np.float32(0))
            for i in range(starts[row], starts[row + 1]):
                coming = np.int64(terms[min(i + _AHEAD, final)]) * width
                prefetch(phi, coming + j)
                prefetch(sums, coming + j)
                towards = multiply_add(filled(values[i]), load(phi, np.int64(terms[i]) * width + j), towards)
            store(left, j, towards)
        _take_off(amounts, at, left, gram, n, width)
        _step(amounts, at, left, gram, far, n)
        for i in range(starts[row], starts[row + 1]):
            term, value = np.int64(terms[i]) * width, filled(values[i])
            for j in range(0, width, LANES):
                store(sums, term + j, multiply_add(value, load(amounts, at + j), load(sums, term + j)))
        _gather(amounts, row, few, products, n, width)
    _empty_into(few, products, n, width)


@compiled()
def _step_profiles(phi, sums, gram, far, products):  # type: ignore[no-untyped-def]
    """Move the entries of each term's profiles towards their sums, and add up their products with each other."""
    n, width = len(products), len(far)
    left, few = scratch(1, width), scratch(n, width)
    for term in range(len(phi) // width):
        at = term * width
        for j in range(0, width, LANES):
            store(left, j, load(sums, at + j))
        _take_off(phi, at, left, gram, n, width)
        _step(phi, at, left, gram, far, n)
        _gather(phi, term, few, products, n, width)
    _empty_into(few, products, n, width)
