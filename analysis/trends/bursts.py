"""Bursts: runs of days in which a theme took far more of the articles than usual."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import tables
from analysis.trends.series import KEYS

Floats = NDArray[np.float64]

RATIO = 2.0  # a burst's share against the usual one (Kleinberg's s)
RELUCTANCE = 1.0  # how dear it is to begin one (Kleinberg's gamma)


def find_bursts(trends: pd.DataFrame, *, ratio: float = RATIO, reluctance: float = RELUCTANCE) -> pd.DataFrame:
    """Return the table ``bursts`` from the rows of ``trends`` that are days.

    Each day is in one of two states: the theme takes its usual share of the day's articles, or ``ratio`` times as much;
    to begin a burst costs ``reluctance`` times the log of the number of days, and the cheapest course of states is
    taken (Kleinberg 2002, section 4: batches of r relevant out of d documents, binomial). r is the sum of the articles'
    weights. Days without articles speak for neither. A burst is a finding aid, without a p-value.
    """
    days = trends[trends["frequency"] == "day"]
    rows = [
        {**dict(zip(KEYS, key, strict=True)), **burst}
        for key, group in days.groupby(KEYS, sort=True)
        for burst in _bursts(group.sort_values("start"), ratio, reluctance)
    ]
    return tables.conform("bursts", pd.DataFrame(rows)) if rows else tables.empty("bursts")


def nearest_burst(trends: pd.DataFrame, *, ratio: float = RATIO, reluctance: float = RELUCTANCE) -> pd.Series | None:
    """Return the days that come nearest to a burst: those of all series that are the likeliest at the raised share.

    It has the columns of ``bursts`` and ``needed``: with how many articles of the same share the same days would be
    one. None where no day is likelier at the raised share.
    """
    rows = []
    for key, group in trends[trends["frequency"] == "day"].groupby(KEYS, sort=True):
        days = group.sort_values("start")
        counted = _counted(days, ratio)
        run = likeliest_days(counted.gain)
        if (strength := counted.gain[run].sum()) > 0:
            row = {**dict(zip(KEYS, key, strict=True)), **_row(days, run, counted)}
            rows.append({**row, "needed": row["n_articles"] * reluctance * np.log(len(days)) / strength})
    return pd.Series(max(rows, key=lambda row: row["strength"])) if rows else None


class _Counted(NamedTuple):
    """Each day's articles of the theme, all its articles, the usual share, and each day's gain in a burst."""

    relevant: Floats
    n: Floats
    usual: float
    gain: Floats


def _counted(days: pd.DataFrame, ratio: float) -> _Counted:
    n = np.where(days["share"].notna(), days["n_articles"], 0.0)
    relevant = n * np.nan_to_num(days["share"].to_numpy())
    usual = relevant.sum() / max(n.sum(), 1e-12)
    gain = burst_gain(relevant, n, usual, ratio) if 0 < usual < 1 else np.zeros(len(n))
    return _Counted(relevant, n, usual, gain)


def _bursts(days: pd.DataFrame, ratio: float, reluctance: float) -> Iterator[dict[str, object]]:
    counted = _counted(days, ratio)
    high = cheapest_states(counted.gain, reluctance * np.log(len(days)))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], high, [0]])))
    for first, end in zip(edges[::2], edges[1::2], strict=True):
        yield _row(days, slice(first, end), counted)


def _row(days: pd.DataFrame, run: slice, counted: _Counted) -> dict[str, Any]:
    relevant, n, usual, gain = counted
    return {
        "start": days["start"].iloc[run.start], "end": days["end"].iloc[run.stop - 1],
        "share": relevant[run].sum() / max(n[run].sum(), 1e-12), "usual": usual,
        "strength": gain[run].sum(), "n_articles": n[run].sum(),
    }  # fmt: skip


def likeliest_days(gain: Floats) -> slice:
    """Return the run of days with the largest gain; of equals the first.

    >>> likeliest_days(np.array([-1.0, 2.0, -0.5, 2.0, -1.0]))
    slice(1, 4, None)
    """
    reached = np.concatenate([[0.0], np.cumsum(gain)])
    end = int(np.argmax(reached[1:] - np.minimum.accumulate(reached[:-1]))) + 1
    return slice(int(np.argmin(reached[:end])), end)


def burst_gain(relevant: Floats, n: Floats, usual: float, ratio: float) -> Floats:
    """Return by how much likelier (log) each day is in a burst than at the usual share: (days,)."""
    raised = min(ratio * usual, (1 + usual) / 2)  # a share stays below 1
    return np.asarray(relevant * np.log(raised / usual) + (n - relevant) * np.log((1 - raised) / (1 - usual)))


def cheapest_states(gain: Floats, price: float) -> NDArray[np.int64]:
    """Return for each day 1 in a burst and 0 outside: the course with the largest gain less ``price`` for each burst.

    >>> cheapest_states(np.array([-1.0, 2.0, -0.5, 2.0, -1.0]), price=1.0).tolist()
    [0, 1, 1, 1, 0]
    """
    low, high = 0.0, -np.inf
    came_from: list[tuple[int, int]] = []
    for value in gain:  # Viterbi
        came_from.append((int(high > low), int(high >= low - price)))
        low, high = max(low, high), max(low - price, high) + value
    states = np.zeros(len(gain), dtype=np.int64)
    state = int(high > low)
    for day in range(len(gain) - 1, -1, -1):
        states[day] = state
        state = came_from[day][state]
    return states
