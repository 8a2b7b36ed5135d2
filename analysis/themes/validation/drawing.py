"""The tasks of a run for coders, and apart from them the key: what the models say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import pandas as pd

from analysis import tables as contracts
from analysis.contracts import KINDS_OF_TASK
from analysis.errors import InputError
from analysis.hashing import stable_hash
from analysis.themes.validation.drafts import QUESTIONS, Draft, letters, shuffled
from analysis.themes.validation.labelling import label_drafts
from analysis.themes.validation.plan import Plan
from analysis.themes.validation.texts import Tables, models_of
from analysis.themes.validation.theme_intrusion import theme_drafts
from analysis.themes.validation.word_intrusion import word_drafts


@dataclass(frozen=True, eq=False)
class Drawn:
    """Tasks for coders.

    tasks: the table ``tasks``, in the order in which they are to be done, with a column for each option ('A', 'B',
    ...; missing where a task has fewer). key: the table ``task_key``, which coders must not see. notes: what could
    not be drawn as planned, in sentences.
    """

    tasks: pd.DataFrame
    key: pd.DataFrame
    notes: tuple[str, ...] = ()


def needed_tables(plan: Plan) -> tuple[str, ...]:
    """Return the names of the tables of a run that a plan needs."""
    needed = {"themes": None}
    if {"word_intrusion", "theme_intrusion"} & set(plan.kinds):
        needed["theme_terms"] = None
    if {"label", "theme_intrusion"} & set(plan.kinds):
        needed["articles"] = None
    if "theme_intrusion" in plan.kinds or ("label" in plan.kinds and plan.unit == "passage"):
        needed |= {"passages": None, "passage_weights": None}
    if "label" in plan.kinds and plan.unit == "article":
        needed["weights"] = None
    return tuple(needed)


def draw_tasks(tables: Tables, plan: Plan | None = None) -> Drawn:
    """Return the tasks that a plan draws from the tables of a run, by name (those of ``needed_tables``).

    Kinds of tasks, in the order in which coders do them, so that no words of a model are seen before texts are
    labelled, nor those of a theme together before one is to be told apart from them: 'label' (which named themes does
    a text speak of?), 'word_intrusion' (which word does not belong with the others?), 'theme_intrusion' (which theme
    does not belong to a passage?). The same tables, plan and seed give the same tasks. Nothing in ``tasks`` tells
    what the models say: identifiers are hashes of what is seen, options of intrusion tasks are shuffled, those
    of labels have one order throughout.

    Raises InputError where a table is missing, the model is unknown or nothing at all can be drawn.
    """
    plan = plan or Plan()
    _check(tables, plan)
    notes: list[str] = []
    labelled = label_drafts(tables, plan) if "label" in plan.kinds else []
    intruded: list[Draft] = []
    for kind, draw in (("word_intrusion", word_drafts), ("theme_intrusion", partial(theme_drafts, labelled=labelled))):
        if kind in plan.kinds:
            more, told = draw(tables, plan)
            intruded += more
            notes += told
    drafts = [*labelled, *(shuffled(draft, plan.seed) for draft in intruded)]
    if not drafts:
        raise InputError([*notes, "no task can be drawn"])
    ordered = list(_in_order(_identified(drafts), plan.seed))
    return Drawn(_tasks(ordered), _key(ordered, tables["themes"]), tuple(notes))


def _check(tables: Tables, plan: Plan) -> None:
    missing = [name for name in needed_tables(plan) if name not in tables]
    if missing:
        raise InputError([f"the tables {', '.join(missing)} are missing, which {', '.join(plan.kinds)} tasks need"])
    known = set(tables["theme_terms"]["model"]) if "theme_terms" in tables else set(models_of(tables, plan.unit))
    if plan.model not in known:
        raise InputError([f"there is no model {plan.model!r} (known: {', '.join(sorted(known))})"])


def _identified(drafts: Iterable[Draft]) -> Iterator[tuple[str, Draft]]:
    """Yield the tasks with their identifiers; of tasks that look the same, such as copies, the first one's is kept."""
    seen: dict[str, int] = {}
    for draft in sorted(drafts, key=lambda d: (d.kind, d.unit_id or "", d.seen())):
        task_id = draft.task_id()
        seen[task_id] = seen.get(task_id, 0) + 1
        yield task_id if seen[task_id] == 1 else f"{task_id}-{seen[task_id]}", draft


def _in_order(tasks: Iterable[tuple[str, Draft]], seed: int) -> list[tuple[str, Draft]]:
    return sorted(tasks, key=lambda t: (KINDS_OF_TASK.index(t[1].kind), stable_hash(f"{seed}/order/{t[0]}"), t[0]))


def _tasks(ordered: list[tuple[str, Draft]]) -> pd.DataFrame:
    rows = [
        {"task_id": task_id, "position": position, "kind": draft.kind, "question": QUESTIONS[draft.kind]}
        | {"text": draft.text}
        | dict(zip(letters(len(draft.options)), (option.shown for option in draft.options), strict=True))
        for position, (task_id, draft) in enumerate(ordered, start=1)
    ]
    columns = letters(max(len(draft.options) for _, draft in ordered))
    table = contracts.conform("tasks", pd.DataFrame(rows))
    return table[[*(c for c in table if c not in columns), *columns]]


def _key(ordered: list[tuple[str, Draft]], themes: pd.DataFrame) -> pd.DataFrame:
    called = themes.set_index("theme")
    rows = [
        {
            "task_id": task_id, "letter": letter, "model": said.model, "kind": draft.kind, "theme": option.theme,
            "term": option.term, "intruder": option.intruder, "weight": said.weight, "presence": said.presence,
            "unit": draft.unit, "unit_id": draft.unit_id, "article_id": draft.article_id, "stratum": draft.stratum,
            "inclusion": draft.inclusion, "label": called.loc[option.theme, "label"],
            "order": called.loc[option.theme, "order"],
        }
        for task_id, draft in ordered
        for letter, option in zip(letters(len(draft.options)), draft.options, strict=True)
        for said in option.said
    ]  # fmt: skip
    return contracts.conform("task_key", pd.DataFrame(rows).sort_values(["task_id", "letter", "model"]))
