"""How inner loops are compiled and shared out over threads."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import analysis
from analysis.compiled import n_threads, over_blocks, threads


@pytest.mark.parametrize("n_jobs", [1, 2, 7, np.int64(3)])
def test_as_many_threads_as_asked_for(n_jobs):
    assert n_threads(n_jobs) == n_jobs


def test_every_core_where_no_number_is_given():
    assert n_threads(None) == n_threads(-1) >= 1


def test_without_affinity_every_core_of_the_machine(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 5)
    assert n_threads(None) == 5
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert n_threads(None) == 1


@pytest.mark.parametrize("n_jobs", [0, -2, 1.5, 2.0, float("nan"), "2", True, [1]])
def test_any_other_number_of_threads_is_refused(n_jobs):
    with pytest.raises(ValueError, match=r"n_jobs is .*; it must be a whole number, 1 or more, or -1") as told:
        n_threads(n_jobs)
    assert repr(n_jobs) in str(told.value)


@given(n=st.integers(0, 200), size=st.integers(1, 60), n_jobs=st.sampled_from([1, 2, 4]))
def test_every_index_is_covered_once_in_blocks_that_do_not_depend_on_threads(n, size, n_jobs):
    seen, blocks = np.zeros(n, dtype=int), []

    def work(start, end):
        seen[start:end] += 1
        blocks.append((start, end))

    over_blocks(work, n, size=size, n_jobs=n_jobs)
    assert (seen == 1).all()
    assert sorted(blocks) == [(start, min(start + size, n)) for start in range(0, n, size)]


@pytest.mark.parametrize("n_jobs", [1, 3])
def test_a_fault_in_a_thread_reaches_the_caller(n_jobs):
    def work(start, _):
        if start == 20:
            raise RuntimeError("block 20")

    with pytest.raises(RuntimeError, match="block 20"):
        over_blocks(work, 50, size=10, n_jobs=n_jobs)


def test_threads_end_with_their_context_even_after_a_fault():
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError), threads(3) as run:
        run(lambda start, _: 1 // start, [0, 1, 2, 3])
    assert threading.active_count() == before


FITS = "from analysis.models import LDA; print(LDA(2, max_iter=2).fit([[3, 1], [0, 2]]).components_.tobytes().hex())"


def fitted(folder, **environment):
    """Return what a process prints that fits a model with the package of a folder."""
    known = {k: v for k, v in os.environ.items() if k not in ("HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FITS], cwd=folder, env={**known, **environment}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_models_are_fitted_where_no_machine_code_can_be_kept(tmp_path):
    source = Path(analysis.__file__).parent
    shutil.copytree(source, tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    for folder in (tmp_path / "analysis").rglob("*.py"):  # a file where the cache's folder would be
        (folder.parent / "__pycache__").touch()
    nowhere = {"HOME": os.devnull, "XDG_CACHE_HOME": os.devnull}
    assert fitted(tmp_path, **nowhere) == fitted(source.parent)


def test_a_folder_for_machine_code_that_cannot_be_made_stops_nothing():
    source = Path(analysis.__file__).parent.parent
    assert fitted(source, NUMBA_CACHE_DIR=f"{os.devnull}/cache") == fitted(source)
