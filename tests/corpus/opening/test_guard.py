import os
import time

import pytest

from analysis.corpus.opening.guard import Death, Mark, guarded


def count_to(task):
    yield from range(task)


def print_and_echo(task):
    print("not for the parent")  # noqa: T201
    os.write(1, b"nor this")
    yield task


def fail(task):
    raise ValueError(task)
    yield


def misbehave(task):
    """Give each part of a task back, but hang, burst or break off at some."""
    for i, part in enumerate(task):
        yield Mark(i)
        if part == "hang":
            time.sleep(60)
        if part == "break":
            os._exit(3)
        if part == "burst":
            try:
                bytearray(4 << 30)
            except MemoryError:
                part = "too large"
        yield part


def after(task, death: Death):
    (i, before) = death.marks[-1]
    assert before == death.n_results == i
    return ["slow" if death.slow else "broken"], task[i + 1 :] or None


def never(task, death):
    raise AssertionError((task, death))


def here(name):
    return f"{__name__}:{name}"


def test_results_come_in_the_order_of_the_tasks():
    sizes = [3, 0, 700, 1, 2]
    assert list(guarded(here("count_to"), sizes, resume=never)) == [i for n in sizes for i in range(n)]


def test_what_is_printed_does_not_disturb_the_results():
    assert list(guarded(here("print_and_echo"), ["a", "b"], resume=never, n_workers=1)) == ["a", "b"]


def test_a_part_that_hangs_or_breaks_takes_only_itself():
    tasks = [["a", "hang", "b"], ["c"], ["break", "d", "break"], ["e"]]
    found = list(guarded(here("misbehave"), tasks, resume=after, seconds=0.5))
    assert found == ["a", "slow", "b", "c", "broken", "d", "broken", "e"]


@pytest.mark.skipif(os.name != "posix", reason="memory is held to a limit on POSIX systems only")
def test_memory_is_bounded():
    assert list(guarded(here("misbehave"), [["burst", "a"]], resume=never)) == ["too large", "a"]


def test_what_waits_is_bounded_and_leaving_early_ends_the_processes():
    results = guarded(here("count_to"), [10**9], resume=never)
    assert [next(results) for _ in range(5)] == list(range(5))
    start = time.monotonic()
    results.close()
    assert time.monotonic() - start < 5


def test_a_fault_of_the_program_reaches_the_caller():
    with pytest.raises(RuntimeError, match="ValueError"):
        list(guarded(here("fail"), ["x"], resume=never))
