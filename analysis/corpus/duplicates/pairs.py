"""How much two articles have in common, by their own words."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_HELD = 8_000_000  # shingles that stay in memory to be compared again: 64 MB
_WHOLE = 4_000_000  # characters of a text of which all shingles are compared; of longer ones an even part
_ALL = 2**64 - 1


class Common(NamedTuple):
    """How many shingles two articles share, and how many each has."""

    n_common: int
    n_first: int
    n_second: int

    @property
    def similarity(self) -> float:
        """The Jaccard similarity: what part of the shingles of either stands in both.

        >>> Common(6, 8, 10).similarity
        0.5
        """
        return self.n_common / max(1, self.n_first + self.n_second - self.n_common)

    @property
    def containment(self) -> float:
        """What part of the shingles of the one that has fewer stands in the other.

        >>> Common(6, 8, 10).containment
        0.75
        """
        return self.n_common / max(1, min(self.n_first, self.n_second))


class Pairs:
    """Compares articles two at a time; the shingles of those compared last are held.

    text_of: gives the text of an article.

    >>> Pairs({"a": "Oil rose by ten.", "b": "Oil rose by two."}.get).common("a", "b")
    Common(n_common=1, n_first=2, n_second=2)
    """

    def __init__(self, text_of: Callable[[str], str]) -> None:
        self._text_of = text_of
        self._held: OrderedDict[str, tuple[int, NDArray[np.uint64]]] = OrderedDict()
        self._n_held = 0

    def common(self, first: str, second: str) -> Common:
        """Return what two articles have in common; of very long ones estimated from an even part of their shingles."""
        from analysis.corpus.duplicates.shingles import n_common

        (bound, one), (other_bound, other) = self._shingles(first), self._shingles(second)
        if bound != other_bound:
            bound = min(bound, other_bound)
            one, other = one[one <= np.uint64(bound)], other[other <= np.uint64(bound)]
        return Common(n_common(one, other), len(one), len(other))

    def _shingles(self, article_id: str) -> tuple[int, NDArray[np.uint64]]:
        """Return the shingles of an article up to a bound, with that bound."""
        from analysis.corpus.duplicates.shingles import shingle_set

        if article_id in self._held:
            self._held.move_to_end(article_id)
            return self._held[article_id]
        text = self._text_of(article_id)
        bound = _ALL if len(text) <= _WHOLE else _ALL * _WHOLE // len(text)
        self._held[article_id] = bound, shingle_set(text, bound)
        self._n_held += len(self._held[article_id][1])
        made = self._held[article_id]
        while self._n_held > _HELD and len(self._held) > 1:
            self._n_held -= len(self._held.popitem(last=False)[1][1])
        return made
