"""The picture of what a change did to the shares over time: a chart a theme, a line for each report."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from analysis import plots
from analysis.report.labels import wrapped
from analysis.report.over_time.layout import grid
from analysis.report.picture import Picture
from analysis.results import MODELS

_MODEL = "both"  # the model that is shown where a report has it
_COLUMNS, _HEIGHT = 3, 2.1  # charts side by side, inches of each
_TITLE = 34  # letters of a label on a line


def shares_picture(shares: pd.DataFrame, colours: Mapping[str, str]) -> Picture | None:
    """Return the picture of the table ``share_moves``; None where no theme has a share. colours: of each theme."""
    known = shares[shares["before"].notna() | shares["after"].notna()]
    if known.empty:
        return None
    model = _MODEL if (known["model"] == _MODEL).any() else str(known["model"].iloc[0])
    mine = shares[shares["model"] == model]
    themes = [theme for theme in colours if (mine["theme"] == theme).any()]
    with plots.in_style():
        figure = _charts(mine, themes, colours)
    caption = (
        f"The share of each theme in each period by {MODELS.get(model, model)}: broken and hollow as the first report "
        "has it, whole and filled as the second, each over its own periods. The charts have scales of their own."
    )
    alt = "Line charts, one a theme, of its share over time before and after the change."
    return Picture("shares", "Shares before and after", caption, alt, mine, figure, over_time=True)


def _charts(shares: pd.DataFrame, themes: list[str], colours: Mapping[str, str]) -> Figure:
    figure, axes = grid(len(themes), _COLUMNS, _HEIGHT, dates=False)
    for ax, theme in zip(axes, themes, strict=True):
        mine = shares[shares["theme"] == theme]
        lines = plots.draw_before_and_after(mine, ax, colour=colours[theme])
        ax.tick_params(axis="x", rotation=30)
        ax.set_title(wrapped(mine["label"].iloc[0], _TITLE))
    figure.legend(lines, ["before", "after"], loc="outside lower center", ncols=2)
    return figure
