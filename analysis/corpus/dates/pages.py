"""What a web page says of its own date: what it declares for machines, else what it shows to its readers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from analysis.corpus.dates.candidates import WEB, Candidate, agree
from analysis.corpus.dates.declared import LESS, ROUGHLY, in_json, in_meta, is_utc
from analysis.corpus.dates.finding import Order
from analysis.corpus.dates.links import in_link, path_of
from analysis.corpus.dates.visible import Shown, shown_dates

LARGEST = 8 << 20  # characters of a page that are read
MOST_META = 500
LIKELY, PLAUSIBLE = 3.5, 0.5  # weights of a date that a page shows
SHOWN, PERHAPS, HARDLY = 0.8, 0.7, 0.3  # confidence by weight
# How dates in figures are read, by the language that a page declares; English without a country is written both ways.
_ORDERS: dict[str, Order] = {
    **dict.fromkeys(("de", "es", "fr", "it", "nl", "pl", "pt", "ru", "tr", "uk"), "dmy"),
    **dict.fromkeys(("en-au", "en-gb", "en-ie", "en-in", "en-nz", "en-za"), "dmy"),
    "en-us": "mdy",
    "es-us": "mdy",
}


def in_page(html: str, *, link: str | None = None, order: Order | None = None) -> list[Candidate]:
    """Return the dates that a web page gives itself, the surest first.

    Its meta elements and JSON-LD come first; of several articles in JSON-LD the one with the page's own address
    (``link``) is meant. Only where they declare no day of publication, the page is searched for the date that it
    shows: marked as one, near the headline, alone in its line, and not among comments, related articles or
    copyrights. A date of modification has little confidence. Figures are read in ``order``, else as the language
    that the page declares has it.

    >>> in_page('<meta property="article:published_time" content="2022-05-09T10:00:00Z">')[0].date
    datetime.date(2022, 5, 9)
    """
    tree = _parsed(html[:LARGEST])
    if tree is None:
        return []
    declared = sorted([*_in_meta(tree), *_in_scripts(tree, link)], key=lambda c: -c.confidence)
    found = [c for c in declared if c.date >= WEB] or declared  # a year of another calendar stands beside ours
    published = [c for c in found if c.confidence > ROUGHLY and c.precision == "day"]
    if published and not is_utc(published[0].words):
        return found
    said = in_link(link) if link else []
    shown = shown_dates(tree, link=said, order=order or _order(tree))
    if not published:
        return sorted([*found, *(_with_confidence(s) for s in shown[:1])], key=lambda c: -c.confidence)
    return [*_local(published[0], shown), *found]


def _local(declared: Candidate, shown: Sequence[Shown]) -> list[Candidate]:
    """Return the day that a page shows where its time in UTC is a day off, and no other date is as likely."""
    likely = [s for s in shown if s.weight >= max(LIKELY, shown[0].weight)]
    if len(likely) != 1 or likely[0].date.precision != "day" or not agree(likely[0].date, declared):
        return []
    return [likely[0].date._replace(confidence=declared.confidence + LESS)]


def _with_confidence(shown: Shown) -> Candidate:
    """Return a date that a page shows with the confidence that its weight gives."""
    confidence = SHOWN if shown.weight >= LIKELY else PERHAPS if shown.weight >= PLAUSIBLE else HARDLY
    return shown.date._replace(confidence=min(confidence, shown.date.confidence))


def _parsed(html: str) -> Any:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(html.replace("\x00", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None


def _order(tree: Any) -> Order | None:
    language = (tree.get("lang") or "").lower().replace("_", "-")
    return _ORDERS.get(language) or _ORDERS.get(language.partition("-")[0])


def _in_meta(tree: Any) -> list[Candidate]:
    named, marked = [], []
    for element in islice(tree.iter("meta"), MOST_META):
        content = element.get("content")
        if content and (name := element.get("property") or element.get("name") or element.get("http-equiv")):
            named.append((name, content))
        elif content and (name := element.get("itemprop")):
            marked.append((name, content))
    return list(in_meta(named, marked))


def _in_scripts(tree: Any, link: str | None) -> list[Candidate]:
    scripts = [
        element.text
        for element in tree.iter("script")
        if element.text and (element.get("type") or "").lower().startswith("application/ld+json")
    ]
    return list(in_json(scripts, path_of(link).partition("?")[0].rstrip("/") if link else ""))
