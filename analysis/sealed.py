"""Sealed folders: JSON and other files that are written whole or not at all, and read back with distrust.

A sealed folder holds its files side by side and one JSON file more, the marker. The marker says what the folder
is, lists every other file with its SHA-256, and carries a seal: the SHA-256 of all the rest that it says. The seal
finds damage and edits by hand; it does not prove who wrote the folder.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import Faults, InputError
from analysis.hashing import sha256

Files = dict[str, bytes]

MOST_FILES = 1_000
MOST_BYTES = 2**34  # of all files together: 16 GiB
MOST_JSON = 2**28  # of the marker: 256 MiB
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")
_OWN = ("format", "format_version", "files", "seal")


@dataclass(frozen=True)
class Kind:
    """What a folder is: the name of its format, its marker's file name, the newest version known, what writes it."""

    format: str
    marker: str
    version: int
    made_by: str


def write_sealed(path: str | Path, kind: Kind, content: Mapping[str, Any], files: Mapping[str, bytes]) -> None:
    """Write a sealed folder: ``content`` (JSON) into the marker, ``files`` beside it.

    A folder of the same kind is replaced; the new one is written beside it first, so that the path holds the old
    or the new one, never half of either. The same content gives the same bytes. Raises InputError where
    something else is in the way or the folder cannot be written.
    """
    check_replaceable(path, kind)
    listed = {name: sha256(data) for name, data in files.items()}
    told = {**content, "format": kind.format, "format_version": kind.version, "files": listed}
    marker = json.dumps({**told, "seal": seal(told)}, indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False)
    try:
        _swap_in(Path(path).resolve(), {**files, kind.marker: f"{marker}\n".encode()})
    except OSError as error:
        raise InputError([f"'{path}' cannot be written ({error.strerror}); name another folder"]) from error


def write_whole(path: str | Path, data: bytes) -> None:
    """Write one file so that its path holds the old bytes or the new ones, never half of either.

    Its folder is made where it is missing. Raises InputError where the file cannot be written.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as beside:
            new = Path(beside) / "new"
            new.write_bytes(data)
            new.replace(path)
    except OSError as error:
        raise InputError([f"'{path}' cannot be written ({error.strerror}); name another file"]) from error


def read_sealed(path: str | Path, kind: Kind) -> tuple[dict[str, Any], Files]:
    """Return what the marker of a sealed folder says, and its other files by name.

    Raises InputError: where this is no such folder or its format is newer than this version of the package; else with
    every fault: an edited marker, files that are missing, changed, too many, too large or no plain files.
    """
    folder, faults = Path(path), Faults(str(path))
    sizes = _sizes(folder, kind, faults)
    told = _marker(folder, kind)
    listed = told.get("files")
    if told.get("seal") != seal({key: value for key, value in told.items() if key != "seal"}):
        faults.add(f"{kind.marker} has changed since it was saved (its seal is broken); {_remedy(kind)}")
    files = _listed_files(folder, listed, sizes, kind, faults) if isinstance(listed, dict) else {}
    if not isinstance(listed, dict):
        faults.add(f"{kind.marker} lists no files; {_remedy(kind)}")
    faults.raise_if_any()
    return {key: value for key, value in told.items() if key not in _OWN}, files


def check_replaceable(path: str | Path, kind: Kind) -> None:
    """Raise InputError where a folder of this kind cannot be written at ``path``: something else is there already.

    An empty folder may be filled, and one of the same kind replaced, unless somebody else's files lie in it.
    """
    folder = Path(path).absolute()
    if folder.exists() and not folder.is_dir():
        raise InputError([f"'{path}' is a file, not a folder; name another folder"])
    parent = next(above for above in folder.parents if above.exists())
    if not parent.is_dir() or not os.access(parent, os.W_OK | os.X_OK):
        raise InputError([f"'{path}': '{parent}' is no folder that can be written; name another folder"])
    names = {entry.name for entry in folder.iterdir()} if folder.exists() else set()
    strangers = sorted(names - _own_names(folder, kind))
    if strangers:
        held = ", ".join(strangers[:3]) + (", ..." if len(strangers) > 3 else "")
        raise InputError([f"'{path}' holds files that {kind.made_by} did not write ({held}); name a new folder"])


def seal(told: Mapping[str, Any]) -> str:
    """Return the SHA-256 of JSON content, whatever the order of its keys.

    >>> seal({"a": 1, "b": 2}) == seal({"b": 2, "a": 1})
    True
    """
    return sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode("ascii"))


def read_json(data: bytes) -> Any:
    """Return the content of a JSON file; raise ValueError for what is no JSON, nan and infinity among it."""
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"it holds {constant}")


def _remedy(kind: Kind) -> str:
    return f"save it anew with {kind.made_by}"


def _sizes(folder: Path, kind: Kind, faults: Faults) -> dict[str, int]:
    """Return the size of each file of the folder; note what is no plain file. Raise InputError for no such folder."""
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise InputError([f"{folder}: {what}; name a folder that {kind.made_by} wrote"])
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    plain = [entry for entry in found if entry.is_file(follow_symlinks=False)]
    if kind.marker not in {entry.name for entry in plain}:
        raise InputError([f"{folder}: is no {kind.format}: no {kind.marker} in it; name one that {kind.made_by} wrote"])
    for entry in found:
        if entry not in plain:
            faults.add(f"{entry.name!r} is a folder or a link; only plain files may lie there")
    return {entry.name: entry.stat(follow_symlinks=False).st_size for entry in plain}


def _marker(folder: Path, kind: Kind) -> dict[str, Any]:
    """Return what the marker says; raise InputError where it is of no format that can be read."""
    where = folder / kind.marker
    try:
        if where.stat().st_size > MOST_JSON:
            raise ValueError(f"it is larger than {MOST_JSON} bytes")
        told = read_json(where.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError([f"{where}: is no JSON that can be read ({error}); {_remedy(kind)}"]) from None
    if not isinstance(told, dict) or told.get("format") != kind.format:
        raise InputError([f"{where}: is not the marker of a {kind.format}; name one that {kind.made_by} wrote"])
    version = told.get("format_version")
    if type(version) is not int or version < 1:
        raise InputError([f"{where}: the format's version is {version!r}; it must be 1 to {kind.version}"])
    if version > kind.version:
        newer = f"format {version} is newer than this version of Themeline reads (1 to {kind.version})"
        raise InputError([f"{where}: {newer}; install a newer Themeline, or {_remedy(kind)}"])
    return told


def _listed_files(
    folder: Path, listed: Mapping[Any, Any], sizes: Mapping[str, int], kind: Kind, faults: Faults
) -> Files:
    """Return the files that the marker lists, read and checked; note every fault."""
    present = {name: size for name, size in sizes.items() if name != kind.marker}
    odd = sorted(name for name in listed if not _NAME.fullmatch(name) or name == kind.marker)
    for name in odd:
        faults.add(f"{kind.marker} lists {name!r}, which is no plain file name")
    for name in sorted(set(listed) - set(present) - set(odd)):
        faults.add(f"{name} is missing; {_remedy(kind)}")
    for name in sorted(set(present) - set(listed)):
        faults.add(f"{name!r} lies there, but {kind.marker} does not list it; take it out")
    if len(listed) > MOST_FILES or sum(present.values()) > MOST_BYTES:
        faults.add(f"holds more than {MOST_FILES} files or {MOST_BYTES} bytes, more than any {kind.format} has")
        return {}
    files = {name: (folder / name).read_bytes() for name in sorted(set(listed) & set(present) - set(odd))}
    for name, data in files.items():
        if sha256(data) != listed[name]:
            faults.add(f"{name} has changed since it was saved (its SHA-256 is not the one listed); {_remedy(kind)}")
    return files


def _own_names(folder: Path, kind: Kind) -> set[str]:
    """Return the names of the files that a folder of this kind says are its own, none where it is of another kind."""
    try:
        told = read_json((folder / kind.marker).read_bytes())
        return {kind.marker, *told["files"]} if told["format"] == kind.format else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _swap_in(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into a new folder beside ``folder``, then put it in that one's place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        new.mkdir()
        for name, data in files.items():
            (new / name).write_bytes(data)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
