"""What a person knows of the outlets themselves (sources.csv): the first day on which each published anything."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from analysis.corpus.dates import parse_date
from analysis.corpus.metadata import other_separator, read_lines
from analysis.errors import Faults

_COLUMNS = ("source", "began")


def load_outlets(path: str | Path, faults: Faults) -> dict[str, dt.date]:
    """Return the first day of each source from a CSV with the columns source and began; note every fault.

    An article dated before its source began has a date that cannot be right.
    """
    lines = read_lines(Path(path), faults, needed="source")
    if not lines:
        return {}
    header = [name.strip() for name in lines[0][1]]
    if wrong := other_separator(header):
        faults.add(wrong, line=1)
        return {}
    if missing := [name for name in _COLUMNS if name not in header]:
        faults.add(f"has no column {' and no column '.join(map(repr, missing))}; it needs source and began", line=1)
        return {}
    began = {}
    for line, cells in lines[1:]:
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        try:
            began[row.get("source", "")] = parse_date(row.get("began", "")).date
        except ValueError as error:
            faults.add(str(error), line=line)
    return began
