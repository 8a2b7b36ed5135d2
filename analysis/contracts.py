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
PROBLEMS = ("absent", "in phrases only", "excluded", "stop word", "no word", "too common")  # of a word of the lexicon
KINDS_OF_THEME = ("named", "free", "background")
KINDS_OF_TASK = ("label", "word_intrusion", "theme_intrusion")  # in the order in which coders are given them
UNITS_OF_TASKS = ("passage", "article")

# A term of a theme, the entries of the lexicon that become it, their languages, and how often it stands there.
_OF_ENTRIES = {"theme": _text(), "term": _text(), "words": _text(), "languages": _text(), "count": NUMBER}

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
            "written": _text(),  # the term as it is shown: with its accents and capitals, and in a form that occurs
            "weight": SHARE,
            "rank": INTEGER,
            "lift": NUMBER,
            "in_lexicon": FLAG,
        },
    ),
    "lexicon": Contract(
        "a term of the lexicon and a theme",
        ("theme", "term"),
        {
            **_OF_ENTRIES,
            "n_passages": INTEGER,
            "n_articles": INTEGER,
            "share": SHARE,
            "first": _maybe("date"),
            "last": _maybe("date"),
            "problem": _maybe("text", *PROBLEMS),
            "shared_with": _maybe("text"),
            "nearest": _maybe("text"),
        },
    ),
    "exclusions": Contract(
        "a term that a theme excludes",
        ("theme", "term"),
        {
            **_OF_ENTRIES,
            "n_articles": INTEGER,
            "problem": _maybe("text", *PROBLEMS),
            "nearest": _maybe("text"),
        },
    ),
    "coverage": Contract(
        "a theme, or all, and how much of the corpus has its words",
        ("theme",),
        {
            "theme": _text(),
            "n_articles": INTEGER,
            "share": SHARE,
            "n_passages": INTEGER,
            "count": NUMBER,
            "n_sure": INTEGER,
        },
    ),
    "suggestions": Contract(
        "a word that a theme could have",
        ("theme", "term"),
        {
            "theme": _text(),
            "term": _text(),
            "rank": INTEGER,
            "score": NUMBER,
            "n_sure": INTEGER,
            "n_other": INTEGER,
            "share_sure": SHARE,
            "share_other": SHARE,
        },
    ),
    "contexts": Contract(
        "a place where a suggested word stands",
        ("theme", "term", "passage_id", "start"),
        {
            "theme": _text(),
            "term": _text(),
            "article_id": _text(),
            "passage_id": _text(),
            "start": INTEGER,
            "end": INTEGER,
            "before": _text(),
            "keyword": _text(),
            "after": _text(),
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
            "from_stray": _maybe("number"),
            "degrees": _maybe("number"),
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
        ("model", "theme", "frequency", "denominator", "group", "at"),
        {
            "model": _text(),
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "denominator": _text(),
            "group": _text(),
            "at": DATE,  # the first day after the step
            "at_low": DATE,  # the step's date lies between these two with the probability of the intervals' level
            "at_high": DATE,
            "before": SHARE,  # the mean share, of the denominator, between the step before and this one
            "after": SHARE,  # the same between this step and the next
            "low": NUMBER,  # after minus before, in shares of the denominator, lies between these two
            "high": NUMBER,
            "p_adjusted": SHARE,  # how often chance lists such a step in a run, over all its themes
            "support": SHARE,  # of the refits, those whose best step lies within one period
        },
    ),
    "slopes": Contract(
        "how steeply a theme rose or fell over all its periods",
        ("model", "theme", "frequency", "denominator", "group"),
        {
            "model": _text(),
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "denominator": _text(),
            "group": _text(),
            "slope": NUMBER,  # the median slope between two periods, in shares of the denominator a year
            "low": NUMBER,  # its interval, in the same unit
            "high": NUMBER,
            "level": SHARE,
            "p": SHARE,  # how often chance makes such a slope, noise that carries over allowed for
            "p_adjusted": SHARE,  # the same over all rows (share of false ones, Benjamini and Hochberg)
            "n_periods": INTEGER,  # periods with a share
        },
    ),
    "smooth": Contract(
        "a theme's smoothed share in a period",
        ("model", "theme", "frequency", "period", "denominator", "group", "looks_ahead"),
        {
            "model": _text(),
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "period": _text(),
            "denominator": _text(),
            "group": _text(),
            "looks_ahead": FLAG,  # whether later periods have a say
            "start": DATE,
            "end": DATE,
            "share": _maybe("share"),  # of the denominator; missing in a gap, and of fewer than five shares
            "low": _maybe("share"),  # the smoothed share's interval, without the allowance for stray weight
            "high": _maybe("share"),
            "level": SHARE,
            "bandwidth": NUMBER,  # days, from the middle of the period to where others have no say; 0 without a curve
        },
    ),
    "events": Contract(
        "a theme around an event",
        ("model", "theme", "frequency", "denominator", "group", "label", "date"),
        {
            "model": _text(),
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "denominator": _text(),
            "group": _text(),
            "label": _text(),
            "date": DATE,
            "window": INTEGER,  # periods before, and as many from the one with the event on
            "before": SHARE,  # mean shares of the denominator in them
            "after": SHARE,
            "low": _maybe("number"),  # after minus before; missing with fewer than nine other dates
            "high": _maybe("number"),
            "p": SHARE,  # the share of dates, this one among them, around which the theme moved as much
            "p_adjusted": SHARE,  # the same over all rows (share of false ones, Benjamini and Hochberg)
            "n_placebo": INTEGER,  # other dates that it was held against
        },
    ),
    "bursts": Contract(
        "a run of days in which a theme took much more than usual",
        ("model", "theme", "frequency", "denominator", "group", "start"),
        {
            "model": _text(),
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "denominator": _text(),
            "group": _text(),
            "start": DATE,
            "end": DATE,
            "share": SHARE,  # of the articles of these days
            "usual": SHARE,  # of the articles of all days
            "strength": NUMBER,  # by how much likelier (log) the days are at the raised share
            "n_articles": NUMBER,  # of these days
        },
    ),
    "drift": Contract(
        "a word that came into a theme, or went from it, in a period",
        ("model", "theme", "frequency", "period", "term"),
        {
            "model": _text(),
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "period": _text(),
            "start": DATE,
            "term": _text(),
            "written": _text(),  # the term as it is shown: with its accents and capitals, and in a form that occurs
            "direction": _text("came", "went"),
            "before": SHARE,  # of the theme's words in all earlier periods
            "now": SHARE,  # of the theme's words in this period
            "log_odds": NUMBER,  # of the word now against before, drawn towards no change where words are few
            "z": NUMBER,  # the difference of the two shares in its standard errors
            "p_adjusted": SHARE,  # over all words and periods of the theme (Benjamini and Hochberg)
            "n_passages": INTEGER,  # that have the word: in this period where it came, in earlier ones where it went
            "passage_id": _text(),  # of these, the one with most of the word and of the theme
        },
    ),
    "event_dates": Contract(
        "an event",
        ("date", "label"),
        {"date": DATE, "label": _text()},
    ),
    "agreement": Contract(
        "how far two models agree on a theme in the articles of a period",
        ("model", "theme", "frequency", "period", "denominator", "group"),
        {
            "model": _text(),  # both, with '~' between
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "period": _text(),
            "denominator": _text(),  # what an article counts in the correlation; 'published': as 'articles'
            "group": _text(),
            "start": DATE,
            "end": DATE,
            "value": _maybe("number"),  # the correlation of their weights over the articles, -1 to 1
            "low": _maybe("number"),  # its interval; missing below five articles
            "high": _maybe("number"),
            "level": SHARE,
            "n_articles": INTEGER,  # that lie in the period, wholly or in part, and have a weight
        },
    ),
    "comparisons": Contract(
        "how far the shares of two groups of articles lie apart",
        ("model", "theme", "frequency", "period", "denominator", "first", "second"),
        {
            "model": _text(),
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "period": _text(),  # or 'all time'
            "denominator": _text(),
            "first": _text(),  # the groups, as the column 'group' of group_trends names them
            "second": _text(),
            "start": DATE,
            "end": DATE,
            "share_first": _maybe("share"),  # of the group's denominator in the period
            "share_second": _maybe("share"),
            "difference": _maybe("number"),  # first minus second, in shares
            "low": _maybe("number"),  # its interval; missing where one of the shares has none
            "high": _maybe("number"),
            "level": SHARE,
            "p": _maybe("share"),  # how often chance makes a difference as large where there is none
            "p_adjusted": _maybe("share"),  # over all rows of all time, or all of periods (Benjamini and Hochberg)
            "n_first": NUMBER,  # articles of the group in the period, parts among them
            "n_second": NUMBER,
        },
    ),
    "corrected": Contract(
        "a theme's share in a period as hand labels correct it",
        ("model", "theme", "frequency", "period", "denominator", "group"),
        {
            "model": _text(),  # whose weights help
            "theme": _text(),
            "frequency": _text(*PERIODS),
            "period": _text(),  # or 'all time'
            "denominator": _text(),
            "group": _text(),
            "start": DATE,
            "end": DATE,
            "share": _maybe("number"),  # of what labels say; may lie a little outside 0 to 1; missing without labels
            "low": _maybe("share"),  # its interval; missing below five labels
            "high": _maybe("share"),
            "level": SHARE,
            "model_share": _maybe("share"),  # the mean weight
            "labels_share": _maybe("share"),  # the mean label, and how wide the interval is without the model
            "labels_width": _maybe("share"),
            "tuning": NUMBER,  # what the model's share is multiplied by
            "correlation": _maybe("number"),  # of labels and weights, over all labels of the group
            "n_labels": INTEGER,
            "n_effective": NUMBER,  # equally likely labels that tell as much
        },
    ),
    "behind": Contract(
        "an article behind a theme's share in a period, the one that carries most first",
        ("article_id",),
        {
            "article_id": _text(),
            "date": _maybe("date"),
            "date_precision": _maybe("text", *PRECISIONS),
            "title": _maybe("text"),
            "source": _maybe("text"),
            "weight": SHARE,  # of the article's words that the theme takes
            "part": SHARE,  # of the article that lies in the period: 1 but for dates of month or year precision
            "carried": SHARE,  # of the denominator: the articles of the period sum to the theme's share there
        },
    ),
    "number_of_themes": Contract(
        "a number of free themes that was tried",
        ("n_themes",),
        {
            "n_themes": INTEGER,
            "perplexity": _maybe("number"),
            "perplexity_low": _maybe("number"),
            "perplexity_high": _maybe("number"),
            "gain": _maybe("number"),
            "stability": _maybe("share"),
            "stability_low": _maybe("share"),
            "stability_high": _maybe("share"),
            "enough": FLAG,
            "chosen": FLAG,
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
    "names_left_out": Contract(
        "a term that was taken for a name, and so is not counted",
        ("term",),
        {"term": _text(), "written": _text(), "count": NUMBER, "n_passages": INTEGER},
    ),
    "excluded_words": Contract(
        "words that a theme excludes in a language",
        ("theme", "language", "words"),
        {"theme": _text(), "language": _text(), "words": _text()},
    ),
    "theme_moves": Contract(
        "a theme of two reports, and how far it moved from the first to the second",
        ("model", "theme"),
        {
            "model": _text(),
            "theme": _text(),  # as the second report calls it, where it has it
            "theme_before": _maybe("text"),  # as the first does
            "label": _text(),
            "found_in": _text("first", "second", "first and second"),
            "before": _maybe("share"),
            "after": _maybe("share"),
            "moved": _maybe("share"),
            "correlation": _maybe("number"),
            "share_moved": _maybe("share"),
            "share_most": _maybe("number"),
            "period": _maybe("text"),
        },
    ),
    "share_moves": Contract(
        "a theme's share of a period in two reports",
        ("model", "theme", "frequency", "period"),
        {
            "model": _text(),
            "theme": _text(),
            "label": _text(),
            "frequency": _text(*PERIODS),
            "period": _text(),
            "start": DATE,
            "end": DATE,
            "before": _maybe("share"),
            "after": _maybe("share"),
            "change": _maybe("number"),
        },
    ),
    "article_moves": Contract(
        "an article whose weight of a theme moved",
        ("model", "theme", "article_id"),
        {
            "model": _text(),
            "theme": _text(),
            "article_id": _text(),
            "article": _maybe("text"),
            "before": SHARE,
            "after": SHARE,
            "change": NUMBER,
        },
    ),
    "word_moves": Contract(
        "a term that only one of two lexicons has, or words that only one excludes",
        ("theme", "kind", "term"),
        {
            "kind": _text("word", "exclusion"),
            "change": _text("added", "dropped"),
            "theme": _text(),
            "term": _text(),
            "words": _text(),
            "count": _maybe("number"),  # how often the term occurs, where it is of the lexicon
        },
    ),
    "tasks": Contract(
        "a task for coders; each option has a column more, named by its letter",
        ("task_id",),
        {
            "task_id": _text(),
            "position": INTEGER,
            "kind": _text(*KINDS_OF_TASK),
            "question": _text(),
            "text": _maybe("text"),
        },
    ),
    "task_key": Contract(
        "an option of a task, and what one model says of it",
        ("task_id", "letter", "model"),
        {
            "task_id": _text(),
            "letter": _text(),
            "model": _text(),
            "kind": _text(*KINDS_OF_TASK),
            "theme": _text(),
            "term": _maybe("text"),
            "intruder": FLAG,
            "weight": _maybe("share"),
            "presence": _maybe("share"),
            "unit": _maybe("text", *UNITS_OF_TASKS),
            "unit_id": _maybe("text"),
            "article_id": _maybe("text"),
            "stratum": _maybe("text"),
            "inclusion": _maybe("share"),
            "label": _maybe("text"),  # what the theme is called, and its place among the themes
            "order": _maybe("number"),
        },
    ),
    "answers": Contract(
        "a coder's answer to a task",
        ("coder", "task_id"),
        {"coder": _text(), "task_id": _text(), "answer": _text()},
    ),
    "labels": Contract(
        "what coders said of a theme in an article or passage that was drawn at random",
        ("unit", "unit_id", "theme"),
        {
            "unit": _text(*UNITS_OF_TASKS),
            "unit_id": _text(),
            "article_id": _text(),
            "theme": _text(),
            "label": _maybe("integer"),
            "share": SHARE,
            "coders": INTEGER,
            "stratum": _text(),
            "inclusion": SHARE,
        },
    ),
    "validation": Contract(
        "a figure of how a theme stands up to human coders, or of how far these agree",
        ("kind", "model", "theme", "measure"),
        {
            "kind": _text(*KINDS_OF_TASK),
            "model": _text(),
            "theme": _text(),
            "measure": _text(),
            "value": _maybe("number"),
            "low": _maybe("number"),
            "high": _maybe("number"),
            "n_tasks": INTEGER,
            "n_answers": INTEGER,
            "covers": _text(),
        },
    ),
}
# Shares of groups of articles are told as those of all are.
CONTRACTS["group_trends"] = CONTRACTS["group_shares"] = CONTRACTS["trends"]
CONTRACTS["drift_contexts"] = CONTRACTS["contexts"]
