"""Exports of Nexis, each of many articles: those of Nexis Uni (DOCX, RTF) and the older text files."""

from __future__ import annotations

from analysis.corpus.drafts import Draft, Unread
from analysis.corpus.readers import nexis_text, nexis_uni


def looks_like(text: str) -> bool:
    r"""Whether a text is an export of Nexis: 'End of Document' ends its articles, or '1 of 20 DOCUMENTS' opens them.

    >>> looks_like("Storm\nThe Bay Times\nJanuary 5, 2012\nLength: 9 words\nBody\nIt blew.\nEnd of Document\n")
    True
    >>> looks_like("The End of Document")
    False
    """
    return nexis_uni.looks_like(text) or nexis_text.looks_like(text)


def split(text: str) -> list[Draft | Unread]:
    """Return the articles of an export, in its order, and a reason for each piece that is none.

    The date is that of the line under the source, whatever a headline says and whether or not a correction was
    appended; the day on which the database took an article in (``load_date``) is a field. Further fields, where they
    are known: section, length (the words that the database counts), byline, dateline, highlight, edition, correction,
    publication_type.
    """
    return nexis_uni.split(text) if nexis_uni.looks_like(text) else nexis_text.split(text)
