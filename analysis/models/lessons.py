"""What the words of the lexicon alone teach about passages: which speak of a theme for sure, and which hardly do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.models.rows import counted_once

Floats = NDArray[np.float64]

_TWO = 2  # different words of a theme that make a passage sure of it
BELIEVED = 10.0  # sure passages: with so many of them, a teacher counts as much as the words themselves
_UNNAMED = 0.3  # how much a teacher counts where a passage has none of the theme's words


@dataclass(frozen=True)
class Lessons:
    """Which passages are sure of which guided theme, and which are without any of its words: passages x themes.

    A passage is sure of a theme when it has two different words of it, and more words of it than of any other
    theme. ``elsewhere`` are passages that are sure of another theme and have at most one different word of this one.
    """

    sure: NDArray[np.bool_]
    unnamed: NDArray[np.bool_]
    elsewhere: NDArray[np.bool_]

    @classmethod
    def of(cls, rows: sparse.csr_array, guide: Floats) -> Lessons:
        """Return the lessons of counts (passages x terms) for the themes of a guide (themes x terms, above 0: named).

        >>> counts = sparse.csr_array(np.array([[1, 1, 0], [1, 0, 0], [0, 0, 3]]))
        >>> Lessons.of(counts, np.array([[1.0, 1.0, 0.0]])).sure.ravel().tolist()
        [True, False, False]
        """
        named = np.flatnonzero((guide > 0).any(axis=0))
        member, rows = np.ascontiguousarray((guide[:, named] > 0).T.astype(np.float64)), rows[:, named]
        different, words = np.asarray(counted_once(rows) @ member), np.asarray(rows @ member)
        sure = (different >= _TWO) & (words > _most_of_others(words))
        elsewhere = (sure.sum(axis=1, keepdims=True) > sure) & (different < _TWO)
        return cls(sure, different == 0, elsewhere)

    def decided(self) -> NDArray[np.bool_]:
        """Return where the words alone decide whether a passage speaks of a theme: passages x themes."""
        return self.sure | self.unnamed | self.elsewhere

    def with_words(self, present: Floats, n_sure: Floats) -> Floats:
        """Return the presence of themes where what was learned from few passages counts less than the words themselves.

        present: passages x themes, by what was learned from the ``n_sure`` passages (themes,) that were sure of it. A
        passage with a word of the theme has it as far as the words are believed, (10 / (10 + n_sure))^2, and else as
        far as ``present`` says.
        """
        words = (BELIEVED / (BELIEVED + n_sure)) ** 2
        return np.where(self.unnamed | self.elsewhere, present, words + (1 - words) * present)

    def labels(self, teacher: Floats, *, unnamed: float = _UNNAMED) -> Floats:
        """Return how probable it is that each passage speaks of each theme, as the words and a teacher have it.

        teacher: passages x themes, 0 to 1, what something else says. It decides where the words alone do not; as
        long as few passages are sure of a theme, its words count for more than the teacher, who learned from them.
        unnamed: how much of what the teacher says is believed of passages without any of the theme's words.
        """
        n_sure = self.sure.sum(axis=0)
        told = (BELIEVED + n_sure * np.where(self.elsewhere, 0.0, teacher)) / (BELIEVED + n_sure)
        return np.where(self.sure, 1.0, np.where(self.unnamed, unnamed * teacher, told))


def _most_of_others(words: Floats) -> Floats:
    """Return for each theme the largest number of words of any other theme: passages x themes."""
    if words.shape[0] == 0 or words.shape[1] < 2:
        return np.zeros_like(words)
    largest_two = np.partition(words, -2, axis=1)[:, -2:]
    first = words.argmax(axis=1)
    most = np.repeat(largest_two[:, 1:], words.shape[1], axis=1)
    most[np.arange(len(words)), first] = largest_two[:, 0]
    return most
