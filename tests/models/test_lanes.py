"""Sixteen numbers at a time, against numpy."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from analysis.models import lanes
from analysis.models.lanes import LANES, aligned, load, padded, prefetch, store


def numbers(seed, n=3):
    """Return rows of sixteen float32 of very different sizes."""
    random = np.random.default_rng(seed)
    rows = aligned(n, LANES)
    rows[:] = random.normal(size=rows.shape) * 10.0 ** random.integers(-6, 6, rows.shape)
    return rows


def applied(operation, *rows):
    """Return the sixteen numbers that a compiled loop gets from an operation."""
    out = aligned(1, LANES)[0]
    LOOPS[operation](*rows, out)
    return out


@njit
def added(x, y, out):
    store(out, 0, lanes.add(load(x, 0), load(y, 0)))


@njit
def multiplied(x, y, out):
    store(out, 0, lanes.multiply(load(x, 0), load(y, 0)))


@njit
def fused(x, y, z, out):
    store(out, 0, lanes.multiply_add(load(x, 0), load(y, 0), load(z, 0)))


@njit
def larger(x, y, out):
    store(out, 0, lanes.larger(load(x, 0), load(y, 0)))


@njit
def summed(x, out):
    out[0] = lanes.sum_of(load(x, 0))


@njit
def filled(x, out):
    store(out, 0, lanes.filled(x[3]))


@njit
def copied(x, out, at):
    prefetch(x, at)
    store(out, 0, load(x, at))


LOOPS = {f.__name__: f for f in (added, multiplied, fused, larger, summed, filled)}
PLAIN = {
    "added": lambda x, y: x + y,
    "multiplied": lambda x, y: x * y,
    "larger": np.maximum,
    "filled": lambda x: np.full(LANES, x[3]),
}


@pytest.mark.parametrize("operation", PLAIN)
def test_an_operation_is_numpys_to_the_bit(operation):
    for seed in range(50):
        rows = numbers(seed)[: 1 if operation == "filled" else 2]
        assert applied(operation, *rows).tobytes() == PLAIN[operation](*rows).tobytes()


def test_multiplying_and_adding_rounds_once():
    for seed in range(50):
        x, y, z = numbers(seed)
        exact = x.astype(np.longdouble) * y + z  # 64 bits of mantissa hold the product of two of 24
        np.testing.assert_array_equal(applied("fused", x, y, z), exact.astype(np.float32))


def test_multiplying_and_adding_keeps_what_two_roundings_lose():
    x, y, z = numbers(0)
    x[:], y[:], z[:] = 1 + 2.0**-12, 1 + 2.0**-12, -1
    assert (applied("fused", x, y, z) == np.float32(2.0**-11 + 2.0**-24)).all()
    assert (x * y + z != applied("fused", x, y, z)).all()


def test_a_sum_is_taken_by_halves():
    for seed in range(50):
        x = numbers(seed)[0]
        halves = x.copy()
        while len(halves) > 1:
            middle = len(halves) // 2
            halves = halves[:middle] + halves[middle:]
        assert applied("summed", x)[0] == halves[0]


def test_numbers_are_read_from_where_they_stand():
    x, out = numbers(0, 4).reshape(-1), aligned(1, LANES)[0]
    for at in range(0, 64, LANES):
        copied(x, out, at)
        np.testing.assert_array_equal(out, x[at : at + LANES])


@pytest.mark.parametrize(("rows", "width"), [(1, 16), (3, 32), (1000, 16), (5, 48)])
def test_aligned_rows_are_empty_and_start_at_a_multiple_of_64_bytes(rows, width):
    for _ in range(5):
        found = aligned(rows, width)
        assert found.shape == (rows, width)
        assert found.dtype == np.float32
        assert found.flags.c_contiguous
        assert found.ctypes.data % 64 == 0
        assert not found.any()


def test_rows_are_padded_to_a_multiple_of_sixteen():
    assert [padded(n) for n in (0, 1, 15, 16, 17, 32, 33)] == [0, 16, 16, 16, 32, 32, 48]
