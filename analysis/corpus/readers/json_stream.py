"""The text of a JSON file as a stream of values: they are cut out one by one, and the file is never held as a whole."""

from __future__ import annotations

import codecs
import json
import re
from typing import Any

from analysis.corpus.drafts import UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.encodings import stream_encoding

_CHUNK = 1 << 20
_LOOK = _CHUNK // 4  # characters that a pattern can look ahead
_PATIENCE = 4  # how often the longest value may be read in vain before the file is given up
_SPACE = re.compile(r"[\s,\ufeff]*")


class JsonStream:
    """Values, taken from the first on; ``told`` says which encoding they are in, where that is not UTF-8.

    longest: characters of one value. Raises UnreadableError where the bytes are no text.
    """

    def __init__(self, blob: Blob, longest: int) -> None:
        encoding = stream_encoding(_whole_lines(blob.peek(_CHUNK)))
        self.told = encoding.told
        # Bytes that are no UTF-8 come as halves of letters, which are settled record by record.
        errors = "surrogateescape" if encoding.name.startswith("utf-8") else "strict"
        self._decoder = codecs.getincrementaldecoder(encoding.name)(errors)
        self._fault: UnreadableError | None = None
        self._json = json.JSONDecoder(strict=False)
        self._longest, self._in_vain = longest, 0
        self._text, self._at, self._ended = "", 0, False
        self._stream = blob.open()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    @property
    def next(self) -> str:
        """The character that comes next, '' at the end."""
        return self._text[self._at : self._at + 1]

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern matches what comes next."""
        return pattern.match(self._text, self._at) is not None

    def pass_over(self, pattern: re.Pattern[str]) -> None:
        """Pass over what a pattern matches; raise UnreadableError where it matches nothing."""
        found = pattern.match(self._text, self._at)
        if found is None:
            raise self._failed(*_broken(f"a colon is missing before {self._shown()}"), 0)
        self.take(found.end() - self._at)

    def take(self, size: int) -> None:
        """Pass over so many characters."""
        self._at += size
        if self._read < _LOOK:
            self._more()

    def to_value(self) -> bool:
        """Pass over white space and commas; return whether there is anything behind them."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                self.take(0)
                return True
            if not self._more():
                break
        if self._fault is not None:
            fault, self._fault = self._fault, None
            raise fault
        return False

    def to_next_line(self) -> bool:
        """Pass over the rest of the line; return whether there is another."""
        while (end := self._text.find("\n", self._at)) < 0:
            self._at = len(self._text)
            if not self._more():
                return False
        self.take(end + 1 - self._at)
        return True

    def value(self) -> Any:
        """Take the next value; raise UnreadableError where there is none that can be read, or it is too long."""
        while True:
            try:
                found, end = self._json.raw_decode(self._text, self._at)
            except RecursionError:
                raise self._failed("too deep", "is JSON nested deeper than any record is", self._read) from None
            except ValueError as error:
                position = getattr(error, "pos", self._at)
                if self._read > self._longest:
                    wrong = f"has a record of more than {self._longest:,} characters, or one that does not end"
                    raise self._failed("too large", wrong, position - self._at) from None
                early = str(error).startswith("Unterminated") or position >= len(self._text) - 16
                if early and self._more():
                    continue
                wrong = f"{getattr(error, 'msg', str(error)).removesuffix(' starting at')} in {self._shown()}"
                raise self._failed(*_broken(wrong), position - self._at) from None
            if end == len(self._text) and self._more():
                continue  # a number may go on
            self.take(end - self._at)
            return found

    @property
    def _read(self) -> int:
        """How many characters are read and not yet taken."""
        return len(self._text) - self._at

    def _failed(self, reason: str, detail: str, n: int) -> UnreadableError:
        """Return why a value is none, after so many characters; give the file up where that has come too dear."""
        self._in_vain += n
        if self._in_vain > _PATIENCE * self._longest:
            self._at, self._ended = len(self._text), True
            detail += "; so much of the file is read in vain that what stands after it is not read"
        return UnreadableError(reason, detail)

    def _shown(self) -> str:
        return ascii(self._text[self._at : self._at + 40])

    def _more(self) -> bool:
        """Read on; return whether there was anything more. What was taken is let go once it is the larger part."""
        if self._ended:
            return False
        data = self._stream.read(max(_CHUNK, self._read))
        self._ended = not data
        try:
            more = self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError as error:  # it is told when all before it has been taken
            self._ended, more = True, ""
            self._fault = UnreadableError("no text", f"is no text to its end ({error.reason}); save it as UTF-8 text")
        self._text, self._at = self._text[self._at :] + more, 0
        return bool(more) or not self._ended


def _broken(why: str) -> tuple[str, str]:
    return "broken", f"has a record that is no JSON ({why}); write it anew"


def _whole_lines(sample: bytes) -> bytes:
    """Return the first bytes of a file up to the end of a line, where they are not all of it."""
    if len(sample) < _CHUNK or b"\0" in sample:
        return sample
    return sample[: sample.rfind(b"\n") + 1] or sample
