"""Slow and obvious references of the themes stage."""

from __future__ import annotations

import math
from collections.abc import Sequence


def log_odds(first: Sequence[float], second: Sequence[float], n_first: int, n_second: int) -> list[float]:
    """Return the z-scores word by word: of articles that hold a word against those that do not, in two groups."""
    scores = []
    for y_i, y_j in zip(first, second, strict=True):
        alpha, n = (y_i + y_j) / 2, (n_first + n_second) / 2
        without_i, without_j = (max(0.5, n_k - y + n - alpha) for n_k, y in ((n_first, y_i), (n_second, y_j)))
        delta = math.log((y_i + alpha) / without_i) - math.log((y_j + alpha) / without_j)
        scores.append(delta / math.sqrt(1 / (y_i + alpha) + 1 / without_i + 1 / (y_j + alpha) + 1 / without_j))
    return scores
