"""Sources to the table of articles, with everything that could not be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from analysis import tables
from analysis.corpus.articles import complete_articles
from analysis.corpus.drafts import UnreadableError
from analysis.corpus.files import FoundFile, companion, find_files, read_text
from analysis.corpus.metadata import load_metadata
from analysis.errors import Faults, InputError

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
