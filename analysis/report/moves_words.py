"""How two reports differ in words: what a person is told on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.report.audit_words import cut, plain
from analysis.report.moves import Moves
from analysis.results import MODELS

SHOWN = 10  # articles, and words of a theme, that are told one by one
_UNCHANGED = 0.0005


def moves_lines(moves: Moves) -> Iterator[str]:
    """Yield the lines of how two reports differ: what they were made from, words, themes, articles."""
    yield from _made_from(moves)
    yield from _words(moves.words)
    for model, rows in moves.themes.groupby("model", sort=False):
        yield ""
        yield f"{_model(model)}: mean weight before and after, how alike the articles' weights are, shares moved"
        for row in rows.itertuples():
            yield f"  {cut(plain(row.label), 30):<30} {_moved(row)}"
    yield from _articles(moves.articles)


def _made_from(moves: Moves) -> Iterator[str]:
    both, first, second = moves.n_articles
    yield f"{both:,} articles are in both reports, {first:,} in the first alone, {second:,} in the second alone"
    if moves.made_from:
        yield f"they were made with other {' and '.join(moves.made_from)}"


def _words(words: pd.DataFrame) -> Iterator[str]:
    if words.empty:
        yield "the words of the lexicon are the same"
    for (change, theme), rows in words.groupby(["change", "theme"], sort=True):
        told = [f"{row.term} {row.count:.0f}" for row in rows.head(SHOWN).itertuples(index=False)]
        more = f", and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
        yield f"{change}, {theme}: {plain(', '.join(told))}{more}"


def _moved(row: object) -> str:
    if row.found_in != "first and second":  # type: ignore[attr-defined]
        return f"only in the {row.found_in}"  # type: ignore[attr-defined]
    before, after = row.before, row.after  # type: ignore[attr-defined]
    alike = "" if pd.isna(row.correlation) else f"  correlation {row.correlation:.3f}"  # type: ignore[attr-defined]
    shares = ""
    if not pd.isna(row.share_moved) and row.share_moved >= _UNCHANGED:  # type: ignore[attr-defined]
        most = f"{row.share_most:+.1%} in {row.period}"  # type: ignore[attr-defined]
        shares = f"  shares by {row.share_moved:.1%}, most {most}"  # type: ignore[attr-defined]
    return f"{before:>6.1%} {after:>6.1%}{alike}{shares}"


def _articles(articles: pd.DataFrame) -> Iterator[str]:
    moved = articles[articles["change"].abs() >= _UNCHANGED].head(SHOWN)
    yield ""
    yield "the articles that moved most:" if len(moved) else "no article's weight moved"
    for row in moved.itertuples():
        name = row.article_id if pd.isna(row.article) else row.article
        told = f"{row.theme} {row.before:.1%} to {row.after:.1%} by {_model(row.model)}"
        yield f"  {cut(plain(name), 60)}: {told}"


def _model(name: object) -> str:
    return MODELS.get(str(name), str(name))
