"""Articles in: files and tables become the tables articles, passages and set_aside."""

from analysis.corpus.articles import complete_articles, copy_weights, counted_text, drop_copies
from analysis.corpus.audit import Audit, Auditor, audit
from analysis.corpus.duplicates import Copies, Difference, find_copies, show_difference
from analysis.corpus.metadata import write_metadata
from analysis.corpus.opening.files import companion
from analysis.corpus.passages import passage_texts, split_passages
from analysis.corpus.reading import Reading, read_articles, read_parts
from analysis.corpus.spool import Spool

__all__ = [
    "Audit",
    "Auditor",
    "Copies",
    "Difference",
    "Reading",
    "Spool",
    "audit",
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
