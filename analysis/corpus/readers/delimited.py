"""CSV and TSV: a row is an article."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing

from analysis.corpus.columns import Columns, choose, draft_of, ours_of
from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.encodings import Settler, stream_encoding
from analysis.corpus.opening.limits import Options
from analysis.corpus.opening.own_output import is_of_audit

_SAMPLE = 1 << 16  # bytes that the encoding and the delimiter are told from
_DELIMITERS = ",;\t|"
_HALVES = re.compile("[\ud800-\udfff]")


def read(blob: Blob, options: Options) -> Iterator[Draft | Unread]:
    """Yield the articles of the rows; a row with more cells than columns is told, with its line."""
    with closing(_Lines(blob, options.limits.text)) as lines:
        yield from _articles(lines, options)


def _articles(lines: _Lines, options: Options) -> Iterator[Draft | Unread]:
    first = lines.ahead(_SAMPLE)
    if not any(line.strip() for line in first):
        raise UnreadableError("empty", "holds no row")
    csv.field_size_limit(options.limits.text)
    rows = _rows(lines, _delimiter(first))
    head = next(rows)
    if isinstance(head, Unread):
        raise UnreadableError(head.reason, head.detail)
    names = [name.strip() or f"column {i + 1}" for i, name in enumerate(head)]
    columns = _columns(names, options)
    for n, row in enumerate(rows):
        if isinstance(row, Unread):
            yield row
        elif any(cell.strip() for cell in row[len(names) :]):
            yield Unread("row", f"has a row ({n + 2}) of {len(row)} cells under {len(names)} columns; quote its text")
        elif any(row):
            told = (*lines.told(), *columns.told)
            yield draft_of(dict(zip(names, row, strict=False)), Columns(columns.chosen, told))


def _columns(names: Sequence[str], options: Options) -> Columns:
    if is_of_audit(names):
        raise UnreadableError("own output", "is a metadata table that 'audit' wrote; name it with --metadata")
    mine = {name for name in names if ours_of(name) or name in options.columns.values()}
    if again := sorted(name for name in mine if names.count(name) > 1):
        raise UnreadableError("columns", f"names the column {again[0]!r} twice; give each its own name")
    return choose(names, options.columns)


class _Lines:
    """The lines of a file, each with its end; ``ended``: whether more were asked for than there are."""

    def __init__(self, blob: Blob, longest: int) -> None:
        sample = blob.peek(_SAMPLE)
        cut = sample.rfind(b"\n") + 1 if len(sample) == _SAMPLE and b"\0" not in sample else 0
        self.encoding = stream_encoding(sample[:cut] or sample)
        self.ended = False
        self._longest, self._settler = longest, Settler()
        self._mended: dict[str, None] = {}
        self._ahead: deque[str] = deque()
        # Bytes that are no UTF-8 come as halves of letters, which are settled line by line.
        errors = "surrogateescape" if self.encoding.name.startswith("utf-8") else "strict"
        self._text = io.TextIOWrapper(blob.open(), encoding=self.encoding.name, errors=errors, newline="")

    def close(self) -> None:
        """Close the file."""
        self._text.close()

    def told(self) -> tuple[str, ...]:
        """Return what was told of the encoding, and of the lines since it was last asked."""
        mended, self._mended = tuple(self._mended), {}
        return (*self.encoding.told, *mended)

    def ahead(self, size: int) -> list[str]:
        """Return the first lines of so many characters together; they are given once more."""
        while size > 0 and (line := self._read()):
            self._ahead.append(line)
            size -= len(line)
        return list(self._ahead)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._read()
        if not line:
            self.ended = True
            raise StopIteration
        return line.replace("\0", "")

    def _read(self) -> str:
        try:
            line = self._text.readline(self._longest + 1)
        except UnicodeDecodeError as error:
            name, wrong = self.encoding.name, f"{error.object[error.start]:#04x}"
            raise UnreadableError(
                "no text", f"is no text in {name} to its end (byte {wrong}); save it as UTF-8"
            ) from None
        if len(line) > self._longest:
            raise UnreadableError("too large", f"has a line of more than {self._longest:,} characters; split it")
        if line.isascii() or not _HALVES.search(line):
            return line
        text, told = self._settler.settle(line)
        self._mended |= dict.fromkeys(told)
        return text


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


def _rows(lines: _Lines, delimiter: str) -> Iterator[list[str] | Unread]:
    """Yield the rows; where one cannot be parsed, why, and go on with the next line."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        start = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Unread("row", f"has a row that cannot be read at line {reader.line_num:,} ({error})")
            continue
        if lines.ended:  # the parser looks for more only within quotation marks
            n = reader.line_num - start + 1
            goes_on = f"goes on to the end of the file, over {n:,} {'line' if n == 1 else 'lines'}; close it"
            yield Unread("row", f"has a quotation mark in the row at line {start:,} that {goes_on}")
        elif row:
            yield row
