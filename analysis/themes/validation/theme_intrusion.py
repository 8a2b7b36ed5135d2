"""Theme intrusion: a passage with its heaviest themes and one that hardly stands in it (Chang et al. 2009)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from analysis.hashing import stable_hash
from analysis.themes.validation.drafts import Draft, Option, Said
from analysis.themes.validation.plan import HEAVY, Plan
from analysis.themes.validation.sampling import by_chance
from analysis.themes.validation.texts import Tables, reader_of, units_of, weights_of
from analysis.themes.validation.word_intrusion import heavy_terms

MOST_HEAVY = 3
_N_WORDS = 5  # by which a theme is shown, beside its label where a person named it
_LIGHT = 0.05  # a theme with at most this weight hardly stands in a passage,
_LIGHTER = 0.25  # if that is at most this part of the lightest that is shown


class _Choice(NamedTuple):
    """A passage: its text and article, the themes that are shown, those that could intrude, and their weights."""

    text: str
    article_id: str
    heavy: tuple[str, ...]
    light: tuple[str, ...]
    weights: dict[str, float]


def theme_drafts(tables: Tables, plan: Plan, labelled: Sequence[Draft]) -> tuple[list[Draft], list[str]]:
    """Return ``n_passages`` tasks, and a sentence where there are fewer.

    labelled: the tasks in which coders label texts. Passages of these are left out, since the themes shown would
    give the model's answer away.
    """
    names = _shown_names(tables, plan.model)
    choices = dict(islice(_choices(tables, plan, list(names), labelled), plan.n_passages))
    intruders = _intruders(choices, plan.seed)
    drafts = [
        Draft(
            "theme_intrusion",
            tuple(
                Option(names[t], t, (Said(plan.model, choice.weights[t]),), intruder=t == intruders[i])
                for t in (*choice.heavy, intruders[i])
            ),
            text=choice.text,
            unit="passage",
            unit_id=i,
            article_id=choice.article_id,
        )
        for i, choice in choices.items()
    ]
    few = len(drafts) < plan.n_passages
    told = f"{len(drafts)} of {plan.n_passages} theme intrusion tasks: no other passage has both heavy and light themes"
    return drafts, [told] if few else []


def _choices(tables: Tables, plan: Plan, names: list[str], labelled: Sequence[Draft]) -> Iterator[tuple[str, _Choice]]:
    """Yield passages that have heavy and light themes, in an order of chance; none that is labelled, or like one."""
    units, read = units_of(tables, "passage"), reader_of(tables, "passage")
    weights = weights_of(tables, "passage", plan.model).reindex(units.index)[names]
    articles = {draft.article_id for draft in labelled if draft.unit == "article"}
    seen = {draft.text for draft in labelled}
    for i in by_chance(units.index, "theme intrusion", plan.seed):
        text, mine = read(i), {theme: float(weight) for theme, weight in weights.loc[i].items()}
        heavy, light = _heavy_and_light(mine)
        if heavy and light and text not in seen and units[i] not in articles:
            seen.add(text)
            yield i, _Choice(text, units[i], heavy, light, mine)


def _shown_names(tables: Tables, model: str) -> dict[str, str]:
    """Return how each named or free theme is shown: the label that a person gave it, and its heaviest words."""
    themes = tables["themes"].set_index("theme")
    words = {theme: ", ".join(list(terms)[:_N_WORDS]) for theme, terms in heavy_terms(tables, model).items()}
    return {t: f"{themes.loc[t, 'label']}: {w}" if themes.loc[t, "kind"] == "named" else w for t, w in words.items()}


def _heavy_and_light(weights: Mapping[str, float]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the (at most three) heavy themes of a passage, the heaviest first, and its light ones."""
    ranked = sorted((-weight, theme) for theme, weight in weights.items() if weight >= HEAVY)[:MOST_HEAVY]
    ceiling = min(_LIGHT, _LIGHTER * -ranked[-1][0]) if ranked else 0.0
    return tuple(t for _, t in ranked), tuple(sorted(t for t, weight in weights.items() if weight <= ceiling))


def _intruders(choices: dict[str, _Choice], seed: int) -> dict[str, str]:
    """Return the intruder of each passage, chosen so that every theme intrudes as often as its being shown suggests.

    If a theme were the intruder whenever it is seen, a coder would soon know it without reading. A passage with n heavy
    themes owes each of them one n-th of an intrusion elsewhere, so that a coder who goes by how often a theme intrudes
    finds no more than one who guesses.
    """
    owed: defaultdict[str, float] = defaultdict(float)
    for choice in choices.values():
        for theme in choice.heavy:
            owed[theme] += 1 / len(choice.heavy)
    intruders = {}
    for i, choice in choices.items():
        best = max(choice.light, key=lambda t, i=i: (round(owed[t], 9), stable_hash(f"{seed}/intrudes/{i}/{t}")))  # type: ignore[misc]
        intruders[i] = best
        owed[best] -= 1
    return intruders
