"""Sources to the table of articles, with everything that could not be used."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from analysis import tables
from analysis.corpus.dates import HEADER, parse_date
from analysis.corpus.drafts import UnreadableError
from analysis.corpus.files import FoundFile, companion, find_files, read_text
from analysis.corpus.languages import language_of
from analysis.corpus.metadata import date_faults, load_metadata
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
    faults = Faults("source")
    files = find_files(sources, faults)
    read, aside = _read(files, faults)
    if files and not read and not faults.found:
        for row in aside:
            faults.add(f"'{row['path']}' {row['detail']}")
        faults.add("no article is left to read")
    if not sources:
        faults.add("none is named; name a file, a folder or a glob")
    path = Path(metadata) if metadata is not None else companion(sources, "articles.csv", faults)
    if path is not None:
        about = faults.about(str(path))
        read = _with_metadata(read, load_metadata(path, about), {str(row["path"]) for row in aside}, about)
    faults.raise_if_any()
    set_aside = tables.conform("set_aside", pd.DataFrame(aside)) if aside else tables.empty("set_aside")
    return Reading(complete_articles(pd.DataFrame(read)), set_aside)


def _read(files: list[FoundFile], faults: Faults) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return path, text and sha256 of each file that is text, and a row of ``set_aside`` for each other.

    A file that was named itself and is no text is a fault as well.
    """
    read, aside = [], []
    for file in files:
        try:
            text, digest = read_text(file.path)
        except UnreadableError as error:
            why = {"reason": error.reason, "detail": str(error)}
            aside.append({"stage": "corpus", "path": file.name, "position": 0, **why})
            if file.named:
                faults.add(f"'{file.path}' {error}")
        else:
            read.append({"path": file.name, "text": text, "sha256": digest})
    return read, aside


def _with_metadata(
    read: list[dict[str, Any]], table: pd.DataFrame, unread: set[str], faults: Faults
) -> list[dict[str, Any]]:
    """Return the articles with what the metadata says of them; note rows that fit no file or a changed one."""
    digests = {row["path"]: row["sha256"] for row in read}
    said: dict[str, dict[str, Any]] = {}
    for line, row in zip(table.index, table.to_dict("records"), strict=True):
        name, digest = row.pop("file"), row.pop("sha256", "").lower()
        said[name] = {column: value or None for column, value in row.items()}
        if name and name not in digests and name not in unread:
            faults.add(f"the file {name!r} does not exist among the articles; mend the name or drop the row", line=line)
        elif digest and digest != digests.get(name, digest):
            new = f"check its date, then write the new sum {digests[name]}"
            faults.add(f"the file {name!r} has changed since its SHA-256 was written down; {new}", line=line)
    return [{**said.get(row["path"], {}), **row} for row in read]


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
    faults.raise_if_any()
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
    identifiers = [""] * len(rows)
    # In an order that does not depend on that of the rows.
    for i in sorted(range(len(rows)), key=lambda i: repr(sorted(rows[i].items(), key=str))):
        row = rows[i]
        if row.get("article_id") not in (None, ""):
            identifiers[i] = str(row["article_id"])
            continue
        path = row.get("path")
        alone = path is not None and paths[path] == 1
        key = str(path) if alone else f"{path}\n{row['text']}\n{row['date']}"
        seen[key] += 1
        identifiers[i] = stable_id(key if seen[key] == 1 else f"{key}\n{seen[key]}")
    return identifiers


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
