"""Shares corrected by hand labels."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis import tables, trends
from analysis.errors import InputError
from analysis.pipeline.grouping import refuse_unknown_group
from analysis.pipeline.moving import UNDATED, cells_of, periods_of
from analysis.pipeline.weighing import article_words
from analysis.results import Analysis


def corrected_trends(
    run: Analysis, labels: pd.DataFrame, *, model: str = "both", group: str | None = None
) -> pd.DataFrame:
    """Return the table ``corrected``: the shares of a run as hand labels correct them, of all time and each period.

    How, and what each column says, stands in ``trends.corrected_shares``. ``plan_labels`` and ``labels_needed`` tell
    beforehand how many labels make intervals how narrow.

    labels: a row for each labelled article and theme: article_id, theme, label (0 to 1), inclusion (the probability
    with which the article was chosen); or the table ``labels`` of human validation, of articles (a label that is
    missing, since as many coders said the one as the other, counts half). What is corrected is what the labels say:
    with yes and no, how many articles have the theme. model: whose weights help: lda, tfidf, or both together. group: a
    column of the articles, each value of which is corrected on its own.
    Raises InputError with every fault of the labels, for another model or column, and where no article has a date.
    """
    tables.refuse_unless_table(labels=labels)
    run.refuse_unknown_model(model)
    refuse_unknown_group(run.articles, group or "")
    periods = periods_of(run.articles, run.settings)
    if periods is None:
        raise InputError([f"{UNDATED}, so there are no trends that labels could correct"])
    ids, names = run.articles["article_id"], list(run.themes["theme"])
    mine = run.weights[run.weights["model"] == model]
    weights = mine.pivot_table(index="article_id", columns="theme", values="weight", dropna=False).reindex(ids)[names]
    settings = run.settings.model_copy(update={"cluster": "article"})
    cells = cells_of(run.articles, periods, article_words(run), settings, published=run.published, group=group)
    found = trends.corrected_shares(
        cells,
        weights.to_numpy(),
        _ties_halved(labels),
        list(ids),
        themes=names,
        estimand=run.settings.estimand,
        level=run.settings.level,
    )
    return tables.conform("corrected", found.assign(model=model, frequency=periods.frequency))


def with_corrected(run: Analysis, labels: pd.DataFrame) -> Analysis:
    """Return the run with the table ``corrected``, where some labels are of articles and its shares can be corrected.

    labels: the table ``labels``. Those of passages say nothing of articles, and none anything of what was published.
    """
    of_articles = labels[labels["unit"] == "article"]
    if of_articles.empty or run.trends.empty or run.settings.denominator not in trends.CORRECTABLE:
        return run
    return replace(run, corrected=corrected_trends(run, of_articles))


def _ties_halved(labels: pd.DataFrame) -> pd.DataFrame:
    """Return the labels; those that are missing become the part of the coders that said yes, where it is known."""
    # A column that is missing, or holds words, is refused where labels are checked.
    if not {"label", "share"} <= set(labels) or not pd.api.types.is_numeric_dtype(labels["label"]):
        return labels
    return labels.assign(label=labels["label"].astype("Float64").fillna(labels["share"]))
