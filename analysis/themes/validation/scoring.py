"""How themes stand up to coders, and how far coders agree: figures with intervals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import tables
from analysis.hashing import random_weights
from analysis.themes.validation.agreement import krippendorff_alpha
from analysis.themes.validation.labels import label_table, said_yes
from analysis.themes.validation.plan import HEAVY, LIKELY
from analysis.themes.validation.rates import Rate, area_under_curve, rate

CODERS = "coders"  # stands for a model where a figure is of the coders alone
ALL = "all"  # and for a theme where it is of all themes together
N_DRAWS = 500  # of the tasks' weights, for the intervals of agreement
FEWEST = 5  # tasks: with fewer, a bootstrap has no interval worth the name
_FLOORS = {"weight": HEAVY, "presence": LIKELY}
_TASKS, _CODERS, _TEXTS = (
    "the choice of tasks and coders",
    "the choice of coders; there is one task",
    "the choice of texts",
)
_RESAMPLED = "the choice of tasks"

Row = dict[str, Any]


def score_answers(answers: pd.DataFrame, key: pd.DataFrame, *, level: float = 0.9, seed: int = 0) -> pd.DataFrame:
    """Return the table ``validation``, a row a figure with its interval, and in ``covers`` what that covers.

    answers, key: the tables ``answers`` and ``task_key``. Measures, by kind of task:

    - word_intrusion, theme_intrusion: ``found``, the part of the answers that name the intruder, for tasks that show
      the theme as it is (its words; or as one of a passage's heavy themes), and ``chance``, what guessing would find.
    - label: ``prevalence``, the part of all texts that have the theme, as most coders say; of each model's weight and
      presence against that, precision, recall and f1 (the theme is said to be there from a weight of 0.1, a presence of
      0.5) and auc, the area under the ROC curve, for which no threshold is needed. Each text counts 1 over its
      probability of being drawn. A text of which as many coders say the one as the other is left out.
    - all: ``alpha``, how far the coders agree (Krippendorff, nominal; chance is reckoned among tasks with as many
      options, or of the same theme), of label tasks by theme as well.

    Rates have Jeffreys intervals for the effective number of observations: answers cluster by task, texts by article.
    F1 is a function of the rate of hits among texts that the model or the coders give the theme. Alpha's interval is
    from a bootstrap over tasks, weights drawn by a hash of task and ``seed``.
    """
    rows = [*_intrusion(answers, key, level), *_labels(answers, key, level), *_agreement(answers, key, level, seed)]
    if not rows:
        return tables.empty("validation")
    return tables.conform("validation", pd.DataFrame(rows))


def _row(
    kind: str, model: str, theme: str, measure: str, found: Rate, n_tasks: int, n_answers: int, covers: str
) -> Row:
    covers = (
        covers if np.isfinite(found.low) else covers if covers.startswith("none") else "none: nothing to measure it by"
    )
    figures = {"value": found.value, "low": found.low, "high": found.high, "n_tasks": n_tasks, "n_answers": n_answers}
    return {"kind": kind, "model": model, "theme": theme, "measure": measure, **figures, "covers": covers}


def _intrusion(answers: pd.DataFrame, key: pd.DataFrame, level: float) -> Iterator[Row]:
    for kind in ("word_intrusion", "theme_intrusion"):
        options = key[key["kind"] == kind]
        intruder = options[options["intruder"]].set_index("task_id")["letter"]
        given = answers[answers["task_id"].isin(intruder.index)]
        if given.empty:
            continue
        hits = (given["answer"] == given["task_id"].map(intruder)).astype("int64")
        chance = 1 / given["task_id"].map(options.groupby("task_id").size())
        own = options[~options["intruder"]].drop_duplicates(["task_id", "theme"])
        for theme in [ALL, *sorted(set(own["theme"]))]:
            mine = given["task_id"].isin(own.loc[own["theme"].eq(theme) | (theme == ALL), "task_id"])
            tasks, n = given.loc[mine, "task_id"], int(mine.sum())
            if not n:
                continue
            about, n_tasks = (kind, options["model"].iloc[0], theme), len(set(tasks))
            found = rate(hits[mine], np.ones(n), tasks, level=level)
            yield _row(*about, "found", found, n_tasks, n, _TASKS if n_tasks > 1 else _CODERS)
            guessed = Rate(*[float(chance[mine].mean())] * 3)
            yield _row(*about, "chance", guessed, n_tasks, n, "all: it is known")


def _labels(answers: pd.DataFrame, key: pd.DataFrame, level: float) -> Iterator[Row]:
    labels = label_table(answers, key).dropna(subset=["label"])
    said = key[key["kind"] == "label"][["unit_id", "theme", "model", "weight", "presence"]]
    for theme, mine in labels.groupby("theme"):
        yes, counts = mine["label"].astype("float64"), 1 / mine["inclusion"]
        n = (len(mine), int(mine["coders"].sum()))
        found = rate(yes, counts, mine["article_id"], level=level)
        yield _row("label", CODERS, theme, "prevalence", found, *n, _TEXTS)
        for model, its in said[said["theme"] == theme].groupby("model"):
            both = mine.merge(its.drop(columns=["theme", "model"]), on="unit_id")
            for column, floor in _FLOORS.items():
                for measure, found in _against(both.dropna(subset=[column]), column, floor, level).items():
                    yield _row("label", model, theme, f"{measure}_{column}", found, *n, _TEXTS)


def _against(both: pd.DataFrame, column: str, floor: float, level: float) -> dict[str, Rate]:
    """Return what a model's weight or presence is worth against labels; nothing where no text has one."""
    if both.empty:
        return {}
    yes, said = both["label"].to_numpy() == 1, both[column].to_numpy() >= floor
    counts, articles = 1 / both["inclusion"].to_numpy(), both["article_id"].to_numpy()

    def among(these: NDArray[np.bool_]) -> Rate:
        return rate((yes & said)[these], counts[these], articles[these], level=level) if these.any() else Rate()

    return {
        "precision": among(said),
        "recall": among(yes),
        "f1": Rate(*(2 * x / (1 + x) for x in among(said | yes))),  # F1 of the hits' part x of the union
        "auc": area_under_curve(both[column], yes, counts, articles, level=level),
    }


def _agreement(answers: pd.DataFrame, key: pd.DataFrame, level: float, seed: int) -> Iterator[Row]:
    kinds = key.drop_duplicates("task_id").set_index("task_id")["kind"]
    n_options = key.groupby("task_id")["letter"].nunique()
    for kind in ("word_intrusion", "theme_intrusion"):
        given = answers[answers["task_id"].map(kinds) == kind]
        letters = given.assign(value=pd.factorize(given["answer"], sort=True)[0], among=given["task_id"].map(n_options))
        yield from _alpha(kind, ALL, letters, level, seed)
    yes = said_yes(answers, key).rename(columns={"yes": "value", "theme": "among"})
    yield from _alpha("label", ALL, yes, level, seed)
    for theme, mine in yes.groupby("among"):
        yield from _alpha("label", theme, mine, level, seed)


def _alpha(kind: str, theme: str, given: pd.DataFrame, level: float, seed: int) -> Iterator[Row]:
    """Yield alpha of some answers: coder, task_id, value, and among which units a value is given by chance."""
    if given.empty:
        return
    wide = given.pivot_table(index=["task_id", "among"], columns="coder", values="value")
    wide = wide[wide.notna().sum(axis=1) >= 2]
    tasks, among = (wide.index.get_level_values(name) for name in ("task_id", "among"))
    n = (tasks.nunique(), int(wide.notna().sum().sum()))
    if not len(wide):
        yield _row(kind, CODERS, theme, "alpha", Rate(), *n, "none: no two coders answered the same task")
        return
    value = float(krippendorff_alpha(wide.to_numpy(), groups=among)[0])
    low = high = float("nan")
    covers = f"none: fewer than {FEWEST} tasks were answered by two coders" if n[0] < FEWEST else _RESAMPLED
    if np.isfinite(value) and n[0] >= FEWEST:
        low, high = _spread(wide.to_numpy(), tasks, among, level, seed)
    elif not np.isfinite(value):
        covers = "none: all answers are the same"
    yield _row(kind, CODERS, theme, "alpha", Rate(value, low, high), *n, covers)


def _spread(
    answers: NDArray[np.float64], tasks: pd.Index, among: pd.Index, level: float, seed: int
) -> tuple[float, float]:
    """Return the interval of alpha when tasks weigh otherwise."""
    place, ids = pd.factorize(tasks)
    weights = np.array([random_weights(ids, draw=draw, seed=seed) for draw in range(N_DRAWS)])[:, place]
    low, high = np.nanquantile(krippendorff_alpha(answers, weights, among), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
