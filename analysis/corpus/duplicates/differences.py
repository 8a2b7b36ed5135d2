"""Two texts side by side: what stands in both, and what in one of them only."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from analysis.scripts import WITHOUT_SPACES

# A word with the white space behind it; in scripts that put no spaces between words each character is one.
_WORD = re.compile(rf"[{WITHOUT_SPACES}]\s*|[^\s{WITHOUT_SPACES}]+\s*|\s+")
_LEVELS = 8  # how often a stretch between words that match is searched again for words that match
_SMALL = 40_000  # words of the one times words of the other, up to which a stretch is compared word by word
_BUDGET = 2_000_000  # such products that are spent on one pair in all: a second or two
Kind = Literal["equal", "changed", "first", "second"]


class Difference(NamedTuple):
    """A stretch of two texts: the same words in both, others in each, or words in one only (then the other is '')."""

    kind: Kind
    left: str
    right: str


def show_difference(first: str, second: str) -> list[Difference]:
    """Return two texts as stretches that stand side by side, in their order.

    kind: 'equal', 'changed' (other words stand there), 'first' or 'second' (words that only that text has). All that
    is left, joined, is the first text, and all that is right the second; in equal stretches white space may differ.
    Long stretches without a word in common are told as changed as a whole, so that texts of any length can be compared.

    >>> [tuple(d) for d in show_difference("Oil rose by two cents.", "Oil rose by ten cents today.")]
    [('equal', 'Oil rose by ', 'Oil rose by '), ('changed', 'two cents.', 'ten cents today.')]
    """
    left, right = _WORD.findall(first), _WORD.findall(second)
    matches = _matches([word.rstrip() for word in left], [word.rstrip() for word in right])
    return list(_stretches(left, right, matches))


def _stretches(left: list[str], right: list[str], matches: list[tuple[int, int]]) -> Iterator[Difference]:
    """Yield the stretches that match, joined where they touch, and what lies between them."""
    i = j = 0
    ends = [*matches, (len(left), len(right))]
    for _, run in groupby(enumerate(ends), key=lambda at: (at[1][0] - at[0], at[1][1] - at[0])):
        pairs = [pair for _, pair in run]
        start, other = pairs[0]
        yield from _unlike("".join(left[i:start]), "".join(right[j:other]))
        i, j = pairs[-1][0] + 1, pairs[-1][1] + 1
        if start < len(left) or other < len(right):
            yield from _alike("".join(left[start:i]), "".join(right[other:j]))


def _unlike(left: str, right: str) -> Iterator[Difference]:
    if left or right:
        yield Difference("changed" if left and right else "first" if left else "second", left, right)


def _alike(left: str, right: str) -> Iterator[Difference]:
    if left or right:
        yield Difference("equal", left, right)


def _matches(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of the words that match, ascending on both sides.

    Words that stand once in both texts, as many as keep their order, come first, as in a patience diff (Cohen); then
    the same for what lies between two of them; short rests are compared word by word.
    """
    found: list[tuple[int, int]] = []
    waiting, budget = [(0, len(left), 0, len(right), 0)], _BUDGET
    while waiting:
        a, a_end, b, b_end, level = waiting.pop()
        while a < a_end and b < b_end and left[a] == right[b]:
            found.append((a, b))
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and left[a_end - 1] == right[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            found.append((a_end, b_end))
        anchors = _anchors(left, a, a_end, right, b, b_end) if level < _LEVELS else []
        size = (a_end - a) * (b_end - b)
        if anchors:
            edges = [(a - 1, b - 1), *anchors, (a_end, b_end)]
            found += anchors
            waiting += [(i + 1, k, j + 1, m, level + 1) for (i, j), (k, m) in pairwise(edges)]
        elif 0 < size <= min(_SMALL, budget):
            budget -= size
            blocks = difflib.SequenceMatcher(None, left[a:a_end], right[b:b_end], autojunk=False).get_matching_blocks()
            found += [(a + i + k, b + j + k) for i, j, n in blocks for k in range(n)]
    return sorted(found)


def _anchors(
    left: Sequence[str], a: int, a_end: int, right: Sequence[str], b: int, b_end: int
) -> list[tuple[int, int]]:
    """Return the places of words that stand once in both stretches, the most of them that ascend on both sides."""
    once = {word for word, n in Counter(left[a:a_end]).items() if n == 1}
    times = Counter(right[b:b_end])
    place = {right[j]: j for j in range(b, b_end) if times[right[j]] == 1}
    pairs = [(i, place[left[i]]) for i in range(a, a_end) if left[i] in once and left[i] in place]
    return _ascending(pairs)


def _ascending(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of pairs whose second numbers ascend (patience sorting).

    >>> _ascending([(0, 5), (1, 1), (2, 2), (3, 9), (4, 3)])
    [(1, 1), (2, 2), (4, 3)]
    """
    tops: list[int] = []  # the lowest second number that ends a run of each length
    ends: list[int] = []  # and the pair it is of
    before: list[int] = []
    for at, (_, second) in enumerate(pairs):
        length = bisect_left(tops, second)
        before.append(ends[length - 1] if length else -1)
        tops[length : length + 1], ends[length : length + 1] = [second], [at]
    run, at = [], ends[-1] if ends else -1
    while at >= 0:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]
