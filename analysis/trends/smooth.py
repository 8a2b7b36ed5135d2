"""Smooth curves: local regression in calendar time on the shares, each with an interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis import tables
from analysis.trends.local_lines import kernel, line_operator, same_run
from analysis.trends.periods import DAYS
from analysis.trends.series import KEYS, arcsine, article_scatter, precision
from analysis.trends.so_far import curves_so_far

Floats = NDArray[np.float64]

N_BANDWIDTHS = 12  # tried, from three periods to the whole time
MOST_LEFT_OUT = 200  # periods; of longer series every second, third, ... is left out in turn
MOST_PERIODS = 2_000  # the time that a curve takes grows with their square
# With a share. With fewer a line tells hardly more than its points (simulated: with two its band is as wide as their
# intervals, with four four fifths of it), and two points alone make a step look like a ramp that is sure.
MIN_PERIODS = 5


def smooth_shares(trends: pd.DataFrame, *, level: float, looks_ahead: bool = True) -> pd.DataFrame:
    """Return the table ``smooth``: each theme's share as a smooth curve, a row for each period, empty ones among them.
    A theme with more than 2,000 periods has none; where fewer than five have a share the curve is missing, and its
    bandwidth 0.

    A local line (Cleveland 1979; tricube weights in days, times the effective number of articles) is fitted on the
    arcsine scale, where a share's variance hardly depends on it and no curve leaves 0 to 1. The bandwidth is the one
    that tells a period's share best from the others' (leave-one-out cross-validation); it is one for each theme. A
    stretch without articles that is longer than the bandwidth parts the curve: neither side has a say on the other, and
    the curve is missing between.

    With ``looks_ahead=False`` each row follows from the rows up to its own: the line, the bandwidth (the one with which
    earlier periods told best of later ones, chosen anew in each period), and the scatter that the band rests on; the
    curve begins with the fifth period that has a share, and runs on in a gap until the last is a bandwidth away. Rows
    of a table that is cut after a period are those of the whole table to the byte. The shares are taken as they are:
    what models that were fitted on later articles too, and intervals that borrow from later periods, say of a period.

    The interval covers what those of the shares cover, the choice of articles and the refits, and what the shares
    scatter beyond it. It leaves out the allowance for stray weight that those of the shares have: that doubt of the
    theme's level is the same in all periods, and no curve is surer of it than a point. Nor does it cover that a line
    bends the truth inside a bandwidth. Noise that carries over makes the curve follow it, and the interval too narrow.
    """
    series = [g.sort_values("start") for _, g in trends.groupby(KEYS, sort=True) if len(g) <= MOST_PERIODS]
    parts: dict[int, pd.DataFrame] = {}
    for alike in _by_design(series):
        parts |= dict(zip(alike, _smooth([series[i] for i in alike], level, looks_ahead), strict=True))
    if not parts:
        return tables.empty("smooth")
    return tables.conform("smooth", pd.concat([parts[i] for i in range(len(series))], ignore_index=True))


def _by_design(series: list[pd.DataFrame]) -> list[list[int]]:
    """Return the numbers of the series, those together whose periods have the same say: they share work."""
    designs: dict[bytes, list[int]] = {}
    for i, mine in enumerate(series):
        days = mine[["start", "end"]].to_numpy().astype("datetime64[D]").tobytes()
        known = mine["share"].notna().to_numpy()
        designs.setdefault(days + np.where(known, mine["n_effective"], -1.0).tobytes(), []).append(i)
    return list(designs.values())


def _smooth(series: list[pd.DataFrame], level: float, looks_ahead: bool) -> list[pd.DataFrame]:
    """Return the curves of series of one design, a table each."""
    known = (series[0]["share"].notna() & (series[0]["n_effective"] > 0)).to_numpy()
    enough = np.cumsum(known) >= MIN_PERIODS
    enough |= looks_ahead and known.sum() >= MIN_PERIODS
    if enough.any():
        curves, variances, bandwidths = (_whole if looks_ahead else _so_far)(series, known)
    else:
        curves, variances, bandwidths = np.full((3, len(known), len(series)), np.nan)
    half = stats.norm.ppf((1 + level) / 2) * np.sqrt(variances)
    made = []
    for i, mine in enumerate(series):
        table = mine[[*KEYS, "period", "start", "end"]].assign(looks_ahead=looks_ahead, level=level)
        for name, sign in (("share", 0), ("low", -1), ("high", 1)):
            table[name] = np.where(enough, _share(curves[:, i] + sign * half[:, i]), np.nan)
        made.append(table.assign(bandwidth=np.where(enough, bandwidths[:, i], 0.0)))
    return made


def _share(z: Floats) -> Floats:
    return np.asarray(np.sin(np.clip(z, 0, np.pi / 2)) ** 2)


def _so_far(series: list[pd.DataFrame], known: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Return curves, variances on the arcsine scale and bandwidths, by the periods up to each: periods x series."""
    first, last = _days(series[0])
    z = np.array([arcsine(s["share"][known]) for s in series])
    scatter = np.array([article_scatter(s[known]) for s in series])
    n, shortest = series[0]["n_effective"].to_numpy()[known], float(DAYS[series[0]["frequency"].iloc[0]])
    return curves_so_far((first + last) / 2, known, z, n, scatter, shortest=shortest)


def _whole(series: list[pd.DataFrame], known: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Return the same by all periods."""
    first, last = _days(series[0])
    middle, n = (first + last) / 2, series[0]["n_effective"].to_numpy()[known]
    z = np.column_stack([arcsine(s["share"][known]) for s in series])
    curves, variances = np.empty((2, len(middle), len(series)))
    bandwidths = choose_bandwidths(middle[known], z, n)
    for bandwidth in np.unique(bandwidths):
        say = kernel(middle, middle[known], bandwidth)
        say *= same_run(first, last, known, bandwidth) * n
        operator = line_operator(middle, middle[known], say)
        squares, free = operator**2, max(int(known.sum()) - float(np.trace(operator[known])), 1.0)
        for i in np.flatnonzero(bandwidths == bandwidth):
            curves[:, i] = operator @ z[:, i]
            variances[:, i] = squares @ _variance(series[i][known], z[:, i], curves[known, i], free)
    return curves, variances, np.broadcast_to(bandwidths, curves.shape)


def _days(ordered: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return the first and the last day of each period as numbers."""
    first, last = (ordered[c].to_numpy().astype("datetime64[D]").astype(np.float64) for c in ("start", "end"))
    return first, last


def _variance(trends: pd.DataFrame, z: Floats, curve: Floats, free: float) -> Floats:
    """Return each period's variance on the arcsine scale: what its interval says, or more where shares scatter more."""
    weight = precision(trends)
    if np.isnan(weight).all():  # no period has an interval: what the shares scatter is all there is
        weight = trends["n_effective"].to_numpy()
        return np.asarray(float((weight * (z - curve) ** 2).sum()) / free / weight)
    return np.asarray(max(float((weight * (z - curve) ** 2).sum()) / free, 1.0) / weight)


def choose_bandwidths(time: Floats, z: Floats, n: Floats) -> Floats:
    """Return the bandwidth (days) of each series whose curve, without a period, comes nearest to that period's share.

    time: of two periods or more. z: periods x series.
    """
    widest = 1.5 * (time[-1] - time[0])  # at the far end there a point still has some say
    tried = np.geomspace(min(3 * float(np.median(np.diff(time))), widest), widest, N_BANDWIDTHS)
    left = np.array([_left_out(time, z, n, bandwidth) for bandwidth in tried])
    return np.asarray(tried[len(left) - 1 - np.argmin(left[::-1], axis=0)])  # of equals the widest


def _left_out(time: Floats, z: Floats, n: Floats, bandwidth: float) -> Floats:
    """Return how far the curves are off where a period is left out: (series,)."""
    tried = np.arange(0, len(time), 1 + len(time) // MOST_LEFT_OUT)
    say = kernel(time[tried], time, bandwidth) * n
    say[np.arange(len(tried)), tried] = 0.0
    told = line_operator(time[tried], time, say) @ z
    told = np.where(np.isnan(told), np.average(z, axis=0, weights=n), told)  # of which no neighbour tells anything
    return np.asarray((n[tried, None] * (z[tried] - told) ** 2).sum(axis=0))
