"""Estimates with their intervals, one row each, around zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from analysis.plots.axes import row_axis
from analysis.plots.style import GRID, INK, PALE, mark_of

SURE = 0.05  # adjusted p-value up to which a mark is filled


def draw_estimates(estimates: pd.DataFrame, ax: Axes, names: Sequence[str]) -> list[Any]:
    """Draw each estimate in percentage points with its interval, and return the artists in the table's order.

    estimates: model, name (of the row), value, low, high, p_adjusted. names: the rows from the top. A mark is
    filled where the adjusted p-value is at most .05 and open elsewhere; one without an interval stands alone.
    """
    rows, models = row_axis(ax, names), sorted(estimates["model"].unique())
    artists = []
    for one in estimates.itertuples():
        mark = mark_of(str(one.model), INK)
        row = rows[one.name] + 0.3 * (models.index(one.model) - (len(models) - 1) / 2)
        beside = None if pd.isna(one.low) else [[one.value - one.low], [one.high - one.value]]
        fill = mark["colour"] if one.p_adjusted <= SURE else "white"
        bar = ax.errorbar(
            [one.value], [row], xerr=beside, color=mark["colour"], marker=mark["marker"], markersize=mark["size"],
            markerfacecolor=fill, linewidth=1.0, zorder=mark["order"],
        )  # fmt: skip
        artists.append(bar)
    ax.axvline(0.0, color=PALE, linewidth=0.8)
    ax.grid(axis="x", color=GRID, linewidth=0.6)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:+.3g}" if value else "0"))
    return artists
