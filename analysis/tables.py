"""The contract of every table that travels between stages, and the check that keeps it.

A table is a pandas DataFrame. Its contract names what one row is, the columns with their kinds, and the
key that no two rows share. ``conform`` checks a table where it enters or leaves a stage; columns beyond
the contract are kept. Counts travel as ``TermCounts``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.contracts import CONTRACTS, LANGUAGES, PERIODS, PRECISIONS, Column, Contract
from analysis.errors import ContractError, InputError

__all__ = [
    "CONTRACTS",
    "LANGUAGES",
    "PERIODS",
    "PRECISIONS",
    "ReadsWords",
    "TermCounts",
    "beside_ours",
    "conform",
    "empty",
    "refuse_unless_table",
]

_DTYPES = {
    "text": "str",
    "integer": "int64",
    "number": "float64",
    "share": "float64",
    "date": "datetime64[s]",
    "flag": "bool",
}
_SLACK = 1e-6  # float32 blocks sum to 1 within this


def empty(name: str) -> pd.DataFrame:
    """Return the table of that name with its columns and no rows.

    >>> list(empty("set_aside"))
    ['stage', 'path', 'position', 'article_id', 'reason', 'detail']
    """
    columns = CONTRACTS[name].columns
    return pd.DataFrame({c: pd.Series([], dtype=_dtype(spec)) for c, spec in columns.items()})


def beside_ours(articles: pd.DataFrame, ours: Iterable[str]) -> pd.DataFrame:
    """Return articles whose own columns are called otherwise than some that are put beside them.

    >>> list(beside_ours(pd.DataFrame(columns=["n_counted", "n_counted_given", "region"]), ["n_counted"]))
    ['n_counted_given_given', 'n_counted_given', 'region']
    """
    names = {column: column for column in ours if column in articles}
    for column in names:
        while names[column] in articles:
            names[column] += "_given"
    return articles.rename(columns=names)


def refuse_unless_table(**given: Any) -> None:
    """Raise InputError that names every argument that is given and is no DataFrame.

    >>> refuse_unless_table(labels=None, events="events.csv")
    Traceback (most recent call last):
    ...
    analysis.errors.InputError: events is a str; it must be a table (a DataFrame): read the file first
    """
    wrong = {name: table for name, table in given.items() if not isinstance(table, pd.DataFrame | None)}
    if wrong:
        must = "it must be a table (a DataFrame): read the file first"
        raise InputError([f"{name} is a {type(table).__name__}; {must}" for name, table in wrong.items()])


def conform(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return a copy of a table that keeps the contract ``name``, or tell every way in which it does not.

    Missing columns that the contract does not require are added, empty; the contract's columns come first
    and get their kinds; other columns follow as they are. Interval columns are checked as well: ``low``
    is nowhere above ``high``.

    Raises ContractError with all the faults at once.

    >>> conform("set_aside", pd.DataFrame({"stage": ["corpus"], "path": ["a.txt"]}))
    Traceback (most recent call last):
    ...
    analysis.errors.ContractError: table set_aside: column 'position' is missing; column 'reason' is missing
    """
    contract = CONTRACTS[name]
    faults: list[str] = []
    columns: dict[str, Any] = {}
    for column, spec in contract.columns.items():
        if column in table:
            columns[column] = _cast(table[column], column, spec, faults)
        elif spec.required:
            faults.append(f"column {column!r} is missing")
        else:
            columns[column] = pd.Series([_missing(spec)] * len(table), index=table.index, dtype=_dtype(spec))
    if not faults:
        faults.extend(_faults_between_columns(contract, columns))
    if faults:
        raise ContractError(f"table {name}: " + "; ".join(faults))
    extra = {c: table[c] for c in table if c not in columns}
    return pd.DataFrame({**columns, **extra}).reset_index(drop=True)


def _dtype(spec: Column) -> str:
    return "Int64" if spec.kind == "integer" and not spec.required else _DTYPES[spec.kind]


def _missing(spec: Column) -> Any:
    return (
        pd.NaT if spec.kind == "date" else None if spec.kind == "text" else pd.NA if spec.kind == "integer" else np.nan
    )


def _cast(values: pd.Series, column: str, spec: Column, faults: list[str]) -> pd.Series:
    """Return the column in its kind; note what does not fit."""
    given = values
    if spec.kind == "flag" and given.isna().any():  # a cast would take what is missing for true
        faults.append(f"column {column!r} has {int(given.isna().sum())} missing values")
        return given
    try:
        values = given.astype(_dtype(spec))
    except (TypeError, ValueError) as error:
        faults.append(f"column {column!r} is not of kind {spec.kind} ({error})")
        return given
    if spec.kind in ("integer", "flag") and len(given) and not (values.dropna() == given.dropna()).all():
        faults.append(f"column {column!r} is not of kind {spec.kind} (a value would be bent to fit)")
    if spec.required and values.isna().any():
        faults.append(f"column {column!r} has {int(values.isna().sum())} missing values")
    present = values.dropna()
    if spec.kind == "share" and not present.between(-_SLACK, 1 + _SLACK).all():
        faults.append(f"column {column!r} leaves 0 to 1 (from {present.min():g} to {present.max():g})")
    if spec.kind == "number" and np.isinf(present).any():
        faults.append(f"column {column!r} is infinite somewhere")
    if spec.allowed and not present.isin(spec.allowed).all():
        odd = sorted(set(present) - set(spec.allowed))
        faults.append(f"column {column!r} holds {odd[:3]}; allowed are {list(spec.allowed)}")
    return values


def _faults_between_columns(contract: Contract, columns: dict[str, Any]) -> list[str]:
    faults = []
    keys = pd.DataFrame({k: columns[k] for k in contract.key})
    if keys.duplicated().any():
        first = keys[keys.duplicated()].iloc[0].to_dict()
        faults.append(f"two rows share the key {first}")
    if "low" in columns and "high" in columns and (columns["low"] > columns["high"]).any():
        faults.append("low is above high somewhere")
    return faults


class ReadsWords(Protocol):
    """What turned words into the terms of counts: so a lexicon's words are turned into terms of the same kind."""

    def forms(self, words: str, language: str) -> tuple[tuple[str, ...], ...]:
        """Return the terms of a word or phrase, and those of its forms."""

    def is_stop(self, word: str, language: str) -> bool:
        """Whether a word is a stop word of a language."""


@dataclass(frozen=True)
class TermCounts:
    """How often each term stands in each passage.

    counts: CSR matrix, passages x terms, non-negative. passage_ids: one for each row. terms: one for each
    column, sorted. words: what turned words into these terms, where that is known; it is not kept when counts are
    pickled. Raises ContractError where the first three do not fit together.

    >>> TermCounts(sparse.csr_array(np.array([[2, 0]])), ("a-000",), ("oil", "war")).counts.sum()
    np.int64(2)
    """

    counts: sparse.csr_array
    passage_ids: tuple[str, ...]
    terms: tuple[str, ...]
    words: ReadsWords | None = field(default=None, repr=False, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "words"}

    def __post_init__(self) -> None:
        expected = (len(self.passage_ids), len(self.terms))
        faults = []
        if self.counts.shape != expected:
            faults.append(f"counts have the shape {self.counts.shape}, not {expected} (passages, terms)")
        if len(set(self.passage_ids)) != len(self.passage_ids):
            faults.append("a passage_id stands twice")
        if len(set(self.terms)) != len(self.terms):
            faults.append("a term stands twice")
        if self.counts.nnz and not (np.isfinite(self.counts.data).all() and self.counts.data.min() >= 0):
            faults.append("a count is negative or not a number")
        if faults:
            raise ContractError("TermCounts: " + "; ".join(faults))

    @property
    def term_totals(self) -> NDArray[np.float64]:
        """How often each term stands in all passages together: shape (terms,)."""
        return np.asarray(self.counts.sum(axis=0), dtype=np.float64).ravel()

    @property
    def totals(self) -> NDArray[np.float64]:
        """How many counted words each passage has: shape (passages,)."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.float64).ravel()
