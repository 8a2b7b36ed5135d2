"""The layout of Nexis Uni: title, source, date, labelled lines, 'Body', labelled lines, 'End of Document'.

Written after the published descriptions of these files (the documentation of LexisNexisTools, and its users' reports
of headlines and corrections that were taken for dates).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.corpus.dates import Candidate
from analysis.corpus.drafts import Draft, Unread
from analysis.corpus.readers.exported import COPYRIGHT, clean_lines, known_fields, language_code, leading_date

_END = "End of Document"
_BODY = ("Body", "Text", "Full Text")
_COVER = re.compile(r"(?:User Name|Date and Time|Job Number|Documents? \(\d{1,6}\)|Client/Matter|Search Terms)")
_PROMISED = re.compile(r"Documents \((\d{1,6})\)")
_FIELDS = {
    "Section": "section",
    "Length": "length",
    "Byline": "byline",
    "Dateline": "dateline",
    "Highlight": "highlight",
    "Language": "language",
    "Publication-Type": "publication_type",
    "Load-Date": "load_date",
    "Correction": "correction",
    "Correction-Date": "correction_date",
}
_HEAD_LABELS = re.compile(r"(?:Section|Length|Byline|Dateline|Highlight):")
_LABEL = re.compile(r"([A-Z][\w/-]{1,30}(?: [A-Z][\w/-]{1,30}){0,2}):(?:\s+(.*))?")
_AFTER_BODY = ("Graphic", "Graphics", "Notes", "Correction", "Correction-Date", "Classification")


class Masthead(NamedTuple):
    """What stands above the copyright line; ``beside``: what stands beside and under the date."""

    title: str | None
    source: str | None
    date: Candidate | None
    beside: Sequence[str]


def looks_like(text: str) -> bool:
    """Whether articles of a text end with a line 'End of Document' and have labelled lines or a line 'Body'."""
    if _END not in text:
        return False
    lines = clean_lines(text)
    return _END in lines and any(line in _BODY or _HEAD_LABELS.match(line) for line in lines)


def split(text: str) -> list[Draft | Unread]:
    """Return the articles of an export, and a reason for each piece that is none (see ``nexis.split``)."""
    lines = [line for line in clean_lines(text) if line]
    found = list(_pieces(lines))
    promised = next((int(match[1]) for line in lines if (match := _PROMISED.fullmatch(line))), 0)
    if len(found) < promised:
        found.append(
            Unread("incomplete", f"says that it holds {promised} articles, and only {len(found)} do; export it again")
        )
    return found


def _pieces(lines: Sequence[str]) -> Iterator[Draft | Unread]:
    start = 0
    for end in [i for i, line in enumerate(lines) if line == _END]:
        if end > start:
            yield _article(lines[start:end])
        start = end + 1
    rest = lines[start:]
    if any(line in _BODY for line in rest):
        yield _article(rest, told=("an article without the mark that ends it",))
    elif rest:
        yield Unread("incomplete", f"ends with what is no whole article ('{rest[0][:60]}'); export it again")


def _article(lines: Sequence[str], *, told: tuple[str, ...] = ()) -> Draft | Unread:
    body = next((i for i, line in enumerate(lines) if line in _BODY), len(lines))
    head = lines[:body]
    labels = next((i for i, line in enumerate(head) if COPYRIGHT.match(line) or _HEAD_LABELS.match(line)), len(head))
    masthead = _masthead(head[:labels])
    end = _end_of_body(lines, body + 1)
    text = "\n\n".join(lines[body + 1 : end])
    if not any(c.isalpha() for c in text):
        return Unread("no text", f"holds an article without a word in its body ('{(masthead.title or '')[:60]}')")
    said = _labelled(head[labels:]) | _labelled(lines[end:])
    return Draft(
        text=text,
        title=masthead.title,
        source=masthead.source,
        language=language_code(said.pop("language", "")),
        dates=(masthead.date,) if masthead.date else (),
        fields=known_fields(said, masthead.beside),
        told=told,
    )


def _masthead(lines: Sequence[str]) -> Masthead:
    """Return what the lines above the copyright line say: title, source, date, what stands beside the date.

    The headline comes first, so its line is never the date. Before the first article stands the list of all, from
    which it is told apart by its place: two lines above its date.
    """
    covered = any(_COVER.match(line) for line in lines)
    dated = [(i, found) for i, line in enumerate(lines) if i > 0 and (found := leading_date(line))]
    dated = [(i, found) for i, found in dated if i > 1] or dated
    if not dated:
        first = max(len(lines) - 2, 0) if covered else 0
        title, source = (*lines[first : first + 2], None, None)[:2]
        return Masthead(title, source, None, lines[first + 2 :])
    at, (date, rest) = dated[-1] if covered else dated[0]
    source_at = max(at - 1, 1)
    title = " ".join(lines[max(source_at - 1, 0) if covered else 0 : source_at])
    return Masthead(title, lines[source_at] if source_at < at else None, date, [rest, *lines[at + 1 :]])


def _end_of_body(lines: Sequence[str], start: int) -> int:
    """Return where the body ends: at the classification, else at the load date, and at a picture's legend before."""
    classified = [i for i in range(start, len(lines)) if lines[i] == "Classification"]
    dated = [i for i in range(start, len(lines)) if lines[i].startswith("Load-Date:")]
    end = classified[-1] if classified else dated[0] if dated else len(lines)
    return next((i for i in range(start, end) if lines[i] in _AFTER_BODY), end)


def _labelled(lines: Sequence[str]) -> dict[str, str]:
    """Return what the labelled lines say, by field; a line without a label goes on with the one before."""
    said: dict[str, str] = {}
    field: str | None = None
    for line in lines:
        if line in _AFTER_BODY or COPYRIGHT.match(line):
            field = _FIELDS.get(line)
        elif match := _LABEL.fullmatch(line):
            field = _FIELDS.get(match[1])
            if field:
                said[field] = match[2] or ""
        elif field:
            said[field] = f"{said.get(field, '')} {line}".strip()
    return said
