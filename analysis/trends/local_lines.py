"""Local lines: how much say each period has on a place, and what the lines through them tell there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST = 1e-9  # of a weight; a point with less has no say


def kernel(at: Floats, time: Floats, bandwidth: float | Floats) -> Floats:
    """Return how much say each period has by its distance: places x periods (tricube, 0 from the bandwidth on).

    bandwidth: of all places, or (places x 1) of each.

    >>> kernel(np.array([0.0]), np.array([-1.0, 0.0, 2.0]), 2.0).round(2)
    array([[0.67, 1.  , 0.  ]])
    """
    away = np.subtract.outer(at, time)
    return np.asarray(np.clip(1 - np.abs(away / bandwidth) ** 3, 0.0, None) ** 3)


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
