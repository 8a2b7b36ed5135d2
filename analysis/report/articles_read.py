"""The articles of a run without their texts: where each date comes from, and how much was counted."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis import tables
from analysis.report.labels import article_labels, as_written
from analysis.results import Analysis

MANY = 200  # articles on the page; all are in the table


def articles_read(run: Analysis) -> pd.DataFrame:
    """Return a row for each article in date order: the columns of ``articles`` but its text, and three counts.

    n_passages: of how many passages it is; n_tokens: of how many words; n_counted: how many of these are counted. A
    column of the articles that is called as a count is has ``_given`` behind its name.
    """
    order = article_labels(run)["article_id"]
    sizes = run.passages.groupby("article_id")[["n_tokens", "n_counted"]].sum()
    sizes.insert(0, "n_passages", run.passages["article_id"].value_counts())
    articles = run.articles.set_index("article_id").drop(columns="text")
    counted = sizes.reindex(order, fill_value=0).astype("int64")
    return tables.beside_ours(articles, counted.columns).loc[order].join(counted).reset_index()


def shown_articles(read: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Yield the first rows of ``articles_read`` as the page shows them: all as text, '' where nothing is known."""
    first = read.head(MANY)
    dates = [
        as_written(date, precision) for date, precision in zip(first["date"], first["date_precision"], strict=True)
    ]
    for date, (_, row) in zip(dates, first.astype(object).fillna("").iterrows(), strict=True):
        yield {
            "date": date or "none",
            "title": str(row["title"] or row["path"] or row["article_id"]),
            "source": row["source"],
            "origin": row["date_source"],
            "evidence": _evidence(row),
            "n_passages": str(row["n_passages"]),
            "words": f"{row['n_counted']:.0f} of {row['n_tokens']:.0f}",
            "file": row["path"],
        }


def _evidence(row: pd.Series) -> str:
    """Return what shows an article's date, and what speaks against it, or why it was refused."""
    problem = str(row.get("date_problem") or "")
    told = f"{'doubtful' if row['date'] else 'refused'}: {problem}" if problem else ""
    return "; ".join(part for part in (str(row["date_evidence"]), told) if part)
