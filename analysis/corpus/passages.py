"""Articles to passages: the stretches of text that the models count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from analysis import tables
from analysis.corpus.furniture import Furniture, find_furniture, find_repeated
from analysis.corpus.languages import languages_of
from analysis.scripts import share_without_spaces

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A sentence ends at . ! ? or an ellipsis, with the quotation marks or brackets that close it, before white
# space and something that can start a sentence; an initial or a short title before the stop is no end.
_SENTENCE_END = re.compile(r"(?<=[.!?…])(?P<close>[\"'”’»)\]]*)\s+(?=[\"'“‘«(\[¿¡]?[^\W_a-zа-яё])")
_NO_END = re.compile(
    r"(?:\b[A-ZА-Я]|\b(?:St|Mr|Mrs|Ms|Dr|Gen|Gov|Sen|Rep|Lt|Col|Sgt|Jr|Sr|No|vs|Sra?|Dra?|Gral|Ing|Lic|U\.S|U\.K|U\.N))\.$"
)
_TEXT_COLUMNS = ["article_id", "text", "title", "source"]
_LONG = 1.25  # a paragraph is split when it is longer than passage_words by this factor
_SHORT = 0.25  # and joined with its neighbour when it is shorter than this part of it


class Span(NamedTuple):
    """A stretch of a text, in characters, and how many words it has."""

    start: int
    end: int
    n_words: int


def split_passages(
    articles: pd.DataFrame,
    *,
    unit: str = "paragraph",
    passage_words: int = 40,
    languages: tuple[str, ...] = ("en",),
    cut_headline: bool = True,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the passages of the articles, and what was set aside on the way.

    articles: the table ``articles``; what repeats over one of its sources, such as a menu, is furniture. unit:
    'paragraph' (a paragraph is a passage; one longer than 1.25 times ``passage_words`` is split at sentence ends into
    even parts, one shorter than a quarter of it joins its neighbour), 'sentence' or 'article'. languages: those that a
    passage may be in. cut_headline: whether a first line that repeats the title is furniture.

    Returns the tables ``passages`` (sorted by article_id and position; start and end are characters of the
    article's text, n_tokens its words) and ``set_aside`` (stages 'furniture' and 'passages'; among them paragraphs
    mostly in a script that puts no spaces between words, such as Chinese or Thai).
    """
    passages, aside, texts = [], [], []
    shared = set(articles.loc[articles["path"].duplicated(keep=False), "path"].dropna())
    repeated = _repeated(articles)
    for article in articles.sort_values("article_id").to_dict("records"):
        if article["path"] in shared:  # rows of one file
            article["path"] = f"{article['path']}#{article['article_id']}"
        furniture = _furniture_of(article, cut_headline, repeated)
        unreadable = list(_without_spaces(article["text"], furniture))
        pieces: list[Furniture | Span] = [*furniture, *unreadable]
        pieces.sort(key=lambda piece: piece.start)
        spans = list(_spans(article["text"], pieces, unit, passage_words))
        passages += [_passage_row(article, i, span) for i, span in enumerate(spans)]
        texts += [article["text"][span.start : span.end] for span in spans]
        aside += [_furniture_row(article, f) for f in furniture]
        aside += [_unreadable_row(article, span) for span in unreadable]
        if not spans and not unreadable:
            aside.append(_aside_row(article, "passages", 0, "no words", "nothing but furniture stands in the text"))
    return (
        tables.conform("passages", _with_languages(passages, texts, languages))
        if passages
        else tables.empty("passages"),
        tables.conform("set_aside", pd.DataFrame(aside)) if aside else tables.empty("set_aside"),
    )


def passage_texts(articles: pd.DataFrame, passages: pd.DataFrame, *, cut_headline: bool = True) -> list[str]:
    """Return the text of each passage, furniture inside it blanked out, so that places in it stay as they are."""
    repeated = _repeated(articles)
    rows = articles[_TEXT_COLUMNS].to_dict("records")
    whole = {article["article_id"]: _blanked(article, cut_headline, repeated) for article in rows}
    return [whole[row.article_id][row.start : row.end] for row in passages.itertuples()]


def _repeated(articles: pd.DataFrame) -> dict[str, list[Furniture]]:
    """Return what of each article's text, by its id, repeats in its source."""
    found = find_repeated(articles).furniture(articles["text"].tolist(), articles["source"].fillna("").tolist())
    return dict(zip(articles["article_id"], found, strict=True))


def _furniture_of(article: dict[str, str], cut_headline: bool, repeated: dict[str, list[Furniture]]) -> list[Furniture]:
    title = _known(article["title"]) if cut_headline else ""
    pieces = repeated[article["article_id"]]
    return find_furniture(article["text"], title=title, source=_known(article["source"]), repeated=pieces)


def _blanked(article: dict[str, str], cut_headline: bool, repeated: dict[str, list[Furniture]]) -> str:
    text = article["text"]
    for piece in _furniture_of(article, cut_headline, repeated):
        text = text[: piece.start] + " " * (piece.end - piece.start) + text[piece.end :]
    return text


def _passage_row(article: dict[str, str], position: int, span: Span) -> dict[str, object]:
    return {
        "passage_id": f"{article['article_id']}-{position:04d}",
        "article_id": article["article_id"],
        "position": position,
        "start": span.start,
        "end": span.end,
        "n_tokens": span.n_words,
    }


def _with_languages(passages: list[dict[str, object]], texts: list[str], languages: tuple[str, ...]) -> pd.DataFrame:
    """Return the passages with the language of each, which leans on the rest of its article."""
    found = languages_of(texts, languages, articles=[str(row["article_id"]) for row in passages])
    codes, confidences = zip(*found, strict=True)
    return pd.DataFrame(passages).assign(language=codes, language_confidence=confidences)


def _furniture_row(article: dict[str, str], furniture: Furniture) -> dict[str, object]:
    words = " ".join(article["text"][furniture.start : furniture.end].split())
    return _aside_row(article, "furniture", furniture.start, furniture.reason, words[:80])


def _without_spaces(text: str, furniture: list[Furniture]) -> Iterator[Span]:
    """Yield the paragraphs that are mostly in scripts without spaces between words."""
    if share_without_spaces(text):
        for stretch in _stretches(text, furniture):
            for paragraph in _paragraphs(text, stretch):
                if share_without_spaces(text[paragraph.start : paragraph.end]) > 0.5:
                    yield paragraph


def _unreadable_row(article: dict[str, str], span: Span) -> dict[str, object]:
    words = " ".join(article["text"][span.start : span.end].split())
    return _aside_row(article, "passages", span.start, "no spaces between words", words[:80])


def _aside_row(article: dict[str, str], stage: str, position: int, reason: str, detail: str) -> dict[str, object]:
    path = _known(article["path"]) or article["article_id"]
    identity = {"path": path, "position": position, "article_id": article["article_id"]}
    return {"stage": stage, **identity, "reason": reason, "detail": detail}


def _known(value: object) -> str:
    return value if isinstance(value, str) else ""


def _spans(text: str, pieces: Sequence[Furniture | Span], unit: str, passage_words: int) -> Iterator[Span]:
    """Yield the passages of one text as spans, in order, none of them without a word."""
    if unit == "article":
        whole = _join([stretch for stretch in _stretches(text, pieces) if stretch.n_words], text)
        if whole.n_words:
            yield whole
        return
    for stretch in _stretches(text, pieces):
        paragraphs = list(_paragraphs(text, stretch))
        if unit == "sentence":
            yield from (s for p in paragraphs for s in _sentences(text, p) if s.n_words)
        else:
            for paragraph in _join_short(paragraphs, text, round(passage_words * _SHORT)):
                yield from _split_long(text, paragraph, passage_words)


def _span(text: str, start: int, end: int) -> Span:
    """Return the span without the white space at its ends."""
    stripped = text[start:end]
    start += len(stripped) - len(stripped.lstrip())
    end = max(start, end - (len(stripped) - len(stripped.rstrip())))
    return Span(start, end, len(_WORD.findall(text, start, end)))


def _join(spans: list[Span], text: str) -> Span:
    return _span(text, spans[0].start, spans[-1].end) if spans else Span(0, 0, 0)


def _stretches(text: str, pieces: Sequence[Furniture | Span]) -> Iterator[Span]:
    """Yield what lies between the pieces that are left out, such as furniture."""
    at = 0
    for piece in pieces:
        if piece.start > at:
            yield _span(text, at, piece.start)
        at = max(at, piece.end)
    if at < len(text):
        yield _span(text, at, len(text))


def _paragraphs(text: str, stretch: Span) -> Iterator[Span]:
    """Yield paragraphs: between blank lines where the text has any, or lines were wrapped by hand; else lines."""
    gap = r"\n\s*\n" if _has_blank_lines(text) or _is_wrapped(text) else r"\n"
    at = stretch.start
    for found in re.finditer(gap, text[stretch.start : stretch.end]):
        yield _span(text, at, stretch.start + found.start())
        at = stretch.start + found.end()
    yield _span(text, at, stretch.end)


def _has_blank_lines(text: str) -> bool:
    return re.search(r"\S[ \t]*\n[ \t]*\n\s*\S", text) is not None


def _is_wrapped(text: str) -> bool:
    """Whether most lines end in the middle of a sentence, as in text wrapped at a fixed width."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()][:-1]
    unended = [line for line in lines if not re.search(r"[.!?…:][\"'”’»)\]]*$", line)]
    return len(unended) > len(lines) / 2


def _join_short(paragraphs: list[Span], text: str, least: int) -> list[Span]:
    """Join a paragraph of fewer than ``least`` words with the next one (the last with the one before)."""
    joined: list[Span] = []
    waiting: list[Span] = []
    for paragraph in (p for p in paragraphs if p.n_words):
        waiting.append(paragraph)
        if paragraph.n_words >= least:
            joined.append(_join(waiting, text))
            waiting = []
    if waiting:
        last = [joined.pop()] if joined else []
        joined.append(_join([*last, *waiting], text))
    return joined


def _sentences(text: str, paragraph: Span) -> Iterator[Span]:
    at = paragraph.start
    for found in _SENTENCE_END.finditer(text, paragraph.start, paragraph.end):
        if not _NO_END.search(text[at : found.start()]):
            yield _span(text, at, found.end("close"))
            at = found.end()
    yield _span(text, at, paragraph.end)


def _split_long(text: str, paragraph: Span, passage_words: int) -> Iterator[Span]:
    """Yield a long paragraph in parts of nearly the same length that end where sentences end."""
    if paragraph.n_words <= passage_words * _LONG:
        yield paragraph
        return
    n_parts = max(2, round(paragraph.n_words / passage_words))
    part: list[Span] = []
    done = n_before = 0
    for sentence in _sentences(text, paragraph):
        # A part ends before the sentence whose middle lies beyond the even share of the words.
        if part and n_before + sentence.n_words / 2 > paragraph.n_words * (done + 1) / n_parts:
            yield _join(part, text)
            part, done = [], done + 1
        part.append(sentence)
        n_before += sentence.n_words
    yield _join(part, text)
