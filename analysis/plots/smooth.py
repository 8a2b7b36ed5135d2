"""A theme's share as a smooth curve with a band."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import date_axis, middle_of, share_axis
from analysis.plots.style import mark_of


def draw_smooth(smooth: pd.DataFrame, ax: Axes, *, colour: str) -> list[Any]:
    """Draw one theme's smooth curves and return the artists: for each model a band (its interval) and a line.

    smooth: rows of the table ``smooth`` of one theme. A point stands in the middle of its period; the line breaks where
    the table has no share.
    """
    artists: list[Any] = []
    for model, mine in smooth.sort_values("start").groupby("model", sort=True):
        mark = mark_of(str(model), colour)
        middle = middle_of(mine)
        band = ax.fill_between(
            middle, mine["low"], mine["high"], color=mark["colour"], alpha=0.15, linewidth=0, zorder=1
        )
        (line,) = ax.plot(
            middle, mine["share"], color=mark["colour"], linewidth=mark["line"], alpha=mark["alpha"],
            zorder=mark["order"], label=mark["label"],
        )  # fmt: skip
        artists += [band, line]
    date_axis(ax)
    share_axis(ax)
    return artists
