"""Shares: how much of a period's articles each theme takes, with an interval that says what it covers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from analysis import tables
from analysis.trends.periods import ENOUGH, Periods

Floats = NDArray[np.float64]

GROUP = "all"  # the group of all articles together


class ShareDraws:
    """Keeps the shares of each refit: draws x periods x themes, small however many articles there are."""

    def __init__(self, periods: Periods, sizes: Floats) -> None:
        self._periods, self._sizes = periods, sizes
        self._draws: list[Floats] = []

    def add(self, weights: Floats) -> None:
        """Take in the articles' weights (articles x themes) of one refit."""
        self._draws.append(shares(self._periods, self._sizes, weights))

    def array(self, n_themes: int) -> Floats:
        """Return the shares: draws x periods x themes."""
        return np.array(self._draws).reshape(-1, len(self._periods.periods), n_themes)


def shares(periods: Periods, sizes: Floats, weights: Floats) -> Floats:
    """Return the mean weight of each period's articles: periods x themes, missing where there is none.

    sizes: how much each article counts, (articles,). An article without a weight counts for nothing.
    """
    known = ~np.isnan(weights)
    total = periods.parts @ (known * sizes[:, None])
    mass = periods.parts @ (np.where(known, weights, 0.0) * sizes[:, None])
    return np.asarray(np.divide(mass, total, out=np.full_like(mass, np.nan), where=total > 0))


def period_shares(
    periods: Periods,
    weights: Floats,
    draws: ShareDraws,
    *,
    model: str,
    themes: Sequence[str],
    words: Floats,
    denominator: str,
    estimand: str,
    level: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables ``trends`` and ``trend_draws`` of one model over all articles.

    weights: articles x themes. words: how many words each article has, (articles,). denominator: 'articles' (each
    counts once) or 'words' (each counts by its words).

    The interval lies on the logit scale: the share's standard error has two parts, the scatter of the articles
    within the period (left out where ``estimand`` is 'corpus') and the scatter of the refits; Student's t has one
    degree of freedom less than the effective number of articles. ``high`` is at least the share at which none of the
    period's n words would be the theme's with a chance of 1 - level, 1 - (1 - level)^(1 / n), since articles that all
    lack a theme scatter not at all. Below five articles a period has no interval, and ``covers`` says so.
    """
    sizes = words if denominator == "words" else np.ones_like(words)
    point = shares(periods, sizes, weights)
    sampling, n_effective = _sampling(periods, sizes, weights, point)
    scatter = draws.array(len(themes))
    known = ~np.isnan(scatter)
    distance = np.where(known, np.nan_to_num(scatter) - np.nan_to_num(point), 0.0)
    refitting = (distance**2).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    if len(scatter):
        refitting[~known.any(axis=0)] = np.nan  # a theme that no refit found again
    variance = refitting + (sampling if estimand == "population" else 0.0)
    low, high = _logit_interval(point, np.sqrt(variance), n_effective, level)
    if estimand == "population":
        unseen = 1 - (1 - level) ** (1 / np.maximum(periods.parts @ words, 1.0))[:, None]
        low, high = np.minimum(low, 1 - unseen), np.maximum(high, unseen)
    dated = ~np.isnan(weights).all(axis=1)
    per_period = {
        "n_articles": np.asarray(periods.parts.sum(axis=1)).ravel(),
        "n_words": periods.parts @ words,
        "n_missing": periods.parts @ (~dated).astype(np.float64),
    }
    rows = []
    for p, period in enumerate(periods.periods):
        for k, theme in enumerate(themes):
            key = {"model": model, "theme": theme, "frequency": periods.frequency, "period": period.name}
            rows.append(
                {
                    **key, "denominator": denominator, "group": GROUP, "start": period.start, "end": period.end,
                    "partial": periods.is_partial(period), "share": point[p, k], "low": low[p, k], "high": high[p, k],
                    "level": level, "covers": _covers(low[p, k], per_period["n_articles"][p], n_effective[p], estimand),
                    "n_effective": n_effective[p], **{name: values[p] for name, values in per_period.items()},
                }
            )  # fmt: skip
    table = pd.DataFrame(rows)
    for column in ("start", "end"):
        table[column] = pd.to_datetime(table[column]).astype("datetime64[s]")
    return tables.conform("trends", table), _draw_table(periods, scatter, model, themes, denominator)


def _sampling(periods: Periods, sizes: Floats, weights: Floats, point: Floats) -> tuple[Floats, Floats]:
    """Return the sampling variance of each share (periods x themes) and the effective number of articles."""
    known = ~np.isnan(weights)
    variance = np.full_like(point, np.nan)
    counted = known.all(axis=1) * sizes
    total = periods.parts @ counted
    part = periods.parts.multiply(counted).tocsr()
    squares = np.asarray(part.multiply(part).sum(axis=1)).ravel()
    n_effective = np.divide(total**2, squares, out=np.zeros_like(total), where=squares > 0)
    # Parts of articles that were spread over several periods are no whole articles.
    n_effective = np.minimum(n_effective, periods.parts @ known.all(axis=1).astype(np.float64))
    filled = np.nan_to_num(weights)
    for p in range(len(point)):
        row = part[[p]]
        if n_effective[p] > 1:
            distance = filled[row.indices] - np.nan_to_num(point[p])
            u = row.data / total[p]
            variance[p] = (u[:, None] ** 2 * distance**2).sum(axis=0) * n_effective[p] / (n_effective[p] - 1)
    return variance, n_effective


def _logit_interval(share: Floats, error: Floats, n_effective: Floats, level: float) -> tuple[Floats, Floats]:
    inside = np.clip(share, 1e-6, 1 - 1e-6)
    enough = (n_effective[:, None] >= ENOUGH) & ~np.isnan(error)
    t = stats.t.ppf((1 + level) / 2, np.maximum(n_effective - 1, 1))[:, None]
    half = np.where(enough, t * error / (inside * (1 - inside)), np.nan)
    low, high = (special.expit(special.logit(inside) + sign * half) for sign in (-1, 1))
    return np.where(enough, np.minimum(low, share), np.nan), np.where(enough, np.maximum(high, share), np.nan)


def _covers(low: float, n_articles: float, n_effective: float, estimand: str) -> str:
    """Return what an interval covers, or why there is none."""
    if not np.isnan(low):
        return "the choice of articles and refitting" if estimand == "population" else "refitting alone"
    if not n_articles:
        return "no articles"
    if n_effective >= ENOUGH:
        return "no interval: no refit found the theme again"
    if n_articles < ENOUGH:
        return f"no interval: {n_articles:.3g} articles, fewer than {ENOUGH}"
    return f"no interval: {n_articles:.3g} articles that count as {n_effective:.3g}, fewer than {ENOUGH}"


def _draw_table(periods: Periods, draws: Floats, model: str, themes: Sequence[str], denominator: str) -> pd.DataFrame:
    if not len(draws):
        return tables.empty("trend_draws")
    index = pd.MultiIndex.from_product(
        [range(1, len(draws) + 1), [p.name for p in periods.periods], themes], names=["draw", "period", "theme"]
    )
    table = pd.DataFrame({"share": draws.ravel()}, index=index).reset_index()
    fixed = {"model": model, "frequency": periods.frequency, "denominator": denominator, "group": GROUP}
    return tables.conform("trend_draws", table.assign(**fixed))
