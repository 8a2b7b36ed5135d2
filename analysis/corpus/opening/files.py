"""Finding the files of a source."""

from __future__ import annotations

import errno
import glob
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.corpus.opening.own_output import own_output
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


def read_folders(sources: Iterable[str | Path]) -> list[Path]:
    """Return the folders among some sources, and where these keep their articles."""
    paths = [Path(source) for source in sources]
    folders = [path for path in paths if not _is_too_long(path) and path.is_dir()]
    return [*folders, *map(articles_folder, folders)]


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
    settings.toml) are no articles, nor are companions that a glob finds among others. A subfolder that Themeline itself
    wrote is offered as a whole, to be set aside. A name is relative to the folder it was found in; where two sources
    hold files of one name, the names of folders that tell them apart are put in front. Sources that do not exist or
    hold no file are noted in ``faults``.
    """
    found: dict[Path, tuple[FoundFile, Path]] = {}
    for source in sources:
        files = list(_files_of(source, faults))
        for file in files:
            found.setdefault(file.path.absolute(), (file, _origin(file, Path(source))))
        if not files and not _is_too_long(Path(source)) and Path(source).is_dir():
            faults.add(_why_none(Path(source)))
    return sorted(_told_apart(found.values()), key=lambda f: (f.name, str(f.path)))


def _why_none(source: Path) -> str:
    if what := own_output(articles_folder(source)):
        wanted = "name the folder of the articles, or take out what was written"
        return f"the folder '{source}' holds {what} that Themeline wrote, and is not read; {wanted}"
    return f"the folder '{source}' holds no article; put files of articles into it"


def _origin(file: FoundFile, source: Path) -> Path:
    """Return the folder that a file was found in: the source, else the one that its name goes from."""
    if not _is_too_long(source) and source.is_dir():
        return source.absolute()
    folder = file.path.absolute().parents[file.name.count("/")]
    return folder.parent if folder.name == "articles" else folder


def _told_apart(found: Iterable[tuple[FoundFile, Path]]) -> Iterator[FoundFile]:
    """Yield the files; before a name that several have stand as many folders of where they were found as are needed."""
    alike: dict[str, list[tuple[FoundFile, Path]]] = defaultdict(list)
    for file, origin in found:
        alike[file.name].append((file, origin))
    for name, files in alike.items():
        names, depth = [name] * len(files), 0
        while len(set(names)) < len(names) and depth < max(len(origin.parts) for _, origin in files):
            depth += 1
            names = ["/".join((*origin.parts[-depth:], name)) for _, origin in files]
        yield from (file._replace(name=name) for (file, _), name in zip(files, names, strict=True))


def _files_of(source: str | Path, faults: Faults) -> Iterator[FoundFile]:
    path = Path(source)
    if not str(source).strip():
        faults.add("a name is empty; name a file, a folder or a glob, and '.' for the folder that you are in")
    elif _is_too_long(path):
        faults.add(f"'{str(source)[:60]}…' is longer than a path can be; name a file, a folder or a glob")
    elif path.is_dir():
        root = articles_folder(path)
        if not own_output(root):
            yield from (
                FoundFile(file, _shown(file.relative_to(root).as_posix()), named=False) for file in _below(root)
            )
    elif path.exists() or path.is_symlink():
        yield FoundFile(path, _shown(path.name), named=True)
    elif matches := sorted(glob.glob(_pattern(path), recursive=True)):  # noqa: PTH207 (Path.glob takes no absolute one)
        for match in [m for m in matches if Path(m).name not in COMPANIONS] or matches:
            yield from (file._replace(named=False) for file in _files_of(match, faults))
    else:
        faults.add(f"'{source}' does not exist; name a file, a folder or a glob such as 'articles/*.txt'")


def _below(root: Path) -> Iterator[Path]:
    """Yield the files below a folder that may be articles, and the folders that Themeline itself wrote."""
    own: set[Path] = set()
    for file in sorted(root.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
        if hidden or not own.isdisjoint(file.parents):
            continue
        if file.is_symlink() or not file.is_dir():
            if file.name not in COMPANIONS:
                yield file
        elif own_output(file):
            own.add(file)
            yield file


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
