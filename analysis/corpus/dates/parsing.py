"""Written dates: what a date says, how precisely, and where it was found."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from analysis.corpus.dates.candidates import Candidate, Place, Precision

_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?")
HEADER = re.compile(r"\A\s*date[:\s]\s*(\d{4}-\d{2}-\d{2})\b[ \t]*", re.IGNORECASE)

FIRST, LAST = 1000, 2999  # years
ALLOWED = f"a date is written YYYY-MM-DD, YYYY-MM or YYYY, between the years {FIRST} and {LAST}"


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


def written(words: str, place: Place) -> Candidate | None:
    """Return the candidate that words give which are nothing but a date, or None."""
    try:
        date, precision = parse_date(words)
    except ValueError:
        return None
    return Candidate(date, precision, place, words, 0.95)
