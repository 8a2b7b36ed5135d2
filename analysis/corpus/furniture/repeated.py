"""What repeats over a source: lines of menus and newsletters, and words that most of its texts begin or end with.

Local work on a part of the articles (``count_repeats``), a merge in which numbers are summed (``merge_repeats``), local
work again (``count_frames`` of frames.py) with a merge, and last what is cut of each (``Repeated.furniture``). Copies
are not counted, so that they do not make furniture of each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.corpus.furniture.found import Furniture
from analysis.corpus.furniture.frames import Frames, common_ends, count_ends, count_frames
from analysis.corpus.furniture.tallies import Tally, merge, source_keys, tally
from analysis.hashing import mix64

if TYPE_CHECKING:
    from analysis.corpus.furniture.lines import Lines

REASON = "repeated in its source"
# A line is furniture where it stands in so many articles of its source, and in such a part of them: anywhere in the
# text; or near the edge, where it is cut at an edge only; or next to a line that is furniture.
FEWEST = 5
ANYWHERE, AT_EDGE, NEXT_TO = 0.05, 0.02, 0.01
_EDGE = 3  # lines from the top or the end of a text
_PART = 4096  # articles that are read at a time


class Repeats(NamedTuple):
    """What a part of the articles counts: its lines, first and last words, and the articles by key of their source."""

    lines: Tally
    ends: Tally
    n_articles: dict[int, int]


def count_repeats(texts: Sequence[str], sources: Sequence[str]) -> Repeats:
    """Return in how many articles of each source a line stands, and how many begin or end with a word.

    texts, sources: of articles that are no copies; '' is a source like others.
    """
    of = source_keys(sources)
    lines, hashes, _, _ = _lines_of(texts)
    known = hashes != 0
    owners = lines.owners[known].astype(np.int64)
    return Repeats(
        tally(owners, _keyed(hashes[known], of[owners]), _is_edge(owners), of),
        count_ends(texts, sources),
        {int(source): int(n) for source, n in zip(*np.unique(of, return_counts=True), strict=True)},
    )


def merge_repeats(parts: Sequence[Repeats]) -> Repeats:
    """Return the counts of all parts together."""
    n_articles: dict[int, int] = {}
    for part in parts:
        for source, n in part.n_articles.items():
            n_articles[source] = n_articles.get(source, 0) + n
    return Repeats(merge([part.lines for part in parts]), merge([part.ends for part in parts]), n_articles)


@dataclass(frozen=True)
class Repeated:
    """What is furniture by the counts: keys of lines, and the frames of the texts."""

    anywhere: frozenset[int]
    at_edge: frozenset[int]
    next_to: frozenset[int]
    frames: Frames

    @classmethod
    def of(cls, counted: Repeats, frames: Tally) -> Repeated:
        """Return what is furniture by the counts of all articles; frames: those of ``count_frames``."""
        lines, sizes = counted.lines, counted.n_articles
        return cls(
            lines.often(sizes, FEWEST, ANYWHERE),
            lines.often(sizes, FEWEST, AT_EDGE, marked=True),
            lines.often(sizes, FEWEST, NEXT_TO),
            Frames.of(frames, sizes),
        )

    def furniture(self, texts: Sequence[str], sources: Sequence[str]) -> list[list[Furniture]]:
        """Return what of each article's text repeats in its source, lines that follow one another as one stretch."""
        found: list[list[Furniture]] = [[] for _ in texts]
        for first in range(0, len(texts) if self.anywhere or self.at_edge else 0, _PART):
            for article, span in self._lines(texts[first : first + _PART], sources[first : first + _PART]):
                found[first + article].append(span)
        if self.frames.furniture:
            for spans, text, source in zip(found, texts, sources, strict=True):
                spans += [Furniture(start, end, REASON) for start, end in self.frames.spans(text, source)]
        return [sorted(spans) for spans in found]

    def _lines(self, texts: Sequence[str], sources: Sequence[str]) -> Iterator[tuple[int, Furniture]]:
        """Yield the place of an article and a stretch of its lines that are furniture."""
        lines, hashes, data, offsets = _lines_of(texts)
        owners = lines.owners.astype(np.int64)
        keys = _keyed(hashes, source_keys(sources)[owners])
        cut = (_is_edge(owners) & _among(keys, self.at_edge)) | _among(keys, self.anywhere)
        next_to = _among(keys, self.next_to) | (hashes == 0)  # a line of signs goes with either
        bounds = np.searchsorted(owners, np.arange(len(texts) + 1))
        for article in np.unique(owners[cut]).tolist():
            first, last = bounds[article : article + 2]
            start, end = offsets[article : article + 2]
            before = np.cumsum((data[start:end] & 0xC0) != 0x80)  # characters up to each byte
            for i, k in _runs(_spread(cut[first:last].tolist(), next_to[first:last].tolist())):
                begin, behind = lines.starts[first + i] - start, lines.ends[first + k - 1] - start
                yield article, Furniture(int(before[begin]) - 1, int(before[behind - 1]), REASON)


def find_repeated(articles: pd.DataFrame) -> Repeated:
    """Return what repeats over the sources of some articles (columns text, source, duplicate_of)."""
    alone = articles[articles["duplicate_of"].isna()] if "duplicate_of" in articles else articles
    texts, sources = alone["text"].tolist(), alone["source"].fillna("").tolist()
    parts = [(texts[i : i + _PART], sources[i : i + _PART]) for i in range(0, max(1, len(texts)), _PART)]
    counted = merge_repeats([count_repeats(*part) for part in parts])
    ends = common_ends(counted.ends, counted.n_articles)
    return Repeated.of(counted, merge([count_frames(*part, ends) for part in parts]))


def _lines_of(texts: Sequence[str]) -> tuple[Lines, NDArray[np.uint64], NDArray[np.uint8], NDArray[np.int64]]:
    """Return the lines of some texts, their hashes, and the texts' bytes with where each starts."""
    from analysis.corpus.duplicates.shingles import hash_stretches, utf8
    from analysis.corpus.furniture.lines import find_lines

    data, offsets = utf8(texts)
    lines = find_lines(data, offsets)
    return lines, hash_stretches(data, lines.starts, lines.ends), data, offsets


def _is_edge(owners: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which lines are among the first or last of their text."""
    places = np.arange(len(owners))
    starts = np.searchsorted(owners, owners, side="left")
    ends = np.searchsorted(owners, owners, side="right")
    return (places - starts < _EDGE) | (ends - places <= _EDGE)


def _keyed(keys: NDArray[np.uint64], sources: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the keys as those of their sources: the same line in two sources is two."""
    return mix64(keys ^ mix64(sources))


def _among(keys: NDArray[np.uint64], chosen: frozenset[int]) -> NDArray[np.bool_]:
    return np.isin(keys, np.array(sorted(chosen), dtype=np.uint64))


def _spread(cut: list[bool], next_to: list[bool]) -> list[bool]:
    """Return the lines that are cut together with those next to them that are cut there, from the top and the end.

    >>> _spread([False, True, False, False], [False, False, True, True])
    [False, True, True, True]
    """
    spread = list(cut)
    for i in (*range(1, len(cut)), *range(len(cut) - 2, -1, -1)):
        spread[i] = spread[i] or (next_to[i] and any(spread[max(0, i - 1) : i + 2]))
    return spread


def _runs(chosen: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first place of each run of true values, and that behind its last.

    >>> list(_runs([True, False, True, True]))
    [(0, 1), (2, 4)]
    """
    start = None
    for i, is_chosen in enumerate([*chosen, False]):
        if is_chosen and start is None:
            start = i
        elif not is_chosen and start is not None:
            yield start, i
            start = None
