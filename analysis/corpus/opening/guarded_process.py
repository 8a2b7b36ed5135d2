"""The other end of ``guard``: a process that does one kind of work for its parent, and dies with it."""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import sys
import time
import traceback
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from analysis.corpus.opening.guard import MEMORY, Fault, Mark

_BUNCH, _SECONDS = 64, 0.05  # results are sent together, if they come that quickly


def serve(work: str, tasks: BinaryIO, results: BinaryIO) -> None:
    """Answer each task with its results in bunches, and None at its end, until there are no more tasks."""
    module, _, name = work.partition(":")
    function = getattr(importlib.import_module(module), name)
    while True:
        try:
            task = pickle.load(tasks)  # noqa: S301 - from our own parent
        except EOFError:
            return
        try:
            for bunch in _bunches(function(task)):
                _send(bunch, results)
        except Exception as fault:  # it is raised in the parent
            _send([Fault(f"{type(fault).__name__}: {fault}\n{traceback.format_exc()}")], results)
        _send(None, results)


def _bunches(results: Iterable[Any]) -> Iterator[list[Any]]:
    bunch: list[Any] = []
    since = time.monotonic()
    for result in results:
        bunch.append(result)
        if isinstance(result, Mark) or len(bunch) >= _BUNCH or time.monotonic() - since > _SECONDS:
            yield bunch
            bunch, since = [], time.monotonic()
    yield bunch


def _send(what: list[Any] | None, results: BinaryIO) -> None:
    pickle.dump(what, results, protocol=pickle.HIGHEST_PROTOCOL)
    results.flush()


def limit_memory(size: int) -> None:
    """Hold this process to so many bytes beyond what it has, where the platform can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def main() -> None:
    """Serve the parent; whatever a library prints goes nowhere."""
    tasks, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(silence, 1)
    limit_memory(MEMORY)
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        serve(sys.argv[1], tasks, results)


if __name__ == "__main__":
    main()
