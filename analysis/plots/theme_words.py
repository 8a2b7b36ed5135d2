"""The words of a theme."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.plots.style import GRID, INK, PALE


def draw_theme_words(terms: pd.DataFrame, ax: Axes, *, colour: str) -> list[Any]:
    """Draw the heaviest terms of one theme in one model as bars and return them; the lexicon's are ticked.

    terms: rows of the table ``theme_terms``, sorted by rank; weight is the share of the theme's words that the
    term makes up. Without any, what is drawn and returned is a text that says so.
    """
    if terms.empty:
        ax.set(xticks=[], yticks=[])
        ax.spines[["left", "bottom"]].set_visible(False)
        return [ax.text(0.0, 0.9, "no word of it occurs", transform=ax.transAxes, color=PALE, va="top", fontsize=8)]
    places = np.arange(len(terms))[::-1]
    bars = ax.barh(places, terms["weight"], height=0.7, color=colour, zorder=2)
    labels = [f"{t} ✓" if known else t for t, known in zip(terms["written"], terms["in_lexicon"], strict=True)]
    ax.set_yticks(places, labels)
    for label, known in zip(ax.get_yticklabels(), terms["in_lexicon"], strict=True):
        label.set_color(INK if known else PALE)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_locator(MaxNLocator(3))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.3g}%"))
    ax.grid(axis="x", color=GRID, linewidth=0.6)
    ax.spines["left"].set_visible(False)
    return list(bars)
