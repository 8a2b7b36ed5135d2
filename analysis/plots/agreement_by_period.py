"""How far the two models agree on a theme, period by period."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import date_axis, middle_of
from analysis.plots.style import GRID, INK, PALE


def draw_agreement_by_period(agreement: pd.DataFrame, ax: Axes, *, colour: str) -> list[Any]:
    """Draw the correlation of two models in each period, and return the artists: a line at zero, intervals, points.

    agreement: rows of the table ``agreement`` of one theme. A point without an interval is hollow.
    """
    mine = agreement[agreement["value"].notna()].sort_values("start")
    middle, known = middle_of(mine), mine["low"].notna()
    artists: list[Any] = [
        ax.axhline(0.0, color=PALE, linewidth=0.8, zorder=1),
        ax.vlines(middle[known], mine["low"][known], mine["high"][known], colors=PALE, linewidth=0.8, zorder=2),
    ]
    for which, fill in ((known, colour), (~known, "white")):
        artists.append(
            ax.scatter(middle[which], mine["value"][which], s=18, color=fill, edgecolors=INK, linewidths=0.6, zorder=3)
        )
    ax.set_ylim(min(0.0, float(mine[["value", "low"]].min(axis=None))) - 0.05, 1.05)
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    date_axis(ax)
    return artists
