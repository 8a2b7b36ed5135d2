"""Human validation in words: what was drawn, and what the coders' answers say of the themes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.report.audit_words import plain
from analysis.results import MODELS
from analysis.themes.validation import Drawn
from analysis.themes.validation.figures import ALL

_KINDS = {
    "label": "Texts and their themes",
    "word_intrusion": "Word intrusion",
    "theme_intrusion": "Theme intrusion",
}
_NOTHING = "none: "  # so ``covers`` begins where there is no figure, or no interval; the reason follows
_MEASURES = ("precision_weight", "recall_weight", "f1_weight", "auc_weight", "auc_presence")  # a line of each theme


def drawn_lines(drawn: Drawn) -> Iterator[str]:
    """Yield the lines that tell how many tasks of each kind were drawn, and what could not be."""
    for kind, n in drawn.tasks["kind"].value_counts(sort=False).items():
        yield f"{_KINDS[kind]}: {n} tasks"
    yield from drawn.notes


def score_lines(scores: pd.DataFrame, labels: pd.DataFrame, key: pd.DataFrame) -> Iterator[str]:
    """Yield the lines that tell the figures of the table ``validation``, kind by kind, theme by theme.

    labels: the table ``labels``. key: the table ``task_key``, by which texts are told that nobody labelled.
    """
    for kind, title in _KINDS.items():
        mine = scores[scores["kind"] == kind]
        if len(mine):
            yield title
            yield from (_label_lines if kind == "label" else _intrusion_lines)(mine, _names(mine, key))
            yield from (f"  the coders agree: alpha {_figure(row)}" for row in _of(mine, "alpha", "all"))
    ties = int(labels["label"].isna().sum())
    if ties:
        yield f"{ties} of {len(labels)} labels are ties between coders, and are left out here"
    drawn = key.loc[key["kind"] == "label", "unit_id"].nunique()
    open_ = drawn - labels["unit_id"].nunique()
    if open_:
        yield f"{open_} of {drawn} texts that were drawn have no answer; the others stand for all only if it was chance"


def _names(scores: pd.DataFrame, key: pd.DataFrame) -> dict[str, str]:
    """Return what each theme of the scores is called, in the order of the themes, 'all' first."""
    themes = key.drop_duplicates("theme").sort_values(["order", "theme"])
    called = dict(zip(themes["theme"], themes["label"].fillna(themes["theme"]), strict=True))
    return {theme: name for theme, name in {ALL: ALL, **called}.items() if (scores["theme"] == theme).any()}


def _intrusion_lines(scores: pd.DataFrame, names: dict[str, str]) -> Iterator[str]:
    for theme, name in names.items():
        for row in _of(scores, "found", theme):
            guessed = next(_of(scores, "chance", theme)).value
            yield f"  {plain(name)}: the intruder is found {_figure(row)} of the time, by guessing {guessed:.2f}"


def _label_lines(scores: pd.DataFrame, names: dict[str, str]) -> Iterator[str]:
    for theme, name in names.items():
        if theme == ALL:
            continue
        told = [f"in {_figure(row)} of the texts" for row in _of(scores, "prevalence", theme)]
        told += [f"alpha {_figure(row)}" for row in _of(scores, "alpha", theme)]
        yield f"  {plain(name)}: " + "; ".join(told)
        for model, mine in scores[scores["theme"] == theme].groupby("model"):
            figures = [
                f"{measure.replace('_', ' of its ').replace('auc', 'AUC').replace('f1', 'F1')} {_figure(row)}"
                for measure in _MEASURES
                for row in _of(mine, measure, theme)
            ]
            if figures:
                yield f"    {MODELS.get(model, model)}: " + ", ".join(figures)


def _of(scores: pd.DataFrame, measure: str, theme: str | None = None) -> Iterator[Any]:
    mine = scores[(scores["measure"] == measure) & (scores["theme"].eq(theme) | (theme is None))]
    yield from mine.itertuples(index=False)


def _figure(row: object) -> str:
    """Return a figure with its interval, such as .81 (.70 to .90), or why it is unknown."""
    value, low, high = (getattr(row, name) for name in ("value", "low", "high"))
    if pd.isna(value):
        why = str(row.covers)  # type: ignore[attr-defined]
        return f"unknown ({why.removeprefix(_NOTHING)})" if why.startswith(_NOTHING) else "unknown"
    return f"{value:.2f}" + ("" if pd.isna(low) else f" ({low:.2f} to {high:.2f})")
