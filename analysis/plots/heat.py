"""Themes against articles, as a heat map with its numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import percent_digits
from analysis.plots.style import text_on


def draw_heat(weights: pd.DataFrame, ax: Axes, *, top: float) -> list[Any]:
    """Draw a heat map and return the image and the numbers written on it.

    weights: articles x themes (shares), index and columns the labels. top: the share at the dark end of the
    scale. Missing weights stay empty.
    """
    values = weights.to_numpy(dtype=float)
    image = ax.imshow(values, cmap="Blues", vmin=0.0, vmax=top, aspect="auto")
    artists: list[Any] = [image]
    digits = percent_digits(float(np.nan_to_num(values).max(initial=0.0)))
    for i, j in np.ndindex(values.shape):
        if not np.isnan(values[i, j]):
            colour = text_on(tuple(image.cmap(image.norm(values[i, j]))))
            artists.append(
                ax.text(j, i, f"{values[i, j]:.{digits}%}", ha="center", va="center", color=colour, fontsize=8)
            )
    ax.set_xticks(range(values.shape[1]), list(weights.columns), rotation=30, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(values.shape[0]), list(weights.index))
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return artists
