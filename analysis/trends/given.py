"""Small tables that a reader gives beside the articles, read from CSV: every cell as text, each row by its line."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pandas as pd

from analysis.errors import Faults

_MOST_BYTES = 2**26


def read_given(path: str | Path, *, needed: str) -> pd.DataFrame:
    """Return the cells of a CSV file as text; the index, named 'line', is the line of each row in the file.

    needed: a column that it must have, by which one with other separators is known. Raises InputError where it cannot
    be read or a row has another number of cells than the first line.
    """
    faults = Faults(str(path))
    lines = _lines(Path(path), faults)
    faults.raise_if_any()
    header = [name.strip() for name in lines[0][1]] if lines else []
    if needed not in header:
        advice = " (it separates its columns by ';': save it with commas)" if header and ";" in header[0] else ""
        columns = ", ".join(map(repr, header)) or "none"
        faults.add(f"the column {needed!r} is missing; there are {columns}{advice}")
    elif len(set(header)) < len(header):
        faults.add("names a column twice", line=lines[0][0])
    else:
        for line, cells in lines[1:]:
            if len(cells) != len(header):
                faults.add(f"has {len(cells)} cells where the first line names {len(header)} columns", line=line)
    faults.raise_if_any()
    index = pd.Index([line for line, _ in lines[1:]], dtype="int64", name="line")
    table = pd.DataFrame([cells for _, cells in lines[1:]], columns=header, index=index, dtype="str")
    return table.apply(lambda column: column.str.strip())


def days_of(column: pd.Series) -> pd.Series:
    """Return the days that dates name, missing where they are none: YYYY-MM-DD, YYYY-MM or YYYY (its first day).

    Of a time of day the day is that which is written, whatever its time zone.

    >>> days_of(pd.Series(["2022-02-24T23:30:00-05:00", "24.2.2022"])).dt.strftime("%Y-%m-%d").tolist()
    ['2022-02-24', nan]
    """
    written = column.map(lambda date: date.isoformat() if isinstance(date, dt.date) else str(date)).astype("str")
    day = written.str.strip().str.extract(r"^(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:[T ].*)?$")[0]
    return pd.to_datetime(day, errors="coerce", format="ISO8601").astype("datetime64[s]")


def row_names(table: pd.DataFrame) -> list[str]:
    """Return what each row is called where a fault is told: its line where it was read from a file, else its number.

    >>> row_names(pd.DataFrame({"n": [5, 7]}))
    ['row 1', 'row 2']
    """
    if table.index.name == "line":
        return [f"line {line}" for line in table.index]
    return [f"row {number}" for number in range(1, len(table) + 1)]


def _lines(path: Path, faults: Faults) -> list[tuple[int, list[str]]]:
    """Return the cells of each line that has any, with the line's number; note why there are none."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            faults.add(f"is larger than {_MOST_BYTES >> 20} MB; give a table with a row for each event or period")
            return []
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except OSError as error:
        faults.add(f"cannot be read ({error.strerror}); name an existing CSV file")
    except (UnicodeDecodeError, csv.Error) as error:
        faults.add(f"is no CSV in UTF-8 ({error}); save it as 'CSV UTF-8'")
    return []
