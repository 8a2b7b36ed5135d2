"""Compressed files and archives, opened as streams and never further than the limits; nothing is written to a path."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import posixpath
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, BinaryIO, cast

from analysis.corpus.drafts import Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.limits import Limits

# What libraries raise when what they unpack is broken.
BROKEN = (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, RuntimeError)
_UNSAFE = str.maketrans({chr(c): "�" for c in (*range(32), 127)})


def _zstd(stream: BinaryIO) -> BinaryIO:
    import zstandard

    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(stream, read_across_frames=True)
    return cast("BinaryIO", io.BufferedReader(reader))


_COMPRESSIONS: dict[str, tuple[bytes, Callable[[BinaryIO], BinaryIO]]] = {
    ".gz": (b"\x1f\x8b", lambda stream: cast("BinaryIO", gzip.GzipFile(fileobj=stream))),
    ".bz2": (b"BZh", lambda stream: cast("BinaryIO", bz2.BZ2File(stream))),
    ".xz": (b"\xfd7zXZ\0", lambda stream: cast("BinaryIO", lzma.LZMAFile(stream))),  # noqa: SIM115 - its user closes it
    ".zst": (b"\x28\xb5\x2f\xfd", _zstd),
}
_STORED_AS_ZIP = frozenset({".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".jar"})
_SHORT = {".tgz": ".tar", ".tbz2": ".tar", ".tbz": ".tar", ".txz": ".tar", ".tzst": ".tar"}


class _Counted(io.RawIOBase):
    """A stream that ends with UnreadableError where it gives more than is allowed, or breaks off."""

    def __init__(self, stream: IO[bytes], allow: Callable[[int], None], stored: IO[bytes] | None = None) -> None:
        self._stream, self._allow, self._stored = stream, allow, stored

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except UnreadableError:
            raise
        except BROKEN as error:
            raise UnreadableError("broken", f"cannot be unpacked ({error or type(error).__name__})") from None
        self._allow(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        for stream in (self._stream, self._stored):
            if stream is not None:
                stream.close()
        super().close()


class _Allowance:
    """How many bytes may still be unpacked: of one member, and of all together."""

    def __init__(self, most: int, stored: Callable[[], int], limits: Limits, outer: _Allowance | None = None) -> None:
        self._most, self._stored, self._limits, self._outer = most, stored, limits, outer
        self._given = 0

    def __call__(self, size: int) -> None:
        self._given += size
        if self._given > self._most:
            raise UnreadableError("too large", f"unpacks to more than the {self._most:,} bytes that are read; split it")
        if self._given > self._limits.free and self._given > self._limits.ratio * max(self._stored(), 1):
            raise UnreadableError(
                "too large",
                f"unpacks to more than {self._limits.ratio} times its size, as no text does; unpack it first",
            )
        if self._outer is not None:
            self._outer(size)


def compression_of(blob: Blob) -> str | None:
    """Return the ending of the compression that the first bytes show, or None."""
    head = blob.peek(6)
    return next((ending for ending, (magic, _) in _COMPRESSIONS.items() if head.startswith(magic)), None)


def uncompressed(blob: Blob, ending: str, limits: Limits) -> Blob:
    """Return the blob behind a compression, its bytes counted as they are unpacked."""
    name = blob.unpacked or blob.name
    name = name[: -len(ending)] if name.lower().endswith(ending) else name
    for short, long in _SHORT.items():
        if name.lower().endswith(short):
            name = name[: -len(short)] + long

    def opened() -> BinaryIO:
        stored = blob.open()
        stream = _COMPRESSIONS[ending][1](stored)
        allow = _Allowance(limits.member, stored.tell, limits)
        return cast("BinaryIO", io.BufferedReader(_Counted(stream, allow, stored)))

    return Blob(blob.name, opened, blob.limit, name)


def archive_of(blob: Blob) -> str | None:
    """Return '.zip' or '.tar' where the blob is such an archive (and no document that is stored as one), or None."""
    head = blob.peek(512)
    if head[257:262] == b"ustar" or (blob.ending == ".tar" and len(head) == 512):
        return ".tar"
    zipped = head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and blob.ending not in _STORED_AS_ZIP
    return ".zip" if zipped else None


def members(blob: Blob, kind: str, limits: Limits) -> Iterator[tuple[str, Blob | Unread]]:
    """Yield the members of an archive in their order: the name, and the bytes or why they are none.

    A member's name is only shown, never used as a path; of several of one name all but the first are numbered. Links
    and devices are not followed. Raises UnreadableError where the archive is broken, or has too many members.
    """
    allow = _Allowance(limits.archive, lambda: 1 << 62, limits)
    names = _Names()
    try:
        with _opened(blob) as stream:
            found = _zipped(stream, limits, allow) if kind == ".zip" else _tarred(stream, limits, allow)
            for n, (name, what) in enumerate(found):
                if n >= limits.entries:
                    raise UnreadableError("too large", f"holds more than {limits.entries:,} files; split it")
                shown = f"{blob.name}/{names.own(_shown(name))}"
                yield shown, Blob(shown, what, limits.member) if callable(what) else what
    except BROKEN as error:
        raise UnreadableError("broken", f"is an archive that cannot be read to its end ({error})") from None


@contextmanager
def _opened(blob: Blob) -> Iterator[BinaryIO]:
    stream = blob.seekable()
    try:
        yield stream
    finally:
        stream.close()


def _shown(name: str) -> str:
    parts = [part for part in name.replace("\\", "/").translate(_UNSAFE).split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[:400] or "unnamed"


class _Names:
    """Gives each member of an archive a name of its own, which is that of no folder either.

    >>> names = _Names()
    >>> [names.own(name) for name in ("a/b.txt", "a/b.txt", "a/b.txt", "a")]
    ['a/b.txt', 'a/b (2).txt', 'a/b (3).txt', 'a (2)']
    """

    def __init__(self) -> None:
        self._times: Counter[str] = Counter()
        self._folders: set[str] = set()

    def own(self, name: str) -> str:
        """Return the name, with a number where it is taken."""
        folders = [name[:at] for at, sign in enumerate(name) if sign == "/"]
        self._times[name] += 1
        found = name
        if self._times[name] > 1 or name in self._folders or any(self._times[folder] for folder in folders):
            found = self._numbered(name)
        self._folders.update(folders)
        return found

    def _numbered(self, name: str) -> str:
        stem, ending = posixpath.splitext(name)
        while self._times[found := f"{stem} ({max(self._times[name], 2)}){ending}"] or found in self._folders:
            self._times[name] += 1
        self._times[found] = 1
        return found


Member = tuple[str, "Callable[[], BinaryIO] | Unread"]
_LINK = Unread("link", "is a link or a device, and these are not followed; put the file itself there")


def _zipped(stream: BinaryIO, limits: Limits, allow: _Allowance) -> Iterator[Member]:
    with zipfile.ZipFile(stream) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith("/"):  # a folder; is_dir() fails on an empty name
                continue
            if entry.external_attr >> 28 in (0xA, 0x2, 0x6, 0x1):  # a link, a device or a pipe, where Unix stored it
                yield entry.filename, _LINK
            elif entry.flag_bits & 1:
                yield entry.filename, Unread("encrypted", "is encrypted; unpack it first")
            else:
                yield entry.filename, partial(_unzip, archive, entry, limits, allow)


def _unzip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, allow: _Allowance) -> BinaryIO:
    try:
        stream = archive.open(entry)
    except (*BROKEN, NotImplementedError) as error:
        raise UnreadableError("broken", f"cannot be unpacked ({error})") from None
    own = _Allowance(limits.member, lambda: entry.compress_size, limits, allow)
    return cast("BinaryIO", io.BufferedReader(_Counted(stream, own)))


def _tarred(stream: BinaryIO, limits: Limits, allow: _Allowance) -> Iterator[Member]:
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        for entry in archive:
            archive.members = []  # type: ignore[attr-defined]  # they are not asked for again
            if entry.isdir():
                continue
            if entry.isfile():
                yield entry.name, partial(_untar, archive, entry, limits, allow)
            else:
                yield entry.name, _LINK


def _untar(archive: tarfile.TarFile, entry: tarfile.TarInfo, limits: Limits, allow: _Allowance) -> BinaryIO:
    stream = archive.extractfile(entry)
    if stream is None:
        raise UnreadableError(_LINK.reason, _LINK.detail)
    return cast(
        "BinaryIO", io.BufferedReader(_Counted(stream, _Allowance(limits.member, lambda: entry.size, limits, allow)))
    )
