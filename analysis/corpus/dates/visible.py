"""The date that a web page shows to its readers: the likeliest of all that stand on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from analysis.corpus.dates.candidates import WEB, Candidate, span
from analysis.corpus.dates.finding import Order, find_dates
from analysis.corpus.dates.parsing import as_candidate, written

LIST = 3  # days in elements of one kind that are a list, of which none is the page's own
SHORTEST, LONGEST = 6, 400  # characters of a stretch of text that can hold the page's date
MOST = 300  # dates of a page that are weighed
NAME = 100  # characters of a class or id
ANCESTORS = 6  # elements round a date whose names tell what it is
MOST_HEADINGS = 20
OPENING = 30  # characters of a headline that its page's title repeats
NEAR = 40  # elements between a headline and its date

_SKIPPED = frozenset(("script", "style", "noscript", "option", "title", "link", "svg", "select"))
_PUBLISHED_NAME = re.compile(
    r"publi|pubdate|post[-_]?(?:date|time|meta|info)|entry-(?:date|meta)|article[-_]?(?:date|time|meta)"
)
_DATE_NAME = re.compile(r"dat(?:e|um)|fecha|time|byline|created|meta|aut(?:h?or)|info|posted")
_ELSEWHERE_NAME = re.compile(
    r"comment|kommentar|relat|recent|similar|side-?bar|\baside|widget|popular|teaser|recommend|trending|latest|"
    r"(?<!post-)(?<!asset-)(?<!entry-)(?<!article-)\bfooter|archiv|copyright|calend|event|\bnav|menu|more-|ticker|respon|reply|modified|promo|carousel|slider|"
    r"most-read|suggest|blockquote|embed|wm-ipp"
)
_TEXT_NAME = re.compile(r"article|content|entry|post|\bmain\b")
_PUBLISHED = re.compile(
    r"publish|posted|veröffentlicht|erstellt|eingestellt|erschien|publi[ée]|publicad|fecha|опубликов|geschrieben|"
    r"verfasst|\bdate\b|datum|written|created|mise? en ligne",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|modif|aktualisi|geändert|edited|mis à jour|mise à jour|revis|changed|actualiz|обновл|accessed|"
    r"abgerufen|zuletzt",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"comment|kommentar", re.IGNORECASE)
_NO_DATE = re.compile(r"©|\(c\)|copyright|all rights", re.IGNORECASE)
_SHORT = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}\.\d\d(?![\d.])")
_IN_SCRIPTS = re.compile(
    r'"(?:date_?published|(?:first_?)?publish(?:ed)?_?(?:at|date|time|on)|pub_?date|publication_?date|created_?at|'
    r"date_?created)"
    r'\\?"\s{0,5}:\s{0,5}\\?"([^"\\]{8,35})\\?"',
    re.IGNORECASE,
)


class Shown(NamedTuple):
    """A date on a page, how much speaks for its being the page's own, where it stands, and in what kind of element."""

    weight: float
    at: int
    date: Candidate
    kind: str = ""


class Setting(NamedTuple):
    """Where a date stands: its element, the element's number, how far the headline is, and the text beside it."""

    element: Any
    at: int
    after_headline: int
    before: str = ""
    after: str = ""
    stated: bool = False


def shown_dates(tree: Any, *, link: Sequence[Candidate] = (), order: Order | None = None) -> list[Shown]:
    """Return the dates that a page shows, the likeliest to be its own first; link: what its address says of it."""
    found = [s for s in (*_in_scripts(tree), *_in_elements(tree, order)) if s.date.date >= WEB]
    days = {(shown.kind, shown.date.date) for shown in found}
    listed = {kind for kind, n in Counter(kind for kind, _ in days if kind).items() if n >= LIST}
    only = len({day for _, day in days}) == 1
    weighed = [s._replace(weight=s.weight + _beyond(s, only, s.kind in listed, link)) for s in found]
    return sorted(weighed, key=lambda shown: (-shown.weight, shown.at))


def _beyond(shown: Shown, only: bool, listed: bool, link: Sequence[Candidate]) -> float:
    """Return what the other dates of a page and its link say of one: the only one, one of a list, that of the link."""
    return (1 if only else 0) - (2 if listed else 0) + 2 * any(_falls_into(shown.date, said) for said in link)


def _falls_into(date: Candidate, other: Candidate) -> bool:
    first, last = span(other)
    return first <= date.date <= last


def _in_scripts(tree: Any) -> list[Shown]:
    """Return the first date of publication in the data that a page's scripts work with, less sure of several."""
    scripts = (e.text or "" for e in tree.iter("script") if not (e.get("type") or "").lower().endswith("ld+json"))
    values = dict.fromkeys(value for script in scripts for value in _IN_SCRIPTS.findall(script))
    dates = {c.date: c for value in islice(values, MOST) if (c := written(value, "page"))}
    return [Shown(2.5 if len(dates) == 1 else 1.0, 0, c) for c in list(dates.values())[:1]]


def _in_elements(tree: Any, order: Order | None) -> Iterator[Shown]:
    headline, passed, n_found = _headline(tree), -1, 0
    for at, element in enumerate(tree.iter()):
        if element is headline:
            passed = at
        for date, setting in _dates_at(element, at, at - passed if passed >= 0 else -1, order):
            n_found += 1
            yield Shown(_weight(setting) - (0 if date.precision == "day" else 3), at, date, _kind(setting.element))
        if n_found >= MOST:
            return


def _headline(tree: Any) -> Any:
    """Return the heading that the page's title repeats, else the first of the highest rank, else None."""
    title = " ".join((tree.findtext(".//title") or "").split())
    first = None
    for heading in islice(tree.iter("h1", "h2"), MOST_HEADINGS):
        words = " ".join("".join(islice(heading.itertext(), MOST_HEADINGS))[:LONGEST].split())[:OPENING]
        if len(words) >= OPENING // 2 and words in title:
            return heading
        if heading.tag == "h1" and words and first is None:
            first = heading
    return first


def _dates_at(element: Any, at: int, distance: int, order: Order | None) -> Iterator[tuple[Candidate, Setting]]:
    """Yield the dates that an element states in its attributes, has as its text, or has behind it."""
    if isinstance(element.tag, str) and element.tag not in _SKIPPED:
        text, stated = element.text or "", _stated(element)
        shown = list(_in_stretch(text, element, at, distance, order))
        if shown and stated:  # what readers see goes before what the element says beside
            yield from ((date, setting._replace(stated=True)) for date, setting in shown)
        elif stated and (date := written(stated, "page", order=order)):
            yield date, Setting(element, at, distance, text[:40], "", stated=True)
        yield from shown
    if tail := element.tail:
        yield from _in_stretch(tail, element.getparent(), at, distance, order)


def _stated(element: Any) -> str | None:
    stated = element.get("datetime") or element.get("title") or (element.get("itemprop") and element.get("content"))
    return str(stated) if stated and stated[0].isdigit() and len(stated) < 40 else None


def _in_stretch(
    text: str, element: Any, at: int, distance: int, order: Order | None
) -> Iterator[tuple[Candidate, Setting]]:
    if not SHORTEST <= len(text) <= LONGEST or element is None:
        return
    if "20" in text or "19" in text:
        for one in find_dates(text, order=order)[:2]:
            setting = Setting(element, at, distance, text[: one.start], text[one.end :])
            yield as_candidate(one, "page", " ".join(text.split())[:80], 1.0), setting
    if len(text) < 60 and "." in text and (short := _SHORT.search(text)) and (date := written(short[0], "page")):
        yield date, Setting(element, at, distance, text[: short.start()], text[short.end() :])


def _weight(setting: Setting) -> float:
    """Return how much speaks for a date: the names round it, the words before it, how alone and how near it is."""
    names = list(_names(setting.element))
    close, far = " ".join(names[:2]), " ".join(names)
    before = setting.before[-40:]
    marks = 1.5 if setting.stated else 0.0
    marks += 2 if names and names[0].startswith(("time", "abbr")) else 0
    marks += 2 if "datepublished" in close or "pubdate" in close else 0
    marks += 3 if _PUBLISHED_NAME.search(close) else 1.5 if _DATE_NAME.search(close) else 0
    marks -= 2.5 if "datemodified" in close else 0
    weight = -1 if _ELSEWHERE_NAME.search(far) else marks
    weight += 0.5 if _TEXT_NAME.search(far) else 0
    weight += 1.5 if _PUBLISHED.search(before) or _PUBLISHED.search(setting.after[:40]) else 0
    weight -= 10 if _CHANGED.search(before) else 0
    weight -= 2 if _COMMENT.search(before) else 0
    weight -= 4 if _NO_DATE.search(setting.before) else 0
    beside = len(setting.before.strip()) + len(setting.after.strip())
    weight += 2 if beside < 15 else 1.5 if beside < 60 else -1
    return weight + (1.5 - setting.after_headline / NEAR if 0 <= setting.after_headline <= NEAR else 0)


def _kind(element: Any) -> str:
    """Return the tag and the classes of an element and of the one round it."""
    round_it = element.getparent()
    pair = (element,) if round_it is None else (element, round_it)
    return " < ".join(f"{one.tag} {str(one.get('class') or '')[:NAME]}" for one in pair)


def _names(element: Any) -> Iterator[str]:
    """Yield the tag, classes, id and property of an element and of those round it, from the inside."""
    for _ in range(ANCESTORS):
        if element is None or not isinstance(element.tag, str):
            return
        given = (str(element.get(name) or "")[:NAME] for name in ("class", "id", "itemprop", "property"))
        yield f"{element.tag} {' '.join(given)}".lower()
        element = element.getparent()
