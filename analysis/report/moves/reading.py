"""The tables of a report that are compared, read from its folder with distrust."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.contracts import PERIODS, PRECISIONS
from analysis.errors import InputError
from analysis.report.labels import labelled

_READ: dict[str, tuple[str, ...]] = {
    "themes": ("theme", "label", "kind", "colour"),
    "weights": ("model", "article_id", "theme", "weight"),
    "trends": ("model", "theme", "frequency", "period", "start", "end", "share"),
    "lexicon": ("theme", "term", "words", "count"),
}
_EXCLUDED = ("theme", "words")
_ARTICLE = ("article_id", "date", "date_precision", "title", "path")
_NUMBERS = ("weight", "share", "count")
_DATES = ("start", "end")
_TEXT = (
    "theme", "label", "kind", "colour", "model", "article_id", "frequency", "period", "term", "words", *_DATES,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class ReportTables:
    """What of a report is compared; excluded: the words that themes exclude, without rows where none does."""

    themes: pd.DataFrame
    weights: pd.DataFrame
    trends: pd.DataFrame
    lexicon: pd.DataFrame
    excluded: pd.DataFrame


def read_tables(folder: Path) -> ReportTables:
    """Return the tables of the report in a folder; raise InputError for one that cannot be read."""
    read = {name: _read(folder, name, columns) for name, columns in _READ.items()}
    there = (folder / "tables" / "excluded_words.csv").exists()
    none = pd.DataFrame(columns=_EXCLUDED, dtype="str")
    return ReportTables(**read, excluded=_read(folder, "excluded_words", _EXCLUDED) if there else none)


def titles(folder: Path) -> dict[str, str]:
    """Return what a report calls each article, by its id; none where its table of articles cannot be read."""
    path = folder / "tables" / "articles_read.csv"
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False, na_values="")[list(_ARTICLE)]
    except (OSError, ValueError, KeyError):
        return {}
    dates = pd.to_datetime(table["date"], errors="coerce", format="%Y-%m-%d")
    named = labelled(table.assign(date=dates.where(table["date_precision"].isin(PRECISIONS))))
    return dict(zip(named["article_id"], named["label"], strict=True))


def _read(folder: Path, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    path = folder / "tables" / f"{name}.csv"
    kinds = dict.fromkeys(_TEXT, "str")
    blank = dict.fromkeys(_NUMBERS, "")
    try:
        table = pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=blank)
    except (OSError, ValueError) as error:
        raise InputError([f"'{path}' cannot be read ({error}); make the report anew"]) from None
    missing = [column for column in columns if column not in table]
    if missing:
        raise InputError([f"'{path}' lacks {', '.join(missing)}; make the report anew"])
    read = {c: pd.to_numeric(table[c], errors="coerce") for c in _NUMBERS if c in columns}
    read |= {c: pd.to_datetime(table[c], errors="coerce", format="%Y-%m-%d") for c in _DATES if c in columns}
    for kind, of_kind in (("numbers", _NUMBERS), ("dates", _DATES)):
        odd = [c for c in of_kind if c in read and (read[c].isna() & table[c].notna()).any()]
        if odd:
            raise InputError([f"'{path}' has no {kind} in {', '.join(odd)}; make the report anew"])
    if "frequency" in columns and not table["frequency"].isin(PERIODS).all():
        raise InputError([f"'{path}' has no {', '.join(PERIODS)} in frequency; make the report anew"])
    return table.assign(**read)[list(columns)]
