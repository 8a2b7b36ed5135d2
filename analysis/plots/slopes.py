"""How steeply each theme rose or fell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.estimates import draw_estimates


def draw_slopes(slopes: pd.DataFrame, ax: Axes) -> list[Any]:
    """Draw each theme's slope in percentage points a year with its interval, and return the artists: marks, then texts.

    slopes: the table ``slopes``. The steepest rise stands on top. A mark is filled where the adjusted p-value, which
    stands beside it, is at most .05, and open elsewhere.
    """
    order = slopes.groupby("theme")["slope"].mean().sort_values(ascending=False, kind="stable")
    named = slopes.assign(name=slopes["theme"], value=slopes["slope"]).sort_values(["theme", "model"])
    artists = draw_estimates(named, ax, list(order.index))
    ax.set_xlabel("percentage points a year")
    texts = [_beside(mark[0], one, ax) for mark, one in zip(artists, named.itertuples(), strict=True)]
    ax.margins(x=0.12)
    return [*artists, *texts]


def _beside(point: Any, slope: Any, ax: Axes) -> Any:
    """Write the adjusted p-value of a slope behind its interval."""
    row, end = point.get_ydata()[0], np.nanmax([slope.slope, slope.high])
    p = "p < .001" if slope.p_adjusted < 0.001 else f"p {slope.p_adjusted:.3f}".replace("0.", ".", 1)
    return ax.annotate(p, (end, row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=6.5)
