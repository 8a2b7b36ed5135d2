"""How far coders agree, beyond chance."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class _Pairs(NamedTuple):
    """What the answers to each unit add to the coincidence matrix: pairs that differ, and how often each value."""

    differing: Floats
    values: Floats


def krippendorff_alpha(answers: Floats, weights: Floats | None = None, groups: ArrayLike | None = None) -> Floats:
    """Return Krippendorff's alpha for nominal data, 1 where all agree and 0 where they do as chance has it.

    answers: units x coders, a number for each value, nan where a coder gave none; units with fewer than two answers
    tell nothing. weights: draws x units, what each unit counts (1 where none is given). groups: (units,), units among
    which one value may be given for another by chance, where that is not so among all: those with the same
    number of options, or of the same theme. Returns one alpha a draw; nan where nothing can be compared, or all answers
    are the same and chance alone would have it so.

    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, part C: alpha = 1 - sum of o_ck / (sum of n_c n_k /
    (n - 1)), both over c != k, with the coincidences o_ck (here over units, each weighted) and their margins n_c. With
    groups, both sums are added up over these; else who guesses among few options would seem to agree.

    >>> krippendorff_alpha(np.array([[0, 0], [1, 1], [1, 1], [0, 1]])).round(3).tolist()
    [0.533]
    """
    pairs = _pairs(np.asarray(answers, dtype=np.float64))
    if weights is None:
        weights = np.ones((1, len(answers)))
    weights = weights / weights.mean(axis=1, keepdims=True)
    places = np.zeros(len(answers)) if groups is None else pd.factorize(np.asarray(groups))[0]
    expected = sum(_by_chance(weights[:, mine] @ pairs.values[mine]) for mine in places == np.unique(places)[:, None])
    known = expected > 1e-9
    return np.asarray(
        1 - np.divide(weights @ pairs.differing, expected, out=np.full_like(expected, np.nan), where=known)
    )


def _by_chance(margins: Floats) -> Floats:
    """Return how many pairs would differ by chance alone, for draws x values: how often each value was given."""
    n = margins.sum(axis=1)
    return np.asarray((n**2 - (margins**2).sum(axis=1)) / np.maximum(n - 1, 1e-12))


def _pairs(answers: Floats) -> _Pairs:
    values = np.unique(answers[~np.isnan(answers)])
    counts = (answers[:, :, None] == values).sum(axis=1).astype(np.float64)
    m = counts.sum(axis=1)
    counts[m < 2] = 0.0
    m[m < 2] = 0.0
    differing = (m**2 - (counts**2).sum(axis=1)) / np.maximum(m - 1, 1.0)
    return _Pairs(differing, counts)
