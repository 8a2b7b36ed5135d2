"""Time the import, the command line and the report: medians of several new processes each."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]


def import_seconds() -> float:
    """Return what `python -X importtime` says that importing the package takes, in seconds."""
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import analysis"], capture_output=True, text=True, check=True
    )
    line = next(line for line in told.stderr.splitlines() if re.search(r"\|\s+analysis$", line))
    return int(line.split("|")[1]) / 1e6


def command_seconds(*words: str) -> float:
    """Return how long a command of the package takes as a whole process, in seconds."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "analysis", *words], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def report_seconds() -> float:
    """Return how long the report on the seed articles takes as a whole process, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        return command_seconds("report", "seeds", "--out", f"{folder}/figures")


MEASURES: dict[str, tuple[Callable[[], float], int, float]] = {
    "import analysis": (import_seconds, 9, 0.3),
    "themeline --help": (lambda: command_seconds("--help"), 9, 1.0),
    "themeline report seeds": (report_seconds, 5, 20.0),
}


def measure_start(*, runs: int = 9) -> dict[str, dict[str, float]]:
    """Return for each measure the median, the least and the most seconds of at most ``runs``, and what is allowed."""
    found = {}
    for name, (measure, most_runs, allowed) in MEASURES.items():
        measure()  # the first run fills the caches of files and bytecode
        seconds = [measure() for _ in range(min(runs, most_runs))]
        found[name] = {
            "median": statistics.median(seconds), "least": min(seconds), "most": max(seconds), "allowed": allowed
        }  # fmt: skip
    return found
