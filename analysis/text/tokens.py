"""Text to tokens: where the words stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# Links and user names are no words; a hashtag is the word after its sign. A word starts with a letter and may
# go on over apostrophes and hyphens; an abbreviation is single letters with stops ('U.S.').
_TOKEN = re.compile(
    r"(?P<skip>(?:https?://|www\.|pic\.twitter\.com/)\S+|(?<!\w)@\w+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+|\b\d+(?:[.,]\d+)*\w*)"
    r"|(?P<dotted>\b(?:[^\W\d_]\.){2,})"
    r"|(?P<word>[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*(?:['’\-‐‑][^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*)*)"
)
HYPHEN = re.compile("[-‐‑]")
_ENDING = re.compile(r"['’](?:s|t|d|m|re|ve|ll)?$", re.IGNORECASE)


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
    for found in _TOKEN.finditer(text):
        if found["dotted"]:
            yield Token(found.start(), found.end(), found["dotted"].replace(".", "").upper())
        elif found["word"]:
            word = _ENDING.sub("", found["word"])
            yield Token(found.start(), found.start() + len(word), unicodedata.normalize("NFC", word))
