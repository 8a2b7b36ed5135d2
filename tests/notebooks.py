"""Runs notebooks: `python -m tests.notebooks FILE...` keeps what they show; the tests compare it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient


def executed(path: Path) -> Any:
    """Return the notebook after a run in a new kernel, in its own folder; raise where a cell fails."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # the times at which it ran
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return notebook


def outputs(notebook: Any) -> list[dict[str, str]]:
    """Return what the code cells show, by the kind of it."""
    shown = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            shown.append(dict(output.get("data", {"text": output.get("text", "")})))
    return shown


if __name__ == "__main__":
    for name in sys.argv[1:]:
        nbformat.write(executed(Path(name)), name)
        print(f"{name}: done")
