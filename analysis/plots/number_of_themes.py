"""How many themes: what each number tells of unseen words, and how stable its themes are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from analysis.plots.style import GRID, INK, PALE

CHOSEN = "#0072B2"


def draw_number_of_themes(table: pd.DataFrame, value: str, ax: Axes) -> list[Any]:
    """Draw a figure against the number of themes, and return the artists: line, points, intervals, the chosen one.

    table: the table ``number_of_themes``. value: 'perplexity' or 'stability'; its interval is drawn where it is known.
    Numbers that tell enough of unseen words have filled points, the others hollow ones; the one chosen has a line
    through it and its number written beside.
    """
    n, y = table["n_themes"], table[value]
    artists: list[Any] = list(ax.plot(n, y, color=PALE, linewidth=0.9, zorder=2))
    artists.append(ax.vlines(n, table[f"{value}_low"], table[f"{value}_high"], colors=INK, linewidth=1.2, zorder=3))
    for enough, fill in ((False, "white"), (True, INK)):
        mine = table["enough"] == enough
        artists += ax.plot(
            n[mine], y[mine], linestyle="none", marker="o", markersize=6, color=INK, markerfacecolor=fill, zorder=4
        )
    for best in table.loc[table["chosen"], "n_themes"]:
        side, beside = ("left", 4) if best == n.min() else ("right", -4)
        artists.append(ax.axvline(best, color=CHOSEN, linewidth=1.4, linestyle=(0, (4, 2)), zorder=1))
        artists.append(
            ax.annotate(
                f"{best} chosen", (best, 1.0), xycoords=("data", "axes fraction"), xytext=(beside, -2), ha=side,
                textcoords="offset points", va="top", color=CHOSEN, fontsize=8, fontweight="bold",
            )
        )  # fmt: skip
    ax.set_xscale("symlog", linthresh=1, linscale=0.3)  # a log scale that has room for 0
    ax.xaxis.set_major_locator(FixedLocator(list(n)))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticks(list(n), [str(number) for number in n])
    ax.set_xlim(n.min() / 1.2 or -0.4, n.max() * 1.2 or 0.4)
    top = np.nanmax([*y, *table[f"{value}_high"], 0.0])
    least = np.nanmin([*y, *table[f"{value}_low"], top])
    room = 0.15 * (top - least) or 0.1
    ax.set_ylim(least - room / 2, top + room)
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    return artists
