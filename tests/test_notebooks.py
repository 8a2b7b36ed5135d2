"""Every notebook runs, and shows what is committed."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from analysis.report.manifest import this_platform
from tests.notebooks import executed, outputs

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_runs_and_shows_what_is_committed(path: Path) -> None:
    shown = outputs(executed(path))  # a cell that checks a number would raise here
    assert shown
    made_on = json.loads((ROOT / "figures" / "manifest.json").read_text(encoding="utf-8"))["platform"]
    if made_on == this_platform():
        assert shown == outputs(nbformat.read(path, as_version=4))


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS
