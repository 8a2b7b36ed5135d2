"""How often coders find the intruder."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.themes.validation.figures import ALL, INTRUSIONS, Row, figure
from analysis.themes.validation.rates import Rate, rate

_TASKS, _ONE_TASK = "the choice of tasks and coders", "the choice of coders; there is one task"


def intrusion_figures(answers: pd.DataFrame, key: pd.DataFrame, *, level: float) -> Iterator[Row]:
    """Yield how often intruders are found, of all themes and of each, and how often by guessing."""
    for kind in INTRUSIONS:
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
            guessed = Rate(*[float(chance[mine].mean())] * 3)
            yield figure(about, "found", found, (n_tasks, n), _TASKS if n_tasks > 1 else _ONE_TASK)
            yield figure(about, "chance", guessed, (n_tasks, n), "nothing: it is known")
