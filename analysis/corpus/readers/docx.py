"""DOCX: the paragraphs, headings and tables of a word processor's document, or the articles of a Nexis export.

The archive is opened and its XML read here rather than with python-docx, which inflates every part whole, however
large it says to be, and is some three times slower.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, BinaryIO

from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.readers.office import articles_in, likely_title, made_on

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_BYTES = 256 << 20  # of the file
MOST_XML = 128 << 20  # bytes of the text's XML, inflated; it is read in a stream
MOST_PROPERTIES = 1 << 20  # bytes of the XML that holds title and dates
MOST_PARTS = 20_000  # entries of the archive
LONG_CELL = 200  # characters: a table with longer cells is laid-out text, not a table
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DC = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# The names of these styles in English, German, Spanish, French and Russian files.
_TITLE_STYLES = ("Title", "Heading1", "Titel", "berschrift1", "Ttulo1", "Titre1", "1")


def read(blob: Blob, options: object = None) -> Iterator[Draft | Unread]:  # noqa: ARG001 - one signature for all
    """Yield the article of a DOCX file, or those of the export that it is.

    Raises UnreadableError with the reason where the file is no such document, is encrypted or too large when inflated.
    """
    with blob.seekable() as stream, _archive(stream) as archive:
        properties = _properties(archive)
        lines: list[str] = []
        title = likely_title(properties.get("title", ""))
        for line, style in _paragraphs(archive, _main_part(archive)):
            lines.append(line)
            if title is None and style in _TITLE_STYLES and len(lines) < 5:
                title = likely_title(line)
    made = properties.get("created", "")[:10]
    told = (f"made on {made}, as the file says of itself",) if (dates := made_on(made)) else ()
    yield from articles_in(lines, Draft(text="", title=title, dates=dates, told=told))


def _archive(stream: BinaryIO) -> zipfile.ZipFile:
    start = stream.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableError(
            "encrypted",
            "is locked with a password, or is a document of the old form .doc; save it as .docx without one",
        )
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise _broken(error) from None
    if len(archive.infolist()) > MOST_PARTS:
        raise UnreadableError("too large", f"holds more than {MOST_PARTS:,} parts, as no document does")
    return archive


def _broken(error: Exception | str) -> UnreadableError:
    return UnreadableError("broken", f"is no DOCX file that can be read ({error}); save it anew, or as text")


def _main_part(archive: zipfile.ZipFile) -> str:
    names = sorted(archive.namelist())
    known = [name for name in names if name.lower() == "word/document.xml"]
    found = known or [n for n in names if n.startswith("word/document") and n.endswith(".xml")]
    if not found:
        raise _broken("it has no part word/document.xml")
    return found[0]


def _properties(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return what the file says of itself: title and created, as far as it does."""
    from lxml import etree

    try:
        with archive.open("docProps/core.xml") as part:
            data = part.read(MOST_PROPERTIES)
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (KeyError, RuntimeError, *_FAULTS, etree.XMLSyntaxError):
        return {}
    said = {"title": root.findtext(f"{_DC}title"), "created": root.findtext(f"{_TERMS}created")}
    return {key: value for key, value in said.items() if value}


_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class _Counted:
    """A stream that is read no further than a limit."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self.stream, self.left = stream, limit

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(min(size if size >= 0 else 1 << 16, 1 << 16))
        self.left -= len(data)
        if self.left < 0:
            raise UnreadableError("too large", f"is larger than {MOST_XML:,} bytes when inflated; split it")
        return data


def _paragraphs(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    """Yield each paragraph with the name of its style, in the order of the text; the rows of a table are paragraphs."""
    from lxml import etree

    try:
        with archive.open(name) as part:
            events = etree.iterparse(
                _Counted(part, MOST_XML),
                events=("start", "end"),
                tag=[*(ns + tag for ns in (W, _STRICT) for tag in ("p", "tc", "tr")), _FALLBACK],
                resolve_entities=False,
                no_network=True,
            )
            yield from _walk(events)
    except RuntimeError as error:
        raise UnreadableError("encrypted", f"is encrypted ({error}); save it without a password") from None
    except (*_FAULTS, etree.XMLSyntaxError) as error:
        raise _broken(error) from None


def _walk(events: Iterator[tuple[str, _Element]]) -> Iterator[tuple[str, str]]:
    rows: list[list[list[str]]] = []  # the cells of the rows that are open, each a list of paragraphs
    hidden = 0  # how many copies for older programs are open; they say what stands beside them once more
    for event, element in events:
        tag = element.tag.rpartition("}")[2]
        if tag == "Fallback":
            hidden += 1 if event == "start" else -1
        elif event == "start":
            if tag == "tr":
                rows.append([])
            elif tag == "tc" and rows:
                rows[-1].append([])
        elif tag == "p":
            line, style = _text_of(element), _style_of(element)
            element.clear()
            if hidden:
                continue
            if rows and rows[-1]:
                rows[-1][-1].append(line)
            else:
                yield line, style
        elif tag == "tr" and rows:
            yield from ((line, "") for line in _row(rows.pop()))
            element.clear()


def _text_of(paragraph: _Element) -> str:
    pieces = []
    for part in paragraph.iter():
        if not isinstance(part.tag, str):
            continue
        tag = part.tag.rpartition("}")[2]
        if tag == "t":
            pieces.append(part.text or "")
        elif tag in _SIGNS and part.getparent() is not None and part.getparent().tag.endswith("}r"):
            pieces.append(_SIGNS[tag])
    return "".join(pieces)


def _style_of(paragraph: _Element) -> str:
    namespace = paragraph.tag.rpartition("}")[0] + "}"
    style = paragraph.find(f"{namespace}pPr/{namespace}pStyle")
    return style.get(f"{namespace}val", "") if style is not None else ""


def _row(cells: list[list[str]]) -> list[str]:
    """Return a row as one line, its cells parted by tabs, or the paragraphs of its cells where these are long."""
    texts = ["\n".join(line for line in cell if line.strip()) for cell in cells]
    if any("\n" in text or len(text) > LONG_CELL for text in texts):
        return [line for text in texts for line in text.split("\n")]
    return ["\t".join(texts)] if any(texts) else []
