"""Sources to the table of articles, with everything that could not be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from analysis import tables
from analysis.corpus.dates import header_date, parse_date
from analysis.corpus.files import UnreadableError, find_files, read_text
from analysis.corpus.languages import language_of
from analysis.corpus.metadata import load_metadata
from analysis.errors import Faults, InputError
from analysis.hashing import sha256, stable_id

Source: TypeAlias = str | Path | pd.DataFrame | Sequence[str | Path]


@dataclass(frozen=True)
class Reading:
    """What reading gave: the table ``articles`` and the table ``set_aside``."""

    articles: pd.DataFrame
    set_aside: pd.DataFrame


def read_articles(source: Source, *, metadata: str | Path | None = None) -> Reading:
    """Return the articles of a source and what was set aside.

    source: a folder (searched with its subfolders; where it holds a folder ``articles``, that one), a file, a
    glob, a list of these, or a DataFrame with the column ``text``. metadata: a CSV with a row for each
    file (see ``analysis.corpus.metadata``); where none is named, a folder's own ``articles.csv``.

    An article's date is the metadata's, else that of a leading 'date YYYY-MM-DD' line, else missing.
    Files that are no text are set aside with the reason; a file that was named itself is a fault.
    Raises InputError with every fault: no article at all, a metadata row whose file is missing, an
    impossible date, a file that changed since its SHA-256 was written down.
    """
    if isinstance(source, pd.DataFrame):
        if metadata is not None:
            raise InputError(["metadata: a table of articles carries its own columns; join yours to it first"])
        return Reading(complete_articles(source), tables.empty("set_aside"))
    sources = [source] if isinstance(source, str | Path) else list(source)
    table = _metadata_of(sources, metadata)
    rows, aside, faults = [], [], Faults("articles")
    for file in find_files(sources):
        try:
            text, digest = read_text(file.path)
        except UnreadableError as error:
            if file.named:
                faults.add(f"'{file.path}' {error}")
            aside.append(
                {
                    "stage": "corpus",
                    "path": file.name,
                    "position": 0,
                    "reason": error.reason,
                    "detail": str(error),
                }
            )
            continue
        rows.append({"path": file.name, "text": text, "sha256": digest})
    if not rows and not faults.found:
        for row in aside:
            faults.add(f"'{row['path']}' {row['detail']}")
        faults.add("no article is left to read")
    faults.raise_if_any()
    articles = _with_metadata(pd.DataFrame(rows), table, [str(row["path"]) for row in aside])
    set_aside = tables.conform("set_aside", pd.DataFrame(aside)) if aside else tables.empty("set_aside")
    return Reading(complete_articles(articles), set_aside)


def _metadata_of(sources: list[str | Path], metadata: str | Path | None) -> pd.DataFrame | None:
    if metadata is None:
        own = [Path(s) / "articles.csv" for s in sources if Path(s).is_dir()]
        metadata = next((path for path in own if path.is_file()), None)
    if metadata is None:
        return None
    table = load_metadata(metadata)
    table.attrs["path"] = str(metadata)
    return table


def _with_metadata(articles: pd.DataFrame, table: pd.DataFrame | None, unread: list[str]) -> pd.DataFrame:
    """Return the articles with their metadata; raise InputError for rows that fit no file or a changed one."""
    if table is None:
        return articles
    faults = Faults(table.attrs["path"])
    digests = dict(zip(articles["path"], articles["sha256"], strict=True))
    for row in table.to_dict("records"):
        name = row["file"]
        if name not in digests and name not in unread:
            faults.add(
                f"the file {name!r} does not exist among the articles; mend the name or drop the row", line=row["row"]
            )
        elif row.get("sha256") and name in digests and row["sha256"].lower() != digests[name]:
            faults.add(
                f"the file {name!r} has changed since its SHA-256 was written down; check its date, then write "
                f"the new sum {digests[name]}",
                line=row["row"],
            )
    faults.raise_if_any()
    known = table.drop(columns=["row", "sha256"], errors="ignore").replace("", None)
    return articles.merge(known.rename(columns={"file": "path"}), on="path", how="left")


def complete_articles(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``articles`` from any DataFrame with the column ``text``, the rest filled in.

    date may be text (YYYY-MM-DD, YYYY-MM, YYYY), a date or a timestamp, or missing. article_id is the one
    given, else a stable hash of the path, else of the row's number. Sorted by article_id; further columns
    are kept. Raises InputError with every fault: no column text, a row without text, an impossible date, an
    identifier that stands twice. ``sha256`` is the sum of the file's bytes, or of the text in UTF-8.
    """
    faults = Faults("articles")
    if "text" not in articles:
        faults.add(f"the table has no column 'text' (its columns: {', '.join(map(str, articles.columns)) or 'none'})")
    elif articles.empty:
        faults.add("the table has no rows; at least one article is needed")
    faults.raise_if_any()
    rows = [_complete_row(i, row, faults) for i, row in enumerate(articles.to_dict("records"))]
    ids = pd.Series([row["article_id"] for row in rows])
    for repeated in sorted(set(ids[ids.duplicated()])):
        faults.add(f"article_id {repeated!r} stands twice; each article needs its own")
    faults.raise_if_any()
    complete = pd.DataFrame(rows).assign(date=lambda t: pd.to_datetime(t["date"]).astype("datetime64[s]"))
    return tables.conform("articles", complete.sort_values("article_id"))


def _complete_row(number: int, row: dict[Any, Any], faults: Faults) -> dict[str, Any]:
    row = {str(key): None if _is_missing(value) else value for key, value in row.items()}
    name = str(row.get("path") or f"row {number}")
    if not isinstance(row.get("text"), str) or not row["text"].strip():
        faults.add(f"{name} has no text; drop the row, or fill it in")
        row["text"] = ""
    row["article_id"] = str(row.get("article_id") or stable_id(name))
    row["sha256"] = row.get("sha256") or sha256(row["text"].encode("utf-8"))
    row["language"] = row.get("language") or language_of(row["text"], ("en", "es", "ru"))
    try:
        row.update(_dated(row))
    except ValueError as error:
        faults.add(f"{name}: {error}")
        row["date"] = None
    return row


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value)


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of the date: the one given, else the one of a header line, else all missing."""
    given = row.get("date")
    if given is None:
        found = header_date(row["text"])
        if found is None:
            return {"date": None, "date_precision": None, "date_source": None, "date_confidence": None}
        (date, precision), evidence = found
        origin = {
            "date_source": "header",
            "date_evidence": f"the text opens with '{evidence}'",
            "date_confidence": 1.0,
        }
        return {"date": date, "date_precision": precision, **origin}
    date, precision = parse_date(given.isoformat() if isinstance(given, dt.date) else str(given))
    confidence = row.get("date_confidence")
    return {
        "date": date,
        "date_precision": row.get("date_precision") or precision,
        "date_source": row.get("date_source") or "metadata",
        "date_confidence": 1.0 if confidence is None else float(confidence),
    }


def counted_text(articles: pd.DataFrame, text_fields: str) -> pd.DataFrame:
    """Return the articles with what is counted in the column ``text``: 'text', 'title' or 'both'.

    With 'title' and 'both' the title becomes part of the text (and the positions of words count from its
    start); with 'text' a headline that repeats the title at the top of the text is furniture.
    """
    if text_fields == "text":
        return articles
    titles = articles["title"].fillna("")
    if text_fields == "title":
        text = titles.where(titles != "", articles["text"])
    else:
        repeated = [t.lstrip().startswith(title) for t, title in zip(articles["text"], titles, strict=True)]
        text = articles["text"].where(repeated, titles + "\n\n" + articles["text"])
    # The title now stands for itself; kept in its column it would be cut off again as a headline.
    return articles.assign(text=text, headline=articles["title"], title=None)
