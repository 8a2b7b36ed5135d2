"""Pairs of articles that are no copies by the threshold, but that a person may want to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.corpus.duplicates.pairs import Pairs

_MANY = 12  # a shingle that stands in more articles than this is a phrase of theirs, and says nothing of a pair
_FEWEST = 3  # sampled shingles that a pair must share: some 50 words
_COLUMNS = ["article_id", "other_id", "similarity", "containment", "kind"]


def suspected(
    ids: Sequence[str],
    samples: NDArray[np.uint32],
    n_samples: NDArray[np.int32],
    text_of: Callable[[str], str],
    *,
    contained: float,
    similar: float,
    most: int,
) -> pd.DataFrame:
    """Return the pairs among some articles that share much of their text.

    ids: the articles, the earliest first. samples, n_samples: see ``Sketches``. contained: from which containment on,
    and similar: from which similarity on, a pair is one. most: how many pairs are looked at at all, those first that
    seem to share most. See ``Copies.suspected`` for the columns.
    """
    pairs, rows = Pairs(text_of), []
    for first, second in _promising(samples, n_samples, min(contained, similar) / 2)[:most]:
        common = pairs.common(ids[first], ids[second])
        if common.containment >= contained or common.similarity >= similar:
            shorter, longer = (first, second) if common.n_first < common.n_second else (second, first)
            sizes = sorted((common.n_first, common.n_second))
            kind = "contained" if common.containment >= contained > sizes[0] / sizes[1] else "similar"
            rows.append((ids[shorter], ids[longer], common.similarity, common.containment, kind))
    table = pd.DataFrame(sorted(rows), columns=_COLUMNS)
    return table.astype(
        dict.fromkeys(("article_id", "other_id", "kind"), "str") | dict.fromkeys(_COLUMNS[2:4], "float64")
    )


def _promising(samples: NDArray[np.uint32], n_samples: NDArray[np.int32], least: float) -> list[tuple[int, int]]:
    """Return pairs of places that share samples, those first that share the greatest part of the fewer.

    >>> _promising(np.array([1, 2, 3, 9, 8, 3, 2, 1, 7], dtype=np.uint32), np.array([4, 1, 4]), 0.5)
    [(0, 2)]
    """
    owners = np.repeat(np.arange(len(n_samples), dtype=np.uint64), n_samples)
    both = np.unique(
        samples.astype(np.uint64) << np.uint64(32) | owners
    )  # a sample that an article repeats counts once
    values, owners = both >> np.uint64(32), both & np.uint64(0xFFFFFFFF)
    _, sizes = np.unique(values, return_counts=True)
    rare = np.repeat(sizes <= _MANY, sizes)
    values, owners = values[rare], owners[rare].astype(np.int64)
    n_rare = np.bincount(owners, minlength=len(n_samples))
    n = np.int64(max(1, len(n_samples)))
    alike = [
        owners[:-step][same] * n + owners[step:][same]
        for step in range(1, _MANY)
        if (same := values[:-step] == values[step:]).any()
    ]
    keys, n_shared = np.unique(np.concatenate([np.zeros(0, np.int64), *alike]), return_counts=True)
    firsts, seconds = keys // n, keys % n
    share = n_shared / np.maximum(1, np.minimum(n_rare[firsts], n_rare[seconds]))
    order = np.lexsort((keys, -n_shared, -share))
    order = order[((n_shared >= _FEWEST) & (share >= least))[order]]
    return list(zip(firsts[order].tolist(), seconds[order].tolist(), strict=True))
