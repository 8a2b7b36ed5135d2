"""Articles in: files and tables become the tables articles, passages and set_aside.

The names below are loaded when they are first used: the processes that read files need few of them, and none of pandas.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.corpus.articles import complete_articles, copy_weights, counted_text, drop_copies
    from analysis.corpus.audit import Audit, Auditor, audit_reading
    from analysis.corpus.duplicates import Copies, Difference, find_copies, show_difference
    from analysis.corpus.metadata import write_metadata
    from analysis.corpus.opening.files import companion
    from analysis.corpus.passages import passage_texts, split_passages
    from analysis.corpus.reading import Reading, read_articles, read_parts
    from analysis.corpus.spool import Spool

_HOMES = {
    "articles": ("complete_articles", "copy_weights", "counted_text", "drop_copies"),
    "audit": ("Audit", "Auditor", "audit_reading"),
    "duplicates": ("Copies", "Difference", "find_copies", "show_difference"),
    "metadata": ("write_metadata",),
    "opening.files": ("companion",),
    "passages": ("passage_texts", "split_passages"),
    "reading": ("Reading", "read_articles", "read_parts"),
    "spool": ("Spool",),
}

__all__ = [
    "Audit",
    "Auditor",
    "Copies",
    "Difference",
    "Reading",
    "Spool",
    "audit_reading",
    "companion",
    "complete_articles",
    "copy_weights",
    "counted_text",
    "drop_copies",
    "find_copies",
    "passage_texts",
    "read_articles",
    "read_parts",
    "show_difference",
    "split_passages",
    "write_metadata",
]


def __getattr__(name: str) -> Any:
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
