"""Weights of passages to weights of articles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

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
    counted = np.where(np.isnan(passage_weights).all(axis=1), 0.0, words)
    mass = member @ (np.nan_to_num(passage_weights) * counted[:, None])
    total = member @ counted
    return np.asarray(np.divide(mass, total[:, None], out=np.full_like(mass, np.nan), where=total[:, None] > 0))


def article_presence(passage_presence: Floats, member: sparse.csr_array) -> Floats:
    """Return how probable it is that each article speaks of each theme: as probable as in its surest passage.

    passage_presence: passages x themes, a row of missing values where no word was counted. Returns articles x themes;
    a row is missing where the article has no counted word.
    """
    present = np.full((member.shape[0], passage_presence.shape[1]), -1.0)
    article = np.repeat(np.arange(member.shape[0]), np.diff(member.indptr))
    np.maximum.at(present, article, np.nan_to_num(passage_presence[member.indices], nan=-1.0))
    return np.where(present < 0, np.nan, present)
