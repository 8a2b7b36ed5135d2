"""How two reports differ in words: what a person is told on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.report.audit_words import cut, first_of, plain
from analysis.report.moves.comparing import Moves
from analysis.report.moves.made_from import OtherSetting
from analysis.report.over_time.words import points
from analysis.results import MODELS
from analysis.themes import background_name

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
    yield from _articles(moves)


def _made_from(moves: Moves) -> Iterator[str]:
    both, only_first, only_second = moves.n_articles
    alone = f"{only_first:,} in the first alone, {only_second:,} in the second alone"
    yield f"{both:,} articles are in both reports, {alone}"
    if moves.settings:
        yield f"they were made with other settings: {'; '.join(map(_setting, moves.settings))}"
    if moves.inputs:
        yield f"they were made from other inputs: {plain(first_of(moves.inputs, SHOWN))}"
    first, second = moves.periods
    if first and second and first != second:
        yield f"their periods differ ({first}, then {second}), so no share is compared; the setting 'period' takes one"
    if "platform" in moves.made_from:
        yield "they were made on other platforms, which may move the last digits"


def _setting(other: OtherSetting) -> str:
    return f"{other.name} {_value(other.before)}, then {_value(other.after)}"


def _value(value: object) -> str:
    """Return a setting's value as it is said.

    >>> _value(["en", "es"]), _value(""), _value(None), _value(0.5)
    ('en es', 'empty', 'unknown', '0.5')
    """
    if value is None:
        return "unknown"
    return (" ".join(map(str, value)) if isinstance(value, list) else str(value)) or "empty"


_CHANGES = {
    ("word", "added"): "added",
    ("word", "dropped"): "dropped",
    ("exclusion", "added"): "excluded now",
    ("exclusion", "dropped"): "no longer excluded",
}


def _words(words: pd.DataFrame) -> Iterator[str]:
    if words.empty:
        yield "the words of the lexicon are the same, and so is what it excludes"
    for (kind, change), said in _CHANGES.items():
        mine = words[(words["kind"] == kind) & (words["change"] == change)]
        for theme, rows in mine.groupby("theme", sort=True):
            entries = rows.itertuples(index=False)
            told = (row.term if kind == "exclusion" else f"{row.term} {row.count:.0f}" for row in entries)
            yield f"{said}, {theme}: {plain(first_of(told, SHOWN))}"


def _moved(row: Any) -> str:
    if row.found_in != "first and second":
        other = "second" if row.found_in == "first" else "first"
        return f"only in the {row.found_in}: no such theme in the {other}"
    alike = "" if pd.isna(row.correlation) else f"  correlation {row.correlation:.3f}"
    was = "" if row.theme_before == row.theme else f"  ({row.theme_before} in the first, {row.theme} in the second)"
    shares = ""
    if not pd.isna(row.share_moved) and row.share_moved >= _UNCHANGED:
        shares = f"  shares by {100 * row.share_moved:.1f} points, most {points(row.share_most)} in {row.period}"
    return f"{row.before:>6.1%} {row.after:>6.1%}{alike}{shares}{was}"


def _articles(moves: Moves) -> Iterator[str]:
    """Yield the articles that moved most, each once: by both models together, without what the background takes."""
    mine = moves.articles[moves.articles["theme"] != background_name()]
    if (moves.themes["model"] == "both").any():
        mine = mine[mine["model"] == "both"]
    mine = mine.drop_duplicates("article_id")
    moved = mine[mine["change"].abs() >= _UNCHANGED].head(SHOWN)
    labels = dict(zip(moves.themes["theme"], moves.themes["label"], strict=True))
    yield ""
    yield "the articles that moved most:" if len(moved) else "no article's weight moved"
    for row in moved.itertuples():
        name = row.article_id if pd.isna(row.article) else row.article
        told = f"{plain(labels[row.theme])} {row.before:.1%} to {row.after:.1%} by {_model(row.model)}"
        yield f"  {cut(plain(name), 60)}: {told}"


def _model(name: object) -> str:
    return MODELS.get(str(name), str(name))
