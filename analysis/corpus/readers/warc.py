"""WARC: the pages that a crawler kept, each an article; what is no page is counted by its kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.readers.http_body import answer_in, charset, media_type
from analysis.corpus.readers.warc_records import Record, records

_PAGES = ("text/html", "application/xhtml+xml")
_ERRORS = 400  # the first status that says that something went wrong
_REDIRECTS = 300
_COMPANIONS = ("warcinfo", "request", "metadata")  # they say how the crawl went; no answer is lost with them


def read(blob: Blob, options: object = None) -> Iterator[Draft | Unread]:  # noqa: ARG001 - one signature for all
    """Yield the pages of a WARC file, compressed or not, and why its other answers are none.

    The link is the address that was asked for. The day of the crawl is no day of publication: it is the field
    ``crawled``. Redirects, errors, revisits and files that are no text are told once for each kind, with their number.
    """
    from analysis.corpus.readers.web import read_page

    yield from pages(blob, read_page)


def pages(blob: Blob, read_page: Callable[..., Draft]) -> Iterator[Draft | Unread]:
    """Yield what ``read`` yields; read_page: the reader of a page (see ``analysis.corpus.readers.web``)."""
    if not blob.peek(5).startswith((b"WARC/", b"\x1f\x8b")):
        raise UnreadableError("broken", "is no WARC file (it does not begin with 'WARC/')")
    left_out: Counter[tuple[str, str]] = Counter()
    with blob.open() as stream:
        for record in records(stream):
            if isinstance(record, Unread):
                yield record
            elif why := _no_page(record):
                left_out[why] += 1
            elif record.kind not in _COMPANIONS:
                yield _page(record, read_page)
    for (reason, kind), n in sorted(left_out.items()):
        yield Unread(reason, f"holds {n:,} {'record' if n == 1 else 'records'} of this kind: {kind}")


def _no_page(record: Record) -> tuple[str, str] | None:
    """Return the reason and the kind where a record is no page, as far as its headers tell."""
    if record.kind == "revisit":
        return "copy", "a page that had not changed since an earlier crawl"
    if record.kind == "resource" or record.kind == "conversion":
        return _no_text(media_type(record.headers.get("content-type", "")), record.link)
    if record.kind != "response":
        return None if record.kind in _COMPANIONS else ("format", f"'{record.kind[:40]}'")
    try:
        answer = answer_in(record.block)
    except UnreadableError:
        return "format", "an answer that is none of a web server, such as that of a name server"
    if answer.status >= _ERRORS:
        return "error", f"an error in place of a page (status {answer.status})"
    if answer.status >= _REDIRECTS:
        return "redirect", f"a redirect to another page (status {answer.status})"
    return _no_text(answer.media, record.link)


def _no_text(media: str, link: str) -> tuple[str, str] | None:
    if link.endswith("/robots.txt"):
        return "format", "rules for crawlers (robots.txt)"
    if media in (*_PAGES, "text/plain", ""):
        return None
    return "format", f"{media}, which is no page"


def _page(record: Record, read_page: Callable[..., Draft]) -> Draft | Unread:
    try:
        draft = _draft(record, read_page)
    except UnreadableError as error:
        return Unread(error.reason, f"holds a page that is set aside ({record.link[:300]}): it {error}")
    crawled = record.headers.get("warc-date", "")[:10]
    told = () if record.whole and "warc-truncated" not in record.headers else ("cut short by the crawler",)
    fields = {**draft.fields, **({"crawled": crawled} if crawled else {})}
    return replace(draft, link=record.link or draft.link, fields=fields, told=(*draft.told, *told))


def _draft(record: Record, read_page: Callable[..., Draft]) -> Draft:
    if record.kind == "response":
        answer = answer_in(record.block)
        body, media, declared = answer.body(), answer.media, answer.charset
    else:
        said = record.headers.get("content-type", "")
        body, media, declared = record.block, media_type(said), charset(said)
    if media == "text/plain":
        return _plain(body, declared)
    return read_page(body, link=record.link or None, declared=declared)


def _plain(body: bytes, declared: str | None) -> Draft:
    """Return the draft of a plain text, in UTF-8 if it is, else in the encoding that the server declared."""
    for encoding in ("utf-8-sig", declared or "cp1252", "cp1252"):
        try:
            text = body.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        break
    else:
        raise UnreadableError("no text", "is no text in UTF-8 nor in an encoding that was declared")
    if not any(c.isalpha() for c in text) or "\0" in text:
        raise UnreadableError("no text", "holds no word")
    told = () if encoding == "utf-8-sig" else (f"encoding {encoding}",)
    return Draft(text=text.replace("\r\n", "\n").replace("\r", "\n"), told=told)
