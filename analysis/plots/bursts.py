"""Runs of days in which a theme took much more than usual."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import date_axis, haloed, row_axis
from analysis.plots.style import GRID, INK

_FEW = 4  # bursts of a theme; of more, their shares are not written


def draw_bursts(bursts: pd.DataFrame, ax: Axes, names: Sequence[str]) -> list[Any]:
    """Draw each burst as a bar over its days in the row of its theme, and return the artists: bars, then texts.

    bursts: rows of the table ``bursts`` of one model. names: the themes from the top. Above a bar stands the theme's
    share of these days' articles, where a theme has few.
    """
    rows = row_axis(ax, names)
    bars: list[Any] = []
    texts: list[Any] = []
    for theme, mine in bursts.sort_values("start").groupby("theme", sort=True):
        row = rows[str(theme)]
        for burst in mine.itertuples():
            width = burst.end + pd.Timedelta(days=1) - burst.start
            # The rim keeps a burst of a day visible on an axis of years.
            bars += ax.barh(row, width, left=burst.start, height=0.36, color=INK, edgecolor=INK, linewidth=1.5)
            if len(mine) <= _FEW:
                place = (burst.start + width / 2, row - 0.2)
                text = ax.annotate(
                    f"{burst.share:.0%}", place, xytext=(0, 2), textcoords="offset points", ha="center", va="bottom",
                    fontsize=7.5,
                )  # fmt: skip
                texts.append(haloed(text))
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    date_axis(ax)
    return [*bars, *texts]
