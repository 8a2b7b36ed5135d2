"""Written dates: words that are nothing but a date, in the forms of tables, headers, feeds and six languages."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from analysis.corpus.dates.candidates import Candidate, Place, Precision
from analysis.corpus.dates.finding import Found, Order, find_dates, read_figures, real_date
from analysis.corpus.dates.months import MONTHS, WEEKDAYS, plain, word_set

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?")
HEADER = re.compile(r"\A\s*date[:\s]\s*(\d{4}-\d{2}-\d{2})\b[ \t]*", re.IGNORECASE)

FIRST, LAST = 1000, 2999  # years
ALLOWED = f"a date is written YYYY-MM-DD, YYYY-MM or YYYY, between the years {FIRST} and {LAST}"

LONGEST = 90  # characters of words that can be nothing but a date
SURE = 0.95  # year, month and day in that order
LIKELY = 0.9  # any other full date
GUESSED = 0.8  # a year of two figures, a count of seconds
DOUBTFUL = 0.4  # the day and the month could be exchanged; the weekday is another
_LATEST_STAMP = 1_900_000_000  # seconds since 1970 (in 2030); 2022050912 is a date and an hour, no stamp
_EARLIEST_STAMP = 600_000_000

_MONTH_IN_CAPITALS = "|".join(name.upper() for name in MONTHS if name.isascii() and len(name) <= 5)
_ZONE = rf"(?:\s?(?!(?:{_MONTH_IN_CAPITALS})\b)(?:Etc/)?[A-Z]{{1,5}}\b)?(?:\s?[+-]\d\d:?\d\d\b)?"
_CLOCK = re.compile(
    r"(?<![\d.:])\d{1,2}(?:[:h]\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:\s?[apAP]\.?[mM]\b\.?)?"
    r"|(?:\.\d\d)?\s?(?:[apAP]\.?[mM]\b\.?|Uhr\b))"
    rf"{_ZONE}(?:\s?\([^()]{{1,20}}\))?"
)
_TIME = rf"\d\d?:?\d\d(?::?\d\d(?:[.,:]\d{{1,9}})?)?(?:\s?[apAP][mM])?{_ZONE}(?:\s?[(\[][^()\[\]]{{1,30}}[)\]])?"
_ISO = re.compile(
    rf"(\d{{4}})(?:([-/.:])(\d{{1,2}})\2(\d{{1,2}})|(\d\d)(\d\d))(?:[Tt_ ,-]{{0,3}}{_TIME}|Z|[+-]\d\d:?\d\d)?"
)
_YEAR_AND_MONTH = re.compile(r"(?P<y>\d{4})(?:[-/.](?P<m>\d\d))?|(?P<m2>\d\d)[-/.](?P<y2>\d{4})")
_SHORT = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d\d)")
_SHORT_IN_WORDS = re.compile(r"(?<!\d)(\d{1,2}[\s.-]{1,2}[^\W\d_]{3,10}\.?,?[\s-])['’]?(\d\d)(?!\d)")
_STAMP = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d{1,9})?")
_FILLERS = frozenset(WEEKDAYS) | word_set("""
the den el le la los dia on at am um en uhr h hs hrs hours de del ano г года год в a as las o feira gmt utc hora heures
noon midnight
""")
_WORD = re.compile(r"[^\W_]+")


class WrittenDate(NamedTuple):
    """A day, and how much of it was written: 'day', 'month' or 'year' (then the first day of that span)."""

    date: dt.date
    precision: Precision


def parse_date(written: str) -> WrittenDate:
    """Return the date that a text of the form YYYY-MM-DD, YYYY-MM or YYYY says.

    A time after the day is left out, with its offset: the date stays the one that was written.
    Raises ValueError where it is none.

    >>> parse_date("2022-12")
    WrittenDate(date=datetime.date(2022, 12, 1), precision='month')
    >>> parse_date("2022-05-09T23:30:00+03:00").date
    datetime.date(2022, 5, 9)
    """
    found = _WRITTEN.fullmatch(written.strip())
    if not found or not FIRST <= int(found[1]) <= LAST:
        raise ValueError(f"{written!r} is no date; {ALLOWED}")
    year, month, day = found.groups()
    try:
        date = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise ValueError(f"{written!r} is no date ({error}); {ALLOWED}") from None
    return WrittenDate(date, "day" if day else "month" if month else "year")


def written(words: str, place: Place, *, order: Order | None = None) -> Candidate | None:
    """Return the candidate that words give which are nothing but a date, or None.

    A time, its zone and the weekday may stand beside it; a time with an offset keeps its written date. Figures that
    stand between points are read with the day first; other figures that could be read both ways have the second
    reading in ``other`` and little confidence, unless ``order`` says how they are meant. A year of two figures is
    taken where only one reading is possible. A count of seconds since 1970 is read in UTC.

    >>> written("lunes 9 de mayo de 2022, 10:30 hs", "header").date
    datetime.date(2022, 5, 9)
    >>> written("05/03/2022", "column").other
    datetime.date(2022, 5, 3)
    >>> written("Spring 2020", "column") is None
    True
    """
    stripped = " ".join(words[: LONGEST + 1].split()) if len(words) <= 2 * LONGEST else words
    if len(stripped) > LONGEST or not any(map(str.isdigit, stripped)):
        return None
    for read in (_stamp, _year_first, _month_or_year, _short_figures):
        if candidate := read(stripped, place, order):
            return candidate
    return _in_words(stripped, place, order)


def _year_first(words: str, place: Place, _order: Order | None) -> Candidate | None:
    match = _ISO.fullmatch(words)
    if not match or not FIRST <= int(match[1]) <= LAST:
        return None
    date = real_date(int(match[1]), int(match[3] or match[5]), int(match[4] or match[6]))
    return Candidate(date, "day", place, words, SURE) if date else None


def _month_or_year(words: str, place: Place, _order: Order | None) -> Candidate | None:
    match = _YEAR_AND_MONTH.fullmatch(words)
    if not match:
        return None
    try:
        date, precision = parse_date("-".join(filter(None, (match["y"] or match["y2"], match["m"] or match["m2"]))))
    except ValueError:
        return None
    return Candidate(date, precision, place, words, SURE)


def _short_figures(words: str, place: Place, order: Order | None) -> Candidate | None:
    """Return the date of '31.12.99', where it can be read in one way only."""
    match = _SHORT.fullmatch(_CLOCK.sub(" ", words).strip(" ,"))
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), full_year(int(match[4]))
    order = "dmy" if match[2] == "." else order
    date, other = read_figures((first, second, year), order)
    year_first = order is None and real_date(full_year(first), second, int(match[4]))
    return Candidate(date, "day", place, words, GUESSED) if date and not other and not year_first else None


def _stamp(words: str, place: Place, _order: Order | None) -> Candidate | None:
    match = _STAMP.fullmatch(words)
    if not match or not _EARLIEST_STAMP < int(match[1]) < _LATEST_STAMP:
        return None
    return Candidate(dt.datetime.fromtimestamp(int(match[1]), dt.UTC).date(), "day", place, words, GUESSED)


def _in_words(words: str, place: Place, order: Order | None) -> Candidate | None:
    """Return the date that is found in the words, where what stands beside it says nothing else."""
    bare = _CLOCK.sub(" ", words)
    full = _SHORT_IN_WORDS.sub(lambda match: f"{match[1]}{full_year(int(match[2]))}", bare)
    found = find_dates(full, order=order, months=True)
    if len(found) != 1:
        return None
    beside = full[: found[0].start] + " " + full[found[0].end :]
    if any(plain(word) not in _FILLERS for word in _WORD.findall(beside)):
        return None
    return as_candidate(found[0], place, words, GUESSED if full != bare else LIKELY)


def as_candidate(found: Found, place: Place, words: str, confidence: float) -> Candidate:
    """Return a date that was found as a candidate; a wrong weekday or two readings leave little confidence."""
    doubted = found.other is not None or found.weekday is False
    return Candidate(found.date, found.precision, place, words, DOUBTFUL if doubted else confidence, found.other)


def full_year(year: int) -> int:
    """Return the year of four figures for one of two, from 1969 to 2068 as POSIX has it.

    >>> full_year(99), full_year(22)
    (1999, 2022)
    """
    return year + (1900 if year >= 69 else 2000)
