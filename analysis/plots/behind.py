"""The articles behind a theme's share in a period."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from analysis.plots.axes import row_axis
from analysis.plots.style import GRID, INK


def draw_behind(behind: pd.DataFrame, ax: Axes, *, colour: str) -> list[Any]:
    """Draw how much of a share each article carries, in percentage points, and return the artists: bars, texts.

    behind: label (of the article), carried and weight (shares), the article that carries most first. Beside a bar
    stands the theme's weight in the article.
    """
    row_axis(ax, list(behind["label"]))
    bars = ax.barh(range(len(behind)), behind["carried"], height=0.6, color=colour, edgecolor=INK, linewidth=0.5)
    texts = [
        ax.annotate(f"weight {weight:.0%}", (carried, row), xytext=(4, 0), textcoords="offset points", va="center",
                    fontsize=7.5)
        for row, (carried, weight) in enumerate(zip(behind["carried"], behind["weight"], strict=True))
    ]  # fmt: skip
    ax.set_xlim(0.0, max(1.18 * float(behind["carried"].max()), 1e-6))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.3g}"))
    ax.grid(axis="x", color=GRID, linewidth=0.6)
    return [*bars, *texts]
