"""Tuning: by how much the model's shares are multiplied before labels correct them, in each group of articles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_FEWEST = 3  # labels; a line through two says nothing of how far it is off
_NONE = 1e-12  # a spread below which weights are all alike


@dataclass(frozen=True)
class Tuning:
    """What goes with each group: (groups,) each.

    slope: of labels on weights, never below 0: then the labels go alone. It may be above 1: a model that sees half of a
    theme is worth twice what it says. correlation: of the two, missing where one of them does not vary. own: how much
    of the slope was learned from the group's own labels alone, 0 to 1; so many degrees of freedom it costs.
    """

    slope: Floats
    correlation: Floats
    own: Floats


@dataclass(frozen=True)
class _Moments:
    """Sums over the labels of each group, each label counting as many articles as it stands for: (groups,) each."""

    n: Floats
    stands_for: Floats
    together: Floats
    of_label: Floats
    of_weight: Floats
    squares: Floats


def tuning_of(label: Floats, weight: Floats, stands_for: Floats, group: NDArray[np.int64], n_groups: int) -> Tuning:
    """Return the tuning that makes the variance of each group's corrected share least.

    label, weight, stands_for, group: of each label; groups are numbers. The best slope is that of the labels on the
    weights within the group (stratified prediction-powered inference: Fisch et al. 2024). Few labels tell little of it,
    so it is drawn towards the slope within all groups together, as far as the groups' slopes differ no more than by
    chance (random effects: DerSimonian and Laird 1986). Where a group's labels are all alike, no weight could tell them
    apart, and they go alone. With one group it is the slope over all labels.

    >>> weight, group = np.tile([0.1, 0.2, 0.3, 0.4], 2), np.repeat([0, 1], 4)
    >>> label = np.array([0.0, 0.4, 0.6, 1.0, 0.5, 0.5, 0.5, 0.5])  # the second group's do not go with its weights
    >>> tuning_of(label, weight, np.ones(8), group, 2).slope.round(2).tolist()
    [3.19, 0.0]
    """
    sums = [_sums(*(x[group == g] for x in (label, weight, stands_for))) for g in range(n_groups)]
    moments = _Moments(*np.array(sums).T)
    varies = (moments.of_weight > 0) & (moments.of_label > 0)
    correlation = np.full(n_groups, np.nan)
    correlation[varies] = moments.together[varies] / np.sqrt(moments.of_weight * moments.of_label)[varies]
    slope, own = _drawn_together(moments)
    return Tuning(np.where(moments.of_label > 0, np.maximum(slope, 0.0), 0.0), correlation, own)


def _sums(y: Floats, f: Floats, stands_for: Floats) -> tuple[float, ...]:
    if not len(y):
        return (0.0,) * 6
    dy, df = (x - np.average(x, weights=stands_for) for x in (y, f))
    products = (float(np.sum(stands_for * a * b)) for a, b in ((dy, df), (dy, dy), (df, df)))
    return len(y), float(stands_for.sum()), *products, float(np.sum((stands_for * df) ** 2))


def _drawn_together(of: _Moments) -> tuple[Floats, Floats]:
    """Return the slope of each group, and how much of it is the group's own."""
    everywhere = of.of_weight.sum()
    common = of.together.sum() / everywhere if everywhere > 0 else 0.0
    slope, own = np.full(len(of.n), common), np.zeros(len(of.n))
    known = (of.n >= _FEWEST) & (of.of_weight > _NONE * of.stands_for)
    degrees = float((of.n[known] - 2).sum())
    if known.sum() < 2 or degrees <= 0:
        return slope, own
    n, stands_for, together, of_label, of_weight, squares = (x[known] for x in vars(of).values())
    mine = together / of_weight
    left_over = float((of_label - mine * together).sum() / stands_for.sum() * n.sum() / degrees)
    doubt = np.maximum(left_over * squares / of_weight**2, _NONE)  # the variance of each slope
    own[known] = between = _between(mine, doubt) / (_between(mine, doubt) + doubt)
    slope[known] = common + between * (mine - common)
    return slope, own


def _between(slopes: Floats, doubt: Floats) -> float:
    """Return the variance of the true slopes, by the moments of those that were found."""
    worth = 1 / doubt
    off = float((worth * (slopes - np.average(slopes, weights=worth)) ** 2).sum())
    return max(off - (len(slopes) - 1), 0.0) / float(worth.sum() - (worth**2).sum() / worth.sum())
