"""The report's figures: each composed of drawings, with the values drawn, a caption and words for who cannot see it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis import plots
from analysis.plots.style import INK, PALE
from analysis.report import over_time
from analysis.report.calibrated import presence_words
from analysis.report.free import number_picture, numbered, warning_of
from analysis.report.labels import article_labels, brief, wrapped
from analysis.report.lexicon_picture import lexicon_picture
from analysis.report.over_time.articles import MANY  # with more, rows of charts are periods instead of articles
from analysis.report.over_time.layout import has_trend
from analysis.report.over_time.words import plural
from analysis.report.picture import WIDTH, Picture
from analysis.report.rows import are_periods, counted_by, row_values, row_words, rows, share_words
from analysis.results import VIEWS, Analysis

_N_WORDS = 8  # terms shown of each theme
_N_FREE = 12  # free themes whose words are shown
_N_PASSAGES = 2  # passages shown of each theme
_LONGEST = 900  # characters of a passage that are shown; texts without sentences make passages of pages


def pictures(run: Analysis) -> dict[str, Picture]:
    """Return the report's pictures by name, in the order of the page; a notebook shows each as it is.

    Left out is what a run has nothing for: charts of time where no article has a date, shares by period where no period
    has the articles that an interval needs, findings where nothing was found.
    """
    with plots.in_style():
        kinds = (
            *over_time.KINDS, _composition, _heat, _lexicon, _words, number_picture, _agreement, _passages
        )  # fmt: skip
        drawn = [draw(run) for draw in kinds]
    return {picture.name: picture for picture in drawn if picture is not None}


def _by_views(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of LDA and of TF-IDF, which pictures show beside each other."""
    return table[table["model"].isin(VIEWS)]


def _short_labels(wide: pd.DataFrame) -> pd.DataFrame:
    return wide.set_axis([wrapped(str(label), 38) for label in wide.index], axis="index")


def _doubt_words(run: Analysis) -> str:
    """Return how many articles a chart without intervals rests on, and where intervals are."""
    of, table = ("shares", "trends") if are_periods(run) else ("weights", "weights")
    n = plural(len(run.articles), "article")
    return f"Of {n}; no interval is drawn: those of the {of} are in tables/{table}.csv."


def _composition(run: Analysis) -> Picture:
    blocks = {model: rows(run, model) for model in VIEWS}
    n_rows = len(next(iter(blocks.values())))
    # Free themes have numbers here: what sets them apart differs from model to model.
    labels = [wrapped(_chart_label(theme, run), 24) for theme in run.themes.itertuples()]
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
    unit, words = row_words(run)
    caption = (
        f"Each bar is {words}; its stretches are the weights of the themes and sum to 100% of the counted words"
        f"{counted_by(run)}. "
        "Free themes were found from the data; the background takes the common words that are left over. "
        f"{_doubt_words(run)}"
    )
    return Picture(
        "composition",
        f"What each {unit} is made of",
        caption,
        f"Stacked bars of theme weights for each {unit}, by LDA on the left and TF-IDF on the right.",
        row_values(blocks, unit),
        figure,
    )


def _heat(run: Analysis) -> Picture | None:
    """Return themes by articles; of many articles by periods, and None where the calendar shows these."""
    if len(run.articles) > MANY and has_trend(run):
        return None
    named = run.themes[run.themes["kind"] == "named"]
    labels = dict(zip(named["theme"], named["label"].map(brief(named["label"], 22)), strict=True))
    many = are_periods(run)
    panels = {"share": "weight"} if many else {"weight": "weight", "presence": "presence"}
    blocks = {title: rows(run, "both", value)[list(named["theme"])] for title, value in panels.items()}
    n_rows = len(next(iter(blocks.values())))
    figure = Figure(figsize=(WIDTH, 1.9 + 0.42 * max(n_rows, 2)), layout="constrained")
    axes = figure.subplots(1, len(blocks), sharey=True, squeeze=False)[0]
    for ax, (title, wide) in zip(axes, blocks.items(), strict=True):
        top = 1.0 if title == "presence" else max(float(np.nan_to_num(wide.to_numpy()).max()), 0.01)
        plots.draw_heat(_short_labels(wide).rename(columns=labels), ax, top=top)
        ax.set_title(title.capitalize())
    unit, words = row_words(run)
    people = presence_words(run)
    presence = "" if many else f" Presence is how probable it is that the article speaks of the theme at all, {people}."
    return Picture(
        "heat",
        f"Theme by {unit}",
        f"Each row is {words}; by LDA and TF-IDF together. {share_words(run)}{presence} Darker is more. "
        f"{_doubt_words(run)}",
        f"A heat map of the {' and the '.join(blocks)} of each named theme in each {unit}.",
        pd.concat([w.rename_axis(unit).reset_index().assign(value=title) for title, w in blocks.items()]),
        figure,
    )


def _words(run: Analysis) -> Picture:
    more = run.themes[run.themes["kind"] == "free"].iloc[_N_FREE:]
    themes = run.themes.drop(more.index)
    figure = Figure(figsize=(WIDTH, 1.95 * -(-len(themes) // 2)), layout="constrained")
    columns = figure.subplots(-(-len(themes) // 2), 4, squeeze=False)
    shown = _by_views(run.theme_terms[(run.theme_terms["rank"] <= _N_WORDS) & (run.theme_terms["weight"] > 0)])
    for i, theme in enumerate(themes.itertuples()):
        for j, model in enumerate(VIEWS):
            ax = columns[i // 2, 2 * (i % 2) + j]
            mine = shown[(shown["theme"] == theme.theme) & (shown["model"] == model)].sort_values("rank")
            plots.draw_theme_words(mine, ax, colour=theme.colour)
            ax.set_title(wrapped(_chart_label(theme, run), 44) if j == 0 else "")
            ax.set_xlabel(VIEWS[model], color=PALE)
    for ax in columns.ravel()[2 * len(themes) :]:
        ax.remove()
    return Picture(
        "theme-words",
        "The words of each theme",
        f"The {_N_WORDS} heaviest terms of each theme in each model; the length is the share of the theme's words that "
        "the term makes up. A term is all forms of a word, shown as one that is written. A tick marks the words that "
        "the lexicon gave; the others the model found beside them. Free themes have no words given; a free theme of "
        "one model is set beside the nearest one of the other.",
        "Bar charts of the heaviest terms of each theme, by LDA and TF-IDF.",
        shown[shown["theme"].isin(themes["theme"])],
        figure,
    )


def _lexicon(run: Analysis) -> Picture:
    return lexicon_picture(run.lexicon, run.themes[run.themes["kind"] == "named"], n_articles=len(run.articles))


def _chart_label(theme: Any, run: Analysis) -> str:
    """Return a theme's label on a chart: it says so where other fits do not find the theme again."""
    return numbered(theme) + warning_of(theme, run.settings.n_refits)


def _agreement(run: Analysis) -> Picture:
    named = run.themes[run.themes["kind"] == "named"]
    labels = dict(zip(named["theme"], named["label"].map(brief(named["label"], 36)), strict=True))
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


def excerpt(text: str, marks: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return the stretch of a long passage in which its marks weigh most, and the marks in it; a short one whole.

    marks: start, end (characters of the text, in order) and weight, moved so that they fit the stretch.
    """
    if len(text) <= _LONGEST or marks.empty:
        return text[:_LONGEST], marks[marks["end"] <= _LONGEST]
    starts, weights = marks["start"].to_numpy(), np.cumsum([0.0, *marks["weight"]])
    inside = weights[np.searchsorted(marks["end"].to_numpy(), starts + _LONGEST // 2, side="right")] - weights[:-1]
    first = max(int(starts[int(np.argmax(inside))]) - _LONGEST // 4, 0)
    start = _at_a_space(text, first) if first else 0
    end = _at_a_space(text, start + _LONGEST) if start + _LONGEST < len(text) else len(text)
    kept = marks[(marks["start"] >= start) & (marks["end"] <= end)]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = len(before) - start
    return before + text[start:end].rstrip() + after, kept.assign(start=kept["start"] + shift, end=kept["end"] + shift)


def _at_a_space(text: str, place: int) -> int:
    """Return where to cut a text: behind the last space not far before a place, or there (scripts without spaces)."""
    space = text.rfind(" ", place - _LONGEST // 10, place)
    return place if space < 0 else space + 1


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
    height = 12.0
    for _, found in entries:
        height += 30 + sum(16 + plots.passage_height(excerpt(*shown)[0], width) for _, *shown in found)
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
            shown, places = excerpt(text, marks)
            y = plots.draw_passage(shown, places, ax, colour=theme.colour, width=width, top=y - 1) - 4
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
