"""Slow and obvious references of the themes stage."""

from __future__ import annotations

import math
from collections.abc import Sequence


def log_odds(first: Sequence[float], second: Sequence[float]) -> list[float]:
    """Return Monroe et al.'s z-scores word by word; the prior is half of the words' counts in both groups."""
    alpha = [(a + b) / 2 for a, b in zip(first, second, strict=True)]
    alpha_0, n_i, n_j = sum(alpha), sum(first), sum(second)
    scores = []
    for y_i, y_j, a in zip(first, second, alpha, strict=True):
        delta = math.log((y_i + a) / (n_i + alpha_0 - y_i - a)) - math.log((y_j + a) / (n_j + alpha_0 - y_j - a))
        scores.append(delta / math.sqrt(1 / (y_i + a) + 1 / (y_j + a)))
    return scores
