"""Which column of a table, field of a record, or header of a text is which of ours, and records to drafts."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from analysis.corpus.dates import Candidate, Place, written
from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.encodings import mend
from analysis.errors import Faults, nearest

# Names that tables of articles commonly use, the likeliest first; compared without case, accents kept, '_', '-' and ' '
# alike.
NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "full text", "fulltext", "article text", "article", "body text", "plain text",
        "maintext", "main text", "article body", "content text", "raw text", "story", "transcript", "speech", "message",
        "snippet", "abstract", "summary", "description", "texto", "cuerpo", "contenido", "texte", "contenu", "inhalt",
        "conteúdo", "corpo", "текст", "содержание",
    ),
    "title": (
        "title", "headline", "head", "main headline", "article title", "subject", "titular", "título", "titulo",
        "titre", "titel", "überschrift", "manchete", "заголовок", "название",
    ),
    "date": (
        "date", "published", "published at", "publish date", "publishdate", "published date", "publication date",
        "date published", "datepublished", "pub date", "pubdate", "publishedat", "issued", "release date", "dateline",
        "created at", "created", "timestamp", "datetime", "time", "day", "fecha", "fecha de publicación", "datum",
        "date de publication", "data", "data de publicação", "дата", "дата публикации",
    ),
    "source": (
        "source", "outlet", "publication", "newspaper", "publisher", "site", "site name", "sitename", "source name",
        "medium", "media", "source domain", "domain", "journal", "paper", "fuente", "medio", "periódico", "quelle",
        "zeitung", "journal", "fonte", "veículo", "jornal", "источник", "издание",
    ),
    "link": (
        "link", "url", "web url", "article url", "permalink", "canonical", "uri", "href", "enlace", "lien", "ссылка",
    ),
    "language": ("language", "lang", "idioma", "langue", "sprache", "язык"),
    "article_id": (
        "article id", "id", "doc id", "docid", "document id", "uuid", "guid", "identifier", "accession number",
    ),
}  # fmt: skip
_OURS = {name: (ours, rank) for ours, names in reversed(NAMES.items()) for rank, name in enumerate(names)}
_WORD_BREAK = re.compile(r"[\s_\-.]+|(?<=[a-z])(?=[A-Z])")


class Columns(NamedTuple):
    """Which of the names is which of ours, and what was guessed, for the audit."""

    chosen: Mapping[str, str]
    told: tuple[str, ...]


def ours_of(name: str) -> str | None:
    """Return which of our columns a name commonly stands for.

    >>> ours_of("publishDate"), ours_of("Titular"), ours_of("weather")
    ('date', 'title', None)
    """
    found = _OURS.get(plain_name(name)) or _OURS.get(name.strip().casefold())
    return found[0] if found else None


def plain_name(name: str) -> str:
    """Return the name of a column without what makes no difference: case, '_', '-' and space."""
    return _WORD_BREAK.sub(" ", name.strip()).strip().casefold()


def choose(names: Iterable[str], overrides: Mapping[str, str]) -> Columns:
    """Return which of a table's columns is which of ours: what the user says, else the likeliest name.

    Raises UnreadableError where there is neither a text nor a title, or an override names no column.

    >>> choose(["headline", "body", "n"], {}).chosen
    {'text': 'body', 'title': 'headline'}
    """
    names = [str(name) for name in names]
    if missing := sorted(theirs for theirs in overrides.values() if theirs not in names):
        told = " and no column ".join(map(repr, missing))
        raise UnreadableError("columns", f"has no column {told}; its columns are {_listed(names)}")
    guessed = likeliest(name for name in names if name not in overrides.values())
    chosen = {ours: overrides.get(ours, guessed.get(ours, "")) for ours in NAMES if ours in {**overrides, **guessed}}
    if "text" not in chosen and "title" not in chosen:
        raise UnreadableError(
            "columns", f"has no column that is known for a text; name it (text=NAME); its columns are {_listed(names)}"
        )
    pairs = ", ".join(f"{ours}={name}" for ours, name in chosen.items() if overrides.get(ours) != name != ours)
    return Columns(chosen, (f"columns guessed: {pairs}",) if pairs else ())


def likeliest(names: Iterable[str]) -> dict[str, str]:
    """Return for each of our columns the name that most likely stands for it, where one does.

    >>> likeliest(["created", "fecha", "headline", "n"])
    {'title': 'headline', 'date': 'created'}
    """
    ranked: dict[str, tuple[int, int, str]] = {}
    for place, name in enumerate(names):
        ours, rank = _OURS.get(plain_name(name)) or _OURS.get(name.strip().casefold()) or (None, 0)
        if ours is not None:
            ranked[ours] = min(ranked.get(ours, (rank, place, name)), (rank, place, name))
    return {ours: ranked[ours][2] for ours in NAMES if ours in ranked}


def known_overrides(overrides: Mapping[str, str], faults: Faults) -> dict[str, str]:
    """Return which of a table's columns is which of ours, as the user says; note each name that is none of ours."""
    for ours in sorted(set(overrides) - set(NAMES)):
        near = nearest(ours, NAMES)
        meant = f" (did you mean {near!r}?)" if near else ""
        faults.add(f"'{ours}={overrides[ours]}' names no column of ours{meant}; allowed are {', '.join(NAMES)}")
    return {ours: theirs for ours, theirs in overrides.items() if ours in NAMES}


def _listed(names: list[str]) -> str:
    shown = ", ".join(repr(name[:40]) for name in names[:20])
    return f"{shown} and {len(names) - 20} more" if len(names) > 20 else shown or "none"


def draft_of(record: Mapping[str, Any], columns: Columns, place: Place = "column") -> Draft | Unread:
    """Return the draft of a record, or why it is none: it has neither text nor title.

    Where it has a title and no text, as in tables of headlines, the title is the text. A date that is not understood is
    told, and so is a text that was decoded wrongly before it was saved, and is mended.
    """
    mine = {ours: _as_text(record.get(theirs)) for ours, theirs in columns.chosen.items()}
    title = mine.pop("title", "").strip() or None
    text = mine.pop("text", "").strip("\n") if "text" in mine else ""
    if not any(c.isalpha() for c in text):
        text = title or ""
    if not any(c.isalpha() for c in text):
        return Unread("empty", "holds no word")
    (text, mended), dated = mend(text), mine.pop("date", "")
    title = mend(title).text if title else None
    dates, told = dates_of(dated, place)
    used = set(columns.chosen.values())
    fields = {str(name): value for name, value in record.items() if name not in used and not _is_missing(value)}
    known = {name: mine.pop(name, "").strip() or None for name in ("source", "link", "language")}
    fields |= {name: value for name, value in mine.items() if value}
    return Draft(text=text, title=title, dates=dates, fields=fields, told=(*columns.told, *mended, *told), **known)


def dates_of(words: str, place: Place) -> tuple[tuple[Candidate, ...], tuple[str, ...]]:
    """Return the candidate that the words of a date give, or what is told where they give none."""
    words = words.strip()
    if not words:
        return (), ()
    if (found := written(words, place)) is not None:
        return (found,), ()
    return (), (f"the date '{words[:60]}' is not understood",)


def _as_text(value: Any) -> str:
    if _is_missing(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # an identifier or a year, where others are missing
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "\n\n".join(_as_text(part) for part in value)
    return str(value)


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value)) or value != value or value == ""
