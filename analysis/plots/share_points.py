"""A theme's share in each period as a point, and how many articles it rests on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.plots.axes import date_axis, middle_of, share_axis, thinning
from analysis.plots.style import INK, PALE

_BARS = "#CFCFCF"
_FEW = 5.0  # articles; less of them say little by themselves
_LARGEST, _SMALLEST = 36.0, 6.0  # points squared


def draw_share_points(trends: pd.DataFrame, ax: Axes, *, colour: str) -> list[Any]:
    """Draw one theme's share in each period and return the artists: intervals, filled points, hollow points.

    trends: rows of the table ``trends`` of one model and theme. A point stands in the middle of its period, the larger
    the more articles the period has; it is hollow where the corpus covers the period in part, has fewer than five
    articles of it (also where many were published) or there is no interval. A period without a share has no point.
    """
    mine = trends[trends["share"].notna()].sort_values("start")
    thin = thinning(len(trends))
    middle, area = middle_of(mine), thin * _areas(mine["n_articles"])
    order = 5 if thin == 1.0 else 2.5  # where points make a cloud, the curve stands before it
    hollow = (mine["partial"] | mine["low"].isna() | (mine["n_articles"] < _FEW)).to_numpy()
    known = mine["low"].notna().to_numpy()
    lines = ax.vlines(
        middle[known], mine["low"][known], mine["high"][known], colors=PALE, linewidth=0.8 * thin, alpha=0.8, zorder=2
    )
    drawn: list[Any] = [lines]
    for which, fill in ((~hollow, colour), (hollow, "white")):
        points = ax.scatter(
            middle[which],
            mine["share"][which],
            s=area[which],
            color=fill,
            edgecolors=INK,
            linewidths=0.6 * thin,
            zorder=order,
            clip_on=False,  # a share of nothing stands on the axis, and is seen whole
        )
        drawn.append(points)
    date_axis(ax)
    share_axis(ax)
    return drawn


def _areas(n_articles: pd.Series) -> Any:
    n = n_articles.to_numpy(dtype=float)
    return _SMALLEST + (_LARGEST - _SMALLEST) * n / max(n.max(initial=0.0), 1e-9)


def draw_n_articles(trends: pd.DataFrame, ax: Axes) -> list[Any]:
    """Draw a bar for each period, as high as it has articles, and return the bars.

    trends: rows of the table ``trends`` of one model and theme. Periods that are covered in part are hatched.
    """
    width = trends["end"] + pd.Timedelta(days=1) - trends["start"]
    bars = ax.bar(
        trends["start"], trends["n_articles"], width=width, align="edge", color=_BARS, edgecolor="white",
        linewidth=0.3 * (thinning(len(trends)) == 1.0),
        hatch=np.where(trends["partial"], "////", "").tolist(),
    )  # fmt: skip
    ax.yaxis.set_major_locator(MaxNLocator(2, integer=True))
    ax.set_ylim(bottom=0.0)
    date_axis(ax)
    return list(bars)
