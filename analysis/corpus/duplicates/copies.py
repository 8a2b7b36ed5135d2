"""Which articles are copies of others: the same text, or one that was changed a little."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from analysis.corpus.duplicates.pairs import Pairs

if TYPE_CHECKING:
    from analysis.corpus.duplicates.shingles import Sketches

THRESHOLD = 0.8
_PART = 4096  # texts that are handed to the kernel at a time, so that a list of them is not copied at once
_UNDATED = np.iinfo(np.int64).max
_COLUMNS = ["article_id", "duplicate_of", "similarity", "kind"]

TextOf = Callable[[str], str]


class Copies:
    """Takes articles in parts and then says which are copies of which.

    Articles are near-copies where the Jaccard similarity of their sets of shingles (three words in a row, without case,
    accents and punctuation) reaches the threshold. The earliest is kept (by date, undated last, then by id), and every
    copy is as similar as that to the one kept which it points at: a copy of a copy that has drifted further away is
    kept on its own, so that a chain of small changes never joins two different stories.

    >>> texts = {"a": "Oil rose today.", "b": "OIL rose  today."}
    >>> copies = Copies().add(["b"], [texts["b"]]).add(["a"], [texts["a"]])
    >>> copies.found(texts.get).to_dict("records")
    [{'article_id': 'b', 'duplicate_of': 'a', 'similarity': 1.0, 'kind': 'exact'}]
    """

    def __init__(self, *, threshold: float = THRESHOLD, n_jobs: int | None = None) -> None:
        if not 0 < threshold <= 1:
            raise ValueError(f"threshold is {threshold!r}; it must lie above 0 and be 1 at most")
        self.threshold, self.n_jobs = threshold, n_jobs
        self.crowded: tuple[str, ...] = ()
        self._ids: list[str] = []
        self._dates: list[NDArray[np.int64]] = []
        self._sketches: list[Sketches] = []

    def add(self, ids: Iterable[str], texts: Sequence[str | None] | pa.Array, dates: ArrayLike | None = None) -> Copies:
        """Take one more part: the articles' ids, their texts, and their dates (datetime64, NaT where there is none).

        Returns itself. Raises ValueError where there are not as many ids as texts and dates.
        """
        from analysis.corpus.duplicates.shingles import sketch

        names = list(ids)
        days = np.full(len(names), _UNDATED) if dates is None else _seconds(dates)
        if not len(names) == len(texts) == len(days):
            raise ValueError(f"there are {len(names)} ids, {len(texts)} texts and {len(days)} dates; give one of each")
        self._ids += names
        self._dates.append(days)
        for first in range(0, len(texts), _PART):
            self._sketches.append(sketch(texts[first : first + _PART], n_jobs=self.n_jobs))
        return self

    def found(self, text_of: TextOf) -> pd.DataFrame:
        """Return a row for each article that is a copy, sorted by article_id.

        text_of: gives the text of an article once more; it is asked for near-copies only. Columns: article_id;
        duplicate_of, the article that is kept; similarity to it, 0 to 1; kind, 'exact' where an earlier article has
        the same text but for case, accents, apostrophes and white space, else 'near'. An article without text is no
        copy, one without a word only an exact one. Afterwards ``crowded`` names the articles of which copies may have
        been missed, since they share most of their text with many others that are no copies.
        Raises ValueError where an id stands twice.
        """
        from analysis.corpus.duplicates.shingles import join

        order, sketches = self._order(), join(self._sketches)
        ids = [self._ids[i] for i in order]
        first = _first_alike(sketches.exact[order])
        alone = np.flatnonzero((first == np.arange(len(first))) & (sketches.n_filled[order] > 0))
        near = self._near(order[alone], sketches, Pairs(text_of))
        rows = []
        for i, of in enumerate(first.tolist()):
            if ids[of] in near:
                rows.append((ids[i], *near[ids[of]], "near" if of == i else "exact"))
            elif of != i:
                rows.append((ids[i], ids[of], 1.0, "exact"))
        table = pd.DataFrame(sorted(rows), columns=_COLUMNS)
        return table.astype({"article_id": "str", "duplicate_of": "str", "similarity": "float64", "kind": "str"})

    def suspected(
        self, copies: pd.DataFrame, text_of: TextOf, *, similar: float = 0.6, most: int = 1000
    ) -> pd.DataFrame:
        """Return pairs of kept articles that are no copies but may come from one story, sorted; none is dropped for it.

        copies: what ``found`` returned. similar: the similarity from which on a pair is told. most: how many pairs are
        looked at, those first whose samples share most. Columns: article_id, the one with fewer words; other_id;
        similarity; containment, the part of the first one's shingles that the other has; kind, 'contained' where that
        reaches the threshold for copies and the first is as much shorter, else 'similar'. Pairs that share fewer than
        some 50 words are not found.
        """
        from analysis.corpus.duplicates.shingles import join, stretches
        from analysis.corpus.duplicates.suspects import suspected

        order, copied = self._order(), set(copies["article_id"])
        kept = np.array([i for i in order if self._ids[i] not in copied], dtype=np.int64)
        sketches = join(self._sketches)
        sizes = sketches.n_samples
        places = stretches((np.cumsum(sizes) - sizes)[kept], sizes[kept])
        return suspected(
            [self._ids[i] for i in kept], sketches.samples[places], sizes[kept], text_of,
            contained=self.threshold, similar=similar, most=most,
        )  # fmt: skip

    def _order(self) -> NDArray[np.int64]:
        """Return the places of the articles, the earliest first."""
        dates = np.concatenate(self._dates).tolist() if self._dates else []
        order = sorted(range(len(dates)), key=lambda i: (dates[i], self._ids[i]))
        ids = sorted(self._ids)
        if twice := sorted({one for one, other in pairwise(ids) if one == other}):
            raise ValueError(f"the id {twice[0]!r} stands several times; each article needs its own")
        return np.array(order, dtype=np.int64)

    def _near(self, places: NDArray[np.int64], sketches: Sketches, pairs: Pairs) -> dict[str, tuple[str, float]]:
        """Return for each near-copy among the articles, the earliest first, the one kept and the similarity."""
        from analysis.corpus.duplicates.banding import Bands

        bands = Bands(sketches.keys[places], sketches.signature[places], sketches.n_filled[places], self.threshold)
        ids = [self._ids[i] for i in places]
        near: dict[str, tuple[str, float]] = {}
        while True:
            at, candidates = bands.next()
            if at == len(ids):
                break
            for candidate in candidates:
                similarity = pairs.common(ids[at], ids[candidate]).similarity
                if similarity >= self.threshold:
                    near[ids[at]] = ids[candidate], similarity
                    break
            else:
                bands.keep(at)
        self.crowded = tuple(sorted(ids[i] for i in bands.crowded()))
        return near


def find_copies(
    texts: Sequence[str | None] | pa.Array,
    *,
    ids: Sequence[str],
    dates: ArrayLike | None = None,
    threshold: float = THRESHOLD,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Return a row for each article that is a copy of an earlier one; see ``Copies.found``.

    >>> find_copies(["Oil rose.", "Gas fell.", "oil rose."], ids=["a", "b", "c"])["duplicate_of"].tolist()
    ['a']
    """
    copies = Copies(threshold=threshold, n_jobs=n_jobs).add(ids, texts, dates)
    return copies.found(text_getter(texts, ids))


def text_getter(texts: Sequence[str | None] | pa.Array, ids: Sequence[str]) -> TextOf:
    """Return a function that gives the text of an article by its id, '' where it is missing."""
    place = {article_id: i for i, article_id in enumerate(ids)}

    def text_of(article_id: str) -> str:
        text = texts[place[article_id]]
        return str((text.as_py() if isinstance(text, pa.Scalar) else text) or "")

    return text_of


def _seconds(dates: ArrayLike) -> NDArray[np.int64]:
    """Return dates as numbers that sort as they do, those that are missing last."""
    moments = np.asarray(dates, dtype="datetime64[s]")
    return np.where(np.isnat(moments), _UNDATED, moments.astype(np.int64))


def _first_alike(exact: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return for each row the first one that is the same; itself where it is all zero.

    >>> _first_alike(np.array([[1, 2], [0, 0], [1, 2], [0, 0]], dtype=np.uint64)).tolist()
    [0, 1, 0, 3]
    """
    places = np.arange(len(exact))
    order = np.lexsort((places, exact[:, 1], exact[:, 0]))
    is_first = np.concatenate([[True], (exact[order][1:] != exact[order][:-1]).any(axis=1)])[: len(exact)]
    firsts = np.empty(len(exact), dtype=np.int64)
    firsts[order] = order[np.maximum.accumulate(np.where(is_first, places, 0))]
    return np.where((exact == 0).all(axis=1), places, firsts)
