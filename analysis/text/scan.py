"""Where the words stand in UTF-8 bytes, and a number for each distinct word, without a Python object a word.

The grammar, over characters that can be seen (those that show nothing are passed over, see ``characters``):

    word          letters and marks, going on over apostrophes and hyphens that a letter follows, and over a hyphen at
                  the end of a line where the next line starts with a small letter
    abbreviation  two or more single letters with a stop each: U.S.
    left out      links (a word before ://, www., pic.twitter.com/) up to the next space; user names (@ and what
                  follows); e-mail addresses; a number with the letters that hang on it; letters of scripts that put no
                  spaces between words

A word is looked up by a key of 128 bits, case and all: up to fifteen bytes stand in the key themselves; longer words
are hashed (as FNV-1a does: Fowler, Noll and Vo; eight bytes at a time) and told apart by their bytes where keys are
the same. Letters of ASCII are read eight at a time, as one number: whether each byte is a letter is said by its highest
bit after an addition that no byte carries over into the next.
All compiled functions that call one another stand in this file: numba's cache sees only changes of the file itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from analysis.compiled import compiled, eight_bytes, lowest_bit, pointer

# The kinds of characters; their order matters: up to MARK a word goes on, up to SPACELESS is what a user name is
# made of, up to PLUS the part of an e-mail address before the @.
(
    LOWER, LETTER, MARK, DIGIT, UNDERSCORE, SPACELESS, HYPHEN, APOSTROPHE, DOT, PLUS,
    AT, SPACE, NEWLINE, OTHER, IGNORABLE, END,
) = range(16)  # fmt: skip

_SCHEME = np.frombuffer(b"://", dtype=np.uint8)
_SITE = np.frombuffer(b"www.", dtype=np.uint8)
_PICTURE = np.frombuffer(b"pic.twitter.com/", dtype=np.uint8)
_SPACE, _COLON, _SLASH, _STOP, _W, _P = 0x20, 0x3A, 0x2F, 0x2E, 0x77, 0x70
_PRIME, _GOLDEN, _SILVER = np.uint64(0x100000001B3), np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_ZERO, _ONE, _HALF, _LANGUAGE, _LONG = np.uint64(0), np.uint64(1), np.uint64(32), np.uint64(56), np.uint64(1 << 63)
_EACH = 0x0101010101010101  # times a byte: a number of eight such bytes
_CASE, _LOW_BITS, _HIGH_BIT = np.uint64(0x20 * _EACH), np.uint64(0x7F * _EACH), np.uint64(0x80 * _EACH)
_UP_FROM_A, _UP_FROM_BEHIND_Z = np.uint64((0x80 - 0x61) * _EACH), np.uint64((0x80 - 0x7B) * _EACH)
_PADDING = " " * 16  # behind the last text, where eight bytes are read of which not all are its own
_NO_RUN, _SPOILED = -1, -2  # no part of an address has begun; one has, but something else was read in it
_FIRST_SIZE = 1 << 14
N_POINTS = 0xE1000  # code points that have a kind; nothing behind them matters to a word
N_LANGUAGES = 127  # seven bits of a key


class Surfaces:
    """Gives each distinct word, as it is written in a language, a number: 0, 1, 2 as they come.

    >>> surfaces = Surfaces()
    >>> found = surfaces.scan(["Oil, oil and Oil"], [0])
    >>> found.ids.tolist(), surfaces.written(0).to_pylist()
    ([0, 1, 2, 0], ['Oil', 'oil', 'and'])
    """

    def __init__(self) -> None:
        # The key of a word (0 where the slot is free), then its number: one look into memory for all three.
        self._slots = np.zeros((2 * _FIRST_SIZE, 3), dtype=np.uint64)
        self._languages = np.empty(_FIRST_SIZE, dtype=np.uint8)
        self._ends = np.zeros(_FIRST_SIZE + 1, dtype=np.int64)  # where each word ends in the letters; one place ahead
        self._letters = np.empty(16 * _FIRST_SIZE, dtype=np.uint8)
        self._n = np.zeros(1, dtype=np.int64)

    def __len__(self) -> int:
        return int(self._n[0])

    def scan(self, texts: list[str], languages: list[int] | NDArray[np.uint8], *, places: bool = False) -> Found:
        """Return the words of the texts by number; ``places``: and where each stands, in bytes."""
        data, offsets = utf8(texts)
        most = len(data) // 2 + len(texts)
        ids = np.empty(most, dtype=np.int32)
        spans = np.empty(2 * most if places else 0, dtype=np.int64)
        ends = np.zeros(len(texts) + 1, dtype=np.int64)
        codes = np.asarray(languages, dtype=np.uint8)
        done = 0
        while True:
            done = _scan(data, offsets, codes, kinds(), done, ids, spans, ends, self._table)
            if done == len(texts):
                break
            self._grow(int(offsets[done + 1] - offsets[done]))
        n = int(ends[-1])
        return Found(ids[:n], ends, spans[: 2 * n].reshape(-1, 2), data, offsets)

    def written(self, first: int) -> pa.LargeStringArray:
        """Return the words from number ``first`` on, as they are written: a look at them, until more are read."""
        n = len(self)
        offsets = pa.py_buffer(self._ends[first : n + 1])
        return pa.LargeStringArray.from_buffers(n - first, offsets, pa.py_buffer(self._letters))

    def languages(self, first: int) -> NDArray[np.uint8]:
        """Return the language, as it was given, of each word from number ``first`` on."""
        return self._languages[first : len(self)]

    @property
    def _table(self) -> tuple[NDArray[Any], ...]:
        return self._slots.ravel(), self._languages, self._letters, self._ends, self._n

    def _grow(self, n_bytes: int) -> None:
        """Make room for as many words again, and for all the letters of the text that did not fit."""
        self._languages = _longer(self._languages, 2 * len(self._languages))
        self._ends = _longer(self._ends, len(self._languages) + 1)
        self._letters = _longer(self._letters, 2 * len(self._letters) + n_bytes)
        slots = self._slots
        self._slots = np.zeros((2 * len(slots), 3), dtype=np.uint64)
        _refill(slots, self._slots.ravel())


class Found:
    """The words of some texts: their numbers, one after the other, and where each text's numbers end.

    ids: (words,). ends: (texts + 1,). spans: (words, 2) first and last byte (end exclusive) where they were asked
    for. data, offsets: the bytes, and where each text's start.
    """

    def __init__(
        self,
        ids: NDArray[np.int32],
        ends: NDArray[np.int64],
        spans: NDArray[np.int64],
        data: NDArray[np.uint8],
        offsets: NDArray[np.int64],
    ) -> None:
        self.ids, self.ends, self.spans, self._data, self._offsets = ids, ends, spans, data, offsets

    def behind_a_space(self) -> NDArray[np.bool_]:
        """Return for each word whether a space, and nothing else, parts it from the word before in its text.

        Spans must have been asked for.
        """
        behind = np.zeros(len(self.ids), dtype=np.bool_)
        before = self.spans[:-1, 1]
        behind[1:] = (self.spans[1:, 0] == before + 1) & (self._data[before] == _SPACE)
        firsts = self.ends[:-1][np.diff(self.ends) > 0]  # bytes of texts follow one another without a gap
        behind[firsts] = False
        return behind

    def characters(self) -> NDArray[np.int64]:
        """Return the spans in characters of each word's own text."""
        before = np.concatenate([[0], np.cumsum((self._data & 0xC0) != 0x80)])  # characters before each byte
        text_of = np.repeat(np.arange(len(self.ends) - 1), np.diff(self.ends))
        inside: NDArray[np.int64] = before[self.spans] - before[self._offsets[text_of]][:, None]
        return inside


def utf8(texts: list[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the bytes of the texts in a row and some more behind, and where each text starts (and the last ends).

    A lone surrogate, which UTF-8 does not know, is written as a question mark, so that no place moves.

    >>> utf8(["é", "", "a"])[1].tolist()
    [0, 2, 2, 3]
    """
    padded = [*texts, _PADDING]
    try:
        array = pa.array(padded, pa.large_string())
    except UnicodeEncodeError:
        array = pa.array([text.encode("utf-8", "replace") for text in padded], pa.large_binary())
    _, offsets, data = array.buffers()
    return np.frombuffer(data, dtype=np.uint8), np.frombuffer(offsets, dtype=np.int64)[: len(padded)]


def kinds() -> NDArray[np.uint8]:
    """Return the kind of each code point."""
    from analysis.text import characters  # which takes the names of the kinds from here

    return characters.kinds()


def _longer(array: NDArray[Any], size: int) -> NDArray[Any]:
    longer = np.empty(size, dtype=array.dtype)
    longer[: len(array)] = array
    return longer


@compiled()
def _scan(data, offsets, languages, kinds, first, ids, spans, ends, table):  # type: ignore[no-untyped-def]  # noqa: C901
    """Scan the texts from number ``first`` on; return the number of the text where the table was full."""
    # Pointers, since the functions below are called for each character or word (see ``pointer``).
    data, offsets, languages, kinds = pointer(data), pointer(offsets), pointer(languages), pointer(kinds)
    slots, spoken, letters, word_ends = pointer(table[0]), pointer(table[1]), pointer(table[2]), pointer(table[3])
    shift, places = _shift(len(table[0])), len(spans) > 0
    room = (shift, len(table[1]), len(table[2]))
    known = (slots, spoken, letters, word_ends, pointer(table[4]))
    n_texts = len(ends) - 1
    ids, spans, ends = pointer(ids), pointer(spans), pointer(ends)
    n = ends[first]
    for text in range(first, n_texts):
        at, end, language = offsets[text], offsets[text + 1], np.uint64(languages[text])
        before, run = OTHER, _NO_RUN
        while at < end:
            kind, start, after = _look(data, at, end, kinds)
            if kind <= LETTER:
                stop, low, high = _plain(data, start, end, language)
                if low == 0 or not _stands_alone(data, start, stop, end, kinds):
                    stop, is_link = _written(data, start, end, kinds, before > SPACELESS)
                    if is_link:
                        at, before, run = stop, OTHER, _NO_RUN
                        continue
                    low, high = _key(data, start, stop, language)
                slot = _slot(low, high, shift)
                number = np.int64(slots[slot + 2])
                if slots[slot] != low or slots[slot + 1] != high or high >= _LONG:
                    number = _number(data, start, stop, language, low, high, known, room)
                    if number < 0:
                        return text
                ids[n] = number
                if places:
                    spans[2 * n], spans[2 * n + 1] = start, stop
                if run == _NO_RUN:
                    run = n
                n += 1
                at, before = stop, LETTER
                if at < end and data[at] == _SPACE:  # as after most words: no need to look again
                    at, before, run = at + 1, SPACE, _NO_RUN
            elif kind > AT:
                at, before, run = after, kind, _NO_RUN
            elif kind == AT:
                at, is_address = _name_end(data, after, end, kinds, run >= 0, before > SPACELESS)
                if is_address:
                    n = run
                run, before = (_SPOILED, DIGIT) if at > after else (_NO_RUN, AT)
            else:
                if run == _NO_RUN:
                    run = n
                at, before = (_run_end(data, start, end, kinds) if kind == DIGIT else after), kind
        ends[text + 1] = n
    return n_texts


@compiled(forceinline=True)
def _plain(data, start, end, language):  # type: ignore[no-untyped-def]
    """Return where up to fifteen letters of ASCII end, and their key as of a word; a key of 0 for more of them."""
    low, following = eight_bytes(data, start), eight_bytes(data, start + 8)
    n, n_more = min(_n_letters(low), end - start), min(_n_letters(following), end - start - 8)
    more = n_more if n == 8 else 0
    low &= _ALL >> np.uint64(64 - 8 * n & 63)
    return start + n + more, low if more < 8 else _ZERO, language << _LANGUAGE | _first(following, more)


@compiled(forceinline=True)
def _n_letters(eight):  # type: ignore[no-untyped-def]
    """Return how many of eight bytes are letters of ASCII, up to the first that is none."""
    small = (eight | _CASE) & _LOW_BITS
    letters = (small + _UP_FROM_A) & ~(small + _UP_FROM_BEHIND_Z) & ~eight
    return lowest_bit(~letters & _HIGH_BIT) >> 3


@compiled(forceinline=True)
def _first(eight, n):  # type: ignore[no-untyped-def]
    """Return the first n of eight bytes, n below 8, with zeros for the others."""
    return eight & ((_ONE << np.uint64(8 * n & 63)) - _ONE)


@compiled(forceinline=True)
def _stands_alone(data, start, at, end, kinds):  # type: ignore[no-untyped-def]
    """Whether letters of ASCII are all of a word: what follows at ``at`` begins neither a link nor more of the word."""
    if at == end or data[at] == _SPACE:
        return True
    if data[at] >= 0x80:
        return False
    following = kinds[data[at]]
    if following == HYPHEN or at + 1 == end:
        return following != HYPHEN
    after = kinds[data[at + 1]] if data[at + 1] < 0x80 else MARK
    if following == APOSTROPHE:
        return after > LETTER and after != MARK
    if following == DOT:
        return after == SPACE or after == NEWLINE or (at - start != 1 and at - start != 3)  # not U.S. nor www.
    return data[at] != _COLON or (data[at + 1] != _SLASH and after != MARK)


@compiled(forceinline=True)
def _look(data, at, end, kinds):  # type: ignore[no-untyped-def]
    """Return the kind of the next character to be seen, where it starts, and where the one after it starts."""
    while at < end:
        byte = np.int64(data[at])
        if byte < 0x80:
            return np.int64(kinds[byte]), at, at + 1
        if byte < 0xE0:
            width, point = 2, (byte & 0x1F) << 6 | (data[at + 1] & 0x3F)
        elif byte < 0xF0:
            width, point = 3, (byte & 0x0F) << 12 | (data[at + 1] & 0x3F) << 6 | (data[at + 2] & 0x3F)
        else:
            width = 4
            point = (byte & 0x07) << 18 | (data[at + 1] & 0x3F) << 12
            point |= (data[at + 2] & 0x3F) << 6 | (data[at + 3] & 0x3F)
        kind = np.int64(kinds[point]) if point < N_POINTS else OTHER
        if kind != IGNORABLE:
            return kind, at, at + width
        at += width
    return END, end, end


@compiled()
def _letters_end(data, at, end, kinds):  # type: ignore[no-untyped-def]
    """Return where the letters and marks that start at ``at`` end."""
    while True:
        while at < end and data[at] < 0x80 and kinds[data[at]] <= LETTER:
            at += 1
        if at == end or (data[at] < 0x80):
            return at
        kind, _, after = _look(data, at, end, kinds)
        if kind > MARK:
            return at
        at = after


@compiled()
def _word_end(data, at, end, kinds):  # type: ignore[no-untyped-def]
    """Return where the word that starts at ``at`` ends."""
    stop = _letters_end(data, at, end, kinds)
    while True:
        kind, _, after = _look(data, stop, end, kinds)
        if kind != HYPHEN and kind != APOSTROPHE:
            return stop
        following, start, _ = _look(data, after, end, kinds)
        if following > LETTER:
            start = _next_line(data, after, end, kinds) if kind == HYPHEN else -1
            if start < 0:
                return stop
        stop = _letters_end(data, start, end, kinds)


@compiled()
def _next_line(data, at, end, kinds):  # type: ignore[no-untyped-def]
    """Return where a word goes on after the end of the line, or -1 where it does not."""
    n_lines = 0
    while n_lines < 2:
        kind, start, after = _look(data, at, end, kinds)
        if kind == NEWLINE:
            n_lines += 1
        elif kind != SPACE:
            return start if kind == LOWER and n_lines == 1 else -1
        at = after
    return -1


@compiled()
def _dotted_end(data, at, end, kinds):  # type: ignore[no-untyped-def]
    """Return where an abbreviation ends, or -1 where none stands."""
    n, stop = 0, -1
    while True:
        kind, _, after = _look(data, at, end, kinds)
        if kind > LETTER or after == end:
            break
        kind, _, at = _look(data, after, end, kinds)
        if kind != DOT:
            break
        n, stop = n + 1, at
    return stop if n > 1 else -1


@compiled()
def _run_end(data, at, end, kinds):  # type: ignore[no-untyped-def]
    """Return where a run of what user names are made of ends."""
    while True:
        kind, _, after = _look(data, at, end, kinds)
        if kind > SPACELESS:
            return at
        at = after


@compiled()
def _domain_end(data, at, end, kinds):  # type: ignore[no-untyped-def]
    """Return where the part of an e-mail address after the @ ends, or -1 where it has no stop inside."""
    stop, n_parts, in_part = -1, 0, False
    while True:
        kind, _, after = _look(data, at, end, kinds)
        if kind <= HYPHEN:
            n_parts += not in_part
            in_part = True
            stop = after
        elif kind == DOT and in_part:
            in_part = False
        else:
            return stop if n_parts > 1 else -1
        at = after


@compiled()
def _link_end(data, start, stop, end, kinds):  # type: ignore[no-untyped-def]
    """Return where the link ends whose first word is given, or -1 where it is no link."""
    if stop < end and data[stop] < 0x80 and data[stop] != _COLON and data[stop] != _STOP:
        return -1
    at = _after(data, stop, end, kinds, _SCHEME)
    if at < 0 and data[start] == _W:
        at = _after(data, start, end, kinds, _SITE)
    if at < 0 and data[start] == _P:
        at = _after(data, start, end, kinds, _PICTURE)
    if at < 0:
        return -1
    first = at
    while True:
        kind, _, after = _look(data, at, end, kinds)
        if kind in (SPACE, NEWLINE, END):
            return at if at > first else -1
        at = after


@compiled()
def _after(data, at, end, kinds, wanted):  # type: ignore[no-untyped-def]
    """Return where the wanted characters end that are to start at ``at``, or -1 where they do not stand there."""
    for byte in wanted:
        _, start, after = _look(data, at, end, kinds)
        if start == end or data[start] != byte:
            return -1
        at = after
    return at


@compiled()
def _written(data, start, end, kinds, alone):  # type: ignore[no-untyped-def]
    """Return where the abbreviation, link or word that starts at ``start`` ends, and whether it is a link."""
    stop = _dotted_end(data, start, end, kinds) if alone else -1
    if stop >= 0:
        return stop, False
    stop = _word_end(data, start, end, kinds)
    link = _link_end(data, start, stop, end, kinds)
    return (stop, False) if link < 0 else (link, True)


@compiled()
def _name_end(data, at, end, kinds, in_address, alone):  # type: ignore[no-untyped-def]
    """Return where the name after an @ ends (``at`` where none stands), and whether it ends an e-mail address."""
    stop = _domain_end(data, at, end, kinds) if in_address else -1
    if stop >= 0:
        return stop, True
    return (_run_end(data, at, end, kinds) if alone else at), False


@compiled()
def _number(data, start, stop, language, low, high, known, room):  # type: ignore[no-untyped-def]
    """Return the number of a word, a new one where it is new, or -1 where there is no room for it."""
    slots, languages, letters, ends, n = known
    shift, most_words, most_letters = room
    slot = _slot(low, high, shift)
    while slots[slot]:
        number = np.int64(slots[slot + 2])
        if (
            slots[slot] == low
            and slots[slot + 1] == high
            and (high < _LONG or _is(data, start, stop, letters, ends, number))
        ):
            return number
        slot = _next_slot(slot, shift)
    number, end = n[0], ends[n[0]] + stop - start
    if number == most_words or end > most_letters:
        return -1
    slots[slot], slots[slot + 1], slots[slot + 2], languages[number] = low, high, np.uint64(number), language
    for i in range(stop - start):
        letters[ends[number] + i] = data[start + i]
    ends[number + 1] = end
    n[0] += 1
    return number


@compiled(forceinline=True)
def _shift(n_items):  # type: ignore[no-untyped-def]
    """Return by how many bits a hash is cut to the number of a slot, out of that many items, three to a slot."""
    return np.uint64(64 - lowest_bit(np.uint64(n_items // 3)))


@compiled(forceinline=True)
def _slot(low, high, shift):  # type: ignore[no-untyped-def]
    """Return where the key of a word is looked for first; its number stands behind it."""
    return 3 * np.int64((low * _GOLDEN + high * _SILVER) >> shift)


@compiled(forceinline=True)
def _next_slot(slot, shift):  # type: ignore[no-untyped-def]
    return slot + 3 if slot + 3 < 3 << np.int64(64 - shift) else 0


@compiled()
def _key(data, start, stop, language):  # type: ignore[no-untyped-def]
    """Return the key of a word in two halves: up to fifteen bytes themselves; of more a hash and the length."""
    n, high = stop - start, language << _LANGUAGE
    if n < 8:
        return _first(eight_bytes(data, start), n), high
    if n < 16:
        return eight_bytes(data, start), high | _first(eight_bytes(data, start + 8), n - 8)
    low = _ZERO
    for at in range(start, stop - 8, 8):
        low = _hashed(low, eight_bytes(data, at))
    low = _hashed(low, eight_bytes(data, stop - 8))
    return low | _ONE, high | _LONG | np.uint64(n)


@compiled(forceinline=True)
def _hashed(key, eight):  # type: ignore[no-untyped-def]
    """Return a hash with eight more bytes in it."""
    key = (key ^ eight) * _PRIME
    return key ^ key >> _HALF


@compiled(forceinline=True)
def _is(data, start, stop, letters, ends, number):  # type: ignore[no-untyped-def]
    """Whether a word of eight bytes or more is the one of that number, by its bytes."""
    first, n = ends[number], stop - start
    if ends[number + 1] - first != n:
        return False
    for i in range(0, n - 8, 8):
        if eight_bytes(data, start + i) != eight_bytes(letters, first + i):
            return False
    return eight_bytes(data, stop - 8) == eight_bytes(letters, first + n - 8)


@compiled()
def _refill(old_slots, slots):  # type: ignore[no-untyped-def]
    """Put what the old slots hold into more of them."""
    shift = _shift(len(slots))
    for i in range(len(old_slots)):
        low, high, number = old_slots[i]
        if low:
            slot = _slot(low, high, shift)
            while slots[slot]:
                slot = _next_slot(slot, shift)
            slots[slot], slots[slot + 1], slots[slot + 2] = low, high, number
