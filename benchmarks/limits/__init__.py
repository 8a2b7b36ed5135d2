"""What this machine can do at best: bytes moved in a second, and passes over a corpus with nothing else in them."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from scipy import sparse

SOURCE = Path(__file__).with_name("bare.c")
OPTIONS = ("-O3", "-march=native", "-ffast-math", "-mprefer-vector-width=512", "-shared", "-fPIC")
TRIAD_DOUBLES = 30_000_000  # 240 MB an array, far beyond any cache
WIDTH = 16
MOST_THEMES = 1024
REPEATS = 5


def frequent_first(counts: sparse.csr_array) -> sparse.csr_array:
    """Return the counts with the terms put in the order of their frequency, so that often used rows lie together."""
    order = np.argsort(-np.bincount(counts.indices, minlength=counts.shape[1]), kind="stable")
    ordered = sparse.csr_array(counts[:, order])
    ordered.sort_indices()
    return ordered


def compiler() -> str | None:
    """Return the C compiler of this machine, or None."""
    return shutil.which(os.environ.get("CC", "cc"))


def machine_limits(counts: sparse.csr_array, n_themes: int) -> dict[str, float]:
    """Return what the machine reaches, the best of five each; empty where there is no C compiler.

    counts: documents x terms. The keys are triad_1, triad_2 (bytes a second, by threads), bare_1 and bare_2 (non-zeros
    a second of one bare pass over the counts), bytes_1 and bytes_2 (the bytes that these gather and scatter).
    """
    if compiler() is None or n_themes > MOST_THEMES:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        library = _library(Path(folder))
        limits = {f"triad_{n}": _triad(library, n) for n in (1, 2)}
        for n in (1, 2):
            limits[f"bare_{n}"] = _bare(library, counts, n_themes, n)
            # each non-zero reads a row of phi, reads and writes a row of the sums
            limits[f"bytes_{n}"] = limits[f"bare_{n}"] * 3 * 4 * _padded(n_themes)
    return limits


def _library(folder: Path) -> ctypes.CDLL:
    target = folder / "bare.so"
    options = [option for option in OPTIONS if _takes(option)]
    subprocess.run([str(compiler()), *options, "-o", str(target), str(SOURCE)], check=True, capture_output=True)
    return ctypes.CDLL(str(target))


def _takes(option: str) -> bool:
    """Return whether the compiler knows the option: some do not know this processor or this width."""
    command = [str(compiler()), option, "-x", "c", "-c", "-o", os.devnull, os.devnull]
    return subprocess.run(command, capture_output=True).returncode == 0


def _triad(library: ctypes.CDLL, n_threads: int) -> float:
    a, b, c = (np.ones(TRIAD_DOUBLES) for _ in range(3))
    cuts = [TRIAD_DOUBLES * t // n_threads for t in range(n_threads + 1)]

    def work(t: int) -> None:
        at = cuts[t] * 8
        library.triad(
            *(ctypes.c_void_p(x.ctypes.data + at) for x in (a, b, c)),
            ctypes.c_double(3.0),
            ctypes.c_ssize_t(cuts[t + 1] - cuts[t]),
        )

    return 24 * TRIAD_DOUBLES / _least_seconds(work, n_threads)


def _bare(library: ctypes.CDLL, counts: sparse.csr_array, n_themes: int, n_threads: int) -> float:
    """Return the non-zeros a second of a bare pass; each thread has its own sums, and half of the non-zeros."""
    width = _padded(n_themes)
    random = np.random.default_rng(0)
    indptr, terms = counts.indptr.astype(np.int64), counts.indices.astype(np.int32)
    numbers = counts.data.astype(np.float32)
    phi = random.random((counts.shape[1], width), dtype=np.float32)
    weights = random.random((counts.shape[0], width), dtype=np.float32)
    sums = np.zeros((n_threads, counts.shape[1], width), dtype=np.float32)
    cuts = np.searchsorted(indptr, np.linspace(0, counts.nnz, n_threads + 1)).tolist()

    def work(t: int) -> None:
        arrays = (indptr, terms, numbers, phi, weights, sums[t])
        library["pass"](
            ctypes.c_ssize_t(cuts[t]),
            ctypes.c_ssize_t(cuts[t + 1]),
            *(ctypes.c_void_p(array.ctypes.data) for array in arrays),
            ctypes.c_ssize_t(width),
        )

    return counts.nnz / _least_seconds(work, n_threads)


def _padded(n_themes: int) -> int:
    return -(-n_themes // WIDTH) * WIDTH


def _least_seconds(work: Callable[[int], None], n_threads: int) -> float:
    """Return the least seconds of several runs of ``work`` on all threads at once; the first run is not counted."""
    with ThreadPoolExecutor(n_threads) as pool:
        run = partial(_all, pool, work, n_threads)
        run()
        return min(run() for _ in range(REPEATS))


def _all(pool: ThreadPoolExecutor, work: Callable[[int], None], n_threads: int) -> float:
    start = time.perf_counter()
    list(pool.map(work, range(n_threads)))
    return time.perf_counter() - start
