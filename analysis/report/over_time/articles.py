"""Articles one by one: the weights of all at their dates, and those behind a theme's highest share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import plots
from analysis.plots.axes import in_percent
from analysis.report.labels import article_labels, as_written, wrapped
from analysis.report.over_time.layout import grid, has_intervals, heading, model_legend, named_themes, of_named, short
from analysis.report.over_time.words import dates_as_written, rests_on
from analysis.report.picture import Picture
from analysis.results import VIEWS, Analysis
from analysis.trends.periods import span_of

MANY = 40  # articles; with more, intervals would hide each other
_TOO_MANY = 1000  # articles; more make a cloud, and the trend tells more
_N_BEHIND = 5  # articles shown behind a share
_LONGEST = 46  # letters of a line of an article's label, which has two
_ABOVE = 72  # letters of a heading beside labels of such a length


def weight_by_date(run: Analysis) -> Picture | None:
    """Return the weight of each theme in each article at its date; None where none is dated, or there are too many."""
    dated = run.articles.loc[run.articles["date"].notna(), ["article_id", "date", "date_precision", "title"]]
    if is_cloud(run):
        return None
    weights = _dated_weights(run, dated)
    if not weights["weight"].notna().any():
        return None
    named = named_themes(run)
    figure, axes = grid(len(named), 2, 1.75)
    shown = weights[weights["theme"].isin(named["theme"])]
    top = float(np.nanmax(shown[["weight", "high"]].to_numpy())) * 1.05
    for ax, theme in zip(axes, named.itertuples(), strict=True):
        plots.draw_weight_by_date(shown[shown["theme"] == theme.theme], ax, colour=theme.colour)
        ax.set_title(short(theme.label))
        ax.set_ylim(0.0, max(top, 0.01))
    figure.supylabel("weight: share of counted words" if len(axes) > 2 else "weight", fontsize=9)
    model_legend(figure)
    columns = ["model", "theme", "article_id", "date", "title", "weight", "low", "high", "presence"]
    return Picture(
        "weight-by-date",
        "Theme weight against article date",
        _weight_words(run, dated, weights),
        f"Small charts, one a theme, of weight against date for {len(dated)} articles, by LDA and TF-IDF.",
        shown[columns].assign(date=[as_written(*d) for d in zip(shown["date"], shown["date_precision"], strict=True)]),
        figure,
        over_time=True,
    )


def is_cloud(run: Analysis) -> bool:
    """Whether there are so many articles that points tell less than trends do."""
    return int(run.articles["date"].notna().sum()) > _TOO_MANY and has_intervals(run)


def _dated_weights(run: Analysis, dated: pd.DataFrame) -> pd.DataFrame:
    """Return the weights of dated articles, with start and end, the days between which the date lies."""
    views = run.weights[run.weights["model"].isin(VIEWS)]
    weights = dated.merge(views, on="article_id").sort_values(["model", "date", "article_id"])
    spans = [span_of(d.date(), p) for d, p in zip(weights["date"], weights["date_precision"], strict=True)]
    for column, place in (("start", 0), ("end", 1)):
        days = pd.Series([span[place] for span in spans], index=weights.index)
        weights[column] = pd.to_datetime(days).astype("datetime64[s]")
    return weights.assign(low=np.nan, high=np.nan) if len(dated) > MANY else weights


def _weight_words(run: Analysis, dated: pd.DataFrame, weights: pd.DataFrame) -> str:
    undated = len(run.articles) - len(dated)
    without = f"; {undated} without a date are not shown" if undated else ""
    spans = bool((weights["start"] < weights["end"]).any())
    level = "; a level line is the month or year of which the day is not known" if spans else ""
    lines = (
        "Intervals are left out where there are so many articles; they are in tables/weights.csv."
        if len(dated) > MANY
        else f"Lines: {_interval_words(run)}; they do not cover what the model mismeasures."
    )
    return (
        f"A point is an article at its date ({len(dated)} articles{without}{level}); its height is the share of the "
        f"article's counted words that the theme takes. {lines} No line joins the points, because nothing is known of "
        "what lies between them."
    )


def _interval_words(run: Analysis) -> str:
    level, n = f"{run.settings.level:.0%}", run.settings.n_refits
    if run.settings.estimand == "corpus":
        return f"{level} interval over {n} refits from other starts (refitting alone)"
    covers = "it covers the choice of passages and the refitting"
    return f"{level} interval over {n} refits with reweighted passages ({covers})"


def behind(run: Analysis) -> Picture | None:
    """Return the articles that carry most of each theme's highest share; None without intervals or shares."""
    themes, peaks = named_themes(run), _peaks(run)
    if not peaks:
        return None
    labels = article_labels(run).set_index("article_id")["label"]
    found = {theme: run.behind(theme, str(peak["period"]), n=_N_BEHIND) for theme, peak in peaks.items()}
    labels = labels.map(lambda label: wrapped(str(label), _LONGEST))
    figure, axes = grid(len(found), 1, 0.75 + 0.34 * _N_BEHIND, dates=False)
    rows = []
    for ax, theme in zip(axes, themes[themes["theme"].isin(list(found))].itertuples(), strict=True):
        peak, mine = peaks[theme.theme], found[theme.theme]
        plots.draw_behind(mine.assign(label=mine["article_id"].map(labels)), ax, colour=theme.colour)
        height = f"{peak['period']}: {in_percent(peak['share'])} over {peak['n_articles']:,.0f} articles"
        ax.set_title(heading(theme.label, height, room=_ABOVE))
        rows.append(mine.assign(theme=theme.theme, period=peak["period"], share=peak["share"]))
    axes[-1].set_xlabel("percentage points of the share that an article carries")
    frequency = run.trends["frequency"].iloc[0]
    caption = (
        f"The {frequency} in which each theme's share is highest, among those with an interval, and the {_N_BEHIND} "
        "articles that carry most of it, by LDA and TF-IDF together; beside a bar stands the theme's weight in the "
        f"article. The bars of all articles of the {frequency} add up to the share. A share that one or two articles "
        "carry is no trend. The highest of many shares is partly chance, and no interval is drawn: that of the share "
        f"is in tables/trends.csv. {rests_on(run)} A notebook shows any other with run.behind(theme, period)."
    )
    columns = ["theme", "period", "share", "article_id", "date", "title", "source", "weight", "part", "carried"]
    return Picture(
        "behind",
        "The articles behind the highest shares",
        caption,
        f"For each of {len(found)} themes, bars of the articles that carry most of its highest share.",
        dates_as_written(pd.concat(rows, ignore_index=True)[columns]),
        figure,
        over_time=True,
    )


def _peaks(run: Analysis) -> dict[str, pd.Series]:
    """Return for each theme that has a share the row of its highest one among the periods with an interval."""
    known = of_named(run, run.trends[run.trends["low"].notna() & (run.trends["share"] > 0)])
    rows = known.sort_values(["share", "start"], ascending=[False, True], kind="stable").drop_duplicates("theme")
    by_theme = {str(row["theme"]): row for _, row in rows.iterrows()}
    return {theme: by_theme[theme] for theme in named_themes(run)["theme"] if theme in by_theme}
