"""Builtin functions by which kernels are called: they take numbers, arrays and parameters as they
are, check that they are what was prepared for, run the kernel on their memory, and make the
results, all in one call.

The functions themselves are in C (`Sources/PythonEntry`, whose header explains the structures).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import cache
from typing import Any

import numpy

from neuralc import _library
from neuralc._kernels.interpreter import IS_ALIGNED, address_of

UNFIT = -1
"""What a call gives where the objects are not what was prepared for."""

TAKES_LONG = -2
"""What it gives where the parts of a batch are worth sharing among threads."""

_FASTCALL = 0x80  # Functions that take an array of objects.

_WORD, _ADDRESS = ctypes.c_int64, ctypes.c_void_p


class RecordKind(IntEnum):
    """What an operand is."""

    NUMBER64 = 0
    NUMBER32 = 1
    ARRAY = 2
    TENSOR = 3
    WIDENED_TENSOR = 4
    """One whose float32 numbers are copied to where the kernel has float64."""

    @classmethod
    def of_number(cls, bits: int) -> RecordKind:
        """A Python number for so many bits."""
        return cls.NUMBER64 if bits == 64 else cls.NUMBER32


class Record(ctypes.Structure):
    """An object that a call takes or gives."""

    _fields_ = (
        ("kind", _WORD),
        ("rank", _WORD),
        ("lengths", _ADDRESS),
        ("dtype", _ADDRESS),
        ("flags", _WORD),
        ("bits", _WORD),
        ("target", _ADDRESS),
        ("before", _WORD),
        ("behind", _WORD),
        ("sum", _WORD),
        ("name", _ADDRESS),
        ("result", _ADDRESS),
        ("held", _ADDRESS),
    )

    def __init__(
        self,
        kind: RecordKind,
        target: int,
        lengths: Sequence[int] = (),
        strides: Sequence[int] = (),
        bits: int = 0,
        name: str | None = None,
    ) -> None:
        """`target` is where the address of an array or tensor goes, or where numbers are; strides
        are in bytes. It does not keep the name."""
        self._shape = (_WORD * (2 * len(lengths)))(*lengths, *strides)
        super().__init__(
            kind=kind,
            target=target,
            rank=len(lengths),
            lengths=ctypes.addressof(self._shape),
            bits=bits,
            flags=IS_ALIGNED,
            name=None if name is None else id(name),
        )
        if kind == RecordKind.ARRAY:
            self.dtype = id(numpy.dtype(f"f{bits // 8}"))  # One that is always there.
        if bits and 0 not in lengths:
            ends = [(n - 1) * stride for n, stride in zip(lengths, strides, strict=True)]
            self.before = -sum(end for end in ends if end < 0)
            self.behind = sum(end for end in ends if end > 0) + bits // 8


class Part(ctypes.Structure):
    """A part of a batch."""

    _fields_ = (("begin", _WORD), ("end", _WORD), ("outputs", _ADDRESS))


class _Plan(ctypes.Structure):
    """Calls of one kernel, one at a time."""

    _fields_ = (
        ("kernel", _ADDRESS),
        ("inputs", _ADDRESS),
        ("outputs", _ADDRESS),
        ("count", _WORD),
        ("failure", _ADDRESS),
        ("recursive", _WORD),
        ("named", _WORD),
        ("positional", _WORD),
        ("value_count", _WORD),
        ("parameter_count", _WORD),
        ("output_count", _WORD),
        ("records", _ADDRESS),
        ("bits", _WORD),
        ("part_count", _WORD),
        ("parts", _ADDRESS),
        ("sums", _ADDRESS),
        ("patience", _WORD),
    )


class Entrance:
    """Two functions for one kernel.

    `call(args, kwargs, parameters, out)` gives the value and the other outputs by name, or all
    outputs in a tuple; or else a number: `UNFIT`, the status of the kernel, `TAKES_LONG`, or 0
    where it has no kernel. After these two, whoever runs the kernel has the results by `collect()`.
    """

    call: Callable[[Any, Any, Any, Any], Any]
    collect: Callable[[], Any]

    def __init__(
        self,
        values: Sequence[Record],
        parameters: Sequence[Record],
        outputs: Sequence[Record],
        positional: int,
        is_named: bool,
        count: int,
        inputs: int,
        results: int,
        failure: int,
    ) -> None:
        """`positional` of the values come by position, `count` is how many items there are; then
        the addresses of the kernel's inputs, outputs and failure. `is_named` is whether results go
        to a dictionary."""
        self._kept = [*values, *parameters, *outputs]
        self._records = (Record * len(self._kept))(*self._kept)
        self._plan = _Plan(
            inputs=inputs,
            outputs=results,
            count=count,
            failure=failure,
            named=is_named,
            positional=positional,
            value_count=len(values),
            parameter_count=len(parameters),
            output_count=len(outputs),
            records=ctypes.addressof(self._records),
        )
        call, collect = _definitions()
        address = ctypes.addressof(self._plan)
        self.call = _function(ctypes.byref(call), address, None)
        self.collect = _function(ctypes.byref(collect), address, None)

    def set_parts(self, parts: Sequence[tuple[int, int]], bits: int) -> None:
        """Has the kernel run for one part of the batch after the other, each with sums of its own
        in so many bits."""
        count, outputs = len(parts), self._plan.output_count
        self._tables = (_WORD * (2 * outputs * count))()
        strides = (_WORD * (2 * outputs)).from_address(self._plan.outputs)[1::2]
        self._parts = (Part * count)()
        for number, (begin, end) in enumerate(parts):
            first = 2 * outputs * number
            self._tables[first + 1 : first + 2 * outputs : 2] = strides
            place = ctypes.addressof(self._tables) + 8 * first
            self._parts[number] = Part(begin, end, place)
        records = self._records[len(self._kept) - outputs :]
        self._sums = ctypes.create_string_buffer(max(1, count * sum(r.sum for r in records)))
        self._plan.bits, self._plan.part_count = bits, count
        self._plan.parts = ctypes.addressof(self._parts)
        self._plan.sums = ctypes.addressof(self._sums)

    def set_patience(self, nanoseconds: int) -> None:
        """How long the parts behind the first may take."""
        self._plan.patience = nanoseconds

    def set_kernel(self, address: int | None, is_recursive: bool) -> None:
        """Has it run a kernel; `None` for none."""
        self._plan.kernel = address
        self._plan.recursive = is_recursive


class _Definition(ctypes.Structure):
    """Python's PyMethodDef."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("function", _ADDRESS),
        ("flags", ctypes.c_int),
        ("documentation", ctypes.c_char_p),
    )


_function: Any = ctypes.PYFUNCTYPE(ctypes.py_object, _ADDRESS, ctypes.py_object, _ADDRESS)(
    ("PyCFunction_NewEx", ctypes.pythonapi)
)


@cache
def _definitions() -> tuple[_Definition, _Definition]:
    library = _library.library
    return (
        _Definition(b"call", address_of(library.neuralc_call), _FASTCALL),
        _Definition(b"collect", address_of(library.neuralc_collect), _FASTCALL),
    )
