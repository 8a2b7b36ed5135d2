"""The records of a WARC file (ISO 28500), one at a time and each bounded in size, whatever the file says of itself.

Read here rather than with warcio, whose lines are unbounded, which stops at the first broken record, refuses a file
that was compressed as a whole, and prints its warnings.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from analysis.corpus.drafts import Unread

MOST_LINE = 1 << 16  # bytes of a header's line
MOST_HEADERS = 500  # lines
MOST_RECORD = 64 << 20  # bytes of a record; a larger one is passed over
_PIECE = 1 << 16
_MAGIC = b"WARC/"


@dataclass(frozen=True, slots=True)
class Record:
    """A record: its headers (names in lower case) and its block; ``whole``: whether the block is as long as it says."""

    headers: Mapping[str, str]
    block: bytes
    whole: bool = True

    @property
    def kind(self) -> str:
        """What it is: response, resource, request, revisit, metadata, warcinfo, conversion."""
        return self.headers.get("warc-type", "").lower()

    @property
    def link(self) -> str:
        """The address that was asked for."""
        return self.headers.get("warc-target-uri", "").strip("<> ")


class _Unpacked(io.RawIOBase):
    """A stream unpacked with gzip, as far as it goes; ``fault`` says why it ends where it does, if too early."""

    def __init__(self, packed: io.BufferedIOBase) -> None:
        self.stream = gzip.GzipFile(fileobj=packed)
        self.fault = ""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as one read does; the end of what can be unpacked is the end of the stream."""
        try:
            data = self.stream.read1(len(buffer))
        except (EOFError, OSError, zlib.error) as error:
            self.fault = str(error)
            return 0
        buffer[: len(data)] = data
        return len(data)


def records(stream: BinaryIO) -> Iterator[Record | Unread]:
    """Yield the records of a stream, packed with gzip or not, and a reason for each stretch that is none."""
    source = io.BufferedReader(cast(io.RawIOBase, stream))
    try:
        if source.peek(2)[:2] == b"\x1f\x8b":
            yield from _unpacked_records(_Unpacked(source))
        else:
            yield from _records(source)
    finally:
        source.detach()  # the stream is its owner's to close


def _unpacked_records(unpacked: _Unpacked) -> Iterator[Record | Unread]:
    yield from _records(io.BufferedReader(unpacked))
    if unpacked.fault:
        yield Unread("broken", f"cannot be unpacked to its end ({unpacked.fault}); what stands before is read")


def _records(source: io.BufferedIOBase) -> Iterator[Record | Unread]:
    lost = 0  # bytes since the last record that belong to none
    while line := source.readline(MOST_LINE):
        if not line.startswith(_MAGIC):
            lost += len(line) if line.strip() else 0
            continue
        if lost:
            yield _lost(lost)
        record = _record(source)
        lost = 0 if record else len(line)
        if record:
            yield record
    if lost:
        yield _lost(lost)


def _lost(n_bytes: int) -> Unread:
    return Unread("broken", f"holds {n_bytes:,} bytes that belong to no record; what stands before and after is read")


def _record(source: io.BufferedIOBase) -> Record | Unread | None:
    """Return the record whose first line has been read, or None where its headers say no length."""
    headers = header_lines(source)
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()) or len(length) > 15:
        return None
    if int(length) <= MOST_RECORD:
        block = source.read(int(length))
        return Record(headers, block, whole=len(block) == int(length))
    left = int(length)
    while left and (piece := source.read(min(left, _PIECE))):
        left -= len(piece)
    where = Record(headers, b"").link
    return Unread("too large", f"holds a record of {int(length):,} bytes ({where[:200]}), more than is read of one")


def header_lines(source: io.BufferedIOBase) -> dict[str, str]:
    """Return the headers up to the empty line, names in lower case; the first of several of one name counts."""
    headers: dict[str, str] = {}
    for _ in range(MOST_HEADERS):
        line = source.readline(MOST_LINE)
        if not line.strip():
            break
        name, colon, value = line.decode("utf-8", errors="replace").partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return headers
