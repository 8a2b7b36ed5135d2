"""Finding the files of a source."""

from __future__ import annotations

import errno
import glob
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.errors import Faults

# What lies beside articles and has its own use.
COMPANIONS = ("articles.csv", "sources.csv", "themes.toml", "settings.toml")


class FoundFile(NamedTuple):
    """A file that is offered as an article: where it is, its name in the tables, and whether it was named."""

    path: Path
    name: str
    named: bool


def articles_folder(folder: Path) -> Path:
    """Return where a folder keeps its articles: in its folder ``articles`` where there is one, else in itself."""
    inner = folder / "articles"
    return inner if inner.is_dir() else folder


def companion(sources: Sequence[str | Path], name: str, faults: Faults) -> Path | None:
    """Return the companion of that name in the source folders, or None; note where two folders have one."""
    folders = [Path(source) for source in sources if not _is_too_long(Path(source))]
    found = [path for folder in folders if (path := folder / name).is_file()]
    if len(found) > 1:
        faults.add(f"'{found[0]}' and '{found[1]}' cannot both be used; join them and name the file with an option")
    return found[0] if found else None


def find_files(sources: list[str | Path], faults: Faults) -> list[FoundFile]:
    """Return the files of the sources (files, folders, globs), each once, sorted by name.

    A folder is searched with its subfolders; hidden files and the companions (articles.csv, sources.csv, themes.toml,
    settings.toml) are no articles. A name is relative to the folder it was found in; where two sources hold files
    of one name, their folders' names are put in front. Sources that do not exist or hold no file are noted in
    ``faults``.
    """
    found: dict[Path, tuple[FoundFile, str]] = {}
    for source in sources:
        files = list(_files_of(source, faults))
        for file in files:
            found.setdefault(file.path.absolute(), (file, Path(source).absolute().name))
        if not files and not _is_too_long(Path(source)) and Path(source).is_dir():
            faults.add(f"the folder '{source}' holds no article; put files of articles into it")
    times = Counter(file.name for file, _ in found.values())
    named = [f if times[f.name] == 1 else f._replace(name=f"{origin}/{f.name}") for f, origin in found.values()]
    return sorted(named, key=lambda f: (f.name, str(f.path)))


def _files_of(source: str | Path, faults: Faults) -> Iterator[FoundFile]:
    path = Path(source)
    if not str(source).strip():
        faults.add("a name is empty; name a file, a folder or a glob, and '.' for the folder that you are in")
    elif _is_too_long(path):
        faults.add(f"'{str(source)[:60]}…' is longer than a path can be; name a file, a folder or a glob")
    elif path.is_dir():
        root = articles_folder(path)
        for file in sorted(root.rglob("*")):
            relative = file.relative_to(root)
            hidden = any(part.startswith(".") for part in relative.parts)
            if (file.is_symlink() or not file.is_dir()) and not hidden and file.name not in COMPANIONS:
                yield FoundFile(file, _shown(relative.as_posix()), named=False)
    elif path.exists() or path.is_symlink():
        yield FoundFile(path, _shown(path.name), named=True)
    elif matches := sorted(glob.glob(_pattern(path), recursive=True)):  # noqa: PTH207 (Path.glob takes no absolute one)
        for match in matches:
            yield from _files_of(match, faults)
    else:
        faults.add(f"'{source}' does not exist; name a file, a folder or a glob such as 'articles/*.txt'")


def _pattern(path: Path) -> str:
    """Return a path as a glob; brackets in the name of a folder that exists are no pattern: 'news [2020]/*.txt'."""
    folder = path.parent
    return str(Path(glob.escape(str(folder))) / path.name) if folder.is_dir() else str(path)


def composed(name: str) -> str:
    """Return a file's name as it is compared: one that a Mac wrote, letters and accents apart, is as any other.

    >>> composed("cafe\u0301.txt") == "caf\u00e9.txt"
    True
    """
    return unicodedata.normalize("NFC", name)


def _shown(name: str) -> str:
    """Return a file's name as text: bytes of it that are no UTF-8 stand as escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_too_long(path: Path) -> bool:
    try:
        path.exists()
    except OSError as error:
        return error.errno == errno.ENAMETOOLONG
    return False
