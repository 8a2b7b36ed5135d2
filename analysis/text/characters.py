"""What a character is to a word: one kind for each code point, in a table that the scanner reads."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis.scripts import WITHOUT_SPACES
from analysis.text import scan

HYPHENS = "\\-\u058a\u05be\u2010\u2011\ufe63\uff0d"
APOSTROPHES = "'’‘ʼ´＇"
# Characters that show nothing: soft hyphens, joiners, directions of writing, variants, byte order marks. They stand
# inside words that they do not change (Unicode: Default_Ignorable_Code_Point, and the annotation marks).
IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_SIGNS = {"_": scan.UNDERSCORE, ".": scan.DOT, "+": scan.PLUS, "@": scan.AT, "\n": scan.NEWLINE}
_CLASSES = {
    re.compile(f"[{IGNORABLE}]"): scan.IGNORABLE,
    re.compile(f"[{HYPHENS}]"): scan.HYPHEN,
    re.compile(f"[{APOSTROPHES}]"): scan.APOSTROPHE,
}
_LETTER_WITHOUT_SPACES = re.compile(f"[{WITHOUT_SPACES}]")


def kind(character: str) -> int:
    """Return the kind of a character, one of the numbers that ``scan`` names.

    >>> kind("é") == scan.LOWER, kind("Й") == scan.LETTER, kind("油") == scan.SPACELESS
    (True, True, True)
    """
    if character in _SIGNS:
        return _SIGNS[character]
    for among, number in _CLASSES.items():
        if among.match(character):
            return number
    if character.isspace():
        return scan.SPACE
    category = unicodedata.category(character)
    if category[0] == "L":
        without_spaces = _LETTER_WITHOUT_SPACES.match(character)
        return scan.SPACELESS if without_spaces else scan.LOWER if category == "Ll" else scan.LETTER
    return {"M": scan.MARK, "N": scan.DIGIT}.get(category[0], scan.OTHER)


@lru_cache(maxsize=1)
def kinds() -> NDArray[np.uint8]:
    """Return the kinds of all code points, made when first asked for: an array to be looked up by code point."""
    table = np.full(scan.N_POINTS, scan.OTHER, dtype=np.uint8)
    table[:0x20000] = [kind(chr(point)) for point in range(0x20000)]
    table[0x20000:0x40000] = [
        scan.SPACELESS if unicodedata.category(chr(point)) == "Lo" else scan.OTHER for point in range(0x20000, 0x40000)
    ]
    table[0xE0000:] = scan.IGNORABLE
    return table
