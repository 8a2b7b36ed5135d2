"""The main picture: a theme's weight in each article, at the article's date."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import date_axis, share_axis
from analysis.plots.style import mark_of


def draw_weight_by_date(weights: pd.DataFrame, ax: Axes, *, colour: str) -> list[Any]:
    """Draw one theme's weights and return the artists: a point for each article and model, and its interval.

    weights: model, start, end, weight, low, high (shares from 0 to 1; low and high may be missing; start and end are
    the days between which the article's date lies, mostly the same). No line joins the points: nothing is known of what
    lies between the articles.
    """
    artists: list[Any] = []
    for model, mine in weights.groupby("model", sort=True):
        mark = mark_of(str(model), colour)
        mine = mine.assign(date=mine["start"] + (mine["end"] - mine["start"]) / 2)
        with_interval = mine.dropna(subset=["low", "high"])
        spans = mine[mine["start"] < mine["end"]]
        lines = ax.vlines(
            with_interval["date"], with_interval["low"], with_interval["high"],
            colors=mark["colour"], linewidth=mark["line"], alpha=mark["alpha"], zorder=mark["order"],
        )  # fmt: skip
        points = ax.plot(
            mine["date"], mine["weight"], linestyle="none", marker=mark["marker"], markersize=mark["size"],
            color=mark["colour"], markeredgecolor="white", markeredgewidth=0.7, zorder=mark["order"] + 1,
            label=mark["label"], clip_on=False,
        )  # fmt: skip
        widths = ax.hlines(
            spans["weight"], spans["start"], spans["end"], colors=mark["colour"], linewidth=0.8, zorder=3
        )
        artists += [lines, *points, widths]
    dates = pd.concat([weights["start"], weights["end"]])
    margin = max((dates.max() - dates.min()) * 0.06, pd.Timedelta(days=15))
    ax.set_xlim(dates.min() - margin, dates.max() + margin)
    date_axis(ax)
    share_axis(ax)
    return artists
