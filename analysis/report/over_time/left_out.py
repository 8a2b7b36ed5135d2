"""Why a part of the page is not there."""

from __future__ import annotations

from analysis.report.over_time.articles import is_cloud
from analysis.report.over_time.layout import has_intervals
from analysis.results import Analysis

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
    lines = [] if has_intervals(run) or run.trends.empty else [_no_trend(run)]
    if is_cloud(run):
        lines.append("Article by article: so many points make a cloud that tells less than the trends do.")
    told = run.set_aside[run.set_aside["stage"].isin(list(PARTS))]
    order = told["stage"].map(list(PARTS).index)
    told = told.assign(order=order).sort_values("order", kind="stable")
    return lines + [f"{PARTS[row.stage]}: {row.detail}." for row in told.itertuples()]


def _no_trend(run: Analysis) -> str:
    frequency = run.trends["frequency"].iloc[0]
    n = run.trends["period"].nunique()
    return (
        f"Trends: none of {n} {frequency}s has the five articles that an interval needs."
        if n > 1
        else (f"Trends: all articles lie in one {frequency}, and it has fewer than the five that an interval needs.")
    )
