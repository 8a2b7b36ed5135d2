"""The report's figures: each composed of drawings, with the values drawn, a caption and words for who cannot see it."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis import plots
from analysis.plots.style import INK, PALE
from analysis.report.calibrated import presence_words
from analysis.report.free import number_picture, warning_of
from analysis.report.lexicon_picture import lexicon_picture
from analysis.report.picture import WIDTH, Picture
from analysis.results import VIEWS, Analysis
from analysis.trends.periods import span_of

MANY = 40  # articles: with more, rows of charts are periods instead of articles
_N_WORDS = 8  # terms shown of each theme
_N_FREE = 12  # free themes whose words are shown
_N_PASSAGES = 2  # passages shown of each theme


def pictures(run: Analysis) -> dict[str, Picture]:
    """Return the report's pictures by name, in the order of the page; a notebook shows each as it is.

    Left out is what a run has nothing for: charts of time where no article has a date, shares by period where no period
    has the articles that an interval needs.
    """
    with rc_context(plots.STYLE):
        kinds = (_by_date, _by_period, _composition, _heat, _lexicon, _words, number_picture, _agreement, _passages)
        drawn = [draw(run) for draw in kinds]
    return {picture.name: picture for picture in drawn if picture is not None}


def as_written(date: pd.Timestamp, precision: str) -> str:
    """Return a date as precisely as it is known, '' where it is missing."""
    formats = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    return "" if pd.isna(date) else date.strftime(formats[precision])


def article_labels(run: Analysis) -> pd.DataFrame:
    """Return article_id, date (as written, '' where there is none) and label (date and title), sorted by date."""
    articles = run.articles.sort_values(["date", "article_id"], na_position="last")
    date = [as_written(d, p) for d, p in zip(articles["date"], articles["date_precision"], strict=True)]
    names = articles["title"].fillna(articles["path"]).fillna(articles["article_id"])
    label = [f"{d or 'undated'}  {name}" for d, name in zip(date, names, strict=True)]
    return pd.DataFrame({"article_id": articles["article_id"], "date": date, "label": label}).reset_index(drop=True)


def _interval_words(run: Analysis) -> str:
    if run.settings.estimand == "corpus":
        return (
            f"{run.settings.level:.0%} interval over {run.settings.n_refits} refits from other starts (refitting alone)"
        )
    covers = "it covers the choice of passages and the refitting"
    return f"{run.settings.level:.0%} interval over {run.settings.n_refits} refits with reweighted passages ({covers})"


def _by_date(run: Analysis) -> Picture | None:
    dated = run.articles.loc[run.articles["date"].notna(), ["article_id", "date", "date_precision", "title"]]
    weights = dated.merge(_by_views(run.weights), on="article_id").sort_values(["model", "date", "article_id"])
    if not weights["weight"].notna().any():
        return None
    spans = [span_of(d.date(), p) for d, p in zip(weights["date"], weights["date_precision"], strict=True)]
    for column, days in zip(("start", "end"), zip(*spans, strict=True), strict=True):
        weights[column] = pd.to_datetime(pd.Series(days, index=weights.index)).astype("datetime64[s]")
    if len(dated) > MANY:
        weights = weights.assign(low=np.nan, high=np.nan)
    named = run.themes[run.themes["kind"] == "named"]
    figure, axes = _grid(len(named), 2, 1.75)
    shown = weights[weights["theme"].isin(named["theme"])]
    top = float(np.nanmax(shown[["weight", "high"]].to_numpy())) * 1.05
    for ax, theme in zip(axes, named.itertuples(), strict=True):
        plots.draw_weight_by_date(shown[shown["theme"] == theme.theme], ax, colour=theme.colour)
        ax.set_title(theme.label)
        ax.set_ylim(0.0, max(top, 0.01))
    figure.supylabel("weight: share of counted words" if len(axes) > 2 else "weight", fontsize=9)
    _model_legend(figure)
    undated = len(run.articles) - len(dated)
    caption = (
        f"A point is an article at its date ({len(dated)} articles"
        + (f"; {undated} without a date are not shown" if undated else "")
        + ("; a level line is the month or year of which the day is not known" if _any_span(weights) else "")
        + "); its height is the share of the article's counted words that the theme takes. "
        + (
            "Intervals are left out where there are so many articles."
            if len(dated) > MANY
            else f"Lines: {_interval_words(run)}; they do not cover what the model mismeasures."
        )
        + " No line joins the points, because nothing is known of what lies between them."
    )
    columns = ["model", "theme", "article_id", "date", "title", "weight", "low", "high", "presence"]
    return Picture(
        "weight-by-date",
        "Theme weight against article date",
        caption,
        f"Small charts, one a theme, of weight against date for {len(dated)} articles, by LDA and TF-IDF.",
        shown[columns].assign(date=[as_written(*d) for d in zip(shown["date"], shown["date_precision"], strict=True)]),
        figure,
    )


def _by_views(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of LDA and of TF-IDF, which pictures show beside each other."""
    return table[table["model"].isin(VIEWS)]


def _any_span(weights: pd.DataFrame) -> bool:
    return bool((weights["start"] < weights["end"]).any())


def _by_period(run: Analysis) -> Picture | None:
    """Return shares by calendar period; None where so few articles are better seen one by one."""
    if run.trends["low"].notna().sum() == 0:
        return None
    named = run.themes[run.themes["kind"] == "named"]
    trends = _by_views(run.trends[run.trends["theme"].isin(named["theme"])])
    figure, axes = _grid(len(named), 2, 1.75)
    for ax, theme in zip(axes, named.itertuples(), strict=True):
        plots.draw_share_by_period(trends[trends["theme"] == theme.theme], ax, colour=theme.colour)
        ax.set_title(theme.label)
    frequency, denominator = trends.iloc[0][["frequency", "denominator"]]
    of = _counted(denominator)
    figure.supylabel(f"share of the {frequency}'s articles" if len(axes) > 2 else "share", fontsize=9)
    _model_legend(figure)
    caption = (
        f"A short line is a theme's mean weight over the articles of a {frequency} ({of}); the box is its "
        f"{run.settings.level:.0%} interval, which covers {_covered(run)}. A {frequency} of fewer than five articles "
        "has no box, one without articles has no line."
    )
    return Picture(
        "share-by-period",
        f"Theme share by {frequency}",
        caption,
        f"Small charts, one a theme, of its share in each {frequency}, by LDA and TF-IDF.",
        trends.assign(start=trends["start"].dt.strftime("%Y-%m-%d"), end=trends["end"].dt.strftime("%Y-%m-%d")),
        figure,
    )


def _counted(denominator: str) -> str:
    """Return in words what a share is a share of."""
    of, _, mix = denominator.partition(", ")
    words = {
        "articles": "each article counts once",
        "words": "each article counts by its words",
        "articles_with_theme": "each article counts by how probable it is that it speaks of the theme",
        "published": "out of all articles that were published",
    }
    return words[of] + (", outlets in the mix of the whole time" if mix else "")


def _covered(run: Analysis) -> str:
    sampled = "the choice of articles, " if run.settings.estimand == "population" else ""
    return f"{sampled}the refitting and an allowance for stray weight"


def _rows(run: Analysis, model: str, value: str = "weight") -> pd.DataFrame:
    """Return articles x themes of one model in date order; where there are many articles, periods x themes.

    value: 'weight' or 'presence'; of periods it is the share.
    """
    if len(run.articles) > MANY and len(run.trends):
        mine = run.trends[run.trends["model"] == model]
        wide = mine.pivot(index="period", columns="theme", values="share")
        return wide.reindex(index=mine["period"].unique(), columns=run.themes["theme"]).tail(MANY)
    labels = article_labels(run).head(MANY)
    mine = run.weights[run.weights["model"] == model].pivot_table(index="article_id", columns="theme", values=value)
    wide = mine.reindex(index=labels["article_id"], columns=run.themes["theme"])
    wide.index = pd.Index(labels["label"], name="article")
    return wide


def _wrapped(label: str, width: int) -> str:
    return "\n".join(textwrap.wrap(label, width, max_lines=2, placeholder=" …"))


def _short_labels(wide: pd.DataFrame) -> pd.DataFrame:
    return wide.set_axis([_wrapped(str(label), 38) for label in wide.index], axis="index")


def _row_words(run: Analysis) -> tuple[str, str]:
    """Return what a row of a chart is, in a word and in words that say what is left out."""
    undated = int(run.articles["date"].isna().sum())
    if len(run.articles) > MANY and len(run.trends):
        frequency, n = run.trends["frequency"].iloc[0], run.trends["period"].nunique()
        left_out = f"; {undated} undated articles are in none" if undated else ""
        return f"{frequency}", f"a {frequency} (the last {min(n, MANY)} of {n}{left_out})"
    left_out = f", the first {MANY} of {len(run.articles)}" if len(run.articles) > MANY else ""
    return "article", f"an article, in date order{left_out}"


def _row_values(blocks: dict[str, pd.DataFrame], unit: str) -> pd.DataFrame:
    """Return the rows of both models under each other, with the model and the row's full label."""
    return pd.concat([wide.rename_axis(unit).reset_index().assign(model=model) for model, wide in blocks.items()])


def _composition(run: Analysis) -> Picture:
    blocks = {model: _rows(run, model) for model in VIEWS}
    n_rows = len(next(iter(blocks.values())))
    # Free themes have numbers here: what sets them apart differs from model to model.
    labels = [_wrapped(_chart_label(theme, run), 24) for theme in run.themes.itertuples()]
    n_columns = 4 if max(len(label) for label in labels) <= 24 else 3
    n_lines = -(-len(labels) // n_columns) * max(label.count("\n") + 1 for label in labels)
    figure = Figure(figsize=(WIDTH, 1.3 + 0.46 * max(n_rows, 2) + 0.17 * n_lines), layout="constrained")
    axes = figure.subplots(1, 2, sharey=True)
    bars = []
    for ax, (model, wide) in zip(axes, blocks.items(), strict=True):
        bars = plots.draw_composition(_short_labels(wide), run.themes.assign(label=labels), ax)
        ax.set_title(VIEWS[model])
        ax.set_xlabel("share of counted words")
    figure.legend(handles=bars, loc="outside lower center", ncols=n_columns)
    unit, words = _row_words(run)
    caption = (
        f"Each bar is {words}; its stretches are the weights of the themes and sum to 100% of the counted words. "
        "Free themes were found from the data; the background takes the common words that are left over."
    )
    return Picture(
        "composition",
        f"What each {unit} is made of",
        caption,
        f"Stacked bars of theme weights for each {unit}, by LDA on the left and TF-IDF on the right.",
        _row_values(blocks, unit),
        figure,
    )


def _heat(run: Analysis) -> Picture:
    named = run.themes[run.themes["kind"] == "named"]
    labels = {theme.theme: textwrap.shorten(theme.label, 22, placeholder=" …") for theme in named.itertuples()}
    many = len(run.articles) > MANY and len(run.trends) > 0
    panels = {"share": "weight"} if many else {"weight": "weight", "presence": "presence"}
    blocks = {title: _rows(run, "both", value)[list(named["theme"])] for title, value in panels.items()}
    n_rows = len(next(iter(blocks.values())))
    figure = Figure(figsize=(WIDTH, 1.9 + 0.42 * max(n_rows, 2)), layout="constrained")
    axes = figure.subplots(1, len(blocks), sharey=True, squeeze=False)[0]
    for ax, (title, wide) in zip(axes, blocks.items(), strict=True):
        top = 1.0 if title == "presence" else max(float(np.nan_to_num(wide.to_numpy()).max()), 0.01)
        plots.draw_heat(_short_labels(wide).rename(columns=labels), ax, top=top)
        ax.set_title(title.capitalize())
    unit, words = _row_words(run)
    people = presence_words(run)
    presence = "" if many else f" Presence is how probable it is that the article speaks of the theme at all, {people}."
    return Picture(
        "heat",
        f"Theme by {unit}",
        f"Each row is {words}; by LDA and TF-IDF together. The {next(iter(blocks))} of a theme is the share of the "
        f"counted words that it takes.{presence} Darker is more.",
        f"A heat map of the {' and the '.join(blocks)} of each named theme in each {unit}.",
        pd.concat([w.rename_axis(unit).reset_index().assign(value=title) for title, w in blocks.items()]),
        figure,
    )


def _words(run: Analysis) -> Picture:
    more = run.themes[run.themes["kind"] == "free"].iloc[_N_FREE:]
    themes = run.themes.drop(more.index)
    figure = Figure(figsize=(WIDTH, 1.95 * -(-len(themes) // 2)), layout="constrained")
    columns = figure.subplots(-(-len(themes) // 2), 4, squeeze=False)
    shown = _by_views(run.theme_terms[run.theme_terms["rank"] <= _N_WORDS])
    for i, theme in enumerate(themes.itertuples()):
        for j, model in enumerate(VIEWS):
            ax = columns[i // 2, 2 * (i % 2) + j]
            mine = shown[(shown["theme"] == theme.theme) & (shown["model"] == model)].sort_values("rank")
            plots.draw_theme_words(mine, ax, colour=theme.colour)
            ax.set_title(_wrapped(_chart_label(theme, run), 44) if j == 0 else "")
            ax.set_xlabel(VIEWS[model], color=PALE)
    for ax in columns.ravel()[2 * len(themes) :]:
        ax.remove()
    return Picture(
        "theme-words",
        "The words of each theme",
        f"The {_N_WORDS} heaviest terms of each theme in each model; the length is the share of the theme's words that "
        "the term makes up. A tick marks the words that the lexicon gave; the others the model found beside them. Free "
        "themes have no words given; a free theme of one model is set beside the nearest one of the other.",
        "Bar charts of the heaviest terms of each theme, by LDA and TF-IDF.",
        shown[shown["theme"].isin(themes["theme"])],
        figure,
    )


def _lexicon(run: Analysis) -> Picture:
    return lexicon_picture(run.lexicon, run.themes[run.themes["kind"] == "named"], n_articles=len(run.articles))


def _plain_label(theme: Any) -> str:
    """Return a theme's label, 'Free 1' for a free one."""
    return str(theme.label) if theme.kind != "free" else theme.theme.replace("_", " ").capitalize()


def _chart_label(theme: Any, run: Analysis) -> str:
    """Return a theme's label on a chart: it says so where other fits do not find the theme again."""
    return _plain_label(theme) + warning_of(theme, run.settings.n_refits)


def _agreement(run: Analysis) -> Picture:
    named = run.themes[run.themes["kind"] == "named"]
    labels = dict(zip(named["theme"], named["label"], strict=True))
    quality = run.quality[run.quality["measure"].str.startswith("agreement") & run.quality["theme"].isin(labels)]
    figure = Figure(figsize=(WIDTH * 0.8, 0.9 + 0.42 * len(named)), layout="constrained")
    ax = figure.subplots()
    plots.draw_agreement(quality.assign(theme=quality["theme"].map(labels)), ax)
    figure.legend(loc="outside upper right", ncols=2)
    level = f"{run.settings.level:.0%}"
    return Picture(
        "agreement",
        "How far LDA and TF-IDF agree",
        f"Correlation of the two models' weights over the {len(run.passages)} passages, with {level} intervals over "
        "the choice of passages. Both models are given the same lexicon, so their agreement with all words is no "
        "independent proof; the squares show what is left of it when the lexicon's words are taken out.",
        "A dot plot of the correlation of both models' weights for each named theme, with all words and without the "
        "lexicon's.",
        quality,
        figure,
    )


def shown_passages(run: Analysis, theme: str) -> list[str]:
    """Return the passages that show a theme best by LDA: those that TF-IDF lists too first, one an article."""
    mine = run.evidence[run.evidence["theme"] == theme]
    other = set(mine.loc[mine["model"] == "tfidf", "passage_id"])
    heavy = run.passage_weights[run.passage_weights["model"] == "lda"].set_index("passage_id")[theme]
    ids = mine.loc[mine["model"] == "lda", "passage_id"].unique()
    ranked = sorted(ids, key=lambda i: (i not in other, -round(float(heavy[i]), 9), i))
    article_of = run.passages.set_index("passage_id")["article_id"]
    firsts = list({article_of[i]: i for i in reversed(ranked)}.values())
    best = sorted(ranked, key=lambda i: (i not in firsts, ranked.index(i)))[:_N_PASSAGES]
    return [str(i) for i in sorted(best, key=ranked.index)]


def passage_marks(run: Analysis, theme: str, passage_id: str) -> tuple[str, pd.DataFrame]:
    """Return a passage's text, and start, end (characters of it), term and weight of the words that show a theme.

    A word's weight is the larger of what the two models count of it to the theme.
    """
    passage = run.passages.set_index("passage_id").loc[passage_id]
    text = run.articles.set_index("article_id").loc[passage["article_id"], "text"]
    mine = run.evidence[(run.evidence["theme"] == theme) & (run.evidence["passage_id"] == passage_id)]
    marks = mine.groupby(["start", "end", "term"], as_index=False)["weight"].max().sort_values("start")
    marks = marks.assign(start=marks["start"] - passage["start"], end=marks["end"] - passage["start"])
    return text[passage["start"] : passage["end"]], marks


def _passages(run: Analysis) -> Picture | None:
    named = run.themes[run.themes["kind"] == "named"]
    labels = article_labels(run).set_index("article_id")["label"]
    article_of = run.passages.set_index("passage_id")["article_id"]
    width = WIDTH * 72 - 30
    entries = [
        (theme, [(i, *passage_marks(run, theme.theme, i)) for i in shown_passages(run, theme.theme)])
        for theme in named.itertuples()
    ]
    if not any(found for _, found in entries):
        return None
    height = 12 + sum(30 + sum(16 + plots.passage_height(text, width) for _, text, _ in found) for _, found in entries)
    figure = Figure(figsize=(WIDTH, height / 72))
    ax = figure.add_axes((15 / (WIDTH * 72), 0, width / (WIDTH * 72), 1))
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    y, rows = height - 4.0, []
    for theme, found in entries:
        y -= 20
        ax.text(0, y, theme.label, fontsize=11, fontweight="bold", color=INK)
        y -= 6
        for passage_id, text, marks in found:
            y -= 11
            ax.text(0, y, str(labels[article_of[passage_id]])[:110], fontsize=7.5, color=PALE)
            y = plots.draw_passage(text, marks, ax, colour=theme.colour, width=width, top=y - 1) - 4
            rows.append(marks.assign(theme=theme.theme, passage_id=passage_id))
        y -= 4
    values = pd.concat(rows, ignore_index=True)[["theme", "passage_id", "start", "end", "term", "weight"]]
    return Picture(
        "passages",
        "The passages that show each theme best",
        "For each theme the passages with the most of it by LDA, those first that TF-IDF lists too, from two articles "
        "where two speak of it. A word is marked where a model counts it to the theme, the stronger the more (the "
        "larger of the two models).",
        "For each named theme two passages of the articles with the words marked that show the theme; the page lists "
        "them as text as well.",
        values,
        figure,
    )


def _grid(n: int, n_columns: int, row_height: float) -> tuple[Figure, list[Axes]]:
    n_rows = -(-n // n_columns)
    figure = Figure(figsize=(WIDTH, 0.6 + row_height * n_rows), layout="constrained")
    axes = figure.subplots(n_rows, n_columns, sharex=True, sharey=False, squeeze=False).ravel()
    for ax in axes[n:]:
        ax.remove()
    for ax in axes[max(n - n_columns, 0) : n]:
        ax.tick_params(labelbottom=True)  # the lowest of each column, also above an empty place
    return figure, list(axes[:n])


def _model_legend(figure: Figure) -> None:
    handles = [
        Line2D(
            [], [], color=mark["own_colour"] or PALE, marker=mark["marker"], markersize=mark["size"],
            linewidth=mark["line"], label=mark["label"] + ("" if mark["own_colour"] else " (in the theme's colour)"),
        )
        for mark in plots.MODEL_MARKS.values()
    ]  # fmt: skip
    figure.legend(handles=handles, loc="outside upper right", ncols=2)
