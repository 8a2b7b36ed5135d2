"""The words that most texts of a source begin or end with, such as the name of a section, or when it was published.

Two rounds over the articles: the first and last word of each is counted (``count_ends``), then more of them where many
texts have that word (``count_frames``).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np

from analysis.corpus.furniture.tallies import Tally, source_keys, tally
from analysis.hashing import stable_hash

# Half of a source's texts begin or end so; of few words more of them do, since many speeches begin with 'I'.
FEWEST, OF_LONG, OF_SHORT = 10, 0.5, 0.8
_LONG = 4  # words
_MOST = 32  # words from the top or the end that are looked at
_REACH = 8 * _MOST  # characters that hold most of them
_PART = 1 / 3  # of a text: what is more is no frame of it, but a story that is told day by day with other numbers
_WORD = re.compile(r"\d+|[^\W\d_]+")
_SIGNS = ":;,.|·–—-"  # they go with the words before them
_HIGH = 0xFFFFFFFF00000000


@dataclass(frozen=True)
class Frames:
    """The words that texts begin or end with: keys of all runs of them, and of those that are furniture."""

    runs: frozenset[int]
    furniture: frozenset[int]

    @classmethod
    def of(cls, counted: Tally, n_articles: Mapping[int, int]) -> Frames:
        """Return the frames by the counts of all articles."""
        runs = counted.often(n_articles, FEWEST, OF_LONG)
        long = counted.often(n_articles, FEWEST, OF_LONG, marked=True)
        return cls(runs, long | counted.often(n_articles, FEWEST, OF_SHORT))

    def spans(self, text: str, source: str) -> Iterator[tuple[int, int]]:
        """Yield the first and last characters that are furniture; none that are a third of the text or more."""
        spans = []
        if n := self._n_words(_head(text), "head", source):
            last = [word.end() for word in islice(_WORD.finditer(text), n)][-1]
            spans.append((0, _behind(text, last)))
        if n := self._n_words(_tail(text), "tail", source):
            spans.append(([word.start() for word in _WORD.finditer(text, max(0, len(text) - _REACH))][-n], len(text)))
        yield from ((start, end) for start, end in spans if end - start <= _PART * len(text))

    def _n_words(self, words: list[str], end: str, source: str) -> int:
        """Return how many words from one end of a text are furniture."""
        n = 0
        for i, key in enumerate(_keys(words, end, source), start=1):
            if key not in self.runs:
                break
            n = i if key in self.furniture else n
        return n


def count_ends(texts: Sequence[str], sources: Sequence[str]) -> Tally:
    """Return how many texts of each source begin or end with a word."""
    return _counted([(_head(text, 1), _tail(text, 1)) for text in texts], sources)


def common_ends(counted: Tally, n_articles: Mapping[int, int]) -> frozenset[int]:
    """Return the keys of the first and last words that texts of a source have so often that more may be alike."""
    return counted.often(n_articles, FEWEST, OF_LONG)


def count_frames(texts: Sequence[str], sources: Sequence[str], ends: frozenset[int]) -> Tally:
    """Return how many texts begin or end with the same words, one, two and so on; those of four and more are marked.

    ends: what ``common_ends`` returned; texts that begin and end with other words are not counted.
    """
    words = []
    for text, source in zip(texts, sources, strict=True):
        head = _head(text) if ends and _first(_head(text, 1), "head", source) in ends else []
        tail = _tail(text) if ends and _first(_tail(text, 1), "tail", source) in ends else []
        words.append((head, tail))
    return _counted(words, sources)


def _counted(words: Sequence[tuple[list[str], list[str]]], sources: Sequence[str]) -> Tally:
    owners: list[int] = []
    keys: list[int] = []
    places: list[int] = []
    for article, ((head, tail), source) in enumerate(zip(words, sources, strict=True)):
        for some, end in ((head, "head"), (tail, "tail")):
            found = list(_keys(some, end, source))
            keys += found
            places += range(1, len(found) + 1)
            owners += [article] * len(found)
    return tally(
        np.array(owners, dtype=np.int64),
        np.array(keys, dtype=np.uint64),
        np.array(places, dtype=np.int64) >= _LONG,
        source_keys(sources),
    )


def _head(text: str, n: int = _MOST) -> list[str]:
    """Return the first words of a text."""
    return [word[0] for word in islice(_WORD.finditer(text, 0, _REACH), n)]


def _tail(text: str, n: int = _MOST) -> list[str]:
    """Return the last words of a text, the last one first."""
    return _WORD.findall(text, max(0, len(text) - _REACH))[: -n - 1 : -1]


def _first(words: list[str], end: str, source: str) -> int | None:
    return next(_keys(words, end, source), None)


def _keys(words: list[str], end: str, source: str) -> Iterator[int]:
    """Yield a key for the first word, the first two words, and so on.

    Numbers are alike, and so is what stands between two of them: 'on 7 May 2022' is like 'on 12 June 2023'.
    """
    high, key = _high(source), zlib.crc32(end.encode())
    shapes = ["0" if word[0].isdecimal() else word for word in words]
    for i, shape in enumerate(shapes):
        between = shape != "0" and shapes[i - 1 : i] == shapes[i + 1 : i + 2] == ["0"]
        key = zlib.crc32(b"*" if between else shape.casefold().encode("utf-8", "replace"), key)
        yield high | key


@lru_cache(maxsize=1024)
def _high(source: str) -> int:
    """Return the half of a key that says which source."""
    return stable_hash(source) & _HIGH


def _behind(text: str, end: int) -> int:
    """Return where the white space and signs end that go with a word before them."""
    return next((i for i in range(end, len(text)) if not text[i].isspace() and text[i] not in _SIGNS), len(text))
