"""The words that came into a theme and went from it, with the passages that show them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import plots
from analysis.report.over_time.layout import named_themes, of_named, theme_charts
from analysis.report.over_time.words import dated, dates_as_written
from analysis.report.picture import WIDTH, Picture
from analysis.results import Analysis

_MOST_PERIODS = 8  # shown of a theme: those in which words moved most surely
_LONGEST = 16  # letters of a word
_N_SHOWN = 3  # words of a theme that the page shows in a passage


def first_moves(run: Analysis) -> pd.DataFrame:
    """Return the rows of ``drift`` in which a word came into a named theme, or went from it, for the first time.

    A word that stays is told against all earlier periods, and so comes again and again.
    """
    found = of_named(run, run.drift).sort_values(["theme", "start", "term"], kind="stable")
    return found.drop_duplicates(["theme", "term", "direction"]).reset_index(drop=True)


def words_that_moved(run: Analysis) -> Picture | None:
    """Return the picture of the table ``drift``; None where no word came or went."""
    moved = first_moves(run)
    if moved.empty:
        return None
    themes = named_themes(run)
    themes = themes[themes["theme"].isin(moved["theme"])]
    shown = pd.concat([_surest_periods(moved[moved["theme"] == theme]) for theme in themes["theme"]])
    figure, axes = _charts([shown[shown["theme"] == theme] for theme in themes["theme"]])
    n_columns = max(4, shown.groupby("theme")["period"].nunique().max())
    for _, mine, ax in theme_charts(themes, shown, axes):
        brief = [textwrap.shorten(term, _LONGEST, placeholder="…") for term in mine["written"]]
        plots.draw_drift(mine.assign(written=brief), ax)
        ax.set_xlim(-0.5, n_columns - 0.5)
    frequency = moved["frequency"].iloc[0]
    caption = (
        f"Above the line: words that take more of a theme's words in a {frequency} than in all before it together; "
        f"below, pale: words that take less; nearest to the line the surest (p adjusted over the theme's words and "
        f"periods). A word stands where it first came or went, in at most {_MOST_PERIODS} periods a theme; what it did "
        "later is in tables/drift.csv. A theme's words are those that carry its weight; errors are from how unevenly "
        "articles hold a word; no interval is drawn, how sure a word is (z, p_adjusted) is in the values. By LDA and "
        f"TF-IDF together, over {dated(run)}."
    )
    return Picture(
        "drift",
        "Words that came and went",
        caption,
        f"For each of {len(themes)} themes, the words that came and those that went in each {frequency}, as text.",
        dates_as_written(shown.drop(columns="theme_label")),
        figure,
        over_time=True,
    )


def _charts(parts: list[pd.DataFrame]) -> tuple[Figure, list[Axes]]:
    """Return a figure and a chart for each theme, as high as its words need."""
    tallest = [part.groupby(["period", "direction"]).size().clip(upper=plots.N_WORDS).groupby("direction").max().sum()
               for part in parts]  # fmt: skip
    heights = [0.75 + 0.17 * int(n) for n in tallest]
    figure = Figure(figsize=(WIDTH, 0.2 + sum(heights)), layout="constrained")
    return figure, list(figure.subplots(len(parts), 1, squeeze=False, height_ratios=heights).ravel())


def _surest_periods(moved: pd.DataFrame) -> pd.DataFrame:
    strength = moved.assign(z=moved["z"].abs()).groupby("period")["z"].max()
    kept = strength.sort_values(ascending=False, kind="stable").index[:_MOST_PERIODS]
    return moved[moved["period"].isin(kept)]


def shown_moves(run: Analysis, labels: pd.Series) -> Iterator[dict[str, Any]]:
    """Yield, theme by theme, the surest words that came or went, each in the passage that shows it.

    labels: the articles' labels by their identifiers.
    """
    moved = first_moves(run)
    moved = moved.assign(sure=moved["z"].abs()).sort_values("sure", ascending=False, kind="stable")
    places = run.drift_contexts.drop_duplicates(["theme", "term", "passage_id"])
    for theme in named_themes(run).itertuples():
        mine = moved[moved["theme"] == theme.theme].head(_N_SHOWN)
        for word in mine.merge(places, on=["theme", "term", "passage_id"], suffixes=("", "_text")).itertuples():
            yield {
                "what": f"{theme.label}: “{word.written}” {word.direction} in {word.period} ({word.before:.1%} of the "
                f"theme's words before, {word.now:.1%} then; in {word.n_passages} passages"
                + ("" if word.direction == "came" else " before")
                + ")",
                "colour": theme.colour,
                "article": labels[word.article_id],
                "before": word.before_text,
                "keyword": word.keyword,
                "after": word.after,
            }
