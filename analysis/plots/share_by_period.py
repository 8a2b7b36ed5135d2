"""A theme's share in each calendar period."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import date_axis, share_axis
from analysis.plots.style import mark_of


def draw_share_by_period(trends: pd.DataFrame, ax: Axes, *, colour: str) -> list[Any]:
    """Draw one theme's shares and return the artists: for each model and period a level, and its interval.

    trends: rows of the table ``trends`` of one theme. A share is a short level line as wide as its period; an
    interval, where there is one, is a box around it. Periods without articles stay empty, and no line joins
    periods.
    """
    artists: list[Any] = []
    for model, mine in trends[trends["share"].notna()].groupby("model", sort=True):
        mark = mark_of(str(model), colour)
        end = mine["end"] + pd.Timedelta(days=1)
        known = mine["low"].notna()
        boxes = ax.bar(
            mine["start"][known], (mine["high"] - mine["low"])[known], bottom=mine["low"][known],
            width=(end - mine["start"])[known], align="edge", color=mark["colour"], alpha=0.2, linewidth=0, zorder=2,
        )  # fmt: skip
        levels = ax.hlines(
            mine["share"], mine["start"], end, colors=mark["colour"], linewidth=3.0 if mark["alpha"] < 1 else 1.2,
            zorder=mark["order"], label=mark["label"],
        )  # fmt: skip
        artists += [boxes, levels]
    date_axis(ax)
    share_axis(ax)
    return artists
