"""JSON and JSON lines: a record is an article. Records are cut out of the text one by one, never all at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from analysis.corpus.columns import Columns, choose, draft_of, ours_of
from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.encodings import Settler
from analysis.corpus.opening.limits import Options
from analysis.corpus.readers.json_stream import JsonStream

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
_OF_TEXT = ("text", "body", "content")  # an object that has one of these is a record itself
_NAME = rf'"(?!(?:{"|".join(_OF_TEXT)})")[^"\\]{{1,40}}"'
_SHORT = r'(?:"(?:[^"\\]|\\.){0,200}"|[-\w.]{1,40}|\{[^{}"]{0,200}\})'  # words, a number, an object of numbers
_SAID = rf"{_NAME}\s*:\s*{_SHORT}\s*,\s*"
_INTO = rf'\{{\s*(?:{_SAID}){{0,20}}"(?:{"|".join(_INSIDE)})"\s*:\s*'
_RECORDS = re.compile(r"\[\s*[{\]]")
_AROUND = re.compile(rf"(?:{_INTO}){{1,4}}{_RECORDS.pattern}", re.IGNORECASE)
_HALVES = re.compile("[\ud800-\udfff]")
_COLON = re.compile(r"\s*:\s*")


def read(blob: Blob, options: Options) -> Iterator[Draft | Unread]:
    """Yield the articles of an array of records, of one inside an object, of one record, or of lines of any of these.

    Where an array or an object breaks off, that is told as a piece of its own.
    """
    n = 0
    with closing(JsonStream(blob, options.limits.text)) as stream:
        drafting = _Drafting(options, stream.told)
        for found in _records(stream):
            n += 1
            yield found if isinstance(found, Unread) else drafting.draft(found)
    if not n:
        raise UnreadableError("empty", "holds no record")


def _records(stream: JsonStream) -> Iterator[Any]:
    """Yield the records of a file, and why a stretch of it is none.

    After a broken record reading goes on with the next line; within an array, whose records may go over many lines,
    with the next one that begins with a bracket.
    """
    broken = False
    while stream.to_value():
        if broken and stream.next in "]}":
            stream.take(1)
            continue
        inside = stream.next == "[" or stream.matches(_AROUND)
        try:
            yield from _opened(stream)
        except UnreadableError as error:
            broken, lost = True, ""
            goes_on = stream.to_next_line()
            while inside and goes_on and stream.next not in ("{", "["):
                goes_on = stream.to_next_line()
            if inside:
                lost = "; what stands between it and the next line that begins with a bracket is not read"
            yield Unread(error.reason, f"{error}{lost}")


def _opened(stream: JsonStream) -> Iterator[Any]:
    """Yield the records of what comes next: of an array, of an object around some, or the record that it is."""
    if stream.next == "[":
        yield from _in_array(stream)
    elif stream.matches(_AROUND):
        yield from _in_object(stream)
    else:
        yield stream.value()


def _in_array(stream: JsonStream) -> Iterator[Any]:
    stream.take(1)
    while stream.to_value() and stream.next != "]":
        yield stream.value()
    yield from _closed(stream)


def _in_object(stream: JsonStream) -> Iterator[Any]:
    """Yield the records inside an object, and the object itself where it says something that is a text."""
    said: dict[str, Any] = {}
    stream.take(1)
    while stream.to_value() and stream.next != "}":
        key = str(stream.value())
        stream.pass_over(_COLON)
        holds = key.casefold() in _INSIDE
        if holds and stream.matches(_RECORDS):
            yield from _in_array(stream)
        elif holds and stream.matches(_AROUND):
            yield from _in_object(stream)
        else:
            said[key] = stream.value()
    if any(key.casefold() in _OF_TEXT for key in said):
        yield said
    yield from _closed(stream)


def _closed(stream: JsonStream) -> Iterator[Unread]:
    """Take the bracket that closes an array or an object; yield what is told where the file ends before it."""
    if stream.next:
        stream.take(1)
    else:
        yield Unread("broken", "ends before the bracket that closes its records; it may have had more of them")


class _Drafting:
    """Makes drafts of the records of one file; told: of its encoding."""

    def __init__(self, options: Options, told: tuple[str, ...]) -> None:
        self._options, self._told = options, told
        self._settler = Settler()
        self._columns: dict[tuple[str, ...], Columns | Unread] = {}  # by the names that records have

    def draft(self, record: Any) -> Draft | Unread:
        """Return the draft of a record, or why it is none."""
        if isinstance(record, str):
            record = {"text": record}
        if not isinstance(record, Mapping):
            return Unread("record", f"has a record that is {type(record).__name__}, not an object with a text")
        fields, told = _sound(dict(_flat(_inner(record))), self._settler)
        columns = self._columns_of(fields)
        if isinstance(columns, Unread):
            return columns
        return draft_of(fields, columns._replace(told=(*self._told, *told, *columns.told)))

    def _columns_of(self, fields: Mapping[str, Any]) -> Columns | Unread:
        said = self._options.columns
        names = tuple(name for name in fields if ours_of(name) or name in said.values())
        if names not in self._columns:
            present = {ours: theirs for ours, theirs in said.items() if theirs in fields}
            absent = tuple(f"no field {theirs!r}" for theirs in said.values() if theirs not in fields)
            try:
                columns = choose(fields, present)
                self._columns[names] = columns._replace(told=(*absent, *columns.told))
            except UnreadableError as error:
                self._columns[names] = Unread(error.reason, "; ".join((str(error), *absent)))
        return self._columns[names]


def _inner(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a record says, where it stands in an object inside: {"id": 1, "data": {"text": ...}}."""
    for key, value in record.items():
        if isinstance(value, Mapping) and key.casefold() in _INSIDE and not any(ours_of(k) == "text" for k in record):
            return {**{k: v for k, v in record.items() if k != key}, **_inner(value)}
    return record


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


def _sound(flat: Mapping[str, Any], settler: Settler) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the fields without halves of letters, which JSON can write and nothing else can hold, and what is told."""
    told: dict[str, None] = {}

    def sound(text: str) -> str:
        if text.isascii() or not _HALVES.search(text):
            return text
        settled = settler.settle(text)
        told.update(dict.fromkeys(settled.told))
        return settled.text

    found = {sound(name): sound(value) if isinstance(value, str) else value for name, value in flat.items()}
    return found, tuple(told)
