"""One date of many candidates, by stated rules; what the rules leave open is told and not guessed."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from analysis.corpus.dates.candidates import DAYS_APART, WEB, Candidate, Place, Precision, agree, span
from analysis.corpus.dates.finding import Order

STRONG = 0.7  # the least confidence of a candidate that dates an article
SETTLED = 0.9  # the confidence of a date in figures once it is known which of them is the day
TRUST: tuple[Place, ...] = (
    "metadata", "front matter", "column", "link", "page", "header", "dateline", "byline", "post", "file name", "text"
)  # fmt: skip
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})([/-])(\d{1,2})\2\d{2,4}(?!\d)")
_FINENESS = {"day": 0, "month": 1, "year": 2}


class Resolved(NamedTuple):
    """An article's date, or why it has none.

    date: the first day of the span that ``precision`` names, or None. source: the place it was taken from, 'event'
    where it is only known when something happened. evidence: what says so, in words. problem: a sentence, where
    candidates contradict each other or cannot be. proposal: a date that a person may confirm, where there is none.
    """

    date: dt.date | None = None
    precision: Precision | None = None
    source: str | None = None
    evidence: str | None = None
    confidence: float | None = None
    problem: str | None = None
    proposal: Candidate | None = None


def orders_shown(candidates: Iterable[Candidate]) -> set[Order]:
    """Return the orders of day and month that dates in figures show which can be read in one way only.

    Where those of one source show one alone, it settles that source's ambiguous dates.

    >>> from analysis.corpus.dates.parsing import written
    >>> orders_shown([written("05/03/2022", "column"), written("25/03/2022", "column")])
    {'dmy'}
    """
    shown: set[Order] = set()
    for candidate in candidates:
        for first, _, second in _FIGURES.findall(candidate.words):
            if int(first) > 12 >= int(second):
                shown.add("dmy")
            elif int(second) > 12 >= int(first):
                shown.add("mdy")
    return shown


def resolve(
    candidates: Sequence[Candidate],
    *,
    today: dt.date | None = None,
    earliest: dt.date | None = None,
    order: Order | None = None,
) -> Resolved:
    """Return the date that the candidates give an article, by these rules.

    1. What a person wrote into the metadata table is the date, whatever else is found.
    2. A date in figures that allows two readings is read in ``order``, the source's own (see ``orders_shown``), or
       in the one that another place confirms; else it is a problem.
    3. A date in running text, or of a confidence below 0.7, dates nothing: it is a proposal.
    4. Each place speaks through its surest candidate; two as sure that differ are a problem.
    5. A date after ``today`` or before ``earliest`` (when the source began) is a problem; so is a web page or a link
       from before the web. A day is allowed for time zones.
    6. Places that differ by more than a day are a problem. Where they agree, the finest precision is taken, and of
       several days that of the place most to be trusted (``TRUST``).
    7. Where only the date of an event is known, it is taken, and the source is 'event'.

    A problem leaves the date open; the proposal is then what would have been taken.

    >>> from analysis.corpus.dates import in_link, written
    >>> resolve([written("2022-05", "column"), *in_link("https://news.example/2022/05/09/parade")]).evidence
    "the link has '2022/05/09'; the column agrees ('2022-05')"
    """
    settled = _settle(candidates, order)
    if person := [c for c in settled if c.place == "metadata"]:
        return _taken(person[:1], _implausible(person[0], today, earliest))
    strong = [c for c in settled if c.confidence >= STRONG and c.place != "text" and not c.other]
    voices = _voices([c for c in strong if not c.event])
    if not voices:
        events = _voices([c for c in strong if c.event])
        if not events:
            return _proposed(settled, today)
        taken = _agreed(events, today, earliest)
        return taken._replace(source="event") if taken.date else taken
    return _agreed(voices, today, earliest)


def _settle(candidates: Sequence[Candidate], order: Order | None) -> list[Candidate]:
    """Return the candidates in an order of their own, each in one reading where that is known."""
    clear = [c for c in candidates if not c.other and c.confidence >= STRONG]
    settled = [_one_reading(c, order, clear) if c.other else c for c in candidates]
    return sorted(settled, key=_rank)


def _rank(candidate: Candidate) -> tuple[object, ...]:
    """Return what candidates are sorted by: trust, confidence, then all else, so that their order never matters."""
    date, precision, place, words, confidence, other, event = candidate
    return TRUST.index(place), -confidence, _FINENESS[precision], date, words, other or dt.date.min, event


def _one_reading(doubtful: Candidate, order: Order | None, clear: Sequence[Candidate]) -> Candidate:
    """Return a date in figures in the reading that the source's order or another place settles, else as it is."""
    day_first = doubtful._replace(other=None, confidence=SETTLED)
    month_first = day_first._replace(date=doubtful.other or doubtful.date)
    if order:
        return day_first if order == "dmy" else month_first
    confirmed = [r for r in (day_first, month_first) if any(agree(r, c) for c in clear if c.place != "text")]
    return confirmed[0] if len(confirmed) == 1 else doubtful


def _voices(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the surest candidates of each place, one of those that say the same."""
    surest: dict[Place, list[Candidate]] = {}
    for candidate in candidates:  # those of a place from the surest on
        told = surest.setdefault(candidate.place, [])
        same = any(other.date == candidate.date for other in told)
        if not told or (candidate.confidence == told[0].confidence and not same):
            told.append(candidate)
    return [candidate for told in surest.values() for candidate in told]


def _agreed(voices: Sequence[Candidate], today: dt.date | None, earliest: dt.date | None) -> Resolved:
    for voice in voices:
        if problem := _implausible(voice, today, earliest):
            return Resolved(problem=problem, proposal=voice)
    first = voices[0]
    for i, one in enumerate(voices):
        for other in voices[i + 1 :]:
            if not agree(one, other):
                return Resolved(problem=f"{_says(one)}, but {_says(other)}", proposal=first)
    finest = min(voices, key=lambda c: _FINENESS[c.precision])  # the first of them is the most to be trusted
    return _taken([finest, *(voice for voice in voices if voice is not finest)], None)


def _taken(voices: Sequence[Candidate], problem: str | None) -> Resolved:
    first, doubt = voices[0], 1.0
    for voice in voices:
        doubt *= 1 - voice.confidence
    agreeing = "".join(f"; the {voice.place} agrees ({_quoted(voice)})" for voice in voices[1:])
    evidence = f"the {first.place} has {_quoted(first)}{agreeing}"
    return Resolved(first.date, first.precision, first.place, evidence, round(1 - doubt, 4), problem)


def _proposed(candidates: Sequence[Candidate], today: dt.date | None) -> Resolved:
    """Return what is left where nothing dates the article: a proposal, and the problem of a date with two readings."""
    possible = [c for c in candidates if not (today and c.date > today + dt.timedelta(DAYS_APART))]
    if not possible:
        return Resolved()
    doubtful = next((c for c in possible if c.other and c.place != "text"), None)
    best = max(possible, key=lambda c: (c.place != "text", c.confidence))
    if doubtful is None or doubtful.other is None:
        return Resolved(proposal=best)
    readings = f"{_day_in_words(doubtful.date)} or {_day_in_words(doubtful.other)}"
    return Resolved(problem=f"the {doubtful.place} has {_quoted(doubtful)}, which can be {readings}", proposal=doubtful)


def _implausible(candidate: Candidate, today: dt.date | None, earliest: dt.date | None) -> str | None:
    """Return why a date cannot be, as a sentence, or None."""
    first, last = span(candidate)
    if today and first > today + dt.timedelta(DAYS_APART):
        return f"{_says(candidate)}, which lies in the future"
    if earliest and last < earliest - dt.timedelta(DAYS_APART):
        return f"{_says(candidate)}, which lies before {earliest}, when the source began"
    if candidate.place in ("page", "link") and last < WEB:
        return f"{_says(candidate)}, which lies before the first page of the web"
    return None


def _says(candidate: Candidate) -> str:
    written = str(candidate.date)[: {"day": 10, "month": 7, "year": 4}[candidate.precision]]
    return f"the {candidate.place} says {written} ({_quoted(candidate)})"


def _quoted(candidate: Candidate) -> str:
    return f"'{candidate.words}'"


def _day_in_words(date: dt.date) -> str:
    return f"{date.day} {calendar.month_name[date.month]} {date.year}"
