"""The metadata table: what a person knows of each article (articles.csv)."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from analysis.corpus.dates import parse_date
from analysis.errors import Faults, suggest
from analysis.tables import PRECISIONS

KNOWN = (
    "file", "article_id", "title", "date", "date_precision", "date_source", "date_evidence", "date_confidence",
    "source", "language", "sha256",
)  # fmt: skip


def load_metadata(path: str | Path) -> pd.DataFrame:
    """Return the rows of a metadata table (CSV in UTF-8), all values as text, '' where a cell is empty.

    One row is an article: ``file`` (its path in the folder of articles) is needed; known beside it are
    article_id, title, date, date_precision, date_source, date_evidence, date_confidence, source, language
    and sha256; further columns are kept as they are. The column ``row`` gives the line in the file.
    Raises InputError with every fault.
    """
    path = Path(path)
    faults = Faults(str(path))
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            rows = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except OSError as error:
        faults.add(f"cannot be read ({error.strerror}); name an existing CSV file")
    except (UnicodeDecodeError, csv.Error) as error:
        faults.add(f"is no CSV in UTF-8 ({error}); save it as 'CSV UTF-8'")
    faults.raise_if_any()
    if not rows:
        faults.add("is empty; its first line must name the columns, 'file' among them")
        faults.raise_if_any()
    header = [name.strip() for name in rows[0][1]]
    _check_header(header, faults)
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            faults.add(f"has {len(cells)} cells where the first line names {len(header)} columns", line=line)
    faults.raise_if_any()
    table = pd.DataFrame([cells for _, cells in rows[1:]], columns=header, dtype="str")
    table = table.apply(lambda column: column.str.strip())
    table["row"] = [line for line, _ in rows[1:]]
    _check_rows(table, faults)
    faults.raise_if_any()
    return table


def _check_header(header: list[str], faults: Faults) -> None:
    if "file" not in header:
        near = suggest("file", [name for name in header if name])
        faults.add(f"has no column 'file', which names each article's file{near}", line=1)
    for name in sorted({name for name in header if header.count(name) > 1}):
        faults.add(f"names the column {name!r} twice", line=1)


def _check_rows(table: pd.DataFrame, faults: Faults) -> None:
    """Note every value that cannot be right by itself."""
    for column in ("file", "article_id"):
        if column in table:
            for _, row in table[table[column].duplicated() & (table[column] != "")].iterrows():
                faults.add(f"{column} {row[column]!r} stands twice", line=row["row"])
    for row in table.to_dict("records"):
        line = row["row"]
        if not row["file"]:
            faults.add("names no file", line=line)
        _check_date(row, faults)
        confidence = row.get("date_confidence", "")
        if confidence and not _is_share(confidence):
            faults.add(f"date_confidence {confidence!r} is no number from 0 to 1", line=line)


def _check_date(row: dict[str, str], faults: Faults) -> None:
    line, precision = int(row["row"]), row.get("date_precision", "")
    if precision and precision not in PRECISIONS:
        faults.add(f"date_precision {precision!r} is none of {', '.join(PRECISIONS)}", line=line)
        precision = ""
    if not row.get("date"):
        return
    try:
        written = parse_date(row["date"]).precision
    except ValueError as error:
        faults.add(str(error), line=line)
        return
    if precision and PRECISIONS.index(precision) < PRECISIONS.index(written):
        faults.add(f"date {row['date']!r} is less precise than its date_precision {precision!r}", line=line)


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False
