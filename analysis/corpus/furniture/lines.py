"""Where the lines of a text stand, each of them a paragraph, or the paragraphs of a text whose lines were wrapped."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled

_NARROWEST, _WIDEST = 30, 200  # bytes: lines that are all shorter or longer than this were not wrapped by hand
_NEWLINE, _SPACE = 0x0A, 0x20


class Lines(NamedTuple):
    """Lines of some texts, in order: the place of the text each is of, its first byte, and the one behind its last."""

    owners: NDArray[np.int32]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]


def find_lines(data: NDArray[np.uint8], offsets: NDArray[np.int64]) -> Lines:
    r"""Return the lines that are not blank; of texts wrapped at a fixed width what stands between blank lines.

    data: the texts in UTF-8 in a row. offsets: where each starts, and the last ends.

    >>> text = b"Oil rose.\n\n  Gas fell. \n"
    >>> found = find_lines(np.frombuffer(text, dtype=np.uint8), np.array([0, len(text)]))
    >>> [text[start:end] for start, end in zip(found.starts, found.ends)]
    [b'Oil rose.', b'Gas fell.']
    """
    first, last = int(offsets[0]), int(offsets[-1])
    most = int((data[first:last] == _NEWLINE).sum()) + len(offsets)
    lines = Lines(np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64))
    n = _find(data, offsets, *lines)
    return Lines(lines.owners[:n], lines.starts[:n], lines.ends[:n])


@compiled()
def _find(data, offsets, owners, starts, ends):  # type: ignore[no-untyped-def]
    """Write the lines of all texts; return how many."""
    n = 0
    for text in range(len(offsets) - 1):
        first, after_blank, at, end = n, True, offsets[text], offsets[text + 1]
        while at < end:
            stop = at
            while stop < end and data[stop] != _NEWLINE:
                stop += 1
            start, last = at, stop
            while start < last and data[start] <= _SPACE:
                start += 1
            while last > start and data[last - 1] <= _SPACE:
                last -= 1
            if start < last:
                # Until the text is done: -1 where the line begins a paragraph, after a blank line or further in.
                owners[n] = -1 if after_blank or start > at else 0
                starts[n], ends[n] = start, last
                n += 1
            after_blank = start == last
            at = stop + 1
        if _is_wrapped(data, owners, starts, ends, first, n):
            n = _join(owners, starts, ends, first, n)
        owners[first:n] = text
    return n


@compiled()
def _is_wrapped(data, begins, starts, ends, first, last):  # type: ignore[no-untyped-def]
    """Whether most lines that go on in the next end where that one's first word had no room.

    The width is that which one line in eight reaches: in old prints some are far longer than the others.
    """
    lengths = np.zeros(_WIDEST + 1, dtype=np.int64)
    for i in range(first, last):
        lengths[min(ends[i] - starts[i], _WIDEST)] += 1
    width, n_wider = _WIDEST, lengths[_WIDEST]
    if 20 * n_wider > last - first:
        return False
    while 8 * n_wider < last - first:
        width -= 1
        n_wider += lengths[width]
    if width < _NARROWEST:
        return False
    n_full = n_lines = 0
    for i in range(first + 1, last):
        if begins[i] == 0:
            word = starts[i]
            while word < ends[i] and data[word] > _SPACE:
                word += 1
            n_lines += 1
            n_full += ends[i - 1] - starts[i - 1] + 1 + word - starts[i] > width
    return n_lines > 2 and 2 * n_full > n_lines


@compiled()
def _join(begins, starts, ends, first, last):  # type: ignore[no-untyped-def]
    """Join each line with the one before unless it begins a paragraph; return the number of lines then."""
    n = first
    for i in range(first, last):
        if i > first and begins[i] == 0:
            ends[n - 1] = ends[i]
        else:
            starts[n], ends[n] = starts[i], ends[i]
            n += 1
    return n
