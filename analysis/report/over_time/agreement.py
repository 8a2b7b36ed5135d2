"""Whether LDA and TF-IDF agree as well in each period as over the whole time."""

from __future__ import annotations

import pandas as pd

from analysis import plots
from analysis.report.over_time.layout import grid, has_trend, named_themes, theme_charts, whole_time
from analysis.report.over_time.words import dates_as_written, rests_on
from analysis.report.picture import Picture
from analysis.results import Analysis


def by_period(run: Analysis) -> Picture | None:
    """Return the picture of the table ``agreement``; None where no period has articles enough for an interval."""
    themes = named_themes(run)
    found = run.agreement[run.agreement["theme"].isin(themes["theme"])]
    if not has_trend(run) or not found["low"].notna().any():
        return None
    figure, axes = grid(len(themes), 2, 1.5)
    for theme, mine, ax in theme_charts(themes, found, axes):
        plots.draw_agreement_by_period(mine, ax, colour=theme.colour)
    whole_time(run, axes[0])
    figure.supylabel("correlation of the two models' weights" if len(axes) > 2 else "correlation", fontsize=9)
    frequency = found["frequency"].iloc[0]
    caption = (
        f"Correlation of the weights that LDA and TF-IDF give to the articles of a {frequency} (1: the same order and "
        f"spacing, 0: unrelated), with its {run.settings.level:.0%} interval over the choice of articles; hollow: "
        "fewer than five articles. Both are given the same words, so agreement is no independent proof; where it "
        f"falls, the models see different articles in the theme, and the trend should not be leant on. {rests_on(run)}"
    )
    return Picture(
        "agreement-by-period",
        "How far LDA and TF-IDF agree over time",
        caption,
        f"Small charts, one a theme, of the correlation of both models' weights in each {frequency}.",
        dates_as_written(found),
        figure,
        over_time=True,
        finding=_curves(run, themes),
    )


def _curves(run: Analysis, themes: pd.DataFrame) -> str:
    mine = run.quality[run.quality["measure"] == "agreement_over_time"].set_index("theme")["value"].dropna()
    known = [
        (label, mine[theme]) for theme, label in zip(themes["theme"], themes["label"], strict=True) if theme in mine
    ]
    if not known:
        return ""
    return "The two models' trends correlate: " + ", ".join(f"{label} {value:.2f}" for label, value in known) + "."
