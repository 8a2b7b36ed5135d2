"""Weights of passages to weights of articles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.compiled import compiled

Floats = NDArray[np.float64]


def membership(article_of_passage: NDArray[np.int64], n_articles: int) -> sparse.csr_array:
    """Return which passage belongs to which article: CSR of ones, articles x passages."""
    n = len(article_of_passage)
    return sparse.csr_array((np.ones(n), (article_of_passage, np.arange(n))), shape=(n_articles, n))


def article_weights(passage_weights: Floats, words: Floats, member: sparse.csr_array) -> Floats:
    """Return the mean weight of each article's passages, each passage counted by its words.

    passage_weights: passages x themes, a row of missing values where no word was counted. words: how much
    each passage counts, (passages,). member: articles x passages. Returns articles x themes; a row is missing
    where the article has no counted word.
    """
    missing = np.isnan(passage_weights).all(axis=1)
    counted = np.where(missing, 0.0, words)
    parts = sparse.csr_array((counted[member.indices], member.indices, member.indptr), shape=member.shape)
    mass = parts @ (np.nan_to_num(passage_weights) if missing.any() else passage_weights)
    total = member @ counted
    return np.asarray(np.divide(mass, total[:, None], out=np.full_like(mass, np.nan), where=total[:, None] > 0))


def article_presence(passage_presence: Floats, member: sparse.csr_array) -> Floats:
    """Return how probable it is that each article speaks of each theme: as probable as in its surest passage.

    passage_presence: passages x themes, a row of missing values where no word was counted. Returns articles x themes;
    a row is missing where the article has no counted word.
    """
    present = np.full((member.shape[0], passage_presence.shape[1]), np.nan)
    _take_largest(member.indptr.astype(np.int64), member.indices.astype(np.int64), passage_presence, present)
    return present


@compiled()
def _take_largest(starts, passages, values, largest):  # type: ignore[no-untyped-def]
    for article in range(len(starts) - 1):
        for at in range(starts[article], starts[article + 1]):
            for k in range(values.shape[1]):
                value = values[passages[at], k]
                if not value <= largest[article, k] and not np.isnan(value):
                    largest[article, k] = value
