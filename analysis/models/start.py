"""Where the free themes of a fit start from: passages far from each other, with those that are like them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.preprocessing import normalize

from analysis.compiled import compiled

Floats = NDArray[np.float64]

_WORDS, _PASSAGES = 200_000, 20_000  # distinct words of passages, and passages, that starts are picked among
_LONG = 100.0  # a passage of more words than this is not preferred to one of as many
_OWN = 0.5  # how much of a profile is that of its passages; the rest is the corpus's


def prototypes(X: sparse.csr_array, weight: Floats, n: int, near: Floats, random: np.random.RandomState) -> Floats:
    """Return ``n`` profiles to start from (n x terms, rows sum to 1).

    Passages are picked as by k-means++ (Arthur and Vassilvitskii 2007): with a chance that grows with the square of
    the cosine distance of their TF-IDF from all that were picked before, and from ``near`` (profiles x terms). A
    profile is the sum of all passages, weighed by the square of their similarity to the one picked, and half of it
    is the corpus. X: passages in an order as good as random, of which the first are used; weight: (passages,).

    >>> X = sparse.csr_array([[9.0, 1, 0, 0], [8, 2, 0, 0], [0, 0, 9, 1], [0, 0, 8, 2]])
    >>> prototypes(X, np.ones(4), 2, np.zeros((0, 4)), np.random.RandomState(0)).argmax(axis=1)
    array([2, 0])
    """
    corpus = np.asarray(X.T @ weight).ravel()
    corpus = corpus / corpus.sum()
    n_used = min(X.shape[0], _PASSAGES, max(int(np.searchsorted(X.indptr, _WORDS)), 10 * n))
    idf = np.log((1 + X.shape[0]) / (1 + np.bincount(X.indices, minlength=X.shape[1]))) + 1
    used = sparse.csr_array(X[:n_used])
    rows = normalize(sparse.csr_array(used * idf))
    long = np.sqrt(np.minimum(np.asarray(used.sum(axis=1)).ravel(), _LONG)) * weight[:n_used]
    nearest = np.asarray(rows @ normalize(near * idf).T).max(axis=1) if len(near) else np.zeros(n_used)
    columns = sparse.csc_array(rows)
    similar = np.zeros((n, n_used))
    for like in similar:
        far = np.maximum(1 - nearest, 0)
        pick = _picked(far * far * long, random)
        words = slice(rows.indptr[pick], rows.indptr[pick + 1])
        _add_products(columns.indptr, columns.indices, columns.data, rows.indices[words], rows.data[words], like)
        np.maximum(nearest, like, out=nearest)
        nearest[pick] = 1.0
    own = np.asarray(used.T @ np.ascontiguousarray((similar**2 * weight[:n_used]).T)).T
    totals = own.sum(axis=1, keepdims=True)
    # Nothing is left where the squares of tiny counts vanish.
    own = np.divide(own, totals, out=np.tile(corpus, (n, 1)), where=totals > 0)
    return np.asarray(_OWN * own + (1 - _OWN) * corpus)


def _picked(chance: Floats, random: np.random.RandomState) -> int:
    """Return the number of one passage, drawn with these chances up to a factor; with even ones where all are 0."""
    sums = np.cumsum(chance)
    if not sums[-1] > 0:
        return int(random.randint(len(chance)))
    return min(int(np.searchsorted(sums, random.uniform() * sums[-1], side="right")), len(chance) - 1)


@compiled()
def _add_products(starts, rows, values, terms, times, sums):  # type: ignore[no-untyped-def]
    """Add to ``sums`` the product of each row with the one that holds these terms so many ``times``.

    starts, rows, values: the rows by columns (CSC). Only the rows are read that hold one of the terms.
    """
    for i in range(len(terms)):
        for at in range(starts[terms[i]], starts[terms[i] + 1]):
            sums[rows[at]] += values[at] * times[i]
