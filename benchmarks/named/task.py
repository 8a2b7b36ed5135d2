"""What a method of finding named themes is handed, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

FREE = 20  # themes beside the named ones, for methods that have such


class Scores(NamedTuple):
    """Both articles x themes. scores: the higher, the likelier; shares: the method's own share or presence."""

    scores: Floats
    shares: Floats


# counts (articles x terms), terms, member (themes x terms), seed
FitScore = Callable[[sparse.csr_array, Sequence[str], Mask, int], Scores]


def tfidf(counts: sparse.csr_array) -> sparse.csr_array:
    """Return rows of TF-IDF: 1 + log count, times the inverse document frequency, of length 1."""
    return TfidfTransformer(sublinear_tf=True).fit_transform(counts)


def lengths(counts: sparse.csr_array) -> Floats:
    """Return how many words each article has, 1 where it has none: (articles, 1)."""
    return np.maximum(np.asarray(counts.sum(axis=1), dtype=np.float64).reshape(-1, 1), 1.0)


def rows_to_one(values: Any) -> Floats:
    """Return rows divided by their sums; a row of zeros stays one."""
    values = np.asarray(values, dtype=np.float64)
    totals = values.sum(axis=1, keepdims=True)
    return np.divide(values, totals, out=np.zeros_like(values), where=totals > 0)
