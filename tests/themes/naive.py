"""Slow and obvious references for human validation: pairs of answers, pairs of texts, one by one."""

from __future__ import annotations

import math


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
