"""Sixteen numbers at a time: the arithmetic of compiled loops over rows of float32.

A row holds a multiple of sixteen numbers and starts at a multiple of 64 bytes (see ``aligned``). Each operation
is one machine instruction on processors with AVX-512, two or four on others, and gives the same bits on all of
them: the order of each sum is written down here, not chosen by the compiler.

    total = zeros()
    for k in range(0, width, LANES):
        total = multiply_add(load(x, k), load(y, k), total)
    product = sum_of(total)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, register_model
from numpy.typing import NDArray

from analysis.compiled import compiled

LANES = 16

_WORD = ir.IntType(32)
_BYTES = ir.IntType(8).as_pointer()
_VECTOR = ir.VectorType(ir.FloatType(), LANES)
_ALIGNMENT = 64


def aligned(rows: int, width: int) -> NDArray[np.float32]:
    """Return zeros (rows x width) of float32 that start at a multiple of 64 bytes."""
    size = rows * width * 4
    memory = np.zeros(size + _ALIGNMENT, dtype=np.uint8)
    start = -memory.ctypes.data % _ALIGNMENT
    return memory[start : start + size].view(np.float32).reshape(rows, width)


@compiled()
def scratch(rows, width):  # type: ignore[no-untyped-def]
    """Return room for some rows, at a multiple of 64 bytes."""
    room = np.zeros(rows * width + LANES, np.float32)
    shift = (-room.ctypes.data % 64) // 4
    return room[shift : shift + rows * width]


def padded(n: int) -> int:
    """Return the multiple of sixteen that ``n`` numbers fit into."""
    return -(-n // LANES) * LANES


def _operation(function: Any) -> Any:
    """Make a function that writes instructions one that compiled loops can call."""
    return intrinsic(function)


class _Lanes(types.Type):
    """The compiler's type of sixteen float32."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


@register_model(_Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _VECTOR)  # type: ignore[no-untyped-call]


_lanes: Any = _Lanes()


def _place(context: Any, builder: Any, kind: Any, array: Any, at: Any) -> Any:
    return builder.gep(context.make_array(kind)(context, builder, array).data, [at])


def _shuffled(builder: Any, vector: Any, order: list[int]) -> Any:
    return builder.shuffle_vector(vector, vector, ir.Constant(ir.VectorType(_WORD, LANES), order))


@_operation
def load(_: Any, array: Any, at: Any) -> Any:  # noqa: ARG001
    """Return the sixteen numbers of a flat array from ``at`` on."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = _place(context, builder, signature.args[0], *args)
        return builder.load(builder.bitcast(place, _VECTOR.as_pointer()), align=_ALIGNMENT)

    return _lanes(array, types.intp), generate


@_operation
def store(_: Any, array: Any, at: Any, vector: Any) -> Any:  # noqa: ARG001
    """Put sixteen numbers into a flat array from ``at`` on."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = _place(context, builder, signature.args[0], *args[:2])
        builder.store(args[2], builder.bitcast(place, _VECTOR.as_pointer()), align=_ALIGNMENT)
        return context.get_dummy_value()

    return types.void(array, types.intp, _lanes), generate


@_operation
def prefetch(_: Any, array: Any, at: Any) -> Any:  # noqa: ARG001
    """Ask for the numbers of a flat array from ``at`` on, which will be needed soon."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = builder.bitcast(_place(context, builder, signature.args[0], *args), _BYTES)
        kind = ir.FunctionType(ir.VoidType(), [_BYTES, _WORD, _WORD, _WORD])
        ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        read, keep, data = (ir.Constant(_WORD, value) for value in (0, 3, 1))
        builder.call(ask, [place, read, keep, data])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


@_operation
def filled(_: Any, number: Any) -> Any:  # noqa: ARG001
    """Return sixteen times the same float32."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        vector = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), args[0], ir.Constant(_WORD, 0))
        return _shuffled(builder, vector, [0] * LANES)

    return _lanes(types.float32), generate


@_operation
def add(_: Any, x: Any, y: Any) -> Any:  # noqa: ARG001
    """Return x + y."""
    return _lanes(_lanes, _lanes), lambda context, builder, signature, args: builder.fadd(*args)  # noqa: ARG005


@_operation
def multiply(_: Any, x: Any, y: Any) -> Any:  # noqa: ARG001
    """Return x * y."""
    return _lanes(_lanes, _lanes), lambda context, builder, signature, args: builder.fmul(*args)  # noqa: ARG005


@_operation
def divide(_: Any, x: Any, y: Any) -> Any:  # noqa: ARG001
    """Return x / y."""
    return _lanes(_lanes, _lanes), lambda context, builder, signature, args: builder.fdiv(*args)  # noqa: ARG005


@_operation
def multiply_add(_: Any, x: Any, y: Any, z: Any) -> Any:  # noqa: ARG001
    """Return x * y + z, rounded once."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        kind = ir.FunctionType(_VECTOR, [_VECTOR] * 3)
        fused = cgutils.get_or_insert_function(builder.module, kind, f"llvm.fma.v{LANES}f32")
        return builder.call(fused, args)

    return _lanes(_lanes, _lanes, _lanes), generate


@_operation
def larger(_: Any, x: Any, y: Any) -> Any:  # noqa: ARG001
    """Return the larger of x and y, number by number."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        return builder.select(builder.fcmp_ordered(">", *args), *args)

    return _lanes(_lanes, _lanes), generate


@_operation
def sum_of(_: Any, vector: Any) -> Any:  # noqa: ARG001
    """Return the sum of the sixteen numbers, by halves."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        vector, half = args[0], LANES // 2
        while half:
            order = [(lane + half) % LANES for lane in range(LANES)]
            vector, half = builder.fadd(vector, _shuffled(builder, vector, order)), half // 2
        return builder.extract_element(vector, ir.Constant(_WORD, 0))

    return types.float32(_lanes), generate
