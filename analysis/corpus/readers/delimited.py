"""CSV and TSV: a row is an article."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain

from analysis.corpus.columns import Columns, choose, draft_of, ours_of
from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.encodings import decode
from analysis.corpus.opening.limits import Options

_SAMPLE = 1 << 16  # bytes that the encoding and the delimiter are told from
_DELIMITERS = ",;\t|"


def read(blob: Blob, options: Options) -> Iterator[Draft | Unread]:
    """Yield the articles of the rows; a row with more cells than columns is told, with its line."""
    told, lines = _lines(blob, options.limits.text)
    with closing(lines):
        yield from _articles(told, lines, options)


def _articles(told: tuple[str, ...], lines: Iterator[str], options: Options) -> Iterator[Draft | Unread]:
    first = list(_some(lines, _SAMPLE))
    if not any(line.strip() for line in first):
        raise UnreadableError("empty", "holds no row")
    csv.field_size_limit(options.limits.text)
    rows = _rows(chain(first, lines), _delimiter(first))
    head = next(rows)
    if isinstance(head, Unread):
        raise UnreadableError(head.reason, head.detail)
    names = [name.strip() or f"column {i + 1}" for i, name in enumerate(head)]
    guessed = _columns(names, options)
    columns = Columns(guessed.chosen, (*told, *guessed.told))
    for n, row in enumerate(rows):
        if isinstance(row, Unread):
            yield row
        elif any(cell.strip() for cell in row[len(names) :]):
            yield Unread("row", f"has a row ({n + 2}) of {len(row)} cells under {len(names)} columns; quote its text")
        elif any(row):
            yield draft_of(dict(zip(names, row, strict=False)), columns)


def _columns(names: Sequence[str], options: Options) -> Columns:
    mine = {name for name in names if ours_of(name) or name in options.columns.values()}
    if again := sorted(name for name in mine if names.count(name) > 1):
        raise UnreadableError("columns", f"names the column {again[0]!r} twice; give each its own name")
    return choose(names, options.columns)


def _lines(blob: Blob, longest: int) -> tuple[tuple[str, ...], Generator[str, None, None]]:
    """Return what was told of the encoding, and the lines, each with its end."""
    sample = blob.peek(_SAMPLE)
    if sample.startswith(codecs.BOM_UTF8) or _is_utf8(sample):
        return (), _decoded_lines(blob, "utf-8-sig", longest)
    cut = sample.rfind(b"\n") + 1 or len(sample)
    told = decode(sample[:cut] if len(sample) == _SAMPLE and b"\0" not in sample else sample).told
    encoding = next((words.split()[1] for words in told if words.startswith("encoding ")), "utf-8-sig")
    if encoding.startswith(("utf-16", "utf-32")):
        encoding = encoding.rsplit("-", 1)[0] if sample[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else encoding
    return told, _decoded_lines(blob, encoding, longest)


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return b"\0" not in sample


def _decoded_lines(blob: Blob, encoding: str, longest: int) -> Generator[str, None, None]:
    with blob.open() as stream, io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
        try:
            while line := text.readline(longest + 1):
                if len(line) > longest:
                    raise UnreadableError("too large", f"has a line of more than {longest:,} characters; split it")
                yield line
        except UnicodeDecodeError as error:
            wrong = f"{error.object[error.start]:#04x}"
            raise UnreadableError(
                "no text", f"is no text in {encoding} to its end (byte {wrong}); save it as UTF-8"
            ) from None


def _some(lines: Iterator[str], size: int) -> Iterator[str]:
    for line in lines:
        yield line
        size -= len(line)
        if size <= 0:
            return


def _delimiter(lines: Sequence[str]) -> str:
    """Return the delimiter that gives the first line most columns, with the same number in the next rows."""

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            rows = [row for row in csv.reader(lines, delimiter=delimiter) if row][:-1] or [
                *csv.reader(lines, delimiter=delimiter)
            ]
        except csv.Error:
            return 0.0, 0
        width = len(rows[0]) if rows else 0
        return (sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0.0), width

    return max(_DELIMITERS, key=evenness)


def _rows(lines: Iterator[str], delimiter: str) -> Iterator[list[str] | Unread]:
    """Yield the rows; where one cannot be parsed, why, and go on with the next line."""
    reader = csv.reader((line.replace("\0", "") for line in lines), delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Unread("row", f"has a row that cannot be read at line {reader.line_num:,} ({error})")
            continue
        if row:
            yield row
