"""The bytes of one input, read no further than its limit: a file, or a member of an archive."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from analysis.corpus.drafts import UnreadableError

IN_MEMORY = 32 << 20  # bytes of a member of an archive that are kept in memory before a file on the disk takes them


@dataclass(frozen=True)
class Blob:
    """An input's bytes, by its name in the tables.

    name: such as 'news/2020.zip/a.html'. open: returns a stream from the first byte on; it may be called again. limit:
    how many bytes may be read of it; more raise UnreadableError. unpacked: the name without the ending of a compression
    that is opened already, 'a.html' for 'a.html.gz'.

    >>> Blob("a.txt", lambda: io.BytesIO(b"Oil.")).peek(2)
    b'Oi'
    """

    name: str
    open: Callable[[], BinaryIO]
    limit: int = 1 << 40
    unpacked: str = ""

    @property
    def ending(self) -> str:
        """The ending in lower case, with its dot: '.html'."""
        stem, dot, ending = (self.unpacked or self.name).rpartition("/")[2].rpartition(".")
        return dot + ending.lower() if stem and dot else ""

    def peek(self, size: int = 4096) -> bytes:
        """Return the first bytes."""
        with self.open() as stream:
            return stream.read(size)

    def read(self, limit: int | None = None) -> bytes:
        """Return all bytes; raise UnreadableError where there are more than the limit."""
        most = self.limit if limit is None else min(limit, self.limit)
        with self.open() as stream:
            data = stream.read(most + 1)
        if len(data) > most:
            raise UnreadableError(
                "too large", f"is larger than the {most:,} bytes that are read of such a file; split it"
            )
        return data

    def seekable(self) -> BinaryIO:
        """Return a stream that can go back, such as formats need whose table of contents stands at the end."""
        stream = self.open()
        if stream.seekable():
            return stream
        with stream:
            spooled = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
            shutil.copyfileobj(stream, spooled)
        spooled.seek(0)
        return io.BufferedReader(spooled)
