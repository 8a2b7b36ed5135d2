"""Calendar periods, and how much of each article falls into them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from analysis.errors import InputError

Days = NDArray[np.datetime64]
Integers = NDArray[np.int64]

FREQUENCIES = ("day", "week", "month", "quarter", "year")
FORMS = {  # of a period's name
    "day": r"\d{4}-\d{2}-\d{2}", "week": r"\d{4}-W\d{2}", "month": r"\d{4}-\d{2}", "quarter": r"\d{4}-Q[1-4]",
    "year": r"\d{4}",
}  # fmt: skip
DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
MOST = 10_000  # periods
ALL_TIME = "all time"  # the name of the one period that a whole corpus makes
ENOUGH = 5  # articles: with fewer, a period has no interval
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Period:
    """A calendar period: its name and its first and last day."""

    name: str
    start: dt.date
    end: dt.date


def period_of(date: dt.date, frequency: str) -> Period:
    """Return the calendar period that a day lies in; weeks are ISO weeks, from Monday to Sunday.

    >>> period_of(dt.date(2020, 12, 31), "week").name
    '2020-W53'
    """
    if frequency == "day":
        return Period(date.isoformat(), date, date)
    if frequency == "week":
        year, week, weekday = date.isocalendar()
        monday = date - dt.timedelta(days=weekday - 1)
        return Period(f"{year}-W{week:02d}", monday, monday + dt.timedelta(days=6))
    months = {"month": 1, "quarter": 3, "year": 12}[frequency]
    first = (date.month - 1) // months * months + 1
    names = {
        "month": f"{date.year}-{date.month:02d}",
        "quarter": f"{date.year}-Q{(first + 2) // 3}",
        "year": f"{date.year}",
    }
    return Period(names[frequency], dt.date(date.year, first, 1), _month_end(date.year, first + months - 1))


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, 12, 31) if month == 12 else dt.date(year, month + 1, 1) - dt.timedelta(days=1)


def span_of(date: dt.date, precision: str) -> tuple[dt.date, dt.date]:
    """Return the first and last day that a date of that precision can mean."""
    period = period_of(date, precision)
    return period.start, period.end


@dataclass(frozen=True)
class Periods:
    """All periods from the first article to the last, none left out, and each article's part in them.

    parts: CSR, periods x articles; the column of a dated article sums to what it counts, which is 1 but where copies
    are weighed (an article of month or year precision is spread over its span by days), that of an undated one to 0.
    """

    frequency: str
    periods: tuple[Period, ...]
    parts: sparse.csr_array
    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, articles: pd.DataFrame, frequency: str, counts_as: NDArray[np.float64] | None = None) -> Periods | None:
        """Return the periods of the table ``articles``, or None where no article has a date.

        counts_as: what each article counts, (articles,); 1 where nothing is said.
        """
        start, end = spans_of(articles)
        dated = np.flatnonzero(~np.isnat(start))
        if not len(dated):
            return None
        first, last = start[dated].min().item(), end[dated].max().item()
        if (last - first).days / DAYS[frequency] > MOST:
            wanted = f"period '{frequency}' from {first} to {last} makes more than {MOST:,} periods"
            longer = [name for name in FREQUENCIES if (last - first).days / DAYS[name] <= MOST]
            raise InputError([f"{wanted}; choose a longer one: {' or '.join(longer)}"])
        periods = tuple(_all_periods(first, last, frequency))
        rows, columns, parts = _entries(start[dated], end[dated], periods)
        matrix = sparse.coo_array((parts, (rows, dated[columns])), shape=(len(periods), len(articles)))
        parts_of = sparse.csr_array(matrix)
        if counts_as is not None:
            parts_of.data *= counts_as[parts_of.indices]
        return cls(frequency, periods, parts_of, first, last)

    def together(self) -> Periods:
        """Return the one period that all of these make, from the first day of an article to the last."""
        every = sparse.csr_array(np.ones((1, len(self.periods))))
        one = Period(ALL_TIME, self.first, self.last)
        return Periods(self.frequency, (one,), sparse.csr_array(every @ self.parts), self.first, self.last)


def enough(n_articles: ArrayLike) -> NDArray[np.bool_]:
    """Return where there are five articles or more; sums of parts may fall short of it by rounding.

    >>> enough(np.array([4.999, 5 - 1e-12])).tolist()
    [False, True]
    """
    return np.asarray(n_articles) >= ENOUGH - 1e-9


def coarse_enough(periods: Periods, most: int) -> str:
    """Return the frequency of the periods, or the finest longer one that makes no more than ``most``; else 'year'.

    >>> dates = pd.to_datetime(["2020-01-01", "2020-12-31"])
    >>> coarse_enough(Periods.of(pd.DataFrame({"date": dates, "date_precision": "day"}), "day"), most=20)
    'month'
    """
    days = (periods.last - periods.first).days
    for frequency in FREQUENCIES[FREQUENCIES.index(periods.frequency) :]:
        if days / DAYS[frequency] + 1 <= most:
            return frequency
    return FREQUENCIES[-1]


def spans_of(articles: pd.DataFrame) -> tuple[Days, Days]:
    """Return the first and last day that the date of each article can mean, (articles,); missing where it has none.

    >>> articles = pd.DataFrame({"date": pd.to_datetime(["2020-02-29"]), "date_precision": ["month"]})
    >>> [str(side[0]) for side in spans_of(articles)]
    ['2020-02-01', '2020-02-29']
    """
    date = articles["date"].to_numpy(dtype="datetime64[D]")
    precision = articles["date_precision"].to_numpy(dtype=object)
    start, end = date.copy(), date.copy()
    for name, unit in (("month", "M"), ("year", "Y")):
        mine = (precision == name) & ~np.isnat(date)
        coarse = date[mine].astype(f"datetime64[{unit}]")
        start[mine], end[mine] = coarse.astype("datetime64[D]"), (coarse + 1).astype("datetime64[D]") - _DAY
    return start, end


def _all_periods(first: dt.date, last: dt.date, frequency: str) -> Iterator[Period]:
    period = period_of(first, frequency)
    while True:
        yield period
        if period.end >= last:
            return
        period = period_of(period.end + dt.timedelta(days=1), frequency)


def _entries(start: Days, end: Days, periods: tuple[Period, ...]) -> tuple[Integers, Integers, NDArray[np.float64]]:
    """Return for each stretch of days the periods it touches: period's number, stretch's number, part of its days."""
    starts, ends = (np.array([getattr(p, side) for p in periods], dtype="datetime64[D]") for side in ("start", "end"))
    first, last = (np.searchsorted(starts, side, side="right") - 1 for side in (start, end))
    n_touched = last - first + 1
    stretch = np.repeat(np.arange(len(start)), n_touched)
    period = np.arange(len(stretch)) - np.repeat(np.cumsum(n_touched) - n_touched, n_touched) + first[stretch]
    inside = np.minimum(end[stretch], ends[period]) - np.maximum(start[stretch], starts[period]) + _DAY
    return period, stretch, inside / (end - start + _DAY)[stretch]


def choose_frequency(articles: pd.DataFrame, counts_as: NDArray[np.float64] | None = None) -> str:
    """Return the finest frequency at which at least half the periods have five articles, else 'year'.

    counts_as: how much each article counts, (articles,); 1 where it is not given. Dates of month or year precision
    never ask for periods finer than themselves.
    """
    dated = articles[articles["date"].notna()]
    finest = {"day": 0, "month": 2, "year": 4}
    least = max((finest[p] for p in dated["date_precision"]), default=4)
    days = (dated["date"].max() - dated["date"].min()).days if len(dated) else 0
    for frequency in FREQUENCIES[least:]:
        if days / DAYS[frequency] > MOST / 2:
            continue
        periods = Periods.of(articles, frequency, counts_as)
        if periods and enough(np.asarray(periods.parts.sum(axis=1))).mean() >= 0.5:
            return frequency
    return "year"
