"""What each theme is: its kind, its label, its stability, and the terms that make it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import tables
from analysis.themes.lexicon import Lexicon

Floats = NDArray[np.float64]

TOP_TERMS = 30  # terms kept of each theme, by weight
_IN_LABEL = 3
_FREQUENT = 0.6  # how far a word of a label is chosen for its frequency; the rest is how much it is the theme's own
_GREYS = ("#7F7F7F", "#A6A6A6", "#595959", "#BFBFBF")  # free themes: greys, told apart by place and label
_BACKGROUND_GREY = "#D9D9D9"


def free_names(n_free: int) -> list[str]:
    """Return the names of the free themes' columns: free_1, free_2, ..."""
    return [f"free_{k + 1}" for k in range(n_free)]


def carried_names(same: Sequence[int | None], earlier: Sequence[str]) -> list[str]:
    """Return the names of free themes of which some were known before.

    same: for each theme its place among the ``earlier`` names, or None where it is new. A known theme keeps its name; a
    new one gets a number that no earlier theme has.

    >>> carried_names([1, None, None], ["free_1", "free_4"])
    ['free_4', 'free_5', 'free_6']
    """
    last = max((_number(name) for name in earlier), default=0)
    new = iter(range(last + 1, last + 1 + len(same)))
    return [f"free_{next(new)}" if place is None else earlier[place] for place in same]


def _number(name: str) -> int:
    """Return the number in the name of a free theme."""
    return int(name.removeprefix("free_"))


def background_name() -> str:
    """Return the name of the background's column."""
    return "background"


def theme_terms(
    components: Floats,
    totals: Floats,
    terms: Sequence[str],
    member: NDArray[np.bool_],
    *,
    model: str,
    themes: Sequence[str],
) -> pd.DataFrame:
    """Return the table ``theme_terms`` of one model: the 30 heaviest terms of each theme, each shown as it is counted.

    components: themes x terms, rows sum to 1. totals: how often each term occurs. member: named themes x terms,
    the lexicon's. lift: how many times more of the theme than of the corpus the term makes up.
    """
    share = totals / totals.sum()
    rows = []
    for k, theme in enumerate(themes):
        # Sorted by weight, then by term, so that ties do not depend on the platform's sort.
        order = sorted(range(len(terms)), key=lambda j, k=k: (-round(float(components[k, j]), 9), terms[j]))[:TOP_TERMS]  # type: ignore[misc]
        rows += [
            {
                "model": model, "theme": theme, "term": terms[j], "written": terms[j], "weight": components[k, j],
                "rank": rank, "lift": components[k, j] / share[j], "in_lexicon": bool(k < len(member) and member[k, j]),
            }
            for rank, j in enumerate(order, start=1)
        ]  # fmt: skip
    return tables.conform("theme_terms", pd.DataFrame(rows))


def themes_table(
    lexicon: Lexicon,
    terms: pd.DataFrame,
    *,
    free: Sequence[str],
    stability: Floats,
    found_in: NDArray[np.int64],
    junk: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return the table ``themes``: named themes in the lexicon's order, then free ones, then the background.

    terms: the table ``theme_terms`` of the model that labels the free themes. free: their names. stability, found_in:
    (themes,), of the same model. junk: why a theme looks like junk, by its name; the background, which is meant to be
    like the whole corpus, has no reason.
    """
    named = [{"theme": t.name, "label": t.label, "kind": "named", "colour": t.colour} for t in lexicon.themes]
    unnamed = [
        {
            "theme": name,
            "label": _label(terms, name),
            "kind": "free",
            "colour": _GREYS[(_number(name) - 1) % len(_GREYS)],
        }
        for name in free
    ]
    background = {"theme": background_name(), "label": "Background", "kind": "background", "colour": _BACKGROUND_GREY}
    table = pd.DataFrame([*named, *unnamed, background])
    return tables.conform(
        "themes",
        table.assign(
            order=range(len(table)),
            stability=stability,
            found_in=pd.array(found_in, dtype="Int64"),
            junk=table["theme"].where(table["kind"] != "background").map(dict(junk or {})),
        ),
    )


def _label(terms: pd.DataFrame, theme: str) -> str:
    """Return the terms that set a free theme apart: frequent in it, and more so than in the corpus.

    They are those of the highest relevance, .6 log weight + .4 log lift (Sievert and Shirley 2014, equation 1, with the
    weighting that their readers did best with). Of fifteen scores, among them frequency and exclusivity (FREX,
    Bischof and Airoldi 2012), tried with 40 themes on Reuters-21578 and Newsgroups, none is better on all counts:
    FREX names words too rare to find the articles of a theme by; words by weight alone are shared by several themes.
    """
    mine = terms[(terms["theme"] == theme) & (terms["weight"] > 0)]
    apart = mine[mine["lift"] > 1]
    mine = apart if len(apart) else mine
    score = _FREQUENT * np.log(mine["weight"]) + (1 - _FREQUENT) * np.log(mine["lift"])
    best = mine.assign(score=score.round(9)).sort_values(["score", "term"], ascending=[False, True])
    return "Free: " + (", ".join(best["written"].head(_IN_LABEL)) or "no words")
