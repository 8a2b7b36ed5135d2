"""Passages in a canonical order, equal ones as one: what makes a fit the same in any order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.compiled import compiled
from analysis.hashing import mix64

Floats = NDArray[np.float64]


def canonical_order(X: sparse.csr_array, weight: Floats) -> NDArray[np.int64]:
    """Return an order of rows, as good as random, that depends on what they hold alone.

    X: CSR with sorted indices. Rows of no count or no weight are left out. Equal rows stand together.
    """
    kept = np.flatnonzero((np.diff(X.indptr) > 0) & (weight > 0))
    hashes = row_hashes(X)[kept]
    by_hash = np.lexsort((weight[kept], hashes))
    order = kept[by_hash]
    alike = np.diff(hashes[by_hash]) == 0
    if (_differ_from_last(X, order)[1:] & alike).any():  # next to impossible, unless somebody makes such passages
        return np.array(sorted(order, key=lambda row: (*_contents(X, row), weight[row])), dtype=np.int64)
    return order


def counted_once(X: sparse.csr_array, values: Floats | None = None) -> sparse.csr_array:
    """Return 1, or the given values, wherever there is a count."""
    values = np.ones(X.nnz) if values is None else values
    return sparse.csr_array((values, X.indices, X.indptr), shape=X.shape)


def merged(X: sparse.csr_array, weight: Floats) -> tuple[sparse.csr_array, Floats]:
    """Return rows of which equal neighbours are one, with the sum of their weights.

    >>> rows, weight = merged(sparse.csr_array([[1.0, 0.0], [1.0, 0.0], [0.0, 2.0]]), np.ones(3))
    >>> rows.toarray().tolist(), weight.tolist()
    ([[1.0, 0.0], [0.0, 2.0]], [2.0, 1.0])
    """
    new = _differ_from_last(X, np.arange(X.shape[0]))
    if new.all():
        return X, weight
    weights = np.bincount(np.cumsum(new) - 1, weights=weight).astype(np.float64)
    return sparse.csr_array(X[new]), weights


def halves(X: sparse.csr_array) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return counts in two halves that add up to them: of x times a word, half are in either.

    Where x is odd, a hash of the row and the word says where the odd one goes, so other rows do not matter. What is
    left of a count that is not whole goes first to that side, then to the other; no more than one is between them.
    """
    row = np.repeat(np.arange(X.shape[0]), np.diff(X.indptr))
    half = np.floor(X.data / 2)
    left = X.data - 2 * half
    side = mix64(row_hashes(X)[row] ^ X.indices.astype(np.uint64)) >> np.uint64(63)
    first = half + np.where(side == 0, np.minimum(left, 1.0), np.maximum(left - 1.0, 0.0))
    parts = [
        sparse.csr_array((data, X.indices, X.indptr), shape=X.shape, copy=True) for data in (first, X.data - first)
    ]
    for part in parts:
        part.eliminate_zeros()
    return parts[0], parts[1]


def _differ_from_last(X: sparse.csr_array, order: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which rows, in this order, differ from the one before them; the first does."""
    new = np.ones(len(order), dtype=np.bool_)
    _mark_new(X.indptr.astype(np.int64), X.indices.astype(np.int64), X.data.astype(np.float64), order, new)
    return new


def _contents(X: sparse.csr_array, row: int) -> tuple[list[int], list[float]]:
    part = slice(X.indptr[row], X.indptr[row + 1])
    return X.indices[part].tolist(), X.data[part].tolist()


def row_hashes(X: sparse.csr_array) -> NDArray[np.uint64]:
    """Return a hash of the terms and counts of each row."""
    hashes = np.empty(X.shape[0], dtype=np.uint64)
    bits = np.ascontiguousarray(X.data, dtype=np.float64).view(np.uint64)
    _hash_rows(X.indptr.astype(np.int64), X.indices.astype(np.int64), bits, hashes)
    return hashes


@compiled()
def _hash_rows(indptr, indices, bits, hashes):  # type: ignore[no-untyped-def]
    """Hash each row's terms and counts with the mixing step of splitmix64 (Steele, Lea and Flood 2014)."""
    for row in range(len(indptr) - 1):
        mixed = np.uint64(0x9E3779B97F4A7C15)
        for at in range(indptr[row], indptr[row + 1]):
            for value in (np.uint64(indices[at]), bits[at]):
                mixed = (mixed ^ value) + np.uint64(0x9E3779B97F4A7C15)
                mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
                mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
                mixed = mixed ^ (mixed >> np.uint64(31))
        hashes[row] = mixed


@compiled()
def _mark_new(indptr, indices, data, order, new):  # type: ignore[no-untyped-def]
    """Mark the rows that differ from the row before them; the first is left as it is."""
    for at in range(1, len(order)):
        start, last = indptr[order[at]], indptr[order[at - 1]]
        length = indptr[order[at] + 1] - start
        new[at] = length != indptr[order[at - 1] + 1] - last
        if not new[at]:
            for i in range(length):
                if indices[start + i] != indices[last + i] or data[start + i] != data[last + i]:
                    new[at] = True
                    break
