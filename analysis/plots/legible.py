"""Words that the font of the pictures can show: what it has no glyph for is told by its number."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import groupby

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter

from analysis.plots.style import FONT

_MOST = 2  # characters in a row that are told


def legible(text: str) -> str:
    r"""Return a text with each character that the font lacks as its escape; of several in a row the first two.

    Marks that take no room are left out.

    >>> print(legible("Ñandú – нефть ✓"), legible("石油.txt"), legible("中国石油产量 2022"))
    Ñandú – нефть ✓ \u77f3\u6cb9.txt \u4e2d\u56fd… 2022
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_told(known, "".join(part)) for known, part in groupby(text, _is_known))


def make_legible(figure: Figure) -> None:
    """Let all words of a figure be such as the font can show, those along its axes too."""
    for text in figure.findobj(Text):
        if (shown := legible(text.get_text())) != text.get_text():
            text.set_text(shown)
    formatters = [axis.get_major_formatter() for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)]
    for formatter in {id(one): one for one in formatters if isinstance(one, FuncFormatter)}.values():
        formatter.func = partial(_legible_label, formatter.func)


def _legible_label(label: Callable[[float, int], str], value: float, place: int) -> str:
    return legible(label(value, place))


def _told(known: bool, part: str) -> str:
    if known:
        return part
    shown = [c for c in part if unicodedata.category(c) != "Cf"]
    escaped = "".join(" " if c.isspace() else c.encode("unicode_escape").decode("ascii") for c in shown[:_MOST])
    return escaped + "…" * (len(shown) > _MOST)


def _is_known(character: str) -> bool:
    return character == "\n" or ord(character) in _glyphs()


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    """Return the characters that the font has, be it bold or not."""
    files = (findfont(FontProperties(family=FONT, weight=weight)) for weight in ("normal", "bold"))
    return frozenset.intersection(*(frozenset(get_font(file).get_charmap()) for file in files))
