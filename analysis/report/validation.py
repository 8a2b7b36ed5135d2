"""Human validation to files and back: tasks for coders, the key, and what their answers say."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.contracts import CONTRACTS
from analysis.errors import ContractError, Faults, InputError
from analysis.report.coding_page import coding_page, columns_for_coders
from analysis.report.write import as_csv, check_writable
from analysis.results import Analysis
from analysis.sealed import write_whole
from analysis.themes.validation import Drawn, Plan, check_key, draw_tasks, needed_tables

TASKS, PAGE, KEY = "tasks.csv", "tasks.html", "key.csv"
SCORES = ("validation.csv", "labels.csv", ANSWERS := "answers.csv")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would work out a cell that begins so


def draw_validation(run: Analysis, plan: Plan | None = None) -> Drawn:
    """Return the tasks for coders that a plan draws from a run; see ``analysis.themes.validation.draw_tasks``."""
    plan = plan or Plan()
    return draw_tasks({name: getattr(run, name) for name in needed_tables(plan)}, plan)


def read_report_tables(folder: str | Path, plan: Plan) -> dict[str, pd.DataFrame]:
    """Return the tables that a plan needs, by name, of a folder that ``write_report`` wrote.

    Raises InputError where one is missing, as those with texts are from every report, or does not keep its contract.
    """
    faults, found = Faults(str(folder)), {}
    for name in needed_tables(plan):
        path = Path(folder) / "tables" / f"{name}.csv"
        if path.exists():
            found[name] = _read_table(path, name, faults)
        else:
            faults.add(
                f"tables/{name}.csv is missing, which these tasks need; name the articles instead of their report,"
                " or draw word_intrusion alone"
            )
    faults.raise_if_any()
    return found


def is_report(source: Iterable[str | Path]) -> bool:
    """Whether a source is one folder that holds a report rather than articles."""
    paths = [Path(path) for path in source]
    return len(paths) == 1 and (paths[0] / "manifest.json").is_file() and (paths[0] / "tables").is_dir()


def write_tasks(drawn: Drawn, out: str | Path) -> dict[str, Path]:
    """Write tasks into a folder and return the path of each file by its name.

    tasks.csv and tasks.html are for coders, who do the tasks in either; key.csv, with what the models say, is not.
    Raises InputError where the folder cannot be written or holds tasks already: answers may stand in them.
    """
    check_tasks_path(out)
    files = {
        TASKS: tasks_csv(drawn.tasks),
        PAGE: coding_page(drawn.tasks).encode("utf-8"),
        KEY: as_csv(drawn.key),
    }
    for name, data in files.items():
        write_whole(Path(out) / name, data)
    return {name: Path(out) / name for name in files}


def check_tasks_path(out: str | Path) -> None:
    """Raise InputError where tasks cannot be written into a folder; leave no trace."""
    check_writable(out)
    there = [name for name in (TASKS, PAGE, KEY) if (Path(out) / name).exists()]
    if there:
        raise InputError([f"--out '{out}' holds {', '.join(there)}, and answers to them; name a new folder"])


def tasks_csv(tasks: pd.DataFrame) -> bytes:
    """Return the table ``tasks`` as the file that coders fill in: CSV in UTF-8 with a mark that spreadsheets know.

    A space goes before what a spreadsheet would take for a formula.
    """
    columns = columns_for_coders(tasks)
    rows = tasks.reindex(columns=columns).astype("str").fillna("")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([f" {v}" if v.startswith(_FORMULA) else v for v in row] for row in rows.itertuples(index=False))
    return out.getvalue().encode("utf-8-sig", "replace")


def read_key(folder: str | Path) -> pd.DataFrame:
    """Return the table ``task_key`` of a folder that ``write_tasks`` wrote; raise InputError where there is none."""
    path, faults = Path(folder) / KEY, Faults(str(folder))
    if not path.is_file():
        faults.add(f"holds no {KEY}; name the folder that `themeline validate draw` wrote")
        faults.raise_if_any()
    key = _read_table(path, "task_key", faults)
    faults.raise_if_any()
    return check_key(key, str(path))


def write_scores(
    out: str | Path, *, scores: pd.DataFrame, labels: pd.DataFrame, answers: pd.DataFrame
) -> dict[str, Path]:
    """Write the tables ``validation``, ``labels`` and ``answers`` into a folder as CSV, and return their paths.

    Earlier scores are replaced where all their coders are among those of ``answers``. Raises InputError where some are
    not, since their labels would be lost, and where the folder cannot be written.
    """
    check_writable(out)
    _refuse_to_lose_coders(Path(out), set(answers["coder"]))
    files = dict(zip(SCORES, (scores, labels, answers), strict=True))
    for name, table in files.items():
        write_whole(Path(out) / name, as_csv(table))
    return {name: Path(out) / name for name in files}


def _refuse_to_lose_coders(out: Path, coders: set[str]) -> None:
    """Raise InputError where a folder holds scores of coders that the new ones lack, or of nobody knows whom."""
    there = [name for name in SCORES if (out / name).exists()]
    if not there:
        return
    advice = "name their answers too, or another folder with --out"
    if ANSWERS not in there:
        raise InputError([f"'{out}' holds {', '.join(there)}, and no {ANSWERS} that says by whom; {advice}"])
    faults = Faults(str(out))
    earlier = _read_table(out / ANSWERS, "answers", faults)
    faults.raise_if_any()
    if lost := sorted(set(earlier["coder"]) - coders):
        raise InputError([f"'{out}' holds scores of answers by {', '.join(lost)} as well; {advice}"])


def _read_table(path: Path, name: str, faults: Faults) -> pd.DataFrame:
    """Return a table from CSV; note what does not keep its contract."""
    columns = CONTRACTS[name].columns if name in CONTRACTS else {}
    texts = {column: "str" for column, spec in columns.items() if spec.kind == "text"}
    try:
        table = pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=[""], encoding="utf-8-sig")
        return tables.conform(name, table) if columns else table
    except OSError as error:
        faults.add(f"{path.name} cannot be read ({error.strerror})")
    except (ContractError, ValueError) as error:
        faults.add(f"{path.name}: {error}")
    return pd.DataFrame()
