"""What repeats over a source: lines of menus and newsletters, and words that most of its texts begin or end with.

Local work on a part of the articles (``count_repeats``), a merge in which numbers are summed (``merge_repeats``), then
local work again (``Repeated.furniture``). Copies are not counted, so that they do not make furniture of each other.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.corpus.furniture import Furniture
from analysis.hashing import mix64, stable_hash

REASON = "repeated in its source"
# A line is furniture where it stands in so many articles of its source, and in such a part of them: anywhere in the
# text; or near the edge, where it is cut at an edge only; or next to a line that is furniture.
FEWEST = 5
ANYWHERE, AT_EDGE, NEXT_TO = 0.05, 0.02, 0.01
_EDGE = 3  # lines from the top or the end of a text
# Words that a text begins or ends with are furniture where half of the source's texts do.
FEWEST_RUNS, MOST_TEXTS = 10, 0.5
_RUN = 32  # words from the top or the end that are looked at
_REACH = 16 * _RUN  # characters that hold them
_WORD = re.compile(r"\d+|[^\W\d_]+")
_BEHIND = re.compile(r"[\s:;,.|·–—-]*")  # what goes with the words before it


class Tally(NamedTuple):
    """In how many articles something stands: its key, the key of the source, all of them, and those at an edge."""

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
    from analysis.corpus.lines import find_lines
    from analysis.corpus.shingles import hash_stretches, utf8

    of = np.array([stable_hash(source) for source in sources], dtype=np.uint64)
    data, offsets = utf8(texts)
    lines = find_lines(data, offsets)
    hashes = hash_stretches(data, lines.starts, lines.ends)
    known = hashes != 0
    owners = lines.owners[known].astype(np.int64)
    runs = [(i, key) for i, text in enumerate(texts) for key, _ in (*_heads(text), *_tails(text))]
    run_owners, run_keys = (np.array(side) for side in zip(*runs, strict=True)) if runs else (np.zeros(0), np.zeros(0))
    return Repeats(
        _tally(owners, hashes[known], _is_edge(owners), of),
        _tally(run_owners.astype(np.int64), run_keys.astype(np.uint64), np.ones(len(runs), dtype=np.bool_), of),
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
        return cls(
            _keys(lines, lines.n >= np.maximum(FEWEST, ANYWHERE * size)),
            _keys(lines, lines.n_edge >= np.maximum(FEWEST, AT_EDGE * size)),
            _keys(lines, lines.n >= np.maximum(FEWEST, NEXT_TO * size)),
            _keys(runs, runs.n >= np.maximum(FEWEST_RUNS, MOST_TEXTS * _sizes(runs, counted.n_articles))),
        )

    def furniture(self, text: str, source: str) -> list[Furniture]:
        """Return what of an article's text repeats in its source, lines that follow one another as one stretch."""
        found = list(self._lines(text, source)) if self.anywhere or self.at_edge else []
        if self.runs:
            of = stable_hash(source)
            for ends in (_heads(text), _tails(text)):
                spans = [span for key, span in ends if _key(key, of) in self.runs]
                found += [Furniture(*span, REASON) for span in spans[-1:]]
        return sorted(found)

    def _lines(self, text: str, source: str) -> Iterator[Furniture]:
        from analysis.corpus.lines import find_lines
        from analysis.corpus.shingles import hash_stretches, utf8

        data, offsets = utf8([text])
        lines = find_lines(data, offsets)
        hashes = hash_stretches(data, lines.starts, lines.ends, n_jobs=1)
        keys = _keyed(hashes, np.full(len(hashes), stable_hash(source), dtype=np.uint64)).tolist()
        cut = self._cut(keys, _is_edge(np.zeros(len(keys), dtype=np.int64)).tolist())
        before = np.concatenate([[0], np.cumsum((data & 0xC0) != 0x80)]) if any(cut) else data
        for i, is_cut in enumerate(cut):
            if is_cut and (i == 0 or not cut[i - 1]):
                last = next((j for j in range(i, len(cut)) if not cut[j]), len(cut)) - 1
                yield Furniture(int(before[lines.starts[i]]), int(before[lines.ends[last]]), REASON)

    def _cut(self, keys: list[int], is_edge: list[bool]) -> list[bool]:
        """Return which lines are furniture; what is next to one is told from the top and then from the end."""
        cut = [
            key in self.anywhere or (at_edge and key in self.at_edge)
            for key, at_edge in zip(keys, is_edge, strict=True)
        ]
        for i in (*range(1, len(cut)), *range(len(cut) - 2, -1, -1)):
            beside = cut[i - 1 : i] + cut[i + 1 : i + 2]
            cut[i] = cut[i] or (any(beside) and keys[i] in self.next_to)
        return cut


def find_repeated(articles: pd.DataFrame) -> Repeated:
    """Return what repeats over the sources of some articles (columns text, source, duplicate_of)."""
    alone = articles[articles["duplicate_of"].isna()] if "duplicate_of" in articles else articles
    return Repeated.of(count_repeats(alone["text"].tolist(), alone["source"].fillna("").tolist()))


def _heads(text: str) -> list[tuple[int, tuple[int, int]]]:
    """Return a key for the first word, the first two words, and so on, each with where they stand."""
    words = list(_WORD.finditer(text, 0, _REACH))[:_RUN]
    keys = _chain(words, "head")
    return [(key, (0, _BEHIND.match(text, word.end()).end())) for key, word in zip(keys, words, strict=True)]  # type: ignore[union-attr]


def _tails(text: str) -> list[tuple[int, tuple[int, int]]]:
    """Return a key for the last word, the last two words, and so on, each with where they stand."""
    words = list(_WORD.finditer(text, max(0, len(text) - _REACH)))[:-_RUN:-1]
    return [(key, (word.start(), len(text))) for key, word in zip(_chain(words, "tail"), words, strict=True)]


def _chain(words: list[re.Match[str]], end: str) -> list[int]:
    """Return a key for each word with all before it; numbers are alike, and so is what stands between two of them.

    So 'on 7 May 2022' and 'on 12 June 2023' are alike.
    """
    shapes = ["0" if word[0][0].isdecimal() else word[0].casefold() for word in words]
    keys, key = [], zlib.crc32(end.encode())
    for i, shape in enumerate(shapes):
        between = shapes[i - 1 : i] == shapes[i + 1 : i + 2] == ["0"]
        key = zlib.crc32(b"*" if between else shape.encode("utf-8", "replace"), key)
        keys.append(key)
    return keys


def _is_edge(owners: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which lines are among the first or last of their text."""
    places = np.arange(len(owners))
    starts = np.searchsorted(owners, owners, side="left")
    ends = np.searchsorted(owners, owners, side="right")
    return (places - starts < _EDGE) | (ends - places <= _EDGE)


def _key(key: int, source: int) -> int:
    return int(_keyed(np.array([key], dtype=np.uint64), np.array([source], dtype=np.uint64))[0])


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
    whole = Tally(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    order = np.argsort(whole.keys, kind="stable")
    keys, sources, n, n_edge = (column[order] for column in whole)
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
    if not len(first):
        return whole
    return Tally(keys[first], sources[first], np.add.reduceat(n, first), np.add.reduceat(n_edge, first))


def _sizes(tally: Tally, n_articles: dict[int, int]) -> NDArray[np.int64]:
    """Return how many articles the source of each key has."""
    sources, where = np.unique(tally.sources, return_inverse=True)
    return np.array([n_articles[int(source)] for source in sources], dtype=np.int64)[where]


def _keys(tally: Tally, chosen: NDArray[np.bool_]) -> frozenset[int]:
    return frozenset(tally.keys[chosen].tolist())
