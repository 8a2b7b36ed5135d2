"""Which themes are in a pile of news articles, how does each theme's weight move over time, and how sure can we be?

The names below are loaded when they are first used, so that importing the package costs next to nothing.

>>> import analysis as an
>>> an.Settings().level
0.9
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.bundle import load_bundle, save_bundle
    from analysis.corpus import Reading, read_articles
    from analysis.errors import InputError
    from analysis.models import LDA, TfidfThemes
    from analysis.pipeline import Prepared, analyse, apply_bundle, calibrate, check_lexicon, corrected_trends, prepare
    from analysis.report import pictures, write_report
    from analysis.results import Analysis, Applied, Bundle, LexiconCheck
    from analysis.settings import Settings
    from analysis.tables import TermCounts
    from analysis.text import count_terms
    from analysis.themes import Lexicon
    from analysis.trends import labels_needed, plan_labels, read_events, read_published

__version__ = "0.1.0"

_HOMES = {
    "Analysis": "analysis.results",
    "Applied": "analysis.results",
    "Bundle": "analysis.results",
    "InputError": "analysis.errors",
    "LDA": "analysis.models",
    "Lexicon": "analysis.themes",
    "LexiconCheck": "analysis.results",
    "Prepared": "analysis.pipeline",
    "Reading": "analysis.corpus",
    "Settings": "analysis.settings",
    "TermCounts": "analysis.tables",
    "TfidfThemes": "analysis.models",
    "analyse": "analysis.pipeline",
    "apply_bundle": "analysis.pipeline",
    "calibrate": "analysis.pipeline",
    "check_lexicon": "analysis.pipeline",
    "corrected_trends": "analysis.pipeline",
    "count_terms": "analysis.text",
    "labels_needed": "analysis.trends",
    "load_bundle": "analysis.bundle",
    "pictures": "analysis.report",
    "plan_labels": "analysis.trends",
    "prepare": "analysis.pipeline",
    "read_events": "analysis.trends",
    "read_published": "analysis.trends",
    "read_articles": "analysis.corpus",
    "save_bundle": "analysis.bundle",
    "write_report": "analysis.report",
}

__all__ = [
    "LDA",
    "Analysis",
    "Applied",
    "Bundle",
    "InputError",
    "Lexicon",
    "LexiconCheck",
    "Prepared",
    "Reading",
    "Settings",
    "TermCounts",
    "TfidfThemes",
    "analyse",
    "apply_bundle",
    "calibrate",
    "check_lexicon",
    "corrected_trends",
    "count_terms",
    "labels_needed",
    "load_bundle",
    "pictures",
    "plan_labels",
    "prepare",
    "read_articles",
    "read_events",
    "read_published",
    "save_bundle",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
