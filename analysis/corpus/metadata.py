"""The metadata table: what a person knows of each article (articles.csv), and how it is written to be filled in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import pandas as pd

from analysis.corpus.columns import likeliest, plain_name
from analysis.corpus.dates import parse_date
from analysis.corpus.opening.files import composed
from analysis.errors import Faults, InputError, nearest
from analysis.hashing import stable_id
from analysis.sealed import write_whole
from analysis.tables import PRECISIONS

_WRITTEN = [
    "file", "position", "article_id", "title", "date", "date_precision", "date_source", "date_evidence",
    "date_confidence", "source", "language", "date_proposed", "date_problem",
]  # fmt: skip
_WHERE_NEEDED = ("position", "article_id")  # columns that are left out where all are empty
_YEAR = re.compile(r"\d{4}")
_FORMULA = ("=", "+", "-", "@")  # a spreadsheet would work out a cell that begins so
_KNOWN = (*_WRITTEN, "sha256")
_GUESSED = ("title", "date", "source", "language")  # that go by other names too, as they do in tables of articles
_ALIKE = 0.8  # of difflib's ratio: 'dat' and 'date' have .86, 'rate' and 'date' .75
_OURS = ("path", "text", "duplicate_of")  # columns that the reading itself fills


def no_metadata() -> pd.DataFrame:
    """Return a metadata table without rows."""
    return pd.DataFrame({"file": pd.Series([], dtype="str")}, index=pd.Index([], dtype="int64", name="line"))


def load_metadata(path: str | Path, faults: Faults, told: list[str] | None = None) -> pd.DataFrame:
    """Return the rows of a metadata table (CSV in UTF-8), all values as text, '' where a cell is empty.

    One row is an article: ``file`` (its path in the folder of articles) is needed; known beside it are position (its
    place in a file that holds several, from 0), article_id, title, date, date_precision, date_source, date_evidence,
    date_confidence, source, language (of the article; each passage's own is found from its words) and sha256; further
    columns are kept as they are. Names of columns are compared without case; one that is another word for a column that
    is missing, as in tables of articles, or is spelt nearly so, is taken for it, and that is noted in ``told``. The
    index is the line in the file. Every fault is noted in ``faults``; a table without a usable header has no rows.
    """
    rows = read_lines(Path(path), faults, needed="file")
    if not rows:
        return no_metadata()
    header = _named(rows[0][1], [cells for _, cells in rows[1:]], Path(path).name, [] if told is None else told)
    if not _is_usable(header, faults):
        return no_metadata()
    whole = [(line, cells) for line, cells in rows[1:] if len(cells) == len(header)]
    for line, cells in rows[1:]:
        if len(cells) != len(header):
            faults.add(f"has {len(cells)} cells where the first line names {len(header)} columns", line=line)
    index = pd.Index([line for line, _ in whole], dtype="int64", name="line")
    table = pd.DataFrame([cells for _, cells in whole], columns=header, index=index, dtype="str")
    table = table.apply(lambda column: column.str.strip())
    table["file"] = table["file"].map(composed)
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


def _named(header: list[str], rows: list[list[str]], of: str, told: list[str]) -> list[str]:
    """Return the names of the columns, each by our name where it is one of ours; of: the file's name, for what is told.

    A column of which no value holds a year is not taken for the date.
    """
    names = [name.strip() for name in header]
    known = {plain_name(name): name for name in _KNOWN if name not in names}
    names = [known.get(plain_name(name), name) for name in names]
    guessed = _guessed(names)
    if "date" in guessed and not _may_be_dates(names.index(guessed["date"]), rows):
        told.append(f"columns of {of} not guessed: date={guessed.pop('date')}, which holds no year")
    if guessed:
        told.append(f"columns of {of} guessed: {', '.join(f'{ours}={name}' for ours, name in guessed.items())}")
    ours_of = {name: ours for ours, name in guessed.items()}
    return [ours_of.get(name, name) for name in names]


def _guessed(names: list[str]) -> dict[str, str]:
    """Return which name stands for which of our columns that are missing."""
    missing = [name for name in _KNOWN if name not in names]
    theirs = [name for name in names if name and name not in (*_KNOWN, *_OURS)]
    guessed = {ours: name for ours, name in likeliest(theirs).items() if ours in _GUESSED and ours in missing}
    for name in theirs:
        plain = plain_name(name)
        ours = "file" if plain in ("file name", "filename") else nearest(plain.replace(" ", "_"), missing, alike=_ALIKE)
        if ours in missing and ours not in guessed and name not in guessed.values():
            guessed[ours] = name
    return {ours: guessed[ours] for ours in _KNOWN if ours in guessed}


def _may_be_dates(column: int, rows: list[list[str]]) -> bool:
    values = [cells[column] for cells in rows if len(cells) > column and cells[column].strip()]
    return not values or any(_YEAR.search(value) for value in values)


def other_separator(header: list[str]) -> str:
    """Return what is wrong where the first line of a CSV is not divided by commas, else ''."""
    for sign, named in ((";", "';'"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0].strip():
            return f"separates its columns by {named}; save it as CSV with commas"
    return ""


def _is_usable(header: list[str], faults: Faults) -> bool:
    before = len(faults.found)
    if wrong := other_separator(header):
        faults.add(wrong, line=1)
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


def file_of(written: str, files: Collection[str]) -> str:
    """Return which file a row of the metadata means: a name may begin with the folder 'articles', where it lies.

    files: their composed names; what is written may name a member of an archive.
    """
    inner = written.removeprefix("articles/")
    return inner if _lies_in(inner, files) and not _lies_in(written, files) else written


def _lies_in(name: str, files: Collection[str]) -> bool:
    parts = name.split("/")
    return any("/".join(parts[:n]) in files for n in range(len(parts), 0, -1))


def write_metadata(articles: pd.DataFrame, path: str | Path, *, metadata: str | Path | None = None) -> int:
    """Write the metadata table of some articles as far as it is known, and return its number of rows.

    articles: the table ``articles`` (no texts are needed). metadata: the table that they were read with, whose further
    columns are kept. Reading the same files with the new table gives the same articles. ``date_proposed`` is the date
    that only the running text suggests: who has checked it writes it into ``date``. A file whose name cannot stand in
    such a table (white space at an end, no Unicode) has no row. Raises InputError where the path exists: a table that a
    person may have filled in is never overwritten.
    """
    check_metadata_path(path)
    table = metadata_table(articles, _earlier(metadata) if metadata is not None else None)
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


def _earlier(path: str | Path) -> pd.DataFrame:
    faults = Faults(str(path))
    table = load_metadata(path, faults)
    faults.raise_if_any()
    return table


def metadata_table(articles: pd.DataFrame, earlier: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the rows that ``write_metadata`` writes, all values as text, '' where there is none.

    position stands where a file holds several articles, article_id where it is not the one that the file's name gives.
    earlier: a table of ``load_metadata``, whose further columns are added.
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
    if earlier is not None:
        rows = rows.assign(**_further(earlier, [*zip(told["path"].map(composed), position, strict=True)]))
    return rows.drop(columns=[c for c in _WHERE_NEEDED if (rows[c] == "").all()]).reset_index(drop=True)


def _further(earlier: pd.DataFrame, places: list[tuple[str, int]]) -> dict[str, list[str]]:
    """Return the columns of an earlier table that are not written anyway, for articles by their file and position."""
    files = {name for name, _ in places}
    rows = [(row, row.get("position") or "0") for row in earlier.to_dict("records")]
    said = {(file_of(row["file"], files), int(position)): row for row, position in rows if position.isdecimal()}
    own = [str(column) for column in earlier if column not in _WRITTEN]
    return {column: [str(said.get(place, {}).get(column, "")) for place in places] for column in own}


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
