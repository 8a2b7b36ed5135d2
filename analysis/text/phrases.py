"""Which words belong together: collocations, found by how much oftener they stand in a row than by chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.compiled import compiled
from analysis.errors import InputError
from analysis.text.reading import ReadTexts, sequences_of
from analysis.text.sequences import TermNumbers
from analysis.text.words import Words

Ints = NDArray[np.int64]


def find_phrases(
    texts: Sequence[str] | ReadTexts,
    *,
    languages: Sequence[str] | str = "en",
    min_count: int = 10,
    threshold: float = 0.5,
    max_words: int = 3,
    words: Words | None = None,
) -> pd.DataFrame:
    """Return the phrases of some texts: terms in a row that stand together far oftener than by chance.

    texts: the passages, or what ``read_texts`` made of them. Two terms are a phrase where they stand side by side at
    least ``min_count`` times and their normalised pointwise mutual information reaches ``threshold`` (1: never apart;
    0: as by chance). Phrases are joined, and looked for again, until they have ``max_words`` words. No stop word is in
    a phrase, and none is passed over.

    One row is a phrase: phrase (its terms, joined by spaces, as ``count_terms`` takes them), n_words, count (how often
    it was joined), npmi; the firmest first. The numbers of all words of the texts are held in memory, 8 bytes each.
    Source: G. Bouma (2009), Normalized (pointwise) mutual information in collocation extraction.

    >>> find_phrases(["Prime ministers met", "The prime minister"] * 5)[["phrase", "count"]].values.tolist()
    [['prime minister', 10]]
    """
    blocks, numbers, _ = sequences_of(texts, languages, words)
    _check(min_count, threshold, max_words)
    read = list(blocks)
    units = np.concatenate([r.codes for r in read]).astype(np.int64) >> 1
    # A stop word is unit -1, the end of a text -2: nothing is joined to either.
    units[np.concatenate([r.codes for r in read]) & 1 == 1] = -1
    ends = np.cumsum(np.concatenate([np.diff(r.ends) for r in read]))
    units = np.insert(units, ends, -2)
    return _phrases(units, numbers, min_count, threshold, max_words)


def _check(min_count: int, threshold: float, max_words: int) -> None:
    faults = []
    if not min_count >= 1:
        faults.append(f"min_count is {min_count!r}; it must be 1 or more: how often a phrase must stand in the texts")
    if not -1 <= threshold <= 1:
        faults.append(f"threshold is {threshold!r}; it must be from -1 (never together) to 1 (never apart)")
    if not max_words >= 2:
        faults.append(f"max_words is {max_words!r}; it must be 2 or more")
    if faults:
        raise InputError(faults)


def _phrases(units: Ints, numbers: TermNumbers, min_count: int, threshold: float, max_words: int) -> pd.DataFrame:
    """Return the table of phrases; ``units``: a number for each term or joined phrase, in order."""
    rank = np.empty(len(numbers), dtype=np.int64)
    rank[numbers.order] = np.arange(len(numbers))
    units[units >= 0] = rank[units[units >= 0]]  # numbers that do not depend on which text came first
    names = [numbers.terms[number] for number in numbers.order.tolist()]
    lengths = np.ones(len(names), dtype=np.int64)
    frames = [pd.DataFrame({"phrase": pd.Series(dtype=str), "n_words": 0, "count": 0, "npmi": 0.0})]
    while True:
        left, right, count, npmi = _pairs(units, len(names))
        together = lengths[left] + lengths[right]
        chosen = (count >= min_count) & (npmi >= threshold) & (together <= max_words)
        if not chosen.any():
            break
        left, right, count, npmi, together = left[chosen], right[chosen], count[chosen], npmi[chosen], together[chosen]
        units = _merged(units, left * len(names) + right, len(names))
        found = [f"{names[a]} {names[b]}" for a, b in zip(left.tolist(), right.tolist(), strict=True)]
        frames.append(pd.DataFrame({"phrase": found, "n_words": together, "count": count, "npmi": npmi}))
        names += found
        lengths = np.concatenate([lengths, together])
    table = pd.concat(frames, ignore_index=True).astype({"n_words": "int64", "count": "int64", "npmi": "float64"})
    # The same words may have been joined in two ways (a b + c, a + b c): the firmer one stands for both.
    table = table.sort_values(["npmi", "phrase"], ascending=[False, True], kind="stable").drop_duplicates("phrase")
    return table.reset_index(drop=True)


def _pairs(units: Ints, n_units: int) -> tuple[Ints, Ints, Ints, NDArray[np.float64]]:
    """Return the pairs of units that stand side by side: left, right, count, and NPMI."""
    beside = (units[:-1] >= 0) & (units[1:] >= 0)
    keys, count = np.unique(units[:-1][beside] * n_units + units[1:][beside], return_counts=True)
    left, right = keys // n_units, keys % n_units
    n = max(1, int(np.count_nonzero(units > -2)))
    share = np.bincount(units[units >= 0], minlength=n_units) / n
    joint = count / n  # p(x, y) of Bouma; share holds p(x) and p(y)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(joint / (share[left] * share[right])) / -np.log(joint)
    return left, right, count, np.nan_to_num(npmi, nan=1.0)


@compiled()
def _merged(units, keys, n_units):  # type: ignore[no-untyped-def]
    """Return the units with the chosen pairs joined, from the left: n_units and on, in the order of the sorted keys."""
    merged = np.empty_like(units)
    n = at = 0
    while at < len(units):
        merged[n] = units[at]
        if at + 1 < len(units) and units[at] >= 0 and units[at + 1] >= 0:
            key = units[at] * n_units + units[at + 1]
            place = np.searchsorted(keys, key)
            if place < len(keys) and keys[place] == key:
                merged[n] = n_units + place
                at += 1
        n += 1
        at += 1
    return merged[:n].copy()
