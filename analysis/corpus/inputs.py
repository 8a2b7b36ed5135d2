"""Files to articles, here or in guarded processes: every piece of every file is accounted for."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.corpus.columns import choose, draft_of
from analysis.corpus.drafting import Drafting
from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.files import FoundFile, composed
from analysis.corpus.opening.guard import SECONDS, Death, Mark, guarded
from analysis.corpus.opening.own_output import own_output
from analysis.corpus.readers import Options, form_of, read_blob
from analysis.errors import InputError
from analysis.hashing import sha256, stable_id

if TYPE_CHECKING:
    import pandas as pd

FEW_FILES, FEW_BYTES = 200, 16 << 20  # so many files of plain forms are read without processes of their own
TABLE = "table"  # the name of a DataFrame among the files
_BUNCH_FILES, _BUNCH_BYTES = 64, 1 << 20  # files that are dealt to a process together

Row = dict[str, Any]
Said = Mapping[str, Mapping[int, Mapping[str, str]]]  # what a person says of a piece, by its composed name and position


class Piece(NamedTuple):
    """What became of a piece of a file: the row of an article, or why it is none.

    name: the file's, with a member's of an archive after it. position: its place there, from 0.
    """

    name: str
    position: int
    found: Row | Unread


class _File(NamedTuple):
    """A file to read; of one that was begun before: how many pieces are given already, and members to leave out."""

    path: Path
    name: str
    n_done: int = 0
    left_out: frozenset[str] = frozenset()


class _Task(NamedTuple):
    files: tuple[_File, ...]
    options: Options
    drafting: Drafting
    said: Said


def read_files(
    files: Sequence[FoundFile],
    options: Options,
    drafting: Drafting,
    said: Said,
    *,
    n_workers: int = 2,
    seconds: float = SECONDS,
) -> Iterator[Piece]:
    """Yield what becomes of each piece of the files, in their order.

    said: what the metadata table says. A few files of forms that cannot hang are read in this process; all else in
    ``n_workers`` guarded ones, where a piece that takes more than ``seconds``, or breaks its reader, is told as such
    while all others are read.
    """
    whole = [_File(file.path, file.name) for file in files]
    about = _by_file({composed(file.name) for file in files}, said)
    if _are_few_and_plain(whole):
        task = _Task(tuple(whole), options, drafting, said)
        yield from (piece for piece in read_task(task) if isinstance(piece, Piece))
        return
    tasks = (
        _Task(bunch, options, drafting, {k: v for file in bunch for k, v in about[composed(file.name)].items()})
        for bunch in _bunches(whole)
    )
    work = f"{__name__}:{read_task.__name__}"
    yield from guarded(work, tasks, resume=partial(_resume, seconds), n_workers=n_workers, seconds=seconds)


def read_table(table: pd.DataFrame, options: Options, drafting: Drafting) -> Iterator[Piece]:
    """Yield what becomes of each row of a DataFrame; an article's identifier depends on its text, not on its place."""
    try:
        columns = choose(map(str, table.columns), options.columns)
    except UnreadableError as error:
        raise InputError([f"the table {error}"]) from None
    for position, record in enumerate(table.rename(columns=str).to_dict("records")):
        draft = draft_of(record, columns)
        if isinstance(draft, Draft):
            written = record.get(columns.chosen.get("date", ""), "")
            named = {"article_id": stable_id(f"{draft.title}\n{draft.text}\n{written}")} | dict(draft.fields)
            draft = replace(draft, fields=named)
        yield _piece(TABLE, position, draft, drafting, {})


def _by_file(names: set[str], said: Said) -> dict[str, dict[str, Mapping[int, Mapping[str, str]]]]:
    """Return what is said by the file that the name lies in: 'a.zip/b.txt' lies in 'a.zip'."""
    found: dict[str, dict[str, Mapping[int, Mapping[str, str]]]] = defaultdict(dict)
    for name, rows in said.items():
        parts = name.split("/")
        for n in range(len(parts), 0, -1):
            if (outer := "/".join(parts[:n])) in names:
                found[outer][name] = rows
                break
    return found


def _are_few_and_plain(files: Sequence[_File]) -> bool:
    if len(files) > FEW_FILES:
        return False
    size = 0
    for file in files:
        try:
            size += _state(file.path)[1]
            if form_of(_blob(file)).guarded:
                return False
        except UnreadableError:
            continue  # it is set aside for its reason in no time
    return size <= FEW_BYTES


def _bunches(files: Sequence[_File]) -> Iterator[tuple[_File, ...]]:
    """Yield the files in bunches that are neither many files nor many bytes."""
    bunch: list[_File] = []
    size = 0
    for file in files:
        own = _size(file.path)
        if bunch and (len(bunch) >= _BUNCH_FILES or size + own > _BUNCH_BYTES):
            yield tuple(bunch)
            bunch, size = [], 0
        bunch.append(file)
        size += own
    if bunch:
        yield tuple(bunch)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _blob(file: _File) -> Blob:
    return Blob(file.name, lambda: file.path.open("rb"))


def read_task(task: _Task) -> Iterator[Piece | Mark]:
    """Yield the pieces of a task's files, with a mark (number of the file, name) where each member is opened."""
    for i, file in enumerate(task.files):
        yield Mark((i, file.name))
        n = 0
        for piece in _pieces(file, task):
            if isinstance(piece, str):
                yield Mark((i, piece))
            else:
                n += 1
                if n > file.n_done:
                    yield piece


def _pieces(file: _File, task: _Task) -> Iterator[Piece | str]:
    """Yield the pieces of one file, and the name of each member before it is read.

    One piece is held back: an article that is a file of its own has the file's sum, and counts only if the file did not
    change meanwhile.
    """
    n, held = 0, None
    try:
        before = _state(file.path)
        for name, position, found in read_blob(_blob(file), task.options, left_out=file.left_out):
            if found is None:
                yield name
                continue
            if held is not None:
                yield held
            held = _piece(name, position, found, task.drafting, task.said.get(composed(name), {}).get(position, {}))
            n += 1
        changed = _state(file.path) != before
    except UnreadableError as error:
        held, n = Piece(file.name, 0, Unread(error.reason, str(error))), 1
        changed = False
    if held is None:
        held = Piece(file.name, 0, Unread("empty", "holds no article"))
    elif n == 1 and held.name == file.name and not isinstance(held.found, Unread):
        held = held._replace(found=_CHANGED if changed else held.found | {"sha256": _sum(file.path)})
    elif changed:
        yield held
        held = Piece(file.name, n, _CHANGED)
    yield held


_CHANGED = Unread("changed", "was changed while it was read; read it again when it is finished")


def _piece(name: str, position: int, found: Draft | Unread, drafting: Drafting, said: Mapping[str, str]) -> Piece:
    if isinstance(found, Unread):
        return Piece(name, position, found)
    try:
        row = drafting.row(found, name, position, said)
    except (MemoryError, RecursionError):
        return Piece(name, position, Unread("too large", "is too large to be dated; split it"))
    row["sha256"] = sha256(found.text.encode("utf-8", "surrogatepass"))
    return Piece(name, position, row)


def _state(path: Path) -> tuple[int, int, int]:
    """Return what changes with a file; raise UnreadableError where it is none that is read."""
    try:
        if path.is_symlink():
            raise UnreadableError("link", "is a link, and links are not followed; put the file itself there")
        about = path.stat()
        if path.is_dir() and (what := own_output(path)):
            raise UnreadableError("own output", f"holds {what} that Themeline wrote; keep it apart from the articles")
        if not path.is_file():
            raise UnreadableError("unreadable", "is no regular file; put a file there")
        path.open("rb").close()
    except OSError as error:
        raise UnreadableError("unreadable", f"cannot be read ({error.strerror})") from None
    return about.st_ino, about.st_size, about.st_mtime_ns


def _sum(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _resume(seconds: float, task: _Task, death: Death) -> tuple[list[Piece], _Task | None]:
    """Return why the piece that was being read is none, and what is left of the task.

    The members of an archive before it are given already, and those after it are read without it.
    """
    (i, name), before = death.marks[-1]
    file, rest = task.files[i], task.files[i + 1 :]
    told = Piece(name, death.n_results - before, _why(death, seconds))
    if name != file.name:
        first = next(n for (j, _), n in death.marks if j == i)
        done = file.n_done + before - first
        rest = (file._replace(n_done=done, left_out=file.left_out | {name}), *rest)
    return [told], task._replace(files=rest) if rest else None


def _why(death: Death, seconds: float) -> Unread:
    if death.slow:
        return Unread("too slow", f"takes more than {seconds:g} seconds to read; save it in another form")
    return Unread("breaks", "breaks its reader, or wants too much memory; save it in another form")
