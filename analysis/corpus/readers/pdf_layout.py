"""The lines of PDF pages in reading order: running heads and feet left out, column after column."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from analysis.corpus.readers.pdf_lines import Line, Page

MARGIN = 0.14  # of the page's height: where heads and feet stand, at the top and at the bottom
MOST_MARGIN_LINES = 4  # heights at which such lines stand, counted from the edge
REPEATED = 0.4  # of the pages: left and right pages can have heads of their own
_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_GUTTER = 0.6  # of the letters' size: columns are at least this far apart
_SHORTEST_COLUMN = 12  # letters of a column's usual line: the columns of a table are narrower
_FEW = 2  # lines
_DEEPEST = 12  # columns within columns


def without_running_lines(pages: Sequence[Page]) -> tuple[list[list[Line]], list[str]]:
    """Return the lines of each page without its running head and foot, and those that were left out, a number as '#'.

    A line is running where it stands in the upper (or the lower) margin of 40% of the pages, and of two at least, with
    the same words, whatever number it holds.
    """
    edges = [_edge_lines(page) for page in pages]
    times = Counter(words for lines in edges for words in set(lines.values()))
    running = {words for words, n in times.items() if n >= max(2, REPEATED * len(pages))}
    kept = [
        [line for i, line in enumerate(page.lines) if lines.get(i) not in running]
        for page, lines in zip(pages, edges, strict=True)
    ]
    return kept, sorted({words for _, words in running})


def _edge_lines(page: Page) -> dict[int, tuple[str, str]]:
    """Return the side and the words, a number as '#', of the lines in the outermost few heights of the margins."""
    margin = MARGIN * page.height
    upper = [i for i, line in enumerate(page.lines) if line.bottom > page.height - margin]
    lower = [i for i, line in enumerate(page.lines) if line.top < margin]
    upper.sort(key=lambda i: -page.lines[i].top)
    lower.sort(key=lambda i: page.lines[i].bottom)
    found: dict[int, tuple[str, str]] = {}
    for side, lines in (("head", upper), ("foot", lower)):
        heights = list(dict.fromkeys(round(page.lines[i].bottom) for i in lines))[:MOST_MARGIN_LINES]
        found |= {i: (side, _words(page.lines[i])) for i in lines if round(page.lines[i].bottom) in heights}
    return found


def _words(line: Line) -> str:
    return " ".join(_NUMBER.sub("#", line.text).casefold().split())


def in_reading_order(lines: Iterable[Line]) -> list[list[Line]]:
    """Return the lines of a page in the order in which they are read: stretches of one column, each from the top.

    The page is cut into bands from the top. A band is one column, or several that a gap parts from its first to its
    last line; these are read one after the other, and cut again in the same way. Lines side by side within a column
    are one line.
    """
    stretches = _columns(sorted(lines, key=lambda x: (-x.top, x.left, x.text)), _DEEPEST)
    return [_rows(stretch) for stretch in stretches if stretch]


def _columns(lines: list[Line], deepest: int) -> list[list[Line]]:
    if not lines:
        return []
    gutter = max(4.0, _GUTTER * statistics.median(line.size for line in lines))
    stretches: list[list[Line]] = []
    open_stretch = False  # whether the last stretch is a band of one column, which the next may prolong
    for band in _bands(lines, gutter):
        groups = _groups(band, gutter)
        if len(groups) > 1 and deepest and _are_columns(groups):
            stretches += [s for group in groups for s in _columns(group, deepest - 1)]
            open_stretch = False
        elif open_stretch:
            stretches[-1] += band
        else:
            stretches.append(list(band))
            open_stretch = True
    return stretches


def _are_columns(groups: Sequence[Sequence[Line]]) -> bool:
    """Whether groups side by side are columns of text rather than those of a table, whose lines are short.

    A last column of a line or two says nothing either way, unless none of the groups is longer.
    """
    rows = [_rows(group) for group in groups]
    telling = [group for group in rows if len(group) > _FEW] or rows
    return all(statistics.median(len(line.text) for line in group) >= _SHORTEST_COLUMN for group in telling)


def _bands(lines: Sequence[Line], gutter: float) -> list[list[Line]]:
    """Return the lines, sorted from the top, in bands: each of one column, or with gaps that go through it."""
    bands: list[list[Line]] = []
    spans: list[tuple[float, float]] = []
    for atom in _atoms(lines):
        mine = _spans(((line.left, line.right) for line in atom), gutter)
        both = _spans([*spans, *mine], gutter)
        if bands and (len(both) > 1 or len(spans) == len(mine) == 1):
            bands[-1] += atom
            spans = both
        else:
            bands.append(list(atom))
            spans = mine
    return bands


def _atoms(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines, sorted from the top, in groups between which a level cut goes through no line."""
    atoms: list[list[Line]] = []
    lowest = 0.0
    for line in lines:
        if atoms and line.top - lowest > 0.3 * line.size:
            atoms[-1].append(line)
            lowest = min(lowest, line.bottom)
        else:
            atoms.append([line])
            lowest = line.bottom
    return atoms


def _spans(intervals: Iterable[tuple[float, float]], gutter: float) -> list[tuple[float, float]]:
    """Return the intervals put together where they overlap or are less than a gutter apart."""
    spans: list[tuple[float, float]] = []
    for left, right in sorted(intervals):
        if spans and left - spans[-1][1] < gutter:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    return spans


def _groups(band: Sequence[Line], gutter: float) -> list[list[Line]]:
    """Return the lines of a band by the column that they stand in, from the left."""
    spans = _spans(((line.left, line.right) for line in band), gutter)
    groups: dict[int, list[Line]] = defaultdict(list)
    for line in band:
        groups[sum(left <= line.left for left, _ in spans)].append(line)
    return [groups[i] for i in sorted(groups)]


def _rows(lines: Sequence[Line]) -> list[Line]:
    """Return the lines from the top, those side by side joined into one."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: (-x.top, x.left, x.text)):
        above = rows[-1][0] if rows else None
        if above and min(above.top, line.top) - max(above.bottom, line.bottom) > 0.5 * min(above.size, line.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda x: x.left)) for row in rows]


def _joined(row: Sequence[Line]) -> Line:
    if len(row) == 1:
        return row[0]
    largest = max(row, key=lambda x: len(x.text))
    text = " ".join(line.text for line in row)
    return largest._replace(text=text, left=row[0].left, right=max(line.right for line in row))
