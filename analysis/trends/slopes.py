"""Slopes: by how much a theme's share rises or falls in a year, and whether chance can make it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis import tables
from analysis.trends.loops import pair_slopes
from analysis.trends.series import KEYS

Floats = NDArray[np.float64]

MIN_PERIODS = 8  # with fewer, the normal distribution of the test is no longer near
MOST_PERIODS = 1_000  # the time that the pairs of periods take grows with their square
YEAR = 365.2425  # days


def find_slopes(trends: pd.DataFrame, *, level: float) -> pd.DataFrame:
    """Return the table ``slopes``: a row for each theme with shares in eight periods or more, and in at most 1,000.

    The slope is the median of the slopes between all pairs of periods (Theil 1950, Sen 1968), in shares a year, so that
    a few odd periods move it little. Its p-value is that of the Mann-Kendall test with the variance of its statistic
    enlarged for noise that carries over (``carried_variance``); ``low`` and ``high`` are Sen's interval with the same
    variance. p-values are adjusted over all rows (Benjamini and Hochberg 1995): of the themes with a ``p_adjusted``
    below some bound, that share is expected to be there by chance. A slope sums up the whole time: it does not say
    that the theme moved in a straight line.
    """
    rows = []
    for key, group in trends[trends["share"].notna()].groupby(KEYS, sort=True):
        ordered = group.sort_values("start")
        if MIN_PERIODS <= len(ordered) <= MOST_PERIODS:
            years = (ordered["start"] - ordered["start"].iloc[0]).dt.days.to_numpy() / YEAR
            found = theil_sen(years, ordered["share"].to_numpy(), level=level)
            rows.append({**dict(zip(KEYS, key, strict=True)), **found, "level": level, "n_periods": len(ordered)})
    if not rows:
        return tables.empty("slopes")
    table = pd.DataFrame(rows)
    return tables.conform("slopes", table.assign(p_adjusted=stats.false_discovery_control(table["p"])))


def theil_sen(time: Floats, share: Floats, *, level: float) -> dict[str, float]:
    """Return the slope, its interval and its p-value.

    >>> theil_sen(np.arange(10.0), np.arange(10.0) / 100, level=0.9)["slope"]
    0.01
    """
    slopes = np.empty(len(time) * (len(time) - 1) // 2)
    statistic = pair_slopes(np.asarray(time, dtype=np.float64), np.asarray(share, dtype=np.float64), slopes)
    slopes.sort()
    slope = float(np.median(slopes))
    error = np.sqrt(carried_variance(share - slope * time))
    # One is taken off for the statistic is a whole number and moves by two (continuity).
    p = float(2 * stats.norm.sf(max(abs(statistic) - 1, 0) / error))
    # Sen: the slopes whose ranks lie z errors of the statistic apart, around the middle.
    half = stats.norm.ppf((1 + level) / 2) * error / 2
    ranks = np.clip(
        np.array([np.floor(len(slopes) / 2 - half), np.ceil(len(slopes) / 2 + half) - 1]), 0, len(slopes) - 1
    )
    low, high = slopes[ranks.astype(int)]
    return {"slope": slope, "low": float(low), "high": float(high), "p": p}


def carried_variance(rest: Floats) -> float:
    """Return the variance of Mann and Kendall's statistic for a series without a trend whose noise carries over.

    rest: the series without its slope, (periods,). The variance under independence, n (n - 1) (2 n + 5) / 18, times

        1 + 2 / (n (n - 1) (n - 2)) sum_i (n - i) (n - i - 1) (n - i - 2) r_i

    (Hamed and Rao 1998). They take for r_i the autocorrelations of the ranks, which are far too low in short series;
    here they are those of an AR(1), r_1 ** i, with r_1 freed of its bias where a level and a slope were fitted,
    (n r + 2) / (n - 4), kept from 0 to .9, and turned into those of ranks, 6 / pi asin(r / 2).
    """
    n = len(rest)
    centred = rest - rest.mean()
    square = float(centred @ centred)
    first = float(centred[1:] @ centred[:-1]) / square if square > 0 else 0.0
    carry = float(np.clip((n * first + 2) / (n - 4), 0.0, 0.9))
    lag = np.arange(1, n)
    ranks = 6 / np.pi * np.arcsin(carry**lag / 2)
    extra = 2 / (n * (n - 1) * (n - 2)) * float(((n - lag) * (n - lag - 1) * (n - lag - 2) * ranks).sum())
    return n * (n - 1) * (2 * n + 5) / 18 * (1 + extra)
