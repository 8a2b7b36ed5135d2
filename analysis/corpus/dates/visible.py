"""The date that a web page shows to its readers: the likeliest of all that stand on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from analysis.corpus.dates.candidates import WEB, Candidate, agree
from analysis.corpus.dates.finding import Order, find_dates
from analysis.corpus.dates.parsing import as_candidate, written

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
    r"comment|kommentar|relat|recent|similar|side-?bar|\baside|widget|\bfooter|popular|teaser|recommend|trending|latest|"
    r"archiv|copyright|calend|event|\bnav|menu|more-|ticker|respon|reply|modified|updated|promo|carousel|slider|"
    r"most-read|suggest|blockquote|embed|wm-ipp"
)
_TEXT_NAME = re.compile(r"article|content|entry|post|\bmain\b")
_PUBLISHED = re.compile(
    r"publish|posted|veröffentlicht|erstellt|eingestellt|erschien|publi[ée]|publicad|fecha|опубликов|geschrieben|"
    r"verfasst|\bdate\b|datum|written|created|mise? en ligne",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"updat|modif|aktualisi|geändert|edited|mis à jour|mise à jour|revis|changed|actualiz|обновл|accessed|abgerufen|zuletzt",
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
    """A date on a page, how much speaks for its being the page's own, and where it stands among the elements."""

    weight: float
    at: int
    date: Candidate


class Setting(NamedTuple):
    """Where a date stands: its element, the element's number, how far the headline is, and the text beside it."""

    element: Any
    at: int
    after_headline: int
    before: str = ""
    after: str = ""
    stated: bool = False


def shown_dates(tree: Any, html: str, *, link: Sequence[Candidate] = (), order: Order | None = None) -> list[Shown]:
    """Return the dates that a page shows, the likeliest to be its own first; link: what its address says of it."""
    found = [s for s in (*_in_scripts(html), *_in_elements(tree, order)) if s.date.date >= WEB]
    only = len({shown.date.date for shown in found}) == 1
    weighed = [s._replace(weight=s.weight + only + 2 * any(agree(s.date, c) for c in link)) for s in found]
    return sorted(weighed, key=lambda shown: (-shown.weight, shown.at))


def _in_scripts(html: str) -> list[Shown]:
    """Return the date that the scripts of a page have, where they have a single one."""
    values = dict.fromkeys(_IN_SCRIPTS.findall(html))
    dates = {c.date: c for value in list(values)[:MOST] if (c := written(value, "page"))}
    return [Shown(2.5 if len(dates) == 1 else 1.0, 0, c) for c in list(dates.values())[:1]]


def _in_elements(tree: Any, order: Order | None) -> Iterator[Shown]:
    headline, passed, n_found = _headline(tree), -1, 0
    for at, element in enumerate(tree.iter()):
        if element is headline:
            passed = at
        for date, setting in _dates_at(element, at, at - passed if passed >= 0 else -1, order):
            n_found += 1
            yield Shown(_weight(setting) - (0 if date.precision == "day" else 3), at, date)
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
        if (stated := _stated(element)) and (date := written(stated, "page", order=order)):
            yield date, Setting(element, at, distance, (element.text or "")[:40], "", stated=True)
        if text := element.text:
            yield from _in_stretch(text, element, at, distance, order)
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
    weight = 1.5 if setting.stated else 0.0
    weight += 0.5 if names and names[0].startswith(("time", "abbr")) else 0
    weight += 2 if "datepublished" in close or "pubdate" in close else 0
    weight -= 2.5 if "datemodified" in close else 0
    weight += 3 if _PUBLISHED_NAME.search(close) else 1.5 if _DATE_NAME.search(close) else 0
    weight += 0.5 if _TEXT_NAME.search(far) else 0
    weight -= 2.5 if _ELSEWHERE_NAME.search(far) else 0
    weight += 1.5 if _PUBLISHED.search(before) else 0
    weight -= 2 if _CHANGED.search(before) else 0
    weight -= 2 if _COMMENT.search(before) else 0
    weight -= 4 if _NO_DATE.search(setting.before) else 0
    beside = len(setting.before.strip()) + len(setting.after.strip())
    weight += 2 if beside < 15 else 1.5 if beside < 60 else 0
    return weight + (1.5 - setting.after_headline / NEAR if 0 <= setting.after_headline <= NEAR else 0)


def _names(element: Any) -> Iterator[str]:
    """Yield the tag, classes, id and property of an element and of those round it, from the inside."""
    for _ in range(ANCESTORS):
        if element is None or not isinstance(element.tag, str):
            return
        given = (str(element.get(name) or "")[:NAME] for name in ("class", "id", "itemprop", "property"))
        yield f"{element.tag} {' '.join(given)}".lower()
        element = element.getparent()
