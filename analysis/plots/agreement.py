"""How far the two models agree."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.style import GRID, INK, PALE

_MARKS: dict[str, dict[str, Any]] = {
    "agreement": {"label": "all words", "marker": "o", "fill": INK, "shift": 0.14},
    "agreement_masked": {"label": "without the lexicon's words", "marker": "s", "fill": "white", "shift": -0.14},
}


def draw_agreement(quality: pd.DataFrame, ax: Axes) -> list[Any]:
    """Draw the correlation of two models, theme by theme, and return the artists.

    quality: theme (a label), measure ('agreement' or 'agreement_masked'), value, low, high; themes stand from the
    top in the order in which they come.
    """
    themes = list(dict.fromkeys(quality["theme"]))
    place = {theme: len(themes) - 1 - i for i, theme in enumerate(themes)}
    artists: list[Any] = [ax.axvline(0.0, color=PALE, linewidth=0.8, zorder=1)]
    for measure, mark in _MARKS.items():
        mine = quality[quality["measure"] == measure]
        y = np.array([place[theme] + mark["shift"] for theme in mine["theme"]])
        artists.append(ax.hlines(y, mine["low"], mine["high"], colors=INK, linewidth=1.2, zorder=2))
        artists += ax.plot(
            mine["value"], y, linestyle="none", marker=mark["marker"], markersize=6, color=INK,
            markerfacecolor=mark["fill"], zorder=3, label=mark["label"],
        )  # fmt: skip
    ax.set_yticks(list(place.values()), list(place))
    ax.set_ylim(-0.6, len(themes) - 0.4)
    ax.set_xlim(-1.0, 1.03)
    ax.set_xlabel("correlation of the two models' weights over passages (1: the same, 0: unrelated)")
    ax.grid(axis="x", color=GRID, linewidth=0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return artists
