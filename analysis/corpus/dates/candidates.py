"""A candidate for an article's date: what it says, how precisely, where it stands, and how far it is to be believed."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal, NamedTuple

Precision = Literal["day", "month", "year"]
Place = Literal[
    "metadata",  # the table that a person filled in
    "column",  # a column of a table, a field of a record
    "front matter",
    "header",  # a line 'Date: ...' above the text
    "page",  # what a web page declares of itself (meta, JSON-LD, a time element)
    "link",
    "file name",
    "post",  # the number of a post, which encodes its time
    "dateline",  # the line or place above or at the beginning of the text that says when it was written
    "byline",
    "text",  # the running text: never more than a proposal
]

WEB = dt.date(1991, 8, 6)  # the first page of the web
DAYS_APART = 1  # time zones and the next morning's edition move a date by so much


class Candidate(NamedTuple):
    """A date that could be an article's.

    date: the first day of what was written. precision: how much was written. place: where. words: what it was read
    from, as it stood. confidence: 0 to 1. other: the date with day and month exchanged, where the words allow both.
    event: whether it is when something happened rather than when the article came out.
    """

    date: dt.date
    precision: Precision
    place: Place
    words: str
    confidence: float
    other: dt.date | None = None
    event: bool = False


def span(candidate: Candidate) -> tuple[dt.date, dt.date]:
    """Return the first and the last day that a candidate can mean."""
    first = candidate.date
    if candidate.precision == "day":
        return first, first
    if candidate.precision == "month":
        return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first, first.replace(month=12, day=31)


def agree(one: Candidate, other: Candidate) -> bool:
    """Return whether two candidates can mean the same day, give or take one."""
    (first, last), (other_first, other_last) = span(one), span(other)
    margin = dt.timedelta(DAYS_APART)
    return first - other_last <= margin and other_first - last <= margin
