"""What a web server answered, as a WARC file keeps it: status, headers, and the body without its transfer codings."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.corpus.drafts import UnreadableError
from analysis.corpus.readers.warc_records import MOST_LINE, header_lines

MOST_BODY = 32 << 20  # bytes of a page, inflated
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
_CHUNK = re.compile(rb"\s*([0-9a-fA-F]{1,8})\s*(?:;.*)?\r?\n?")
_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """A server's answer; the body is still coded."""

    status: int
    headers: Mapping[str, str]
    coded: bytes

    @property
    def media(self) -> str:
        """What it is, such as 'text/html'; nothing where it does not say."""
        return media_type(self.headers.get("content-type", ""))

    @property
    def charset(self) -> str | None:
        """The encoding that the server declared."""
        return charset(self.headers.get("content-type", ""))

    def body(self) -> bytes:
        """Return the body as it was before it was coded; raise UnreadableError where that is too large or unknown."""
        data = self.coded
        if "chunked" in self.headers.get("transfer-encoding", "").lower():
            data = _unchunked(data)
        for coding in reversed(self.headers.get("content-encoding", "").lower().split(",")):
            data = _decoded(data, coding.strip())
        if len(data) > MOST_BODY:
            raise _too_large()
        return data


def answer_in(block: bytes) -> Answer:
    """Return the answer that a record's block holds; raise UnreadableError where it is none."""
    stream = io.BytesIO(block)
    found = _STATUS.match(stream.readline(MOST_LINE))
    if not found:
        raise UnreadableError("broken", "is no answer of a web server")
    return Answer(int(found[1]), header_lines(stream), stream.read())


def media_type(content_type: str) -> str:
    """Return the type of a content type without its parameters, in lower case.

    >>> media_type("text/HTML; charset=utf-8")
    'text/html'
    """
    found = _TYPE.match(content_type)
    return found[1].lower() if found else ""


def charset(content_type: str) -> str | None:
    """Return the encoding that a content type declares, or None where it declares none or one that is not known.

    >>> charset("text/html; charset='windows-1251'"), charset("text/html; charset=utf-9")
    ('windows-1251', None)
    """
    found = _CHARSET.search(content_type)
    try:
        b"words".decode(found[1] if found else "utf-8", errors="replace")
    except (LookupError, UnicodeError):
        return None
    return found[1] if found else None


def _unchunked(data: bytes) -> bytes:
    """Return the chunks put together; data that is no chunks stays as it is, since many tools keep the plain body."""
    pieces, at = [], 0
    while match := _CHUNK.match(data, at, at + 400):
        size = int(match[1], 16)
        pieces.append(data[match.end() : match.end() + size])
        at = match.end() + size
        at += 2 if data[at : at + 2] == b"\r\n" else 0
        if not size or at >= len(data):
            return b"".join(pieces)
    return b"".join(pieces) if len(pieces) > 1 else data


def _decoded(data: bytes, coding: str) -> bytes:
    if coding in ("", "identity", "none"):
        return data
    if coding in ("gzip", "x-gzip", "deflate"):
        return _inflated(data)
    if coding == "zstd":
        import zstandard

        with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(data) as stream:
            try:
                return _no_more_than(stream.read(MOST_BODY + 1))
            except zstandard.ZstdError as error:
                raise UnreadableError("broken", f"cannot be unpacked ({error})") from None
    raise UnreadableError("encoding", f"is packed as '{coding[:40]}', which is not read; unpack it before")


def _inflated(data: bytes) -> bytes:
    """Return what gzip, zlib or bare deflate packed, as far as it goes; data that is none of them stays as it is."""
    for window in (zlib.MAX_WBITS + 32, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(window)
        try:
            return _no_more_than(unpacker.decompress(data, MOST_BODY + 1))
        except zlib.error:
            continue
    return data


def _no_more_than(data: bytes) -> bytes:
    if len(data) > MOST_BODY:
        raise _too_large()
    return data


def _too_large() -> UnreadableError:
    return UnreadableError(
        "too large", f"is larger than {MOST_BODY:,} bytes when unpacked, more than is read of a page"
    )
