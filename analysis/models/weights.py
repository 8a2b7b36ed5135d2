"""Weights of passages to weights of articles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]

_A_WORD = 0.5  # a passage speaks of a theme when at least this many of its counted words are expected to be the theme's


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
    counted = np.where(np.isnan(passage_weights).all(axis=1), 0.0, words)
    mass = member @ (np.nan_to_num(passage_weights) * counted[:, None])
    total = member @ counted
    return np.asarray(np.divide(mass, total[:, None], out=np.full_like(mass, np.nan), where=total[:, None] > 0))


def speaks_of(passage_weights: Floats, words: Floats, member: sparse.csr_array) -> NDArray[np.bool_]:
    """Return which article has a passage with at least half an expected word of which theme: articles x themes."""
    spoken = (np.nan_to_num(passage_weights) * words[:, None] >= _A_WORD).astype(np.float64)
    return np.asarray(member @ spoken > 0)
