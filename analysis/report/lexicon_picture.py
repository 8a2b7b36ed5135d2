"""The picture of a lexicon held against the articles: which of its words carry a theme, before any model."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.figure import Figure

from analysis import plots
from analysis.report.lexicon_words import lexicon_word
from analysis.report.picture import WIDTH, Picture

_N_WORDS = 8  # shown of each theme
_ROW, _HEAD = 0.19, 0.85  # inches a word, and a theme
_LONGEST = 24  # letters of a word that are shown
_TITLE = 28  # letters of a label on a line


def lexicon_picture(words: pd.DataFrame, themes: pd.DataFrame, *, n_articles: int) -> Picture:
    """Return the picture of the table ``lexicon``.

    themes: theme, label, colour of each in order. n_articles: how many the words were held against.
    """
    with plots.in_style():
        most = max(2, *(len(_shown(words[words["theme"] == theme])) for theme in themes["theme"]))
        figure, top = _empty_figure(len(themes), most), _top(words)
        for ax, theme in zip(figure.axes, themes.itertuples(), strict=True):
            mine = words[words["theme"] == theme.theme]
            shown = _shown(mine)
            short = [textwrap.shorten(word, _LONGEST, placeholder="…") for word in _names(shown)]
            plots.draw_lexicon(shown.assign(term=short), ax, colour=theme.colour)
            ax.set_xlim(0.0, top)
            ax.set_ylim(len(shown) - most - 0.6, len(shown) - 0.4)  # bars of one height in all charts
            n_seen = int((mine["count"] > 0).sum())
            ax.set_title("\n".join(textwrap.wrap(theme.label, _TITLE, max_lines=2, placeholder=" …")))
            ax.set_xlabel(f"share of articles ({n_seen} of {len(mine)} terms occur)", color=plots.PALE)
    caption = (
        f"The {_N_WORDS} words of each theme that most of the {n_articles:,} articles have, before any model: the "
        "length is the share of the articles, the number how many they are. Hatched: in more than half of the "
        "articles, so common that the word tells hardly any apart. Not filled: another theme has the word too."
    )
    alt = f"Bar charts, one a theme, of the share of {n_articles:,} articles that has each of its most frequent words."
    return Picture("lexicon", "The words that name the themes", caption, alt, words, figure)


def _shown(mine: pd.DataFrame) -> pd.DataFrame:
    seen = mine[mine["count"] > 0]
    return seen.sort_values(["n_articles", "count", "term"], ascending=[False, False, True]).head(_N_WORDS)


def _names(shown: pd.DataFrame) -> list[str]:
    """Return terms as a person wrote them into the lexicon; those that were written alike, as they are counted."""
    words = [lexicon_word(row) for row in shown.itertuples(index=False)]
    return [word if words.count(word) == 1 else term for word, term in zip(words, shown["term"], strict=True)]


def _top(words: pd.DataFrame) -> float:
    """Return where the scale ends: a little behind the longest bar, so that its number has room."""
    return max(1.12 * float(words["share"].max()), 0.01) if len(words) else 1.0


def _empty_figure(n_themes: int, n_words: int) -> Figure:
    n_columns = min(3, n_themes)
    n_rows = -(-n_themes // n_columns)
    figure = Figure(figsize=(WIDTH, n_rows * (_HEAD + _ROW * n_words)), layout="constrained")
    axes = figure.subplots(n_rows, n_columns, squeeze=False).ravel()
    for ax in axes[n_themes:]:
        ax.remove()
    return figure
