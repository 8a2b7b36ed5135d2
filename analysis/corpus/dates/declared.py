"""The dates that a web page declares for machines: meta elements and JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from analysis.corpus.dates.candidates import Candidate
from analysis.corpus.dates.months import word_set
from analysis.corpus.dates.parsing import written

DECLARED, ROUGHLY, MODIFIED = 0.95, 0.85, 0.5  # confidence: published; created or just 'date'; changed
LESS = 0.01  # for each of: not of the page as a whole; in UTC, which can be the day before or after
LARGEST = 1 << 20  # characters of a script that are read
MOST = 20_000  # values of a script that are looked at

_PUBLISHED_META = word_set("""
article:published_time article:published og:article:published_time og:published_time datepublished date_published
date-published publishdate publish_date publish-date publishtime publish_time published published_date
published-date published_time publication_date publicationdate pubdate pub_date pub-date article:pubdate
article.published article_date_original originalpublicationdate bt:pubdate dc.date.issued dcterms.issued
dcterms:issued dcterms.date dc:date:issued citation_publication_date citation_date citation_online_date
parsely-pub-date sailthru.date cxenseparse:recs:publishtime cxenseparse:publishtime rnews:datepublished
prism.publicationdate og:release_date og:pubdate vr:published-time article:post_date date_pub
shareaholic:article_published_time displaydate article.publication_date pdate ptime release_date
analyticsattributes.articledate og:question:published_time mediator_published_time datepublication
""")
_CREATED_META = word_set("""
date dc.date dc:date datecreated date_created dc.created dcterms.created dcterms:created dcterms:date
dc.date.created article:created article.created created uploaddate og:article:date article:create_at article_date
article.date og:date timestamp article:date pagedate page.date search_date datum newsdate issue-date
""")
_MODIFIED_META = word_set("""
article:modified_time article:modified og:article:modified_time og:updated_time datemodified last-modified
lastmodified revision_date dc.date.modified dcterms.modified modificationdate bt:moddate lastmod dateupdate
article:updated_time shareaholic:article_modified_time revised
""")
_META = {
    **dict.fromkeys(_PUBLISHED_META, DECLARED),
    **dict.fromkeys(_CREATED_META, ROUGHLY),
    **dict.fromkeys(_MODIFIED_META, MODIFIED),
}
_OTHERS = word_set("""
comment comments review reviews itemlistelement haspart mentions ispartof citation isbasedon associatedmedia video
image subjectof event publisher author potentialaction breadcrumb aggregaterating
""")
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Recipe|Review|Chapter|Thesis|CreativeWork|PodcastEpisode|QAPage)\Z")
_KEYS = {"datePublished": DECLARED, "dateCreated": ROUGHLY, "uploadDate": ROUGHLY, "dateModified": MODIFIED}
_UTC = re.compile(r"(?:Z|[+-]00:?00|GMT|UTC)\Z")
_LOOSE = re.compile(r'"(datePublished|dateCreated|dateModified)"\s{0,9}:\s{0,9}"([^"]{4,40})"')


def in_meta(named: list[tuple[str, str]], marked: list[tuple[str, str]]) -> Iterator[Candidate]:
    """Yield the dates of a page's meta elements, given as name and content.

    named: those with a name or property, which speak of the page. marked: those of its microdata (itemprop), which may
    speak of other articles that it shows: a name that gives several days says nothing.
    """
    for name, content in named:
        if date := _declared(name, content, _META.get(name.lower().strip(), 0.0)):
            yield date
    own = [
        date for name, content in marked if (date := _declared(name, content, _META.get(name.lower(), 0.0) - 2 * LESS))
    ]
    for date in own:
        key = date.words.partition(" ")[0]
        if all(other.date == date.date for other in own if other.words.startswith(f"{key} ")):
            yield date


def _declared(name: str, content: object, confidence: float) -> Candidate | None:
    """Return what a name declares, where it is one for dates (confidence above 0)."""
    date = written(str(content), "page") if confidence > 0 and content else None
    if date is None:
        return None
    confidence = confidence - LESS if is_utc(date.words) else confidence
    return date._replace(
        words=f"{name} {date.words}", confidence=min(confidence, 1.0 if not date.other else date.confidence)
    )


def is_utc(words: str) -> bool:
    """Return whether a time is given in UTC, so that its day can be the one before or after where it was written."""
    return bool(_UTC.search(words))


def in_json(scripts: list[str], path: str) -> Iterator[Candidate]:
    """Yield the dates that the articles of a page's JSON-LD give; path: the end of the page's own address."""
    items = [item for script in scripts for item in _items(script)]
    articles = [item for item in items if _is_article(item)]
    own = [item for item in articles if path and path in _address(item)]
    chosen = own or articles or [item for item in items if _is_page(item)] or items
    for key, confidence in _KEYS.items():
        found = {c.date: c for item in chosen if (c := _declared(key, item.get(key), confidence - LESS))}
        for candidate in found.values():
            yield candidate if len(found) == 1 else candidate._replace(confidence=confidence / 2)


def _address(item: dict[str, Any]) -> str:
    return str(item.get("url") or item.get("@id") or item.get("mainEntityOfPage"))


def _is_article(item: dict[str, Any]) -> bool:
    return any(_ARTICLE.search(kind) for kind in _kinds(item))


def _is_page(item: dict[str, Any]) -> bool:
    return any(kind.endswith("Page") for kind in _kinds(item))


def _kinds(item: dict[str, Any]) -> list[str]:
    kinds = item.get("@type")
    return [str(kind) for kind in kinds] if isinstance(kinds, list) else [str(kinds)]


def _items(script: str) -> list[dict[str, Any]]:
    """Return the objects of a script that have a date, without those that belong to comments, lists and the like."""
    try:
        stack = [
            json.loads(script[:LARGEST].strip().removeprefix("<!--").removesuffix("-->").strip(" ;\n"), strict=False)
        ]
    except (ValueError, RecursionError):
        return [{"@type": "Article", key: value} for key, value in _LOOSE.findall(script[:LARGEST])[:2]]
    found, looked = [], 0
    while stack and looked < MOST:
        looked += 1
        value = stack.pop()
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            if any(value.get(key) for key in _KEYS):
                found.append(value)
            stack.extend(inner for key, inner in reversed(value.items()) if key.lower() not in _OTHERS)
    return found
