"""What the exports of news databases have in common: lines, date lines, labels, names of languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from analysis.corpus.dates import Candidate, written

COPYRIGHT = re.compile(r"(?:copyright[\s,]*(?:(?:\(c\)|©)\s*)?|©\s*|\(c\)\s*(?:copyright\s*)?)\d{4}\b", re.IGNORECASE)
MOST_WORDS_OF_A_DATE = 7  # 'Monday , 5 de enero de 2012'
LONGEST_DATE_LINE = 200  # characters: a date, a weekday, a time and an edition
_LANGUAGES = {
    "en": ("english", "englisch", "anglais", "inglés", "ingles", "английский"),
    "es": ("spanish", "spanisch", "espagnol", "español", "espanol", "испанский"),
    "ru": ("russian", "russisch", "russe", "ruso", "русский"),
    "fr": ("french", "französisch", "français", "francais", "francés", "французский"),
    "de": ("german", "deutsch", "allemand", "alemán", "немецкий"),
    "pt": ("portuguese", "portugiesisch", "portugais", "portugués", "português", "португальский"),
    "it": ("italian", "italienisch", "italien", "italiano", "итальянский"),
    "nl": ("dutch", "niederländisch", "néerlandais", "holandés", "nederlands"),
    "uk": ("ukrainian", "ukrainisch", "ukrainien", "ucraniano", "украинский", "українська"),
}
_CODES = {name: code for code, names in _LANGUAGES.items() for name in names}
_CORRECTION = re.compile(r"correction\s+appended", re.IGNORECASE)
_WEEKDAY_OR_TIME = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
    r"|\d{1,2}:\d{2}(?::\d{2})?|[ap]\.?m\.?|gmt|utc|est|edt|cst|cdt|pst|pdt|bst|cet|cest)",
    re.IGNORECASE,
)


def clean_lines(text: str) -> list[str]:
    r"""Return the lines of a text, each without spaces at its ends, hard spaces made plain and form feeds made ends.

    >>> clean_lines("Length:\xa0505 words \f\nBody")
    ['Length: 505 words', '', 'Body']
    """
    return [line.strip() for line in text.replace("\xa0", " ").replace("\f", "\n").split("\n")]


def blocks(lines: Iterable[str]) -> list[list[str]]:
    """Return the lines in groups, as empty lines part them.

    >>> blocks(["a", "b", "", "", "c"])
    [['a', 'b'], ['c']]
    """
    groups: list[list[str]] = [[]]
    for line in lines:
        if line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return groups if groups[-1] else groups[:-1]


def joined_paragraphs(groups: Iterable[Sequence[str]]) -> str:
    r"""Return the paragraphs of wrapped lines, each on one line, an empty line between them.

    >>> joined_paragraphs([["The harbour was", "closed."], ["It froze."]])
    'The harbour was closed.\n\nIt froze.'
    """
    return "\n\n".join(" ".join(group) for group in groups)


def language_code(name: str) -> str | None:
    """Return the code of a language by its name, or None; of several ('ENGLISH; FRENCH') the first counts.

    >>> language_code("ENGLISH"), language_code("Klingon")
    ('en', None)
    """
    return _CODES.get(re.split(r"[;,/(\-]", name, maxsplit=1)[0].strip().casefold())


def leading_date(line: str) -> tuple[Candidate, str] | None:
    """Return the date of day or month that a line opens with, and what else the line says, or None.

    The fewest words from the start that are nothing but a day count, else the fewest that are a month, so that a
    number within a headline is none; the weekday and the time after it are left out of what else is said (an edition,
    mostly).

    >>> found = leading_date("2012-01-05 Thursday, Late Edition")
    >>> found[0].date.isoformat(), found[1]
    ('2012-01-05', 'Late Edition')
    >>> leading_date("Better after Covid-19, part 1") is None
    True
    """
    if len(line) > LONGEST_DATE_LINE or not any(c.isdigit() for c in line):
        return None
    words, month = line.split(), None
    for n in range(1, min(len(words), MOST_WORDS_OF_A_DATE) + 1):
        candidate = written(" ".join(words[:n]).rstrip(",;"), "header")
        if candidate is None or candidate.precision == "year":
            continue
        found = candidate._replace(words=line), _without_weekday_and_time(words[n:])
        if candidate.precision == "day":
            return found
        month = month or found
    return month


def _without_weekday_and_time(words: Sequence[str]) -> str:
    left = list(words)
    while left and (left[0] in {",", ";", "-"} or _WEEKDAY_OR_TIME.fullmatch(left[0].rstrip(",;"))):
        left.pop(0)
    return " ".join(left)


def known_fields(said: Mapping[str, str], edition: Iterable[str] = ()) -> dict[str, object]:
    """Return the fields of an article from what its lines say: the length as a number, empty ones left out.

    edition: what stands beside and under the date; a note that a correction was appended is a field of its own.

    >>> known_fields({"length": "505 words", "section": ""}, ["Late Edition", "Correction Appended"])
    {'length': 505, 'edition': 'Late Edition', 'correction': 'Correction Appended'}
    """
    lines = [stripped for line in edition if (stripped := line.strip(" ;,"))]
    notes = [line for line in lines if _CORRECTION.search(line)]
    fields: dict[str, object] = {key: value for key, value in said.items() if value and key != "length"}
    fields |= {"length": length} if (length := number_in(said.get("length", ""))) is not None else {}
    fields |= {"edition": "; ".join(rest)} if (rest := [line for line in lines if line not in notes]) else {}
    return fields | ({"correction": " ".join([*notes, said.get("correction", "")]).strip()} if notes else {})


def number_in(words: str) -> int | None:
    """Return the first whole number of some words, or None.

    >>> number_in("Length: 1,505 words"), number_in("many")
    (1505, None)
    """
    found = re.search(r"\d{1,3}(?:[.,\s]\d{3})+(?!\d)|\d{1,9}", words)
    return int(re.sub(r"\D", "", found[0])) if found else None
