"""The shape of the package: floors that import only lower ones, stages that never import each other."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "analysis"

FLOORS = {
    "errors": 0, "compiled": 0, "contracts": 0, "scripts": 0, "hashing": 0, "tables": 0, "settings": 0, "results": 0,
    "sealed": 0, "shown": 0, "versions": 0,
    "corpus": 1, "text": 1, "models": 1, "themes": 1, "trends": 1, "plots": 1,
    "report": 2, "bundle": 2,
    "pipeline": 3,
    "cli": 4, "__init__": 4, "__main__": 5,
}  # fmt: skip
STAGES = {room for room, floor in FLOORS.items() if floor == 1}
HEAVY = (
    "pandas",
    "numpy",
    "numba",
    "pyarrow",
    "scipy",
    "sklearn",
    "matplotlib",
    "gensim",
    "pydantic",
    "simplemma",
    "py3langid",
)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """Return the rooms of the package that a file imports, wherever in the file the import stands."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "analysis" and len(parts) > 1:
                rooms.add(
                    parts[1] if (PACKAGE / parts[1]).is_dir() or (PACKAGE / f"{parts[1]}.py").is_file() else "__init__"
                )
    return rooms


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_file_imports_only_its_own_room_and_lower_floors(path: Path) -> None:
    mine = room_of(path)
    for room in imported_rooms(path) - {mine}:
        if room == "__init__" and path != PACKAGE / "__init__.py":
            # The face's own names (its version, lazily loaded functions) are for the top floor and the manifest.
            assert mine in {"cli", "report", "versions"}, f"{path.name} imports the face"
            continue
        on_the_ground = FLOORS[room] == FLOORS[mine] == 0
        assert on_the_ground or FLOORS[room] < FLOORS[mine], f"{path.name} of {mine} imports {room}: no lower floor"


def test_every_room_has_a_floor() -> None:
    rooms = {room_of(path) for path in FILES}
    assert rooms == set(FLOORS)


def test_stages_meet_only_in_the_pipeline() -> None:
    for path in FILES:
        if room_of(path) in STAGES:
            assert not (imported_rooms(path) & STAGES) - {room_of(path)}


def test_importing_the_package_loads_no_library() -> None:
    code = f"import sys, analysis; print([name for name in {HEAVY!r} if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_every_name_of_the_face_can_be_used() -> None:
    import analysis

    for name in analysis.__all__:
        assert getattr(analysis, name).__doc__
    with pytest.raises(AttributeError, match="analyse"):
        analysis.no_such_name  # noqa: B018


def test_files_of_the_package_have_a_docstring() -> None:
    for path in FILES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), f"{path} says nothing of itself"
