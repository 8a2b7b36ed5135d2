"""Passages to TermCounts: tokens, lemmas, stop words, phrases, names and the vocabulary."""

from analysis.text.counting import count_terms, locate_terms
from analysis.text.names import find_names
from analysis.text.phrases import find_phrases
from analysis.text.reading import ReadTexts, read_texts
from analysis.text.words import Words
from analysis.text.written import written_forms

__all__ = [
    "ReadTexts",
    "Words",
    "count_terms",
    "find_names",
    "find_phrases",
    "locate_terms",
    "read_texts",
    "written_forms",
]
