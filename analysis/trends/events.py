"""Events: whether a theme moved around given dates more than it does around others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis import tables
from analysis.errors import Faults
from analysis.trends.given import days_of, read_given, row_names
from analysis.trends.series import KEYS, arcsine

Floats = NDArray[np.float64]

ENOUGH_PLACEBOS = 9  # other dates; with fewer there is no interval


def read_events(path: str | Path) -> pd.DataFrame:
    """Return the events of a CSV file with the columns date and label as ``check_events`` does.

    Raises InputError where it cannot be read, and with every fault of its rows.
    """
    return check_events(read_given(path, needed="date"), where=str(path))


def check_events(events: pd.DataFrame, *, where: str = "events") -> pd.DataFrame:
    """Return the table ``event_dates``: date and label of each event, sorted; other columns are left out.

    Raises InputError with every fault: a column that is missing, a date that is none, an empty label, a row twice.

    >>> check_events(pd.DataFrame({"date": ["2020-02-30"], "label": [""]}))
    Traceback (most recent call last):
    ...
    analysis.errors.InputError: events, row 1: '2020-02-30' is no date; write it as 2020-12-31
    events, row 1: the label is empty; name the event
    """
    faults = Faults(where)
    for column in ("date", "label"):
        if column not in events:
            faults.add(f"the column {column!r} is missing; there are {', '.join(map(repr, events.columns)) or 'none'}")
    faults.raise_if_any()
    dates = days_of(events["date"])
    labels = events["label"].fillna("").astype(str).str.strip()
    twice = pd.DataFrame({"date": dates, "label": labels}).duplicated()
    told = zip(row_names(events), events["date"], dates, labels, twice, strict=True)
    for row, given, date, label, again in told:
        place = faults.about(f"{where}, {row}")
        if pd.isna(date):
            place.add(f"{str(given)!r} is no date; write it as 2020-12-31")
        if not label:
            place.add("the label is empty; name the event")
        if again and label and not pd.isna(date):
            place.add(f"{label!r} on {date:%Y-%m-%d} stands there twice; leave one out")
    faults.raise_if_any()
    table = pd.DataFrame({"date": dates, "label": labels})
    return tables.conform("event_dates", table.sort_values(["date", "label"]))


def event_changes(trends: pd.DataFrame, events: pd.DataFrame, *, level: float, window: int = 3) -> pd.DataFrame:
    """Return the table ``events``: how each theme moved around each event, tested against all other dates.

    events: as ``check_events`` returns them. The mean share of the ``window`` periods before the one that the event
    lies in is held against that of the period itself and the ``window - 1`` after it, periods weighted by their
    effective number of articles. The same is done around every other period, those apart whose windows reach the
    period of an event; ``p`` is the share of dates, this one among them, around which the theme moved as much (on the
    arcsine scale), so it is never below one over their number, and many rows of few periods have no ``p_adjusted``
    that is small; noise that carries over is in all of them alike. ``low`` and ``high`` are the change less and plus
    what ``level`` of the others stay below. p-values are adjusted over all rows (Benjamini and Hochberg 1995). An event
    is left out where a window is not fully inside the periods with a share. That a theme moved then does not say that
    the event moved it.
    """
    rows = [
        {**dict(zip(KEYS, key, strict=True)), **row, "window": window}
        for key, group in trends.groupby(KEYS, sort=True)
        for row in _around(group.sort_values("start"), events, level, window)
    ]
    if not rows:
        return tables.empty("events")
    table = pd.DataFrame(rows)
    return tables.conform("events", table.assign(p_adjusted=stats.false_discovery_control(table["p"])))


def _around(trends: pd.DataFrame, events: pd.DataFrame, level: float, window: int) -> Iterator[dict[str, object]]:
    share = trends["share"].to_numpy()
    weight = np.where(np.isnan(share), np.nan, trends["n_effective"].to_numpy())
    before, after = moving_means(share, weight, window)
    z_before, z_after = moving_means(arcsine(share), weight, window)
    moved = np.abs(z_after - z_before)
    at = trends["start"].searchsorted(events["date"], side="right") - 1
    inside = (at >= 0) & (events["date"] <= trends["end"].iloc[-1]).to_numpy()
    others = _placebos(moved, at[inside], window)
    for row, place in zip(events[inside].itertuples(), at[inside], strict=True):
        if np.isnan(moved[place]):
            continue
        change = after[place] - before[place]
        spread = np.quantile(np.abs((after - before)[others]), level) if others.sum() >= ENOUGH_PLACEBOS else np.nan
        yield {
            "label": row.label, "date": row.date, "before": before[place], "after": after[place],
            "low": change - spread, "high": change + spread, "n_placebo": int(others.sum()),
            "p": (1 + (moved[others] >= moved[place] - 1e-12).sum()) / (1 + others.sum()),
        }  # fmt: skip


def _placebos(moved: Floats, at: NDArray[np.int64], window: int) -> NDArray[np.bool_]:
    """Return which periods serve as other dates: those with full windows that no event's period lies in."""
    places = np.arange(len(moved))
    near = np.any((places[:, None] - window <= at) & (at < places[:, None] + window), axis=1)
    return np.asarray(~np.isnan(moved) & ~near)


def moving_means(values: Floats, weight: Floats, window: int) -> tuple[Floats, Floats]:
    """Return the weighted means of the ``window`` values before each place, and of as many from it on.

    Missing where a window leaves the values or holds a missing one.

    >>> moving_means(np.array([1.0, 3.0, 5.0, 9.0]), np.ones(4), 2)[1].tolist()
    [2.0, 4.0, 7.0, nan]
    """
    n = len(values)
    means = np.full(n + 1, np.nan)
    if n >= window:
        stretches = np.lib.stride_tricks.sliding_window_view(np.arange(n), window)
        means[: n - window + 1] = (values * weight)[stretches].sum(axis=1) / weight[stretches].sum(axis=1)
    before = np.concatenate([np.full(min(window, n), np.nan), means[: max(n - window, 0)]])
    return before, means[:n]
