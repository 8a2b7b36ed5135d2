"""Text to tokens: where the words stand, and which letters a word has as it is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from analysis.text.characters import APOSTROPHES, HYPHENS, IGNORABLE
from analysis.text.scan import Surfaces

BROKEN = "\u00ad"  # in a word: the hyphen that stood at the end of a line
HYPHEN = re.compile(f"[{HYPHENS}]")
_LINE_END = re.compile(rf"[{HYPHENS}]\s+")
_HIDDEN = re.compile(f"[{IGNORABLE}]")
ENDING = rf"(?i)[{APOSTROPHES}](?:s|t|d|m|re|ve|ll)$"
_ENDING = re.compile(ENDING)


class Token(NamedTuple):
    """A word as it stands in a text: its first and last character (end exclusive) and its letters."""

    start: int
    end: int
    word: str


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text in order, without links, user names, numbers, and endings such as 's and 're.

    >>> [t.word for t in tokens("The U.S. sanctions, @user: https://x.y/z Díaz-Canel’s #Cuba in 2022")]
    ['The', 'US', 'sanctions', 'Díaz-Canel', 'Cuba', 'in']
    """
    for start, end in Surfaces().scan([text], [0], places=True).characters().tolist():
        word, length = word_of(text[start:end])
        yield Token(start, start + length, word)


def word_of(written: str) -> tuple[str, int]:
    r"""Return the letters of a word as it is written, and how many of its characters they take.

    An abbreviation loses its stops, a word an ending such as 's; characters that show nothing are left out, accents
    are one with their letters (NFC); a hyphen at the end of a line becomes a soft one.

    >>> word_of("u.s."), word_of("Cuba’s"), word_of("sanc-\ntions") == ("sanc\u00adtions", 11)
    (('US', 4), ('Cuba', 4), True)
    """
    if written.isalpha() and written.isascii():
        return written, len(written)
    seen = written if written.isascii() else _HIDDEN.sub("", written)
    if "." in seen:
        return seen.replace(".", "").upper(), len(written)
    word = _ENDING.sub("", seen)
    if word.isascii() and word.isprintable() and seen is written:  # on one line, nothing hidden
        return word, len(word)
    length = _length_without(written, len(seen) - len(word))
    return unicodedata.normalize("NFC", _LINE_END.sub(BROKEN, word)), length


def _length_without(written: str, n_cut: int) -> int:
    """Return how many characters are left when the last ``n_cut`` of those that can be seen are cut off."""
    length = len(written)
    while n_cut or _HIDDEN.match(written[length - 1]):
        length -= 1
        n_cut -= not _HIDDEN.match(written[length])
    return length
