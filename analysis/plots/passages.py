"""A passage with the words marked that show a theme."""

from __future__ import annotations

import re
from functools import lru_cache

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path

from analysis.plots.legible import legible
from analysis.plots.style import FONT, INK

_SIZE = 8.5  # points
_LEADING = 1.55  # line height in font sizes


def draw_passage(text: str, marks: pd.DataFrame, ax: Axes, *, colour: str, width: float, top: float) -> float:
    """Draw a passage from ``top`` downwards, in points, and return where the next thing may start.

    text: the passage. marks: start and end (characters of the passage) and weight (0 to 1) of the words that count;
    the heavier, the stronger the colour behind them. width: points. The Axes must measure points.
    """
    y = top
    for line_start, line in _lines(text, width):
        y -= _SIZE * _LEADING
        for mark in marks.itertuples():
            start, end = max(mark.start, line_start), min(mark.end, line_start + len(line))
            if start < end:
                x = _width(line[: start - line_start])
                extent = _width(line[: end - line_start]) - x
                ax.add_patch(_box(x, y, extent, colour, float(mark.weight)))
        for word in re.finditer(r"\S+", line):
            ax.text(
                _width(line[: word.start()]), y, legible(word[0]), fontsize=_SIZE, color=INK, va="baseline", zorder=3
            )
    return y - _SIZE * 0.5


def _box(x: float, y: float, extent: float, colour: str, weight: float) -> Rectangle:
    height = _SIZE * 1.25
    return Rectangle(
        (x - 0.8, y - _SIZE * 0.28),
        extent + 1.6,
        height,
        facecolor=colour,
        alpha=0.15 + 0.45 * weight,
        linewidth=0,
        zorder=1,
    )


def passage_height(text: str, width: float) -> float:
    """Return how much height in points a passage takes at that width."""
    return len(_lines(text, width)) * _SIZE * _LEADING + _SIZE * 0.5


def _lines(text: str, width: float) -> list[tuple[int, str]]:
    """Return the lines of a text wrapped to a width, each with the place of its first character."""
    lines: list[tuple[int, str]] = []
    start = end = 0
    for word in re.finditer(r"\S+", text):
        if end > start and _width(_flat(text[start : word.end()])) > width:
            lines.append((start, _flat(text[start:end])))
            start = word.start()
        end = word.end()
    return [*lines, (start, _flat(text[start:end]))]


def _flat(line: str) -> str:
    """Return a line with every white-space character as a space, so that places stay the same."""
    return re.sub(r"\s", " ", line)


@lru_cache(maxsize=65536)
def _width(text: str) -> float:
    """Return how wide a text is in points, spaces at its ends included."""
    # Only ink is measured, so a bar is put behind the text and taken off again.
    return _ink(legible(text) + "|") - _ink("|")


def _ink(text: str) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(family=FONT, size=_SIZE), False)
    return float(width)
