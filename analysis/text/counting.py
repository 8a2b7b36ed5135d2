"""Passages to TermCounts, and terms back to where they stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.compiled import compiled, lowest_bit
from analysis.errors import InputError
from analysis.tables import TermCounts
from analysis.text.reading import ReadTexts, checked, sequences_of
from analysis.text.sequences import Joiner, Phrase, TermNumbers, blocks
from analysis.text.words import Words

_ONE = np.uint64(1)


def count_terms(
    texts: Sequence[str] | ReadTexts,
    *,
    passage_ids: Sequence[str] | None = None,
    languages: Sequence[str] | str = "en",
    phrases: Iterable[Phrase | str] = (),
    keep: Collection[str] = (),
    leave_out: Collection[str] = (),
    min_count: int = 1,
    max_share: float = 1.0,
    words: Words | None = None,
) -> TermCounts:
    """Return how often each term stands in each text.

    texts: the passages, or what ``read_texts`` made of them, which has languages and words of its own. passage_ids: one
    for each (default: their numbers). languages: one for each, or one for all; en, es and ru have lemmas and stop
    words, words of any other language (fr, und) are counted as they are, in small letters. phrases: terms in a row that
    count as one term, joined by spaces ('victory day'); a word inside a phrase is not counted again. keep: terms that
    count however rare or common they are. leave_out: terms that do not count (names), but for those of keep. A term
    must stand in at least ``min_count`` texts and in at most ``max_share`` of them. words: to be shared by calls, so
    that no word is looked up twice.

    Returns TermCounts: CSR of float64, texts x terms, the terms sorted.
    Raises InputError where no term is left, or an argument is no such thing.

    >>> count_terms(["Oil and gas.", "Oil!"]).terms
    ('gas', 'oil')
    """
    reader = texts.words if isinstance(texts, ReadTexts) else words or Words()
    read, numbers, n_texts = sequences_of(texts, languages, reader)
    _check_limits(min_count, max_share)
    ids = tuple(passage_ids) if passage_ids is not None else tuple(map(str, range(n_texts)))
    if len(ids) != n_texts:
        raise InputError([f"passage_ids has {len(ids)} entries for {n_texts} texts; give one for each"])
    joiner = Joiner(phrases, numbers)
    found_in = np.zeros(0, dtype=np.int64)  # in how many texts each term stands
    parts = []
    for sequences in read:
        joined = joiner.join(sequences)
        found_in = np.concatenate([found_in, np.zeros(len(numbers) - len(found_in), dtype=np.int64)])
        parts.append(Tallied(*_tallied(joined.terms, joined.ends, found_in)))
    kept = _kept(numbers, found_in, keep, leave_out, min_count, max(max_share * n_texts, 1))
    if not len(kept):
        allowed = f"in {min_count} passages or more and in at most {max_share:.0%} of {n_texts}"
        raise InputError([f"no term stands {allowed}; lower min_count, raise max_share, or check the language"])
    terms = tuple(map(numbers.terms.__getitem__, kept.tolist()))
    return TermCounts(_matrix(parts, kept, found_in), ids, terms, reader)


def locate_terms(
    texts: Sequence[str],
    *,
    passage_ids: Sequence[str],
    languages: Sequence[str] | str,
    phrases: Iterable[Phrase | str] = (),
    words: Words | None = None,
) -> pd.DataFrame:
    """Return where each counted word stands: passage_id, start and end (characters of the passage), term.

    >>> locate_terms(["Of oil"], passage_ids=["a"], languages="en").to_dict("records")
    [{'passage_id': 'a', 'start': 3, 'end': 6, 'term': 'oil'}]
    """
    texts, codes = checked(texts, languages)
    if len(passage_ids) != len(texts):
        raise InputError([f"passage_ids has {len(passage_ids)} entries for {len(texts)} texts; give one for each"])
    numbers = (words or Words()).numbers
    joiner = Joiner(phrases, numbers)
    frames = []
    for block in blocks(texts):
        sequences = numbers.read(texts[block], codes[block], places=True)
        joined = joiner.join(sequences, places=True)
        terms = np.array(numbers.terms, dtype=object)
        columns = {
            "passage_id": np.repeat(np.array(passage_ids[block], dtype=object), np.diff(joined.ends)),
            "start": sequences.spans[joined.first, 0],
            "end": sequences.spans[joined.last, 1],
            "term": terms[joined.terms],
        }
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def _check_limits(min_count: int, max_share: float) -> None:
    faults = []
    if not min_count >= 1:
        faults.append(f"min_count is {min_count!r}; it must be 1 or more: in how many texts a term must stand")
    if not 0 < max_share <= 1:
        faults.append(f"max_share is {max_share!r}; it must be above 0 and at most 1: a share of the texts")
    if faults:
        raise InputError(faults)


def _kept(
    numbers: TermNumbers,
    found_in: NDArray[np.int64],
    keep: Iterable[str],
    leave_out: Iterable[str],
    least: int,
    most: float,
) -> NDArray[np.int64]:
    """Return the numbers of the terms that count, in the order of the terms."""
    counts = (found_in >= least) & (found_in <= most)
    counts[_numbers_of(leave_out, numbers)] = False
    named = _numbers_of(keep, numbers)
    counts[named] = found_in[named] > 0
    return numbers.order[counts[numbers.order]]


def _numbers_of(terms: Iterable[str], numbers: TermNumbers) -> NDArray[np.int64]:
    return np.array([n for n in map(numbers.find, terms) if n is not None], dtype=np.int64)


def _matrix(parts: list[Tallied], kept: NDArray[np.int64], found_in: NDArray[np.int64]) -> sparse.csr_array:
    """Return the counts of the kept terms, in the order of ``kept``, with sorted columns in each row."""
    place = np.full(len(found_in), -1, dtype=np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    size = int(found_in[kept].sum())
    indices, data = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.float64)
    ends = [np.zeros(1, dtype=np.int64)]
    for part in parts:
        ends.append(_sort_rows(*part, place, len(kept), ends[-1][-1], indices, data))
    indptr = np.concatenate(ends)
    matrix = sparse.csr_array((data, indices, indptr), shape=(len(indptr) - 1, len(kept)))
    matrix.has_sorted_indices = matrix.has_canonical_format = True
    return matrix


class Tallied(NamedTuple):
    """The terms of some texts, each once in a text.

    terms: the number of each. counts: how often it stands in its text. ends: where each text's terms end, with a 0
    before.
    """

    terms: NDArray[np.int32]
    counts: NDArray[np.int32]
    ends: NDArray[np.int64]


@compiled()
def _tallied(terms, ends, found_in):  # type: ignore[no-untyped-def]
    """Return each text's terms, each once, how often each stands in it, and where each text's end; count the texts."""
    seen = np.zeros(len(found_in), dtype=np.int32)
    distinct, counts = np.empty(len(terms) + 1, dtype=np.int32), np.empty(len(terms), dtype=np.int32)
    distinct_ends = np.zeros(len(ends), dtype=np.int64)
    n = 0
    for text in range(len(ends) - 1):
        first = n
        for i in range(ends[text], ends[text + 1]):
            term = terms[i]
            distinct[n] = term  # and the next term in the same place, where this one was seen before
            n += seen[term] == 0
            seen[term] += 1
        for i in range(first, n):
            term = distinct[i]
            counts[i] = seen[term]
            seen[term] = 0
            found_in[term] += 1
        distinct_ends[text + 1] = n
    return distinct[:n].copy(), counts[:n].copy(), distinct_ends


@compiled()
def _sort_rows(terms, counts, ends, place, n_columns, n, indices, data):  # type: ignore[no-untyped-def]
    """Write rows of CSR from place ``n`` on, their columns in order, and return their ends; some terms have no column.

    A row's columns are set as bits, and the bits read from the lowest on: each costs the same, where sorting would cost
    more the longer the row is. Bits of a second kind say where in the first to look.
    """
    bits = np.zeros(n_columns // 64 + 1, dtype=np.uint64)
    places_of_bits = np.zeros(n_columns // 4096 + 1, dtype=np.uint64)
    count_of = np.empty(n_columns, dtype=np.int32)
    row_ends = np.empty(len(ends) - 1, dtype=np.int64)
    for row in range(len(ends) - 1):
        for i in range(ends[row], ends[row + 1]):
            column = np.int64(place[terms[i]])
            if column >= 0:
                bits[column >> 6] |= _ONE << np.uint64(column & 63)
                places_of_bits[column >> 12] |= _ONE << np.uint64(column >> 6 & 63)
                count_of[column] = counts[i]
        for high in range(len(places_of_bits)):
            while places_of_bits[high]:
                middle = high << 6 | lowest_bit(places_of_bits[high])
                places_of_bits[high] &= places_of_bits[high] - _ONE
                left = bits[middle]
                bits[middle] = 0
                while left:
                    indices[n] = middle << 6 | lowest_bit(left)
                    data[n] = count_of[indices[n]]
                    left &= left - _ONE
                    n += 1
        row_ends[row] = n
    return row_ends
