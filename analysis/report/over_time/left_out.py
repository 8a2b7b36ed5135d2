"""Why a part of the page is not there."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.report.free import number_and_words
from analysis.report.over_time.articles import is_cloud
from analysis.report.over_time.layout import has_intervals, has_trend, of_named
from analysis.results import MODELS, Analysis

# The tables of time, by what the page calls them; set_aside tells of each why it is empty, or what it leaves out.
PARTS = {
    "changes": "Steps",
    "slopes": "Slopes",
    "smooth": "Smooth curves",
    "bursts": "Bursts",
    "events": "Events",
    "drift": "Words that came and went",
    "agreement": "Agreement over time",
    "group_trends": "Groups by period",
    "group_shares": "Groups",
    "comparisons": "Differences of groups",
}


def left_out(run: Analysis) -> list[str]:
    """Return a line for each part of time that the page does not show, or shows in part, with the reason."""
    if run.trends.empty:
        return ["All of it: no article has a date."]
    lines = [] if has_trend(run) else [_no_trend(run)]
    if is_cloud(run):
        lines.append("Article by article: so many points make a cloud that tells less than the trends do.")
    told = by_labels(run, run.set_aside[run.set_aside["stage"].isin(list(PARTS))])
    order = told["stage"].map(list(PARTS).index)
    told = told.assign(order=order).sort_values("order", kind="stable")
    return lines + [f"{PARTS[row.stage]}: {row.detail}." for row in told.itertuples()] + list(_of_others(run))


def by_labels(run: Analysis, aside: pd.DataFrame) -> pd.DataFrame:
    """Return rows of ``set_aside`` of which those of bursts call themes by their labels, as all else does."""
    labels = {theme.theme: number_and_words(theme) for theme in run.themes.itertuples()}
    of_bursts = aside["detail"].str.replace(
        r"(?<=nearest came ')([^']+)(?=' with )", lambda found: labels.get(found[1], found[1]), regex=True
    )
    return aside.assign(detail=aside["detail"].mask(aside["stage"] == "bursts", of_bursts))


def _of_others(run: Analysis) -> Iterator[str]:
    """Yield a line for each table that has rows, but none that a chart shows."""
    for name, models in (("changes", tuple(MODELS)), ("bursts", ("both",))):
        if len(table := getattr(run, name)) and of_named(run, table, models).empty:
            by = " by LDA and TF-IDF together" if models == ("both",) else ""
            yield f"{PARTS[name]}: no named theme has any{by}; tables/{name}.csv has those of others."


def _no_trend(run: Analysis) -> str:
    frequency = run.trends["frequency"].iloc[0]
    if has_intervals(run):
        return f"Trends: all articles lie in one {frequency}."
    few = "the five articles that an interval needs"
    n = run.trends["period"].nunique()
    if n == 1:
        return f"Trends: all articles lie in one {frequency}, and it does not have {few}."
    return f"Trends: none of {n} {frequency}s has {few}."
