"""Dates that the head of a text gives its article: header lines, datelines, bylines; not what it tells of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from analysis.corpus.dates.candidates import Candidate, Place
from analysis.corpus.dates.finding import Found, Order, find_dates
from analysis.corpus.dates.months import WEEKDAYS, plain, word_set
from analysis.corpus.dates.parsing import HEADER, as_candidate, written

HEAD = 1500  # characters of a text in which its head ends
PROSE = 350  # characters of a paragraph that is no longer part of the head, but the text
TEXT = 20_000  # characters of a text in which dates are proposed
MOST = 5  # candidates at most
CAPTION, LABEL = 110, 40  # characters of a line that holds a date beside other words; of a label before it

STATED, ALONE, CLOSING, TITLE, MENTIONED = 0.95, 0.95, 0.8, 0.7, 0.3  # confidence
_LABEL = (
    r"(?:date published|date posted|dated?|date of publication|published(?: date)?|publication date|pubdate|"
    r"posted|released?|release date|issued|fecha(?: de publicaci[oó]n)?|publicad[oa]|дата(?: публикации)?|опубликовано|"
    r"date de publication|publiée?|datum|veröffentlicht|erschienen|data(?: de publicação)?)"
)
_COLON = r"\s?\*{0,2}:\*{0,2}"
_ON = r"\s(?:on|el|am|le|em)\b"
_LABELLED = re.compile(
    rf"^[ \t*#_]{{0,6}}{_LABEL}(?:{_COLON}|{_ON}|\s(?=\s{{0,2}}[\dA-Z]))\s{{0,3}}(\S[^\n|]{{3,89}})",
    re.IGNORECASE | re.MULTILINE,
)
_ENDS_IN_LABEL = re.compile(
    rf"\A{_LABEL}(?:{_COLON}|{_ON})?\Z|\b{_LABEL}{_COLON}\Z|\b(?-i:Dated?|DATED?|(?:Published|Posted) on)\Z",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[\n\t\r]|[ \xa0]{2,}|[ \xa0][|•·—–][ \xa0]")
_GAP = re.compile(r"\n\s{0,20}\n")
_AGENCY = re.compile(r"\s{0,2}(?:\([^()\n]{2,30}\)\s{0,2})?(?:[-–—]{1,2}|_)\s|\s{0,2}\([A-Z][^()\n]{1,30}\)")
_YEAR_WORD = re.compile(r"\A\s?(?:года?|г)\b\.?")
_CLOCK = re.compile(r",?\s{0,3}(?:at |à |a las |um |в )?\d{1,2}[:.h]\d\d")
_BY = re.compile(r"\s{0,4}(?:by|por|von|par|автор:?|senator|sen\.?|mr|mrs|ms|dr)\s", re.IGNORECASE)
_ADDRESS = re.compile(r"//|www\.|\(@\w", re.IGNORECASE)
_QUOTED = re.compile(r"\s{0,4}(?:[>—–]|--|[*•+-]\s)")
_IN_SENTENCE = re.compile(r"\A\s{0,4}[a-zа-я]|\b[a-zа-я]\w*\s{0,3}\Z")
_EDGES = " \t\xa0.,;:]|)*_#-–"
_WEEKDAY = re.compile(r"([^\W\d_]+)(?:-feira)?[ \t\xa0,.–-]{0,4}(?:(?:den|el|le|the)\s)?\Z")
_ARTICLE = re.compile(r"(?:\A|(?<=,)|(?<=[\[(*#]))\s?(?:le|el)\s?\Z", re.IGNORECASE)  # 'Paris, le 9 mai 2022'
_LAST_WORD = re.compile(r"([^\W\d_]+)[:*\"'“”‘’«»(]{0,4}\s?[*\"'“‘«(\[]{0,2}\Z")
# Words after which a date says when something happens, not when the text came out.
_LEADS_ELSEWHERE = word_set("""
on in of since until till by from to before after for during between and or the through as at effective
el del de desde hasta para en al y o entre le du au depuis jusqu dès avant après et ou
am vom bis zum ab seit den und oder nach vor с до от к по на в и или между после em no na da do dos até e
held born died expires expiry deadline ended ending ends starts begins due when cuándo wann quand когда
embargo embargoed updated modified actualizado actualizada обновлено aktualisiert
""")


class Line(NamedTuple):
    """What stands before (without the weekday) and after a date in its line.

    spelled: whether its month is a word. leads_elsewhere: whether the word before it, perhaps a line above, says that
    something else happened on that date.
    """

    before: str
    after: str
    spelled: bool
    leads_elsewhere: bool


def in_head(text: str, title: str | None = None, *, order: Order | None = None) -> list[Candidate]:
    r"""Return the dates that the head of a text gives its article, in the order of the text.

    A header line ('Date: 9 May 2022'), a line or the end of a short line that is a date ('Sydney, 9 May 2022'),
    a dateline ('MOSCOW, May 9, 2022 (Reuters) -') or a byline. A date to which a preposition leads ('held on 9 May
    2022') dates what is told and is left out, and so is what follows the first paragraph of prose. A date at the end of
    the title is the last resort. order: as for ``written``.

    >>> [(c.place, str(c.date)) for c in in_head("Oil rises\n\nSydney, Monday 9 May 2022\n\nIn 2021 it fell.")]
    [('dateline', '2022-05-09')]
    """
    if opening := HEADER.match(text):
        date = written(opening[1], "header")
        return [date._replace(words=opening[0].strip(), confidence=1.0)] if date else []
    head = _head(text)
    labelled = list(_labelled(head, order))
    stated = {candidate.date for candidate in labelled}
    placed = [c for c in _placed(head, order) if c.date not in stated]
    titled = [c._replace(confidence=min(c.confidence, TITLE)) for c in _placed((title or "")[-HEAD:], order)]
    return [*labelled, *placed][:MOST] or titled[:1]


def in_text(text: str) -> list[Candidate]:
    """Return the full dates of the running text, the ones named most often first: proposals only.

    >>> [str(c.date) for c in in_text("They met on 9 May 2022, after 8 May 2022 and before 9 May 2022.")]
    ['2022-05-09', '2022-05-08']
    """
    found = find_dates(text, end=TEXT)
    times = Counter(one.date for one in found)
    firsts = {one.date: one for one in reversed(found)}
    named = sorted(firsts.values(), key=lambda one: (-times[one.date], one.start))[:MOST]
    return [as_candidate(one, "text", text[one.start : one.end], MENTIONED) for one in named]


def _head(text: str) -> str:
    """Return the beginning of a text, to the end of its first paragraph of prose."""
    start = 0
    for gap in _GAP.finditer(text, 0, HEAD):
        if gap.start() - start >= PROSE:
            return text[: gap.start()]
        start = gap.end()
    return text[:HEAD]


def _labelled(head: str, order: Order | None) -> Iterator[Candidate]:
    for line in _LABELLED.finditer(head):
        if date := written(_BREAK.split(line[1])[0].strip(" .*"), "header", order=order):
            yield date._replace(words=line[0].strip())


def _placed(head: str, order: Order | None) -> Iterator[Candidate]:
    """Yield the dates of a head that stand where an article's own date stands."""
    for found in find_dates(head, order=order):
        before, after = _line_round(head, found)
        beside, words = _without_weekday(before), head[found.start : found.end]
        context = _without_weekday(head[max(0, found.start - CAPTION) : found.start])
        alone = _ARTICLE.sub("", beside)
        line = Line(alone, after, any(map(str.isalpha, words)), alone == beside and _leads_elsewhere(context))
        if judged := _judge(line):
            yield as_candidate(found, judged[0], " ".join((before + words).split())[-CAPTION:], judged[1])


def _line_round(head: str, found: Found) -> tuple[str, str]:
    """Return what stands before and after a date in its line, as far as it matters."""
    first = max(0, found.start - 2 * CAPTION)
    for gap in _BREAK.finditer(head, first, found.start):
        first = gap.end()
    last = min(len(head), found.end + 2 * CAPTION)
    end = _BREAK.search(head, found.end, last)
    return head[first : found.start], _YEAR_WORD.sub("", head[found.end : end.start() if end else last])


def _without_weekday(before: str) -> str:
    named = _WEEKDAY.search(before, max(0, len(before) - LABEL))
    return before[: named.start()] if named and plain(named[1]) in WEEKDAYS else before


def _leads_elsewhere(before: str) -> bool:
    last = _LAST_WORD.search(before)
    return bool(last and plain(last[1]) in _LEADS_ELSEWHERE)


def _judge(line: Line) -> tuple[Place, float] | None:
    """Return the place and the confidence of a date by what stands before and after it in its line, or None."""
    opened = line.before.strip(" \t\xa0#*_")
    if _QUOTED.match(line.before):
        return None
    if len(opened) <= LABEL and _ENDS_IN_LABEL.search(opened):
        return "header", STATED
    clock = _CLOCK.match(line.after)
    rest = line.after[clock.end() if clock else 0 :].strip(_EDGES)
    if line.leads_elsewhere:
        return None
    if opened in ("", "[", "("):
        return _judge_opening(line.after, rest, timed=bool(clock))
    if _AGENCY.match(line.after) and len(opened) <= CAPTION and opened[:1].isupper():
        return "dateline", ALONE
    if clock and opened.endswith((".", "!", "?", "»", "”", '"')):
        return "dateline", CLOSING
    if len(opened) + len(rest) > CAPTION or _ADDRESS.search(opened):
        return None
    capitals = opened.isupper() and rest.isupper()
    if capitals or not (rest or (line.spelled and _IN_SENTENCE.search(line.before))):
        return "byline" if _BY.match(opened) else "dateline", CLOSING
    return None


def _judge_opening(after: str, rest: str, *, timed: bool) -> tuple[Place, float] | None:
    """Return the place and the confidence of a date that opens its line: alone, with a time, or before a place."""
    if not rest or timed:
        return "dateline", ALONE
    if len(after) > CAPTION or rest[:1].islower():
        return None
    place = all(word[:1].isupper() or len(word) < 4 for word in rest.split())
    return ("dateline", CLOSING) if place or after.lstrip(" \t\xa0.]")[:1] not in ",;" else None
