"""A theme's share in each calendar period."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import date_axis, middle_of, share_axis, thinning
from analysis.plots.style import mark_of


def draw_share_by_period(trends: pd.DataFrame, ax: Axes, *, colour: str) -> list[Any]:
    """Draw one theme's shares and return the artists: for each model and period a level, and its interval.

    trends: rows of the table ``trends`` of one theme. A share is a short level line as wide as its period; an
    interval, where there is one, is a box around it for a model with a broad pale line, else a thin upright line, so
    that two models can be told apart where they overlap. Periods without articles stay empty; no line joins periods.
    """
    artists: list[Any] = []
    thin = thinning(trends["start"].nunique())
    for model, mine in trends[trends["share"].notna()].groupby("model", sort=True):
        mark = mark_of(str(model), colour)
        end = mine["end"] + pd.Timedelta(days=1)
        broad = mark["alpha"] < 1
        levels = ax.hlines(
            mine["share"], mine["start"], end, colors=mark["colour"], zorder=mark["order"], label=mark["label"],
            linewidth=max(thin, 0.6) * (3.0 if broad else 1.2), clip_on=False,
        )  # fmt: skip
        known = mine[mine["low"].notna()]
        boxes = _boxes(known, ax, mark["colour"]) if broad else _lines(known, ax, mark["colour"], thin)
        artists += [boxes, levels]
    date_axis(ax)
    share_axis(ax)
    return artists


def _boxes(known: pd.DataFrame, ax: Axes, colour: str) -> Any:
    return ax.bar(
        known["start"], known["high"] - known["low"], bottom=known["low"],
        width=known["end"] + pd.Timedelta(days=1) - known["start"], align="edge", color=colour, alpha=0.25, linewidth=0,
        zorder=2,
    )  # fmt: skip


def _lines(known: pd.DataFrame, ax: Axes, colour: str, thin: float) -> Any:
    return ax.vlines(middle_of(known), known["low"], known["high"], colors=colour, linewidth=0.8 * thin, zorder=3)
