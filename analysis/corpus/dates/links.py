"""Dates in links and in the names of files."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from analysis.corpus.dates.candidates import Candidate, Place, Precision
from analysis.corpus.dates.finding import Order, find_dates, read_figures, real_date
from analysis.corpus.dates.months import MONTHS, plain

LONGEST = 1000  # characters of a link or a name that are looked at
CERTAIN, PLAIN, CLOSE, LOOSE = 0.9, 0.85, 0.75, 0.4  # by how unlikely it is that the figures are no date

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = re.compile(rf"(?<!\d){_YEAR}(?P<sep>[-/._ ])(?P<month>\d\d?)(?P=sep)(?P<day>\d\d|\d(?![-_\w]))(?!\d)")
_CLOSE_DAY = re.compile(
    rf"(?<!\d){_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)(?:[T_-]?[0-2]\d[0-5]\d(?:[0-5]\d)?Z?)?(?!\d)"
)
_DAY_LAST = re.compile(rf"(?<![\d.])(?P<first>\d\d?)(?P<sep>[-/._])(?P<second>\d\d?)(?P=sep){_YEAR}(?!\d)")
_WORD_DAY = re.compile(rf"/{_YEAR}[-/](?P<word>[^\W\d_]{{3,10}})[-/](?P<day>\d\d?)(?!\d)")
_MONTH = re.compile(rf"(?:\A|/){_YEAR}(?:[-_/]?(?P<month>[01]\d)|/(?P<word>[^\W\d_]{{3,10}}))(?=/)")
_NAMED_MONTH = re.compile(rf"(?:\A|[/_ ]){_YEAR}[-_](?P<month>[01]\d)(?=\Z|[/._ ])")
_ARCHIVED = re.compile(r"\A/web/\d{4,14}[a-z_]{0,4}/")


def in_link(link: str, *, order: Order | None = None) -> list[Candidate]:
    """Return the date that stands in a link's path or query, as a list of one or none.

    An archive's own time of capture (web.archive.org/web/20220509...) is no date of the page.

    >>> in_link("https://news.example/2022/may/09/parade")[0].date
    datetime.date(2022, 5, 9)
    >>> in_link("https://news.example/2022/05/parade")[0].precision
    'month'
    """
    path = path_of(link)
    if archived := _ARCHIVED.match(path):
        return in_link(path[archived.end() :], order=order)
    return _first_day(path, "link", order) or _first_month(_MONTH, path, "link")


def path_of(link: str) -> str:
    """Return the path of a link with its query, '' where it is none.

    >>> path_of("https://news.example/a%20b?page=2")
    '/a b?page=2'
    """
    try:
        parts = urlsplit(link[:LONGEST].strip())
    except ValueError:
        return ""
    return unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def in_name(name: str, *, order: Order | None = None) -> list[Candidate]:
    """Return the date that stands in a file's name, with its folders, as a list of one or none.

    >>> in_name("news/2022-05-09_parade.txt")[0].date
    datetime.date(2022, 5, 9)
    >>> in_name("parade 9 May 2022.docx")[0].date
    datetime.date(2022, 5, 9)
    """
    name = name[-LONGEST:].replace("\\", "/")
    found = _first_day(name, "file name", order) or _in_words(name)
    return found or _first_month(_MONTH, name, "file name") or _first_month(_NAMED_MONTH, name, "file name")


def _first_day(path: str, place: Place, order: Order | None) -> list[Candidate]:
    return next(([candidate] for candidate in _days(path, place, order)), [])


def _days(path: str, place: Place, order: Order | None) -> Iterator[Candidate]:
    """Yield the days that stand in figures, the surest form first."""
    for match in _DAY.finditer(path):
        if date := real_date(int(match["year"]), int(match["month"]), int(match["day"])):
            yield Candidate(date, "day", place, match[0], CERTAIN if match["sep"] == "/" else PLAIN)
    for match in _WORD_DAY.finditer(path):
        month = MONTHS.get(plain(match["word"]))
        if month and (date := real_date(int(match["year"]), month, int(match["day"]))):
            yield Candidate(date, "day", place, match[0], CERTAIN)
    for match in _CLOSE_DAY.finditer(path):
        if date := real_date(int(match["year"]), int(match["month"]), int(match["day"])):
            yield Candidate(date, "day", place, match[0], CLOSE)
    for match in _DAY_LAST.finditer(path):
        numbers = int(match["first"]), int(match["second"]), int(match["year"])
        first, other = read_figures(numbers, "dmy" if match["sep"] == "." else order)
        if first:
            yield Candidate(first, "day", place, match[0], LOOSE if other else PLAIN, other)


def _in_words(name: str) -> list[Candidate]:
    spaced = name.replace("_", " ")
    return [Candidate(f.date, "day", "file name", name[f.start : f.end], PLAIN) for f in find_dates(spaced)][:1]


def _first_month(form: re.Pattern[str], path: str, place: Place) -> list[Candidate]:
    precision: Precision = "month"
    for match in form.finditer(path):
        word = match.groupdict().get("word")
        month = MONTHS.get(plain(word)) if word else int(match["month"])
        if month and 1 <= month <= 12:
            return [Candidate(dt.date(int(match["year"]), month, 1), precision, place, match[0].strip("/"), PLAIN)]
    return []
