"""Bursts of days, whatever the periods of a run are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import tables, themes, trends
from analysis.pipeline.fitting import Fitted
from analysis.pipeline.moving import Found
from analysis.pipeline.preparing import each_counts_as
from analysis.settings import Settings

Floats = NDArray[np.float64]

MOST_DAYS = 10_000


def bursts_of(
    articles: pd.DataFrame, fitted: dict[str, Fitted], names: list[str], words: Floats, settings: Settings
) -> Found:
    """Return the table ``bursts``, and why it is empty where it is: of days and of articles, whatever the settings say.

    Articles of which only the month or the year is known say nothing of days and are left out. So is the background:
    that common words burst tells nobody anything.
    """
    of_days = articles["date_precision"] == "day"
    dated = articles.assign(date=articles["date"].where(of_days))
    if not of_days.any():
        return tables.empty("bursts"), "of no article the day is known"
    n_days = (dated["date"].max() - dated["date"].min()).days + 1
    if n_days > MOST_DAYS:
        return tables.empty("bursts"), f"bursts are looked for in at most {MOST_DAYS:,} days; there are {n_days:,}"
    periods = trends.Periods.of(dated, "day", each_counts_as(articles, settings))
    if periods is None:  # all dates that are known to the day were missing
        return tables.empty("bursts"), "of no article the day is known"
    cells = trends.Cells.of(dated, periods, words=words)
    days = pd.concat([_days(cells, fit.article_weights, names, model) for model, fit in fitted.items()])
    days = days[days["theme"] != themes.background_name()]
    found = trends.find_bursts(days)
    return found, "" if len(found) else _why_none(days)


def _why_none(days: pd.DataFrame) -> str:
    """Return why there is no burst, with the days that come nearest to one, by both models together."""
    none = "no theme took about twice its usual share of enough articles in a row to be told from chance"
    near = trends.nearest_burst(days[days["model"] == "both"])
    if near is None:
        return none
    span = f"{near['start']:%Y-%m-%d}" + (f" to {near['end']:%Y-%m-%d}" if near["end"] > near["start"] else "")
    return (
        f"{none}; nearest came '{near['theme']}' with {near['share']:.0%} of {near['n_articles']:.0f} articles on "
        f"{span} (usually {near['usual']:.0%}), where it takes {np.ceil(near['needed']):.0f} at that share"
    )


def _days(cells: trends.Cells, weights: Floats, names: list[str], model: str) -> pd.DataFrame:
    """Return the shares of days, as far as bursts are read off them."""
    known = np.where(np.isnan(weights).any(axis=1), 0.0, 1.0)
    shares, n_articles = cells.shares(weights), cells.number_of(known)
    start = pd.to_datetime([period.start for period in cells.periods.periods]).astype("datetime64[s]")
    n_themes = len(names)
    return pd.DataFrame(
        {
            "theme": np.tile(names, len(start)),
            "start": start.repeat(n_themes),
            "end": start.repeat(n_themes),
            "share": shares.ravel(),
            "n_articles": n_articles.repeat(n_themes),
        }
    ).assign(model=model, frequency="day", denominator=cells.denominator, group=cells.groups[0])
