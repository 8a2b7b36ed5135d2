"""Smooth curves: local regression in calendar time on the shares, each with an interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis import tables
from analysis.trends.changes import KEYS, arcsine, precision

Floats = NDArray[np.float64]

N_BANDWIDTHS = 12  # tried, from three periods to the whole time
MOST_LEFT_OUT = 200  # periods; of longer series every second, third, ... is left out in turn
MOST_PERIODS = 2_000  # the time that a curve takes grows with their square
LEAST = 1e-9  # of a weight; a point with less has no say


def smooth_shares(trends: pd.DataFrame, *, level: float, looks_ahead: bool = True) -> pd.DataFrame:
    """Return the table ``smooth``: each theme's share as a smooth curve, a row for each period, empty ones among them.
    A theme with more than 2,000 periods has none.

    A local line (Cleveland 1979; tricube weights in days, times the effective number of articles) is fitted on the
    arcsine scale, where a share's variance hardly depends on it and no curve leaves 0 to 1. The bandwidth is the one
    that tells a period's share best from the others' (leave-one-out cross-validation); it is one for each theme. A
    stretch without articles that is longer than the bandwidth parts the curve: neither side has a say on the other, and
    the curve is missing between. With ``looks_ahead=False`` only the period itself and earlier ones have a say, and the
    bandwidth, too, is judged by what earlier ones tell of a later one; it is still chosen once, over the whole time.

    The interval covers the choice of articles, and what the shares scatter beyond it; not that a line bends the truth
    inside a bandwidth. Noise that carries over makes the curve follow it, and the interval too narrow.
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
    ordered = series[0]
    made = [s[[*KEYS, "period", "start", "end"]].assign(looks_ahead=looks_ahead, level=level) for s in series]
    known = (ordered["share"].notna() & (ordered["n_effective"] > 0)).to_numpy()
    if not known.any():
        return [table.assign(share=np.nan, low=np.nan, high=np.nan, bandwidth=0.0) for table in made]
    first, last = (ordered[c].to_numpy().astype("datetime64[D]").astype(np.float64) for c in ("start", "end"))
    middle, n = (first + last) / 2, ordered["n_effective"].to_numpy()[known]
    z = np.column_stack([arcsine(s["share"][known]) for s in series])
    bandwidths = choose_bandwidths(middle[known], z, n, looks_ahead=looks_ahead)
    for bandwidth in np.unique(bandwidths):
        say = kernel(middle, middle[known], bandwidth, looks_ahead=looks_ahead)
        say *= same_run(first, last, known, bandwidth) * n
        operator = line_operator(middle, middle[known], say)
        squares, free = operator**2, max(int(known.sum()) - float(np.trace(operator[known])), 1.0)
        for i in np.flatnonzero(bandwidths == bandwidth):
            curve = operator @ z[:, i]
            variance = _variance(series[i][known], z[:, i], curve[known], free)
            half = stats.norm.ppf((1 + level) / 2) * np.sqrt(squares @ variance)
            back = {name: _share(curve + sign * half) for name, sign in (("share", 0), ("low", -1), ("high", 1))}
            made[i] = made[i].assign(**back, bandwidth=bandwidth)
    return made


def _share(z: Floats) -> Floats:
    return np.asarray(np.sin(np.clip(z, 0, np.pi / 2)) ** 2)


def _variance(trends: pd.DataFrame, z: Floats, curve: Floats, free: float) -> Floats:
    """Return each period's variance on the arcsine scale: what its interval says, or more where shares scatter more."""
    weight = precision(trends)
    if np.isnan(weight).all():  # no period has an interval: what the shares scatter is all there is
        weight = trends["n_effective"].to_numpy()
        return np.asarray(float((weight * (z - curve) ** 2).sum()) / free / weight)
    return np.asarray(max(float((weight * (z - curve) ** 2).sum()) / free, 1.0) / weight)


def choose_bandwidths(time: Floats, z: Floats, n: Floats, *, looks_ahead: bool) -> Floats:
    """Return the bandwidth (days) of each series whose curve, without a period, comes nearest to that period's share.

    z: periods x series.
    """
    steps = np.diff(time)
    if not len(steps):
        return np.ones(z.shape[1])
    widest = 1.5 * (time[-1] - time[0])  # at the far end there a point still has some say
    tried = np.geomspace(min(3 * float(np.median(steps)), widest), widest, N_BANDWIDTHS)
    left = np.array([_left_out(time, z, n, bandwidth, looks_ahead) for bandwidth in tried])
    return np.asarray(tried[len(left) - 1 - np.argmin(left[::-1], axis=0)])  # of equals the widest


def _left_out(time: Floats, z: Floats, n: Floats, bandwidth: float, looks_ahead: bool) -> Floats:
    """Return how far the curves are off where a period is left out: (series,)."""
    tried = np.arange(0, len(time), 1 + len(time) // MOST_LEFT_OUT)
    say = kernel(time[tried], time, bandwidth, looks_ahead=looks_ahead) * n
    say[np.arange(len(tried)), tried] = 0.0
    told = line_operator(time[tried], time, say) @ z
    told = np.where(np.isnan(told), np.average(z, axis=0, weights=n), told)  # of which no neighbour tells anything
    return np.asarray((n[tried, None] * (z[tried] - told) ** 2).sum(axis=0))


def kernel(at: Floats, time: Floats, bandwidth: float, *, looks_ahead: bool) -> Floats:
    """Return how much say each period has by its distance: places x periods (tricube, 0 from the bandwidth on).

    >>> kernel(np.array([0.0]), np.array([-1.0, 0.0, 1.0]), 2.0, looks_ahead=False).round(2)
    array([[0.67, 1.  , 0.  ]])
    """
    away = np.subtract.outer(at, time)
    say = np.clip(1 - np.abs(away / bandwidth) ** 3, 0.0, None) ** 3
    return np.asarray(say if looks_ahead else say * (away >= 0))


def same_run(first: Floats, last: Floats, known: NDArray[np.bool_], bandwidth: float) -> NDArray[np.bool_]:
    """Return whether no gap longer than the bandwidth lies between: all periods x those with a share.

    first, last: each period's first and last day. A period inside such a gap belongs to no run.
    """
    starts, ends = first[known], last[known]
    gap = starts[1:] - ends[:-1] - 1 > bandwidth
    run = np.concatenate([[0], np.cumsum(gap)])
    after = np.searchsorted(starts, first, side="right") - 1  # the last known period that is not later
    before = np.minimum(after + ~known, len(run) - 1)  # the first that is not earlier
    mine = np.where(run[after] == run[before], run[after], -1)
    return np.asarray(mine[:, None] == run[None, :])


def line_operator(at: Floats, time: Floats, say: Floats) -> Floats:
    """Return the matrix that turns the periods' values into the local lines' values at each place: places x periods.

    A row is missing where no period has a say; where only one has, it gives its own value.
    """
    away = -np.subtract.outer(at, time)
    total = say.sum(axis=1, keepdims=True)
    known = total > LEAST
    share = np.divide(say, total, out=np.zeros_like(say), where=known)
    mean = (share * away).sum(axis=1, keepdims=True)
    spread = (share * (away - mean) ** 2).sum(axis=1, keepdims=True)
    tilt = np.divide(-mean, spread, out=np.zeros_like(mean), where=spread > LEAST)
    operator = share * (1 + tilt * (away - mean))
    operator[~known.ravel()] = np.nan
    return np.asarray(operator)
