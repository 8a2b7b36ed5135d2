"""Axes that several pictures share: dates along the foot, shares up the side."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateFormatter, AutoDateLocator
from matplotlib.ticker import PercentFormatter

from analysis.plots.style import GRID


def date_axis(ax: Axes) -> None:
    """Put few, whole dates along the foot."""
    locator = AutoDateLocator(minticks=3, maxticks=9)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(AutoDateFormatter(locator))


def share_axis(ax: Axes) -> None:
    """Count shares in percent from zero up the side, with pale lines across."""
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    ax.set_ylim(bottom=0.0)
    ax.grid(axis="y", color=GRID, linewidth=0.6)


def row_axis(ax: Axes, names: Sequence[str]) -> dict[str, int]:
    """Give each name a row of its own, the first on top, and return the rows by name."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    return {name: row for row, name in enumerate(names)}
