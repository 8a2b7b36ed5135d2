"""How much was published at all, from a table that was made elsewhere, laid over the strata of the trends."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import InputError
from analysis.trends.periods import Periods, period_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_SHOWN = 5  # faults of one kind that are named


def published_by_stratum(
    published: pd.DataFrame,
    periods: Periods,
    strata: Integers,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    *,
    group: str | None,
    source: str | None,
) -> tuple[Integers, Floats]:
    """Return the strata, with those that only the outside table knows, and how much was published in each.

    strata: numbers of group x period x outlet, counted in that order. names: the values of the groups and of the
    outlets. Raises InputError where columns are missing or a number is none.
    """
    faults = _faults(published, group, source)
    if faults:
        raise InputError(faults)
    table = published.assign(period=_period_names(published, periods.frequency), n=pd.to_numeric(published["n"]))
    known = [[p.name for p in periods.periods]] + [list(n) for n, c in zip(names, (group, source), strict=True) if c]
    keys = ["period", *(c for c in (group, source) if c)]
    frame = table.astype(dict.fromkeys(keys, "str")).groupby(keys)["n"].sum().reset_index()
    codes = [pd.Index(values).get_indexer(frame[c]) for values, c in zip(known, keys, strict=True)]
    inside = np.all([c >= 0 for c in codes], axis=0)
    code = dict(zip(keys, codes, strict=True))
    zero = np.zeros(len(frame), np.int64)
    n_periods, n_outlets = len(periods.periods), len(names[1]) if source else 1
    number = (code.get(group or "", zero) * n_periods + code["period"]) * n_outlets + code.get(source or "", zero)
    every = np.union1d(strata, number[inside])
    total = np.zeros(len(every))
    np.add.at(total, np.searchsorted(every, number[inside]), frame["n"].to_numpy(dtype=np.float64)[inside])
    return every, total


def refuse_fewer(published: Floats, held: Floats, names: list[str]) -> None:
    """Raise InputError that names every period in which less was published than the corpus holds."""
    fewer = np.flatnonzero(held > published * (1 + 1e-9))
    faults = [
        f"published: {names[i]} has n {published[i]:g}, but the corpus holds {held[i]:g} articles of it; "
        "count all that was published"
        for i in fewer[:_SHOWN]
    ]
    if len(fewer) > _SHOWN:
        faults.append(f"published: the same holds for {len(fewer) - _SHOWN} more")
    if faults:
        raise InputError(faults)


def _faults(published: pd.DataFrame, group: str | None, source: str | None) -> list[str]:
    faults = [
        f"published: the column {column!r} is missing; {why}"
        for column, why in (("n", "it says how many articles were published"), (group, "it is grouped by"), (source,
        "outlets are held in their mix")) if column is not None and column not in published
    ]  # fmt: skip
    if "period" not in published and "date" not in published:
        faults.append("published: there is neither a column 'period' (such as 2020-01) nor a column 'date'")
    if "n" in published:
        n = pd.to_numeric(published["n"], errors="coerce").to_numpy(dtype=np.float64)
        for row in np.flatnonzero(~(np.isfinite(n) & (n >= 0)))[:_SHOWN]:
            faults.append(
                f"published, row {row}: n is {published['n'].tolist()[row]!r}; it must be a number, 0 or more"
            )
    return faults


def _period_names(published: pd.DataFrame, frequency: str) -> pd.Series:
    if "period" in published:
        return published["period"].astype("str")
    dates = pd.to_datetime(published["date"], errors="coerce")
    if dates.isna().any():
        rows = np.flatnonzero(dates.isna())[:_SHOWN]
        raise InputError(
            [f"published, row {r}: {published['date'].iloc[r]!r} is no date; write YYYY-MM-DD" for r in rows]
        )
    return dates.map(lambda date: period_of(date.date(), frequency).name)
