"""The account of a reading: what was offered, what a person said of it, and what became of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.corpus.drafts import Unread
from analysis.corpus.inputs import Piece
from analysis.corpus.metadata import date_faults, file_of
from analysis.corpus.opening.files import FoundFile, composed
from analysis.errors import Faults
from analysis.hashing import stable_id

_ABOUT_DATES = ("date", "date_precision", "date_confidence")
_FOR_THE_LEDGER = ("file", "position", "sha256")  # columns of the metadata that are no columns of an article

_MEND = "mend the name (it goes from the folder of the articles on)"


class Ledger:
    """Keeps account of pieces as they pass, and tells at the end what does not fit.

    metadata: the table of ``load_metadata``. faults: where what is wrong with it is noted. files: the names of those
    that are offered. told: what was guessed of the metadata. Names are compared composed.
    """

    def __init__(
        self, metadata: pd.DataFrame, faults: Faults, *, files: Iterable[str] = (), told: Sequence[str] = ()
    ) -> None:
        self._faults, self._told = faults, tuple(told)
        self._files = {composed(name) for name in files}
        self._lines: dict[tuple[str, int], int] = {}
        self._written: dict[tuple[str, int], str] = {}  # how rows name their files
        self._sums: dict[tuple[str, int], str] = {}
        self._whole: dict[str, int] = {}  # rows that name a file and no place in it, by their line
        self._articles: Counter[str] = Counter()
        self._unread: dict[str, list[Unread]] = defaultdict(list)
        self._ids: set[str] = set()
        self.sources: set[str] = set()  # whose articles passed
        self._wrong: list[tuple[int, str]] = []  # what does not fit, by the line of the metadata
        self.said: dict[str, dict[int, Mapping[str, str]]] = defaultdict(dict)
        for line, row in zip(metadata.index, metadata.to_dict("records"), strict=True):
            self._enter(int(line), {str(column): value for column, value in row.items()})

    def _enter(self, line: int, row: dict[str, str]) -> None:
        name, position = file_of(row["file"], self._files), row.get("position", "")
        if position and not position.isdecimal():
            self._faults.add(f"position {position!r} is no place in a file; write 0, 1, 2, ... or nothing", line=line)
            return
        key = (name, int(position or 0))
        if self._written.setdefault(key, row["file"]) != row["file"]:
            self._faults.add(f"the file {name!r} stands twice (first in line {self._lines[key]})", line=line)
        self._lines[key] = line
        if not position:
            self._whole[name] = line
        self._sums[key] = row.get("sha256", "").lower()
        wrong = _ABOUT_DATES if any(date_faults(row)) else ()
        self.said[name][key[1]] = {c: value for c, value in row.items() if c not in (*_FOR_THE_LEDGER, *wrong)}

    def entered(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """Yield the pieces, each article's identifier made its own, and take note of them."""
        for piece in pieces:
            name = composed(piece.name)
            if isinstance(piece.found, Unread):
                self._unread[name].append(piece.found)
            else:
                self._articles[name] += 1
                self.sources.add(composed(str(piece.found.get("source") or "")))
                if self._told and piece.position in self.said.get(name, {}):
                    piece.found["told"] = (*piece.found["told"], *self._told)
                self._identify(piece, piece.found)
                self._compare(piece, piece.found)
            yield piece

    def _identify(self, piece: Piece, row: dict[str, Any]) -> None:
        given = row["article_id"]
        if given in self._ids:
            row["article_id"] = stable_id(f"{piece.name}\n{piece.position}\n{given}")
            row["told"] = (*row["told"], f"the article_id '{given}' stands twice; this one was given another")
        self._ids.add(row["article_id"])

    def _compare(self, piece: Piece, row: dict[str, Any]) -> None:
        key = (composed(piece.name), piece.position)
        if self._sums.get(key, row["sha256"]) not in ("", row["sha256"]):
            new = f"check its date, then write the new sum {row['sha256']}"
            changed = f"the file {piece.name!r} has changed since its SHA-256 was written down; {new}"
            self._wrong.append((self._lines[key], changed))

    def close(self, files: Sequence[FoundFile], faults: Faults) -> None:
        """Note what does not fit: rows of the metadata without their file, and why no file at all is an article.

        files: those that were offered. faults: where those of the sources are noted.
        """
        for line, wrong in sorted([*self._wrong, *self._without_a_piece()]):
            self._faults.add(wrong, line=line)
        for file in files if not self._articles else ():
            if file.named and (why := self._unread.get(composed(file.name))):
                faults.add(f"'{file.path}' {why[0].detail}")
        if files and not self._articles and not faults.found:
            for name, reasons in sorted(self._unread.items()):
                faults.add(f"'{name}' {reasons[0].detail}")
            faults.add("no article is left to read")

    def _without_a_piece(self) -> Iterator[tuple[int, str]]:
        """Yield what is wrong with rows of the metadata that fit no piece, by their line."""
        for (name, position), line in self._lines.items():
            n = self._articles[name] + len(self._unread[name])
            if name and not n:
                yield line, f"the file {name!r} does not exist among the articles; {_MEND} or drop the row"
            elif position >= n > 0:
                yield line, f"the file {name!r} has no position {position}, only 0 to {n - 1}"
        for name, line in self._whole.items():
            if self._articles[name] > 1:
                yield line, f"the file {name!r} holds {self._articles[name]} articles; say which in a column 'position'"
