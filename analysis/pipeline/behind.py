"""The articles behind a point of a trend."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import tables
from analysis.errors import InputError, suggest
from analysis.pipeline.moving import UNDATED, cells_of, periods_of
from analysis.pipeline.weighing import article_words, theme_of_articles
from analysis.results import Analysis


def articles_behind(run: Analysis, theme: str, period: str, model: str, n: int) -> pd.DataFrame:
    """Return the table ``behind``: the articles that carry most of a theme's share in a period, at most ``n``.

    Raises InputError where the run has no such period.
    """
    periods = periods_of(run.articles, run.settings)
    if periods is None:
        raise InputError([f"{UNDATED}, so there is no period to look behind"])
    names = [p.name for p in periods.periods]
    if period not in names:
        near = suggest(period, names) if len(names) < 50 else f" (from {names[0]} to {names[-1]})"
        raise InputError([f"no period is called {period!r}{near}"])
    cells = cells_of(run.articles, periods, article_words(run), run.settings, published=run.published)
    weight, presence = (theme_of_articles(run, model, theme, c) for c in ("weight", "presence"))
    at = names.index(period)
    part = np.asarray(periods.parts[[at]].todense()).ravel()
    table = run.articles[["article_id", "date", "date_precision", "title", "source"]].assign(
        weight=weight, part=part, carried=cells.carried(weight, presence, at)
    )
    there = table[(table["part"] > 0) & table["weight"].notna()]
    return tables.conform("behind", there.sort_values(["carried", "article_id"], ascending=[False, True]).head(n))
