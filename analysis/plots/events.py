"""Events: where they stand in time, and how each theme moved around them."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import haloed
from analysis.plots.estimates import draw_estimates
from analysis.plots.style import INK, PALE


def draw_event_dates(events: pd.DataFrame, ax: Axes, *, upright: bool = True) -> list[Any]:
    """Draw a dashed line with its label at each event on an Axes with dates, and return the artists: lines, texts.

    events: a table with the columns date and label ('' where nothing is to be written). upright: whether labels run
    along their lines, else across (numbers). Labels stand behind points, intervals and curves, and hide none.
    """
    lines, texts = [], []
    for event in events.itertuples():
        lines.append(ax.axvline(event.date, color=PALE, linestyle="--", linewidth=0.8, zorder=0.6))
        text = ax.annotate(
            event.label, (event.date, 1.0), xycoords=("data", "axes fraction"), xytext=(2, -2),
            textcoords="offset points", rotation=90 if upright else 0, va="top", fontsize=7, color=INK, zorder=0.7,
        )  # fmt: skip
        texts.append(haloed(text))
    return [*lines, *texts]


def draw_events(events: pd.DataFrame, ax: Axes) -> list[Any]:
    """Draw how a theme moved around each event, with what other dates show, and return the artists, one an event.

    events: rows of the table ``events`` of one theme. A mark is filled where the adjusted p-value is at most .05;
    without an interval (too few other dates) it stands alone.
    """
    name = events["label"] + ", " + events["date"].dt.strftime("%Y-%m-%d")
    named = events.assign(name=name, value=events["after"] - events["before"])
    named = named.sort_values(["date", "label", "model"])
    artists = draw_estimates(named, ax, list(named["name"].unique()))
    ax.set_xlabel("change in percentage points")
    return artists
