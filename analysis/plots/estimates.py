"""Estimates with their intervals, one row each, around zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from analysis.plots.axes import row_axis
from analysis.plots.style import GRID, INK, PALE, mark_of

SURE = 0.05  # adjusted p-value up to which a mark is filled


def draw_estimates(estimates: pd.DataFrame, ax: Axes, names: Sequence[str]) -> list[Any]:
    """Draw each estimate in percentage points with its interval, and return a point and a line each, in order.

    estimates: model, name (of the row), value, low, high, p_adjusted. names: the rows from the top. A mark is
    filled where the adjusted p-value is at most .05 and open elsewhere; one without an interval stands alone.
    """
    rows, models = row_axis(ax, names), sorted(estimates["model"].unique())
    artists = []
    for one in estimates.itertuples():
        mark = mark_of(str(one.model), INK)
        row = rows[one.name] + 0.3 * (models.index(one.model) - (len(models) - 1) / 2)
        look = {"colour": mark["colour"], "fill": mark["colour"] if one.p_adjusted <= SURE else "white"}
        shape = {"marker": mark["marker"], "size": mark["size"]}
        artists.append(estimate_mark(ax, row, (one.value, one.low, one.high), **look, **shape))
    ax.axvline(0.0, color=PALE, linewidth=0.8)
    ax.grid(axis="x", color=GRID, linewidth=0.6)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:+.3g}" if value else "0"))
    return artists


def estimate_mark(
    ax: Axes, row: float, estimate: tuple[float, float, float], *, colour: str, fill: str, marker: str, size: float
) -> tuple[Line2D, LineCollection]:
    """Draw an estimate in a row as a point, with a line from low to high, and return both.

    estimate: value, low, high; the line is empty where low or high is missing. A value may lie outside its interval.
    """
    value, low, high = estimate
    known = not (pd.isna(low) or pd.isna(high))
    line = ax.hlines([row] if known else [], low, high, colors=colour, linewidth=1.0, zorder=2)
    (point,) = ax.plot(
        [value], [row], linestyle="none", color=colour, marker=marker, markersize=size, markerfacecolor=fill, zorder=4,
        clip_on=False,
    )  # fmt: skip
    return point, line
