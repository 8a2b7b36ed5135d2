"""What readers make of their input: drafts of articles, and reasons why a piece of it is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.corpus.dates.candidates import Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article as a reader found it, before its date is resolved and its copies are known.

    text: with lines ended by a newline. source: who published it. language: as declared, a code such as 'en'. link: its
    address. dates: those that came with it (not those that stand in its text). fields: further columns. told: what was
    guessed or mended on the way, for the audit, such as 'encoding windows-1252'.
    """

    text: str
    title: str | None = None
    source: str | None = None
    language: str | None = None
    link: str | None = None
    dates: tuple[Candidate, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A piece of an input that is no article: the reason in a word or two, the detail in a sentence."""

    reason: str
    detail: str


class UnreadableError(Exception):
    """Why a whole file is set aside: ``reason`` in a word or two, the message in a sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        super().__init__(detail)
