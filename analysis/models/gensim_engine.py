"""The profiles of LDA by gensim's engine, from the same prior and start as ours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]


def gensim_profiles(
    X: sparse.csr_array, weight: Floats, *, eta: Floats, alpha: Floats, start: Floats, max_iter: int, seed: int
) -> Floats:
    """Return the themes x terms profiles that gensim's variational Bayes learns (Hoffman, Blei and Bach 2010).

    X: counts. weight: how much each passage counts. eta: pseudo-counts, themes x terms. alpha: (themes,).
    start: themes x terms, what the themes start from. Batch updates, ``max_iter`` passes; rows sum to 1.
    """
    from gensim.models import LdaModel  # takes a second to load, so only where it is asked for

    model = LdaModel(
        num_topics=len(eta),
        id2word={j: str(j) for j in range(X.shape[1])},
        alpha=alpha,
        eta=np.maximum(eta, 1e-6),
        passes=max_iter,
        chunksize=max(X.shape[0], 1),
        update_every=0,
        eval_every=None,
        random_state=seed,
        dtype=np.float64,
    )
    model.state.sstats[...] = start * X.sum() / len(eta)
    model.sync_state()
    model.update(_passages(X, weight))
    topics = model.get_topics().astype(np.float64)
    return np.asarray(topics / topics.sum(axis=1, keepdims=True))


def _passages(X: sparse.csr_array, weight: Floats) -> list[list[tuple[int, float]]]:
    ends = zip(X.indptr[:-1], X.indptr[1:], weight, strict=True)
    return [[(int(X.indices[i]), float(X.data[i] * w)) for i in range(a, b)] for a, b, w in ends]
