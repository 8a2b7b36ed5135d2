"""Axes that several pictures share: dates along the foot, shares up the side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.dates import (
    DAILY,
    HOURLY,
    MICROSECONDLY,
    MINUTELY,
    MONTHLY,
    SECONDLY,
    YEARLY,
    AutoDateFormatter,
    AutoDateLocator,
)
from matplotlib.image import AxesImage
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.plots.style import GRID, text_on

_FITS = 14  # columns; in more, the cells are too narrow for numbers
_MOST_DATES = {YEARLY: 9, MONTHLY: 8, DAILY: 5, HOURLY: 7, MINUTELY: 7, SECONDLY: 7, MICROSECONDLY: 7}
_APART = 0.7  # of the usual step between dates; one that is nearer to the next has no room
_LETTERS = 64  # of the columns' names, side by side, and of a row's name before them


def middle_of(periods: pd.DataFrame) -> pd.Series:
    """Return the middle of each period of a table with the columns start and end (first and last day)."""
    return periods["start"] + (periods["end"] + pd.Timedelta(days=1) - periods["start"]) / 2


class _DatesApart(AutoDateLocator):
    """Few, whole dates, without the last of a month where the next month's first follows too soon."""

    def __call__(self) -> Sequence[float]:
        dates = np.asarray(super().__call__(), dtype=np.float64)  # type: ignore[no-untyped-call]
        steps = np.diff(dates)
        apart = np.append(steps >= _APART * np.median(steps), True) if len(steps) else slice(None)
        return [float(date) for date in dates[apart]]


def date_axis(ax: Axes) -> None:
    """Put few, whole dates along the foot: the fewer, the longer they are written."""
    locator = _DatesApart(minticks=3, maxticks=_MOST_DATES)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(AutoDateFormatter(locator))


def share_axis(ax: Axes) -> None:
    """Count shares in percent from zero up the side, with pale lines across."""
    whole_percents(ax.yaxis)
    ax.set_ylim(bottom=0.0)
    ax.grid(axis="y", color=GRID, linewidth=0.6)


def whole_percents(axis: Axis) -> None:
    """Count shares in percent along an axis, at few places that need no rounding."""
    axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:.3g}%"))


def percent_digits(top: float) -> int:
    """Return how many decimals percentages have of which the largest is ``top``, so that small ones can be told apart.

    >>> percent_digits(0.3), percent_digits(0.02), percent_digits(0.002), percent_digits(0.0)
    (0, 1, 2, 0)
    """
    return 0 if top >= 0.05 or top < 0.00005 else 1 if top >= 0.005 else 2


def in_percent(share: float) -> str:
    """Return a share as a percentage, with decimals where it is small.

    >>> in_percent(0.3), in_percent(0.002)
    ('30%', '0.20%')
    """
    return f"{share:.{percent_digits(share)}%}"


def has_numbers(n_columns: int) -> bool:
    """Whether cells beside each other are wide enough for numbers."""
    return n_columns <= _FITS


def row_axis(ax: Axes, names: Sequence[str]) -> dict[str, int]:
    """Give each name a row of its own, the first on top, and return the rows by name."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    return {name: row for row, name in enumerate(names)}


def thinning(n: int, room: int = 60) -> float:
    """Return by how much marks are made smaller where more stand side by side than have room: 1 down to a tenth.

    >>> thinning(36), thinning(120), thinning(6000)
    (1.0, 0.5, 0.1)
    """
    return min(1.0, max(room / max(n, 1), 0.1))


def haloed(text: Text) -> Text:
    """Return a text with a white rim, so that it can be read where it crosses lines."""
    text.set_path_effects([withStroke(linewidth=2.5, foreground="white")])
    return text


def share_cells(shares: pd.DataFrame, ax: Axes, *, top: float) -> list[AxesImage | Text]:
    """Draw shares as cells, darker for more, and return the image and the numbers (percent) where there is room.

    shares: rows x columns, index and columns the labels; a cell without a share is hatched. top: the share at the dark
    end. The scale runs from light to dark, so that it reads in print without colour.
    """
    values = shares.to_numpy(dtype=float)
    image = ax.imshow(values, cmap="Blues", vmin=-0.1 * top, vmax=top, aspect="auto")  # nothing is not white
    ax.patch.set(hatch="////", edgecolor=GRID, facecolor="white", linewidth=0)
    drawn: list[AxesImage | Text] = [image]
    wide, digits = has_numbers(values.shape[1]), percent_digits(float(np.nan_to_num(values).max(initial=0.0)))
    for i, j in np.ndindex(values.shape):
        known = not np.isnan(values[i, j])
        if known and wide:
            colour = text_on(tuple(image.cmap(image.norm(values[i, j]))))
            drawn.append(
                ax.text(j, i, f"{100 * values[i, j]:.{digits}f}", ha="center", va="center", color=colour, fontsize=7)
            )
    longest, beside = (max((len(str(label)) for label in side), default=1) for side in (shares.columns, shares.index))
    step = max(1, -(-values.shape[1] * (longest + 2) // max(_LETTERS - beside, 1)))
    ax.set_xticks(range(0, values.shape[1], step), [str(label) for label in shares.columns[::step]])
    ax.set_yticks(range(values.shape[0]), [str(label) for label in shares.index])
    ax.set_xticks(np.arange(1, values.shape[1]) - 0.5, minor=True)
    ax.set_yticks(np.arange(1, values.shape[0]) - 0.5, minor=True)
    ax.grid(which="minor", color="white", linewidth=0.8)
    ax.tick_params(length=0, which="both")
    for spine in ax.spines.values():
        spine.set_color(GRID)
    return drawn
