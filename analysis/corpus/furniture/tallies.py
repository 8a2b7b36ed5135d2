"""In how many articles of its source something stands: counted part by part, and summed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.hashing import stable_hash


class Tally(NamedTuple):
    """Counts by key, ascending: the source it is of, in how many articles it stands, in how many of them marked."""

    keys: NDArray[np.uint64]
    sources: NDArray[np.uint64]
    n: NDArray[np.int64]
    n_marked: NDArray[np.int64]

    def often(
        self, n_articles: Mapping[int, int], fewest: int, share: float, *, marked: bool = False
    ) -> frozenset[int]:
        """Return the keys that stand in at least so many articles, and in such a part of their source's."""
        sources, where = np.unique(self.sources, return_inverse=True)
        sizes = np.array([n_articles[int(source)] for source in sources], dtype=np.int64)[where]
        return frozenset(self.keys[(self.n_marked if marked else self.n) >= np.maximum(fewest, share * sizes)].tolist())


def tally(
    owners: NDArray[np.int64], keys: NDArray[np.uint64], marks: NDArray[np.bool_], sources: NDArray[np.uint64]
) -> Tally:
    """Return in how many articles each key stands.

    owners: the place of the article that each key stands in, ascending; in an article a key counts once, and marked if
    it is so anywhere in it. sources: of each article (see ``source_keys``).

    >>> one = np.array([7, 8, 7, 7], dtype=np.uint64)
    >>> tally(np.array([0, 0, 0, 1]), one, np.array([False, True, True, False]), np.array([5, 5], dtype=np.uint64)).n
    array([2, 1])
    """
    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    new = np.flatnonzero(np.concatenate([[True], (owners[1:] != owners[:-1]) | (keys[1:] != keys[:-1])])[: len(keys)])
    if not len(new):
        return Tally(*(np.zeros(0, dtype=np.uint64),) * 2, *(np.zeros(0, dtype=np.int64),) * 2)
    marked = np.logical_or.reduceat(marks[order], new).astype(np.int64)
    return _summed(keys[new], sources[owners[new]], np.ones(len(new), dtype=np.int64), marked)


def merge(parts: Sequence[Tally]) -> Tally:
    """Return the counts of all parts together."""
    keys = np.concatenate([part.keys for part in parts])
    order = np.argsort(keys, kind="stable")
    sources = np.concatenate([part.sources for part in parts])[order]
    n, marked = (np.concatenate(column)[order] for column in zip(*((p.n, p.n_marked) for p in parts), strict=True))
    return _summed(keys[order], sources, n, marked) if len(keys) else parts[0]


def _summed(
    keys: NDArray[np.uint64], sources: NDArray[np.uint64], n: NDArray[np.int64], marked: NDArray[np.int64]
) -> Tally:
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return Tally(keys[first], sources[first], np.add.reduceat(n, first), np.add.reduceat(marked, first))


def source_keys(sources: Sequence[str]) -> NDArray[np.uint64]:
    """Return a number for each source."""
    known = {source: stable_hash(source) for source in set(sources)}
    return np.array([known[source] for source in sources], dtype=np.uint64)
