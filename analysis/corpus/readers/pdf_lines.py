"""PDF pages to lines of text with their place and size; what a file says of itself."""

from __future__ import annotations

import io
import logging
import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.corpus.drafts import UnreadableError

if TYPE_CHECKING:
    from pdfminer.layout import LTChar, LTContainer
    from pdfminer.pdfpage import PDFPage

MOST_PAGES = 2_000
MOST_SIGNS = 100_000  # letters on a page
_NO_LETTER = re.compile(r"\(cid:\d+\)")
_SPACE = 0.1  # of a letter's height: a wider gap is a space between words
_GUTTER = 1.0  # of a letter's height: a wider gap parts lines that stand side by side


class Line(NamedTuple):
    """A line of text: its words, where it stands (from the left and from the bottom, in points), its letters' size."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


class Page(NamedTuple):
    """A page's height, its lines in the order in which they were drawn, how many pictures it holds.

    drawn: whether it was read at all; a page that takes more than some millions of bytes to draw is a map.
    """

    height: float
    lines: list[Line]
    n_pictures: int
    drawn: bool = True


class File(NamedTuple):
    """What a file says of itself, its pages, and how many letters have no name ('(cid:5)')."""

    said: dict[str, str]
    pages: list[Page]
    n_unnamed: int


def read_file(data: bytes) -> File:
    """Return the pages of a PDF file; raise UnreadableError where it is none, is locked, or has too many pages."""
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException

    # What pdfminer remarks on faulty files is not for the user; without a handler it would be printed.
    logging.getLogger("pdfminer").addHandler(logging.NullHandler())
    try:
        return _read_file(data)
    except (UnreadableError, MemoryError):
        raise
    except (PDFPasswordIncorrect, PDFEncryptionError):
        raise UnreadableError("encrypted", "is locked with a password; save it without one") from None
    except (PDFException, PSException) as error:
        raise _broken(error) from None
    except Exception as error:  # pdfminer raises many kinds on faulty files: TypeError, KeyError, struct.error, ...
        raise _broken(error) from None


def _broken(error: Exception) -> UnreadableError:
    what = " ".join(f"{type(error).__name__}: {error}".split())[:120]
    return UnreadableError("broken", f"is no PDF that can be read ({what}); save it anew, or as text")


def _read_file(data: bytes) -> File:
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    from analysis.corpus.readers.pdf_streams import MOST_CONTENT, BoundedParser

    document = PDFDocument(BoundedParser(io.BytesIO(data)))
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    pages: list[Page] = []
    n_unnamed = 0
    for page in PDFPage.create_pages(document):
        if len(pages) >= MOST_PAGES:
            raise UnreadableError("too large", f"has more than {MOST_PAGES:,} pages; split it")
        if _content_size(page) > MOST_CONTENT:
            pages.append(Page(0.0, [], 0, drawn=False))
            continue
        interpreter.process_page(page)
        shown = device.get_result()
        signs = list(_signs(shown))
        n_unnamed += sum(bool(_NO_LETTER.fullmatch(sign.get_text())) for sign in signs)
        pages.append(Page(shown.height, list(_lines(signs)), sum(1 for _ in _pictures(shown))))
    return File(_said(document.info), pages, n_unnamed)


def _content_size(page: PDFPage) -> int:
    """Return how many bytes draw a page."""
    from pdfminer.pdftypes import PDFStream, resolve1

    parts = [resolve1(part) for part in page.contents]
    return sum(len(part.get_data()) for part in parts if isinstance(part, PDFStream))


def _said(infos: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Return title and dates that the file says of itself."""
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    said: dict[str, str] = {}
    for info in infos:
        for key in ("Title", "CreationDate"):
            value = resolve1(info.get(key))
            if isinstance(value, bytes) and len(value) < MOST_SIGNS:
                said.setdefault(key, decode_text(value))
    return said


def _signs(item: LTContainer[Any]) -> Iterator[LTChar]:
    """Yield the upright letters of a page and of the figures in it, in the order in which they were drawn."""
    from pdfminer.layout import LTChar

    n_signs = 0
    for part in _parts(item):
        if isinstance(part, LTChar) and part.upright:
            n_signs += 1
            if n_signs > MOST_SIGNS:
                raise UnreadableError("too large", f"has a page with more than {MOST_SIGNS:,} letters")
            yield part


def _pictures(item: LTContainer[Any]) -> Iterator[object]:
    from pdfminer.layout import LTImage

    return (part for part in _parts(item) if isinstance(part, LTImage))


def _parts(item: LTContainer[Any]) -> Iterator[Any]:
    """Yield what a page holds, and what its figures hold, without going down by recursion."""
    from pdfminer.layout import LTFigure

    waiting = [iter(item)]
    while waiting:
        for part in waiting[-1]:
            if isinstance(part, LTFigure):
                waiting.append(iter(part))
                break
            yield part
        else:
            waiting.pop()


def _lines(signs: Iterable[LTChar]) -> Iterator[Line]:
    """Yield the lines that letters form which were drawn one after the other, at one height and close together."""
    run: list[LTChar] = []
    for sign in signs:
        if run and not _follows(run[-1], sign):
            if line := _line(run):
                yield line
            run = []
        run.append(sign)
    if run and (line := _line(run)):
        yield line


def _follows(sign: LTChar, after: LTChar) -> bool:
    overlap = min(sign.y1, after.y1) - max(sign.y0, after.y0)
    gap = after.x0 - sign.x1
    size = max(sign.size, after.size)
    return bool(overlap > 0.5 * min(sign.height, after.height) and -0.5 * size < gap < _GUTTER * size)


def _line(run: Sequence[LTChar]) -> Line | None:
    pieces: list[str] = []
    last: LTChar | None = None
    for sign in run:
        text = _NO_LETTER.sub("", sign.get_text())
        if last is not None:
            if text == last.get_text() and abs(sign.x0 - last.x0) < 0.2 * sign.size:
                continue  # drawn twice, to look bold
            if sign.x0 - last.x1 > _SPACE * max(sign.width, sign.size):
                pieces.append(" ")
        pieces.append(text)
        last = sign
    text = " ".join("".join(pieces).split())
    if not text:
        return None
    inked = [sign for sign in run if sign.get_text().strip()] or run
    return Line(
        text,
        min(sign.x0 for sign in inked),
        max(sign.x1 for sign in inked),
        statistics.median(sign.y0 for sign in inked),
        statistics.median(sign.y1 for sign in inked),
        statistics.median(sign.size for sign in inked),
    )
