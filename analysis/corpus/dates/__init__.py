"""Dates with evidence: every candidate from every place, and one of them by stated rules."""

from analysis.corpus.dates.candidates import Candidate, Place, Precision
from analysis.corpus.dates.finding import Order
from analysis.corpus.dates.heads import in_head, in_text
from analysis.corpus.dates.links import in_link, in_name
from analysis.corpus.dates.pages import in_page
from analysis.corpus.dates.parsing import HEADER, WrittenDate, parse_date, written
from analysis.corpus.dates.posts import in_post
from analysis.corpus.dates.resolving import Resolved, orders_shown, resolve

__all__ = [
    "HEADER",
    "Candidate",
    "Order",
    "Place",
    "Precision",
    "Resolved",
    "WrittenDate",
    "in_head",
    "in_link",
    "in_name",
    "in_page",
    "in_post",
    "in_text",
    "orders_shown",
    "parse_date",
    "resolve",
    "written",
]
