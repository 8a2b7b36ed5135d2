"""Articles of each source over time, as a heat map in which missing stretches are framed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import PowerNorm
from matplotlib.patches import Rectangle

from analysis.plots.style import GRID, PALE

GAP = "#C0392B"
_MOST_TICKS = 12


def draw_coverage(counts: pd.DataFrame, gaps: pd.DataFrame, ax: Axes) -> list[Any]:
    """Draw how many articles each source has in each period, and return the image and the frames of the gaps.

    counts: sources x periods, index and columns the labels; 0 where there is none. Each row has its own scale, up to
    the most that it has, written at its end. gaps: columns row, first and last, the places of a frame in ``counts``.
    """
    values = counts.to_numpy(dtype=float)
    tops = np.maximum(values.max(axis=1, initial=0.0), 1e-9)
    shown = np.where(values > 0, values / tops[:, None], np.nan)
    ax.set_facecolor("#F7F7F7")
    image = ax.imshow(shown, cmap="Blues", norm=PowerNorm(0.5, vmin=-0.08, vmax=1.0), aspect="auto")
    frames = [
        ax.add_patch(
            Rectangle(
                (gap.first - 0.5, gap.row - 0.38), gap.last - gap.first + 1, 0.76,
                fill=False, edgecolor=GAP, hatch="////", linewidth=0.8,
            )
        )
        for gap in gaps.itertuples()
    ]  # fmt: skip
    for row, top in enumerate(tops):
        ax.text(1.005, row, f"{top:,.0f}", transform=ax.get_yaxis_transform(), va="center", fontsize=7, color=PALE)
    step = max(1, -(-counts.shape[1] // _MOST_TICKS))
    ax.set_xticks(range(0, counts.shape[1], step), list(counts.columns[::step]))
    ax.set_yticks(range(counts.shape[0]), list(counts.index))
    ax.set_yticks(np.arange(1, counts.shape[0]) - 0.5, minor=True)
    ax.grid(axis="y", which="minor", color=GRID, linewidth=0.6)
    ax.tick_params(length=0, which="both")
    for spine in ax.spines.values():
        spine.set_visible(False)
    return [image, *frames]
