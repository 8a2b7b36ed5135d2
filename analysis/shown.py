"""Passages shown with the words that carry their themes: as HTML for notebooks and the page, and as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

_LEAST_SHARE = 0.05  # a theme of less in a passage is not named beside it
_LEAST_WORD = 0.5  # a word is marked where a theme takes at least this share of it
_IN_PLAIN = 6  # words named of each passage in plain text


@dataclass(frozen=True)
class Legend:
    """A theme in the legend: the number that stands by its words, its label and colour, and its weight."""

    number: int
    label: str
    colour: str
    weight: float


@dataclass(frozen=True)
class ShownPassage:
    """A passage: what stands above it, its text, and its marks: start, end (characters), term, number, weight, carried.

    number: the theme's in the legend. weight: the share of the word that the theme takes. carried: its part of the
    theme's weight in the whole article.
    """

    heading: str
    text: str
    marks: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Shown:
    """Passages with marked words, under a title and a legend; ``words`` is the table ``evidence`` behind them.

    Whatever comes from articles or labels is escaped in HTML. A mark has its theme's number beside it, so it
    can be read without colours.
    """

    title: str
    legend: tuple[Legend, ...]
    passages: tuple[ShownPassage, ...]
    words: pd.DataFrame = field(repr=False)

    def __repr__(self) -> str:
        lines = [self.title, *(f"  [{e.number}] {e.label} {_percent(e.weight)}" for e in self.legend)]
        for passage in self.passages:
            heaviest = passage.marks.sort_values(["carried", "start"], ascending=[False, True])
            named = dict.fromkeys(f"{passage.text[m.start : m.end]} [{m.number}]" for m in heaviest.itertuples())
            lines.append(f"  {passage.heading}" + (f" — {', '.join(list(named)[:_IN_PLAIN])}" if named else ""))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f'<div style="max-width:46rem;line-height:1.6">{"".join(self.html())}</div>'

    def html(self) -> Iterator[str]:
        """Yield the title, the legend and each passage as HTML."""
        colour = {entry.number: entry.colour for entry in self.legend}
        label = {entry.number: entry.label for entry in self.legend}
        yield f'<p style="font-weight:bold">{escape(self.title)}</p>'
        yield "<p>" + " &nbsp; ".join(map(_legend_html, self.legend)) + "</p>"
        for passage in self.passages:
            yield (
                '<p style="margin:.7em 0 0;font-size:.85em;color:#5f5f5f">' + escape(passage.heading) + "</p>"
                '<p style="margin:0">' + "".join(_pieces(passage, colour, label)) + "</p>"
            )


def _legend_html(entry: Legend) -> str:
    chip = f'<span style="{_background(entry.colour, 1.0)};padding:0 .3em;border-radius:2px">{entry.number}</span>'
    return f'<span style="white-space:nowrap">{chip} {escape(entry.label)} {escape(_percent(entry.weight))}</span>'


def _pieces(passage: ShownPassage, colour: dict[int, str], label: dict[int, str]) -> Iterator[str]:
    at = 0
    for mark in passage.marks.itertuples():
        number = f'<sub style="font-size:.7em">{mark.number}</sub>'
        yield escape(passage.text[at : mark.start])
        whose = label[mark.number]
        tip = f"{mark.weight:.0%} of this word counts to {whose}; it carries {mark.carried:.2%} of the article"
        yield (
            f'<mark style="{_background(colour[mark.number], mark.weight)};color:inherit;padding:0 .1em" '
            f'title="{escape(tip)}">{escape(passage.text[mark.start : mark.end])}{number}</mark>'
        )
        at = mark.end
    yield escape(passage.text[at:])


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "under 1%"


def _background(colour: str, weight: float) -> str:
    """Return a pale background: the theme's colour, the stronger the more of the word is the theme's."""
    return f"background:{escape(colour)}{int(38 + 76 * min(weight, 1.0)):02x}"


def show_article(run: Any, article_id: str, model: str, model_label: str) -> Shown:
    """Return one article of a run with all its passages. Raises InputError where the run has no such article."""
    return next(show_articles(run, [article_id], model, model_label))


def show_articles(run: Any, article_ids: Sequence[str], model: str, model_label: str) -> Iterator[Shown]:
    """Yield some articles of a run with all their passages, explained together: it is hardly more work than one is.

    Raises InputError where the run has no such article.
    """
    words = run.explain(run, article_ids)
    article_of = run.passages.set_index("passage_id")["article_id"]
    article = words["passage_id"].map(article_of)
    for article_id in article_ids:
        mine = words[(article == article_id) & (words["model"] == model)].reset_index(drop=True)
        yield _article(run, article_id, model, model_label, mine)


def _article(run: Any, article_id: str, model: str, model_label: str, words: pd.DataFrame) -> Shown:
    weights = run.weights[(run.weights["article_id"] == article_id) & (run.weights["model"] == model)]
    legend = _legend(run.themes, weights.set_index("theme")["weight"])
    mine = run.passages[run.passages["article_id"] == article_id].sort_values("position")
    article = run.articles.set_index("article_id").loc[article_id]
    name = next((str(x) for x in (article["title"], article["path"]) if isinstance(x, str) and x), article_id)
    shares = run.passage_weights[run.passage_weights["model"] == model].set_index("passage_id")
    passages = tuple(
        _passage(f"{i}. {_themes_of(shares.loc[row.passage_id], run.themes)}", article["text"], row, words, legend)
        for i, row in enumerate(mine.itertuples(), start=1)
    )
    return Shown(f"{name}, by {model_label}", tuple(legend.values()), passages, words)


def show_theme(run: Any, theme: str, model: str, model_label: str) -> Shown:
    """Return the passages that show a theme best, the best first."""
    words = run.evidence[(run.evidence["theme"] == theme) & (run.evidence["model"] == model)].reset_index(drop=True)
    shares = run.passage_weights[run.passage_weights["model"] == model].set_index("passage_id")[theme]
    chosen = run.themes[run.themes["theme"] == theme]
    mine = run.weights[(run.weights["theme"] == theme) & (run.weights["model"] == model)]
    legend = _legend(chosen, pd.Series({theme: mine["weight"].mean()}))
    texts = run.articles.set_index("article_id")
    rows = run.passages.set_index("passage_id", drop=False)
    ids = sorted(words["passage_id"].unique(), key=lambda i: (-round(float(shares[i]), 9), i))
    passages = []
    for passage_id in ids:
        row = rows.loc[passage_id]
        article = texts.loc[row["article_id"]]
        name = article["title"] if isinstance(article["title"], str) and article["title"] else row["article_id"]
        heading = f"{name}, passage {row['position'] + 1}: {shares[passage_id]:.0%}"
        passages.append(_passage(heading, article["text"], row, words, legend))
    label = chosen["label"].iloc[0]
    return Shown(f"{label}: its most typical passages by {model_label}", tuple(legend.values()), tuple(passages), words)


def _legend(themes: pd.DataFrame, weights: pd.Series) -> dict[str, Legend]:
    """Return the legend of the themes that weigh anything, by name; numbers follow the themes' order."""
    return {
        row.theme: Legend(row.order + 1, row.label, row.colour, float(weights[row.theme]))
        for row in themes.itertuples()
        if weights.get(row.theme, 0.0) > 0
    }


def _themes_of(shares: pd.Series, themes: pd.DataFrame) -> str:
    """Return the heaviest themes of a passage in words."""
    named = [(float(shares[t.theme]), t.order, t.label) for t in themes.itertuples()]
    kept = sorted((-share, order, label) for share, order, label in named if share >= _LEAST_SHARE)
    return ", ".join(f"{label} {-share:.0%}" for share, _, label in kept) or "no counted word"


def _passage(heading: str, text: str, row: Any, words: pd.DataFrame, legend: dict[str, Legend]) -> ShownPassage:
    """Return a passage with its words marked; those of the background are left plain."""
    mine = words[(words["passage_id"] == row.passage_id) & (words["weight"] >= _LEAST_WORD)]
    mine = mine[mine["theme"].isin(set(legend) - {"background"})].sort_values(["start", "weight"])
    mine = mine.drop_duplicates("start", keep="last")
    marks = mine.assign(
        start=mine["start"] - row.start, end=mine["end"] - row.start, number=[legend[t].number for t in mine["theme"]]
    )
    columns = ["start", "end", "term", "number", "weight", "carried"]
    return ShownPassage(heading, text[row.start : row.end], marks[columns].reset_index(drop=True))
