"""Which of the texts before a text it may be a copy of, found without a look at all of them.

Texts whose bins are alike in one band share a bucket. Of texts with a Jaccard similarity of .8 all but one pair in
twenty million share one of 32 buckets of four bins; of those with .2 one pair in twenty does. A bucket holds the texts
that are kept and no copies, up to ``ROOM`` of them, so that the work grows as the number of texts does, even where
thousands of texts share their boilerplate: buckets of boilerplate alone are full and of no use, but a pair of copies
shares others, in which one of the four bins is of their own words. Who met how many full buckets is told.
All compiled functions that call one another stand in this file: numba's cache sees only changes of the file itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled
from analysis.corpus.duplicates.shingles import N_BANDS, N_BINS

ROOM = 16  # texts of a bucket
_SURE = 4.5  # standard errors below the threshold from which on a pair is not looked at: one in 300,000 is lost


class Bands:
    """Goes through texts, the earliest first, and stops at each that may be a copy of one that is kept.

    keys, signature, n_filled: of the texts in their order, see ``Sketches``.
    """

    def __init__(
        self,
        keys: NDArray[np.uint32],
        signature: NDArray[np.uint8],
        n_filled: NDArray[np.uint8],
        threshold: float,
    ) -> None:
        n = len(keys)
        self._groups, rooms = _groups(keys)
        self._starts = np.concatenate([[0], np.cumsum(rooms)])
        self._members = np.zeros(int(self._starts[-1]), dtype=np.int32)
        self._n_members = np.zeros(len(rooms), dtype=np.int32)
        self._signature, self._n_filled, self._least = signature, n_filled, _least(threshold)
        self._seen = np.full(n, -1, dtype=np.int32)
        self._found = np.zeros(N_BANDS * ROOM, dtype=np.int32)
        self._at = 0
        self._n_full = np.zeros(n, dtype=np.uint8)  # buckets that had no room for a text that was kept

    def next(self) -> tuple[int, list[int]]:
        """Return the next text that may be a copy, and the kept ones that it may be a copy of, the earliest first.

        All texts on the way to it are kept. At the end: the number of texts, and none.
        """
        at, n = _advance(
            self._at, self._groups, self._starts, self._members, self._n_members,
            self._signature, self._n_filled, self._least, self._seen, self._found, self._n_full,
        )  # fmt: skip
        self._at = at + 1
        return at, np.sort(self._found[:n]).tolist()

    def keep(self, text: int) -> None:
        """Keep the text that ``next`` stopped at: it is no copy."""
        _keep(text, self._groups, self._starts, self._members, self._n_members, self._n_full)

    def crowded(self) -> list[int]:
        """Return the texts that were kept and for which most buckets had no room."""
        return np.flatnonzero(self._n_full > N_BANDS // 2).tolist()


def _groups(keys: NDArray[np.uint32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the number of each text's bucket in each band, -1 where it is alone in it, and how many each has room for.

    >>> groups, rooms = _groups(np.array([[5] * N_BANDS, [7] * N_BANDS, [5] * N_BANDS], dtype=np.uint32))
    >>> groups[:, 1].tolist(), len(rooms), int(rooms[1])
    ([1, -1, 1], 32, 2)
    """
    n = len(keys)
    groups = np.full((n, N_BANDS), -1, dtype=np.int32)
    rooms: list[NDArray[np.int64]] = []
    n_groups = 0
    for band in range(N_BANDS):
        order = np.argsort(keys[:, band])
        ordered = keys[order, band]
        firsts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if n else np.zeros(0, np.int64)
        sizes = np.diff(np.append(firsts, n))
        several = sizes > 1
        numbers = np.where(several, n_groups + np.cumsum(several) - 1, -1)
        groups[order, band] = np.repeat(numbers, sizes)
        rooms.append(np.minimum(sizes[several], ROOM))
        n_groups += int(several.sum())
    return groups, np.concatenate(rooms)


def _least(threshold: float) -> NDArray[np.int64]:
    """Return in how many bins a pair must be alike to be looked at, by the bins that the shorter text has filled."""
    filled = np.maximum(np.arange(N_BINS + 1), 1)
    error = np.sqrt(threshold * (1 - threshold) / filled)
    return np.ceil(N_BINS * (threshold - _SURE * error) - 1e-9).astype(np.int64)


@compiled()
def _advance(at, groups, starts, members, n_members, signature, n_filled, least, seen, found, n_full):  # type: ignore[no-untyped-def]
    """Keep texts up to the first that may be a copy; return it and how many it may be a copy of."""
    while at < len(groups):
        n = 0
        for band in range(N_BANDS):
            group = groups[at, band]
            if group < 0:
                continue
            for place in range(starts[group], starts[group] + n_members[group]):
                other = members[place]
                if seen[other] != at:
                    seen[other] = at
                    if _n_alike(signature, at, other) >= least[min(n_filled[at], n_filled[other])]:
                        found[n] = other
                        n += 1
        if n:
            return at, n
        _keep(at, groups, starts, members, n_members, n_full)
        at += 1
    return at, 0


@compiled()
def _n_alike(signature, one, other):  # type: ignore[no-untyped-def]
    n = 0
    for i in range(N_BINS):
        n += signature[one, i] == signature[other, i]
    return n


@compiled()
def _keep(at, groups, starts, members, n_members, n_full):  # type: ignore[no-untyped-def]
    """Put a text into its buckets where they have room."""
    for band in range(N_BANDS):
        group = groups[at, band]
        if group >= 0:
            place = starts[group] + n_members[group]
            if place < starts[group + 1]:
                members[place] = at
                n_members[group] += 1
            else:
                n_full[at] += 1
