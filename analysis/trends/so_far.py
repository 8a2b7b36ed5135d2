"""Curves without look-ahead: whatever is told of a period follows from the periods up to it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.trends.local_lines import kernel, line_operator
from analysis.trends.series import LEAST_SCATTER

Floats = NDArray[np.float64]

N_BANDWIDTHS = 21  # tried: from three periods to one and a half times 2,000, each wider by the root of two


def curves_so_far(
    middle: Floats, known: NDArray[np.bool_], z: Floats, n: Floats, scatter: Floats, *, shortest: float
) -> tuple[Floats, Floats, Floats]:
    """Return the curves, their variances, and their bandwidths (days): each periods x series.

    middle: of every period (days). known: whether it has a share. z: the shares of those that have one (arcsine scale),
    series x known. n: their effective numbers of articles, (known,). scatter: of one article, by each of them, like z;
    missing where it is not known. shortest: how long a period is at least (days).

    Row for row the same numbers are reckoned with in the same order, whatever comes later, so that not a bit of an
    earlier period moves. A curve and a band are missing where no earlier period has a say.
    """
    bandwidths = bandwidths_so_far(middle[known], z, n, shortest)
    n_before = np.cumsum(known)  # how many with a share there are up to each period
    curve, spread, told = (np.full((len(middle), len(z)), np.nan) for _ in range(3))
    missed, free = np.zeros_like(bandwidths), np.zeros_like(bandwidths)
    for p in np.flatnonzero(n_before):
        k = n_before[p]
        told[p] = bandwidths[k - 1]
        for bandwidth in np.unique(told[p]):
            say = kernel(middle[p : p + 1], middle[known][:k], bandwidth) * n[:k]
            line = line_operator(middle[p : p + 1], middle[known][:k], say)[0]
            error = float((line**2 / n[:k]).sum())
            for s in np.flatnonzero(told[p] == bandwidth):
                curve[p, s], spread[p, s] = line @ z[s, :k], error
                if known[p]:  # what it misses is expected to have the variance of one article times this over n
                    missed[k - 1, s] = n[k - 1] * (z[s, k - 1] - curve[p, s]) ** 2
                    free[k - 1, s] = 1 - 2 * line[-1] + n[k - 1] * error
    one = np.cumsum(missed, axis=0) / np.maximum(np.cumsum(free, axis=0), 1.0)
    said = pd.DataFrame(scatter.T).expanding().median().clip(lower=LEAST_SCATTER).to_numpy()
    variance = np.fmax(one, said)[np.maximum(n_before - 1, 0)]
    return curve, spread * variance, told


def bandwidths_so_far(time: Floats, z: Floats, n: Floats, shortest: float) -> Floats:
    """Return the bandwidth (days) with which earlier periods told best of later ones, up to each: periods x series.

    time: the middle of each period. z: series x periods. Tried are those from three of the usual steps between periods
    to one and a half times the whole time, both as they are up to then; of equals the widest.
    """
    widths = 3 * shortest * np.sqrt(2.0) ** np.arange(N_BANDWIDTHS)
    off = np.cumsum([_off(j, time, z, n, widths) for j in range(len(time))], axis=0)
    chosen = np.full((len(time), len(z)), widths[0])
    for j in range(1, len(time)):
        widest = 1.5 * (time[j] - time[0])
        narrowest = min(3 * float(np.median(np.diff(time[: j + 1]))), widest)
        places = np.rint(2 * np.log2(np.array([narrowest, widest]) / widths[0])).astype(int)
        first, last = np.clip(places, 0, N_BANDWIDTHS - 1)
        chosen[j] = widths[last - np.argmin(off[j, :, first : last + 1][:, ::-1], axis=1)]
    return chosen


def _off(j: int, time: Floats, z: Floats, n: Floats, widths: Floats) -> Floats:
    """Return how far off the j-th share is by the lines through those before it: series x widths; 0 of the first."""
    if not j:
        return np.zeros((len(z), len(widths)))
    here, before = np.full(len(widths), time[j]), time[:j]
    lines = line_operator(here, before, kernel(here, before, widths[:, None]) * n[:j])
    told = np.array([lines @ mine[:j] for mine in z])
    mean = np.array([np.average(mine[:j], weights=n[:j]) for mine in z])
    return np.asarray(n[j] * (z[:, j, None] - np.where(np.isnan(told), mean[:, None], told)) ** 2)
