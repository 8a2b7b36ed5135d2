"""The look of every picture: one place for fonts, colours and marks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib import rc_context, rcParamsDefault

FONT = "DejaVu Sans"  # it comes along with matplotlib
INK, PALE, GRID = "#222222", "#777777", "#DDDDDD"

STYLE: Any = {
    "font.family": FONT,
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "axes.edgecolor": PALE,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "text.hinting": "none",  # words are as wide in a PNG as they are measured
    "text.parse_math": False,  # a dollar sign in an article is a dollar sign
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 8.0,
    "ytick.labelsize": 8.0,
    "legend.frameon": False,
    "legend.fontsize": 9.0,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "savefig.dpi": 150,
    # The same picture must be the same bytes: fixed ids, and text as outlines of a font that comes along.
    "svg.hashsalt": "themeline",
    "svg.fonttype": "path",
}
_BACKENDS = ("backend", "interactive", "toolbar")  # what pictures are shown with


@contextmanager
def in_style() -> Iterator[None]:
    """Let pictures have this look alone: over matplotlib's defaults, whatever its user has set; the backend stays.

    >>> from matplotlib import rcParams
    >>> with rc_context({"axes.grid": True}), in_style():
    ...     rcParams["axes.grid"]
    False
    """
    defaults = {name: value for name, value in rcParamsDefault.items() if not name.startswith(_BACKENDS)}
    with rc_context({**defaults, **STYLE}):
        yield


# Models are told apart by shape and by weight of line, not by colour alone: a small black circle with a thin
# line, a large diamond in the theme's colour with a broad pale one, and a square for what they say together.
MODEL_MARKS: dict[str, dict[str, Any]] = {
    "lda": {"label": "LDA", "marker": "o", "size": 5.0, "line": 1.4, "alpha": 1.0, "own_colour": INK, "order": 4},
    "tfidf": {
        "label": "TF-IDF",
        "marker": "D",
        "size": 7.5,
        "line": 6.0,
        "alpha": 0.35,
        "own_colour": None,
        "order": 2,
    },
    "both": {
        "label": "both together",
        "marker": "s",
        "size": 4.5,
        "line": 2.0,
        "alpha": 1.0,
        "own_colour": None,
        "order": 3,
    },
}

HATCHES = ("...", "///", "xxx", "\\\\\\")  # of themes in greys, so that print tells them apart
NAMED_HATCHES = ("", "..", "//")  # of named themes, when the colours begin again
N_COLOURS = 8


def mark_of(model: str, colour: str) -> dict[str, Any]:
    """Return the marks of a model with its colour filled in: its own, or the theme's."""
    marks = MODEL_MARKS[model]
    return {**marks, "colour": marks["own_colour"] or colour}


def text_on(colour: tuple[float, ...]) -> str:
    """Return the text colour, ink or white, that reads better on a background of red, green and blue (0 to 1)."""
    red, green, blue = colour[:3]
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"
