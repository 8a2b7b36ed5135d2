"""Full dates in running words: each is found from its year, which has four figures."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, NamedTuple

from analysis.corpus.dates.candidates import Precision
from analysis.corpus.dates.months import MONTHS, WEEKDAYS, plain

Order = Literal["dmy", "mdy"]

BEFORE, AFTER = 48, 24  # characters round a year in which the rest of its date is looked for
_YEAR = re.compile(r"[12]\d{3}(?!\d)")
_LETTERS = r"[^\W\d_]"
_MONTH = rf"(?P<month>{_LETTERS}{{3,10}})\.?"
_ORDINAL = r"(?:st|nd|rd|th|er|ro|re|-?го|-?е|[ºª°o])?"
_BETWEEN = r"[\s,.\-–/]{0,4}"
_SPACE = r"(?:\s{0,3}|[-/,]\s?|\.\s{0,2})"
_OF = r"(?:(?:de|of|do)\s{1,3}|d['’]\s?)?"
_OF_YEAR = r"(?:(?:del?|of|do)\s{1,3}(?:año\s{1,3})?)?"
_ENDS_IN_YEAR = re.compile(
    rf"(?<!\d)(?<!\d[.,:])(?P<day>\d{{1,2}}){_ORDINAL}{_SPACE}{_OF}{_MONTH}{_BETWEEN}{_OF_YEAR}\d{{4}}\Z",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<!{_LETTERS}){_MONTH}[\s,\-/]{{1,4}}(?P<day>\d{{1,2}}){_ORDINAL}{_BETWEEN}{_OF_YEAR}\d{{4}}\Z", re.IGNORECASE
)
_MONTH_ONLY = re.compile(rf"(?<!{_LETTERS}){_MONTH}{_BETWEEN}{_OF_YEAR}\d{{4}}\Z", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\d./-])(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?\d{4}\Z")
_YEAR_FIRST = re.compile(r"\d{4}([-/.]|年)(\d{1,2})(?:\1|月)(\d{1,2})(?!\d)")
_YEAR_FIRST_WORD = re.compile(rf"\d{{4}}(?:,? |[-/.]){_MONTH}(?: |[-/.])(?P<day>\d{{1,2}})(?!\d|,? \d{{4}})")
_WEEKDAY_BEFORE = re.compile(rf"({_LETTERS}{{3,12}})(?:-feira)?\.?,?\s{{0,3}}(?:den\s|the\s)?\Z")
_RANGE_BEFORE = re.compile(
    r"(?<![\w/])\d{1,2}\.?(?:\s[^\W\d_]{3,10})?(?:\s?[-–—&]\s?|\s(?:to|and|y|al?|bis|und|et|e|и|по)\s)\Z"
)


class Found(NamedTuple):
    """A date in a text: from where to where it stands, and with day and month exchanged where both can be meant."""

    date: dt.date
    precision: Precision
    start: int
    end: int
    other: dt.date | None = None
    weekday: bool | None = None


def find_dates(text: str, *, order: Order | None = None, end: int | None = None, months: bool = False) -> list[Found]:
    """Return the dates with a year of four figures, in the order of the text.

    order: how dates in figures are read that could be both ways. end: where to stop looking. months: whether a month
    with its year counts too. A stretch of days ('5-7 May 2022') is left out.

    >>> [str(found.date) for found in find_dates("On 9 мая 2022 г., not on May 10th, 2022.")]
    ['2022-05-09', '2022-05-10']
    """
    found: list[Found] = []
    for year in _YEAR.finditer(text, 0, len(text) if end is None else end):
        at = year.start()
        if text[at - 1 : at].isdigit() or not 1500 <= int(year[0]) <= 2099:
            continue
        one = _at_year(text, at, int(year[0]), order, months)
        if one and not (found and one.start < found[-1].end):
            found.append(one)
    return found


def _at_year(text: str, at: int, year: int, order: Order | None, months: bool) -> Found | None:
    """Return the date whose year stands at a place of the text, or None."""
    if one := _after_year(text, at, year):
        return one
    first = max(0, at - BEFORE)
    window = text[first : at + 4]
    for form in (_ENDS_IN_YEAR, _MONTH_FIRST):
        if (match := form.search(window)) and (month := MONTHS.get(plain(match["month"]))):
            date = real_date(year, month, int(match["day"]))
            return _found(text, date, first + match.start(), at + 4)
    if match := _NUMBERS.search(window):
        return _in_figures(text, (int(match[1]), int(match[3]), year), match[2], (first + match.start(), at + 4), order)
    if months and (match := _MONTH_ONLY.search(window)) and (month := MONTHS.get(plain(match["month"]))):
        return Found(dt.date(year, month, 1), "month", first + match.start(), at + 4)
    return None


def _after_year(text: str, at: int, year: int) -> Found | None:
    if match := _YEAR_FIRST.match(text, at):
        return _found(text, real_date(year, int(match[2]), int(match[3])), at, match.end())
    window = text[at : at + AFTER]
    if (match := _YEAR_FIRST_WORD.match(window)) and (month := MONTHS.get(plain(match["month"]))):
        date = real_date(year, month, int(match["day"]))
        return _found(text, date, at, at + match.end())
    return None


def _in_figures(
    text: str, numbers: tuple[int, int, int], separator: str, span: tuple[int, int], order: Order | None
) -> Found | None:
    date, other = read_figures(numbers, "dmy" if separator == "." else order)
    return _found(text, date, *span, other=other)


def read_figures(numbers: tuple[int, int, int], order: Order | None) -> tuple[dt.date | None, dt.date | None]:
    """Return the date of two numbers and a year, and the one with day and month exchanged where both can be meant.

    >>> read_figures((5, 3, 2022), None)
    (datetime.date(2022, 3, 5), datetime.date(2022, 5, 3))
    >>> read_figures((5, 13, 2022), "dmy")
    (datetime.date(2022, 5, 13), None)
    """
    first, second, year = numbers
    day_first, month_first = real_date(year, second, first), real_date(year, first, second)
    if order == "mdy":
        return month_first or day_first, None
    if order == "dmy" or month_first == day_first or not (day_first and month_first):
        return day_first or month_first, None
    return day_first, month_first


def real_date(year: int, month: int, day: int) -> dt.date | None:
    """Return the date, or None where the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _found(text: str, date: dt.date | None, start: int, end: int, *, other: dt.date | None = None) -> Found | None:
    """Return a day that was found, with whether the weekday before it is that day's; None for the end of a stretch."""
    before = text[max(0, start - 20) : start]
    if date is None or _RANGE_BEFORE.search(before):
        return None
    match = _WEEKDAY_BEFORE.search(before)
    named = WEEKDAYS.get(plain(match[1])) if match else None
    weekday = None if named is None else named in ((other or date).weekday(), date.weekday())
    return Found(date, "day", start, end, other, weekday)
