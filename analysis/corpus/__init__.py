"""Articles in: files and tables become the tables articles, passages and set_aside."""

from analysis.corpus.differences import Difference, show_difference
from analysis.corpus.duplicates import Copies, find_copies
from analysis.corpus.files import companion
from analysis.corpus.passages import passage_texts, split_passages
from analysis.corpus.reading import Reading, complete_articles, counted_text, read_articles

__all__ = [
    "Copies",
    "Difference",
    "Reading",
    "companion",
    "complete_articles",
    "counted_text",
    "find_copies",
    "passage_texts",
    "read_articles",
    "show_difference",
    "split_passages",
]
