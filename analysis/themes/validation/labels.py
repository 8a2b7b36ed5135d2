"""What coders said of each text and theme: labels of a random sample."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.errors import ContractError, Faults

_OF_TASK = ["unit", "unit_id", "article_id", "stratum", "inclusion"]


def said_yes(answers: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each coder, label task and theme: coder, task_id, theme, yes (1 or 0)."""
    options = key[key["kind"] == "label"].drop_duplicates(["task_id", "letter"])[["task_id", "letter", "theme"]]
    both = answers.merge(options, on="task_id")
    chosen = [letter in answer.split() for letter, answer in zip(both["letter"], both["answer"], strict=True)]
    return both[["coder", "task_id", "theme"]].assign(yes=pd.Series(chosen, index=both.index).astype("int64"))


def label_table(answers: pd.DataFrame, key: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``labels``: what coders said of each theme in each text that one of them labelled.

    ``label`` is 1 or 0 as most coders said, missing where as many said the one as the other; ``share`` is the part of
    them that said the theme is there, ``coders`` how many they are. ``inclusion`` is the probability with which the
    text was drawn: a mean over all texts is estimated by weighing each label by 1 over it (Horvitz and Thompson
    1952), as long as all texts that were drawn were labelled.

    answers: the table ``answers``. key: the table ``task_key``.
    """
    yes = said_yes(answers, key)
    if yes.empty:
        return tables.empty("labels")
    said = yes.groupby(["task_id", "theme"])["yes"].agg(share="mean", coders="size").reset_index()
    label = (said["share"] > 0.5).astype("Int64").mask(said["share"] == 0.5)
    of_task = key[key["kind"] == "label"].drop_duplicates("task_id").set_index("task_id")[_OF_TASK]
    table = said.assign(label=label).join(of_task, on="task_id").drop(columns="task_id")
    return tables.conform("labels", table.sort_values(["unit_id", "theme"]))


def read_labels(path: str | Path) -> pd.DataFrame:
    """Return the table ``labels`` of a CSV file that ``themeline validate score`` wrote.

    Raises InputError where it cannot be read, or is no such table.
    """
    faults = Faults(str(path))
    try:
        table = pd.read_csv(path, dtype={"unit_id": "str", "article_id": "str", "label": "Int64"})
        return tables.conform("labels", table)
    except (OSError, ValueError, ContractError) as error:  # what pandas cannot read is a ValueError
        faults.add(f"is no table of labels ({error}); give the labels.csv that `themeline validate score` writes")
    faults.raise_if_any()
    return tables.empty("labels")
