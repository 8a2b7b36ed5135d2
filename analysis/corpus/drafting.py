"""A draft becomes the row of an article: its date is resolved, its language is told, what a person knows goes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analysis.contracts import LANGUAGES
from analysis.corpus.dates import (
    Candidate,
    Order,
    Resolved,
    in_head,
    in_link,
    in_name,
    in_post,
    in_text,
    resolve,
    written,
)  # fmt: skip
from analysis.corpus.drafts import Draft
from analysis.corpus.opening.files import composed
from analysis.hashing import stable_id

Row = dict[str, Any]


@dataclass(frozen=True)
class Drafting:
    """What an article's row depends on besides the article itself.

    today: dates after it lie in the future. began: the first day on which a source published anything, by its name
    (composed).
    """

    today: dt.date
    began: Mapping[str, dt.date] = field(default_factory=dict)

    def row(self, draft: Draft, name: str, position: int, said: Mapping[str, str]) -> Row:
        """Return the row of an article: the columns of the table, its candidates, and what was told of it.

        said: what the metadata table says of it; it goes before what the article says of itself.
        """
        own = {"title": draft.title, "source": draft.source, "link": draft.link, **draft.fields}
        row = {**own, **{column: value for column, value in said.items() if value}}
        candidates = [*_said_by_a_person(said), *candidates_of(draft, name)]
        row |= date_columns(self.resolve(candidates, row.get("source")), said)
        row["article_id"] = str(row.get("article_id") or stable_id(f"{name}\n{position}" if position else name))
        row["language"] = row.get("language") or _declared(draft.language)
        return row | {
            "text": draft.text, "path": name, "position": position, "told": draft.told, "candidates": candidates,
        }  # fmt: skip

    def resolve(self, candidates: list[Candidate], source: object, order: Order | None = None) -> Resolved:
        """Return the date that the candidates agree on, or why they do not; order: of day and month, if it is known."""
        return resolve(candidates, today=self.today, earliest=self.began.get(composed(str(source))), order=order)


def candidates_of(draft: Draft, name: str) -> list[Candidate]:
    """Return every date that could be an article's: those that came with it, and those of its name and link.

    Where none came with it, the head of its text is searched; where that gives none either, the text.
    """
    link = draft.link or ""
    found = [*draft.dates, *in_name(name), *in_link(link), *in_post(link)]
    if not draft.dates:
        found += in_head(draft.text, draft.title)
    return found or in_text(draft.text)


def _said_by_a_person(said: Mapping[str, str]) -> list[Candidate]:
    found = written(said["date"], "metadata") if said.get("date") else None
    return [found] if found else []


def date_columns(resolved: Resolved, said: Mapping[str, str]) -> Row:
    """Return the columns of an article's date; what the metadata table says of it stands as it was said."""
    proposal = resolved.proposal
    given: Row = {c: said[c] for c in ("date_precision", "date_source", "date_evidence") if said.get(c)}
    if said.get("date_confidence"):
        given["date_confidence"] = float(said["date_confidence"])
    return {
        "date": resolved.date,
        "date_precision": resolved.precision,
        "date_source": resolved.source,
        "date_evidence": resolved.evidence,
        "date_confidence": resolved.confidence,
        "date_problem": resolved.problem,
        "date_proposed": _as_written(proposal) if proposal else None,
        **(given if said.get("date") else {}),
    }


def _as_written(candidate: Candidate) -> str:
    """Return a date no more precise than it is: 2022, 2022-05 or 2022-05-09."""
    return candidate.date.isoformat()[: {"year": 4, "month": 7, "day": 10}[candidate.precision]]


def _declared(language: str | None) -> str | None:
    """Return the code of a declared language such as 'de-AT', if the words themselves cannot tell it.

    Templates declare 'en' whatever the text; so of the languages that are told from the words none is believed.
    """
    code = (language or "").casefold().replace("_", "-").partition("-")[0]
    known = len(code) in (2, 3) and code.isascii() and code.isalpha() and code not in LANGUAGES
    return code if known else None
