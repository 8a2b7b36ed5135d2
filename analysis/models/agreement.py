"""How far two models agree on which passages speak of a theme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from analysis.hashing import random_weights
from analysis.tables import TermCounts

Floats = NDArray[np.float64]

MIN_PASSAGES = 5


def masked(counts: TermCounts, terms: NDArray[np.bool_]) -> sparse.csr_array:
    """Return the counts without the terms marked in ``terms`` (the lexicon's): what is left is other words."""
    return sparse.csr_array(counts.counts @ sparse.diags_array((~terms).astype(np.float64)).tocsr())


def agreement(
    first: Floats, second: Floats, passage_ids: Sequence[str], *, level: float, seed: int, n_draws: int = 200
) -> tuple[Floats, Floats, Floats]:
    """Return the correlation of two models' weights over passages, theme by theme, and its interval.

    first, second: passages x themes, of the same themes; passages that miss in either are left out. Weights are
    compared on the scale arcsin(sqrt(weight)), so that a few large weights do not decide alone. The interval is
    Student's t on Fisher's scale, its scatter that of ``n_draws`` random weightings of the passages.
    Returns value, low, high: (themes,) each; missing where a theme has the same weight in every passage, and all of
    them below five passages.
    """
    known = ~(np.isnan(first).any(axis=1) | np.isnan(second).any(axis=1))
    ids = [passage_ids[int(i)] for i in np.flatnonzero(known)]
    if len(ids) < MIN_PASSAGES:
        nothing = np.full(first.shape[1], np.nan)
        return nothing, nothing, nothing
    a, b = (np.arcsin(np.sqrt(np.clip(weights[known], 0.0, 1.0))) for weights in (first, second))
    value = _weighted_correlation(a, b, np.ones(len(ids)))
    weights = (random_weights(ids, draw=draw, seed=seed) for draw in range(1, n_draws + 1))
    draws = np.array([_weighted_correlation(a, b, weight) for weight in weights])
    scale = np.arctanh(np.clip(value, -0.999999, 0.999999))
    moved = np.arctanh(np.clip(draws, -0.999999, 0.999999)) - scale
    # Fisher's own standard error is the least: a correlation of 1 in few passages is no certainty.
    error = np.maximum(np.sqrt(np.mean(moved**2, axis=0)), 1 / np.sqrt(len(ids) - 3))
    half = stats.t.ppf((1 + level) / 2, len(ids) - 2) * error
    return value, np.minimum(np.tanh(scale - half), value), np.maximum(np.tanh(scale + half), value)


def _weighted_correlation(a: Floats, b: Floats, weight: Floats) -> Floats:
    """Return Pearson's correlation of each column of a with that of b, rows weighted."""
    if not len(weight):
        return np.full(a.shape[1], np.nan)
    weight = (weight / weight.sum())[:, None]
    a, b = a - (weight * a).sum(axis=0), b - (weight * b).sum(axis=0)
    spread = np.sqrt((weight * a**2).sum(axis=0) * (weight * b**2).sum(axis=0))
    together = (weight * a * b).sum(axis=0)
    return np.asarray(np.divide(together, spread, out=np.full_like(spread, np.nan), where=spread > 1e-12))
