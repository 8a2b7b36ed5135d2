"""Rates of weighted and clustered observations, with intervals that hold for few of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.stats import beta, norm, t

Floats = NDArray[np.float64]


class Rate(NamedTuple):
    """A rate from 0 to 1 and its interval; all nan where there is nothing that it could be a rate of."""

    value: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")


def rate(hits: ArrayLike, weights: ArrayLike, clusters: ArrayLike, *, level: float) -> Rate:
    """Return the weighted share of hits and its interval.

    hits: 0 or 1 for each observation. weights: what each counts, such as 1 over its probability of being drawn.
    clusters: what observations share (their task, their article); clusters vary independently, observations within one
    need not.

    >>> [round(x, 2) for x in rate([1, 1, 1, 0], [1, 1, 1, 1], ["a", "b", "c", "d"], level=0.9)]
    [0.75, 0.17, 0.98]
    """
    y, w, groups = _arrays(hits, weights, clusters)
    if not w.sum() > 0:
        return Rate()
    p = float((w * y).sum() / w.sum())
    return _interval(p, w * (y - p) / w.sum(), groups, _effective(_sums(w, groups)), _effective(w), level)


def area_under_curve(
    scores: ArrayLike, hits: ArrayLike, weights: ArrayLike, clusters: ArrayLike, *, level: float
) -> Rate:
    """Return how probable it is that a hit has a higher score than a miss (ties count half), and its interval.

    The area under the ROC curve of weighted observations. Its variance is that of DeLong, DeLong and Clarke-Pearson
    (1988), for clusters as in Obuchowski (1997).

    >>> area_under_curve([0.1, 0.4, 0.4, 0.8], [0, 0, 1, 1], [1, 1, 1, 1], ["a", "b", "c", "d"], level=0.9).value
    0.875
    """
    y, w, groups = _arrays(hits, weights, clusters)
    score = np.asarray(scores, dtype=np.float64)
    n_hits, n_misses = (w * y).sum(), (w * (1 - y)).sum()
    if not (n_hits > 0 and n_misses > 0):
        return Rate()
    below, above = _mass_below(score, w * (1 - y)) / n_misses, 1 - _mass_below(score, w * y) / n_hits
    p = float((w * y * below).sum() / n_hits)
    influence = w * np.where(y > 0, (below - p) / n_hits, (above - p) / n_misses)
    least = min(_effective(_sums(w * side, groups)) for side in (y, 1 - y))
    return _interval(p, influence, groups, least, _effective(w), level)


def _arrays(hits: ArrayLike, weights: ArrayLike, clusters: ArrayLike) -> tuple[Floats, Floats, NDArray[np.int64]]:
    groups: NDArray[np.int64] = pd.factorize(np.asarray(clusters))[0]
    return np.asarray(hits, dtype=np.float64), np.asarray(weights, dtype=np.float64), groups


def _interval(p: float, influence: Floats, groups: NDArray[np.int64], least: float, most: float, level: float) -> Rate:
    """Return a rate with Jeffreys' interval for the number of independent observations that would vary as much.

    influence: what each observation adds to the rate's error, from which the variance between clusters is. least: how
    many clusters of equal weight would say as much; taken where no variance is seen, at 0 and 1. most: no more than
    this. With few clusters the variance is itself uncertain, which makes the number smaller still, by Student's t
    with one less than ``least`` degrees of freedom (the number of clusters would do where all weigh the same, but of
    texts drawn with unequal probability those drawn most rarely decide). Korn and Graubard (1998), Survey Methodology
    24; the interval never leaves out 0 or 1 where that is the rate: Brown, Cai and DasGupta (2001), Statistical
    Science 16.
    """
    p = min(max(p, 0.0), 1.0)  # a sum of floats may leave them
    sums = _sums(influence, groups)
    if len(sums) == 1:  # one cluster: its observations are all that varies
        sums = influence
        least = most
    n_clusters = len(sums)
    variance = n_clusters / max(1, n_clusters - 1) * (sums**2).sum()
    tail = (1 - level) / 2
    n = least
    if variance > 1e-12:
        n = min(p * (1 - p) / variance, most) * float(norm.ppf(tail) / t.ppf(tail, max(1.0, least - 1))) ** 2
    low, high = beta.ppf([tail, 1 - tail], n * p + 0.5, n * (1 - p) + 0.5)
    return Rate(p, 0.0 if p < 1e-12 else min(float(low), p), 1.0 if p > 1 - 1e-12 else max(float(high), p))


def _sums(values: Floats, groups: NDArray[np.int64]) -> Floats:
    return np.asarray(np.bincount(groups, values), dtype=np.float64)


def _effective(weights: Floats) -> float:
    """Return how many equal weights would say as much (Kish 1965)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def _mass_below(scores: Floats, mass: Floats) -> Floats:
    """Return for each score the mass of lower ones, and half the mass of equal ones."""
    _, place = np.unique(scores, return_inverse=True)
    at = np.bincount(place, mass)
    return np.asarray((np.cumsum(at) - at / 2)[place])
