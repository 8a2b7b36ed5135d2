"""How far coders agree, with intervals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.hashing import random_weights
from analysis.themes.validation.agreement import krippendorff_alpha
from analysis.themes.validation.figures import ALL, CODERS, INTRUSIONS, Row, figure
from analysis.themes.validation.labels import said_yes
from analysis.themes.validation.rates import Rate

_N_DRAWS = 500  # of the tasks' weights
_FEWEST = 5  # tasks: with fewer, a bootstrap has no interval worth the name
_TASKS = "the choice of tasks"


def agreement_figures(answers: pd.DataFrame, key: pd.DataFrame, *, level: float, seed: int) -> Iterator[Row]:
    """Yield how far coders agree on each kind of task, and on each theme that they label."""
    kinds = key.drop_duplicates("task_id").set_index("task_id")["kind"]
    n_options = key.groupby("task_id")["letter"].nunique()
    for kind in INTRUSIONS:
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
        yield figure((kind, CODERS, theme), "alpha", Rate(), n, "none: no two coders answered the same task")
        return
    value = float(krippendorff_alpha(wide.to_numpy(), groups=among)[0])
    low = high = float("nan")
    covers = f"none: fewer than {_FEWEST} tasks were answered by two coders" if n[0] < _FEWEST else _TASKS
    if np.isfinite(value) and n[0] >= _FEWEST:
        low, high = _spread(wide.to_numpy(), tasks, among, level, seed)
    elif not np.isfinite(value):
        covers = "none: all answers are the same"
    yield figure((kind, CODERS, theme), "alpha", Rate(value, low, high), n, covers)


def _spread(
    answers: NDArray[np.float64], tasks: pd.Index, among: pd.Index, level: float, seed: int
) -> tuple[float, float]:
    """Return the interval of alpha when tasks weigh otherwise."""
    place, ids = pd.factorize(tasks)
    weights = np.array([random_weights(ids, draw=draw, seed=seed) for draw in range(_N_DRAWS)])[:, place]
    low, high = np.nanquantile(krippendorff_alpha(answers, weights, among), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
