"""Work in processes of their own, each with a limit on time and memory: a file that hangs or bursts takes only its
process with it.

The processes are started anew with this interpreter, so that no script needs a main guard. What they are given and give
back travels pickled over pipes that no one else can write to.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

SECONDS = 10.0  # without a result, after which a process is ended
STARTUP = 60.0  # seconds more for the first result of a process, in which libraries are loaded
MEMORY = 1 << 30  # bytes that a process may take, where the platform can hold it to that
WAITING = 256  # results of a task that wait to be taken before its process has to wait
AHEAD = 2  # tasks a process that are begun before their turn to be taken
_TICK = 0.1  # seconds between two looks at the clocks


class Mark(NamedTuple):
    """How far a task has come: told to ``resume`` when its process dies."""

    where: Any


class Fault(NamedTuple):
    """What the work itself raised: a fault of the program, told to the caller."""

    said: str


class Death(NamedTuple):
    """How a process ended in the middle of a task.

    slow: whether it was ended because it took too long. marks: what the task had marked, each with the number of
    results given before it. n_results: the number of results given in all.
    """

    slow: bool
    marks: list[tuple[Any, int]]
    n_results: int


Resume = Callable[[Any, Death], tuple[list[Any], Any]]


def guarded(
    work: str, tasks: Iterable[Any], *, resume: Resume, n_workers: int = 2, seconds: float = SECONDS
) -> Iterator[Any]:
    """Yield the results of ``work`` on each task, in the order of the tasks.

    work: 'module:function', a generator function of one task. resume: asked after a process died, with the task and how
    it died; it returns results to give instead, and the task that is left or None. A result that is a ``Mark`` is not
    yielded but kept for ``resume``; all results before it are known to be given. Raises RuntimeError with what the work
    itself raised.
    """
    pool = _Pool(work, resume, seconds)
    waiting: deque[_Handle] = deque()
    rest = iter(tasks)
    with pool.serving(n_workers):
        for task in rest:
            waiting.append(pool.submit(task))
            if len(waiting) > n_workers * AHEAD:
                yield from waiting.popleft()
        while waiting:
            yield from waiting.popleft()


class _Handle:
    """The results of one task as they come."""

    _END = object()

    def __init__(self, task: Any, closed: threading.Event) -> None:
        self.task, self.closed = task, closed
        self.queue: queue.Queue[Any] = queue.Queue(WAITING)

    def __iter__(self) -> Iterator[Any]:
        while (result := self.queue.get()) is not self._END:
            if isinstance(result, BaseException):
                raise result
            yield result

    def put(self, result: Any) -> None:
        """Hand on a result as soon as there is room, unless nobody waits for it any more."""
        while not self.closed.is_set():
            with contextlib.suppress(queue.Full):
                self.queue.put(result, timeout=_TICK)
                return

    def end(self) -> None:
        self.put(self._END)


class _Pool:
    def __init__(self, work: str, resume: Resume, seconds: float) -> None:
        self.work, self.resume, self.seconds = work, resume, seconds
        self.tasks: queue.Queue[_Handle | None] = queue.Queue()
        self.processes: list[_Process] = []
        self.closed = threading.Event()

    def submit(self, task: Any) -> _Handle:
        handle = _Handle(task, self.closed)
        self.tasks.put(handle)
        return handle

    @contextlib.contextmanager
    def serving(self, n_workers: int) -> Iterator[None]:
        """Serve tasks with so many processes; end them all on the way out."""
        self.processes = [_Process(self.work, self.seconds) for _ in range(n_workers)]
        threads = [threading.Thread(target=self._serve, args=(p,), daemon=True) for p in self.processes]
        threads.append(threading.Thread(target=self._watch, daemon=True))
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.closed.set()
            for process in self.processes:
                self.tasks.put(None)
                process.end()

    def _serve(self, process: _Process) -> None:
        while (handle := self.tasks.get()) is not None and not self.closed.is_set():
            try:
                self._fulfil(handle, process)
            except BaseException as fault:  # it is raised where the results are taken
                handle.put(fault)
            handle.end()

    def _fulfil(self, handle: _Handle, process: _Process) -> None:
        task = handle.task
        while task is not None and not self.closed.is_set():
            task = self._attempt(task, handle, process)

    def _attempt(self, task: Any, handle: _Handle, process: _Process) -> Any:
        """Hand on the results of a task; return what is left of it where the process died."""
        marks: list[tuple[Any, int]] = []
        n_results = 0
        for result in process.results(task):
            if isinstance(result, Mark):
                marks.append((result.where, n_results))
            elif isinstance(result, _Dead):
                instead, task = self.resume(task, Death(result.slow, marks, n_results))
                for other in instead:
                    handle.put(other)
                return task
            elif isinstance(result, Fault):
                raise RuntimeError(result.said)
            else:
                n_results += 1
                handle.put(result)
        return None

    def _watch(self) -> None:
        while not self.closed.wait(_TICK):
            for process in self.processes:
                process.end_if_late()


class _Dead(NamedTuple):
    slow: bool


class _Process:
    """One process, started when it is first needed, and anew after each death."""

    def __init__(self, work: str, seconds: float) -> None:
        self.work, self.seconds = work, seconds
        self.clock = float("inf")
        self.slow = False
        self._running: subprocess.Popen[bytes] | None = None

    def results(self, task: Any) -> Iterator[Any]:
        """Yield what the process gives for a task, a ``_Dead`` last where it dies."""
        fresh = self._running is None
        running = self._running = self._running or _start(self.work)
        if running.stdin is None or running.stdout is None:
            raise RuntimeError("a process without pipes cannot be given work")
        self.slow = False
        try:
            pickle.dump(task, running.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            running.stdin.flush()
            while True:
                self.clock = time.monotonic() + self.seconds + (STARTUP if fresh else 0)
                results = pickle.load(running.stdout)  # noqa: S301 - from our own process
                self.clock, fresh = float("inf"), False
                if results is None:
                    return
                yield from results
        except (EOFError, OSError, pickle.UnpicklingError):
            self.clock = float("inf")
            self.end()
            self._running = None
            yield _Dead(self.slow)

    def end_if_late(self) -> None:
        """End the process where its time is over."""
        if time.monotonic() > self.clock:
            self.slow = True
            self.end()

    def end(self) -> None:
        """End the process at once, if it runs."""
        if (running := self._running) is not None:
            running.kill()
            running.wait()
            for pipe in (running.stdin, running.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]


def _start(work: str) -> subprocess.Popen[bytes]:
    root = str(Path(__file__).parents[3])
    path = os.pathsep.join(p for p in (root, os.environ.get("PYTHONPATH", "")) if p)
    return subprocess.Popen(  # noqa: S603 - this interpreter, on our own module
        [sys.executable, "-m", "analysis.corpus.opening.guarded_process", work],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )
