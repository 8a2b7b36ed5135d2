"""A theme's share on a calendar: each year a row, so that seasons stand below each other."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.plots.axes import share_cells

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "day": tuple(str(day) for day in range(1, 32)),
    "week": tuple(str(week) for week in range(1, 54)),
    "month": MONTHS,
    "quarter": ("Q1", "Q2", "Q3", "Q4"),
    "year": tuple(str(year) for year in range(10)),
}


def draw_calendar(trends: pd.DataFrame, ax: Axes, *, top: float) -> list[Any]:
    """Draw one theme's shares as cells of a calendar, and return the image and the numbers (percent) written on it.

    trends: rows of the table ``trends`` of one model and theme. A row is a year and its columns are months, quarters or
    ISO weeks; of days a row is a month, of years a decade. A period without articles, or outside the corpus's time, is
    hatched. top: the share at the dark end.
    """
    return share_cells(calendar_cells(trends), ax, top=top)


def calendar_cells(trends: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of one model and theme as rows x columns of a calendar, missing where there is none.

    >>> months = pd.DataFrame({"frequency": "month", "start": pd.to_datetime(["2020-02-01"]), "share": [0.1]})
    >>> calendar_cells(months).iloc[:, :3]
          Jan  Feb  Mar
    2020  NaN  0.1  NaN
    """
    frequency = str(trends["frequency"].iloc[0])
    row, column = _places(trends["start"], frequency)
    rows = list(dict.fromkeys(row.to_numpy()[trends["start"].argsort(kind="stable")]))
    columns = _COLUMNS[frequency]
    cells = pd.DataFrame(float("nan"), index=rows, columns=list(columns))
    for r, c, share in zip(row, column, trends["share"], strict=True):
        cells.loc[r, columns[c]] = share
    return cells


def _places(start: pd.Series, frequency: str) -> tuple[pd.Series, pd.Series]:
    """Return the row's label and the column's number of each period."""
    year = start.dt.year
    if frequency == "day":
        return start.dt.strftime("%Y-%m"), start.dt.day - 1
    if frequency == "week":
        iso = start.dt.isocalendar()
        return iso["year"].astype(str), iso["week"].astype(int) - 1
    if frequency == "year":
        return (year // 10 * 10).astype(str) + "s", year % 10
    return year.astype(str), start.dt.month - 1 if frequency == "month" else start.dt.quarter - 1
