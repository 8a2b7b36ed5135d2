"""Which words came into a theme and went from it, period by period."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.style import INK, PALE

N_WORDS = 6  # a period and direction


def draw_drift(drift: pd.DataFrame, ax: Axes, *, n_words: int = N_WORDS) -> list[Any]:
    """Write the words that came above a line and those that went below it, and return the texts.

    drift: rows of the table ``drift`` of one model and theme. Each period is a column; the words nearest to the line
    moved most surely (by ``z``).
    """
    periods = sorted(drift["period"].unique(), key=lambda p: drift.loc[drift["period"] == p, "start"].iloc[0])
    texts = []
    for (period, direction), words in drift.groupby(["period", "direction"], sort=True):
        surest = words.sort_values("z", key=lambda z: -z.abs(), kind="stable").head(n_words)
        came = direction == "came"
        look: Any = {"color": INK, "style": "normal"} if came else {"color": PALE, "style": "italic"}
        for rank, term in enumerate(surest["written"], start=1):
            y = rank if came else -rank
            texts.append(ax.text(periods.index(period), y, term, ha="center", va="center", fontsize=8, **look))
    deepest = {d: max((abs(t.get_position()[1]) for t in texts if t.get_position()[1] * sign > 0), default=0)
               for d, sign in (("came", 1), ("went", -1))}  # fmt: skip
    ax.axhline(0.0, color=PALE, linewidth=0.8)
    ax.set_xlim(-0.5, max(len(periods), 1) - 0.5)
    ax.set_ylim(-deepest["went"] - 0.8, deepest["came"] + 0.8)
    ax.set_xticks(range(len(periods)), periods)
    sides = [(sign * 0.6 * (deepest[d] + 0.8), d) for d, sign in (("came", 1), ("went", -1)) if deepest[d]]
    ax.set_yticks([place for place, _ in sides], [direction for _, direction in sides])
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    return texts
