"""Page furniture: stretches of a text that are no words of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.corpus.dates import HEADER

_LINK_LINE = re.compile(r"^[ \t]*(?:https?://|www\.|pic\.twitter\.com/)\S+[ \t]*$", re.MULTILINE | re.IGNORECASE)
_FILED_UNDER = re.compile(r"^[ \t]*filed under[ \t]*:.*$", re.MULTILINE | re.IGNORECASE)


class Furniture(NamedTuple):
    """A stretch of an article's text (characters) that is left out of the passages, and what it is."""

    start: int
    end: int
    reason: str


def find_furniture(
    text: str, *, title: str = "", source: str = "", repeated: Sequence[Furniture] = ()
) -> list[Furniture]:
    r"""Return the furniture of a text in the order of the text.

    A leading 'date YYYY-MM-DD', lines that are only a link, 'Filed under:' lines, a first line that repeats
    the title (the headline is counted only where ``text_fields`` says so), a last line that repeats the
    source, and what is known to be ``repeated`` over the source (see ``analysis.corpus.furniture.repeated``).

    >>> [f.reason for f in find_furniture("date 2022-12-29 They spoke.\nFiled under: Cuba")]
    ['date line', 'filed under']
    """
    longest: dict[int, Furniture] = {}
    for piece in sorted([*_candidates(text, title, source), *repeated]):
        longest[piece.start] = piece  # of two that start together the longer one
    return list(longest.values())


def _candidates(text: str, title: str, source: str) -> Iterator[Furniture]:
    if header := HEADER.match(text):
        yield Furniture(header.start(), header.end(), "date line")
    for link in _LINK_LINE.finditer(text):
        yield Furniture(link.start(), link.end(), "link")
    for filed in _FILED_UNDER.finditer(text):
        yield Furniture(filed.start(), filed.end(), "filed under")
    lines = list(re.finditer(r"\S[^\n]*", text))
    if lines and _same(lines[0][0], title):
        yield Furniture(lines[0].start(), lines[0].end(), "headline")
    if len(lines) > 1 and _same(lines[-1][0], source):
        yield Furniture(lines[-1].start(), lines[-1].end(), "source line")


def _same(line: str, words: str) -> bool:
    return bool(words.strip()) and " ".join(line.split()).casefold() == " ".join(words.split()).casefold()
