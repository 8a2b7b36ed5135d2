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
from analysis.trends.events import ENOUGH_PLACEBOS

_MOST = 6  # findings that are told in a row
_LONGEST = 24  # letters of an event's name on a chart, where its date stands behind it
_NEEDED = round(1 / SURE) - 1  # other dates: with fewer even a move that is larger than at all of them has a larger p


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
        f"{plural(window, frequency)} before it. {_line_words(found, run.settings.level)} Filled: it moved as around "
        "hardly any other date (p adjusted over all themes, models and events, at most .05). That "
        "a theme moved around an event does not say that the event moved it. "
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


def _line_words(found: pd.DataFrame, level: float) -> str:
    """Return what the line of a mark is, or why there is none."""
    if found["low"].isna().all():
        return f"No mark has a line: an interval needs {ENOUGH_PLACEBOS} other dates, and there are {_others(found)}."
    without = f" (none with fewer than {ENOUGH_PLACEBOS} of them)" if found["low"].isna().any() else ""
    return f"Its line is the {level:.0%} interval, by how much the theme moved around other dates{without}."


def _others(found: pd.DataFrame) -> str:
    """Return how many other dates an event was held against."""
    least, most = found["n_placebo"].min(), found["n_placebo"].max()
    return f"{most}" if least == most else f"{least} to {most}"


def _moved(both: pd.DataFrame) -> str:
    sure = both[both["p_adjusted"] <= SURE].sort_values(["p_adjusted", "date", "theme"])
    told = [
        f"{e.theme_label} by {points(e.after - e.before)} around “{e.label}” ({chance(e.p_adjusted)})"
        for e in sure.itertuples()
    ]
    if told:
        return f"Moved more than around other dates: {listed(told, _MOST)}."
    if both["n_placebo"].max() < _NEEDED:
        opening = (
            f"Too few other dates to tell whether a theme moved more than it does at other times: at least {_NEEDED} "
            f"are needed, more where there are several themes and events, and there are {_others(both)}."
        )
    else:
        opening = "Around no event did a theme move so much more than around other dates that chance hardly makes it."
    return f"{opening} The largest moves: {listed(_largest(both), _MOST)}."


def _largest(both: pd.DataFrame) -> list[str]:
    """Return the moves in words, the largest first, each with the number of other dates that had as much."""
    moves = both.assign(move=both["after"] - both["before"])
    ordered = moves.assign(size=moves["move"].abs().round(9)).sort_values(
        ["size", "date", "label", "theme"], ascending=[False, True, True, True]
    )
    return [
        f"{e.theme_label} by {points(e.move)} around “{e.label}” (as much around "
        f"{round(e.p * (1 + e.n_placebo)) - 1} of {plural(e.n_placebo, 'other date')})"
        for e in ordered.itertuples()
    ]
