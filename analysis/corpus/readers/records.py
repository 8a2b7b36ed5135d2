"""JSON and JSON lines: a record is an article. Records are cut out of the text one by one, never all at once."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from analysis.corpus.columns import Columns, choose, draft_of, ours_of
from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.encodings import decode
from analysis.corpus.opening.limits import Options

_CHUNK = 1 << 20
_SPACE = re.compile(r"[\s,\ufeff]*")
_INSIDE = (
    "articles",
    "results",
    "docs",
    "documents",
    "items",
    "data",
    "stories",
    "posts",
    "entries",
    "records",
    "hits",
    "response",
)
_WRAPPER = re.compile(
    r"\s*\{\s*(?:\"[^\"]{1,40}\"\s*:\s*(?:\"(?:[^\"\\]|\\.){0,200}\"|[-\w.]{1,40})\s*,\s*){0,20}\"(?P<key>[^\"]{1,40})\"\s*:\s*(?=[\[{])"
)
_BROKEN = "is no JSON"


def read(blob: Blob, options: Options) -> Iterator[Draft | Unread]:
    """Yield the articles of an array of records, of one inside an object, of lines of records, or of one record."""
    with closing(_Text(blob, options.limits.text)) as text:
        yield from _unwrapped(text, options)


def _unwrapped(text: _Text, options: Options) -> Iterator[Draft | Unread]:
    text.skip_space()
    while (found := _WRAPPER.match(text.ahead)) and found["key"].casefold() in _INSIDE:
        text.take(found.end())
        text.skip_space()
    inside = text.ahead.startswith("[")
    if inside:
        text.take(1)
    yield from _articles(text, options, inside=inside)


def _articles(text: _Text, options: Options, *, inside: bool) -> Iterator[Draft | Unread]:
    columns: dict[tuple[str, ...], Columns | Unread] = {}
    n = 0
    while True:
        text.skip_space()
        if not text.ahead or (inside and text.ahead.startswith("]")):
            break
        try:
            record = text.value()
        except UnreadableError as error:
            yield Unread(error.reason, str(error))
            if inside or not text.skip_line():
                return
            continue
        n += 1
        yield _draft(record, options, columns)
    if not n:
        raise UnreadableError("empty", "holds no record")


def _draft(record: Any, options: Options, known: dict[tuple[str, ...], Columns | Unread]) -> Draft | Unread:
    if isinstance(record, str):
        record = {"text": record}
    if not isinstance(record, Mapping):
        return Unread("record", f"has a record that is {type(record).__name__}, not an object with a text")
    flat = {_sound(name): _sound(value) if isinstance(value, str) else value for name, value in _flat(record)}
    names = tuple(name for name in flat if ours_of(name) or name in options.columns.values())
    if names not in known:
        try:
            present = {ours: theirs for ours, theirs in options.columns.items() if theirs in flat}
            known[names] = choose(flat, present)
        except UnreadableError as error:
            known[names] = Unread(error.reason, str(error))
    columns = known[names]
    return columns if isinstance(columns, Unread) else draft_of(flat, columns)


def _flat(record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields as cells: of an object inside, its name where it has one; lists of words joined by ';'."""
    for key, value in record.items():
        if isinstance(value, Mapping):
            inner = value.get("name") or value.get("title") or value.get("rendered") or value.get("main")
            yield str(key), inner if isinstance(inner, str) else json.dumps(value, ensure_ascii=False, default=str)
        elif isinstance(value, list):
            if all(isinstance(part, str) for part in value):
                yield str(key), "\n\n".join(value) if ours_of(str(key)) == "text" else ";".join(value)
            else:
                yield str(key), json.dumps(value, ensure_ascii=False, default=str)
        else:
            yield str(key), value


def _sound(text: str) -> str:
    """Return a text without halves of letters, which JSON can write and nothing else can hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class _Text:
    """The text of a blob, a stretch of it at a time: ``ahead`` is what is read and not yet taken."""

    def __init__(self, blob: Blob, longest: int) -> None:
        sample = blob.peek(_CHUNK)
        self._longest = longest
        self._decoder = codecs.getincrementaldecoder(_encoding(sample))()
        self._json = json.JSONDecoder(strict=False)
        self._ended = False
        self.ahead = ""
        self._stream = blob.open()

    def _more(self) -> bool:
        """Read on; return whether there was anything more."""
        if self._ended:
            return False
        data = self._stream.read(max(_CHUNK, len(self.ahead)))
        self._ended = not data
        try:
            self.ahead += self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            raise UnreadableError("no text", f"is no text to its end ({error.reason}); save it as UTF-8 text") from None
        return bool(data)

    def close(self) -> None:
        self._stream.close()

    def take(self, size: int) -> None:
        self.ahead = self.ahead[size:]
        if len(self.ahead) < _CHUNK // 4:
            self._more()

    def skip_space(self) -> None:
        """Take white space and commas, up to the next value."""
        while True:
            found = _SPACE.match(self.ahead)
            end = found.end() if found else 0
            if end < len(self.ahead):
                self.take(end)
                return
            self.ahead = ""
            if not self._more():
                return

    def skip_line(self) -> bool:
        """Take the rest of the line; return whether there is another."""
        while (end := self.ahead.find("\n")) < 0:
            self.ahead = ""
            if not self._more():
                return False
        self.take(end + 1)
        return True

    def value(self) -> Any:
        """Return the next value; raise UnreadableError where there is none that can be read, or it is too long."""
        while True:
            try:
                found, end = self._json.raw_decode(self.ahead)
            except (ValueError, RecursionError) as error:
                if isinstance(error, RecursionError):
                    raise UnreadableError("too deep", "is JSON nested deeper than any record is") from None
                if len(self.ahead) > self._longest:
                    wrong = f"has a record of more than {self._longest:,} characters, or one that does not end"
                    raise UnreadableError("too large", wrong) from None
                if self._ends_early(error) and self._more():
                    continue
                raise UnreadableError("broken", f"{_BROKEN} ({str(error)[:100]}); write it anew") from None
            if end == len(self.ahead) and self._more():
                continue  # a number may go on
            self.take(end)
            return found

    def _ends_early(self, error: ValueError) -> bool:
        """Whether the fault may be that the value is not read to its end."""
        position = getattr(error, "pos", 0)
        message = str(error)
        return message.startswith("Unterminated") or position >= len(self.ahead) - 16


def _encoding(sample: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        pass
    else:
        if b"\0" not in sample:
            return "utf-8-sig"
    told = decode(
        sample[: sample.rfind(b"\n") + 1]
        if len(sample) == _CHUNK and b"\n" in sample and b"\0" not in sample
        else sample
    ).told
    encoding = next((words.split()[1] for words in told if words.startswith("encoding ")), "utf-8-sig")
    marked = sample[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return encoding.rsplit("-", 1)[0] if marked and encoding.startswith("utf-") else encoding
