"""The test files of date parsers: which of their dates are read, and why the others are not."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from analysis.corpus.dates import Candidate, in_link, written
from analysis.corpus.dates.months import MONTHS, WEEKDAYS, plain

_EXPECTED = re.compile(r"\(\s*(\d{4}),\s*(\d{1,2}),\s*(\d{1,2})(?:,\s*\d{1,3}){6}\s*\)")
_DATE_ELEMENT = re.compile(
    r"<(?:\w+:)?(?:pubDate|published|updated|modified|issued|created|date|lastBuildDate)>([^<]{4,60})<"
)


class Case(NamedTuple):
    """What a test file feeds its parser, and the day that it expects."""

    file: str
    words: str
    date: dt.date


def measure_date_strings(root: Path) -> dict[str, Any]:
    """Return how many of the dates are read as expected, and the others with what was read and the reason."""
    cases = sorted({*_python_cases(root), *_feed_cases(root)})
    counts: Counter[str] = Counter()
    failed = []
    for case in cases:
        read = _read(case.words)
        verdict = _verdict(read, case)
        counts[verdict] += 1
        if verdict != "right":
            got = str(read.date) if read else None
            told = {"file": case.file, "words": case.words, "expected": str(case.date), "read": got}
            failed.append({**told, "reason": _reason(read, case)})
    return {"n": len(cases), **counts, "failed": failed}


def _read(words: str) -> Candidate | None:
    if "//" in words:
        return next(iter(in_link(words)), None)
    return written(words, "column")


def _verdict(read: Candidate | None, case: Case) -> str:
    if read is None:
        return "none"
    if read.date == case.date and not read.other:
        return "right"
    return "both readings told" if case.date in (read.date, read.other) else "wrong"


def _reason(read: Candidate | None, case: Case) -> str:
    """Return why a case is not read as its file expects."""
    words = case.words
    if read is not None:
        return _reason_of_another(read, case)
    figures = re.sub(r"\D", "", words)
    if str(case.date.year) not in words and str(case.date.year)[2:] not in words:
        return "it names no year (a relative date), or that of another calendar"
    letters = [word for word in re.findall(r"[^\W\d_]{3,}", words) if plain(word) not in MONTHS]
    if any(plain(word) not in WEEKDAYS for word in letters):
        return "words of other languages, or others than a date's own"
    if str(case.date.year) not in words:
        return "a year of two figures that allows several readings"
    if len(figures) == len(words.strip()):
        return "figures without anything between them, in another order than YYYYMMDD"
    return "a form that none of the six languages usually has"


def _reason_of_another(read: Candidate, case: Case) -> str:
    if read.other:
        return "day or month first: both are possible, and told"
    if read.precision != "day":
        return "a month or a year is the first day of its span, not a day of the current one"
    if abs(read.date - case.date) == dt.timedelta(1):
        return "a time with an offset keeps its written date"
    if (read.date.year - case.date.year) % 100 == 0:
        return "another century"
    return "figures with points between them are read with the day first, two last figures as the year"


def _python_cases(root: Path) -> Iterator[Case]:
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts = _parts(node)
            texts = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
            dates = [date for part in parts if (date := _date(part))]
            if len(dates) == 1 and texts:
                yield Case(path.relative_to(root).as_posix(), texts[-1] if "//" in texts[-1] else texts[0], dates[0])


def _parts(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        return [*node.args, *(keyword.value for keyword in node.keywords)]
    return node.elts if isinstance(node, ast.Tuple | ast.List) else []


def _date(node: ast.expr) -> dt.date | None:
    """Return the day of a call of datetime or date, or of a struct_time's nine numbers."""
    values: list[object] = []
    if isinstance(node, ast.Call):
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in ("datetime", "date"):
            values = [getattr(argument, "value", None) for argument in node.args[:3]]
    elif isinstance(node, ast.Tuple) and len(node.elts) == 9:
        values = [getattr(element, "value", None) for element in node.elts[:3]]
    numbers = [value for value in values if isinstance(value, int)]
    try:
        return dt.date(*numbers) if len(numbers) == 3 else None
    except ValueError:
        return None


def _feed_cases(root: Path) -> Iterator[Case]:
    """Yield the dates of feeds whose comment expects a struct_time, where they hold a single one."""
    for path in sorted(root.rglob("*.xml")):
        text = path.read_bytes().decode("utf-8", "replace")
        expected, dates = _EXPECTED.search(text), set(_DATE_ELEMENT.findall(text))
        if expected and len(dates) == 1:
            date = dt.date(int(expected[1]), int(expected[2]), int(expected[3]))
            yield Case(path.relative_to(root).as_posix(), dates.pop(), date)
