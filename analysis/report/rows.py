"""The rows of charts that show articles by themes: each article, or where there are many, each period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.corpus.articles import copy_weights
from analysis.report.labels import article_labels
from analysis.report.over_time.articles import MANY  # with more, rows of charts are periods instead of articles
from analysis.report.over_time.words import counted
from analysis.results import Analysis
from analysis.trends import Cells, Periods


def rows(run: Analysis, model: str, value: str = "weight") -> pd.DataFrame:
    """Return articles x themes of one model in date order; where there are many articles, periods x themes.

    value: 'weight' or 'presence'; of periods it is the share.
    """
    if are_periods(run):
        mine = run.trends[run.trends["model"] == model]
        wide = mine.pivot(index="period", columns="theme", values="share") if _sums_to_one(run) else _means(run, model)
        return wide.reindex(index=mine["period"].unique(), columns=run.themes["theme"]).tail(MANY)
    labels = article_labels(run).head(MANY)
    mine = run.weights[run.weights["model"] == model].pivot_table(index="article_id", columns="theme", values=value)
    wide = mine.reindex(index=labels["article_id"], columns=run.themes["theme"])
    wide.index = pd.Index(labels["label"], name="article")
    return wide


def are_periods(run: Analysis) -> bool:
    """Whether a row is a period, since there are many articles."""
    return len(run.articles) > MANY and len(run.trends) > 0


def _sums_to_one(run: Analysis) -> bool:
    """Whether the shares of all themes in a period sum to one: those of all its articles or words do."""
    return run.trends["denominator"].iloc[0].partition(",")[0] in {"articles", "words"}


def _means(run: Analysis, model: str) -> pd.DataFrame:
    """Return the mean weights of each period's articles, each counted once, whatever the shares are shares of."""
    wide = run.weights[run.weights["model"] == model].pivot(index="article_id", columns="theme", values="weight")
    weights = wide.reindex(run.articles["article_id"])
    counts_as = copy_weights(run.articles) if run.settings.copies == "weigh" else None
    periods = Periods.of(run.articles, run.trends["frequency"].iloc[0], counts_as)
    if periods is None:
        raise ValueError("there are trends, but no article has a date")
    cells = Cells.of(run.articles, periods, words=np.ones(len(weights)))
    names = pd.Index([period.name for period in periods.periods], name="period")
    return pd.DataFrame(cells.shares(weights.to_numpy(dtype=np.float64)), names, wide.columns)


def counted_by(run: Analysis) -> str:
    """Return in brackets how the articles of a period count in its row; '' where a row is an article."""
    if not are_periods(run):
        return ""
    denominator = run.trends["denominator"].iloc[0]
    return f" ({counted(denominator)})" if _sums_to_one(run) else " (each article counts once, unlike in the shares)"


def row_words(run: Analysis) -> tuple[str, str]:
    """Return what a row of a chart is, in a word and in words that say what is left out."""
    undated = int(run.articles["date"].isna().sum())
    if are_periods(run):
        frequency, n = run.trends["frequency"].iloc[0], run.trends["period"].nunique()
        left_out = f"; {undated} undated articles are in none" if undated else ""
        return f"{frequency}", f"a {frequency} (the last {min(n, MANY)} of {n}{left_out})"
    left_out = f", the first {MANY} of {len(run.articles)}" if len(run.articles) > MANY else ""
    return "article", f"an article, in date order{left_out}"


def row_values(blocks: dict[str, pd.DataFrame], unit: str) -> pd.DataFrame:
    """Return the rows of both models under each other, with the model and the row's full label."""
    return pd.concat([wide.rename_axis(unit).reset_index().assign(model=model) for model, wide in blocks.items()])


def share_words(run: Analysis) -> str:
    """Return what the value of a theme in a row is a share of."""
    what = "share" if are_periods(run) else "weight"
    return f"The {what} of a theme is the share of the counted words that it takes{counted_by(run)}."
