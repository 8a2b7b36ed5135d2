"""Groups of articles, such as outlets, beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from analysis import plots
from analysis.plots.axes import in_percent
from analysis.plots.estimates import SURE
from analysis.report.labels import brief
from analysis.report.over_time.layout import SECOND_LINE, grid, heading, named_themes, of_named, theme_charts
from analysis.report.over_time.words import (
    chance,
    counted,
    dated,
    dates_as_written,
    interval,
    listed,
    nothing,
    plural,
    points,
)
from analysis.report.picture import Picture
from analysis.results import Analysis

_MOST_PAIRS = 6  # of a theme, drawn and told
_LONGEST = 30  # letters of a group's name on a chart; they take two of the five inches that a chart has


def side_by_side(run: Analysis) -> Picture | None:
    """Return each group's share over the whole time; None where no groups were asked for or there is only one."""
    found = of_named(run, _named_groups(run, run.group_shares, "group"))
    if found["group"].nunique() < 2:
        return None
    themes = named_themes(run)
    names = brief(found["group"], _LONGEST)
    above = [heading(label, beside=_longest(names.values())) for label in themes["label"]]
    figure, axes = grid(len(themes), 2, _height(0.26 * len(names), above), dates=False)
    for theme, mine, ax in theme_charts(themes, found, axes, headings=above):
        plots.draw_group_shares(mine.assign(group=mine["group"].map(names)), ax, colour=theme.colour)
    n_articles = found.drop_duplicates("group").set_index("group")["n_articles"]
    sizes = ", ".join(f"{names[group]}: {n:,.0f}" for group, n in n_articles.items())
    caption = (
        f"A theme's share over the whole time, by {run.settings.group}, over {dated(run)} ({sizes}), by LDA and TF-IDF "
        f"together; {counted(found['denominator'].iloc[0])}. Lines: the {interval(run)}; hollow: too few articles for "
        "one. Two intervals that overlap can still lie apart: the next picture shows the differences."
        f"{_names_words(names)}"
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
    names = brief(pd.unique(found[["first", "second"]].to_numpy().ravel()), _LONGEST)
    shown = shown.assign(first=shown["first"].map(names), second=shown["second"].map(names))
    pairs = plots.pair_names(shown)
    above = [heading(label, beside=_longest(pairs)) for label in themes["label"]]
    row = 0.4 if pairs.str.contains("\n").any() else 0.26
    figure, axes = grid(len(themes), 2, _height(0.2 + row * shown.groupby("theme").size().max(), above), dates=False)
    for _, mine, ax in theme_charts(themes, shown, axes, headings=above):
        plots.draw_comparisons(mine, ax)
    n_pairs = int(found.groupby("theme").size().max())
    left_out = f" Shown are the {_MOST_PAIRS} surest of {n_pairs} pairs." if n_pairs > _MOST_PAIRS else ""
    caption = (
        f"The difference of two groups' shares over the whole time with its {run.settings.level:.0%} interval, by LDA "
        "and TF-IDF together; filled: larger than chance makes it (p adjusted over all themes, models and pairs, at "
        f"most .05).{left_out} A difference may come from what each group's articles are, not from how it sees the "
        f"theme. Over {dated(run)}, those of a pair in the values; {counted(found['denominator'].iloc[0])}."
        f"{_names_words(names)}"
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
    names, tops = brief(found["group"], _LONGEST), found.groupby("theme")["share"].max()
    beside = _longest(names.values())
    above = [
        heading(theme.label, f"up to {in_percent(tops[theme.theme])}", beside=beside) for theme in themes.itertuples()
    ]
    figure, axes = grid(len(themes), 2, _height(0.26 * len(names), above), dates=False)
    for theme, mine, ax in theme_charts(themes, found, axes, headings=above):
        top = max(float(tops[theme.theme]), 0.001)
        plots.draw_group_trends(mine.assign(group=mine["group"].map(names)), ax, top=top)
    frequency, denominator = found.iloc[0][["frequency", "denominator"]]
    caption = (
        f"Each cell is a theme's share in a {frequency} in one group, by LDA and TF-IDF together: the darker, the more "
        f"of the highest share of the chart. Hatched: {nothing(denominator)}. Over {dated(run)}; "
        f"{counted(denominator)}. A cell may rest on one article, and no interval is drawn: numbers of articles and "
        "intervals are in the values, the differences by period in tables/comparisons.csv."
        f"{_names_words(names)}"
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
    """Return a table with the groups named as the articles have them: 'Granma', not 'source=Granma'."""
    return table.assign(**{column: table[column].str.removeprefix(f"{run.settings.group}=")})


def _longest(names: Iterable[str]) -> int:
    """Return the letters of the longest line of some names."""
    return max(len(line) for name in names for line in name.splitlines() or [""])


def _height(rows: float, headings: Sequence[str]) -> float:
    """Return the inches of a chart whose rows take so many, with room for its heading and axis."""
    return 0.55 + rows + SECOND_LINE * any("\n" in text for text in headings)


def _names_words(names: dict[str, str]) -> str:
    """Say what is not in the names on a chart."""
    cut = any(whole != short for whole, short in names.items())
    parts = ["names are shortened, and whole in the values"] * cut + ["(other) is all smaller ones together"] * (
        "(other)" in names
    )
    return f" {'; '.join(parts).capitalize()}." if parts else ""
