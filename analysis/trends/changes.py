"""Changes: whether, when and how far a theme's share stepped up or down."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis import tables
from analysis.hashing import random_weights

Floats = NDArray[np.float64]

MIN_PERIODS = 12  # with fewer, hardly any order of the periods is odd enough to tell a step from chance
MIN_SIDE = 3  # periods on each side of a step
N_SHUFFLES = 999


def find_changes(trends: pd.DataFrame, draws: pd.DataFrame, *, level: float, seed: int) -> tuple[pd.DataFrame, str]:
    """Return the table ``changes``, and the reason why it is empty where it is ('' where it is not).

    Looks for one step in each theme's share, between the periods that have an interval. The test statistic is
    the largest standardised difference of the means before and after (on the arcsine scale, periods
    weighted by their effective number of articles); its p-value comes from putting the periods into other
    orders, which supposes that without a step they could stand in any order (no autocorrelation); p-values are
    adjusted over all themes and models (Benjamini and Hochberg 1995). Steps with an adjusted p-value of at most
    1 - level are listed. ``at`` is the first day after the step, ``at_low`` and ``at_high`` bound the
    positions that fit nearly as well (2 log-likelihood units), ``low`` and ``high`` bound after minus before,
    ``support`` is the share of refits whose best step lies within one period of it. Before, after and their
    difference are taken where the difference is largest, so they overstate it.
    """
    usable = trends[trends["low"].notna()]
    n_periods = usable["period"].nunique()
    if n_periods < MIN_PERIODS:
        few = f"{n_periods} of {trends['period'].nunique()} periods have the five articles that an interval needs"
        return tables.empty("changes"), f"finding a change needs {MIN_PERIODS} periods with an interval; {few}"
    keys = ["model", "theme", "frequency"]
    groups = [(key, group.sort_values("start")) for key, group in usable.groupby(keys, sort=True)]
    found = [_best_step(*_series(group)) for _, group in groups]
    p_values = [_p_value(*_series(group), step[1], seed) for (_, group), step in zip(groups, found, strict=True)]
    adjusted = stats.false_discovery_control(p_values)
    rows = [
        {**dict(zip(keys, key, strict=True)), **_row(group, draws, split, level), "p_adjusted": p}
        for (key, group), (split, _), p in zip(groups, found, adjusted, strict=True)
        if p <= 1 - level
    ]
    if not rows:
        return tables.empty("changes"), "no theme's share stepped by more than chance can make it do"
    return tables.conform("changes", pd.DataFrame(rows)), ""


def _series(group: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the shares on the arcsine scale, and the weights of the periods."""
    z = np.arcsin(np.sqrt(group["share"].clip(0, 1).to_numpy()))
    return z, group["n_effective"].to_numpy()


def _gains(z: Floats, weight: Floats) -> Floats:
    """Return for each split by how much the weighted squared error falls when the sides have their own means.

    z: (..., periods). Splits with fewer than three periods on a side gain nothing. Shape (..., periods + 1).
    """
    before = np.concatenate([np.zeros((*z.shape[:-1], 1)), np.cumsum(weight * z, axis=-1)], axis=-1)
    mass = np.concatenate([np.zeros((*z.shape[:-1], 1)), np.cumsum(weight + np.zeros_like(z), axis=-1)], axis=-1)
    total, all_mass = before[..., -1:], mass[..., -1:]
    inner = slice(MIN_SIDE, z.shape[-1] - MIN_SIDE + 1)
    gains = np.zeros_like(before)
    left, rest = mass[..., inner], (all_mass - mass)[..., inner]
    gains[..., inner] = before[..., inner] ** 2 / left + (total - before)[..., inner] ** 2 / rest - total**2 / all_mass
    return gains


def _best_step(z: Floats, weight: Floats) -> tuple[int, float]:
    gains = _gains(z, weight)
    return int(gains.argmax()), float(gains.max())


def _p_value(z: Floats, weight: Floats, gain: float, seed: int) -> float:
    """Return how often the periods in another order have as good a step, the given order counted too."""
    names = [str(i) for i in range(len(z))]
    orders = np.array([np.argsort(random_weights(names, draw=b, seed=seed)) for b in range(1, N_SHUFFLES + 1)])
    shuffled = _gains(z[orders], weight[orders]).max(axis=-1)
    return float((1 + (shuffled >= gain - 1e-12).sum()) / (1 + N_SHUFFLES))


def _row(group: pd.DataFrame, draws: pd.DataFrame, split: int, level: float) -> dict[str, object]:
    z, weight = _series(group)
    gains = _gains(z, weight)
    # Positions within 2 log-likelihood units of the best: the squared error may be larger by 4 variances.
    residual = max((weight * (z - np.average(z, weights=weight)) ** 2).sum() - gains[split], 0.0)
    inner = np.arange(MIN_SIDE, len(z) - MIN_SIDE + 1)
    near = inner[gains[inner] >= gains[split] - 4 * residual / max(len(z) - 2, 1)]
    share, start = group["share"].to_numpy(), group["start"].to_numpy()
    sides = [(share[side], weight[side]) for side in (slice(0, split), slice(split, None))]
    before, after = (np.average(x, weights=w) for x, w in sides)
    error = np.sqrt(sum(np.average((x - np.average(x, weights=w)) ** 2, weights=w) / (len(x) - 1) for x, w in sides))
    half = stats.t.ppf((1 + level) / 2, max(len(z) - 2, 1)) * error
    return {
        "at": start[split], "at_low": start[near.min()], "at_high": start[near.max()],
        "before": before, "after": after, "low": after - before - half, "high": after - before + half,
        "support": _support(group, draws, split),
    }  # fmt: skip


def _support(group: pd.DataFrame, draws: pd.DataFrame, split: int) -> float:
    """Return the share of refits whose best step lies within one period of ``split``."""
    first = group.iloc[0]
    mine = draws[(draws["model"] == first["model"]) & (draws["theme"] == first["theme"])]
    wide = mine.pivot_table(index="draw", columns="period", values="share")
    shares = wide.reindex(columns=list(group["period"])).dropna()
    if shares.empty:
        return 0.0
    z = np.arcsin(np.sqrt(np.clip(shares.to_numpy(), 0, 1)))
    best = _gains(z, group["n_effective"].to_numpy()).argmax(axis=-1)
    return float((np.abs(best - split) <= 1).mean())
