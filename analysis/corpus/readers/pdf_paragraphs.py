"""The lines of a document, in reading order, to paragraphs: broken words mended, true hyphens kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from analysis.corpus.readers.pdf_lines import Line

_HYPHENS = "-‐\xad"
_WORD = re.compile(r"\w+(?:[-‐]\w+)*")
_ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_BULLET = re.compile(r"[•▪●◦–—*]\s")
_OTHER_SIZE = 0.12  # letters that differ by more belong to another paragraph
_WIDE = 1.35  # times the usual distance between lines: a wider one ends a paragraph
_SHORT = 0.75  # of a column's width: a line that ends before, at the end of a sentence, ends a paragraph


def paragraphs(stretches: Sequence[Sequence[Line]]) -> list[str]:
    """Return the paragraphs of the stretches (see ``in_reading_order``), of all pages in their order.

    A paragraph ends at a wider space, before an indented line, where the letters' size changes, and after a short line
    that ends a sentence. It goes on in the next column or page where neither its end nor the beginning there says that
    it does not.
    """
    usual = _usual_distance(stretches)
    groups: list[list[Line]] = []
    for stretch in stretches:
        new = list(_groups(stretch, usual))
        if groups and new and _goes_on(groups[-1][-1], new[0][0], stretch):
            groups[-1] += new.pop(0)
        groups += new
    known = _attested(groups)
    return [text for group in groups if (text := mended([line.text for line in group], known))]


def _usual_distance(stretches: Sequence[Sequence[Line]]) -> float:
    """Return the distance from line to line within a paragraph, in sizes of their letters.

    A fifth of all distances are smaller: where most paragraphs are a line or two, the median is one between paragraphs.
    """
    pairs = ((above, line) for stretch in stretches for above, line in pairwise(stretch))
    distances = [(above.bottom - line.bottom) / line.size for above, line in pairs if line.size > 0]
    near = sorted(distance for distance in distances if 0.5 < distance < 2.5)
    return near[len(near) // 5] if near else 1.2


def _groups(stretch: Sequence[Line], usual: float) -> Iterator[list[Line]]:
    left = _left_edge(stretch)
    right = sorted(line.right for line in stretch)[int(0.9 * (len(stretch) - 1))]
    group: list[Line] = []
    for line in stretch:
        if group and _begins(group[-1], line, left=left, right=right, usual=usual):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _left_edge(stretch: Sequence[Line]) -> float:
    """Return where a column begins; a tenth of its lines may stand further left."""
    return sorted(line.left for line in stretch)[len(stretch) // 10]


def _begins(above: Line, line: Line, *, left: float, right: float, usual: float) -> bool:
    """Whether a line begins a paragraph of its column, whose edges are left and right."""
    size = max(line.size, 1.0)
    if _differ(above, line) or (above.bottom - line.bottom) / size > _WIDE * usual:
        return True
    if _BULLET.match(line.text):
        return True
    ends_short = above.right < right - 2 * size
    flush = above.left <= left + 0.4 * size and not _BULLET.match(above.text)
    if line.left > left + 0.8 * size and (ends_short or flush):
        return True
    return bool(above.right < left + _SHORT * (right - left) and _ENDS.search(above.text))


def _differ(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) > _OTHER_SIZE * max(one.size, other.size)


def _goes_on(above: Line, line: Line, stretch: Sequence[Line]) -> bool:
    """Whether a paragraph that a column or page ends with goes on with the first line of the next."""
    if _differ(above, line):
        return False
    if above.text.endswith(tuple(_HYPHENS)) or line.text[0].islower():
        return True
    left = _left_edge(stretch)
    return not _ENDS.search(above.text) and line.left <= left + 0.8 * line.size and len(stretch) > 1


def _attested(groups: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Return the words that stand in the document, lower case, without those that the end of a line breaks."""
    words: set[str] = set()
    for group in groups:
        broken = False
        for line in group:
            found = [word.casefold().replace("‐", "-") for word in _WORD.findall(line.text)]
            breaks = line.text.endswith(tuple(_HYPHENS))
            words.update(found[int(broken) : len(found) - int(breaks)])
            broken = breaks
    return frozenset(words)


def mended(lines: Sequence[str], known: frozenset[str]) -> str:
    """Return lines as one, words that the end of a line broke put together.

    A hyphen before a lower-case letter is taken out, unless the word with it stands elsewhere (``known``) and the word
    without it does not; before a capital or a number it stays.

    >>> mended(["The har-", "bour of the north-", "west"], frozenset({"north-west"}))
    'The harbour of the north-west'
    """
    text = ""
    for line in lines:
        if not text.endswith(tuple(_HYPHENS)) or len(text) < 2 or not text[-2].isalnum():
            text = f"{text} {line}" if text else line
        elif text.endswith("\xad"):
            text = text[:-1] + line
        elif not line[0].islower():
            text += line
        else:
            text = text[:-1] + ("-" if _keeps_hyphen(text[:-1], line, known) else "") + line
    return text.replace("\xad", "").strip()


def _keeps_hyphen(before: str, after: str, known: frozenset[str]) -> bool:
    first = re.search(r"[\w-]*$", before[-80:].casefold().replace("‐", "-"))
    last = re.match(r"[\w-]*", after[:80].casefold().replace("‐", "-"))
    start, end = first[0] if first else "", last[0] if last else ""
    return start + end not in known and f"{start}-{end}" in known
