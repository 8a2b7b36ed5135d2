"""How themes moved around the events that were given."""

from __future__ import annotations

import pandas as pd

from analysis import plots
from analysis.plots.estimates import SURE
from analysis.report.labels import brief
from analysis.report.over_time.layout import estimates_legend, grid, heading, named_themes, of_named, theme_charts
from analysis.report.over_time.words import chance, dates_as_written, listed, plural, points, rests_on
from analysis.report.picture import Picture
from analysis.results import MODELS, Analysis

_MOST = 6  # findings that are told in a row
_LONGEST = 24  # letters of an event's name on a chart, where its date stands behind it


def around_events(run: Analysis) -> Picture | None:
    """Return the picture of the table ``events``; None where none was given or could be tried."""
    found = of_named(run, run.events, MODELS)
    if found.empty:
        return None
    themes = named_themes(run)
    n_events = len(found[["date", "label"]].drop_duplicates())
    names = brief(found["label"], _LONGEST)
    beside = max(map(len, names.values())) + len(", 2000-01-01")
    above = [heading(label, beside=beside) for label in themes["label"]]
    figure, axes = grid(len(themes), 2, 0.75 + 0.5 * n_events, dates=False)
    for _, mine, ax in theme_charts(themes, found, axes, headings=above):
        plots.draw_events(mine.assign(label=mine["label"].map(names)), ax)
    estimates_legend(figure, sorted(found["model"].unique()))
    window, frequency = int(found["window"].iloc[0]), found["frequency"].iloc[0]
    caption = (
        f"A mark is the mean share of the {plural(window, frequency)} from an event on, less that of the "
        f"{plural(window, frequency)} before it. Its line is the {run.settings.level:.0%} interval, by how much the "
        "theme moved around other dates; filled: it moved as around hardly any other date (p adjusted over all themes, "
        "models and events, at most .05). That a theme moved around an event does not say that the event moved it. "
        f"{rests_on(run)}"
    )
    return Picture(
        "events",
        "How themes moved around events",
        caption,
        f"Dot plots, one a theme, of the change of its share around each of {plural(n_events, 'event')}.",
        dates_as_written(found.drop(columns="theme_label")),
        figure,
        over_time=True,
        finding=_moved(found[found["model"] == "both"]),
    )


def _moved(both: pd.DataFrame) -> str:
    sure = both[both["p_adjusted"] <= SURE].sort_values(["p_adjusted", "date", "theme"])
    told = [
        f"{e.theme_label} by {points(e.after - e.before)} around “{e.label}” ({chance(e.p_adjusted)})"
        for e in sure.itertuples()
    ]
    return (
        f"Moved more than around other dates: {listed(told, _MOST)}."
        if told
        else "Around no event did a theme move more than it does around other dates."
    )
