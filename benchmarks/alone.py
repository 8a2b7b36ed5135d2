"""A piece of work in a process of its own, so that no engine leaves threads, memory or helpers behind for the next."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parents[1]

Result = TypeVar("Result")


def alone(work: Callable[..., Result], *words: Any, limit: float | None = None) -> Result:
    """Return ``work(*words)``, done in a new process; whatever that process started is ended with it.

    work: a function that can be imported. limit: seconds. Raises RuntimeError with the last line of what was said where
    the work fails, and subprocess.TimeoutExpired where it takes longer.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "asked").write_bytes(pickle.dumps((work, words), protocol=pickle.HIGHEST_PROTOCOL))
        with (folder / "said").open("wb") as said:
            command = [sys.executable, "-m", "benchmarks.alone", name]
            process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said, start_new_session=True)
            try:
                process.wait(limit)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode:
            lines = (folder / "said").read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise RuntimeError(lines[-1] if lines else f"ended with {process.returncode}")
        return pickle.loads((folder / "result").read_bytes())


def _answer(folder: Path) -> None:
    """Do the work that was asked for, and end at once: helpers of an engine that is cut short would never end."""
    work, words = pickle.loads((folder / "asked").read_bytes())
    (folder / "result").write_bytes(pickle.dumps(work(*words), protocol=pickle.HIGHEST_PROTOCOL))
    os._exit(0)


if __name__ == "__main__":
    _answer(Path(sys.argv[1]))
