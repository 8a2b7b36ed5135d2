"""Dates found and missed on hand-checked sets, this project and htmldate on the same web pages in one run.

A date counts as right where it is the gold's day, as wrong where it is another, as none where there is none or it is
left open (a contradiction, a proposal). Sets: htmldate (web pages; the gold is wrong in some 3%), trove_text (press
releases, split by where the gold's date is written), cfk_es (speeches in Spanish), digitalgov_md (front matter),
timeml (newswire whose texts hold relative dates only), date_strings (the test files of date parsers; what fails is
listed with a reason).

    THEMELINE_CORPORA=... python -m benchmarks.dating
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import tarfile
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from analysis.corpus.dates import (
    Candidate,
    in_head,
    in_link,
    in_name,
    in_page,
    in_post,
    in_text,
    orders_shown,
    resolve,
    written,
)
from benchmarks.corpora import FOLDER, folder
from benchmarks.date_strings import measure_date_strings

SETS = ("htmldate", "trove_text", "cfk_es", "digitalgov_md", "timeml", "date_strings")
TODAY = dt.date(2026, 11, 22)  # the gold sets are older; the day of the run does not change their figures
ARTICLE = 3_000  # characters of the articles that are timed
Gold = dict[str, str]


def missing() -> str | None:
    """Return why dating cannot be measured, or None."""
    named = folder()
    absent = [name for name in SETS if named is None or not archive_of(name).is_file()]
    return f"dating is skipped: {FOLDER} names no folder that holds dating/{absent[0]}.tar.xz" if absent else None


def measure_dating() -> dict[str, Any]:
    """Return the counts of every set and, of the web pages and of loose texts, the speed."""
    with tempfile.TemporaryDirectory() as temporary:
        for name in SETS:
            with tarfile.open(archive_of(name)) as archive:
                archive.extractall(temporary, filter="data")
        root = Path(temporary)
        return {
            "pages": measure_pages(root / "htmldate"),
            "trove_text": measure_trove(root / "trove_text"),
            "cfk_es": measure_speeches(root / "cfk_es"),
            "digitalgov_md": measure_front_matter(root / "digitalgov_md"),
            "timeml": measure_newswire(root / "timeml"),
            "date_strings": measure_date_strings(root / "date_strings"),
            "milliseconds_an_article": measure_text_speed(root / "trove_text"),
        }


def measure_pages(root: Path) -> dict[str, dict[str, float]]:
    """Return for this project and both modes of htmldate the counts on web pages and the pages a second.

    Everybody gets the decoded page and its address.
    """
    finders: dict[str, Callable[[str, str], str | None]] = {
        "themeline": _ours,
        "htmldate, fast": lambda html, link: _htmldate(html, link, extensive=False),
        "htmldate, extensive": lambda html, link: _htmldate(html, link, extensive=True),
    }
    pages = [(row, _decoded(root / row["file"])) for row in gold_of(root)]
    found = {}
    for name, find in finders.items():
        start = time.process_time()
        dates = [find(html, row["url"]) for row, html in pages]
        seconds = time.process_time() - start
        counts = Counter(_verdict(date, row) for date, (row, _) in zip(dates, pages, strict=True))
        found[name] = {**_counts(counts), "pages_a_second": len(pages) / seconds}
    return found


def _ours(html: str, link: str) -> str | None:
    return _day([*in_page(html, link=link), *in_link(link), *in_post(link)])


def _htmldate(html: str, link: str, *, extensive: bool) -> str | None:
    from htmldate import find_date

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return find_date(html, url=link, original_date=True, extensive_search=extensive)
        except (ValueError, TypeError):  # an empty page
            return None


def measure_trove(root: Path) -> dict[str, dict[str, float]]:
    """Return the counts by where the gold's date is written: in the head, later, or nowhere.

    Of those that have it nowhere, ``stated`` are given a date that their first lines state in full, found by a plain
    search of its own: the catalogue differs from the release itself there. The others given one are false.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in gold_of(root):
        text = _decoded(root / row["file"])
        date, where = _day([*in_head(text), *in_text(text)]), row["gold_written_in_text"]
        counts[where][_verdict(date, row)] += 1
        if where == "absent" and date is not None:
            counts[where]["stated" if _stands_alone(text, date) else "false"] += 1
    return {where: {**_counts(found), **_precision(found)} for where, found in counts.items()}


def _stands_alone(text: str, date: str) -> bool:
    """Return whether a line or a column of the first lines ends or begins with a date, written in full in English."""
    day = dt.date.fromisoformat(date)
    month = rf"{day:%B}|{day:%b}"
    forms = rf"0?{day.day}(?:st|nd|rd|th)?\s*-?\s*(?:{month})|(?:{month})\s*0?{day.day}(?:st|nd|rd|th)?"
    alone = rf"(?:^|\s{{2}}|\n)[^\n]{{0,90}}?(?:{forms})[\s,\-]*{day.year}\W*(?:$|\s{{2}}|\n)"
    return re.search(alone, text[:1500], re.IGNORECASE) is not None


def measure_speeches(root: Path) -> dict[str, float]:
    """Return the counts on speeches titled by their first line; the set's clear dates settle its ambiguous ones."""
    rows = gold_of(root)
    heads = []
    for row in rows:
        text = _decoded(root / row["file"])
        heads.append(in_head(text, text.split("\n", 1)[0].strip("# ")))
    shown = orders_shown(candidate for head in heads for candidate in head)
    order = shown.pop() if len(shown) == 1 else None
    dates = [resolve(head, today=TODAY, order=order).date for head in heads]
    return _share(Counter(_verdict(date and str(date), row) for date, row in zip(dates, rows, strict=True)))


def measure_front_matter(root: Path) -> dict[str, float]:
    """Return the counts on Markdown whose front matter has a date."""
    counts: Counter[str] = Counter()
    for row in gold_of(root):
        line = re.search(r"^date: *['\"]?([^'\"\n]+)", _decoded(root / row["file"]), re.MULTILINE)
        date = written(line[1], "front matter") if line else None
        counts[_verdict(_day([date] if date else []), row)] += 1
    return _share(counts)


def measure_newswire(root: Path) -> dict[str, float]:
    """Return the counts on texts that do not hold their date; every wrong one is false."""
    counts: Counter[str] = Counter()
    for row in gold_of(root):
        text = _decoded(root / "txt" / Path(row["file"]).with_suffix(".txt"))
        counts[_verdict(_day([*in_head(text), *in_text(text)]), row)] += 1
    return {**_counts(counts), "false_share": counts["wrong"] / counts.total()}


def measure_text_speed(root: Path) -> float:
    """Return the milliseconds of processor time in which head, text and name of an article are searched."""
    texts = [(row["file"], (_decoded(root / row["file"]) * 3)[:ARTICLE]) for row in gold_of(root)]
    start = time.process_time()
    for name, text in texts:
        resolve([*in_head(text), *in_text(text), *in_name(name)])
    return 1000 * (time.process_time() - start) / len(texts)


def gold_of(root: Path) -> list[Gold]:
    """Return the rows of a set's gold."""
    with (root / "gold.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _day(candidates: Iterable[Candidate]) -> str | None:
    found = resolve(list(candidates), today=TODAY)
    return str(found.date) if found.date and found.precision == "day" else None


def _verdict(date: str | None, row: Gold) -> str:
    return "none" if date is None else "right" if date == row["gold_date"] else "wrong"


def _counts(counts: Counter[str]) -> dict[str, float]:
    return {verdict: counts[verdict] for verdict in ("right", "wrong", "none")}


def _share(counts: Counter[str]) -> dict[str, float]:
    return {**_counts(counts), "right_share": counts["right"] / counts.total()}


def _precision(counts: Counter[str]) -> dict[str, float]:
    total, given = sum(_counts(counts).values()), counts["right"] + counts["wrong"]
    extra = {name: counts[name] for name in ("stated", "false") if counts[name]}
    return {"precision": counts["right"] / max(given, 1), "recall": counts["right"] / total, **extra}


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def archive_of(name: str) -> Path:
    """Return where the archive of a gold set is, or would be."""
    return (folder() or Path()) / "dating" / f"{name}.tar.xz"


def lines_of(found: dict[str, Any], above: str = "") -> Iterator[str]:
    """Yield the figures as lines, those of a set under its name; failures are told by their number and reason."""
    for name, value in found.items():
        if isinstance(value, dict):
            yield from lines_of(value, f"{above}{name}, ")
        elif isinstance(value, list):
            for reason, n in Counter(case["reason"] for case in value).most_common():
                yield f"{above}{name}, {reason}: {n}"
        else:
            yield f"{above}{name}: {value:.4g}"


if __name__ == "__main__":
    if reason := missing():
        raise SystemExit(reason)
    measured = measure_dating()
    print("\n".join(lines_of(measured)))
    print(json.dumps(measured["date_strings"]["failed"][:10], ensure_ascii=False, indent=1))
