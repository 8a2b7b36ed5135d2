"""Weights and dates as shares of periods, and what is read off them: curves, slopes, steps, bursts, events."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import tables, trends
from analysis.pipeline.fitting import Fitted
from analysis.pipeline.preparing import each_counts_as
from analysis.settings import Settings
from analysis.trends import slopes, smooth

Floats = NDArray[np.float64]
Found = tuple[pd.DataFrame, str]  # a table, and the reason why it is empty where it is

UNDATED = "no article has a date"


def periods_of(articles: pd.DataFrame, settings: Settings) -> trends.Periods | None:
    """Return the periods that the settings ask for, or None where no article has a date."""
    counts_as = each_counts_as(articles, settings)
    frequency = trends.choose_frequency(articles, counts_as) if settings.period == "auto" else settings.period
    return trends.Periods.of(articles, frequency, counts_as)


def coarser(articles: pd.DataFrame, periods: trends.Periods, most: int, settings: Settings) -> trends.Periods:
    """Return the periods, or longer ones where there are more than ``most``."""
    frequency = trends.coarse_enough(periods, most)
    if frequency == periods.frequency:
        return periods
    return trends.Periods.of(articles, frequency, each_counts_as(articles, settings)) or periods


def cells_of(
    articles: pd.DataFrame,
    periods: trends.Periods,
    words: Floats,
    settings: Settings,
    *,
    published: pd.DataFrame | None = None,
    group: str | None = None,
) -> trends.Cells:
    """Return the cells of all articles, or of each value of the column ``group``, as the settings count them.

    words: how many words each article has. Raises InputError with every fault of the settings and of ``published``.
    """
    return trends.Cells.of(
        articles,
        periods,
        words=words,
        denominator=settings.denominator,
        published=published,
        group=group,
        fixed_mix=settings.fixed_mix,
        cluster=settings.cluster,
    )


def trend_tables(
    fitted: dict[str, Fitted], cells: trends.Cells | None, names: list[str], settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables ``trends`` and ``trend_draws`` of all models."""
    if cells is None:
        return tables.empty("trends"), tables.empty("trend_draws")
    frames = [
        trends.period_shares(
            cells,
            fit.article_weights,
            fit.draws["all"],
            model=model,
            themes=names,
            estimand=settings.estimand,
            level=settings.level,
            presence=fit.spread.presence,
        )
        for model, fit in fitted.items()
    ]
    shares, draws = (pd.concat(parts, ignore_index=True) for parts in zip(*frames, strict=True))
    return shares, draws


def found_in_shares(shares: pd.DataFrame, draws: pd.DataFrame, settings: Settings) -> dict[str, Found]:
    """Return the tables that are read off the shares of all articles: changes, slopes, smooth."""
    if shares.empty:
        return {name: (tables.empty(name), UNDATED) for name in ("changes", "slopes", "smooth")}
    level, shares = settings.level, _without_half_covered(shares)
    steep = trends.find_slopes(shares, level=level)
    curves = trends.smooth_shares(shares, level=level, looks_ahead=settings.looks_ahead)
    drawn = curves["share"].notna().any()
    known = shares[shares["share"].notna()]
    no_slope = _why_none(shares, known, "slope", slopes.MIN_PERIODS, slopes.MOST_PERIODS)
    no_curve = _why_none(shares, shares, "curve", smooth.MIN_PERIODS, smooth.MOST_PERIODS)  # of which empty ones count
    return {
        "changes": trends.find_changes(shares, draws, level=level),
        "slopes": (steep, "" if len(steep) else no_slope),
        "smooth": (curves, "" if drawn else no_curve),
    }


def _without_half_covered(shares: pd.DataFrame) -> pd.DataFrame:
    """Return shares of all that was published without those of periods of which the corpus covers a part.

    Of such a period all that was published is counted, but not all articles: its share is too low.
    """
    half = shares["partial"] & shares["denominator"].str.startswith("published")
    return shares.assign(**{name: shares[name].mask(half) for name in ("share", "low", "high")})


def _why_none(shares: pd.DataFrame, counted: pd.DataFrame, what: str, least: int, most: int) -> str:
    """Return why no theme has a slope or curve: too few periods have a share, else ``counted`` has too many."""
    n, n_known, n_counted = (table["period"].nunique() for table in (shares, shares[shares["share"].notna()], counted))
    if n_known >= least and n_counted > most:
        return f"{n_counted:,} periods are too many; choose longer ones (at most {most:,})"
    return f"a {what} needs {least} periods with a share; {n_known:,} of {n:,} have one"


def moved_around(shares: pd.DataFrame, event_dates: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, list[str]]:
    """Return the table ``events``, and for each event that is not in it why."""
    window, shares = settings.event_periods, _without_half_covered(shares)
    table = trends.event_changes(shares, event_dates, level=settings.level, window=window)
    tried = set(zip(table["date"], table["label"], strict=True))
    return table, [
        f"{event.label}, {event.date:%Y-%m-%d}: {_why_not(shares, event.date, window)}"
        for event in event_dates.itertuples()
        if (event.date, event.label) not in tried
    ]


def _why_not(shares: pd.DataFrame, date: pd.Timestamp, window: int) -> str:
    if shares.empty:
        return UNDATED
    first, last = shares["start"].min(), shares["end"].max()
    if not first <= date <= last:
        return f"lies outside the articles' time, {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    wanted = f"{window} periods with a share before its own, and {window} from it on"
    return f"does not have {wanted}; choose other periods, or fewer with event_periods"
