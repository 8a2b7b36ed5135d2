"""PDF: one article a file, its columns read one after the other, without running heads and with broken words mended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.readers.office import likely_title, made_on
from analysis.corpus.readers.pdf_layout import in_reading_order, without_running_lines
from analysis.corpus.readers.pdf_lines import File, Line, read_file
from analysis.corpus.readers.pdf_paragraphs import mended, paragraphs

MOST_BYTES = 128 << 20
_MADE = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")
_LARGER = 1.15  # times the size of most letters: a line of the first page that large can be the title
_LONGEST_TITLE = 40  # words
_UNNAMED = 0.5  # of the letters: with more of them without a name there is nothing to read
MOST_TOLD = 3  # running heads that are told


def read(blob: Blob, options: object = None) -> Iterator[Draft | Unread]:  # noqa: ARG001 - one signature for all
    """Yield the article of a PDF file.

    The title is what the file says of itself where the first page has it, else the largest type there. The day on
    which the file was made is a date little believed. Raises UnreadableError where the file is no PDF, is locked, has
    too many pages, or holds only pictures of pages.
    """
    data = blob.read(MOST_BYTES)
    if b"%PDF-" not in data[:1024]:
        raise UnreadableError("broken", "is no PDF file (it does not begin with '%PDF-'); save it anew, or as text")
    file = read_file(data)
    _check_for_text(file)
    kept, running = without_running_lines(file.pages)
    stretches = [stretch for lines in kept for stretch in in_reading_order(lines)]
    texts = paragraphs(stretches)
    if not any(c.isalpha() for text in texts for c in text):
        raise UnreadableError("empty", "holds no word")
    made = _made(file.said.get("CreationDate", ""))
    dates = made_on(made)
    yield Draft(
        text="\n\n".join(texts),
        title=_title(file.said.get("Title", ""), stretches, len(kept[0])),
        dates=dates,
        fields={"pages": len(file.pages)},
        told=(*([f"made on {made}, as the file says of itself"] if dates else []), *_told(file, running)),
    )


def _check_for_text(file: File) -> None:
    """Raise UnreadableError where the pages hold no text, or none whose letters are known."""
    n_letters = sum(c.isalpha() for page in file.pages for line in page.lines for c in line.text)
    if file.n_unnamed > _UNNAMED * (n_letters + file.n_unnamed):
        raise UnreadableError(
            "no text", "does not say which letters its signs are; run a text recognition over it, or save it as text"
        )
    if n_letters:
        return
    n_pages = len(file.pages)
    if not all(page.drawn for page in file.pages):
        raise UnreadableError("too large", f"takes too much to draw its pages ({n_pages:,}), such as a map does")
    if any(page.n_pictures for page in file.pages):
        raise UnreadableError(
            "no text", f"holds pictures of pages ({n_pages:,}), and no text; run a text recognition over it"
        )
    raise UnreadableError("empty", f"holds no word on its pages ({n_pages:,})")


def _told(file: File, running: Sequence[str]) -> Iterator[str]:
    pictures = sum(page.n_pictures > 0 and not page.lines for page in file.pages)
    if pictures:
        yield f"{pictures:,} of {len(file.pages):,} pages are pictures without text"
    if left_out := sum(not page.drawn for page in file.pages):
        yield f"{left_out:,} of {len(file.pages):,} pages take too much to draw and are left out"
    if running:
        more = f" and {len(running) - MOST_TOLD} more" if len(running) > MOST_TOLD else ""
        yield f"running lines left out: {'; '.join(line[:60] for line in running[:MOST_TOLD])}{more}"


def _made(words: str) -> str:
    """Return the day of a date such as "D:20120105093000+01'00'" as YYYY-MM-DD, or nothing.

    >>> _made("D:20120105093000+01'00'")
    '2012-01-05'
    """
    found = _MADE.match(words)
    return "-".join(found.groups()) if found else ""


def _title(said: str, stretches: Sequence[Sequence[Line]], n_first: int) -> str | None:
    """Return the title: what the file says where the first page has it, else the largest type there, else what it says.

    n_first: how many lines the first page has.
    """
    said_title = likely_title(said)
    first = [line for stretch in stretches for line in stretch][:n_first]
    plain = _letters(" ".join(line.text for line in first))
    if said_title and _letters(said_title) in plain:
        return said_title
    return _largest(first, stretches) or said_title


def _letters(words: str) -> str:
    return "".join(c for c in words.casefold() if c.isalnum())


def _largest(first: Sequence[Line], stretches: Sequence[Sequence[Line]]) -> str | None:
    """Return the first lines of the largest type of the first page, if that is larger than most of the text."""
    sizes: Counter[float] = Counter()
    for stretch in stretches:
        for line in stretch:
            sizes[round(line.size, 1)] += len(line.text)
    usual = min(sizes, key=lambda size: (-sizes[size], size))
    worded = [line for line in first if sum(c.isalpha() for c in line.text) > 1]
    largest = max((line.size for line in worded), default=0.0)
    if largest < _LARGER * usual:
        return None
    start = next(i for i, line in enumerate(worded) if line.size > 0.97 * largest)
    lines: list[str] = []
    for line in worded[start:]:
        if line.size <= 0.97 * largest:
            break
        lines.append(line.text)
    title = mended(lines, frozenset())
    return title if len(title.split()) <= _LONGEST_TITLE else None
