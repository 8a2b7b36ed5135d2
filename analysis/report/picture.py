"""A figure, ready to be written: with the values drawn, a caption and words for who cannot see it."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from analysis import plots

WIDTH = 10.0  # inches: the width of the page


@dataclass(frozen=True)
class Picture:
    """A figure, ready to be written: its name, title, caption, a text in its place, and the values drawn.

    over_time: whether it shows how themes moved. finding: what it shows, in a sentence for the page; '' where the
    picture says it itself.
    """

    name: str
    title: str
    caption: str
    alt: str
    values: pd.DataFrame
    figure: Figure
    over_time: bool = False
    finding: str = ""

    def __post_init__(self) -> None:
        plots.make_legible(self.figure)

    def svg(self) -> bytes:
        """Return the picture as SVG, the same bytes every time."""
        return self._rendered("svg", {"Date": None, "Creator": "Themeline"})

    def png(self) -> bytes:
        """Return the picture as PNG, the same bytes every time."""
        return self._rendered("png", {"Software": "Themeline"})

    def _repr_png_(self) -> bytes:
        return self.png()

    def _rendered(self, kind: str, metadata: dict[str, str | None]) -> bytes:
        buffer = io.BytesIO()
        with plots.in_style():
            self.figure.savefig(buffer, format=kind, metadata=metadata)
        return buffer.getvalue()
