"""The audit: what was read and set aside, what is dated and how, what is a copy, and where articles are missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import tables
from analysis.corpus.coverage import article_days, find_coverage
from analysis.corpus.reading import Reading
from analysis.errors import ContractError

NONE = "(none)"  # the value of articles that have none
_KEPT = {
    "article_id": "str", "path": "str", "position": "Int64", "title": "str", "date": "datetime64[s]",
    "date_precision": "str", "date_source": "str", "date_evidence": "str", "date_confidence": "float64",
    "source": "str", "language": "str", "date_problem": "str", "date_proposed": "str",
}  # fmt: skip


@dataclass(frozen=True)
class Audit:
    """What an audit found, as tables; each is described by its contract.

    ``articles`` are those that were kept, without their texts; ``dates`` are the candidates of the doubtful ones.
    """

    articles: pd.DataFrame
    totals: pd.DataFrame
    counts: pd.DataFrame
    set_aside: pd.DataFrame
    reasons: pd.DataFrame
    doubtful: pd.DataFrame
    dates: pd.DataFrame
    copies: pd.DataFrame
    copy_groups: pd.DataFrame
    notes: pd.DataFrame
    coverage_gaps: pd.DataFrame
    coverage_spans: pd.DataFrame
    coverage_months: pd.DataFrame

    def total(self, count: str) -> int:
        """Return a total: read, kept, set aside, dated, undated, doubtful (a date's problem is told), copies."""
        return int(self.totals.set_index("count")["n"][count])


def audit_reading(reading: Reading) -> Audit:
    """Return the audit of a reading that is in memory as a whole."""
    return Auditor().add(reading).done(reading.copies)


class Auditor:
    """Takes a reading in parts, of which it keeps no text, and then tells what it found.

    The order of the parts makes no difference.
    """

    def __init__(self) -> None:
        self._articles: list[pd.DataFrame] = []
        self._set_aside: list[pd.DataFrame] = []
        self._dates: list[pd.DataFrame] = []
        self._notes: list[pd.DataFrame] = []

    def add(self, part: Reading) -> Auditor:
        """Take one more part. Returns itself."""
        articles = part.articles.reindex(columns=list(_KEPT)).astype(_KEPT)
        doubtful = articles.loc[_is_doubtful(articles), "article_id"]
        self._articles.append(articles)
        self._set_aside.append(part.set_aside)
        self._dates.append(part.dates[part.dates["article_id"].isin(set(doubtful))])
        self._notes.append(part.notes)
        return self

    def done(self, copies: pd.DataFrame) -> Audit:
        """Return the audit of all parts. copies: the table ``copies`` of all of them together.

        Raises ContractError where an input is counted twice: as two articles, or as kept and as set aside.
        """
        articles = _joined("articles", self._articles, ["article_id"])
        set_aside = _joined("set_aside", self._set_aside, ["stage", "path", "position"])
        _check_counted_once(articles, set_aside)
        notes = _joined("notes", self._notes, ["path", "note"])
        doubtful = _doubtful(articles)
        coverage = find_coverage(article_days(articles))
        return Audit(
            articles=articles,
            totals=_totals(articles, set_aside, doubtful, copies),
            counts=_counts(articles, copies),
            set_aside=tables.conform("set_aside", set_aside),
            reasons=_reasons(set_aside),
            doubtful=doubtful,
            dates=tables.conform("dates", _joined("dates", self._dates, ["article_id", "number"])),
            copies=tables.conform("copies", copies.sort_values("article_id")),
            copy_groups=_copy_groups(articles, copies),
            notes=tables.conform("notes", notes.groupby(["path", "note"], as_index=False)["articles"].sum()),
            coverage_gaps=coverage.gaps,
            coverage_spans=coverage.spans,
            coverage_months=coverage.months,
        )


def _joined(name: str, parts: list[pd.DataFrame], by: list[str]) -> pd.DataFrame:
    """Return the rows of all parts, sorted."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return parts[0] if parts else tables.empty(name)
    return pd.concat(filled, ignore_index=True).sort_values(by, ignore_index=True)


def _check_counted_once(articles: pd.DataFrame, set_aside: pd.DataFrame) -> None:
    """Raise ContractError where an article_id stands twice, or a place in a file is kept and set aside."""
    twice = articles.loc[articles["article_id"].duplicated(), "article_id"]
    if len(twice):
        raise ContractError(f"the article_id {twice.iloc[0]!r} stands twice")
    placed = articles.dropna(subset=["path", "position"])
    inputs = set_aside.loc[set_aside["stage"] == "corpus", ["path", "position"]]
    both = set(zip(placed["path"], placed["position"], strict=True)) & set(inputs.itertuples(index=False, name=None))
    if both:
        path, position = min(both)
        raise ContractError(f"the input {path!r}, {position}, is kept and set aside")


def _is_doubtful(articles: pd.DataFrame) -> pd.Series:
    return articles["date"].isna() | articles["date_problem"].notna()


def _doubtful(articles: pd.DataFrame) -> pd.DataFrame:
    found = articles[_is_doubtful(articles)].rename(columns={"date_problem": "problem", "date_proposed": "proposed"})
    return tables.conform("doubtful", found[list(tables.CONTRACTS["doubtful"].columns)])


def _totals(
    articles: pd.DataFrame, set_aside: pd.DataFrame, doubtful: pd.DataFrame, copies: pd.DataFrame
) -> pd.DataFrame:
    undated = int(articles["date"].isna().sum())
    n = {
        "read": len(articles) + len(set_aside),
        "kept": len(articles),
        "set aside": len(set_aside),
        "dated": len(articles) - undated,
        "undated": undated,
        "doubtful": int(doubtful["problem"].notna().sum()),
        "copies": len(copies),
    }
    return tables.conform("totals", pd.DataFrame(list(n.items()), columns=["count", "n"]))


def _counts(articles: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """Return the articles by each of their values; each way of counting adds up to all of them."""
    of_year = articles["date_precision"] == "year"
    values = {
        "source": articles["source"],
        "year": articles["date"].dt.strftime("%Y"),
        "month": articles["date"].dt.strftime("%Y-%m").mask(of_year, articles["date"].dt.strftime("%Y")),
        "language": articles["language"],
        "date_source": articles["date_source"],
        "date_precision": articles["date_precision"],
    }
    plain = pd.DataFrame(
        {
            "date": articles["date"],
            "is_undated": articles["date"].isna(),
            "is_copy": articles["article_id"].isin(set(copies["article_id"])),
        }
    )
    sums = {
        "n_articles": ("is_copy", "size"), "n_undated": ("is_undated", "sum"), "n_copies": ("is_copy", "sum"),
        "first": ("date", "min"), "last": ("date", "max"),
    }  # fmt: skip
    counted = [
        plain.assign(by=by, value=column.fillna(NONE)).groupby(["by", "value"]).agg(**sums).reset_index()
        for by, column in values.items()
    ]
    return tables.conform("counts", pd.concat(counted, ignore_index=True))


def _reasons(set_aside: pd.DataFrame) -> pd.DataFrame:
    """Return how often each reason stands, the most frequent first, with the first that it is told of."""
    if set_aside.empty:
        return tables.empty("reasons")
    grouped = set_aside.groupby(["stage", "reason"], as_index=False).agg(
        n=("path", "size"), example=("path", "first"), detail=("detail", "first")
    )
    return tables.conform("reasons", grouped.sort_values(["n", "stage", "reason"], ascending=[False, True, True]))


def _copy_groups(articles: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """Return each article that has copies, the one with most first; furthest: the copy that is least like it."""
    if copies.empty:
        return tables.empty("copy_groups")
    ordered = copies.sort_values(["similarity", "article_id"])
    grouped = ordered.groupby("duplicate_of", as_index=False).agg(
        n_copies=("article_id", "size"),
        n_near=("kind", lambda kinds: (kinds == "near").sum()),
        similarity=("similarity", "first"),
        furthest=("article_id", "first"),
    )
    about = articles[["article_id", "path", "title"]].rename(columns={"article_id": "duplicate_of"})
    named = grouped.merge(about, on="duplicate_of", how="left", validate="one_to_one")
    order: dict[str, Any] = {"by": ["n_copies", "duplicate_of"], "ascending": [False, True]}
    return tables.conform("copy_groups", named.sort_values(**order))
