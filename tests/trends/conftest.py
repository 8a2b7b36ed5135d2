"""Articles with dates, and shares from weights without a model."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import tables
from analysis.trends import Cells, Periods, ShareDraws, period_shares


@pytest.fixture
def dated():
    """Return a function that makes the two columns of articles that trends read."""

    def make(dates, precision="day"):
        dates = pd.Series(pd.to_datetime(pd.Series(list(dates), dtype=object))).astype("datetime64[s]")
        return pd.DataFrame({"date": dates, "date_precision": precision})

    return make


@pytest.fixture
def cells_of(dated):
    """Return a function from dates, and columns beside, to the cells of months; an article has 500 words."""

    def make(dates, *, precision="day", frequency="month", words=None, columns=None, **options):
        articles = dated(dates, precision).assign(**(columns or {}))
        articles["article_id"] = [f"a{i:06d}" for i in range(len(articles))]
        words = np.full(len(articles), 500.0) if words is None else np.asarray(words, dtype=float)
        return Cells.of(articles, Periods.of(articles, frequency), words=words, **options)

    return make


@pytest.fixture
def shares_of(cells_of):
    """Return a function from dates and weights to the tables trends and trend_draws; refits differ by ``scatter``."""

    def make(dates, weights, *, scatter=0.0, n_draws=1, presence=None, estimand="population", level=0.9, **options):
        cells = cells_of(dates, **options)
        draws = ShareDraws(cells)
        for number in range(n_draws):
            draws.add(np.clip(weights + scatter * (-1) ** number, 0, 1), presence)
        themes = [f"t{k}" for k in range(weights.shape[1])]
        told = {"model": "lda", "themes": themes, "estimand": estimand, "level": level, "presence": presence}
        return period_shares(cells, weights, draws, **told)

    return make


@pytest.fixture
def monthly():
    """Return a function that makes n months' first days, each as often as there are articles in it."""

    def make(n_months, n_articles):
        return np.repeat(pd.date_range("2010-01-01", periods=n_months, freq="MS").to_numpy(), n_articles)

    return make


@pytest.fixture
def courses():
    """Return a function from shares (themes x periods) to the table trends, with intervals of a standard error each."""

    def make(shares, *, error=0.03, n_effective=20.0, start="2010-01-01", frequency="month"):
        shares = np.atleast_2d(np.asarray(shares, dtype=float))
        begin = pd.date_range(start, periods=shares.shape[1], freq={"month": "MS", "day": "D"}[frequency])
        end = begin + pd.offsets.MonthEnd(0) if frequency == "month" else begin
        n = np.broadcast_to(n_effective, begin.shape)
        half = stats.t.ppf(0.95, n - 1) * error
        frames = []
        for k, share in enumerate(shares):
            known = ~np.isnan(share)
            columns = {"share": share, "low": np.clip(share - half, 0, 1), "high": np.clip(share + half, 0, 1)}
            counts = {"n_articles": np.where(known, n, 0.0), "n_effective": np.where(known, n, 0.0), "n_words": 0.0}
            frames.append(pd.DataFrame({"start": begin, "end": end, **columns, **counts, "theme": f"t{k}"}))
        fixed = {"model": "lda", "frequency": frequency, "denominator": "articles", "group": "all", "level": 0.9}
        table = pd.concat(frames).assign(**fixed, partial=False, n_missing=0.0, covers="noise")
        return tables.conform("trends", table.assign(period=table["start"].dt.strftime("%Y-%m-%d")))

    return make
