"""Changes: when, and how far, a theme's share stepped up or down."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from analysis import tables
from analysis.trends.search import MIN_PERIODS, Step, find_steps
from analysis.trends.series import Series, all_series
from analysis.trends.steps import CARRIES, MIN_SIDE, fit_steps

Floats = NDArray[np.float64]

MOST_PERIODS = 2_000  # the time that a search takes grows with their square
ALARM = 0.05  # how often, over all themes and models together, a run without any step lists one


def find_changes(
    trends: pd.DataFrame, draws: pd.DataFrame, *, level: float, alarm: float = ALARM
) -> tuple[pd.DataFrame, str]:
    """Return the table ``changes``, and the reason why it is empty where it is ('' where it is not).

    Looks for steps in each theme's share, between the periods that have an interval: on the arcsine scale, where the
    sampling variance hardly depends on the share, each period with the precision that its effective number of articles
    gives it, and without what comes back each year, where there are four years or more (``season``). A step is listed
    where it makes the shares more probable than nothing or a slow ramp does (``steps``), by more than chance makes it
    in ``alarm`` of all runs, over all themes, models and groups together. What chance can do was simulated (``alarms``)
    for noise of which up to a half carries over into the next period, on ramps that take half of the time or more and
    rise by up to a quarter of a period's standard error from one period to the next; the worst of these kinds counts. A
    quarter of the chance of a false alarm goes to parts of the series, so that stairs are seen; p-values are adjusted
    for the number of series, as Holm (1979) does (``search``). Where the shares scatter more than their intervals say,
    the intervals' width is not relied on. Each side of a step is searched again, so that a theme can have several
    steps. A step nearer than five periods to an end, or to another, cannot be told from an outlier and is not listed.

    ``at`` is the first day after the step, ``at_low`` and ``at_high`` bound the dates that hold it with the probability
    ``level`` (all dates alike beforehand), ``before`` and ``after`` are the mean shares up to the neighbouring steps,
    ``low`` and ``high`` bound after minus before and allow for noise that carries over; ``support`` is the share of
    refits whose best step lies within one period of it. Steps are listed because they look large, so before, after
    and their difference overstate the truth somewhat.

    A step as high as four standard errors of the share of a period (of the one whose number of articles is in the
    middle), with six or more periods on each side, is found within a period in more than nine cases of ten from 12
    periods on, where all of eight themes have one; of two such steps nearly nine of ten (measured by
    ``benchmarks/trends/changes.py``). A step that no other theme has must be somewhat surer. Within 24 periods a ramp
    steeper than those above cannot be told from a step and may be listed, as may, within two years, the season.
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
    found = find_steps(series, alarm)
    rows = [row for one, steps in zip(series, found, strict=True) for row in _rows(one, steps, level)]
    if not rows:
        return tables.empty("changes"), "no theme's share stepped by more than chance or a slow ramp can make it do"
    return tables.conform("changes", pd.DataFrame(rows)), ""


def _rows(series: Series, steps: list[Step], level: float) -> Iterator[dict[str, object]]:
    """Return a row of the table for each step, looked at between its neighbours."""
    cuts = [0, *(at for at, _ in steps), series.n]
    for before, after, (_, p) in zip(cuts, cuts[2:], steps, strict=False):
        yield {**series.key, **_row(series.between(before, after), level), "p_adjusted": p}


def _row(series: Series, level: float) -> dict[str, object]:
    fits = series.fits
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
