"""The words of a corpus that are spelt most like one that does not occur."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

SHOWN = 3
_ALIKE = 0.75  # of difflib's ratio: 'sanctoin' and 'sanction' have .88, 'import' and 'export' .67
_CANDIDATES = 8  # words with the most pairs of letters in common, which are then compared letter by letter
_AT_ONCE = 256


class Nearest:
    """Finds the words most like another, of thousands of words among tens of thousands, in a second.

    words: those that occur, in order. counts: how often each. Candidates are those with the most pairs of letters in
    common (Dice's coefficient; G. Adamson and J. Boreham 1974, The use of an association measure based on character
    structure), ranked by ``difflib``'s ratio, then by how often they occur.

    >>> Nearest(["sanction", "section", "war"], [5, 9, 2]).of(["sanctoin", "peace"])
    [('sanction',), ()]
    """

    def __init__(self, words: Sequence[str], counts: Sequence[float]) -> None:
        self._words, self._counts = words, counts
        self._pairs: defaultdict[str, int] = defaultdict()
        self._pairs.default_factory = self._pairs.__len__
        self._known = self._matrix(words)
        self._sizes = np.asarray(self._known.sum(axis=1)).ravel()

    def of(self, missing: Sequence[str]) -> list[tuple[str, ...]]:
        """Return for each missing word up to three that are spelt alike, the most alike first."""
        found: list[tuple[str, ...]] = []
        for first in range(0, len(missing), _AT_ONCE):
            part = missing[first : first + _AT_ONCE]
            found += [self._best(word, row) for word, row in zip(part, self._alike(part), strict=True)]
        return found

    def _alike(self, missing: Sequence[str]) -> list[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Return for each word which known ones share pairs of letters with it, and Dice's coefficient of each."""
        matrix = self._matrix(missing)[:, : self._known.shape[1]]
        sizes = np.array([len(word) + 1 for word in missing])
        shared = sparse.csr_array(matrix @ self._known.T)
        rows = []
        for i, (start, end) in enumerate(zip(shared.indptr[:-1], shared.indptr[1:], strict=True)):
            columns = shared.indices[start:end].astype(np.int64)
            rows.append((columns, 2.0 * shared.data[start:end] / (sizes[i] + self._sizes[columns])))
        return rows

    def _best(self, word: str, row: tuple[NDArray[np.int64], NDArray[np.float64]]) -> tuple[str, ...]:
        columns, dice = row
        order = np.lexsort((columns, -dice))[:_CANDIDATES]
        scored = []
        for j in columns[order].tolist():
            ratio = difflib.SequenceMatcher(None, word, self._words[j], autojunk=False).ratio()
            if ratio >= _ALIKE:
                scored.append((-round(ratio, 9), -self._counts[j], self._words[j]))
        return tuple(known for *_, known in sorted(scored)[:SHOWN])

    def _matrix(self, words: Sequence[str]) -> sparse.csr_array:
        """Return how often each pair of letters stands in each word; a word's ends count as letters."""
        padded = [f" {word} " for word in words]
        columns = [self._pairs[word[i : i + 2]] for word in padded for i in range(len(word) - 1)]
        ends = np.cumsum([0, *(len(word) - 1 for word in padded)])
        return sparse.csr_array((np.ones(len(columns)), columns, ends), shape=(len(words), len(self._pairs)))
