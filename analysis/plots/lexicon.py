"""The words of a theme in the corpus, before any model."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from analysis.plots.style import GRID, INK, PALE

_WHITE = "#FFFFFF"


def draw_lexicon(words: pd.DataFrame, ax: Axes, *, colour: str) -> list[Any]:
    """Draw the share of the articles that has each word of a theme as bars and return them with their numbers.

    words: term, share, n_articles, problem ('too common' is hatched), shared_with (missing: the theme's alone; other
    words have a bar of which only the outline is drawn). The first stands on top; beside each bar is how many
    articles have the word.
    """
    places = np.arange(len(words))[::-1]
    bars = ax.barh(places, words["share"], height=0.72, color=colour, edgecolor=colour, linewidth=1.0)
    for bar, common, shared in zip(bars, words["problem"] == "too common", words["shared_with"].notna(), strict=True):
        bar.set_facecolor(_WHITE if shared else colour)
        bar.set_hatch("////" if common else "")
        if common and not shared:
            bar.set_edgecolor(_WHITE)
    numbers = [
        ax.annotate(
            f"{n:,}", (share, place), xytext=(3, 0), textcoords="offset points", va="center", fontsize=7, color=PALE
        )
        for n, share, place in zip(words["n_articles"], words["share"], places, strict=True)
    ]
    ax.set_yticks(places, list(words["term"]), color=INK)
    ax.set_ylim(-0.6, max(len(words), 1) - 0.4)
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.xaxis.set_major_formatter(PercentFormatter(1.0))
    ax.grid(axis="x", color=GRID, linewidth=0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return [*bars, *numbers]
