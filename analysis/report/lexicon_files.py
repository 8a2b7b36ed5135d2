"""The files of a lexicon held against articles: its tables as CSV, and its picture."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.errors import InputError
from analysis.report.lexicon_picture import lexicon_picture
from analysis.report.write import as_csv
from analysis.results import LexiconCheck
from analysis.sealed import write_whole
from analysis.themes import Lexicon

_TABLES = {"lexicon": "words"} | {name: name for name in ("exclusions", "coverage", "suggestions", "contexts")}
_KINDS = (".svg", ".png")


def write_lexicon(check: LexiconCheck, out: str | Path) -> dict[str, Path]:
    """Write the tables of a check into a folder as CSV and return the path of each; empty ones are left out."""
    written = {name: Path(out) / f"{name}.csv" for name, field in _TABLES.items() if len(getattr(check, field))}
    for name, path in written.items():
        write_whole(path, as_csv(getattr(check, _TABLES[name])))
    return written


def write_lexicon_picture(check: LexiconCheck, lexicon: Lexicon, path: Path) -> None:
    """Write the picture of a check as SVG or PNG, as the path's ending says."""
    themes = pd.DataFrame([{"theme": t.name, "label": t.label, "colour": t.colour} for t in lexicon.themes])
    picture = lexicon_picture(check.words, themes, n_articles=len(check.articles))
    write_whole(path, picture.svg() if path.suffix.lower() == ".svg" else picture.png())


def check_picture_path(path: Path) -> None:
    """Raise InputError where a path has no ending of a picture."""
    if path.suffix.lower() not in _KINDS:
        raise InputError([f"--picture '{path}': the ending must be {' or '.join(_KINDS)}"])
