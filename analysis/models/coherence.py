"""Whether the top terms of a theme belong together, and whether they are its own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.utils import check_array

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_EPSILON = 1e-12  # added to the probability of two terms together, so that its logarithm exists (Röder et al. 2015)


def top_terms(components: ArrayLike, n_top: int = 10) -> list[Integers]:
    """Return the columns of the heaviest terms of each theme, the heaviest first.

    components: themes x terms, 0 or more. A term without weight is none of a theme's, so a list may be shorter than
    ``n_top``; of equal weights (to nine digits) the earlier column comes first.

    >>> [columns.tolist() for columns in top_terms([[0.1, 0.6, 0.3], [0, 0, 1]], 2)]
    [[1, 2], [2]]
    """
    components = _checked_components(components)
    if n_top < 1:
        raise ValueError(f"n_top is {n_top}; it must be 1 or more")
    order = np.argsort(-components.round(9), axis=1, kind="stable")[:, :n_top]
    return [columns[row[columns] > 0] for columns, row in zip(order, components, strict=True)]


def npmi(components: ArrayLike, X: Any, *, n_top: int = 10) -> Floats:
    """Return how far the top terms of each theme stand together in passages: normalised pointwise mutual information.

    components: themes x terms. X: counts of a reference corpus, passages x terms. Returns (themes,): the mean over all
    pairs of the ``n_top`` heaviest terms of log(p_ij / (p_i p_j)) / -log p_ij (Bouma 2009; Lau, Newman and
    Baldwin 2014), from near -1 (never together) over 0 (as chance has it) to 1 (only together). p is the share of
    passages that hold a term, or both. The passage takes the place of the sliding window: the figures are gensim's
    ``c_npmi`` with a window that covers the passage. A term that is nowhere counts as never together with any, one
    that is in every passage tells nothing (0), and a theme with fewer than two terms has no figure.

    >>> npmi([[0.5, 0.5, 0, 0], [0, 0.5, 0.5, 0]], [[1, 1, 0, 0], [2, 1, 0, 0], [0, 0, 1, 1]]).round(6).tolist()
    [1.0, -0.945566]
    """
    return np.array([_mean_of_pairs(pairs) for pairs in _pair_npmi(components, X, n_top)])


def c_v(components: ArrayLike, X: Any, *, n_top: int = 10) -> Floats:
    """Return how alike the company is that each theme's top terms keep: the coherence C_v.

    components, X, n_top: as for ``npmi``. Returns (themes,): the mean cosine, over the top terms, of the term's
    vector of NPMI with all of them (itself too) and the sum of all those vectors, from -1 to 1 (Röder, Both and
    Hinneburg 2015: one-set segmentation, indirect cosine, arithmetic mean). The figures are gensim's
    ``c_v`` with a window that covers the passage. A theme without terms has no figure.

    >>> c_v([[0.5, 0.5, 0, 0]], [[1, 1, 0, 0], [2, 1, 0, 0], [0, 0, 1, 1]]).round(6).tolist()
    [1.0]
    """
    return np.array([_mean_cosine(pairs) for pairs in _pair_npmi(components, X, n_top)])


def diversity(components: ArrayLike, *, n_top: int = 25) -> float:
    """Return the share of distinct terms among the ``n_top`` heaviest of all themes (Dieng, Ruiz and Blei 2020).

    1: no two themes share a top term; 1 / themes: all have the same.

    >>> diversity([[0.5, 0.5, 0], [0, 0.5, 0.5]], n_top=2)
    0.75
    """
    columns = np.concatenate(top_terms(components, n_top))
    return float(len(np.unique(columns)) / len(columns)) if len(columns) else float("nan")


def exclusivity(components: ArrayLike, *, n_top: int = 10) -> Floats:
    """Return how far the top terms of each theme are its own: the mean of phi_kw / sum_j phi_jw over them.

    As MALLET's topic diagnostics define it. components: themes x terms, rows sum to 1. Returns (themes,), from
    1 / themes (every theme has them alike) to 1 (nobody else has them).

    >>> exclusivity([[0.5, 0.5, 0], [0, 0.5, 0.5]]).tolist()
    [0.75, 0.75]
    """
    components = _checked_components(components)
    # Of each term the themes are summed from the least up, so that their order does not matter to the byte.
    own = np.divide(
        components, np.sort(components, axis=0).sum(axis=0), out=np.zeros_like(components), where=components > 0
    )
    tops = top_terms(components, n_top)
    return np.array([row[top].mean() if len(top) else np.nan for row, top in zip(own, tops, strict=True)])


def _pair_npmi(components: ArrayLike, X: Any, n_top: int) -> list[Floats]:
    """Return for each theme the NPMI of every pair of its top terms: terms x terms, the diagonal too."""
    tops = top_terms(components, n_top)
    X = sparse.csr_array(check_array(X, accept_sparse="csr", dtype=np.float64, input_name="X"))
    n_terms = np.shape(components)[1]
    if X.shape[1] != n_terms:
        raise ValueError(f"X has {X.shape[1]} terms and components {n_terms}; both must count the same terms")
    used = np.unique(np.concatenate(tops))
    holds = sparse.csr_array((X[:, used] > 0).astype(np.float64))
    together = (holds.T @ holds).toarray() / X.shape[0]
    alone = together.diagonal()
    places = [np.searchsorted(used, top) for top in tops]
    return [_npmi(together[np.ix_(place, place)], alone[place]) for place in places]


def _npmi(together: Floats, alone: Floats) -> Floats:
    product = np.outer(alone, alone)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log((together + _EPSILON) / product) / -np.log(together + _EPSILON)
    return np.where(product == 0, -1.0, np.where(together == 1, 0.0, value))


def _mean_of_pairs(pairs: Floats) -> float:
    return float(pairs[~np.eye(len(pairs), dtype=bool)].mean()) if len(pairs) > 1 else float("nan")


def _mean_cosine(pairs: Floats) -> float:
    if not len(pairs):
        return float("nan")
    whole = pairs.sum(axis=0)
    length = np.linalg.norm(pairs, axis=1) * np.linalg.norm(whole)
    return float(np.divide(pairs @ whole, length, out=np.zeros_like(length), where=length > 0).mean())


def _checked_components(components: ArrayLike) -> Floats:
    rows: Floats = np.asarray(check_array(components, dtype=np.float64, input_name="components"))
    if (rows < 0).any():
        raise ValueError(f"components holds {rows.min():g}; weights of terms must be 0 or more")
    return rows
