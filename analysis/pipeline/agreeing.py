"""Agreement over time of the two views of the words, LDA and TF-IDF."""

from __future__ import annotations

import pandas as pd

from analysis import tables, trends
from analysis.pipeline.fitting import Fitted
from analysis.results import VIEWS
from analysis.settings import Settings


def agreement_tables(
    fitted: dict[str, Fitted], cells: trends.Cells | None, names: list[str], settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the table ``agreement``, and rows of ``quality``: how alike the two curves of each theme are."""
    if cells is None:
        return tables.empty("agreement"), tables.empty("quality")
    both = [fitted[name] for name in VIEWS]
    model = "~".join(VIEWS)
    by_period = trends.period_agreement(
        cells, *(fit.article_weights for fit in both), model=model, themes=names, level=settings.level
    )
    curves = trends.curve_agreement(
        [cells.shares(fit.article_weights, fit.spread.presence) for fit in both],
        [fit.draws["all"].resampled(len(names)) for fit in both],
        themes=names,
        level=settings.level,
    )
    return by_period, tables.conform("quality", curves.assign(model=model, measure="agreement_over_time"))
