"""What every table that travels between stages holds: what one row is, its columns with their kinds, and its key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column of a contract: its kind, whether every row has it, and the values allowed."""

    kind: str
    required: bool = True
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """What one row is, the columns in order, and the key."""

    row: str
    key: tuple[str, ...]
    columns: dict[str, Column]


def _text(*allowed: str) -> Column:
    return Column("text", True, allowed)


def _maybe(kind: str, *allowed: str) -> Column:
    return Column(kind, False, allowed)


INTEGER, NUMBER, SHARE, DATE, FLAG = (Column(k) for k in ("integer", "number", "share", "date", "flag"))

LANGUAGES = ("en", "es", "ru")  # those with stop words and lemmas
PRECISIONS = ("day", "month", "year")
PERIODS = ("day", "week", "month", "quarter", "year")
KINDS_OF_THEME = ("named", "free", "background")

CONTRACTS: dict[str, Contract] = {
    "articles": Contract(
        "an article",
        ("article_id",),
        {
            "article_id": _text(),
            "date": _maybe("date"),
            "date_precision": _maybe("text", *PRECISIONS),
            "date_source": _maybe("text"),
            "date_evidence": _maybe("text"),
            "date_confidence": _maybe("share"),
            "source": _maybe("text"),
            "title": _maybe("text"),
            "text": _text(),
            "language": _maybe("text"),
            "path": _maybe("text"),
            "duplicate_of": _maybe("text"),
        },
    ),
    "set_aside": Contract(
        "what could not be used",
        ("stage", "path", "position"),
        {
            "stage": _text(),
            "path": _text(),
            "position": INTEGER,
            "article_id": _maybe("text"),
            "reason": _text(),
            "detail": _maybe("text"),
        },
    ),
    "dates": Contract(
        "a date that could be an article's",
        ("article_id", "number"),
        {
            "article_id": _text(),
            "number": INTEGER,
            "date": DATE,
            "precision": _text(*PRECISIONS),
            "place": _text(),
            "words": _text(),
            "confidence": SHARE,
        },
    ),
    "copies": Contract(
        "an article that is a copy of an earlier one",
        ("article_id",),
        {"article_id": _text(), "duplicate_of": _text(), "similarity": SHARE, "kind": _text("exact", "near")},
    ),
    "notes": Contract(
        "what was guessed or mended while a file was read",
        ("path", "note"),
        {"path": _text(), "note": _text(), "articles": INTEGER},
    ),
    "totals": Contract(
        "how many of something the audit found",
        ("count",),
        {"count": _text(), "n": INTEGER},
    ),
    "counts": Contract(
        "the articles that share a value, such as a source or a year",
        ("by", "value"),
        {
            "by": _text("source", "year", "month", "language", "date_source", "date_precision"),
            "value": _text(),
            "n_articles": INTEGER,
            "n_undated": INTEGER,
            "n_copies": INTEGER,
            "first": _maybe("date"),
            "last": _maybe("date"),
        },
    ),
    "reasons": Contract(
        "a reason why inputs were set aside",
        ("stage", "reason"),
        {"stage": _text(), "reason": _text(), "n": INTEGER, "example": _text(), "detail": _maybe("text")},
    ),
    "doubtful": Contract(
        "an article without a date, or with one that something speaks against",
        ("article_id",),
        {
            "article_id": _text(),
            "path": _maybe("text"),
            "title": _maybe("text"),
            "date": _maybe("date"),
            "date_precision": _maybe("text", *PRECISIONS),
            "problem": _maybe("text"),
            "proposed": _maybe("text"),
        },
    ),
    "copy_groups": Contract(
        "an article that others are copies of",
        ("duplicate_of",),
        {
            "duplicate_of": _text(),
            "path": _maybe("text"),
            "title": _maybe("text"),
            "n_copies": INTEGER,
            "n_near": INTEGER,
            "similarity": SHARE,
            "furthest": _text(),
        },
    ),
    "coverage_gaps": Contract(
        "a run of days in which a source, or the corpus, has no article although its rhythm says it should",
        ("scope", "source", "start"),
        {
            "scope": _text("corpus", "source"),
            "source": _text(),
            "start": DATE,
            "end": DATE,
            "days": INTEGER,
            "expected": NUMBER,
            "kind": _text("gap", "before", "after"),
        },
    ),
    "coverage_spans": Contract(
        "how far a source, or the corpus, reaches in time",
        ("scope", "source"),
        {
            "scope": _text("corpus", "source"),
            "source": _text(),
            "first": DATE,
            "last": DATE,
            "n_articles": INTEGER,
            "unit": _text(*PRECISIONS),
            "n_units": INTEGER,
            "judged": FLAG,
            "partial_first": FLAG,
            "partial_last": FLAG,
        },
    ),
    "coverage_months": Contract(
        "the articles of a source, or of the corpus, in a month",
        ("scope", "source", "month"),
        {"scope": _text("corpus", "source"), "source": _text(), "month": DATE, "n_articles": NUMBER},
    ),
    "passages": Contract(
        "a stretch of an article, the unit that is counted",
        ("passage_id",),
        {
            "passage_id": _text(),
            "article_id": _text(),
            "position": INTEGER,
            "start": INTEGER,
            "end": INTEGER,
            "n_tokens": INTEGER,
            "language": _maybe("text"),
            "language_confidence": _maybe("share"),
        },
    ),
    "themes": Contract(
        "a theme",
        ("theme",),
        {
            "theme": _text(),
            "label": _text(),
            "kind": _text(*KINDS_OF_THEME),
            "order": INTEGER,
            "colour": _text(),
            "stability": _maybe("share"),
            "found_in": _maybe("integer"),
            "junk": _maybe("text"),
        },
    ),
    "theme_terms": Contract(
        "a term of a theme",
        ("model", "theme", "term"),
        {
            "model": _text(),
            "theme": _text(),
            "term": _text(),
            "weight": SHARE,
            "rank": INTEGER,
            "lift": NUMBER,
            "in_lexicon": FLAG,
        },
    ),
    "weights": Contract(
        "an article and a theme",
        ("model", "article_id", "theme"),
        {
            "model": _text(),
            "article_id": _text(),
            "theme": _text(),
            "weight": _maybe("share"),
            "low": _maybe("share"),
            "high": _maybe("share"),
            "presence": _maybe("share"),
        },
    ),
    "evidence": Contract(
        "a word that shows a theme in a passage",
        ("model", "theme", "passage_id", "start"),
        {
            "model": _text(),
            "theme": _text(),
            "passage_id": _text(),
            "start": INTEGER,
            "end": INTEGER,
            "term": _text(),
            "weight": SHARE,
        },
    ),
    "trends": Contract(
        "a theme in a period of a group",
        ("model", "theme", "frequency", "period", "denominator", "group"),
        {
            "model": _text(),
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "period": _text(),
            "denominator": _text(),
            "group": _text(),
            "start": DATE,
            "end": DATE,
            "partial": FLAG,
            "share": _maybe("share"),
            "low": _maybe("share"),
            "high": _maybe("share"),
            "level": SHARE,
            "covers": _text(),
            "n_articles": NUMBER,
            "n_effective": NUMBER,
            "n_words": NUMBER,
            "n_missing": NUMBER,
            "count": _maybe("number"),
            "total": _maybe("number"),
            "from_articles": _maybe("number"),
            "from_model": _maybe("number"),
            "mix_present": _maybe("share"),
        },
    ),
    "trend_draws": Contract(
        "one refit's share",
        ("model", "theme", "frequency", "period", "denominator", "group", "draw"),
        {
            "model": _text(),
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "period": _text(),
            "denominator": _text(),
            "group": _text(),
            "draw": INTEGER,
            "share": _maybe("share"),
            "resampled": _maybe("share"),
        },
    ),
    "changes": Contract(
        "a change of a theme",
        ("model", "theme", "frequency", "at"),
        {
            "model": _text(),
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "at": DATE,
            "at_low": DATE,
            "at_high": DATE,
            "before": SHARE,
            "after": SHARE,
            "low": NUMBER,
            "high": NUMBER,
            "p_adjusted": SHARE,
            "support": SHARE,
        },
    ),
    "quality": Contract(
        "a figure of a model or theme",
        ("model", "theme", "measure"),
        {
            "model": _text(),
            "theme": _text(),
            "measure": _text(),
            "value": _maybe("number"),
            "low": _maybe("number"),
            "high": _maybe("number"),
        },
    ),
}
