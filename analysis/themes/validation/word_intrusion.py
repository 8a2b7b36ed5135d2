"""Word intrusion: five words of a theme and one of another (Chang, Boyd-Graber, Gerrish, Wang and Blei 2009).

No word stands in two tasks, neither as a theme's own nor as an intruder, and an intruder is as heavy in its own
theme as the words around it are in theirs: how common or how often seen a word is does not give it away.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from analysis.hashing import mix64, stable_hash
from analysis.themes.validation.drafts import Draft, Option, Said
from analysis.themes.validation.plan import Plan
from analysis.themes.validation.sampling import by_chance
from analysis.themes.validation.texts import Tables

N_OWN = 5  # words of the theme that a task shows
_LIGHT = 0.1  # a word with at most this part of its own theme's weight is light in another
_NEVER = 1e6  # the price of a word that is not light where it would go


class Hand(NamedTuple):
    """Words of one theme: five that one of its tasks shows, and one that is lent to another theme's task."""

    theme: str
    own: tuple[str, ...]
    lent: str


def word_drafts(tables: Tables, plan: Plan) -> tuple[list[Draft], list[str]]:
    """Return ``n_words`` tasks for each named and free theme, and a sentence for each theme that has fewer."""
    weights = heavy_terms(tables, plan.model)
    hands = _hands(weights, plan)
    lenders = _lenders(hands, weights, plan)
    shown = tables["theme_terms"].set_index("term")["written"].to_dict()
    drafts = [
        _draft(hand, by, weights, shown, plan.model) for hand, by in zip(hands, lenders, strict=True) if by is not None
    ]
    n_made = pd.Series([draft.options[0].theme for draft in drafts], dtype="str").value_counts()
    short = [theme for theme in weights if n_made.get(theme, 0) < plan.n_words]
    return drafts, [
        f"{n_made.get(theme, 0)} of {plan.n_words} word intrusion tasks for {theme!r}: too few words that set it apart"
        for theme in short
    ]


def heavy_terms(tables: Tables, model: str) -> dict[str, dict[str, float]]:
    """Return the heaviest terms of each named and free theme, in their order, with their weights."""
    themes = tables["themes"].sort_values("order")
    rows = tables["theme_terms"].sort_values(["theme", "rank"])
    rows = rows[(rows["model"] == model) & (rows["weight"] > 0)]
    return {
        theme: dict(zip(mine["term"], mine["weight"], strict=True))
        for theme in themes.loc[themes["kind"] != "background", "theme"]
        for mine in [rows[rows["theme"] == theme]]
    }


def _hands(weights: dict[str, dict[str, float]], plan: Plan) -> list[Hand]:
    """Return the hands of each theme: its heaviest words dealt round, so that all of its tasks are as hard."""
    hands, seen = [], set()
    for theme, mine in weights.items():
        fresh = [term for term in mine if term not in seen]
        n = min(plan.n_words, len(fresh) // (N_OWN + 1))
        seen.update(fresh[: n * (N_OWN + 1)])
        for i in range(n):
            dealt = fresh[i : n * (N_OWN + 1) : n]
            able = [term for term in dealt if any(_is_light(term, theme, other, weights) for other in weights)]
            lent = by_chance(able or dealt, f"lent by {theme}", plan.seed)[0]
            hands.append(Hand(theme, tuple(term for term in dealt if term != lent), lent))
    return hands


def _is_light(term: str, theme: str, other: str, weights: dict[str, dict[str, float]]) -> bool:
    """Whether a term of one theme is light in another; what is not among the other's heaviest terms is."""
    return theme != other and weights[other].get(term, 0.0) <= _LIGHT * weights[theme][term]


def _lenders(hands: list[Hand], weights: dict[str, dict[str, float]], plan: Plan) -> list[Hand | None]:
    """Return for each hand the one that lends it the intruder, None where no word that is left is light there."""
    if not hands:
        return []
    keys = [np.array([_key(hand, plan.seed, role) for hand in hands], dtype=np.uint64) for role in ("takes", "lends")]
    price: NDArray[np.float64] = mix64(np.bitwise_xor.outer(*keys)) / 2.0**64
    for i, taker in enumerate(hands):
        for j, lender in enumerate(hands):
            if not _is_light(lender.lent, lender.theme, taker.theme, weights):
                price[i, j] = _NEVER
    _, chosen = linear_sum_assignment(price)
    return [hands[j] if price[i, j] < _NEVER else None for i, j in enumerate(chosen)]


def _key(hand: Hand, seed: int, role: str) -> int:
    return stable_hash(f"{seed}/{role}/{hand.theme}/{hand.lent}")


def _draft(hand: Hand, lender: Hand, weights: dict[str, dict[str, float]], shown: dict[str, str], model: str) -> Draft:
    options = [
        Option(shown[term], theme, (Said(model, weights[theme][term]),), term, intruder=theme != hand.theme)
        for theme, term in (*((hand.theme, term) for term in hand.own), (lender.theme, lender.lent))
    ]
    return Draft("word_intrusion", tuple(options))
