"""The layout of Nexis' older text files: '1 of 20 DOCUMENTS', source, date, title, labels in capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.corpus.dates import Candidate
from analysis.corpus.drafts import Draft, Unread
from analysis.corpus.readers.exported import (
    COPYRIGHT,
    blocks,
    clean_lines,
    joined_paragraphs,
    known_fields,
    language_code,
    leading_date,
)

_START = re.compile(
    r"(?:FOCUS - )?(?:(?:DOCUMENT |Document |Dokument )\d{1,6} (?:of|von|de) \d{1,6}(?: DOCUMENTS?)?"
    r"|\d{1,6} of \d{1,6} DOCUMENTS?)"
)
# English, German and French names of a label, and the field that keeps what it says.
_HEAD = {
    "HEADLINE": "headline",
    "BYLINE": "byline", "AUTOR": "byline", "AUTEUR": "byline",
    "SECTION": "section", "RUBRIK": "section", "RUBRIQUE": "section",
    "LENGTH": "length", "LÄNGE": "length", "LONGUEUR": "length",
    "DATELINE": "dateline",
    "HIGHLIGHT": "highlight",
    "SOURCE": "agency", "QUELLE": "agency",
}  # fmt: skip
_TAIL = {
    "LOAD-DATE": "load_date", "UPDATE": "load_date",
    "LANGUAGE": "language", "SPRACHE": "language", "LANGUE": "language",
    "PUBLICATION-TYPE": "publication_type", "PUB-TYPE": "publication_type", "TYPE": "publication_type",
    "CORRECTION": "correction", "CORRECTION-DATE": "correction_date",
    "GRAPHIC": None, "GRAFIK": None, "JOURNAL-CODE": None, "NOTES": None, "SUBJECT": None, "URL": None,
}  # fmt: skip
_LABEL = re.compile(r"([A-ZÄÖÜ][A-ZÄÖÜ-]{2,20}):(?:\s+(.*))?")


def looks_like(text: str) -> bool:
    """Whether a line such as '1 of 20 DOCUMENTS' stands in the text, and labels in capitals do after it."""
    if " of " not in text and " von " not in text and " de " not in text:
        return False
    lines = clean_lines(text)
    start = next((i for i, line in enumerate(lines) if _START.fullmatch(line)), len(lines))
    return any(_label(line) for line in lines[start:])


def split(text: str) -> list[Draft | Unread]:
    """Return the articles of an export, and a reason for each that is none (see ``nexis.split``)."""
    lines = clean_lines(text)
    starts = [i for i, line in enumerate(lines) if _START.fullmatch(line)]
    return [_article(lines[start + 1 : end]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _article(lines: Sequence[str]) -> Draft | Unread:
    pieces = blocks(lines)
    labels = [_label(piece[0]) for piece in pieces]
    head = [i for i, label in enumerate(labels) if label in _HEAD]
    marked = next((i for i, piece in enumerate(pieces) if piece[0].startswith("BODY:")), None)
    start = marked if marked is not None else head[-1] + 1 if head else _after_masthead(pieces)
    end = next((i for i in range(start, len(pieces)) if labels[i] in _TAIL or _is_copyright(pieces[i])), len(pieces))
    text = joined_paragraphs(_unmarked(pieces[start:end]))
    said = _labelled(pieces[: start if head else 0], _HEAD) | _labelled(pieces[end:], _TAIL)
    source, dated, beside, headline = _masthead(pieces[: min([start, *head])])
    title = said.pop("headline", "") or headline
    if not any(c.isalpha() for c in text):
        return Unread("no text", f"holds an article without a word in its body ('{(title or '')[:60]}')")
    return Draft(
        text=text,
        title=title,
        source=source,
        language=language_code(said.pop("language", "")),
        dates=(dated,) if dated else (),
        fields=known_fields(said, beside),
    )


def _masthead(pieces: Sequence[Sequence[str]]) -> tuple[str | None, Candidate | None, Sequence[str], str | None]:
    """Return the source, the date, what stands beside and under the date, and the headline."""
    at = next((i for i, piece in enumerate(pieces) if leading_date(piece[0])), None)
    found = leading_date(pieces[at][0]) if at is not None else None
    if at is None or found is None:
        titles = [" ".join(piece) for piece in pieces]
        return (titles[0] if titles else None), None, [], " ".join(titles[1:]) or None
    above = [line for piece in pieces[:at] for line in piece if not _is_copyright([line])]
    titles = [" ".join(piece) for piece in pieces[at + 1 :]]
    return " ".join(above) or None, found[0], [found[1], *pieces[at][1:]], " ".join(titles) or None


def _after_masthead(pieces: Sequence[Sequence[str]]) -> int:
    """Return where the text begins of an article without labels: after its source, date and title."""
    dated = next((i for i, piece in enumerate(pieces) if leading_date(piece[0])), 0)
    return min(dated + 2, len(pieces))


def _label(line: str) -> str | None:
    match = _LABEL.fullmatch(line)
    return match[1] if match and (match[1] in _HEAD or match[1] in _TAIL) else None


def _is_copyright(piece: Sequence[str]) -> bool:
    return bool(COPYRIGHT.match(piece[0])) or piece[0].casefold() == "all rights reserved"


def _unmarked(pieces: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the paragraphs of the body without the word 'BODY:' before them."""
    first = [[pieces[0][0].removeprefix("BODY:").strip(), *pieces[0][1:]], *map(list, pieces[1:])] if pieces else []
    return [kept for piece in first if (kept := [line for line in piece if line])]


def _labelled(pieces: Sequence[Sequence[str]], fields: dict[str, str] | dict[str, str | None]) -> dict[str, str]:
    said: dict[str, str] = {}
    for piece in pieces:
        match = _LABEL.fullmatch(piece[0])
        if match and (field := fields.get(match[1])):
            said[field] = " ".join([match[2] or "", *piece[1:]]).strip()
    return said
