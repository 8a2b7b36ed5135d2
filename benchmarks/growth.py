"""How the time of a fit grows with the corpus, and how much memory the fit of all of it takes."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from analysis.hashing import random_weights
from benchmarks.alone import alone
from benchmarks.engines import Task, run
from benchmarks.plan import LONGEST

PARTS = (1 / 8, 1 / 4, 1 / 2, 1.0)
STATUS = Path("/proc/self/status")


def measure_growth(counts: sparse.csr_array, n_themes: int, *, seeds: int) -> dict[str, Any]:
    """Return the seconds of a fit on 1/8, 1/4, 1/2 and all of the documents, and the exponent of their growth.

    Each number is the median of the seeds; the documents of a part are drawn by their hash.
    """
    order = np.argsort(random_weights([str(i) for i in range(counts.shape[0])], draw=0, seed=0))
    parts = [counts[np.sort(order[: max(1, round(part * len(order)))])] for part in PARTS]
    seconds = [statistics.median(_fit_seconds(part, n_themes, seed) for seed in range(seeds)) for part in parts]
    tokens = [int(part.sum()) for part in parts]
    return {"tokens": tokens, "seconds": seconds, "exponent": exponent(tokens, seconds)}


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the slope of log seconds on log size by least squares: 1 where time grows as the size does.

    >>> round(exponent([1, 2, 4], [3, 6, 12]), 6)
    1.0
    """
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def _fit_seconds(counts: sparse.csr_array, n_themes: int, seed: int) -> float:
    return alone(run, "themeline", Task(counts, n_themes, seed), LONGEST).snapshots[-1].seconds


def measure_memory(counts: sparse.csr_array, n_themes: int) -> dict[str, float]:
    """Return the bytes that a fit takes at its peak beyond the counts, and those of the counts; empty but on Linux."""
    if not STATUS.exists():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "counts.npz"
        sparse.save_npz(path, counts, compressed=False)
        peak = alone(fit_peak, path, n_themes)
    held = counts.data.nbytes + counts.indices.nbytes + counts.indptr.nbytes
    return {"peak_bytes": peak, "counts_bytes": held}


def fit_peak(path: Path, n_themes: int) -> int:
    """Return by how many bytes a fit's peak lies above what the process held before it; called in a new process.

    Compiling comes first and is not counted, as it does not grow with the corpus.
    """
    from analysis.models import LDA

    counts = sparse.csr_array(sparse.load_npz(path))
    LDA(2, random_state=0).fit(counts[:500])
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak is counted anew from here
    before = _status("VmRSS")
    LDA(n_themes, random_state=0).fit(counts)
    return _status("VmHWM") - before


def _status(name: str) -> int:
    line = next(line for line in STATUS.read_text(encoding="ascii").splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024
