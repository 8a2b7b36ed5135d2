"""The profiles of LDA by scikit-learn's engine, from the same prior and start as ours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import psi
from sklearn.decomposition import LatentDirichletAllocation

Floats = NDArray[np.float64]


def sklearn_profiles(
    X: sparse.csr_array, weight: Floats, *, eta: Floats, alpha: float, start: Floats, max_iter: int, seed: int
) -> Floats:
    """Return the themes x terms profiles that scikit-learn's variational Bayes learns (Hoffman, Blei and Bach 2010).

    X: counts. weight: how much each passage counts. eta: pseudo-counts, themes x terms. alpha: that of every theme,
    since the library takes one for all. start: themes x terms. Batch updates, ``max_iter`` passes; rows sum to 1.
    """
    n_themes = len(eta)
    # With this decay each partial fit forgets all before it, and so is one pass of a batch fit.
    model = LatentDirichletAllocation(
        n_themes, topic_word_prior=_LEAST, learning_decay=0.0, total_samples=X.shape[0],
        batch_size=X.shape[0], random_state=seed,
    )  # fmt: skip
    heavy = sparse.csr_array(sparse.diags_array(weight) @ X)
    model.partial_fit(heavy)
    model.doc_topic_prior_ = alpha  # as a parameter the library refuses one above 1
    _set(model, np.maximum(eta, _LEAST) + start * heavy.sum() / n_themes)
    for _ in range(max_iter):
        model.partial_fit(heavy)
        # The library knows one pseudo-count for all terms; the rest is added after each pass.
        _set(model, model.components_ + np.maximum(eta - _LEAST, 0.0))
    return np.asarray(model.components_ / model.components_.sum(axis=1, keepdims=True))


_LEAST = 1e-6


def _set(model: LatentDirichletAllocation, pseudo: Floats) -> None:
    model.components_ = pseudo
    model.exp_dirichlet_component_ = np.exp(psi(pseudo) - psi(pseudo.sum(axis=1, keepdims=True)))
