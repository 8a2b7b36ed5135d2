"""The forms that articles come in: which there are, how one is known, and who reads it.

A reader is a function of a blob and the options that yields drafts of articles, and the reasons why pieces of the blob
are none. A new form is a file with a reader, and a line below.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.limits import Limits, Options
from analysis.corpus.opening.unpacking import BROKEN, archive_of, compression_of, members, uncompressed

Reader = Callable[[Blob, Options], Iterator[Draft | Unread]]


@dataclass(frozen=True)
class Form:
    """A form: its name, the endings of its files, the first bytes that show it, and 'module:function' that reads it.

    guarded: whether a file of it could hang or burst its reader, which therefore runs in a process of its own.
    """

    name: str
    endings: tuple[str, ...]
    starts: tuple[bytes, ...] = ()
    reader: str = ""
    guarded: bool = True

    def read(self, blob: Blob, options: Options) -> Iterator[Draft | Unread]:
        """Yield what the reader makes of a blob; it is imported when it is first needed."""
        module, _, function = self.reader.partition(":")
        reader = cast("Reader", getattr(importlib.import_module(f"{__name__}.{module}"), function))
        yield from reader(blob, options)


FORMS = (
    Form("text", (".txt", ".text"), reader="plain:read", guarded=False),
    Form("Markdown", (".md", ".markdown"), reader="plain:read_markdown", guarded=False),
    Form("CSV", (".csv", ".tsv", ".tab", ".psv"), reader="delimited:read", guarded=False),
    Form("JSON", (".json", ".jsonl", ".ndjson"), reader="records:read", guarded=False),
    Form("Parquet", (".parquet", ".pq"), (b"PAR1",), "parquet:read"),
    Form("HTML", (".html", ".htm", ".xhtml"), (), "web:read"),
    Form("PDF", (".pdf",), (b"%PDF-",), "pdf:read"),
    Form("DOCX", (".docx",), (), "docx:read"),
    Form("RTF", (".rtf",), (b"{\\rtf",), "rtf:read"),
    Form("WARC", (".warc",), (b"WARC/",), "warc:read"),
)
ARCHIVES = (".zip", ".tar", ".gz", ".bz2", ".xz", ".zst")
_PAGE = re.compile(
    rb"(?i)\A\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html)\b", re.DOTALL
)
_OTHERS = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Office file",
}


def form_of(blob: Blob) -> Form:
    """Return the form of a blob: by its first bytes where they show it, else by its ending.

    Raises UnreadableError where it is none that is read.
    """
    head = blob.peek(1024)
    for form in FORMS:
        if head.startswith(form.starts) and form.starts:
            return form
    for start, what in _OTHERS.items():
        if head.startswith(start):
            raise UnreadableError("format", f"is {what}, which is not read; save its text as .txt, .docx or .pdf")
    plain = blob.ending in FORMS[0].endings or not blob.ending
    if _PAGE.match(head) and (plain or blob.ending in (".php", ".asp", ".aspx", ".jsp")):
        return next(form for form in FORMS if form.name == "HTML")
    if not blob.ending:
        return FORMS[0]
    for form in FORMS:
        if blob.ending in form.endings:
            return form
    raise _of_no_form(blob.ending)


def _of_no_form(ending: str) -> UnreadableError:
    if ending in (".xlsx", ".xls", ".ods"):
        return UnreadableError("format", "is a spreadsheet, which is not read; save its sheet as CSV")
    if ending in ARCHIVES:
        return UnreadableError("format", f"has the ending '{ending}' and does not begin as such a file; pack it anew")
    allowed = ", ".join(known for form in FORMS for known in form.endings[:1])
    return UnreadableError(
        "format", f"has the ending '{ending}', which is not read; save it as one of {allowed}, or in a .zip"
    )


def is_packed(blob: Blob) -> bool:
    """Whether a blob is compressed, or an archive."""
    return compression_of(blob) is not None or archive_of(blob) is not None


def read_blob(
    blob: Blob, options: Options, *, left_out: frozenset[str] = frozenset(), depth: int = 0
) -> Iterator[tuple[str, int, Draft | Unread | None]]:
    """Yield name, position and what stands there, of every piece of a blob; None, with its name, before it is read.

    The name of a member of an archive stands after the archive's, with a slash. left_out: names that are not opened. A
    member that cannot be read is told, and the others are read.
    """
    if blob.name in left_out:
        return
    yield blob.name, 0, None
    n = n_inside = 0
    try:
        for found in _read_one(blob, options, left_out, depth):
            if isinstance(found, tuple):
                yield found
                n_inside += 1
            else:
                yield blob.name, n, found
                n += 1
        if not n and not n_inside:
            raise UnreadableError("empty", "holds no article")
    except UnreadableError as error:
        yield blob.name, n, Unread(error.reason, str(error))
    except MemoryError:
        yield blob.name, n, Unread("too large", "wants too much memory; split it")
    except RecursionError:
        yield blob.name, n, Unread("too deep", "is nested deeper than any article is")
    except Exception as error:  # a library's fault must not cost the other files
        told = f"{type(error).__name__}: {error}"[:200]
        yield blob.name, n, Unread("breaks", f"breaks its reader ({told}); save it in another form")


Piece = tuple[str, int, Draft | Unread | None]


def _read_one(blob: Blob, options: Options, left_out: frozenset[str], depth: int) -> Iterator[Draft | Unread | Piece]:
    ending, kind = compression_of(blob), archive_of(blob)
    if (ending or kind) and depth > options.limits.depth:
        raise UnreadableError("too deep", f"lies in more than {options.limits.depth} archives; unpack it first")
    if ending:
        inner = uncompressed(blob, ending, options.limits)
        yield from read_blob(inner, options, left_out=left_out, depth=depth + 1)
    elif kind:
        for name, member in members(blob, kind, options.limits):
            if isinstance(member, Unread):
                yield name, 0, member
            elif not _is_hidden(name):
                yield from read_blob(member, options, left_out=left_out, depth=depth + 1)
    else:
        yield from form_of(blob).read(blob, options)


def _is_hidden(name: str) -> bool:
    """Whether a member is what systems put into archives, and nobody sees: '.DS_Store', '__MACOSX'."""
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


__all__ = ["ARCHIVES", "BROKEN", "FORMS", "Form", "Limits", "Options", "form_of", "is_packed", "read_blob"]
