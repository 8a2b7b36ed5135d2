"""What each column of a report's tables means: its unit, what a share in it is a share of, and in words."""

from __future__ import annotations

import pandas as pd

from analysis.contracts import CONTRACTS
from analysis.report.meanings import OF_THE_RUN, Meaning

OF = "what 'denominator' names, in the period and group"
_SHARES, _ARTICLES, _DAY, _P = "shares, 0 to 1", "articles", "date", "probability"

# Columns that mean the same wherever they stand.
_SHARED: dict[str, Meaning] = {
    "model": Meaning("name", "", "lda, tfidf, or both: what the two say together"),
    "theme": Meaning("name", "", "the theme; its label stands in the table themes"),
    "frequency": Meaning("name", "", "how long a period is: day, week, month, quarter or year"),
    "period": Meaning("name", "", "the period, such as 2020-03, 2020-W14, 2020-Q2 or 2020; or 'all time'"),
    "denominator": Meaning(
        "name", "", "what shares are shares of: articles (each counts once), words (each by its words), "
        "articles_with_theme (each by its presence), published (an outside table); with or without a fixed mix",
    ),
    "group": Meaning("name", "", "the articles that are meant: all, or those with a value of a column"),
    "start": Meaning(_DAY, "", "first day"),
    "end": Meaning(_DAY, "", "last day"),
    "level": Meaning(_P, "", "how probable it is that the interval from low to high holds the truth"),
    "p": Meaning(_P, "", "how often chance alone makes as much"),
    "p_adjusted": Meaning(_P, "", "the same, adjusted for all rows that were looked at (Benjamini and Hochberg)"),
    "passage_id": Meaning("name", "", "the passage that shows it best"),
}  # fmt: skip

_TRENDS: dict[str, Meaning] = {
    "partial": Meaning("yes or no", "", "whether the articles begin after its first day, or end before its last"),
    "share": Meaning(_SHARES, OF, "the theme's mean weight; missing where there is no article"),
    "low": Meaning(_SHARES, OF, "lower end of the share's interval; missing where 'covers' says why"),
    "high": Meaning(_SHARES, OF, "upper end of the share's interval"),
    "covers": Meaning("words", "", "what the interval covers, or why there is none"),
    "n_articles": Meaning(_ARTICLES, "", "in the period; not whole where a date is a month or a year"),
    "n_effective": Meaning(_ARTICLES, "", "of even size that would tell as much"),
    "n_words": Meaning("words", "", "of the period's articles"),
    "n_missing": Meaning(_ARTICLES, "", "in the period that have no weight, since none of their words is known"),
    "count": Meaning("as total", "", "share times total: how much of the denominator is the theme's"),
    "total": Meaning("articles or words", "", "how much of the denominator there is in the period"),
    "from_articles": Meaning(_SHARES, OF, "standard error that the choice of articles brings"),
    "from_model": Meaning(_SHARES, OF, "standard error that the refitting brings"),
    "from_stray": Meaning(
        _SHARES, OF, "standard error allowed for the theme's weight in articles that do not speak of it"
    ),
    "degrees": Meaning("number", "", "degrees of freedom of the interval's t"),
    "mix_present": Meaning(
        _SHARES, "the mix of outlets", "of outlets that have an article in the period; 1 without a mix"
    ),
}
_SIDES = "what 'denominator' names, in the periods meant"

MEANINGS: dict[str, dict[str, Meaning]] = {
    "trends": _TRENDS,
    "trend_draws": {
        "draw": Meaning("number", "", "the refit"),
        "share": Meaning(_SHARES, OF, "with the articles as they are: the model's doubt alone"),
        "resampled": Meaning(_SHARES, OF, "with random weights of the articles as well: both kinds of doubt"),
    },
    "changes": {
        "at": Meaning(_DAY, "", "first day after the step"),
        "at_low": Meaning(_DAY, "", "earliest date at which the step may lie, at the intervals' level"),
        "at_high": Meaning(_DAY, "", "latest date at which the step may lie"),
        "before": Meaning(_SHARES, _SIDES, "mean share from the step before, or the beginning; the step is overstated"),
        "after": Meaning(_SHARES, _SIDES, "mean share up to the next step, or the end; the step is overstated"),
        "low": Meaning("shares, -1 to 1", _SIDES, "lower end of the interval of after minus before"),
        "high": Meaning("shares, -1 to 1", _SIDES, "upper end of the interval of after minus before"),
        "p_adjusted": Meaning(_P, "", "how often chance or a ramp lists such a step in a run, over all its themes"),
        "support": Meaning(_SHARES, "all refits", "those whose best step lies within one period of this one"),
    },
    "slopes": {
        "slope": Meaning("shares a year", OF, "median slope between two periods"),
        "low": Meaning("shares a year", OF, "lower end of the slope's interval"),
        "high": Meaning("shares a year", OF, "upper end of the slope's interval"),
        "n_periods": Meaning("periods", "", "that have a share"),
    },
    "smooth": {
        "looks_ahead": Meaning(
            "yes or no", "", "whether later periods have a say; if not, a row follows from the rows up to its own"
        ),
        "share": Meaning(_SHARES, OF, "the smooth curve in the middle of the period; missing in a long gap, and "
            "where fewer than five periods have a share"),
        "low": Meaning(_SHARES, OF, "lower end of the curve's interval, which covers the choice of articles, the "
            "refits, and what shares scatter beyond them; not what 'from_stray' in "
            "trends allows for, the same in all periods"),
        "high": Meaning(_SHARES, OF, "upper end of the curve's interval, which covers the same"),
        "bandwidth": Meaning("days", "", "from a period's middle to where others have no say; 0 without a curve"),
    },
    "bursts": {
        "share": Meaning(_SHARES, "the articles of these days", "the theme's mean weight"),
        "usual": Meaning(_SHARES, "the articles of all days", "the theme's mean weight"),
        "strength": Meaning("log likelihood ratio", "", "by how much likelier the days are at the raised share"),
        "n_articles": Meaning(_ARTICLES, "", "of these days"),
    },
    "events": {
        "label": Meaning("words", "", "what the event is called"),
        "date": Meaning(_DAY, "", "of the event"),
        "window": Meaning("periods", "", "before the event, and as many from its own on"),
        "before": Meaning(_SHARES, _SIDES, "mean share of the periods before"),
        "after": Meaning(_SHARES, _SIDES, "mean share of the periods from the event's on"),
        "low": Meaning("shares, -1 to 1", _SIDES, "lower end of after minus before, by the moves at other dates"),
        "high": Meaning("shares, -1 to 1", _SIDES, "upper end of the same"),
        "p": Meaning(_SHARES, "all dates tried, this one among them", "those around which the theme moved as much"),
        "n_placebo": Meaning("dates", "", "that the event's was held against"),
    },
    "drift": {
        "term": Meaning("words", "", "that came or went"),
        "written": Meaning("words", "", "the term as it is shown: with accents and capitals, in a form that occurs"),
        "direction": Meaning("name", "", "came: more than before; went: less"),
        "before": Meaning(_SHARES, "the theme's words in all earlier periods", "the term's"),
        "now": Meaning(_SHARES, "the theme's words in the period", "the term's"),
        "log_odds": Meaning("log odds ratio", "", "now against before, drawn towards none where words are few"),
        "z": Meaning("standard errors", "", "now minus before, in the standard errors it has where nothing changed"),
        "n_passages": Meaning("passages", "", "that have it: in the period where it came, before where it went"),
    },
    "agreement": {
        "model": Meaning("name", "", "the two models that are held against each other"),
        "value": Meaning("correlation, -1 to 1", "", "of both models' weights over the period's articles"),
        "low": Meaning("correlation, -1 to 1", "", "lower end of its interval; missing below five articles"),
        "high": Meaning("correlation, -1 to 1", "", "upper end of its interval"),
        "n_articles": Meaning(_ARTICLES, "", "that lie in the period, wholly or in part, and have a weight"),
    },
    "comparisons": {
        "first": Meaning("name", "", "a group of articles"),
        "second": Meaning("name", "", "another"),
        "share_first": Meaning(_SHARES, OF, "the theme's in the first group"),
        "share_second": Meaning(_SHARES, OF, "the theme's in the second group"),
        "difference": Meaning("shares, -1 to 1", OF, "first minus second"),
        "low": Meaning("shares, -1 to 1", OF, "lower end of the difference's interval; missing where a share has none"),
        "high": Meaning("shares, -1 to 1", OF, "upper end of the difference's interval"),
        "n_first": Meaning(_ARTICLES, "", "of the first group in the period"),
        "n_second": Meaning(_ARTICLES, "", "of the second group in the period"),
    },
    "corrected": {
        "model": Meaning("name", "", "whose weights help: lda, tfidf, or both together"),
        "share": Meaning(_SHARES, OF, "that labels say is the theme's; missing without labels; may lie just outside"),
        "low": Meaning(_SHARES, OF, "lower end of the share's interval, which holds however wrong the model is"),
        "high": Meaning(_SHARES, OF, "upper end of it; both are missing below five labels"),
        "model_share": Meaning(_SHARES, OF, "the theme's mean weight, as the model has it"),
        "labels_share": Meaning(_SHARES, OF, "that the labels alone say"),
        "labels_width": Meaning(_SHARES, OF, "how wide the interval is by labels alone"),
        "tuning": Meaning("ratio", "", "what the mean weight is multiplied by: the slope of labels on weights"),
        "correlation": Meaning("correlation, -1 to 1", "", "of labels and weights, over all labels of the group"),
        "n_labels": Meaning("labels", "", "of articles in the period"),
        "n_effective": Meaning("labels", "", "of articles equally likely to be drawn that would tell as much"),
    },
    "behind": {
        "article_id": Meaning("name", "", "the article"),
        "date": Meaning(_DAY, "", "of the article"),
        "date_precision": Meaning("name", "", "how far the date is known: day, month or year"),
        "title": Meaning("words", "", "of the article"),
        "source": Meaning("words", "", "the outlet"),
        "weight": Meaning(_SHARES, "the article's counted words", "the theme's"),
        "part": Meaning(_SHARES, "the article", "how much of it lies in the period: 1 where the day is known"),
        "carried": Meaning(_SHARES, OF, "of the theme's share, by this article; all articles' sum to it"),
    },
}  # fmt: skip
MEANINGS["group_trends"] = MEANINGS["group_shares"] = _TRENDS
MEANINGS |= OF_THE_RUN


def columns_told() -> pd.DataFrame:
    """Return a row for each column of each table of a report: table, column, unit, share_of, meaning.

    Columns that a user's articles have besides ours are not among them.

    >>> table = columns_told().set_index(["table", "column"])
    >>> table.loc[("slopes", "slope"), "unit"]
    'shares a year'
    """
    rows = [
        {"table": table, "column": column, **_told({**_SHARED, **meanings}[column])}
        for table, meanings in MEANINGS.items()
        for column in _columns(table)
    ]
    return pd.DataFrame(rows)


def _columns(table: str) -> list[str]:
    """Return the columns of a table in order: those of its contract, and what it has besides."""
    of_contract = CONTRACTS[table].columns if table in CONTRACTS else {}
    return list(dict.fromkeys([*of_contract, *MEANINGS[table]]))


def _told(meaning: Meaning) -> dict[str, str]:
    return {"unit": meaning.unit, "share_of": meaning.share_of, "meaning": meaning.words}
