"""The metadata table: what a person knows of each article (articles.csv), and how it is written to be filled in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from analysis.corpus.dates import parse_date
from analysis.errors import Faults, InputError
from analysis.hashing import stable_id
from analysis.sealed import write_whole
from analysis.tables import PRECISIONS

_WRITTEN = [
    "file", "position", "article_id", "title", "date", "date_precision", "date_source", "date_evidence",
    "date_confidence", "source", "language", "date_proposed", "date_problem",
]  # fmt: skip
_WHERE_NEEDED = ("position", "article_id")  # columns that are left out where all are empty
_FORMULA = ("=", "+", "-", "@")  # a spreadsheet would work out a cell that begins so
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


def write_metadata(articles: pd.DataFrame, path: str | Path) -> int:
    """Write the metadata table of some articles as far as it is known, and return its number of rows.

    articles: the table ``articles`` (no texts are needed). Reading the same files with the table gives the same
    articles. ``date_proposed`` is the date that only the running text suggests: who has checked it writes it into
    ``date``. A file whose name cannot stand in such a table (white space at an end, no Unicode) has no row. Raises
    InputError where the path exists: a table that a person may have filled in is never overwritten.
    """
    check_metadata_path(path)
    table = metadata_table(articles)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.itertuples(index=False))
    write_whole(path, out.getvalue().encode("utf-8"))
    return len(table)


def check_metadata_path(path: str | Path) -> None:
    """Raise InputError where there is something at the path already."""
    if Path(path).exists() or Path(path).is_symlink():
        raise InputError([f"'{path}' exists, and what was filled in there would be lost; name another file"])


def metadata_table(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that ``write_metadata`` writes, all values as text, '' where there is none.

    position stands where a file holds several articles, article_id where it is not the one that the file's name gives.
    """
    told = articles[articles["path"].map(_can_stand, na_action="ignore").eq(True)]
    told = told.sort_values(["path", "position", "article_id"])
    position = told["position"].fillna(0).astype("int64")
    placed = told["path"].duplicated(keep=False) | (position > 0)
    usual = [stable_id(f"{name}\n{at}" if at else name) for name, at in zip(told["path"], position, strict=True)]
    rows = told.assign(
        file=told["path"],
        position=position.astype("str").where(placed, ""),
        article_id=told["article_id"].where(told["article_id"] != usual, ""),
        date=[_as_known(*date) for date in zip(told["date"], told["date_precision"], strict=True)],
        date_confidence=told["date_confidence"].map(repr, na_action="ignore"),
    ).reindex(columns=_WRITTEN)
    rows = rows.astype("str").fillna("")
    return rows.drop(columns=[c for c in _WHERE_NEEDED if (rows[c] == "").all()]).reset_index(drop=True)


def _can_stand(name: str) -> bool:
    """Whether a file's name is the same after it was written into a table and read again."""
    try:
        return name.encode("utf-8").decode("utf-8") == name.strip()
    except UnicodeEncodeError:
        return False


def _as_known(date: pd.Timestamp, precision: str) -> str:
    return "" if pd.isna(date) else date.date().isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]


def _cell(value: str) -> str:
    """Return a value as a cell: a space goes before what a spreadsheet would take for a formula; reading drops it."""
    clean = value.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return f" {clean}" if clean.startswith(_FORMULA) else clean
