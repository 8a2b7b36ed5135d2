"""The streams of a PDF file, unpacked no further than a limit, and broken ones as far as they go.

This file is imported when the first PDF is read, since pdfminer takes its time.
"""

from __future__ import annotations

import zlib
from typing import Any

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.pdfinterp import LITERAL_FORM
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import (
    LITERALS_ASCII85_DECODE,
    LITERALS_ASCIIHEX_DECODE,
    LITERALS_FLATE_DECODE,
    LITERALS_LZW_DECODE,
    LITERALS_RUNLENGTH_DECODE,
    PDFStream,
)

from analysis.corpus.drafts import UnreadableError

MOST_STREAM = 32 << 20  # bytes of a stream, inflated: a font's program can have some millions
MOST_CONTENT = 3 << 20  # bytes of what draws a page, inflated: a page's text has some kilobytes, a map has millions
MOST_SLOWLY_UNPACKED = 1 << 18  # bytes of a stream packed by run lengths or LZW, which can grow a hundredfold and more
_UNPACKED_HERE = (*LITERALS_ASCII85_DECODE, *LITERALS_ASCIIHEX_DECODE, *LITERALS_FLATE_DECODE)
_SLOWLY_UNPACKED = (*LITERALS_LZW_DECODE, *LITERALS_RUNLENGTH_DECODE)


class BoundedStream(PDFStream):
    """A stream that raises UnreadableError where it is larger than the limit when it is unpacked."""

    def decode(self) -> None:
        """Unpack the stream; what pdfminer alone knows how to unpack is left to it once the size is known."""
        limit = MOST_CONTENT if self.get("Subtype") is LITERAL_FORM else MOST_STREAM
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        for name, parameters in self.get_filters():
            data = _unpacked(name, data, limit)
            if parameters or name not in _UNPACKED_HERE:
                super().decode()
                return
        self.data, self.rawdata = data, None


def _unpacked(name: object, data: bytes, limit: int) -> bytes:
    """Return the data as one filter unpacks it, or as it is where that is left to pdfminer."""
    if name in LITERALS_ASCII85_DECODE:
        return ascii85decode(data)
    if name in LITERALS_ASCIIHEX_DECODE:
        return asciihexdecode(data)
    if name in LITERALS_FLATE_DECODE:
        return inflate(data, limit)
    if name in _SLOWLY_UNPACKED and len(data) > MOST_SLOWLY_UNPACKED:
        raise UnreadableError(
            "too large", "holds a stream that is packed in an outdated way and too long; save it anew"
        )
    return data


def inflate(packed: bytes, limit: int = MOST_STREAM) -> bytes:
    """Return what was packed, as far as it goes; raise UnreadableError where that is larger than the limit.

    >>> inflate(zlib.compress(b"oil"))
    b'oil'
    """
    unpacker = zlib.decompressobj()
    pieces: list[bytes] = []
    left = limit
    try:
        for at in range(0, len(packed), 1 << 16):
            pieces.append(unpacker.decompress(packed[at : at + (1 << 16)], left + 1))
            left -= len(pieces[-1])
            if left < 0:
                raise UnreadableError("too large", f"holds a stream of more than {limit:,} bytes when inflated")
    except zlib.error:
        pass  # a broken end: what stands before it counts
    return b"".join(pieces)


class BoundedParser(PDFParser):
    """A parser whose streams are bounded."""

    def push(self, *objs: Any) -> None:
        """Put what was read on the stack, streams as bounded ones."""
        super().push(*((position, _bounded(obj)) for position, obj in objs))


def _bounded(obj: Any) -> Any:
    if type(obj) is PDFStream and obj.rawdata is not None:
        return BoundedStream(obj.attrs, obj.rawdata, obj.decipher)
    return obj
