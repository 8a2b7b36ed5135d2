"""How readable themes are: do a theme's words stand together, and does each theme have words of its own?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


def top_terms(phi: NDArray[np.float32], n_terms: int) -> NDArray[np.int64]:
    """Return the terms of the greatest weight in each theme, greatest first: themes x ``n_terms``."""
    return np.argsort(-phi, axis=1, kind="stable")[:, :n_terms]


def npmi(phi: NDArray[np.float32], counts: sparse.csr_array, n_terms: int = 10) -> float:
    """Return the mean normalised pointwise mutual information of pairs of a theme's top terms, -1 to 1 (Bouma 2009).

    Two terms are together where a document of ``counts`` has both; a pair that is nowhere together counts -1.
    """
    tops = top_terms(phi, n_terms)
    used = np.unique(tops)
    present = sparse.csc_array(counts[:, used] > 0).astype(np.float64)
    together = (present.T @ present).toarray() / counts.shape[0]
    alone = together.diagonal()
    with np.errstate(divide="ignore", invalid="ignore"):
        pairs = np.log(together / np.outer(alone, alone)) / -np.log(together)
    pairs = np.where(together > 0, pairs, -1.0)
    pairs[together == 1] = 1.0
    places = np.searchsorted(used, tops)
    above = np.triu_indices(tops.shape[1], 1)
    return float(np.mean([pairs[np.ix_(row, row)][above].mean() for row in places]))


def diversity(phi: NDArray[np.float32], n_terms: int = 25) -> float:
    """Return the share of distinct terms among the top terms of all themes, 0 to 1 (Dieng, Ruiz and Blei 2020)."""
    tops = top_terms(phi, n_terms)
    return len(np.unique(tops)) / tops.size
