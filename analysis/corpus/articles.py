"""The table of articles, from any table with texts: what is missing is filled in, what is wrong is told."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import tables
from analysis.corpus.dates import HEADER, parse_date
from analysis.corpus.languages import language_of
from analysis.corpus.metadata import date_faults
from analysis.errors import Faults
from analysis.hashing import sha256, stable_id


def complete_articles(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``articles`` from any DataFrame with the column ``text``, the rest filled in.

    date may be text (YYYY-MM-DD, YYYY-MM, YYYY), a date or a timestamp, or missing. article_id is the one
    given, else a stable hash of the path, else of text and date. Sorted by article_id; further columns
    are kept. Raises InputError with every fault: no column text, a row without text, an impossible date, an
    identifier that stands twice. ``sha256`` is the sum of the file's bytes, or of the text in UTF-8.
    """
    faults = Faults("articles")
    if "text" not in articles:
        faults.add(f"the table has no column 'text' (its columns: {', '.join(map(str, articles.columns)) or 'none'})")
    elif articles.empty:
        faults.add("the table has no rows; at least one article is needed")
    faults.raise_if_any()
    given = [_plain(row) for row in articles.to_dict("records")]
    rows = [_complete_row(row, f"row {i}", faults) for i, row in enumerate(given)]
    for row, article_id in zip(rows, _identifiers(rows), strict=True):
        row["article_id"] = article_id
    times = Counter(row["article_id"] for row in rows)
    for repeated in sorted(i for i, n in times.items() if n > 1):
        faults.add(f"article_id {repeated!r} stands twice; each article needs its own")
    first = _first_of_copies(rows, faults)
    faults.raise_if_any()
    for row in rows:
        row["duplicate_of"] = first.get(row["article_id"])
    complete = pd.DataFrame(rows).assign(date=lambda t: pd.to_datetime(t["date"]).astype("datetime64[s]"))
    return tables.conform("articles", complete.sort_values("article_id"))


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): None if _is_missing(value) else value for key, value in row.items()}


def _complete_row(row: dict[str, Any], place: str, faults: Faults) -> dict[str, Any]:
    name = str(row.get("path") or place)
    if not isinstance(row.get("text"), str) or not row["text"].strip():
        faults.add(f"{name} has no text; drop the row, or fill it in")
        row["text"] = ""
    written = {c: _as_written(row.get(c)) for c in ("date", "date_precision", "date_confidence")}
    wrong = list(date_faults(written))
    for fault in wrong:
        faults.add(f"{name}: {fault}")
    row["sha256"] = row.get("sha256") or sha256(row["text"].encode("utf-8"))
    row["language"] = row.get("language") or language_of(row["text"], tables.LANGUAGES)
    return {**row, **({"date": None} if wrong else _dated(row, written))}


def _as_written(value: Any) -> str:
    """Return a value of a table as it would be written in a file, '' where it is missing."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a year, where others are missing
    return "" if value is None else value.isoformat() if isinstance(value, dt.date) else str(value)


def _identifiers(rows: list[dict[str, Any]]) -> list[str]:
    """Return each article's identifier: the one given, else a hash of its path, else of its text and date.

    Where a path or a text and date stand several times, the copies are numbered.
    """
    paths = Counter(row.get("path") for row in rows)
    seen: Counter[str] = Counter()
    identifiers = ["" if row.get("article_id") is None else str(row["article_id"]) for row in rows]
    unnamed = [i for i, name in enumerate(identifiers) if not name]
    # In an order that does not depend on that of the rows.
    for i in sorted(unnamed, key=lambda i: repr(sorted(rows[i].items(), key=str))):
        row = rows[i]
        path = row.get("path")
        alone = path is not None and paths[path] == 1
        key = str(path) if alone else f"{path}\n{row['text']}\n{row['date']}"
        seen[key] += 1
        identifiers[i] = stable_id(key if seen[key] == 1 else f"{key}\n{seen[key]}")
    return identifiers


def _first_of_copies(rows: list[dict[str, Any]], faults: Faults) -> dict[str, str]:
    """Return what each copy is one of in the end, where it is given as a copy of a copy; note those in a circle.

    An article that is given as a copy of itself is none.
    """
    of = {row["article_id"]: str(row["duplicate_of"]) for row in rows if row.get("duplicate_of") is not None}
    of = {copy: original for copy, original in of.items() if copy != original}
    first: dict[str, str] = {}
    for copy in sorted(of):
        way = [copy]
        while way[-1] in of and of[way[-1]] not in way:
            way.append(of[way[-1]])
        first[copy] = way[-1]
        if way[-1] in of and min(way) == copy == of[way[-1]]:
            told = ", ".join(map(repr, way))
            faults.add(
                f"duplicate_of: {told} are copies of each other in a circle; leave it empty in the first of them"
            )
    return first


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)


def _dated(row: dict[str, Any], written: dict[str, str]) -> dict[str, Any]:
    """Return the columns of the date: the one given, else the one of a header line, else all missing."""
    if written["date"]:
        date, precision = parse_date(written["date"])
        return {
            "date": date,
            "date_precision": written["date_precision"] or precision,
            "date_source": row.get("date_source") or "metadata",
            "date_confidence": float(written["date_confidence"] or 1.0),
        }
    undated = {"date": None, "date_precision": None, "date_source": None, "date_confidence": None}
    header = HEADER.match(row["text"])
    if header is None:
        return undated
    opens = f"the text opens with '{header[0].strip()}'"
    try:
        date, precision = parse_date(header[1])
    except ValueError:
        return {**undated, "date_evidence": f"{opens}, which is no date"}
    told = {"date_evidence": opens, "date_confidence": 1.0}
    return {"date": date, "date_precision": precision, "date_source": "header", **told}


def counted_text(articles: pd.DataFrame, text_fields: str) -> pd.DataFrame:
    """Return the articles with what is counted in the column ``text``: 'text', 'title' or 'both'.

    With 'title' and 'both' the title becomes part of the text (and the positions of words count from its
    start); with 'text' a headline that repeats the title at the top of the text is furniture (see
    ``split_passages``).
    """
    if text_fields == "text":
        return articles
    titles = articles["title"].fillna("")
    if text_fields == "title":
        text = titles.where(titles != "", articles["text"])
    else:
        repeated = [t.lstrip().startswith(title) for t, title in zip(articles["text"], titles, strict=True)]
        text = articles["text"].where(repeated, titles + "\n\n" + articles["text"])
    return articles.assign(text=text)


def drop_copies(articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the articles that are no copies of another one among them, and a row of ``set_aside`` for each copy.

    >>> table = pd.DataFrame({"article_id": ["a", "b"], "path": ["a.txt", "b.txt"], "duplicate_of": [None, "a"]})
    >>> drop_copies(table)[1]["detail"].tolist()
    ['is a copy of the article a']
    """
    copies = articles[articles["duplicate_of"].isin(set(articles["article_id"]))]
    if copies.empty:
        return articles, tables.empty("set_aside")
    ids = copies["article_id"]
    rows = pd.DataFrame({"stage": "copies", "path": ids, "position": 0, "article_id": ids, "reason": "copy"})
    rows["detail"] = "is a copy of the article " + copies["duplicate_of"]
    return articles.drop(copies.index).reset_index(drop=True), tables.conform("set_aside", rows)


def copy_weights(articles: pd.DataFrame) -> NDArray[np.float64]:
    """Return what each article counts where an article and its copies count as one: 1 over their number.

    >>> copy_weights(pd.DataFrame({"article_id": ["a", "b", "c"], "duplicate_of": [None, "a", None]})).tolist()
    [0.5, 0.5, 1.0]
    """
    groups = articles["duplicate_of"].fillna(articles["article_id"])
    return np.asarray(1.0 / groups.map(groups.value_counts()).to_numpy(dtype=np.float64))
