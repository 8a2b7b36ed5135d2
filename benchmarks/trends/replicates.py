"""Replicates of long studies, kept as they are made: a study that is broken off goes on where it was.

A file holds a line of JSON for each replicate: its task, what it gave, and a mark of the code that made it. Lines of
other code are left where they are and not used.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from analysis.hashing import stable_hash

ROOT = Path(__file__).parents[2]
GROUND = ("analysis/tables.py", "analysis/contracts.py", "analysis/hashing.py", "analysis/compiled.py")

Task = dict[str, Any]  # what JSON can hold


def replicates(
    work: Callable[[Task], Any],
    tasks: Iterable[Task],
    kept: Path | None = None,
    *,
    code: tuple[str, ...] = (),
    n_processes: int = 2,
) -> list[Any]:
    """Return what ``work`` gives for each task, in their order; what the file already holds is not done again.

    work: a function that can be imported; what it takes and gives is what JSON can hold. kept: the file, outside of the
    repository; None keeps nothing. code: the files that the results depend on, as patterns below the repository.
    """
    tasks, mark = list(tasks), code_mark(code)
    found = _read(kept, mark)
    open_ = [task for task in tasks if _key(task) not in found]
    for task, result in _done(work, open_, n_processes):
        found[_key(task)] = result
        if kept is not None:
            with kept.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"code": mark, "task": _key(task), "result": result}) + "\n")
    return [json.loads(found[_key(task)]) for task in tasks]


def _done(work: Callable[[Task], Any], tasks: list[Task], n_processes: int) -> Iterator[tuple[Task, str]]:
    """Yield each task and its result, as JSON, as it is done."""
    if not tasks:
        return
    with ProcessPoolExecutor(n_processes, mp_context=get_context("spawn")) as pool:
        asked = {pool.submit(work, task): task for task in tasks}
        try:
            for done in as_completed(asked):
                yield asked[done], json.dumps(done.result())
        finally:  # where it is broken off, the others are not waited for
            pool.shutdown(cancel_futures=True)


def _key(task: Task) -> str:
    return json.dumps(task, sort_keys=True)


def _read(kept: Path | None, mark: str) -> dict[str, str]:
    if kept is None or not kept.is_file():
        return {}
    text = kept.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):  # it was being written when the study was broken off
        text = text[: text.rfind("\n") + 1]
        kept.write_text(text, encoding="utf-8")
    whole = (json.loads(line) for line in text.splitlines())
    return {line["task"]: line["result"] for line in whole if line["code"] == mark}


@cache
def code_mark(code: tuple[str, ...]) -> str:
    """Return a mark of some files of code: another where they say something else, comments and docstrings aside.

    >>> len(code_mark(("analysis/models/*.py",)))
    16
    """
    paths = sorted({path for pattern in (*GROUND, *code) for path in ROOT.glob(pattern)})
    return f"{stable_hash(''.join(_dumped(path) for path in paths)):016x}"


def _dumped(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    tree = ast.parse(text)
    for node in _with_docstrings(tree):
        node.body = node.body[1:]
    return ast.dump(tree)


def _with_docstrings(tree: ast.Module) -> Iterator[Any]:
    for node in ast.walk(tree):
        is_home = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if is_home and ast.get_docstring(node, clean=False) is not None:
            yield node
