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


def alpha(units):
    """Return Krippendorff's nominal alpha; each unit is the list of the answers given to it."""
    units = [answers for answers in units if len(answers) > 1]
    everything = [answer for answers in units for answer in answers]
    n = len(everything)
    observed = sum(
        (a != b) / (len(answers) - 1)
        for answers in units
        for i, a in enumerate(answers)
        for j, b in enumerate(answers)
        if i != j
    )
    expected = sum(a != b for i, a in enumerate(everything) for j, b in enumerate(everything) if i != j)
    return 1 - (observed / n) / (expected / (n * (n - 1))) if expected else math.nan


def area(scores, hits, weights):
    """Return the weighted share of pairs of a hit and a miss in which the hit has the higher score."""
    won = total = 0.0
    for s, y, v in zip(scores, hits, weights, strict=True):
        for t, z, w in zip(scores, hits, weights, strict=True):
            if y and not z:
                total += v * w
                won += v * w * (1.0 if s > t else 0.5 if s == t else 0.0)
    return won / total if total else math.nan
