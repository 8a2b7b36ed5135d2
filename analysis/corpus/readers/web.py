"""HTML: a page is an article, without its menus and boxes."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from analysis.corpus.dates import in_page
from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.encodings import decode
from analysis.corpus.opening.limits import Options

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w\-:]{1,40})", re.IGNORECASE)
_OWN = b'<meta name="generator" content="Themeline">'  # in the head of every page that this program writes
_LONGEST = 8 << 20  # bytes of a page; the largest of articles have one


def read(blob: Blob, options: Options) -> Iterator[Draft | Unread]:
    """Yield the article of a page."""
    yield read_page(blob.read(min(_LONGEST, options.limits.text)))


def read_page(html: bytes, *, link: str | None = None, declared: str | None = None) -> Draft:
    """Return the article of a page: its text, title, site, language and link, and the dates that the page declares.

    link: where the page was fetched from, if that is known. declared: the encoding that was sent with it. Raises
    UnreadableError where there is no text in it, and for a page that Themeline wrote.
    """
    if _OWN in html[:4096]:
        raise UnreadableError("own output", "is a page that Themeline wrote; keep it apart from the articles")
    charset = _CHARSET.search(html[:4096])
    decoded = decode(html, declared=declared or (charset[1].decode("ascii", "replace") if charset else None))
    if "<" not in decoded.text:
        raise UnreadableError("format", "is no HTML; give it another ending, such as .txt")
    found = _extracted(decoded.text, link)
    if found is None:
        raise UnreadableError("no text", "is a page without the text of an article; save the article itself")
    text, title, source, language, own = found
    link = link or own
    dates = tuple(in_page(decoded.text, link=link))
    return Draft(text=text, title=title, source=source, language=language, link=link, dates=dates, told=decoded.told)


Found = tuple[str, str | None, str | None, str | None, str | None]


def _extracted(html: str, link: str | None) -> Found | None:
    """Return text, title, site, language and link of a page; None where it has no text."""
    import logging

    from lxml import etree
    from trafilatura import bare_extraction, load_html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    tree = load_html(html)
    if tree is None:
        return None
    found: Any = None
    with contextlib.suppress(ValueError, TypeError, AttributeError, KeyError, IndexError, etree.LxmlError):
        found = bare_extraction(
            tree, url=link, fast=True, with_metadata=True, include_comments=False, include_tables=True,
            deduplicate=False, date_extraction_params={"extensive_search": False, "max_date": "1970-01-01"},
        )  # fmt: skip
    text = (found.text if found else "") or ""
    if not any(c.isalpha() for c in text):
        text = "\n\n".join(_paragraphs(tree))
    if not any(c.isalpha() for c in text):
        return None
    language = (tree.getroottree().getroot().get("lang") or "").strip() or None
    if found is None:
        return text, _title(tree), None, language, None
    return text, found.title or _title(tree), found.sitename, language, found.url


def _paragraphs(tree: object) -> Iterator[str]:
    for element in tree.iter("p", "h1", "h2", "h3", "li", "blockquote"):  # type: ignore[attr-defined]
        if words := " ".join("".join(element.itertext()).split()):
            yield words


def _title(tree: object) -> str | None:
    found = tree.find(".//title")  # type: ignore[attr-defined]
    return " ".join("".join(found.itertext()).split()) or None if found is not None else None
