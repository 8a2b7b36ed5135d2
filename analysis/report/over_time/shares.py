"""Shares over time: the trend of each theme, both models side by side, and a calendar."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import plots
from analysis.plots.axes import has_numbers, in_percent
from analysis.plots.calendar import calendar_cells
from analysis.report.over_time.event_marks import EventMarks, event_marks
from analysis.report.over_time.layout import (
    grid,
    has_trend,
    level_legend,
    named_themes,
    of_named,
    short,
    theme_charts,
    whole_time,
)
from analysis.report.over_time.words import (
    covered_by_curve,
    dates_as_written,
    interval,
    nothing,
    rests_on,
    share_of,
)
from analysis.report.picture import WIDTH, Picture
from analysis.results import VIEWS, Analysis

_FEW = 3  # themes; as many stand below each other over the whole width


def trend(run: Analysis) -> Picture | None:
    """Return each theme's shares as points with intervals, curve, steps and events; None without a trend."""
    if not has_trend(run):
        return None
    themes, shares = named_themes(run), of_named(run, run.trends)
    figure, axes, strips = _charts_over_strips(len(themes))
    top = float(shares[["share", "high"]].max(axis=None))
    marks = _event_marks(run, shares)
    for theme, mine, ax in theme_charts(themes, shares, axes):
        _draw_trend(run, theme, mine, marks, ax)
        ax.set_ylim(0.0, (1.2 if marks.named else 1.3) * top)  # room above for the words of steps and events
    one = shares[shares["theme"] == themes["theme"].iloc[0]]
    for ax in strips:
        plots.draw_n_articles(one, ax)
        ax.set_ylabel("articles")
    whole_time(run, axes[0])
    frequency, denominator = one.iloc[0][["frequency", "denominator"]]
    figure.supylabel(share_of(denominator, frequency), fontsize=9)
    return Picture(
        "trend",
        f"The trend of each theme by {frequency}",
        _trend_words(run, frequency, marks),
        f"A chart for each of {len(themes)} themes: its share in each {frequency} as a point with its interval, and a "
        "smooth curve through them; below, bars of the number of articles.",
        _trend_values(run, shares, marks),
        figure,
        over_time=True,
    )


def _charts_over_strips(n: int) -> tuple[Figure, list[Axes], list[Axes]]:
    """Return a figure, a chart for each theme, and below each column a flat one for the number of articles."""
    n_columns = 1 if n <= _FEW else 2
    n_rows = -(-n // n_columns)
    figure = Figure(figsize=(WIDTH, 0.3 + 2.1 * n_rows + 0.8), layout="constrained")
    axes = figure.subplots(n_rows + 1, n_columns, sharex=True, squeeze=False, height_ratios=[1.0] * n_rows + [0.35])
    charts = axes[:-1].ravel()
    for ax in charts[n:]:
        ax.remove()
    return figure, list(charts[:n]), list(axes[-1])


def _event_marks(run: Analysis, shares: pd.DataFrame) -> EventMarks:
    first, last = shares["start"].min(), shares["end"].max()
    inside = run.event_dates[run.event_dates["date"].between(first, last)]
    return event_marks(inside, last - first, of_named(run, run.changes)["at"])


def _draw_trend(run: Analysis, theme: Any, shares: pd.DataFrame, marks: EventMarks, ax: Axes) -> None:
    smooth = of_named(run, run.smooth)
    changes = of_named(run, run.changes)
    plots.draw_smooth(smooth[smooth["theme"] == theme.theme], ax, colour=theme.colour)
    plots.draw_share_points(shares, ax, colour=theme.colour)
    plots.draw_steps(changes[changes["theme"] == theme.theme], ax, line=0 if marks.named else 1)
    plots.draw_event_dates(marks.table, ax, upright=marks.named)


def _trend_words(run: Analysis, frequency: str, marks: EventMarks) -> str:
    steps = (
        " An upright line marks a step that chance hardly makes, the grey span behind it the dates at which it may lie."
        if len(of_named(run, run.changes))
        else ""
    )
    return (
        f"By LDA and TF-IDF together. A point is a theme's share in a {frequency}, the larger the more articles; the "
        f"line through it is the {interval(run)}. Hollow: the {frequency} is covered in part or has fewer than five "
        f"articles.{_curve_words(run)}{steps}{marks.words} {rests_on(run)}"
    )


def _curve_words(run: Analysis) -> str:
    if of_named(run, run.smooth)["share"].isna().all():
        return ""
    ahead = (
        "later periods have a say too"
        if run.settings.looks_ahead
        else "its width, too, follows from the periods up to each; the models learned from the articles of all"
    )
    return (
        f" In colour, the curve is a local line through them ({ahead}); it breaks where articles are missing for "
        f"longer than it reaches. Its band is a {run.settings.level:.0%} interval, which covers "
        f"{covered_by_curve(run)}."
    )


def _trend_values(run: Analysis, shares: pd.DataFrame, marks: EventMarks) -> pd.DataFrame:
    """Return shares, curve, steps and events under one another: what, and the columns of all."""
    columns = ["theme", "frequency", "period", "denominator", "start", "end", "partial", "share", "low", "high"]
    points = shares[[*columns, "n_articles", "n_words"]].assign(drawn="point")
    curve = of_named(run, run.smooth).assign(drawn="curve").reindex(columns=[*columns, "drawn"])
    steps = of_named(run, run.changes).assign(drawn="step", start=lambda t: t["at_low"], end=lambda t: t["at_high"])
    steps = steps.reindex(columns=[*columns[:2], "denominator", "start", "end", "at", "before", "after", "drawn"])
    events = marks.events.rename(columns={"date": "at"})[["at", "label"]].assign(drawn="event")
    parts = [part for part in (points, curve, steps, events) if len(part)]
    values = dates_as_written(pd.concat(parts, ignore_index=True))
    return values[["drawn", *(c for c in values if c != "drawn")]]


def share_by_period(run: Analysis) -> Picture | None:
    """Return small multiples of shares, LDA and TF-IDF in each; None without a trend."""
    if not has_trend(run):
        return None
    themes, trends = named_themes(run), of_named(run, run.trends, VIEWS)
    figure, axes = grid(len(themes), 2, 1.75)
    for theme, mine, ax in theme_charts(themes, trends, axes):
        plots.draw_share_by_period(mine, ax, colour=theme.colour)
    frequency, denominator = trends.iloc[0][["frequency", "denominator"]]
    figure.supylabel(share_of(denominator, frequency) if len(axes) > 2 else "share", fontsize=9)
    level_legend(figure)
    few = "published articles" if denominator.startswith("published") else "articles"
    caption = (
        f"A short line is a theme's share in a {frequency}, by each model; the upright line "
        f"(LDA) and the box (TF-IDF) are the {interval(run)}. A {frequency} of fewer than five {few} has no "
        f"interval, one without {few} has no line. Each chart has a scale of its own. {rests_on(run)}"
    )
    return Picture(
        "share-by-period",
        f"Theme share by {frequency}, by each model",
        caption,
        f"Small charts, one a theme, of its share in each {frequency}, by LDA and TF-IDF.",
        dates_as_written(trends.drop(columns="theme_label")),
        figure,
        over_time=True,
    )


def calendar(run: Analysis) -> Picture | None:
    """Return a calendar of shares for each theme; None without a trend."""
    if not has_trend(run):
        return None
    themes, shares = named_themes(run), of_named(run, run.trends)
    blocks = {theme: calendar_cells(shares[shares["theme"] == theme]) for theme in themes["theme"]}
    n_rows, n_columns = next(iter(blocks.values())).shape
    figure, axes = grid(len(themes), 2, 0.55 + min(max(0.16, 0.26 - 0.002 * n_rows) * n_rows, 6.0), dates=False)
    for theme, mine, ax in theme_charts(themes, shares, axes):
        top = float(blocks[theme.theme].max(axis=None))
        plots.draw_calendar(mine, ax, top=max(top, 0.001))
        ax.set_title(f"{short(theme.label, 36)}, up to {in_percent(top)}")
    frequency, denominator = shares.iloc[0][["frequency", "denominator"]]
    numbers = "; numbers are percent" if has_numbers(n_columns) else ""
    caption = (
        f"Each cell is a theme's share in a {frequency}, by LDA and TF-IDF together: the darker, the more of the "
        f"theme's own highest share, which stands above the chart{numbers}. Hatched: "
        f"{nothing(denominator)}, or outside the time of the articles. What comes back every year shows as a column. "
        f"{rests_on(run)} Intervals are in the values."
    )
    return Picture(
        "calendar",
        f"Theme by {frequency} on a calendar",
        caption,
        f"Calendars, one for each of {len(themes)} themes, with a cell for each {frequency} that is darker where the "
        "theme's share is higher.",
        dates_as_written(shares[["theme", "period", "start", "end", "share", "low", "high", "n_articles"]]),
        figure,
        over_time=True,
    )
