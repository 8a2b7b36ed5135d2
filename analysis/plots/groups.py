"""Groups of articles side by side: their shares, how far they lie apart, and their shares over time."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import row_axis, share_cells, whole_percents
from analysis.plots.estimates import draw_estimates, estimate_mark
from analysis.plots.style import GRID, INK

_ONE_LINE = 30  # letters of a pair's names; more stand on two lines


def draw_group_shares(shares: pd.DataFrame, ax: Axes, *, colour: str) -> list[Any]:
    """Draw each group's share of one theme with its interval, and return a point and a line for each.

    shares: rows of the table ``group_shares`` of one model and theme; the first stands on top. A group without an
    interval has a hollow point.
    """
    rows = row_axis(ax, list(shares["group"]))
    artists = []
    for one in shares[shares["share"].notna()].itertuples():
        fill = "white" if pd.isna(one.low) else colour
        estimate = (one.share, one.low, one.high)
        artists.append(estimate_mark(ax, rows[one.group], estimate, colour=INK, fill=fill, marker="s", size=5.5))
    ax.grid(axis="x", color=GRID, linewidth=0.6)
    whole_percents(ax.xaxis)
    ax.set_xlim(left=0.0)
    return artists


def draw_comparisons(comparisons: pd.DataFrame, ax: Axes) -> list[Any]:
    """Draw how far two groups' shares lie apart, in percentage points, and return a point and a line for each pair.

    comparisons: rows of the table ``comparisons`` of one model, theme and period; the first stands on top. A mark is
    filled where the adjusted p-value is at most .05.
    """
    known = comparisons[comparisons["difference"].notna()]
    named = known.assign(name=pair_names(known), value=known["difference"])
    artists = draw_estimates(named, ax, list(named["name"]))
    ax.set_xlabel("percentage points")
    return artists


def pair_names(comparisons: pd.DataFrame) -> pd.Series:
    """Return for each pair what is taken from what, long names on two lines.

    comparisons: the columns first and second.
    """
    first, second = comparisons["first"], comparisons["second"]
    long = first.str.len() + second.str.len() > _ONE_LINE
    return first + long.map({True: "\n", False: " "}) + "less " + second


def draw_group_trends(trends: pd.DataFrame, ax: Axes, *, top: float) -> list[Any]:
    """Draw each group's share in each period as cells, and return the image and the numbers (percent) on it.

    trends: rows of the table ``group_trends`` of one model and theme. A row is a group in the table's order, a column a
    period; a period without articles of the group is hatched. top: the share at the dark end.
    """
    periods = trends.sort_values("start")["period"].unique()
    wide = trends.pivot(index="group", columns="period", values="share")
    return share_cells(wide.reindex(index=trends["group"].unique(), columns=periods), ax, top=top)
