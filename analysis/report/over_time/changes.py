"""How themes moved: steps, slopes and bursts."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from analysis import plots
from analysis.plots.estimates import SURE
from analysis.report.labels import brief
from analysis.report.over_time.layout import estimates_legend, named_themes, of_named, whole_time
from analysis.report.over_time.words import chance, dates_as_written, listed, plural, points, rests_on
from analysis.report.picture import WIDTH, Picture
from analysis.results import MODELS, Analysis

_MOST = 6  # findings that are told in a row


def steps(run: Analysis) -> Picture | None:
    """Return the picture of the table ``changes``; None where no theme stepped."""
    found = of_named(run, run.changes, MODELS)
    if found.empty:
        return None
    n_rows = found["theme"].nunique()
    figure = Figure(figsize=(WIDTH, 0.7 + (0.2 + 0.2 * found["model"].nunique()) * n_rows), layout="constrained")
    ax = figure.subplots()
    plots.draw_changes(found.assign(theme=found["theme_label"].map(_row_names(run))), ax)
    whole_time(run, ax)
    caption = (
        "A triangle stands at the first day after a step, and points up where the share rose; the line through it "
        f"reaches over the dates at which the step may lie ({run.settings.level:.0%}). Steps are listed because they "
        "look large, so before, after and their difference overstate the truth somewhat. Over all themes together, "
        "chance or a slow ramp lists a step in one run of twenty. A theme or model that is not here had no such step. "
        f"{rests_on(run)}"
    )
    told = [
        f"{s.theme_label} ({MODELS[s.model]}) from {s.before:.0%} to {s.after:.0%} at {s.at:%Y-%m-%d} (difference "
        f"{points(s.low)} to {points(s.high)}, {chance(s.p_adjusted)}, found in {s.support:.0%} of the refits)"
        for s in found.sort_values(["p_adjusted", "theme", "model"]).itertuples()
    ]
    return Picture(
        "changes",
        "When shares stepped",
        caption,
        f"A row for each theme whose share stepped ({n_rows}), with a triangle at the step's date.",
        dates_as_written(found.drop(columns="theme_label")),
        figure,
        over_time=True,
        finding=f"The surest steps: {listed(told, _MOST)}.",
    )


def slopes(run: Analysis) -> Picture | None:
    """Return the picture of the table ``slopes``; None where there are too few periods for one."""
    found = of_named(run, run.slopes, MODELS)
    if found.empty:
        return None
    figure = Figure(figsize=(WIDTH * 0.8, 1.0 + 0.6 * found["theme"].nunique()), layout="constrained")
    plots.draw_slopes(found.assign(theme=found["theme_label"].map(_row_names(run))), figure.subplots())
    estimates_legend(figure, sorted(found["model"].unique()))
    caption = (
        f"The median slope between two periods with its {run.settings.level:.0%} interval, over {_periods(found)} with "
        "a share. It does not tell a steady move from a step, and a step can leave it unsure, since shares that stay "
        "high look like noise that carries over. Filled: rose or fell by more than chance makes it at an adjusted p of "
        ".05; p allows for noise that carries over, and is adjusted over all themes and "
        f"models; the intervals are not, so one may leave 0 out by chance. {rests_on(run)}"
    )
    return Picture(
        "slopes",
        "How steeply themes rose or fell",
        caption,
        f"A dot plot of the slope of each of {found['theme'].nunique()} themes in percentage points a year.",
        found.drop(columns="theme_label"),
        figure,
        over_time=True,
        finding=_steep(found[found["model"] == "both"]),
    )


def _row_names(run: Analysis) -> dict[str, str]:
    """Return how each theme is called beside its row: no two alike, since a row is found by its name."""
    return brief(named_themes(run)["label"], 28)


def _periods(found: pd.DataFrame) -> str:
    least, most = found["n_periods"].min(), found["n_periods"].max()
    frequency = found["frequency"].iloc[0]
    return plural(most, frequency) if least == most else f"{least} to {plural(most, frequency)}"


def _steep(both: pd.DataFrame) -> str:
    sure = both[both["p_adjusted"] <= SURE].sort_values(["slope"], ascending=False)
    told = [f"{s.theme_label} ({points(s.slope)} a year, {chance(s.p_adjusted)})" for s in sure.itertuples()]
    if not told:
        return "No theme has a slope that is larger than chance makes it."
    return f"By both models together, {len(told)} of {len(both)} themes rose or fell: {listed(told, _MOST)}."


def bursts(run: Analysis) -> Picture | None:
    """Return the picture of the table ``bursts``; None where there was none."""
    found = of_named(run, run.bursts)
    if found.empty:
        return None
    of_labels = _row_names(run)
    names = [name for label, name in of_labels.items() if label in set(found["theme_label"])]
    figure = Figure(figsize=(WIDTH, 0.7 + 0.5 * len(names)), layout="constrained")
    ax = figure.subplots()
    plots.draw_bursts(found.assign(theme=found["theme_label"].map(of_labels)), ax, names)
    whole_time(run, ax)
    caption = (
        "Bars are runs of days in which a theme took about twice its usual share of the articles, by LDA and TF-IDF "
        "together; the number is its share of these days. It helps to find days to read about, and has neither an "
        "interval nor a p-value; chance makes bursts too. Each article counts once; of "
        f"{plural(len(run.articles), 'article')}, those of which the day is not known are left out."
    )
    told = [
        f"{b.theme_label} {b.start:%Y-%m-%d} to {b.end:%Y-%m-%d}, {b.share:.0%} of {b.n_articles:,.0f} articles "
        f"(usually {b.usual:.0%})"
        for b in found.sort_values(["strength", "theme", "start"], ascending=[False, True, True]).itertuples()
    ]
    return Picture(
        "bursts",
        "Days with much more than usual",
        caption,
        f"A row for each of {len(names)} themes with bars over the days in which it took far more than usual.",
        dates_as_written(found.drop(columns="theme_label")),
        figure,
        over_time=True,
        finding=f"The strongest: {listed(told, _MOST)}.",
    )
