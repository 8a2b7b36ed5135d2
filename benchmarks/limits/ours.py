"""The project's own pass over the counts, to set beside the bare one."""

from __future__ import annotations

import importlib
import time

import numpy as np
from scipy import sparse

REPEATS = 5


def our_pass(counts: sparse.csr_array, n_themes: int, n_threads: int) -> float | None:
    """Return the non-zeros a second of one pass of the engine, the best of five; None while it offers none.

    The engine's ``one_pass(counts, phi, theta, n_jobs)`` takes float32 arrays, terms x themes and documents x themes.
    """
    try:
        one_pass = importlib.import_module("analysis.models.em").one_pass
    except (ImportError, AttributeError):
        return None
    random = np.random.default_rng(0)
    phi = random.random((counts.shape[1], n_themes), dtype=np.float32)
    theta = random.random((counts.shape[0], n_themes), dtype=np.float32)
    one_pass(counts, phi, theta, n_threads)
    return counts.nnz / min(_seconds(one_pass, counts, phi, theta, n_threads) for _ in range(REPEATS))


def _seconds(one_pass, *words) -> float:  # type: ignore[no-untyped-def]
    start = time.perf_counter()
    one_pass(*words)
    return time.perf_counter() - start
