"""Dates with evidence: every candidate from every place, and one of them by stated rules."""

from analysis.corpus.dates.candidates import Candidate, Place, Precision
from analysis.corpus.dates.pages import in_page
from analysis.corpus.dates.parsing import HEADER, WrittenDate, parse_date, written

__all__ = ["HEADER", "Candidate", "Place", "Precision", "WrittenDate", "in_page", "parse_date", "written"]
