"""How articles are called on charts and on the page: by their date, as precisely as it is known, and their title."""

from __future__ import annotations

import textwrap

import pandas as pd

from analysis.results import Analysis


def as_written(date: pd.Timestamp, precision: str) -> str:
    """Return a date as precisely as it is known, '' where it is missing."""
    formats = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    return "" if pd.isna(date) else date.strftime(formats[precision])


def article_labels(run: Analysis) -> pd.DataFrame:
    """Return article_id, date (as written, '' where there is none) and label (date and title), sorted by date."""
    articles = run.articles.sort_values(["date", "article_id"], na_position="last")
    date = [as_written(d, p) for d, p in zip(articles["date"], articles["date_precision"], strict=True)]
    names = articles["title"].fillna(articles["path"]).fillna(articles["article_id"])
    label = [f"{d or 'undated'}  {name}" for d, name in zip(date, names, strict=True)]
    return pd.DataFrame({"article_id": articles["article_id"], "date": date, "label": label}).reset_index(drop=True)


def wrapped(label: str, width: int) -> str:
    """Return a label on at most two lines of a width in letters.

    >>> wrapped("the memory of the Second World War", 14).splitlines()
    ['the memory of', 'the Second …']
    """
    return "\n".join(textwrap.wrap(label, width, max_lines=2, placeholder=" …"))
