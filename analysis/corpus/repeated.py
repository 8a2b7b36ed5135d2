"""What repeats over a source: lines of menus and newsletters, and words that most of its texts begin or end with.

Local work on a part of the articles (``count_repeats``), a merge in which numbers are summed (``merge_repeats``), then
local work again (``Repeated.furniture``). Copies are not counted, so that they do not make furniture of each other.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.corpus.furniture import Furniture
from analysis.hashing import mix64, stable_hash

if TYPE_CHECKING:
    from analysis.corpus.lines import Lines

REASON = "repeated in its source"
# A line is furniture where it stands in so many articles of its source, and in such a part of them: anywhere in the
# text; or near the edge, where it is cut at an edge only; or next to a line that is furniture.
FEWEST = 5
ANYWHERE, AT_EDGE, NEXT_TO = 0.05, 0.02, 0.01
_EDGE = 3  # lines from the top or the end of a text
# Words that a text begins or ends with are furniture where half of the source's texts do; of few words more of them,
# since many speeches begin with 'I' and no menu does.
FEWEST_RUNS, LONG_RUN, OF_LONG, OF_SHORT = 10, 4, 0.5, 0.8
_RUN = 32  # words from the top or the end that are looked at
_PART = 1 / 3  # of a text: what is more is no frame of it, but a story that is told day by day with other numbers
_REACH = 16 * _RUN  # characters that hold them
_WORD = re.compile(r"\d+|[^\W\d_]+")
_SIGNS = ":;,.|·–—-"  # they go with the words before them


class Tally(NamedTuple):
    """In how many articles something stands: its key, the key of the source, all of them, and those at an edge.

    Of words that a text begins or ends with n_edge counts those that are ``LONG_RUN`` or more.
    """

    keys: NDArray[np.uint64]
    sources: NDArray[np.uint64]
    n: NDArray[np.int64]
    n_edge: NDArray[np.int64]


class Repeats(NamedTuple):
    """What a part of the articles counts: its lines, the words at the ends, and the articles by key of their source."""

    lines: Tally
    runs: Tally
    n_articles: dict[int, int]


def count_repeats(texts: Sequence[str], sources: Sequence[str]) -> Repeats:
    """Return how many articles of each source a line stands in, and how many begin or end with the same words.

    texts, sources: of articles that are no copies; '' is a source like others.
    """
    of = _hashes(sources)
    lines, hashes, _, _ = _lines_of(texts)
    known = hashes != 0
    owners = lines.owners[known].astype(np.int64)
    runs = [keys for text in texts for keys in (_chain(_head(text), "head"), _chain(_tail(text), "tail"))]
    lengths = np.array([len(keys) for keys in runs], dtype=np.int64)
    run_keys = np.array([key for keys in runs for key in keys], dtype=np.uint64)
    is_long = np.arange(len(run_keys)) - np.repeat(np.cumsum(lengths) - lengths, lengths) >= LONG_RUN - 1
    return Repeats(
        _tally(owners, hashes[known], _is_edge(owners), of),
        _tally(np.repeat(np.arange(len(runs)) // 2, lengths), run_keys, is_long, of),
        {int(source): int(n) for source, n in zip(*np.unique(of, return_counts=True), strict=True)},
    )


def merge_repeats(parts: Iterable[Repeats]) -> Repeats:
    """Return the counts of all parts together."""
    whole = list(parts)
    n_articles: dict[int, int] = {}
    for part in whole:
        for source, n in part.n_articles.items():
            n_articles[source] = n_articles.get(source, 0) + n
    return Repeats(_sum([part.lines for part in whole]), _sum([part.runs for part in whole]), n_articles)


@dataclass(frozen=True)
class Repeated:
    """What is furniture by the counts: keys of lines and of words at the ends."""

    anywhere: frozenset[int]
    at_edge: frozenset[int]
    next_to: frozenset[int]
    runs: frozenset[int]

    @classmethod
    def of(cls, counted: Repeats) -> Repeated:
        """Return what is furniture by the counts of all articles."""
        lines, runs = counted.lines, counted.runs
        size = _sizes(lines, counted.n_articles)
        share = np.where(runs.n_edge > 0, OF_LONG, OF_SHORT)
        return cls(
            _keys(lines, lines.n >= np.maximum(FEWEST, ANYWHERE * size)),
            _keys(lines, lines.n_edge >= np.maximum(FEWEST, AT_EDGE * size)),
            _keys(lines, lines.n >= np.maximum(FEWEST, NEXT_TO * size)),
            _keys(runs, runs.n >= np.maximum(FEWEST_RUNS, share * _sizes(runs, counted.n_articles))),
        )

    def furniture(self, texts: Sequence[str], sources: Sequence[str]) -> list[list[Furniture]]:
        """Return what of each article's text repeats in its source, lines that follow one another as one stretch."""
        found: list[list[Furniture]] = [[] for _ in texts]
        for article, span in self._lines(texts, sources) if self.anywhere or self.at_edge else ():
            found[article].append(span)
        if self.runs:
            for article, (text, source) in enumerate(zip(texts, sources, strict=True)):
                found[article] += self._ends(text, source)
        return [sorted(spans) for spans in found]

    def _lines(self, texts: Sequence[str], sources: Sequence[str]) -> Iterator[tuple[int, Furniture]]:
        """Yield the place of an article and a stretch of its lines that are furniture."""
        lines, hashes, data, offsets = _lines_of(texts)
        owners = lines.owners.astype(np.int64)
        keys = _keyed(hashes, _hashes(sources)[owners])
        at_edge = _is_edge(owners) & _among(keys, self.at_edge)
        cut = at_edge | _among(keys, self.anywhere)
        next_to = _among(keys, self.next_to) | (hashes == 0)  # a line of signs goes with either
        for article in np.unique(owners[cut]).tolist():
            first, last = np.searchsorted(owners, [article, article + 1]).tolist()
            spread = _spread(cut[first:last].tolist(), next_to[first:last].tolist())
            start = int(offsets[article])
            before = np.cumsum((data[start : int(offsets[article + 1])] & 0xC0) != 0x80)  # characters up to each byte
            for i, k in _runs_of(spread):
                begin, end = int(lines.starts[first + i]) - start, int(lines.ends[first + k - 1]) - start
                yield article, Furniture(int(before[begin]) - 1, int(before[end - 1]), REASON)

    def _ends(self, text: str, source: str) -> Iterator[Furniture]:
        """Yield the words that a text begins and ends with, where most texts of the source do."""
        spans = []
        if n := self._n_words(_head(text), "head", source):
            last = [word.end() for word in islice(_WORD.finditer(text), n)][-1]
            spans.append((0, _behind(text, last)))
        if n := self._n_words(_tail(text), "tail", source):
            spans.append(([word.start() for word in _WORD.finditer(text, max(0, len(text) - _REACH))][-n], len(text)))
        yield from (Furniture(start, end, REASON) for start, end in spans if end - start <= _PART * len(text))

    def _n_words(self, words: list[str], end: str, source: str) -> int:
        """Return how many words from one end of a text are furniture."""
        keys = _keyed(np.array(_chain(words, end), dtype=np.uint64), _hashes([source])).tolist()
        return max((i for i, key in enumerate(keys, start=1) if key in self.runs), default=0)


def find_repeated(articles: pd.DataFrame) -> Repeated:
    """Return what repeats over the sources of some articles (columns text, source, duplicate_of)."""
    alone = articles[articles["duplicate_of"].isna()] if "duplicate_of" in articles else articles
    return Repeated.of(count_repeats(alone["text"].tolist(), alone["source"].fillna("").tolist()))


def _lines_of(texts: Sequence[str]) -> tuple[Lines, NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]:
    """Return the lines of some texts, their hashes, and the texts' bytes with where each starts."""
    from analysis.corpus.lines import find_lines
    from analysis.corpus.shingles import hash_stretches, utf8

    data, offsets = utf8(texts)
    lines = find_lines(data, offsets)
    return lines, hash_stretches(data, lines.starts, lines.ends), data, offsets


def _head(text: str) -> list[str]:
    """Return the first words of a text."""
    return _WORD.findall(text, 0, _REACH)[:_RUN]


def _tail(text: str) -> list[str]:
    """Return the last words of a text, the last one first."""
    return _WORD.findall(text, max(0, len(text) - _REACH))[: -_RUN - 1 : -1]


def _chain(words: list[str], end: str) -> list[int]:
    """Return a key for the first word, the first two words, and so on.

    Numbers are alike, and so is what stands between two of them: 'on 7 May 2022' is like 'on 12 June 2023'.
    """
    shapes = ["0" if word[0].isdecimal() else word for word in words]
    between = [i for i in range(1, len(shapes) - 1) if shapes[i] != "0" and shapes[i - 1] == shapes[i + 1] == "0"]
    for i in between:
        shapes[i] = "*"
    keys, key = [], zlib.crc32(end.encode())
    for shape in "\n".join(shapes).casefold().encode("utf-8", "replace").split(b"\n"):
        key = zlib.crc32(shape, key)
        keys.append(key)
    return keys if shapes else []


def _behind(text: str, end: int) -> int:
    """Return where the white space and signs end that go with a word before them."""
    return next((i for i in range(end, len(text)) if not text[i].isspace() and text[i] not in _SIGNS), len(text))


def _is_edge(owners: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which lines are among the first or last of their text."""
    places = np.arange(len(owners))
    starts = np.searchsorted(owners, owners, side="left")
    ends = np.searchsorted(owners, owners, side="right")
    return (places - starts < _EDGE) | (ends - places <= _EDGE)


def _hashes(sources: Sequence[str]) -> NDArray[np.uint64]:
    """Return the key of each source."""
    known = {source: stable_hash(source) for source in set(sources)}
    return np.array([known[source] for source in sources], dtype=np.uint64)


def _among(keys: NDArray[np.uint64], chosen: frozenset[int]) -> NDArray[np.bool_]:
    return np.isin(keys, np.array(sorted(chosen), dtype=np.uint64))


def _spread(cut: list[bool], next_to: list[bool]) -> list[bool]:
    """Return the lines that are cut together with those next to them that are cut there, from the top and the end."""
    spread = list(cut)
    for i in (*range(1, len(cut)), *range(len(cut) - 2, -1, -1)):
        spread[i] = spread[i] or (next_to[i] and any(spread[max(0, i - 1) : i + 2]))
    return spread


def _runs_of(chosen: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first place of each run of true values, and that behind its last.

    >>> list(_runs_of([True, False, True, True]))
    [(0, 1), (2, 4)]
    """
    edges = np.flatnonzero(np.diff(np.array([False, *chosen, False]).astype(np.int8))).tolist()
    yield from zip(edges[::2], edges[1::2], strict=True)


def _keyed(keys: NDArray[np.uint64], sources: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the keys as those of their sources: the same line in two sources is two."""
    return mix64(keys ^ mix64(sources))


def _tally(
    owners: NDArray[np.int64], keys: NDArray[np.uint64], is_edge: NDArray[np.bool_], sources: NDArray[np.uint64]
) -> Tally:
    """Return in how many articles each key stands; in an article it counts once."""
    order = np.lexsort((~is_edge, keys, owners))
    owners, keys, is_edge = owners[order], keys[order], is_edge[order]
    new = np.concatenate([[True], (owners[1:] != owners[:-1]) | (keys[1:] != keys[:-1])])[: len(keys)]
    of = sources[owners[new]]
    return _sum([Tally(_keyed(keys[new], of), of, np.ones(len(of), dtype=np.int64), is_edge[new].astype(np.int64))])


def _sum(parts: Sequence[Tally]) -> Tally:
    """Return the parts as one, with each key once, ascending."""
    keys, first, where = np.unique(
        np.concatenate([part.keys for part in parts]), return_index=True, return_inverse=True
    )
    n, n_edge = np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=np.int64)
    np.add.at(n, where, np.concatenate([part.n for part in parts]))
    np.add.at(n_edge, where, np.concatenate([part.n_edge for part in parts]))
    return Tally(keys, np.concatenate([part.sources for part in parts])[first], n, n_edge)


def _sizes(tally: Tally, n_articles: dict[int, int]) -> NDArray[np.int64]:
    """Return how many articles the source of each key has."""
    sources, where = np.unique(tally.sources, return_inverse=True)
    return np.array([n_articles[int(source)] for source in sources], dtype=np.int64)[where]


def _keys(tally: Tally, chosen: NDArray[np.bool_]) -> frozenset[int]:
    return frozenset(tally.keys[chosen].tolist())
