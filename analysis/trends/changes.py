"""Changes: when, and how far, a theme's share stepped up or down."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from analysis import tables
from analysis.trends.alarms import Noise, chance_of, noise_of
from analysis.trends.season import without_season
from analysis.trends.steps import CARRIES, MIN_SIDE, Fits, fit_steps

Floats = NDArray[np.float64]

KEYS = ["model", "theme", "frequency", "denominator", "group"]
MIN_PERIODS = 12  # with fewer, nothing that chance or a slow ramp cannot make as well
MIN_PART = 16  # periods; in a shorter part of a series too few steps are found to pay for looking
WHOLE = 0.75  # of the chance of a false alarm, for a series as a whole
MOST_PERIODS = 2_000  # the time that a search takes grows with their square
LEAST_SCATTER = 1e-12  # of one article, on the arcsine scale
ALARM = 0.05  # how often, over all themes together, a run without any step lists one


def find_changes(
    trends: pd.DataFrame, draws: pd.DataFrame, *, level: float, alarm: float = ALARM
) -> tuple[pd.DataFrame, str]:
    """Return the table ``changes``, and the reason why it is empty where it is ('' where it is not).

    Looks for steps in each theme's share, between the periods that have an interval: on the arcsine scale, where the
    sampling variance hardly depends on the share, each period with the precision that its effective number of articles
    gives it, and without what comes back each year, where there are four years or more (``season``). A step is listed
    where it makes the shares more probable than nothing or a slow ramp does (``steps``), by more than chance makes it
    in ``alarm`` of all runs over all themes together. What chance can do was simulated (``alarms``) for noise of which
    up to a half carries over into the next period, on ramps that take half of the time or more and rise by up to a
    quarter of a period's standard error from one period to the next; the worst of these kinds counts. A quarter of the
    chance of a false alarm goes to parts of the series, so that stairs are seen; p-values are multiplied by the number
    of themes (Bonferroni). Where the shares scatter more than their intervals say, the intervals' width is not relied
    on. Each side of a step is searched again, with half of the chance of a false alarm each, so that a theme can have
    several steps. A step nearer than five periods to an end, or to another, cannot be told from an outlier and is not
    listed.

    ``at`` is the first day after the step, ``at_low`` and ``at_high`` bound the dates that hold it with the probability
    ``level`` (all dates alike beforehand), ``before`` and ``after`` are the mean shares up to the neighbouring steps,
    ``low`` and ``high`` bound after minus before and allow for noise that carries over; ``support`` is the share of
    refits whose best step lies within one period of it. Steps are listed because they look large, so before, after
    and their difference overstate the truth somewhat.

    A step as high as four standard errors of the share of a period (of the one whose number of articles is in the
    middle), with six or more periods on each side, is found within a period in about nine cases of ten from 12 periods
    on, over eight themes; of two such steps some three of four (measured by ``benchmarks/trends/changes.py``). Within
    24 periods a ramp steeper than those above cannot be told from a step and may be listed, as may, within two years,
    the season.
    """
    usable = trends[trends["low"].notna() & (trends["n_effective"] > 1)]
    n_periods = usable["period"].nunique()
    if n_periods < MIN_PERIODS:
        few = f"{n_periods} of {trends['period'].nunique()} periods have the five articles that an interval needs"
        return tables.empty("changes"), f"finding a change needs {MIN_PERIODS} periods with an interval; {few}"
    if n_periods > MOST_PERIODS:
        many = f"of {n_periods:,} periods; choose longer ones (at most {MOST_PERIODS:,} are searched)"
        return tables.empty("changes"), f"no change was looked for in a series {many}"
    series = [s for s in all_series(trends, draws) if s.n >= MIN_PERIODS]
    noise = noise_of([f for s in series for f in _fits_of_sides(s)])
    rows = [row for s in series for row in _rows(s, _search(s, noise, len(series), alarm), level)]
    if not rows:
        return tables.empty("changes"), "no theme's share stepped by more than chance or a slow ramp can make it do"
    return tables.conform("changes", pd.DataFrame(rows)), ""


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


def fit(series: Series) -> Fits:
    """Return how a line and every step fit one series."""
    return fit_steps(series.z[None, :], series.weight, series.place)


def _fits_of_sides(series: Series) -> list[Fits]:
    """Return the fits of both sides of the best step, where they are long enough: a second step there is no noise."""
    whole = fit(series)
    sides = (series.between(*side) for side in itertools.pairwise((0, int(whole.best()[0][0]), series.n)))
    return [fit(side) for side in sides if side.n >= 2 * MIN_SIDE] or [whole]


def _search(series: Series, noise: Noise, n_tests: float, alarm: float, first: int = 0) -> list[tuple[int, float]]:
    """Return the steps of a series, by the number of the first period after each, with their adjusted p-values.

    n_tests: by how much a p-value is multiplied; each side of a step has half of the chance of a false alarm.
    """
    if series.n < MIN_PERIODS:
        return []
    split, p = _surest_step(series, noise, n_tests, alarm)
    if p > alarm:
        return []
    sides = (series.between(0, split), first), (series.between(split, series.n), first + split)
    inner = [found for side, start in sides for found in _search(side, noise, 2 * n_tests, alarm, start)]
    return sorted([(first + split, p), *((at, max(p, inner_p)) for at, inner_p in inner)])


def _surest_step(series: Series, noise: Noise, n_tests: float, alarm: float) -> tuple[int, float]:
    """Return the step with the least adjusted p-value, in the whole series or, where it has none, in a part of it.

    Two steps that make a stair look like a ramp, two that undo each other like noise, unless one is seen alone. The
    parts share a quarter of the chance of a false alarm.
    """
    parts = _parts(series.n)
    whole = _step(series, noise, n_tests / (WHOLE if parts else 1.0))
    if whole[1] <= alarm or not parts:
        return whole
    dearer = n_tests * len(parts) / (1 - WHOLE)
    found = [(start, _step(series.between(start, end), noise, dearer)) for start, end in parts]
    return min(((start + split, p) for start, (split, p) in found), key=lambda step: (step[1], step[0]))


def _step(series: Series, noise: Noise, n_tests: float) -> tuple[int, float]:
    fits = fit(series)
    p = float(chance_of(series.n).p_values(fits, noise)[0])
    return int(fits.best()[0][0]), min(p * n_tests, 1.0)


def _parts(n: int) -> list[tuple[int, int]]:
    """Return stretches of two thirds and of a third of a series, a sixth apart, where they are long enough to try."""
    widths = [width for width in (2 * n // 3, n // 3) if width >= MIN_PART]
    return [(start, start + width) for width in widths for start in range(0, n - width + 1, max(n // 6, 1))]


def _rows(series: Series, steps: list[tuple[int, float]], level: float) -> Iterator[dict[str, object]]:
    """Return a row of the table for each step, looked at between its neighbours."""
    cuts = [0, *(at for at, _ in steps), series.n]
    for before, after, (_, p) in zip(cuts, cuts[2:], steps, strict=False):
        yield {**series.key, **_row(series.between(before, after), level), "p_adjusted": p}


def _row(series: Series, level: float) -> dict[str, object]:
    fits = fit(series)
    split, carry = (int(x[0]) for x in fits.best())
    near = _likeliest(fits.step_likelihood(floor=1.0)[0], level) + MIN_SIDE
    before, after = (np.average(series.share[s], weights=series.weight[s]) for s in _sides(split))
    error = _difference_error(series, split, CARRIES[carry], max(float(fits.left_over()[0]), 1.0))
    half = stats.t.ppf((1 + level) / 2, max(series.n - 3, 1)) * error
    return {
        "at": series.start[split], "at_low": series.start[near.min()], "at_high": series.start[near.max()],
        "before": before, "after": after, "low": after - before - half, "high": after - before + half,
        "support": _support(series, split),
    }  # fmt: skip


def _sides(split: int) -> tuple[slice, slice]:
    return slice(0, split), slice(split, None)


def _likeliest(likelihood: Floats, level: float) -> NDArray[np.int64]:
    """Return the fewest positions that together have the probability ``level``."""
    order = np.argsort(-likelihood, kind="stable")
    reached = np.cumsum(special.softmax(likelihood[order]))
    return order[: int(np.searchsorted(reached, level)) + 1]


def _difference_error(series: Series, split: int, carry: float, noise: float) -> float:
    """Return the standard error of after minus before: sampling, what it falls short of, and what carries over."""
    slope = np.sin(2 * series.z)  # the share moves by this for each radian
    error = np.maximum(slope, np.sin(2 * np.average(series.z))) * np.sqrt(noise / series.weight)
    before, after = (series.weight[s] / series.weight[s].sum() for s in _sides(split))
    part = np.concatenate([-before, after])
    together = carry ** np.abs(np.subtract.outer(series.place, series.place))
    return float(np.sqrt((part * error) @ together @ (part * error)))


def _support(series: Series, split: int) -> float:
    """Return the share of refits whose best step lies within one period of ``split``; 0 without refits."""
    if not len(series.draws):
        return 0.0
    best, _ = fit_steps(series.draws, series.weight, series.place).best()
    return float((np.abs(best - split) <= 1).mean())
