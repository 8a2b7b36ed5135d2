"""A theme's shares as a series: on the scale where their variance hardly depends on them, and without their season."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis.trends.season import without_season
from analysis.trends.steps import Fits, fit_steps

Floats = NDArray[np.float64]

KEYS = ["model", "theme", "frequency", "denominator", "group"]
LEAST_SCATTER = 1e-12  # of one article, on the arcsine scale


@dataclass(frozen=True)
class Series:
    """A theme's shares over the periods that have an interval.

    key: what KEYS name. z: the shares on the arcsine scale, without their season. weight: one over their sampling
    variance there. place: the number of each period in the calendar. draws: refits x periods, like z.
    """

    key: dict[str, str]
    start: NDArray[np.datetime64]
    share: Floats
    z: Floats
    weight: Floats
    place: NDArray[np.int64]
    draws: Floats

    @property
    def n(self) -> int:
        """The number of periods."""
        return len(self.z)

    def between(self, first: int, last: int) -> Series:
        """Return the periods from number ``first`` up to number ``last``, which is not among them."""
        part = slice(first, last)
        cut = {name: getattr(self, name)[part] for name in ("start", "share", "z", "weight", "place")}
        return replace(self, **cut, draws=self.draws[:, part])

    @cached_property
    def fits(self) -> Fits:
        """How a level, ramps and steps fit it."""
        return fit_steps(self.z[None, :], self.weight, self.place)


def all_series(trends: pd.DataFrame, draws: pd.DataFrame) -> Iterator[Series]:
    """Return the series of every theme, model, denominator and group, in the order of their names."""
    refits = dict(iter(draws.groupby(KEYS, sort=True)))
    for key, group in trends.groupby(KEYS, sort=True):
        ordered = group.sort_values("start")
        known = (ordered["low"].notna() & (ordered["n_effective"] > 1)).to_numpy()
        mine = ordered[known]
        if len(mine):
            start, weight, z = mine["start"].to_numpy(), precision(mine), arcsine(mine["share"])
            calm = without_season(z, weight, start)
            again = _refits(refits.get(key), list(mine["period"])) - (z - calm)
            yield Series(
                dict(zip(KEYS, key, strict=True)), start, mine["share"].to_numpy(), calm, weight,
                np.flatnonzero(known), again,
            )  # fmt: skip


def arcsine(share: pd.Series | pd.DataFrame | Floats) -> Floats:
    """Return shares on the scale where their sampling variance hardly depends on them (in radians, 0 to pi / 2)."""
    return np.asarray(np.arcsin(np.sqrt(np.clip(np.asarray(share, dtype=np.float64), 0, 1))))


def precision(trends: pd.DataFrame) -> Floats:
    """Return one over each period's sampling variance on the arcsine scale: n_effective over what one article scatters.

    What one article scatters is the median of what the periods say (``article_scatter``); periods without an interval
    take it over. Missing where no period has one.
    """
    scatter = article_scatter(trends)
    known = scatter[~np.isnan(scatter)]
    if not len(known):
        return np.full(len(trends), np.nan)
    return np.asarray(trends["n_effective"].to_numpy() / max(float(np.median(known)), LEAST_SCATTER))


def article_scatter(trends: pd.DataFrame) -> Floats:
    """Return the variance of one article on the arcsine scale by each period's interval; missing where it has none.

    It is what the interval's width says, less its allowance for stray weight.
    """
    n_effective = trends["n_effective"].to_numpy()
    degrees = trends["degrees"].fillna(trends["n_effective"] - 1).clip(lower=1).to_numpy()
    t = stats.t.ppf((1 + trends["level"].to_numpy()) / 2, degrees)
    error = (arcsine(trends["high"]) - arcsine(trends["low"])) / (2 * t)
    return np.asarray(error**2 * _without_stray(trends) * n_effective)


def _without_stray(trends: pd.DataFrame) -> Floats:
    """Return the part of each interval's variance that differs from period to period: all but that of stray weight."""
    names = ("from_articles", "from_model", "from_stray")
    articles, model, stray = (trends[name].fillna(0.0).to_numpy(dtype=np.float64) ** 2 for name in names)
    whole = articles + model + stray
    return np.asarray(np.divide(articles + model, whole, out=np.ones_like(whole), where=whole > 0))


def _refits(draws: pd.DataFrame | None, periods: list[str]) -> Floats:
    if draws is None:
        return np.empty((0, len(periods)))
    wide = draws.pivot_table(index="draw", columns="period", values="share").reindex(columns=periods).dropna()
    return arcsine(wide)
