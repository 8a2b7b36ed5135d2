"""What coders said of each text and theme: labels of a random sample."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.contracts import CONTRACTS
from analysis.errors import ContractError, Faults, InputError

_OF_TASK = ["unit", "unit_id", "article_id", "stratum", "inclusion"]
_NUMBERS = ("label", "share", "coders", "inclusion")
_ADVICE = "give the labels.csv that `themeline validate score` writes"
_SHOWN = 5  # faults of one kind that are named


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
        _check_written(pd.read_csv(path, dtype="str", keep_default_na=False), faults)
        if not faults.found:
            texts = dict.fromkeys(("unit", "unit_id", "article_id", "theme", "stratum"), "str")
            # An article may be called 'NA' or '007': only a label can be missing.
            blank = {"label": [""]}
            table = pd.read_csv(path, dtype={**texts, "label": "Int64"}, keep_default_na=False, na_values=blank)
            return tables.conform("labels", table)
    except OSError as error:
        faults.add(f"is no table of labels (it cannot be read: {error.strerror}); {_ADVICE}")
    except (ValueError, ContractError) as error:  # what pandas cannot read is a ValueError
        faults.add(f"is no table of labels ({error}); {_ADVICE}")
    faults.raise_if_any()
    return tables.empty("labels")


def _check_written(table: pd.DataFrame, faults: Faults) -> None:
    """Note the columns that a table of labels has and this one lacks, and what is no number where one belongs."""
    needed = [c for c, spec in CONTRACTS["labels"].columns.items() if spec.required or c in _NUMBERS]
    if missing := [column for column in needed if column not in table]:
        faults.add(f"is no table of labels: it has no column {', '.join(missing)}; {_ADVICE}")
        return
    for column in _NUMBERS:
        given = table[column][(table[column] != "") | (column != "label")]
        odd = given[pd.to_numeric(given, errors="coerce").isna()]
        if len(odd):
            line = int(odd.index[0]) + 2
            faults.add(f"is no table of labels: {column} {odd.iloc[0]!r} (row {line}) is no number; {_ADVICE}")


def checked_labels(
    labels: pd.DataFrame, *, units: Mapping[str, Collection[str]], themes: Collection[str]
) -> pd.DataFrame:
    """Return the table ``labels``; raise InputError with every way in which it is none, or does not fit a run.

    units: the ids of the run's articles and passages, by the words 'article' and 'passage'. themes: those it names.
    """
    try:
        labels = tables.conform("labels", labels)
    except ContractError as error:
        raise InputError([f"labels: {error}"]) from None
    faults = Faults("labels")
    for unit, ids in labels.groupby("unit")["unit_id"]:
        strangers = sorted(set(ids) - set(units[str(unit)]))
        for missing in strangers[:_SHOWN]:
            faults.add(f"no {unit} of the run is called {missing!r}; draw tasks from the same articles and settings")
        if len(strangers) > _SHOWN:
            faults.add(f"and {len(strangers) - _SHOWN:,} more ids are of no {unit} of the run")
    for theme in sorted(set(labels["theme"]) - set(themes)):
        faults.add(f"the theme {theme!r} is none of the run's ({', '.join(themes)})")
    for bad in sorted(set(labels["label"].dropna()) - {0, 1}):
        faults.add(f"the label {bad} is neither 0 nor 1")
    if (labels["inclusion"] <= 0).any():
        faults.add("an inclusion is 0; it is the probability with which the unit was drawn, above 0")
    if (labels["coders"] < 1).any():
        faults.add("a label is of no coder; leave out the rows of units that nobody labelled")
    faults.raise_if_any()
    return labels
