"""How much was published at all, from a table that was made elsewhere, laid over the strata of the trends."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import Faults, InputError
from analysis.trends.given import days_of, read_given, row_names
from analysis.trends.periods import FORMS, Periods, period_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

_SHOWN = 5  # faults of one kind that are named


def published_by_stratum(
    published: pd.DataFrame,
    periods: Periods,
    strata: Integers,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    *,
    group: str | None,
    source: str | None,
) -> tuple[Integers, Floats, Truths]:
    """Return the strata, with those that only the outside table knows, how much was published, and if it says so.

    strata: numbers of group x period x outlet, counted in that order. names: the values of the groups and of the
    outlets. published: as ``check_published`` lets it pass. Raises InputError where its periods are others.
    """
    _refuse_other_periods(published, periods)
    table = published.assign(period=_period_names(published, periods.frequency), n=pd.to_numeric(published["n"]))
    keys = list(dict.fromkeys(c for c in ("period", group, source) if c))  # outlets can be the groups
    for key in keys:
        table[key] = table[key].astype("str").fillna("")  # as articles without a value of it stand
    frame = table.groupby(keys)["n"].sum().reset_index()
    places = ((group, names[0]), ("period", [p.name for p in periods.periods]), (source, names[1]))
    of_group, of_period, of_outlet = (
        pd.Index(values).get_indexer(frame[column]) if column else np.zeros(len(frame), np.int64)
        for column, values in places
    )
    inside = (of_group >= 0) & (of_period >= 0) & (of_outlet >= 0)
    n_periods, n_outlets = len(periods.periods), len(names[1]) if source else 1
    number = (of_group * n_periods + of_period) * n_outlets + of_outlet
    every = np.union1d(strata, number[inside])
    total = np.zeros(len(every))
    np.add.at(total, np.searchsorted(every, number[inside]), frame["n"].to_numpy(dtype=np.float64)[inside])
    return every, total, np.isin(every, number[inside])


def refuse_fewer(published: Floats, held: Floats, names: list[str], told: Truths) -> None:
    """Raise InputError that names every period in which less was published than the corpus holds.

    told: whether the table has a row of it.
    """
    fewer = np.flatnonzero(held > published * (1 + 1e-9))
    faults = []
    for i in fewer[:_SHOWN]:
        says = f"{names[i]} has n {published[i]:g}" if told[i] else f"{names[i]} is missing"
        holds = f"the corpus holds {held[i]:.3g} article{'' if held[i] == 1 else 's'} of it"
        faults.append(f"published: {says}, but {holds}; count all that was published")
    if len(fewer) > _SHOWN:
        faults.append(f"published: the same holds for {len(fewer) - _SHOWN} more")
    if faults:
        raise InputError(faults)


def read_published(path: str | Path) -> pd.DataFrame:
    """Return the table of a CSV file that says how much was published: n, and period or date; other cells as text.

    Raises InputError where it cannot be read, and with every fault of its rows.
    """
    table = read_given(path, needed="n")
    check_published(table, where=str(path))
    return table


def check_published(
    published: pd.DataFrame, *, group: str | None = None, source: str | None = None, where: str = "published"
) -> None:
    """Raise InputError with every fault of a table of what was published: columns, numbers, dates.

    group, source: the columns that it must have, where shares are grouped and where outlets are held in their mix.
    """
    faults = Faults(where)
    needed = {"n": "it says how many articles were published"}
    needed |= {column: "it is grouped by" for column in (group,) if column}
    needed |= {column: "outlets are held in their mix" for column in (source,) if column}
    for column, why in needed.items():
        if column not in published:
            faults.add(f"the column {column!r} is missing; {why}")
    if "period" not in published and "date" not in published:
        faults.add("there is neither a column 'period' (such as 2020-01) nor a column 'date'")
    if "n" in published:
        n = pd.to_numeric(published["n"], errors="coerce").to_numpy(dtype=np.float64)
        _tell(faults, published, "n", ~(np.isfinite(n) & (n >= 0)), "n is {!r}; it must be a number, 0 or more")
    if "date" in published and "period" not in published:
        dates = days_of(published["date"])
        _tell(faults, published, "date", dates.isna().to_numpy(), "{!r} is no date; write YYYY-MM-DD")
    faults.raise_if_any()


def _refuse_other_periods(published: pd.DataFrame, periods: Periods) -> None:
    """Raise InputError where names of periods are not written as those of the trends are."""
    if "period" in published:
        faults, example = Faults("published"), periods.periods[0].name
        other = ~published["period"].astype("str").str.fullmatch(FORMS[periods.frequency]).to_numpy(dtype=bool)
        told = f"{{!r}} is no {periods.frequency}, such as {example}, by which the shares are counted"
        _tell(faults, published, "period", other, f"{told}; set another period, or give dates")
        faults.raise_if_any()


def _tell(faults: Faults, published: pd.DataFrame, column: str, wrong: NDArray[np.bool_], words: str) -> None:
    """Note what is wrong in some rows, the first by name."""
    names, values = row_names(published), published[column].tolist()
    rows = np.flatnonzero(wrong)
    for row in rows[:_SHOWN]:
        faults.about(f"{faults.where}, {names[row]}").add(words.format(values[row]))
    if len(rows) > _SHOWN:
        faults.add(f"the same is wrong in {len(rows) - _SHOWN} rows more")


def _period_names(published: pd.DataFrame, frequency: str) -> pd.Series:
    if "period" in published:
        return published["period"].astype("str")
    dates = days_of(published["date"])
    return dates.map(lambda date: period_of(date.date(), frequency).name)
