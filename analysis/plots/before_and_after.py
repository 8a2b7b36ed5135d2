"""A theme's share over time in two reports, one line each."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import date_axis, middle_of, share_axis, thinning
from analysis.plots.style import PALE


def draw_before_and_after(shares: pd.DataFrame, ax: Axes, *, colour: str) -> list[Any]:
    """Draw one theme's shares before and after a change, and return the artists: two lines with points.

    shares: rows of the table ``share_moves`` of one theme and model. Before is a broken grey line with hollow points,
    after a whole line in the theme's colour with filled ones, so that they can be told apart without colour. A point
    stands in the middle of its period; a line is drawn over the periods of its own report, and breaks where that has
    no share.
    """
    shares = shares.sort_values("start")
    size = 4.5 * thinning(len(shares))
    looks: dict[str, dict[str, Any]] = {
        "before": {"color": PALE, "linestyle": (0, (4, 2)), "markerfacecolor": "white", "markersize": 1.6 * size},
        "after": {"color": colour, "markersize": size},
    }
    artists: list[Any] = []
    for side, look in looks.items():
        mine = shares[shares["frequency"].isin(shares.loc[shares[side].notna(), "frequency"])]
        artists += ax.plot(middle_of(mine), mine[side], marker="o", linewidth=1.4, label=side, **look)
    date_axis(ax)
    share_axis(ax)
    most = shares[["before", "after"]].max(axis=None)
    if most > 0:
        ax.set_ylim(0.0, 1.15 * most)  # the points of the highest period are shown whole
    return artists
