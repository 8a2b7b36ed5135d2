"""What a person knows of the outlets themselves (sources.csv): the first day on which each published anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from pathlib import Path

from analysis.corpus.dates import parse_date
from analysis.corpus.metadata import other_separator, read_lines
from analysis.corpus.opening.files import composed
from analysis.errors import Faults, nearest

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
    began: dict[str, dt.date] = {}
    for line, cells in lines[1:]:
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        try:
            began[composed(row.get("source", ""))] = parse_date(row.get("began", "")).date
        except ValueError as error:
            faults.add(str(error), line=line)
    return began


def outlets_of_no_article(began: Iterable[str], sources: Collection[str]) -> list[str]:
    """Return what is told of each outlet that no article is of, with the source that is spelt most like it.

    >>> outlets_of_no_article(["Harbor Post", "Echo"], {"Harbour Post", "Echo"})
    ["the outlet 'Harbor Post' is that of no article (did you mean 'Harbour Post'?)"]
    """
    told = []
    for outlet in sorted(set(began) - set(sources)):
        near = nearest(outlet, sources)
        told.append(f"the outlet {outlet!r} is that of no article" + (f" (did you mean {near!r}?)" if near else ""))
    return told
