"""What coders answered, read from their files."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.errors import ContractError, Faults, InputError, suggest
from analysis.themes.validation.drafts import NONE

NEEDED = ("task_id", "answer")
_MOST_BYTES = 2**28
_ADVICE = "save it as CSV in UTF-8"


def read_answers(paths: Iterable[str | Path], key: pd.DataFrame) -> pd.DataFrame:
    """Return the answers of all coders: the table ``answers``, each answer its letters in order ('A C'), or 'none'.

    paths: CSV files with the columns task_id, answer and, unless the file's name is the coder's, coder; other columns
    are passed over. Commas, semicolons or tabs may divide them. An answer is a letter or, to a label task, several
    ('A C', 'A, C' or 'AC'), or 'none'; one that is empty is missing. key: the table ``task_key``.

    Raises InputError with every fault at once: what cannot be read, tasks that are not in the key, answers that their
    task does not allow, a coder who answered a task twice, no answer at all.
    """
    faults, rows = Faults("answers"), []
    allowed = _Allowed(key)
    places: dict[tuple[str, str], str] = {}
    for path in map(Path, paths):
        about = faults.about(str(path))
        for line, coder, task_id, written in _lines(path, about):
            answer = allowed.answer(task_id, written, about, line)
            if not answer:
                continue
            who = (coder.casefold(), task_id)
            if who in places:
                about.add(f"{coder!r} answers the task {task_id!r} twice (first in {places[who]})", line=line)
            else:
                places[who] = f"{path}, line {line}"
                rows.append({"coder": coder, "task_id": task_id, "answer": answer})
    if not rows and not faults.found:
        faults.add("no file holds an answer; letters belong into the column 'answer'")
    faults.raise_if_any()
    table = pd.DataFrame(rows)
    first = table.groupby(table["coder"].str.casefold())["coder"].transform("min")  # 'ann' and 'Ann' are one
    return tables.conform("answers", table.assign(coder=first).sort_values(["coder", "task_id"]))


def check_key(key: pd.DataFrame, where: str = "key") -> pd.DataFrame:
    """Return the table ``task_key`` as its contract has it; raise InputError where a key that was read does not fit."""
    try:
        return tables.conform("task_key", key)
    except ContractError as error:
        raise InputError([f"{where}: {error}; draw the tasks again"]) from None


class _Allowed:
    """The answers that each task allows."""

    def __init__(self, key: pd.DataFrame) -> None:
        self.letters = {task_id: list(dict.fromkeys(mine)) for task_id, mine in key.groupby("task_id")["letter"]}
        self.kinds = dict(zip(key["task_id"], key["kind"], strict=True))

    def answer(self, task_id: str, written: str, faults: Faults, line: int) -> str:
        """Return an answer in its plain form, '' where it is missing or a fault was noted."""
        if task_id not in self.letters:
            near = suggest(task_id, self.letters) if len(self.letters) < 10 else ""
            faults.add(f"the task {task_id!r} is not among those that were drawn{near}", line=line)
            return ""
        fault = self._fault(task_id, chosen := _chosen(written, self.letters[task_id]))
        if fault:
            faults.add(f"answer {written!r} to the task {task_id!r}: {fault}", line=line)
            return ""
        return " ".join(sorted(chosen, key=lambda letter: (len(letter), letter)))

    def _fault(self, task_id: str, chosen: set[str]) -> str:
        known = self.letters[task_id]
        labelling = self.kinds[task_id] == "label"
        if chosen == {NONE} and labelling:
            return ""
        if not chosen <= set(known):
            several = f", several as 'A C', 'A, C' or 'AC', or '{NONE}' alone" if labelling else ""
            return f"allowed are the letters {', '.join(known)}{several}"
        return "choose one letter" if len(chosen) > 1 and not labelling else ""


def _chosen(written: str, known: Iterable[str]) -> set[str]:
    """Return what an answer chooses: its words, and the letters of those that are several letters run together."""
    words = [word for word in re.split(r"[\s,;/|+]+", written.strip().upper()) if word]
    return {letter for word in words for letter in _letters(word, set(known))}


def _letters(word: str, known: set[str]) -> Iterable[str]:
    if word == NONE.upper():
        return (NONE,)
    run_together = word not in known and set(word) <= known and len(set(word)) == len(word)
    return word if run_together else (word,)


def _lines(path: Path, faults: Faults) -> Iterator[tuple[int, str, str, str]]:
    """Yield the rows of one file: line, coder, task_id, answer."""
    rows = _rows(_text(path, faults), faults)
    header = [name.strip() for name in rows[0][1]] if rows else []
    missing = [name for name in NEEDED if rows and name not in header]
    if missing:
        faults.add(f"the column {', '.join(map(repr, missing))} is missing (found: {', '.join(header[:8])})", line=1)
        return
    for line, cells in rows[1:]:
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        yield line, " ".join((row.get("coder") or path.stem).split()), row.get("task_id", ""), row.get("answer", "")


def _rows(text: str, faults: Faults) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV that hold anything, each with its line; none where a fault was noted."""
    sign = max(",;\t", key=text.partition("\n")[0].count)
    usual = csv.field_size_limit(_MOST_BYTES)  # whole articles stand in the cells
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        faults.add(f"is no CSV ({error}); {_ADVICE}")
        return []
    finally:
        csv.field_size_limit(usual)


def _text(path: Path, faults: Faults) -> str:
    """Return the text of a file, '' where a fault was noted."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            faults.add(f"is larger than {_MOST_BYTES:,} bytes; give the file that a coder filled in")
            return ""
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        faults.add(f"cannot be read ({error.strerror})")
        return ""
    except UnicodeDecodeError:
        faults.add(f"is not in UTF-8; {_ADVICE}")
        return ""
    if not text.strip():
        faults.add("is empty")
    return text.lstrip("\n")
