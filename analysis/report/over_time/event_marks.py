"""How the events that were given are marked on charts of shares: by name, or by a number that the caption explains."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.report.over_time.words import listed

_FEW = 6  # events; of more, names would cover the chart
_SHORT = 18  # letters of a name; more would reach from the top of a chart to its middle
_APART = 0.06  # of a chart's time: how far apart names, or numbers, can be read
_STEP = 0.2  # of a chart's time, before a step: there stands from how much to how much the share went
_TOLD = 20  # events that the caption names


@dataclass(frozen=True)
class EventMarks:
    """How events are marked: ``table`` has date and label of what is written, ``events`` date and label in full.

    named: whether names are written; else numbers, and those too close to be read join at the first of them, as '2–4'.
    words: what the caption says of them, '' without events.
    """

    table: pd.DataFrame
    events: pd.DataFrame
    named: bool
    words: str


def event_marks(events: pd.DataFrame, time: pd.Timedelta, steps: Iterable[pd.Timestamp]) -> EventMarks:
    """Return how events are marked: by name where these are few, short and apart, else by number.

    events: date and label. time: how much of it the charts show. steps: the dates at which charts have a step, whose
    text would meet a name.

    >>> events = pd.DataFrame({"date": pd.to_datetime(["2020-05-01", "2020-05-02"]), "label": ["strike", "vote"]})
    >>> marks = event_marks(events, pd.Timedelta(days=366), [])
    >>> marks.table["label"].tolist(), marks.words
    (['1–2', ''], ' Dashed lines are the events given: 1 strike (2020-05-01); 2 vote (2020-05-02).')
    """
    events = events.sort_values(["date", "label"], kind="stable", ignore_index=True)
    if events.empty:
        return EventMarks(events, events, named=True, words="")
    close = events["date"].diff() < _APART * time
    meets = any(((step - _STEP * time < events["date"]) & (events["date"] < step)).any() for step in steps)
    if len(events) <= _FEW and events["label"].str.len().max() <= _SHORT and not close.any() and not meets:
        return EventMarks(events, events, named=True, words=" Dashed lines are the events given.")
    told = [f"{n} {e.label} ({e.date:%Y-%m-%d})" for n, e in enumerate(events.itertuples(), start=1)]
    words = f" Dashed lines are the events given: {listed(told, _TOLD)}{', in the values' * (len(told) > _TOLD)}."
    numbers = events.assign(label=_numbers(events["date"], _APART * time))
    return EventMarks(numbers, events, named=False, words=words)


def _numbers(dates: pd.Series, apart: pd.Timedelta) -> list[str]:
    """Return a number for each date, those of one place joined at its first."""
    places: list[list[int]] = []
    for i, date in enumerate(dates):
        if places and date - dates[places[-1][0]] < apart:
            places[-1].append(i)
        else:
            places.append([i])
    first = {p[0]: f"{p[0] + 1}–{p[-1] + 1}" if len(p) > 1 else f"{p[0] + 1}" for p in places}
    return [first.get(i, "") for i in range(len(dates))]
