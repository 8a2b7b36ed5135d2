"""Weights and dates as shares of periods: the cells they are counted in, the shares, and what hand labels correct."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import tables, trends
from analysis.errors import InputError
from analysis.pipeline.fitting import Fitted
from analysis.pipeline.preparing import each_counts_as
from analysis.results import Analysis
from analysis.settings import Settings

Floats = NDArray[np.float64]


def corrected_trends(
    run: Analysis, labels: pd.DataFrame, *, model: str = "both", group: str | None = None
) -> pd.DataFrame:
    """Return the shares of a run as hand labels correct them: of all time and each period (see ``corrected_shares``).

    labels: a row for each labelled article and theme: article_id, theme, label (0 to 1), inclusion (the probability
    with which the article was chosen). group: a column of the articles, each value of which is corrected on its own.
    Raises InputError with every fault of the labels, and where the run has no dated article.
    """
    settings, articles = run.settings, run.articles
    frequency = trends.choose_frequency(articles) if settings.period == "auto" else settings.period
    periods = trends.Periods.of(articles, frequency, each_counts_as(articles, settings))
    if periods is None:
        raise InputError(["no article has a date, so there are no trends that labels could correct"])
    ids, names = articles["article_id"], list(run.themes["theme"])
    words = run.passages.groupby("article_id")["n_tokens"].sum().reindex(ids, fill_value=0).to_numpy(dtype=np.float64)
    mine = run.weights[run.weights["model"] == model]
    weights = mine.pivot_table(index="article_id", columns="theme", values="weight", dropna=False).reindex(ids)[names]
    cells = trends.Cells.of(
        articles, periods, words=words, denominator=settings.denominator, group=group, fixed_mix=settings.fixed_mix
    )
    return trends.corrected_shares(
        cells, weights.to_numpy(), labels, list(ids), themes=names, estimand=settings.estimand, level=settings.level
    )


def cells_of(
    articles: pd.DataFrame,
    periods: trends.Periods | None,
    words: Floats,
    published: pd.DataFrame | None,
    settings: Settings,
) -> trends.Cells | None:
    """Return the cells that the settings ask for, or None where no article has a date."""
    if periods is None:
        return None
    return trends.Cells.of(
        articles,
        periods,
        words=words,
        denominator=settings.denominator,
        published=published,
        fixed_mix=settings.fixed_mix,
        cluster=settings.cluster,
    )


def share_tables(
    fitted: dict[str, Fitted], cells: trends.Cells | None, names: list[str], settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables ``trends`` and ``trend_draws`` of all models."""
    if cells is None:
        return tables.empty("trends"), tables.empty("trend_draws")
    frames = [
        trends.period_shares(
            cells,
            fit.article_weights,
            fit.draws,
            model=model,
            themes=names,
            estimand=settings.estimand,
            level=settings.level,
            presence=fit.spread.presence,
        )
        for model, fit in fitted.items()
        if fit.draws is not None
    ]
    shares, draws = (pd.concat(parts, ignore_index=True) for parts in zip(*frames, strict=True))
    return shares, draws
