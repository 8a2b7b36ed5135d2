"""The metadata table: what a person knows of each article (articles.csv)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from analysis.corpus.dates import parse_date
from analysis.errors import Faults
from analysis.tables import PRECISIONS

_OURS = ("path", "text", "duplicate_of")  # columns that the reading itself fills


def no_metadata() -> pd.DataFrame:
    """Return a metadata table without rows."""
    return pd.DataFrame({"file": pd.Series([], dtype="str")}, index=pd.Index([], dtype="int64", name="line"))


def load_metadata(path: str | Path, faults: Faults) -> pd.DataFrame:
    """Return the rows of a metadata table (CSV in UTF-8), all values as text, '' where a cell is empty.

    One row is an article: ``file`` (its path in the folder of articles) is needed; known beside it are position (its
    place in a file that holds several, from 0), article_id, title, date, date_precision, date_source, date_evidence,
    date_confidence, source, language (of the article; each passage's own is found from its words) and sha256; further
    columns are kept as they are. The index is the line in the file. Every fault is noted in ``faults``; a table without
    a usable header has no rows.
    """
    rows = read_lines(Path(path), faults, needed="file")
    if not rows:
        return no_metadata()
    header = [name.strip() for name in rows[0][1]]
    if not _is_usable(header, faults):
        return no_metadata()
    whole = [(line, cells) for line, cells in rows[1:] if len(cells) == len(header)]
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            faults.add(f"has {len(cells)} cells where the first line names {len(header)} columns", line=line)
    index = pd.Index([line for line, _ in whole], dtype="int64", name="line")
    table = pd.DataFrame([cells for _, cells in whole], columns=header, index=index, dtype="str")
    table = table.apply(lambda column: column.str.strip())
    _check_rows(table, faults)
    return table


def read_lines(path: Path, faults: Faults, *, needed: str) -> list[tuple[int, list[str]]]:
    """Return the cells of each line of a CSV that has any, with the line's number; note why there are none.

    needed: a column that the first line must name.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except OSError as error:
        faults.add(f"cannot be read ({error.strerror}); name an existing CSV file")
        return []
    except (UnicodeDecodeError, csv.Error) as error:
        faults.add(f"is no CSV in UTF-8 ({error}); save it as 'CSV UTF-8'")
        return []
    if not rows:
        faults.add(f"is empty; its first line must name the columns, {needed!r} among them")
    return rows


def _is_usable(header: list[str], faults: Faults) -> bool:
    before = len(faults.found)
    if len(header) == 1 and ";" in header[0]:
        faults.add("separates its columns by ';'; save it as CSV with commas", line=1)
    elif "file" not in header:
        columns = ", ".join(name for name in header if name)
        faults.add(f"has no column 'file', which names each article's file (its columns: {columns})", line=1)
    for name in sorted({name for name in header if header.count(name) > 1}):
        faults.add(f"names the column {name!r} twice", line=1)
    for name in sorted(set(header) & set(_OURS)):
        faults.add(f"names the column {name!r}, which the reading itself fills; give it another name", line=1)
    return len(faults.found) == before


def _check_rows(table: pd.DataFrame, faults: Faults) -> None:
    """Note every value that cannot be right by itself."""
    for column, key in (("file", ["file", "position"]), ("article_id", ["article_id"])):
        if column in table:
            again = table.duplicated([name for name in key if name in table]) & (table[column] != "")
            for line, value in table.loc[again, column].items():
                faults.add(f"{column} {value!r} stands twice", line=int(line))
    for line, row in zip(table.index, table.to_dict("records"), strict=True):
        if not row["file"]:
            faults.add("names no file", line=line)
        for fault in date_faults(row):
            faults.add(fault, line=line)


def date_faults(row: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong with the date, date_precision and date_confidence of a row of text."""
    precision = row.get("date_precision", "")
    if precision and precision not in PRECISIONS:
        yield f"date_precision {precision!r} is none of {', '.join(PRECISIONS)}"
    if row.get("date"):
        try:
            written = parse_date(row["date"]).precision
        except ValueError as error:
            yield str(error)
        else:
            if precision in PRECISIONS and PRECISIONS.index(precision) < PRECISIONS.index(written):
                yield f"date {row['date']!r} is less precise than its date_precision {precision!r}"
    confidence = row.get("date_confidence", "")
    if confidence and not _is_share(confidence):
        yield f"date_confidence {confidence!r} is no number from 0 to 1"


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False
