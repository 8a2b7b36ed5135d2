"""Groups of articles, such as outlets, beside each other."""

from __future__ import annotations

import textwrap

import pandas as pd

from analysis import plots
from analysis.plots.estimates import SURE
from analysis.report.over_time.layout import grid, named_themes, of_named, short, theme_charts
from analysis.report.over_time.words import chance, counted, dates_as_written, interval, listed, plural, points
from analysis.report.picture import Picture
from analysis.results import Analysis

_MOST_PAIRS = 6  # of a theme, drawn and told


def side_by_side(run: Analysis) -> Picture | None:
    """Return each group's share over the whole time; None where no groups were asked for or there is only one."""
    found = of_named(run, _named_groups(run, run.group_shares, "group"))
    if found["group"].nunique() < 2:
        return None
    themes = named_themes(run)
    figure, axes = grid(len(themes), 2, 0.55 + 0.26 * found["group"].nunique(), dates=False)
    for theme, mine, ax in theme_charts(themes, found, axes):
        plots.draw_group_shares(mine, ax, colour=theme.colour)
    n_articles = found.drop_duplicates("group").set_index("group")["n_articles"]
    sizes = ", ".join(f"{group} {n:,.0f}" for group, n in n_articles.items())
    caption = (
        f"A theme's share over the whole time, by {run.settings.group} (articles: {sizes}), by LDA and TF-IDF "
        f"together; {counted(found['denominator'].iloc[0])}. Lines: the {interval(run)}; hollow: too few articles for "
        "one. Two intervals that overlap can still lie apart: the next picture shows the differences."
    )
    return Picture(
        "group-shares",
        f"Theme shares by {run.settings.group}",
        caption,
        f"Dot plots, one a theme, of its share in each of {len(n_articles)} groups.",
        dates_as_written(found.drop(columns="theme_label")),
        figure,
        over_time=True,
    )


def differences(run: Analysis) -> Picture | None:
    """Return how far groups' shares over the whole time lie apart; None where there is nothing to compare."""
    named = _named_groups(run, _named_groups(run, run.comparisons, "first"), "second")
    found = of_named(run, named[(named["period"] == "all time") & named["difference"].notna()])
    if found.empty:
        return None
    themes = named_themes(run)
    found = found.sort_values(["p_adjusted", "first", "second"], kind="stable")
    shown = found.groupby("theme", sort=False).head(_MOST_PAIRS)
    figure, axes = grid(len(themes), 2, 0.75 + 0.26 * int(shown.groupby("theme").size().max()), dates=False)
    for _, mine, ax in theme_charts(themes, shown, axes):
        plots.draw_comparisons(mine, ax)
    n_pairs = int(found.groupby("theme").size().max())
    left_out = f" Shown are the {_MOST_PAIRS} surest of {n_pairs} pairs." if n_pairs > _MOST_PAIRS else ""
    caption = (
        f"The difference of two groups' shares over the whole time with its {run.settings.level:.0%} interval, by LDA "
        "and TF-IDF together; filled: larger than chance makes it (p adjusted over all themes, models and pairs, at "
        f"most .05).{left_out} A difference may come from what each group's articles are, not from how it sees the "
        f"theme. {counted(found['denominator'].iloc[0]).capitalize()}."
    )
    return Picture(
        "comparisons",
        f"How far apart: {run.settings.group}",
        caption,
        f"Dot plots, one a theme, of the difference of shares of {plural(min(n_pairs, _MOST_PAIRS), 'pair')}.",
        dates_as_written(found.drop(columns="theme_label")),
        figure,
        over_time=True,
        finding=_apart(found),
    )


def _apart(found: pd.DataFrame) -> str:
    sure = found[found["p_adjusted"] <= SURE]
    told = [f"{c.theme_label}: {c.first} over {c.second} by {points(c.difference)} ({chance(c.p_adjusted)})"
            if c.difference >= 0
            else f"{c.theme_label}: {c.second} over {c.first} by {points(-c.difference)} ({chance(c.p_adjusted)})"
            for c in sure.itertuples()]  # fmt: skip
    if not told:
        return f"None of {len(found)} differences is larger than chance makes it."
    return f"{len(told)} of {len(found)} differences are larger than chance makes them: {listed(told, _MOST_PAIRS)}."


def by_period(run: Analysis) -> Picture | None:
    """Return each group's share in each period as cells; None where no groups were asked for or there is one period."""
    found = of_named(run, _named_groups(run, run.group_trends, "group"))
    if found["group"].nunique() < 2 or found["period"].nunique() < 2:
        return None
    themes = named_themes(run)
    figure, axes = grid(len(themes), 2, 0.55 + 0.26 * found["group"].nunique(), dates=False)
    for theme, mine, ax in theme_charts(themes, found, axes):
        top = float(mine["share"].max())
        plots.draw_group_trends(mine, ax, top=max(top, 0.001))
        ax.set_title(f"{short(theme.label, 36)}, up to {top:.0%}")
    frequency = found["frequency"].iloc[0]
    caption = (
        f"Each cell is a theme's share in a {frequency} in one group ({counted(found['denominator'].iloc[0])}), by LDA "
        "and TF-IDF together: the darker, the more of the highest share of the chart. Hatched: no article. A cell may "
        "rest on one article: numbers of articles, intervals and the differences by period are in the values and in "
        "tables/comparisons.csv."
    )
    return Picture(
        "group-trends",
        f"Theme shares by {run.settings.group} and {frequency}",
        caption,
        f"Heat maps, one a theme, with a row for each group and a column for each {frequency}.",
        dates_as_written(found.drop(columns="theme_label")),
        figure,
        over_time=True,
    )


def _named_groups(run: Analysis, table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a table with the groups named as the articles have them, shortened: 'Granma', not 'source=Granma'."""
    prefix = f"{run.settings.group}="
    names = {g: textwrap.shorten(g.removeprefix(prefix), 24, placeholder=" …") for g in table[column].unique()}
    unlike = len(set(names.values())) == len(names)
    return table.assign(**{column: table[column].map(names)}) if unlike and names else table
