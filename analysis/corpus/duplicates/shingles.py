"""Texts as sets of shingles, and what is kept of each text so that its near-copies are found without it.

A shingle is three words that follow one another, as one number of 64 bits. Words are runs of letters, marks and
digits, without case and accents; in scripts that put no spaces between words each character is a word. A text of
fewer than three words is one shingle.

What is kept is a signature by one permutation hashing (Li, Owen and Zhang 2012): the shingles' numbers fall into
``N_BINS`` bins, the lowest of each bin stays, and a bin without any takes that of another, found in an order of its own
that all texts share (densification: Shrivastava 2017). The part of the bins in which two texts are alike estimates the
Jaccard similarity of their sets of shingles. The bins of one band, taken together, are its key.
All compiled functions that call one another stand in this file: numba's cache sees only changes of the file itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analysis.compiled import compiled, over_blocks
from analysis.scripts import WITHOUT_SPACES

N_BINS, N_BANDS = 128, 32
N_ROWS = N_BINS // N_BANDS  # bins of a band
_BLOCK = 256  # texts that one thread takes at a time
_CHUNK = 1 << 14  # shingles that are handed on at a time, so that a text of any length takes no memory
# A character's entry in the table: what it becomes without case and accent (a code point), and what it is.
_POINT = np.uint64((1 << 21) - 1)
_WORD, _ALONE, _SPACE, _UNSEEN = (np.uint64(1 << bit) for bit in (24, 25, 26, 27))
_APOSTROPHES = "'’‘ʼ´＇"  # passed over: one outlet's I'm is another's Im
_N_POINTS = 0x40000  # code points behind these are signs, of which each stands for itself
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_PRIME, _START = np.uint64(0x100000001B3), np.uint64(0xCBF29CE484222325)
_MIX1, _MIX2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_APART = np.uint64(0xD6E8FEB86659FD93)  # says that white space stands before a unit
_ZERO, _ONE, _LOW = np.uint64(0), np.uint64(1), np.uint64(0xFFFFFFFF)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_SAMPLED, _FOUR = np.uint64(15), np.uint64(4)  # a shingle is sampled where these bits are zero; the next are its sample
_BIN = np.uint64(57)  # behind which stand the bits of a shingle that say in which bin it falls
_STATE = 8  # numbers that are carried from one chunk of a text to the next


class Sketches(NamedTuple):
    """What is kept of each text.

    exact: (texts, 2) uint64, a hash of the text without case, accents, apostrophes and more than one space in a row;
    zeros where nothing but white space stands there. keys: (texts, bands) uint32. signature: (texts, bins) uint8.
    n_filled: (texts,) uint8, bins that a shingle fell into: 0 where the text has no word. n_samples: (texts,) int32,
    and samples: (all texts' samples,) uint32: of each text one shingle in 16, chosen by its number, so that what two
    texts share is sampled in both.
    """

    exact: NDArray[np.uint64]
    keys: NDArray[np.uint32]
    signature: NDArray[np.uint8]
    n_filled: NDArray[np.uint8]
    n_samples: NDArray[np.int32]
    samples: NDArray[np.uint32]


def sketch(texts: Sequence[str | None] | pa.Array, *, n_jobs: int | None = None) -> Sketches:
    """Return the sketches of some texts; a missing text is blank.

    >>> one, two = sketch(["Oil  rose today.", "oil rose today."]).exact
    >>> bool((one == two).all())
    True
    """
    data, offsets = utf8(texts)
    n = len(offsets) - 1
    made = Sketches(
        np.zeros((n, 2), dtype=np.uint64),
        np.zeros((n, N_BANDS), dtype=np.uint32),
        np.zeros((n, N_BINS), dtype=np.uint8),
        np.zeros(n, dtype=np.uint8),
        np.zeros(n, dtype=np.int32),
        np.empty(n + int(offsets[-1] - offsets[0]) // 2, dtype=np.uint32),  # no text has more words than these
    )
    rooms = (offsets[:-1] - offsets[0]) // 2 + np.arange(n)

    def work(first: int, last: int) -> None:
        _sketch(data, offsets, _characters(), _detours(), rooms, first, last, *made)

    over_blocks(work, n, size=_BLOCK, n_jobs=n_jobs)
    return made._replace(samples=made.samples[stretches(rooms, made.n_samples)])


def join(parts: Sequence[Sketches]) -> Sketches:
    """Return the sketches of several parts as one."""
    parts = parts or [sketch([])]
    return Sketches(
        np.concatenate([part.exact for part in parts]),
        np.concatenate([part.keys for part in parts]),
        np.concatenate([part.signature for part in parts]),
        np.concatenate([part.n_filled for part in parts]),
        np.concatenate([part.n_samples for part in parts]),
        np.concatenate([part.samples for part in parts]),
    )


def stretches(starts: NDArray[np.int64], sizes: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the places of some stretches, one after the other.

    >>> stretches(np.array([0, 7]), np.array([2, 3])).tolist()
    [0, 1, 7, 8, 9]
    """
    ends = np.cumsum(sizes)
    places: NDArray[np.int64] = np.arange(sizes.sum()) + np.repeat(starts - (ends - sizes), sizes)
    return places


def shingle_set(text: str, highest: int = 2**64 - 1) -> NDArray[np.uint64]:
    """Return the numbers of a text's distinct shingles in ascending order, up to ``highest``.

    >>> len(shingle_set("Oil rose today, and oil rose today."))
    4
    """
    data, offsets = utf8([text])
    out, state = np.empty(min(_CHUNK, len(text) + 4), dtype=np.uint64), np.zeros(_STATE, dtype=np.uint64)
    at, end, parts = int(offsets[0]), int(offsets[1]), []
    while True:
        n, at = _shingles(data, at, end, _characters(), state, out)
        parts.append(out[:n][out[:n] <= highest])
        if at > end:
            return np.unique(np.concatenate(parts))


def hash_stretches(
    data: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64], *, n_jobs: int | None = None
) -> NDArray[np.uint64]:
    """Return a hash of each stretch of bytes as of a text without case and accents; 0 where it has no word."""
    made = np.zeros(len(starts), dtype=np.uint64)

    def work(first: int, last: int) -> None:
        _hash(data, starts, ends, _characters(), first, last, made)

    over_blocks(work, len(starts), size=16 * _BLOCK, n_jobs=n_jobs)
    return made


def n_common(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> int:
    """Return how many numbers stand in both of two ascending arrays."""
    return int(_common(first, second))


def utf8(texts: Sequence[str | None] | pa.Array) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the UTF-8 bytes of the texts in a row, and where each starts (and the last ends)."""
    if not isinstance(texts, pa.Array):
        try:
            texts = pa.array(texts, pa.large_string())
        except UnicodeEncodeError:  # a lone surrogate, which UTF-8 does not know
            texts = pa.array([(text or "").encode("utf-8", "replace") for text in texts], pa.large_binary())
    elif not (pa.types.is_large_string(texts.type) or pa.types.is_large_binary(texts.type)):
        texts = texts.cast(pa.large_string())
    if texts.null_count:
        texts = texts.fill_null("")
    if not len(texts):
        return np.zeros(0, dtype=np.uint8), np.zeros(1, dtype=np.int64)
    _, places, data = texts.buffers()
    offsets = np.frombuffer(places, dtype=np.int64)[texts.offset : texts.offset + len(texts) + 1]
    return np.frombuffer(data or b"", dtype=np.uint8), offsets


@lru_cache(maxsize=1)
def _characters() -> NDArray[np.uint32]:
    """Return the entry of each code point, made when first asked for."""
    alone = re.compile(f"[{WITHOUT_SPACES}]")
    table = np.arange(_N_POINTS, dtype=np.uint32)
    table[:0x20000] = [_entry(chr(point), alone) for point in range(0x20000)]
    table[0x20000:] |= np.uint32(_WORD | _ALONE)  # Han
    return table


def _entry(character: str, alone: re.Pattern[str]) -> int:
    category = unicodedata.category(character)
    if character.isspace():
        return int(_SPACE)
    if category == "Cf" or _is_accent(character) or character in _APOSTROPHES or "\ufe00" <= character <= "\ufe0f":
        return int(_UNSEEN)
    small = character.lower()[0]
    parts = unicodedata.normalize("NFD", small)
    point = ord(parts[0] if all(map(_is_accent, parts[1:])) else small)
    if category[0] not in "LMN":
        return point
    return point | int(_WORD) | (int(_ALONE) if category[0] != "N" and alone.match(character) else 0)


def _is_accent(character: str) -> bool:
    return "\u0300" <= character <= "\u036f" or character in "\u3099\u309a"


@lru_cache(maxsize=1)
def _detours() -> NDArray[np.uint8]:
    """Return for each bin the order in which it asks the others where no shingle fell into it: (bins, bins)."""
    from analysis.hashing import mix64

    numbers = mix64(np.arange(N_BINS * N_BINS, dtype=np.uint64)).reshape(N_BINS, N_BINS)
    return np.argsort(numbers, axis=1).astype(np.uint8)


@compiled(forceinline=True)
def _mixed(x):  # type: ignore[no-untyped-def]
    """Return a number whose bits all depend on all bits of another (the end of splitmix64)."""
    x = (x ^ (x >> np.uint64(30))) * _MIX1
    x = (x ^ (x >> np.uint64(27))) * _MIX2
    return x ^ (x >> np.uint64(31))


@compiled(forceinline=True)
def _look(data, at, end):  # type: ignore[no-untyped-def]
    """Return the character of more than one byte that starts at ``at``, and where the next one starts."""
    byte = np.int64(data[at])
    width = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
    if byte < 0xC0 or at + width > end:
        return byte, at + 1  # no UTF-8
    point = byte & (0x7F >> width)
    for i in range(1, width):
        point = point << 6 | (np.int64(data[at + i]) & 0x3F)
    return point, at + width


@compiled(forceinline=True)
def _with(exact1, exact2, unit):  # type: ignore[no-untyped-def]
    """Return the two halves of a text's hash with one more unit, a word or a sign, in it."""
    exact1, exact2 = (exact1 ^ unit) * _FIRST, (exact2 + unit) * _SECOND
    return exact1 ^ (exact1 >> np.uint64(32)), exact2 ^ (exact2 >> np.uint64(29))


@compiled()
def _shingles(data, at, end, characters, state, out):  # type: ignore[no-untyped-def]
    """Write the numbers of the shingles from ``at`` on; return how many, and where to go on (behind ``end``: done).

    state: the hash of the word so far, 1 where there is one, the hashes of the two words before, how many words there
    were, the two halves of the hash of the whole text, 1 where white space came last.
    """
    word, in_word, before, last, n_words = state[0], state[1], state[2], state[3], state[4]
    exact1, exact2, apart = state[5], state[6], state[7]
    n = 0
    while at <= end and n + 2 < len(out):
        entry, after = np.uint64(_SPACE), at + 1  # the text's end is like white space
        if at < end:
            point = np.int64(data[at])
            if point >= 0x80:
                point, after = _look(data, at, end)
            entry = np.uint64(characters[point] if point < _N_POINTS else point)
        at = after
        if entry & _UNSEEN:
            continue
        goes_on = entry & _WORD and not entry & _ALONE
        if in_word and not goes_on:
            whole, in_word = _mixed(word), _ZERO
            exact1, exact2 = _with(exact1, exact2, whole ^ (apart * _APART))
            out[n] = _shingle(before, last, whole)
            n += n_words >= 2
            before, last, n_words, apart = last, whole, n_words + _ONE, _ZERO
        if goes_on:
            word = ((word if in_word else _START) ^ (entry & _POINT)) * _PRIME
            in_word = _ONE
        elif entry & _SPACE:
            apart = np.uint64(exact1 != 0)
        else:
            whole = _mixed(entry + _FIRST)
            exact1, exact2 = _with(exact1, exact2, whole ^ (apart * _APART))
            apart = _ZERO
            if entry & _ALONE:
                out[n] = _shingle(before, last, whole)
                n += n_words >= 2
                before, last, n_words = last, whole, n_words + _ONE
    if at > end and (n_words == 1 or n_words == 2):
        out[n] = _shingle(_ZERO, before, last)
        n += 1
    state[0], state[1], state[2], state[3], state[4] = word, in_word, before, last, n_words
    state[5], state[6], state[7] = exact1, exact2, apart
    return n, at


@compiled(forceinline=True)
def _shingle(first, second, third):  # type: ignore[no-untyped-def]
    return _mixed((first * _FIRST + second) * _SECOND + third)


@compiled()
def _sketch(  # type: ignore[no-untyped-def]
    data, offsets, characters, detours, rooms, first, last, exact, keys, signature, n_filled, n_samples, samples
):
    """Fill the sketches of the texts from ``first`` to ``last``."""
    out, state = np.empty(_CHUNK, dtype=np.uint64), np.empty(_STATE, dtype=np.uint64)
    lowest = np.empty(N_BINS, dtype=np.uint64)
    for text in range(first, last):
        state[:] = 0
        lowest[:] = _ALL
        at, end = offsets[text], offsets[text + 1]
        while at <= end:
            n, at = _shingles(data, at, end, characters, state, out)
            for i in range(n):
                where = np.int64(out[i] >> _BIN)
                lowest[where] = min(lowest[where], out[i])
                if not out[i] & _SAMPLED:
                    samples[rooms[text] + n_samples[text]] = np.uint32(out[i] >> _FOUR & _LOW)
                    n_samples[text] += 1
        exact[text, 0], exact[text, 1] = state[5], state[6]
        n_filled[text] = _fill(lowest, detours)
        for i in range(N_BINS):
            signature[text, i] = np.uint8(lowest[i] & np.uint64(0xFF))
        for band in range(N_BANDS):
            key = np.uint64(band)
            for i in range(band * N_ROWS, (band + 1) * N_ROWS):
                key = _mixed(key * _FIRST + lowest[i])
            keys[text, band] = np.uint32(key & _LOW)


@compiled()
def _hash(data, starts, ends, characters, first, last, made):  # type: ignore[no-untyped-def]
    """Fill the hashes of the stretches from ``first`` to ``last``."""
    out, state = np.empty(_CHUNK, dtype=np.uint64), np.empty(_STATE, dtype=np.uint64)
    for i in range(first, last):
        state[:] = 0
        at = starts[i]
        while at <= ends[i]:
            _, at = _shingles(data, at, ends[i], characters, state, out)
        made[i] = state[5] ^ _mixed(state[6]) if state[4] else _ZERO


@compiled()
def _fill(lowest, detours):  # type: ignore[no-untyped-def]
    """Give each empty bin the number of the first one that it asks and that has one; return how many had one."""
    filled = np.empty(N_BINS, dtype=np.bool_)
    n = 0
    for i in range(N_BINS):
        filled[i] = lowest[i] != _ALL
        n += filled[i]
    if n:
        for i in range(N_BINS):
            if not filled[i]:
                at = 0
                while not filled[detours[i, at]]:
                    at += 1
                lowest[i] = lowest[detours[i, at]]
    return n


@compiled()
def _common(first, second):  # type: ignore[no-untyped-def]
    i = j = n = 0
    while i < len(first) and j < len(second):
        n += first[i] == second[j]
        i, j = i + (first[i] <= second[j]), j + (second[j] <= first[i])
    return n
