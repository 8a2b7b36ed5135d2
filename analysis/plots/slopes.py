"""How steeply each theme rose or fell."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.estimates import draw_estimates


def draw_slopes(slopes: pd.DataFrame, ax: Axes) -> list[Any]:
    """Draw each theme's slope in percentage points a year with its interval, and return the artists, one a slope.

    slopes: the table ``slopes``. The steepest rise stands on top. A mark is filled where the adjusted p-value is at
    most .05 and open elsewhere.
    """
    order = slopes.groupby("theme")["slope"].mean().sort_values(ascending=False, kind="stable")
    named = slopes.assign(name=slopes["theme"], value=slopes["slope"]).sort_values(["theme", "model"])
    artists = draw_estimates(named, ax, list(order.index))
    ax.set_xlabel("percentage points a year")
    return artists
