"""When each theme's share stepped, and from how much to how much."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import date_axis, haloed, row_axis
from analysis.plots.style import GRID, INK, mark_of


def draw_changes(changes: pd.DataFrame, ax: Axes) -> list[Any]:
    """Draw each step as a triangle at its date, in the row of its theme, and return the artists: lines, then texts.

    changes: the table ``changes``. The triangle points up where the share rose and down where it fell; the line through
    it reaches over the dates at which the step may lie; to its right stand the shares before and after.
    """
    rows = row_axis(ax, sorted(changes["theme"].unique()))
    models = sorted(changes["model"].unique())
    lines, texts = [], []
    for step in changes.sort_values(["theme", "model", "at"]).itertuples():
        mark = mark_of(str(step.model), INK)
        row = rows[step.theme] + 0.3 * (models.index(step.model) - (len(models) - 1) / 2)
        rose = step.after >= step.before
        lines += ax.plot(
            [step.at_low, step.at, step.at_high], [row] * 3, color=mark["colour"], linewidth=1.2, markevery=[1],
            marker="^" if rose else "v", markersize=6, zorder=mark["order"],
        )  # fmt: skip
        words = f"{mark['label']}: {step.before:.0%} to {step.after:.0%}"
        text = ax.annotate(
            words, (step.at_high, row), xytext=(7, 0), textcoords="offset points", ha="left", va="center", fontsize=7.5
        )
        texts.append(haloed(text))
    ax.grid(axis="y", color=GRID, linewidth=0.6)
    ax.margins(x=0.25)
    date_axis(ax)
    return [*lines, *texts]


def draw_steps(changes: pd.DataFrame, ax: Axes, *, line: int = 0) -> list[Any]:
    """Draw each step on an Axes with dates and shares, and return the artists: a line, a span and a text each.

    changes: rows of the table ``changes`` of one model and theme. The line stands at the step's date, the grey span
    reaches over the dates at which it may lie, the text says from how much to how much. line: in which line of text
    from the top it stands, counted from 0.
    """
    artists: list[Any] = []
    for step in changes.sort_values("at").itertuples():
        sign = "▲" if step.after >= step.before else "▼"
        text = ax.annotate(
            f"{sign} {step.before:.0%} to {step.after:.0%} ", (step.at, 1.0), xycoords=("data", "axes fraction"),
            xytext=(-2, -2 - 9 * line), textcoords="offset points", ha="right", va="top", fontsize=7.5, zorder=7,
        )  # fmt: skip
        artists += [
            ax.axvline(step.at, color=INK, linewidth=1.0, zorder=3),
            ax.axvspan(step.at_low, step.at_high, color=GRID, alpha=0.6, linewidth=0, zorder=0),
            haloed(text),
        ]
    return artists
