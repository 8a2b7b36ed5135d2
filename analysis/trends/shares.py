"""Shares: how much of a period's articles each theme takes, with an interval that says what it covers.

The columns of the table ``trends``, a row for each theme, period and group:

- ``share``: the theme's mean weight over what ``denominator`` names, 0 to 1; missing where there is nothing.
- ``low``, ``high``: the interval of the share at ``level``; missing where ``covers`` says why. The estimand is the rate
  that the articles are a sample of, or (``estimand='corpus'``) the share of these very articles.
- ``from_articles``, ``from_model``, ``from_stray``: the standard errors that the choice of articles, the refits and
  stray weight bring, in units of the share; the interval's variance is the sum of their squares. Stray is the weight
  that a theme has in articles which do not speak of it, by its presence; how far it lifts or lowers the theme's level
  is not known, but it does so in all periods alike (where the denominator is what was published, as far as that is
  in the corpus: what is not carries no weight). ``degrees``: the degrees of freedom of the interval's t.
- ``total``: how much there is in the period: articles, words, articles with the theme, or published articles.
- ``count``: ``share`` times ``total``: the articles or words of the theme that are expected there.
- ``n_articles``: articles in the period (fractional where a date is a month or a year). ``n_words``: their words.
  ``n_missing``: those without a weight. ``n_effective``: the number of articles (or clusters) of even size that tell as
  much.
- ``mix_present``: where outlets are held in their mix, the part of the mix whose outlets have an article in the period;
  else 1.
- ``partial``: whether the group's articles begin after the period's first day or end before its last.

The table ``trend_draws`` has a row for each refit beside: ``share``, with the articles as they are (the model's doubt
alone), and ``resampled``, with every cluster of articles given a random weight as well (Bayesian bootstrap: Rubin
1981), from which the doubt in anything that is reckoned from shares can be read, in R or elsewhere. With few articles
the scatter of ``resampled`` is too small by sqrt((n - 1) / (n + 1)).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import tables
from analysis.trends.cells import Cells
from analysis.trends.intervals import Interval, score_interval
from analysis.trends.periods import ENOUGH, enough
from analysis.trends.scatter import Scatter, scatter_of

Floats = NDArray[np.float64]

_AT_ONCE = 10_000  # articles whose weights are gone over together, so that they stay in the processor's caches


class ShareDraws:
    """Keeps the shares of each refit: draws x cells x themes, small however many articles there are."""

    def __init__(self, cells: Cells, *, seed: int = 0) -> None:
        self._cells, self._seed = cells, seed
        self._draws: list[Floats] = []
        self._resampled: list[Floats] = []

    def add(self, weights: Floats, presence: Floats | None = None) -> None:
        """Take in the articles' weights (articles x themes) of one refit, and their presence where that is counted."""
        self._draws.append(self._cells.shares(weights, presence))
        random = self._cells.cluster_weights(len(self._draws), self._seed)
        self._resampled.append(self._cells.shares(weights, presence, random))

    def array(self, n_themes: int) -> Floats:
        """Return the shares: draws x cells x themes."""
        return np.array(self._draws).reshape(-1, self._cells.n_cells, n_themes)

    def resampled(self, n_themes: int) -> Floats:
        """Return the shares with randomly weighted articles: draws x cells x themes."""
        return np.array(self._resampled).reshape(-1, self._cells.n_cells, n_themes)


def period_shares(
    cells: Cells,
    weights: Floats,
    draws: ShareDraws,
    *,
    model: str,
    themes: Sequence[str],
    estimand: str,
    level: float,
    presence: Floats | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables ``trends`` (see ``share_table``) and ``trend_draws`` of one model."""
    trends = share_table(
        cells, weights, draws, model=model, themes=themes, estimand=estimand, level=level, presence=presence
    )
    return trends, _draw_table(cells, draws, model, themes)


def share_table(
    cells: Cells,
    weights: Floats,
    draws: ShareDraws,
    *,
    model: str,
    themes: Sequence[str],
    estimand: str,
    level: float,
    presence: Floats | None = None,
) -> pd.DataFrame:
    """Return the table ``trends`` of one model, group by group, period by period.

    weights, presence: articles x themes. The standard error of a share has three parts: the scatter of the articles
    within the period (``scatter_of``; left out where ``estimand`` is 'corpus'), the scatter of the refits round the
    share, and an allowance for stray weight (none without ``presence``). The interval is ``score_interval``. Below five
    articles a period has no interval, and ``covers`` says so.
    """
    share = cells.shares(weights, presence)
    scatter = scatter_of(cells, weights, share, presence)
    refits = draws.array(len(themes))
    stray = np.zeros_like(share) if presence is None else _stray(cells, weights, presence)
    intervals = _intervals(cells, share, scatter if estimand == "population" else None, refits, level, stray)
    told = enough(scatter.n_effective) & ~np.isnan(share)
    columns = {
        "share": share,
        **{name: np.where(told, getattr(intervals, name), np.nan) for name in ("low", "high")},
        "n_effective": scatter.n_effective,
        "from_articles": np.where(told, intervals.from_articles, np.nan),
        "from_model": np.where(np.isnan(share), np.nan, intervals.from_model),
        "from_stray": np.where(told, intervals.from_stray, np.nan),
        "degrees": np.where(told, intervals.degrees, np.nan),
        **_totals(cells, weights, share, presence),
    }
    table = _cell_table(cells, weights, themes).assign(
        **{name: block.ravel() for name, block in columns.items()}, model=model, level=level
    )
    return tables.conform("trends", table.assign(covers=_covers(table, estimand, strays=presence is not None)))


def _stray(cells: Cells, weights: Floats, presence: Floats) -> Floats:
    """Return by how much stray weight could lift each share: cells x themes.

    An article that is counted brings its theme's stray weight, whether by its words or by its presence. Published
    articles outside the corpus bring none: there it is lifted by the share that articles all of the theme would have.
    """
    everywhere = np.broadcast_to(_mean_where_absent(weights, presence), (cells.n_cells, weights.shape[1]))
    if cells.published is None:
        return everywhere
    in_corpus = cells.shares(np.where(np.isnan(weights), np.nan, 1.0))
    return np.asarray(everywhere * in_corpus)


def _mean_where_absent(weights: Floats, presence: Floats) -> Floats:
    """Return each theme's mean weight in the articles that do not speak of it: (themes,)."""
    above, below = np.zeros(weights.shape[1]), np.zeros(weights.shape[1])
    for first in range(0, len(weights), _AT_ONCE):
        mine, absent = weights[first : first + _AT_ONCE], 1 - presence[first : first + _AT_ONCE]
        above += np.nansum(mine * absent, axis=0)
        below += np.nansum(np.where(np.isnan(mine), 0.0, absent), axis=0)
    return above / np.maximum(below, 1e-12)


def _intervals(
    cells: Cells, share: Floats, scatter: Scatter | None, refits: Floats, level: float, stray: Floats
) -> Interval:
    """Return the intervals of all cells; every group learns from its own periods."""
    known = ~np.isnan(refits)
    off = np.where(known, np.nan_to_num(refits) - np.nan_to_num(share), 0.0)
    model = (off**2).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    if len(refits):
        model[~known.any(axis=0)] = np.nan  # a theme that no refit found again
    parts = []
    for rows in np.split(np.arange(cells.n_cells), len(cells.groups)):
        mine = scatter and Scatter(*(block[rows] for block in (scatter.variance, scatter.n_effective, scatter.degrees)))
        parts.append(score_interval(share[rows], mine, model[rows], len(refits), level=level, stray=stray[rows]))
    blocks = ("low", "high", "from_articles", "from_model", "from_stray", "degrees")
    return Interval(*(np.concatenate([getattr(part, block) for part in parts]) for block in blocks))


def _totals(cells: Cells, weights: Floats, share: Floats, presence: Floats | None) -> dict[str, Floats]:
    """Return how much there is in each cell, the theme's part of it, and how much of the mix of outlets is there."""
    _, below = cells.sums(weights, presence)
    total = cells.gather @ below
    return {"total": total, "count": share * total, "mix_present": cells.gather @ (cells.mix[:, None] * (below > 0))}


def _cell_table(cells: Cells, weights: Floats, themes: Sequence[str]) -> pd.DataFrame:
    """Return a row for each cell and theme: what they are called, where they lie in time, what is in them."""
    n_themes, periods = len(themes), cells.periods
    missing = np.asarray(np.isnan(weights).all(axis=1), dtype=np.float64)
    spans = [cells.span_of_group(g) for g in range(len(cells.groups))]
    rows = pd.DataFrame(
        {
            "group": group,
            "period": period.name,
            "start": period.start,
            "end": period.end,
            "partial": span is None or period.start < span[0] or period.end > span[1],
        }
        for group, span in zip(cells.groups, spans, strict=True)
        for period in periods.periods
    )
    for column in ("start", "end"):
        rows[column] = pd.to_datetime(rows[column]).astype("datetime64[s]")
    counts = {"n_articles": np.ones(len(weights)), "n_words": cells.n_words, "n_missing": missing}
    rows = rows.assign(**{name: cells.number_of(each) for name, each in counts.items()})
    table = rows.loc[np.repeat(np.arange(len(rows)), n_themes)].reset_index(drop=True)
    return table.assign(theme=list(themes) * len(rows), frequency=periods.frequency, denominator=cells.denominator)


def _covers(table: pd.DataFrame, estimand: str, *, strays: bool) -> list[str]:
    """Return what each interval covers, or why there is none; strays: whether it allows for stray weight."""
    parts = ["the choice of articles"] * (estimand == "population") + ["refitting"] + ["stray weight"] * strays
    covered = f"{', '.join(parts[:-1])} and {parts[-1]}" if parts[1:] else f"{parts[0]} alone"
    columns = ("low", "share", "n_articles", "n_effective")
    return [
        covered if not np.isnan(low) else _why_none(share, n_articles, n_effective)
        for low, share, n_articles, n_effective in zip(*(table[c] for c in columns), strict=True)
    ]


def _why_none(share: float, n_articles: float, n_effective: float) -> str:
    if np.isnan(share) and not n_articles:
        return "no articles"
    if enough(n_effective):
        return "no interval: no refit found the theme again"
    articles = f"{n_articles:.3g} article{'' if f'{n_articles:.3g}' == '1' else 's'}"
    if not enough(n_articles):
        return f"no interval: {articles}, fewer than {ENOUGH}"
    return f"no interval: {articles} that count as {n_effective:.3g}, fewer than {ENOUGH}"


def _draw_table(cells: Cells, draws: ShareDraws, model: str, themes: Sequence[str]) -> pd.DataFrame:
    shares = draws.array(len(themes))
    if not len(shares):
        return tables.empty("trend_draws")
    index = pd.MultiIndex.from_product(
        [range(1, len(shares) + 1), cells.groups, [p.name for p in cells.periods.periods], themes],
        names=["draw", "group", "period", "theme"],
    )
    blocks = {"share": shares.ravel(), "resampled": draws.resampled(len(themes)).ravel()}
    fixed = {"model": model, "frequency": cells.periods.frequency, "denominator": cells.denominator}
    return tables.conform("trend_draws", pd.DataFrame(blocks, index=index).reset_index().assign(**fixed))
