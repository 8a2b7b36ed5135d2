"""How pictures of time are laid out: a chart for each theme, on one axis of dates."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis import plots
from analysis.plots.style import INK, PALE
from analysis.report.labels import wrapped
from analysis.report.picture import WIDTH
from analysis.results import VIEWS, Analysis

_ABOVE = 46  # letters of a heading, which is bold, above a chart of half the page's width
SECOND_LINE = 0.16  # inches that another line of a heading takes


def named_themes(run: Analysis) -> pd.DataFrame:
    """Return the rows of the table ``themes`` that the lexicon names, in its order."""
    return run.themes[run.themes["kind"] == "named"]


def of_named(run: Analysis, table: pd.DataFrame, models: Iterable[str] = ("both",)) -> pd.DataFrame:
    """Return the rows of named themes and of some models, with the column ``theme_label``."""
    themes = named_themes(run)
    mine = table[table["theme"].isin(themes["theme"]) & table["model"].isin(list(models))]
    return mine.assign(theme_label=mine["theme"].map(dict(zip(themes["theme"], themes["label"], strict=True))))


def has_intervals(run: Analysis) -> bool:
    """Whether any period has articles enough for an interval; else articles are better seen one by one."""
    return bool(run.trends["low"].notna().any())


def has_trend(run: Analysis) -> bool:
    """Whether there are several periods, and articles enough in any for an interval."""
    return has_intervals(run) and len(run.trends["period"].unique()) > 1


def short(label: str, width: int = _ABOVE) -> str:
    """Return a label that fits above a chart of half the page's width.

    >>> short("the memory of the war", 16)
    'the memory of …'
    """
    return textwrap.shorten(label, width, placeholder=" …")


def heading(label: str, more: str = "", *, room: int = _ABOVE, beside: int = 0) -> str:
    r"""Return what stands above a chart: a label, and more behind it, or below it where the line has no room.

    room: letters of a line. beside: letters of the longest name at the chart's side, which takes of the room.

    >>> heading("the memory of the war", "up to 12%", room=24)
    'the memory of the war\nup to 12%'
    """
    room -= round(0.7 * beside)  # names are smaller than headings, and not bold
    line = f"{label}, {more}" if more else label
    if len(line) <= room:
        return line
    return f"{short(label, room)}\n{more}" if more else wrapped(label, room)


def grid(n: int, n_columns: int, row_height: float, *, dates: bool = True) -> tuple[Figure, list[Axes]]:
    """Return a figure with ``n`` charts, and these; with ``dates`` they share the axis along the foot."""
    n_columns = min(n, n_columns)
    n_rows = -(-n // n_columns)
    figure = Figure(figsize=(WIDTH, 0.6 + row_height * n_rows), layout="constrained")
    axes = figure.subplots(n_rows, n_columns, sharex=dates, squeeze=False).ravel()
    for ax in axes[n:]:
        ax.remove()
    for ax in axes[max(n - n_columns, 0) : n]:
        ax.tick_params(labelbottom=True)  # the lowest of each column, also above an empty place
    return figure, list(axes[:n])


def theme_charts(
    themes: pd.DataFrame, table: pd.DataFrame, axes: Sequence[Axes], *, headings: Sequence[str] = ()
) -> Iterator[tuple[Any, pd.DataFrame, Axes]]:
    """Yield each theme (a row of ``themes``) with its rows of the table and its chart, its heading above the chart.

    headings: one a theme, where it is not the label.
    """
    above = headings or [short(label) for label in themes["label"]]
    for theme, ax, text in zip(themes.itertuples(), axes, above, strict=True):
        ax.set_title(text)
        yield theme, table[table["theme"] == theme.theme], ax


def whole_time(run: Analysis, ax: Axes) -> None:
    """Let the axis of dates reach over all periods, and no further."""
    ax.set_xlim(run.trends["start"].min(), run.trends["end"].max() + pd.Timedelta(days=1))


def model_legend(figure: Figure, models: Iterable[str] = VIEWS) -> None:
    """Put a legend of the models' marks above the charts."""
    marks = [plots.MODEL_MARKS[model] for model in models]
    figure.legend(handles=[_handle(mark) for mark in marks], loc="outside upper right", ncols=len(marks))


def level_legend(figure: Figure) -> None:
    """Put a legend of both models' short lines and intervals above charts of shares by period."""
    thin: Any = Line2D([], [], color=INK, linewidth=1.2, marker="|", markersize=10, markeredgewidth=0.8)
    broad: Any = (Patch(facecolor=PALE, alpha=0.25, linewidth=0), Line2D([], [], color=PALE, linewidth=3.0))
    labels = [plots.MODEL_MARKS["lda"]["label"], f"{plots.MODEL_MARKS['tfidf']['label']} (in the theme's colour)"]
    figure.legend([thin, broad], labels, loc="outside upper right", ncols=2)


def estimates_legend(figure: Figure, models: Iterable[str]) -> None:
    """Put a legend of the models' marks above charts in which all are of one colour."""
    marks = [plots.MODEL_MARKS[model] for model in models]
    handles = [
        Line2D([], [], color=INK, marker=mark["marker"], markersize=mark["size"], linewidth=1.0, label=mark["label"])
        for mark in marks
    ]
    figure.legend(handles=handles, loc="outside upper right", ncols=len(marks))


def _handle(mark: dict[str, Any]) -> Line2D:
    return Line2D(
        [], [], color=mark["own_colour"] or PALE, marker=mark["marker"], markersize=mark["size"],
        linewidth=mark["line"], label=mark["label"] + ("" if mark["own_colour"] else " (in the theme's colour)"),
    )  # fmt: skip
