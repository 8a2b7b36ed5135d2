"""Bytes to text: which encoding they are in, what was mended, and both told."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from analysis.corpus.drafts import UnreadableError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_SAMPLE = 1 << 16  # bytes that an encoding is guessed from
_PARTLY = 10  # one in so many bytes beyond ASCII in lines of UTF-8 makes a file one of two encodings
_WESTERN = ("cp1252", "mac_roman", "cp850", "cp437")
_CYRILLIC = ("cp1251", "koi8-r", "cp866", "mac_cyrillic", "iso8859-5")
# Letters beyond ASCII that Spanish, French, German, Portuguese and Italian use, and marks beside words.
_WESTERN_LETTERS = frozenset("áéíóúñüçãõâêôàèùïîëûöäßœæòìåøÁÉÍÓÚÑÜÇÃÕÂÊÔÀÈÙÏÎËÛÖÄŒÒÌ")
_MARKS = frozenset("¿¡«»“”‘’–—…ºª°§€£·\xa0")
_COMMON_RUSSIAN = frozenset("оеаинтсрвл")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x19]")
_BROKEN_WORDS = re.compile("[ÃÂâÐÑ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ ¡-¿]")


class Decoded(NamedTuple):
    """A text with its lines ended by a newline, and what was guessed or mended."""

    text: str
    told: tuple[str, ...]


class Encoding(NamedTuple):
    """The encoding of a file by its name in Python, and what is told of it, for the audit."""

    name: str
    told: tuple[str, ...]


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """Return the text of some bytes.

    A byte order mark goes first, then UTF-8, then what is declared, then UTF-16 and UTF-32 by their zero bytes, then
    what the letters look like. Text that was decoded wrongly before it was saved ('Ã©' for 'é') is mended. Raises
    UnreadableError where the bytes are no text.

    >>> decode("El petróleo subió.".encode("cp1252")).told
    ('encoding cp1252 (detected)',)
    """
    text, told = _decoded(data, declared)
    if odd := _CONTROL.search(text):
        raise UnreadableError(
            "no text", f"is no text (it holds the control character {odd[0]!r}); save it as plain text"
        )
    text, mended = mend(text)
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), (*told, *mended))


def mend(text: str) -> Decoded:
    """Return a text that was decoded wrongly before it was saved as it was meant, and whether it was mended.

    >>> mend("El petrÃ³leo subiÃ³.")
    Decoded(text='El petróleo subió.', told=('mojibake mended',))
    """
    if text.isascii() or not _BROKEN_WORDS.search(text):
        return Decoded(text, ())
    from ftfy import fix_encoding

    mended = str(fix_encoding(text))
    return Decoded(mended, ("mojibake mended",) if mended != text else ())


def stream_encoding(sample: bytes) -> Encoding:
    r"""Return the encoding that the first bytes of a file are in, for a decoder that reads them once more and goes on.

    The sample ends where a line does, or anywhere in UTF-8. Of a file with lines in UTF-8 and others it is UTF-8, with
    the error handler 'surrogateescape'; a ``Settler`` then does the rest. Raises UnreadableError where the bytes are no
    text.

    >>> stream_encoding(b"text\nEl petr\xf3leo subi\xf3.\n")
    Encoding(name='cp1252', told=('encoding cp1252 (detected)',))
    """
    for mark, encoding in _BOMS:
        if sample.startswith(mark):  # decoders that are not told an order of the bytes take the mark away
            told = () if encoding == "utf-8" else (f"encoding {encoding}",)
            return Encoding("utf-8-sig" if encoding == "utf-8" else encoding[: -len("-le")], told)
    if b"\0" in sample:
        encoding = _wide(sample[:_SAMPLE])
    elif (at := _end_of_utf_8(sample)) is None or _is_partly_utf_8(sample):
        return Encoding("utf-8", ())
    else:
        encoding = _guessed_around(sample, at)
    return Encoding(encoding, (f"encoding {encoding} (detected)",))


def _end_of_utf_8(sample: bytes) -> int | None:
    """Return the place of the first byte that is no UTF-8, None where there is none; the last letter may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _decoded(data: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding), () if encoding == "utf-8" else (f"encoding {encoding}",)
    if b"\0" in data[:_SAMPLE]:
        encoding = _wide(data[:_SAMPLE])
        return _strictly(data, encoding), (f"encoding {encoding} (detected)",)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        at = error.start
    if declared and (text := _as_declared(data, declared)) is not None:
        return text, (f"encoding {declared} (declared)",)
    if _is_partly_utf_8(data):
        return _line_by_line(data)
    encoding = _guessed_around(data, at)
    return _strictly(data, encoding), (f"encoding {encoding} (detected)",)


class Settler:
    r"""Settles texts that were decoded as UTF-8 with 'surrogateescape': their other bytes get an encoding of their own.

    The encoding that was guessed once is tried first the next time.

    >>> Settler().settle(b"subi\xf3".decode("utf-8", "surrogateescape")).text
    'subió'
    """

    def __init__(self) -> None:
        self._likely = ""

    def settle(self, text: str) -> Decoded:
        """Return a text without halves of letters; those that stand for no bytes become a replacement character."""
        try:
            data = text.encode("utf-8", "surrogateescape")
            if not self._likely or (found := _as_declared(data, self._likely)) is None:
                self._likely = _guessed(data[:_SAMPLE])
                found = _strictly(data, self._likely)
        except (UnicodeEncodeError, UnreadableError):
            return Decoded(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ("letters lost",))
        return Decoded(found, (_partly(self._likely),))


def _partly(encoding: str) -> str:
    return f"encoding utf-8, and {encoding} in some lines (detected)"


def _is_partly_utf_8(data: bytes) -> bool:
    """Whether lines in UTF-8 hold a good part of the bytes beyond ASCII; in other encodings a line seldom looks so."""
    beyond = utf_8 = 0
    for line in data[:_SAMPLE].splitlines():
        if not line.isascii():
            n = sum(b >= 128 for b in line)
            beyond += n
            utf_8 += n if _end_of_utf_8(line) is None else 0
    return 0 < beyond <= _PARTLY * utf_8


def _line_by_line(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of lines in UTF-8 and of others in one more encoding."""
    lines = data.splitlines(keepends=True)
    is_utf_8 = [_end_of_utf_8(line) is None for line in lines]
    others = b"".join(line for line, good in zip(lines, is_utf_8, strict=True) if not good)
    encoding = _guessed(others[:_SAMPLE])
    text = "".join(_strictly(x, "utf-8" if good else encoding) for x, good in zip(lines, is_utf_8, strict=True))
    return text, (_partly(encoding),)


def _guessed_around(data: bytes, at: int) -> str:
    """Return the encoding that bytes look to be in, of which the one at a place is no UTF-8."""
    start = data.rfind(b"\n", 0, max(0, at - _SAMPLE // 2)) + 1
    return _guessed(data[start : start + _SAMPLE])


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        wrong = f"byte {error.start:,} is {data[error.start]:#04x}"
        raise UnreadableError("no text", f"is no text in {encoding} ({wrong}); save it as UTF-8 text") from None


def _as_declared(data: bytes, declared: str) -> str | None:
    try:
        # Browsers, too, take Latin-1 for Windows' superset of it.
        name = codecs.lookup(declared).name
        return data.decode("cp1252" if name in ("iso8859-1", "ascii") else name)
    except (LookupError, UnicodeDecodeError, ValueError):
        return None


def _wide(sample: bytes) -> str:
    """Return the encoding of two or four bytes a letter in which a text with zero bytes makes sense."""
    big = sample[0::2].count(0) > sample[1::2].count(0)
    for encoding in sorted(_WIDE, key=lambda name: (name < "utf-32", name.endswith("be") != big)):
        whole = sample[: len(sample) // 4 * 4]
        try:
            text = whole.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Bytes with zeros among them are Latin, Greek or Cyrillic letters, and spaces; others would rarely have any.
        if text and not _CONTROL.search(text) and sum(c < "\u0600" or "‐" <= c <= "‧" for c in text) > 0.95 * len(text):
            return encoding
    raise UnreadableError("no text", "is no text (it holds zero bytes); save it as plain text")


def _guessed(sample: bytes) -> str:
    """Return the encoding that bytes which are no UTF-8 look to be in."""
    if odd := _CONTROL_BYTES.search(sample):
        raise UnreadableError("no text", f"is no text (it holds the byte {odd[0][0]:#04x}); save it as plain text")
    letters = sum(chr(b).isalpha() for b in sample if b < 128)
    high = sum(b >= 128 for b in sample)
    if high > letters:
        best = max(_CYRILLIC, key=lambda name: _cyrillic(sample, name))
        if _cyrillic(sample, best) > 0.45:  # it is some .6 in Russian
            return best
    elif (best := max(_WESTERN, key=lambda name: _western(sample, name))) and _western(sample, best) > 0.97:
        return best
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    if match is None:
        raise UnreadableError("no text", "is in no encoding that is known; save it as UTF-8 text")
    return str(match.encoding)


def _cyrillic(sample: bytes, encoding: str) -> float:
    """Return the share of the commonest Russian letters beyond ASCII, less the share of what is no letter."""
    beyond = [c for c in sample.decode(encoding, "replace") if c > "\x7f"]
    score = sum((c in _COMMON_RUSSIAN) - (not c.isalpha() and c not in _MARKS) for c in beyond)
    return score / max(len(beyond), 1)


def _western(sample: bytes, encoding: str) -> float:
    """Return the share of characters beyond ASCII that make sense: letters in words, marks beside them."""
    text = f" {sample.decode(encoding, 'replace')} "
    found = [(text[i - 1], c, text[i + 1]) for i, c in enumerate(text) if c > "\x7f"]
    good = 0
    for before, c, after in found:
        if c in _WESTERN_LETTERS:
            alike = c.islower() or not (before.islower() and before.isalpha())
            alike = alike and (c != "õ" or after == "e")  # else it is a Hungarian letter of another encoding
            good += alike and (before.isalpha() or after.isalpha() or c in "àáéóÀÁÉÓ")
        else:
            good += c in _MARKS and not (before.isalpha() and after.isalpha() and c not in "’·")
    return good / max(len(found), 1)
