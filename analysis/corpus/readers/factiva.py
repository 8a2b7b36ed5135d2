"""Exports of Factiva: many articles in one file, with field codes (HD, PD, LP, TD) or without."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.corpus.dates import Candidate
from analysis.corpus.drafts import Draft, Unread
from analysis.corpus.readers.exported import (
    COPYRIGHT,
    blocks,
    clean_lines,
    joined_paragraphs,
    known_fields,
    language_code,
    leading_date,
    number_in,
)

# The line that ends an article: its number in the database.
_END = re.compile(r"(?:AN\s+)?(?:Document|Dokument|Documento|Документ)\s+([A-Za-z]{1,8}\w{12,40})")
_PAGE_HEAD = re.compile(r"Page\s*\d{1,6}\s*of\s*\d{1,6}\s*©.{0,60}Factiva.{0,60}", re.IGNORECASE)
_COVER = {"factiva", "dow jones", "dow jones factiva"}
_SUMMARY = "Search Summary"
_WORD_COUNT = re.compile(
    r"\d[\d.,\s]{0,10}\s?(?:words?|Wörter|mots?|palabras?|palavras?|parole|woorden|слов[ао]?)", re.IGNORECASE
)
_BY = re.compile(r"(?:by|von|par|por|di)\s", re.IGNORECASE)
LONGEST_SECTION = 3  # words of the line that names a part of the newspaper
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_SOURCE_CODE = re.compile(r"[A-Z0-9]{1,10}")
_CODES = {
    "HD": "headline", "CR": "credit", "BY": "byline", "WC": "length", "PD": "published", "ET": "time", "SN": "source",
    "SC": "source_code", "ED": "edition", "PG": "page", "LA": "language", "CY": "copyright", "LP": "lead", "TD": "rest",
    "SE": "section", "CLM": "column", "DLN": "dateline", "CX": "correction", "PUB": "publisher", "AN": "accession",
    "CO": "companies", "IN": "industries", "NS": "subjects", "RE": "regions", "VOL": "volume", "ART": "legend",
    "CT": "contact", "RF": "reference", "RST": "restriction", "IPC": "codes", "IPD": "descriptors",
}  # fmt: skip
_CODE = re.compile(rf"({'|'.join(_CODES)})(?:\t\s*|\s{{2,}}|$)(.*)")
# What is told by other means, or is of no use beside the text.
_NO_FIELDS = ("headline", "published", "source", "language", "copyright", "lead", "rest", "legend", "contact")


def looks_like(text: str) -> bool:
    r"""Whether a text is an export of Factiva: an article's number stands in a line, and codes or a word count do.

    >>> looks_like("Storm\n9 words\n5 January 2012\nThe Bay Times\nEnglish\n\nIt blew.\nDocument BAYT000020120105e815")
    True
    >>> looks_like("Document no. 5")
    False
    """
    lines = _lines(text)
    if not any(_END.fullmatch(line) for line in lines):
        return False
    codes = {match[1] for line in lines if (match := _CODE.fullmatch(line))}
    return {"HD", "PD"} <= codes or any(_WORD_COUNT.fullmatch(line) for line in lines)


def split(text: str) -> list[Draft | Unread]:
    """Return the articles of an export, in its order, and a reason for each piece that is none.

    The date is that of publication. Fields, where they are known: section, length (the words that the database counts),
    byline, edition, page, time, source_code, publisher, accession (the article's number), subjects, regions,
    companies, industries. The search summary at the end is no article.
    """
    lines = _lines(text)
    found: list[Draft | Unread] = []
    start = 0
    for end in [i for i, line in enumerate(lines) if _END.fullmatch(line)]:
        match = _END.fullmatch(lines[end])
        found.append(_article(lines[start:end], match[1] if match else ""))
        start = end + 1
    rest = [line for line in lines[start:] if line]
    if rest and _SUMMARY not in rest:
        found.append(Unread("incomplete", f"ends with what is no whole article ('{rest[0][:60]}'); export it again"))
    return found


def _lines(text: str) -> list[str]:
    lines = [line for line in clean_lines(text) if not _PAGE_HEAD.fullmatch(line)]
    first = next((i for i, line in enumerate(lines) if line and line.casefold() not in _COVER), len(lines))
    return lines[first:]


def _article(lines: Sequence[str], accession: str) -> Draft | Unread:
    coded = _coded(lines)
    if "headline" in coded and ("rest" in coded or "lead" in coded):
        said = {code: " ".join(line for line in value if line) for code, value in coded.items()}
        text = "\n\n".join(filter(None, (_paragraphs(coded.get(part, [])) for part in ("lead", "rest"))))
        dated = leading_date(said.get("published", ""))
        date = dated[0]._replace(words=said["published"]) if dated else None
    else:
        said, date, text = _uncoded(lines)
    title = said.get("headline", "")
    if not any(c.isalpha() for c in text):
        return Unread("no text", f"holds an article without a word in its body ('{title[:60]}')")
    kept = {key: value for key, value in said.items() if key not in (*_NO_FIELDS, "edition")} | {"accession": accession}
    return Draft(
        text=text,
        title=title or None,
        source=said.get("source") or None,
        language=language_code(said.get("language", "")),
        dates=(date,) if date else (),
        fields=known_fields(kept, [said.get("edition", "")]),
    )


def _coded(lines: Sequence[str]) -> dict[str, list[str]]:
    """Return the lines of each field that a code opens; what stands before the first code is none."""
    fields: dict[str, list[str]] = {}
    field: str | None = None
    for line in lines:
        match = _CODE.fullmatch(line)
        if match and _CODES[match[1]] not in fields:
            field = _CODES[match[1]]
            fields[field] = [match[2]] if match[2] else []
        elif field:
            fields[field].append(line)
    return fields


def _uncoded(lines: Sequence[str]) -> tuple[dict[str, str], Candidate | None, str]:
    """Return what the lines above the text say, the date and the text of an article whose fields have no codes.

    Their order: a section (seldom), the headline, the byline (often), the word count, the date, the time (seldom), the
    source, its code, an edition and a page (sometimes), the language, the copyright line; then the text.
    """
    counted = next((i for i, line in enumerate(lines) if _WORD_COUNT.fullmatch(line)), None)
    if counted is None:
        return {}, None, joined_paragraphs(blocks(lines))
    above = [line for line in lines[:counted] if line]
    named = range(counted + 1, min(counted + 12, len(lines)))
    spoken = next((i for i in named if language_code(lines[i])), None)
    copied = next((i for i in named if COPYRIGHT.match(lines[i])), None)
    end = max(counted, spoken or 0, copied or 0)
    below = [line for line in lines[counted + 1 : end] if line and line != (lines[spoken] if spoken else None)]
    said = _above(above) | {"length": lines[counted], "language": lines[spoken] if spoken else ""}
    dated = leading_date(below[0]) if below else None
    said |= _below(below[1 if dated else 0 :])
    return said, dated[0] if dated else None, _paragraphs(lines[end + 1 :])


def _above(lines: Sequence[str]) -> dict[str, str]:
    """Return section, headline and byline from the lines above the word count.

    The last is the byline if it says 'By'; the first of several is the section if it has three words at most.
    """
    left = list(lines)
    byline = left.pop() if len(left) > 1 and _BY.match(left[-1]) else ""
    section = left.pop(0) if len(left) > 1 and len(left[0].split()) <= LONGEST_SECTION else ""
    return {"section": section, "headline": " ".join(left), "byline": byline}


def _below(lines: Sequence[str]) -> dict[str, str]:
    """Return time, source, its code, edition and page from the lines between the date and the language."""
    left = list(lines)
    said = {"time": left.pop(0)} if left and _TIME.fullmatch(left[0]) else {}
    said |= {"source": left.pop(0)} if left else {}
    said |= {"source_code": left.pop(0)} if left and _SOURCE_CODE.fullmatch(left[0]) else {}
    left = [line for line in left if not COPYRIGHT.match(line)]
    pages = [line for line in left if number_in(line) is not None and len(line.split()) == 1]
    editions = [line for line in left if line not in pages]
    return said | ({"page": pages[-1]} if pages else {}) | ({"edition": "; ".join(editions)} if editions else {})


def _paragraphs(lines: Sequence[str]) -> str:
    """Return the paragraphs: the lines themselves, or groups of wrapped lines where empty lines part these.

    A group is wrapped where all its lines but the last are about as long as a line of a page.
    """
    paragraphs: list[list[str]] = []
    for group in blocks(lines):
        wrapped = len(group) > 1 and all(40 <= len(line) <= 100 for line in group[:-1])
        paragraphs += [group] if wrapped else [[line] for line in group]
    return joined_paragraphs(paragraphs)
