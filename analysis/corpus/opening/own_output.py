"""What Themeline itself wrote is no article, even where it lies among articles."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from analysis.sealed import MOST_JSON, read_json

# Folders are known by what their marker says, and those without one by files that stand together in no other.
_MARKERS = {"manifest.json": "a report, or weights,", "bundle.json": "a bundle of models"}
_TOGETHER = {
    "tasks for coders": ("tasks.csv", "tasks.html", "key.csv"),
    "scores of coders": ("validation.csv", "labels.csv", "answers.csv"),
    "tables of a lexicon": ("lexicon.csv", "coverage.csv"),
    "a comparison of reports": ("themes.csv", "shares.csv", "articles.csv", "words.csv"),
}
_OF_AUDITS = ("date_evidence", "date_proposed", "date_problem")  # columns of the tables that 'audit' writes alone


def own_output(folder: Path) -> str:
    """Return what a folder holds that Themeline wrote, '' where it holds nothing of the kind."""
    for marker, what in _MARKERS.items():
        if _is_marker(folder / marker):
            return what
    for what, names in _TOGETHER.items():
        if all((folder / name).is_file() for name in names):
            return what
    return ""


def is_of_audit(names: Collection[str]) -> bool:
    """Whether a table of these columns is one that 'audit' wrote.

    >>> is_of_audit(["file", "date", "date_evidence", "date_problem", "date_proposed"]), is_of_audit(["file", "date"])
    (True, False)
    """
    return all(name in names for name in _OF_AUDITS)


def _is_marker(path: Path) -> bool:
    try:
        told = read_json(path.read_bytes()) if path.is_file() and path.stat().st_size <= MOST_JSON else None
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and ("themeline" in told or str(told.get("format", "")).startswith("themeline"))
