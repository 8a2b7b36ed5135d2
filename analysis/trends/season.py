"""The season: what comes back each year at the same time, and is no change."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

YEARS = 4  # at least: in three, steps a year apart pass for a season (``benchmarks/trends/changes.py``)
DAYS = 365.2425  # of a year
WAVES = (1, 2)  # times a year
N_STEPS = 2  # that are fitted beside the season, one after the other


def without_season(z: Floats, weight: Floats, start: NDArray[np.datetime64]) -> Floats:
    """Return a series without what comes back each year: (periods,); as it is, where it is shorter than four years.

    The season is a yearly and a half-yearly wave, fitted by weighted least squares together with a line and the two
    steps that fit best, so that none of these is taken for a season.

    >>> start = np.arange("2001-01", "2005-01", dtype="datetime64[M]")
    >>> summer = np.cos(2 * np.pi * (np.arange(48) - 6) / 12) / 10
    >>> float(np.abs(without_season(0.5 + summer, np.ones(48), start) - 0.5).max().round(2))
    0.0
    """
    days = start.astype("datetime64[D]").astype(np.float64)
    if days[-1] - days[0] < YEARS * 52 * 7 * (
        1 - 1 / len(days)
    ):  # the last period counts to its end; 52 weeks are a year
        return z
    turn = np.multiply.outer(WAVES, 2 * np.pi * days / DAYS)
    waves = np.concatenate([np.sin(turn), np.cos(turn)]).T
    root = np.sqrt(weight)[:, None]
    courses = np.column_stack([waves, np.ones(len(z)), days - days[0]])
    for _ in range(N_STEPS):
        courses = np.column_stack([courses, _best_step(z, root, courses)])
    height = np.linalg.lstsq(root * courses, root[:, 0] * z, rcond=None)[0]
    return np.asarray(z - waves @ height[: waves.shape[1]])


def _best_step(z: Floats, root: Floats, beside: Floats) -> Floats:
    """Return the step that explains most of a series beside other courses: 0 before it and 1 from then on."""
    steps = np.tri(len(z))[:, 1:]  # all of them, a column each
    basis, _ = np.linalg.qr(root * beside)
    y, x = (a - basis @ (basis.T @ a) for a in (root[:, 0] * z, root * steps))
    size = np.maximum((x**2).sum(axis=0), 1e-9)
    return np.asarray(steps[:, ((y @ x) ** 2 / size).argmax()])
