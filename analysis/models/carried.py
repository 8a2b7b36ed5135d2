"""Which words carry a passage's weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.models.languages import LanguageView, ThemesByLanguage

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_NOTHING = 1e-300


def carried_weights(model: Any, X: sparse.csr_array) -> tuple[Floats, Integers]:
    """Return what each count of X carries of its passage's weights (counts x themes), and the row of each count.

    model: a fitted ``LDA``, ``TfidfThemes``, ``CombinedThemes`` (what the two carry, mixed as weights are), or one of
    several languages. X: counts, passages x terms, in CSR with sorted terms. Summed over a passage's counts this is the
    row that ``model.transform`` gives, to the digit.

    In LDA each word is shared out over the themes, a word of the term w to theme k by phi_wk (n_k + alpha_k), n_k the
    expected words of the passage, this word left out (see ``analysis.models.em``); of the passage's n words it carries
    its share over n. In TF-IDF a theme's amount a_k solves a_k (Phi x)_k = a_k (Phi Phi' a)_k (the Karush-Kuhn-Tucker
    condition of non-negative least squares), so that each term carries of it what it adds to the product of profile and
    row: phi_kw x_w / sum_v phi_kv x_v. A weight that none of the words speaks for (a row that is even because the model
    knows nothing) is laid on all of them alike.

    >>> from analysis.models.lda import LDA
    >>> X = sparse.csr_array([[4.0, 3, 0, 0], [3, 4, 0, 1], [0, 0, 3, 4], [1, 0, 4, 3]])
    >>> model = LDA(2).fit(X)
    >>> carried, row = carried_weights(model, X)
    >>> sums = np.array([carried[row == i].sum(axis=0) for i in range(4)])
    >>> np.allclose(sums, model.transform(X), atol=1e-12)
    True
    """
    row = np.repeat(np.arange(X.shape[0]), np.diff(X.indptr))
    if isinstance(model, ThemesByLanguage):
        return _told_together(model, model.both_, X), row
    if isinstance(model, LanguageView):
        return _told_together(model.whole, model.model, X), row
    if hasattr(model, "lda_"):
        return model.mixed(carried_weights(model.lda_, X)[0], carried_weights(model.tfidf_, X)[0]), row
    weights = np.nan_to_num(model.transform(X)) if X.shape[0] else np.zeros((0, model.n_themes))
    parts = _shared_words(model, X, row, weights) if hasattr(model, "alpha_") else _products(model, X)
    sums = _sum_by(parts, row, X.shape[0])
    silent = (sums <= _NOTHING) & (weights > 0)
    parts = np.where(silent[row], X.data[:, None], parts)
    sums = np.where(silent, _sum_by(X.data[:, None], row, X.shape[0]), sums)
    return parts * np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)[row], row


def _told_together(whole: ThemesByLanguage, model: Any, X: sparse.csr_array) -> Floats:
    """Return what each count carries: nothing, where its passage's language does not know the term."""
    apart = whole.apart(X)
    parts, row = carried_weights(model, apart.counts)
    carried = np.zeros((X.nnz, whole.n_themes))
    carried[apart.kept] = whole.placed(parts, apart.language[row])
    return carried


def _shared_words(model: Any, X: sparse.csr_array, row: Integers, weights: Floats) -> Floats:
    """Return how many words of each count are each theme's: counts x themes."""
    n_words = np.asarray(X.sum(axis=1)).ravel()
    phi = model.profiles().T[X.indices]
    expected = (weights * n_words[:, None] + model.alpha_)[row]
    alone = ((np.diff(X.indptr) == 1) & (n_words <= 1))[row]
    expected[alone] = model.alpha_  # a word that stands alone has no other to speak for it
    own = np.where(alone, 0.0, np.minimum(X.data, 1.0))
    total = np.maximum((expected * phi).sum(axis=1), _NOTHING)
    without = np.maximum(expected * (1 - phi * (own / total)[:, None]), model.alpha_)
    share = without * phi
    return np.asarray(X.data[:, None] * share / np.maximum(share.sum(axis=1, keepdims=True), _NOTHING))


def _products(model: Any, X: sparse.csr_array) -> Floats:
    """Return what each count adds to the product of the passage's TF-IDF with each profile: counts x themes."""
    return np.asarray(model.tfidf(X).data[:, None] * model.profiles().T[X.indices])


def _sum_by(parts: Floats, row: Integers, n_rows: int) -> Floats:
    sums = np.zeros((n_rows, parts.shape[1]))
    np.add.at(sums, row, parts)
    return sums
