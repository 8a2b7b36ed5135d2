"""The page: one file of HTML that opens without a network and runs nothing."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.report.articles_read import articles_read, shown_articles
from analysis.report.columns import columns_told
from analysis.report.figures import excerpt, passage_marks, shown_passages
from analysis.report.free import found_again, is_firm, number_and_words, number_sentence
from analysis.report.labels import article_labels
from analysis.report.names_words import names_lines
from analysis.report.over_time.drift import shown_moves
from analysis.report.over_time.left_out import by_labels, left_out
from analysis.report.over_time.words import chosen_periods
from analysis.report.picture import Picture
from analysis.report.sentences import foretelling, percent, summary, theme_paragraph
from analysis.report.templates import rendered
from analysis.results import MODELS, Analysis
from analysis.shown import show_articles

_N_READ = 10  # articles shown whole, with the words that carry their themes
_N_SET_ASIDE = 300  # rows of what was set aside; the rest is in its table


def page(run: Analysis, drawn: Sequence[tuple[Picture, bytes]], about: dict[str, Any]) -> str:
    """Return the page of a run. drawn: the pictures with their SVG. about: the manifest without the page itself.

    Whatever comes from articles, titles or labels is escaped: text in the page is text, never markup.
    """
    named = run.themes[run.themes["kind"] == "named"]
    return rendered(
        "page.html.j2",
        title=_title(run),
        paragraphs=[*summary(run), *names_lines(run)],
        pictures=[_picture(picture, svg) for picture, svg in drawn],
        themes=[_theme(run, theme) for theme in named.itertuples()],
        articles=list(shown_articles(articles_read(run))),
        n_articles=len(run.articles),
        periods=chosen_periods(run),
        left_out=left_out(run),
        moves=list(shown_moves(run, article_labels(run).set_index("article_id")["label"])),
        set_aside=_set_aside(run).head(_N_SET_ASIDE).fillna("").to_dict("records"),
        n_set_aside=len(run.set_aside),
        free=_free(run),
        number=number_sentence(run),
        read=list(_read(run)),
        quality=list(_quality(run)),
        foretelling=foretelling(run),
        about=about,
        columns=[row for row in columns_told().to_dict("records") if row["table"] in {"trends", "changes"}],
        settings=[
            {"name": name, "value": value, "words": type(run.settings).model_fields[name].description}
            for name, value in about["settings"].items()
        ],
    )


def _title(run: Analysis) -> str:
    years = run.articles["date"].dropna().dt.year
    span = (
        "" if years.empty else f", {years.min()}" if years.min() == years.max() else f", {years.min()} to {years.max()}"
    )
    n = len(run.articles)
    return f"Themes in {n} article{'' if n == 1 else 's'}{span}"


def _picture(picture: Picture, svg: bytes) -> dict[str, Any]:
    return {
        "name": picture.name,
        "title": picture.title,
        "caption": picture.caption,
        "alt": picture.alt,
        "over_time": picture.over_time,
        "finding": picture.finding,
        "data": base64.b64encode(svg).decode("ascii"),
    }


def _theme(run: Analysis, theme: Any) -> dict[str, Any]:
    labels = article_labels(run).set_index("article_id")["label"]
    article_of = run.passages.set_index("passage_id")["article_id"]
    shown = [(i, *passage_marks(run, theme.theme, i)) for i in shown_passages(run, theme.theme)]
    return {
        "name": theme.theme,
        "label": theme.label,
        "colour": theme.colour,
        "paragraph": theme_paragraph(run, theme.theme),
        "passages": [
            {"article": labels[article_of[i]], "pieces": list(_pieces(*excerpt(text, marks)))}
            for i, text, marks in shown
        ],
    }


def _pieces(text: str, marks: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield a passage in pieces, each with the weight of its mark (0: not marked)."""
    at = 0
    for mark in marks.itertuples():
        if mark.start > at:
            yield {"text": text[at : mark.start], "weight": 0.0}
        yield {"text": text[mark.start : mark.end], "weight": round(float(mark.weight), 2)}
        at = mark.end
    yield {"text": text[at:], "weight": 0.0}


def _set_aside(run: Analysis) -> pd.DataFrame:
    """Return what was set aside, with the furniture of pages last: there is much of it, and little in it."""
    aside = by_labels(run, run.set_aside)
    order = (aside["stage"] == "furniture").sort_values(kind="stable").index
    return aside.loc[order] if len(aside) > _N_SET_ASIDE else aside


def _quality(run: Analysis) -> Iterator[dict[str, str]]:
    """Yield what tells a good theme from junk, by LDA, a row for each theme."""
    table = run.quality[run.quality["model"] == "lda"].pivot_table(
        index="theme", columns="measure", values="value", aggfunc="first"
    )
    figures = table.reindex(columns=["n_words", "exclusivity", "npmi", "stability"])
    n_words = figures.loc["all", "n_words"]
    for theme in run.themes.itertuples():
        mine = figures.loc[theme.theme]
        yield {
            "label": number_and_words(theme),
            "words": f"{mine['n_words']:,.0f} ({percent(mine['n_words'] / n_words)})",
            "own": _or_none(percent, mine["exclusivity"]),
            "together": _or_none("{:.2f}".format, mine["npmi"]),
            "likeness": _or_none("{:.2f}".format, mine["stability"]),
            "found": f"{theme.found_in} of {run.settings.n_refits}",
            "junk": "not judged"
            if theme.kind == "background"
            else _or_none("It {}".format, theme.junk, "no sign of it"),
        }


def _or_none(words: Callable[[Any], str], value: Any, none: str = "none") -> str:
    return none if pd.isna(value) else words(value)


def _free(run: Analysis) -> list[str]:
    """Return a sentence for each theme that was not named: how often other fits found it again."""
    others = run.themes[run.themes["kind"] == "free"]
    n = run.settings.n_refits
    return [
        f"{number_and_words(row)}: {found_again(row, n)}"
        + ("." if is_firm(row, n) else " — not stable enough to build on.")
        + ("" if pd.isna(row.junk) else f" It looks like junk: it {row.junk}.")
        for row in others.itertuples()
    ]


def _read(run: Analysis) -> Iterator[dict[str, str]]:
    """Yield the first articles by date as LDA read them: the label, and the passages as HTML that is escaped."""
    first = article_labels(run).head(_N_READ)
    shown = show_articles(run, list(first["article_id"]), "lda", MODELS["lda"])
    for label, article in zip(first["label"], shown, strict=True):
        yield {"label": label, "html": "".join(article.html())}
