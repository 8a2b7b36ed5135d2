"""What stands above a text: YAML or TOML front matter, or lines such as 'Title: ...'."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

from analysis.corpus.columns import ours_of
from analysis.corpus.dates import Place

_LONGEST = 1 << 16  # characters of front matter
_FENCED = re.compile(r"(?s)\A(?P<fence>---|\+\+\+)[ \t]*\n(?P<inner>.{0,65536}?)\n(?P=fence)[ \t]*(?:\n|\Z)")
_LINE = re.compile(r"(?P<key>[^\W\d_][\w .\-]{0,30}?)[ \t]*:[ \t]*(?P<value>\S.{0,2000})?")
_MOST_LINES = 40
_NEEDED = frozenset({"title", "date", "source", "link"})  # one of these makes lines of 'Key: value' a header


class Above(NamedTuple):
    """What stands above a text, the text below it, and where it was found."""

    fields: dict[str, Any]
    text: str
    place: Place


def parted(text: str) -> Above:
    r"""Return the fields above a text and the text; no fields where there is neither front matter nor a header.

    >>> parted("---\ntitle: Oil\n---\nIt rose.")
    Above(fields={'title': 'Oil'}, text='It rose.', place='front matter')
    >>> parted("Title: Oil\nDate: 2022-05-09\n\nIt rose.").fields
    {'Title': 'Oil', 'Date': '2022-05-09'}
    """
    start = len(text) - len(text.lstrip("\n"))
    if found := _FENCED.match(text, start):
        fields = (_yaml if found["fence"] == "---" else _toml)(found["inner"])
        if fields is not None:
            return Above(fields, text[found.end() :].lstrip("\n"), "front matter")
    lines = list(_header(text[:_LONGEST]))
    fields = {key: value for key, value, _ in lines}
    if {ours_of(key) for key in fields} & _NEEDED:
        return Above(fields, text[lines[-1][2] :].lstrip("\n"), "header")
    return Above({}, text, "header")


def _header(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield key, value and end of the lines above the first empty one, if all of them are 'Key: value'."""
    head, _, _ = text.lstrip("\n").partition("\n\n")
    lines = head.split("\n")
    found = [_LINE.fullmatch(line.rstrip()) for line in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES or not all(found) or len(head) == len(text.strip("\n")):
        return
    end = len(text) - len(text.lstrip("\n")) + len(head)
    for line in found:
        if line is not None:
            yield line["key"], (line["value"] or "").strip(), end


def _yaml(inner: str) -> dict[str, Any] | None:
    """Return the fields of YAML, every value as it is written; None where it is no mapping.

    References, by which a few lines can stand for gigabytes, are not followed.
    """
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(inner, Loader=loader)):
            return None
        found = yaml.load(inner, Loader=loader)  # noqa: S506 - the base loader makes text, lists and mappings only
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return {str(key): _flat(value) for key, value in found.items()} if isinstance(found, dict) else None


def _toml(inner: str) -> dict[str, Any] | None:
    try:
        return {key: _flat(value) for key, value in tomllib.loads(inner).items()}
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _flat(value: Any) -> Any:
    """Return a value that fits into a cell: lists of words joined by ';'."""
    if isinstance(value, list):
        return ";".join(str(part) for part in value)
    return str(value) if isinstance(value, dict) else value
