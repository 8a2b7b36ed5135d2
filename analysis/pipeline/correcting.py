"""Shares corrected by hand labels."""

from __future__ import annotations

import pandas as pd

from analysis import trends
from analysis.errors import InputError
from analysis.pipeline.moving import UNDATED, cells_of, periods_of
from analysis.pipeline.weighing import article_words
from analysis.results import Analysis


def corrected_trends(
    run: Analysis, labels: pd.DataFrame, *, model: str = "both", group: str | None = None
) -> pd.DataFrame:
    """Return the shares of a run as hand labels correct them: of all time and each period (see ``corrected_shares``).

    labels: a row for each labelled article and theme: article_id, theme, label (0 to 1), inclusion (the probability
    with which the article was chosen). group: a column of the articles, each value of which is corrected on its own.
    Raises InputError with every fault of the labels, and where the run has no dated article.
    """
    periods = periods_of(run.articles, run.settings)
    if periods is None:
        raise InputError([f"{UNDATED}, so there are no trends that labels could correct"])
    ids, names = run.articles["article_id"], list(run.themes["theme"])
    mine = run.weights[run.weights["model"] == model]
    weights = mine.pivot_table(index="article_id", columns="theme", values="weight", dropna=False).reindex(ids)[names]
    settings = run.settings.model_copy(update={"cluster": "article"})
    cells = cells_of(run.articles, periods, article_words(run), settings, published=run.published, group=group)
    return trends.corrected_shares(
        cells,
        weights.to_numpy(),
        labels,
        list(ids),
        themes=names,
        estimand=run.settings.estimand,
        level=run.settings.level,
    )
