"""Inner loops as machine code: how they are compiled, and how they are shared out over threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from numbers import Integral
from typing import Any

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic


def compiled(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles a function when it is first called, and keeps the machine code for later runs.

    It is kept beside the file, else in the user's cache folder; where neither can be written it is compiled
    anew in each process. The interpreter's lock is released, so threads run side by side. options: numba's own.
    """

    def decorate(function: Callable[..., Any]) -> Any:
        try:
            return njit(function, nogil=True, cache=True, **options)
        except RuntimeError:  # no folder for the cache can be written
            return njit(function, nogil=True, **options)

    return decorate


@intrinsic
def _pointer(typing_context, array):  # type: ignore[no-untyped-def]  # noqa: ARG001
    def where(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        made = context.make_array(signature.args[0])(context, builder, arguments[0])
        return builder.bitcast(made.data, context.get_value_type(signature.return_type))

    return types.CPointer(array.dtype)(array), where


# Inside compiled code: where the items of an array lie, to be indexed like the array itself. An array that is handed
# from function to function is counted as in use each time, which in a loop over bytes costs more than the work; a
# pointer is just a number. The caller keeps the array alive, and stays inside it.
pointer: Any = _pointer


@intrinsic
def _eight_bytes(typing_context, where, at):  # type: ignore[no-untyped-def]  # noqa: ARG001
    def load(context, builder, signature, arguments):  # type: ignore[no-untyped-def]  # noqa: ARG001
        place = builder.gep(arguments[0], [arguments[1]])
        number = ir.IntType(64)
        return builder.load(builder.bitcast(place, number.as_pointer()), align=1)

    return types.uint64(types.CPointer(types.uint8), types.int64), load


@intrinsic
def _lowest_bit(typing_context, bits):  # type: ignore[no-untyped-def]  # noqa: ARG001
    def count(context, builder, signature, arguments):  # type: ignore[no-untyped-def]  # noqa: ARG001
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), count


# Inside compiled code: the eight bytes from place ``at`` on of a pointer to bytes, as one number, the first byte the
# lowest; the caller sees to it that all eight are there.
eight_bytes: Any = _eight_bytes

# Inside compiled code: the place of the lowest bit of a uint64 that is set, 0 to 63; 64 where none is.
lowest_bit: Any = _lowest_bit


def n_threads(n_jobs: int | None) -> int:
    """Return how many threads to use: ``n_jobs``, or as many as this process may use where it is None or -1.

    Raises ValueError for anything else.
    """
    if n_jobs is None or n_jobs == -1:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if isinstance(n_jobs, bool) or not isinstance(n_jobs, Integral) or n_jobs < 1:
        raise ValueError(f"n_jobs is {n_jobs!r}; it must be a whole number, 1 or more, or -1 for every core")
    return int(n_jobs)


@contextmanager
def threads(n_jobs: int | None) -> Iterator[Callable[..., None]]:
    """Give a function ``run(work, cuts)`` that calls ``work(start, end)`` for each stretch between two cuts.

    The calls are spread over threads that live as long as the context; ``run`` returns when all are done.
    """
    n = n_threads(n_jobs)
    pool = ThreadPoolExecutor(n) if n > 1 else None

    def run(work: Callable[[int, int], None], cuts: Sequence[int]) -> None:
        carry_out = map if pool is None or len(cuts) <= 2 else pool.map
        for _ in carry_out(work, cuts[:-1], cuts[1:]):
            pass

    try:
        yield run
    finally:
        if pool:
            pool.shutdown()


def over_blocks(work: Callable[[int, int], None], n: int, *, size: int, n_jobs: int | None) -> None:
    """Call ``work(start, end)`` for each block of ``size`` out of ``n``, on several threads.

    Where the cuts fall depends on ``n`` and ``size`` alone, never on the threads.
    """
    with threads(n_jobs) as run:
        run(work, [*range(0, n, size), n])
