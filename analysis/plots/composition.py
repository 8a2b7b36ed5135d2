"""What each article, or each period, is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from analysis.plots.style import HATCHES, N_COLOURS, NAMED_HATCHES

_EDGE: dict[str, Any] = {"edgecolor": "white", "linewidth": 0.8}


def _hatch(place: int) -> str:
    """Return the pattern of a grey: another one each time the greys begin again."""
    return HATCHES[(place + place // len(HATCHES)) % len(HATCHES)]


def draw_composition(weights: pd.DataFrame, themes: pd.DataFrame, ax: Axes) -> list[Any]:
    """Draw stacked bars and return them: a row for each article, a stretch for each theme.

    weights: articles x themes (shares), its index the labels, the first at the top. themes: the table ``themes``.
    """
    places = np.arange(len(weights))[::-1]
    left = np.zeros(len(weights))
    artists = []
    n_named = 0
    for i, theme in enumerate(themes.itertuples()):
        width = weights[theme.theme].fillna(0.0).to_numpy()
        n_named += theme.kind == "named"
        # Named themes have colours of their own as long as there are enough; the others greys, so each has a pattern.
        hatch = NAMED_HATCHES[i // N_COLOURS % 3] if theme.kind == "named" else _hatch(i - n_named)
        artists.append(
            ax.barh(places, width, left=left, height=0.72, color=theme.colour, label=theme.label, hatch=hatch, **_EDGE)
        )
        left += width
    ax.set_yticks(places, list(weights.index))
    ax.set_xlim(0.0, 1.0)
    ax.set_ylim(-0.5, len(weights) - 0.5)  # as much room above the first and below the last as half of that between
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    return artists
