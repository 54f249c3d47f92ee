"""Builtin functions by which kernels are called: they take numbers, arrays and parameters as they
are, check that they are what was prepared for, run the kernel on their memory, and make the
results, all in one call.

The functions themselves are in C (`Sources/PythonEntry`, whose header explains the structures).
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import cache
from typing import Any

import numpy
import torch
from torch import nn

from neuralc import _library

UNFIT = -1
"""What a call gives where the objects are not what was prepared for."""

TAKES_LONG = -2
"""What it gives where the parts of a batch are worth sharing among threads."""

IS_ALIGNED, IS_WRITABLE = 0x100, 0x400  # Flags of arrays.
_FASTCALL = 0x80  # Functions that take an array of objects.
_EMPTY_ARRAY = 184  # Where NumPy's C API has PyArray_Empty, in all of its versions.

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
        self._records = (Record * len(self._kept))()
        for place, record in enumerate(self._kept):
            ctypes.memmove(
                ctypes.addressof(self._records[place]),
                ctypes.addressof(record),
                ctypes.sizeof(Record),
            )
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
        _Definition(b"call", _address(library.neuralc_call), _FASTCALL),
        _Definition(b"collect", _address(library.neuralc_collect), _FASTCALL),
    )


# Fields of the structure in C, in order.
_PYTHON_FUNCTIONS = {
    "address_of": "PyLong_AsVoidPtr",
    "integer": "PyLong_FromLong",
    "as_double": "PyFloat_AsDouble",
    "number": "PyFloat_FromDouble",
    "error": "PyErr_Occurred",
    "forget_error": "PyErr_Clear",
    "keep": "Py_IncRef",
    "release": "Py_DecRef",
    "tuple": "PyTuple_New",
    "count": "PyTuple_Size",
    "item": "PyTuple_GetItem",
    "set_item": "PyTuple_SetItem",
    "dictionary": "PyDict_New",
    "size": "PyDict_Size",
    "find": "PyDict_GetItemWithError",
    "set": "PyDict_SetItem",
    "next": "PyDict_Next",
    "unlock": "PyEval_SaveThread",
    "lock": "PyEval_RestoreThread",
    "call_method": "PyObject_VectorcallMethod",
    "out_of_memory": "PyErr_NoMemory",
}
_OBJECTS = {
    "none": None,
    "no": False,
    "is_negative": sys.intern("is_neg"),
    "float_type": float,
    "int_type": int,
    "tuple_type": tuple,
    "dictionary_type": dict,
    "array_type": numpy.ndarray,
    "tensor_type": torch.Tensor,
    "parameter_type": nn.Parameter,
}


# Of DLPack's exchange API, with their places in it.
_TENSOR_FUNCTIONS = {"view": 5, "empty_tensor": 2, "object_of": 4}


class _Interpreter(ctypes.Structure):
    """What is used of the process."""

    _fields_ = tuple(
        (name, _ADDRESS)
        for name in (*_PYTHON_FUNCTIONS, "empty_array", *_TENSOR_FUNCTIONS, *_OBJECTS)
    )


@cache
def is_available() -> bool:
    """Whether kernels can be called so, which is made ready: not where objects are laid out in
    another way than the functions read them."""
    if not is_known_layout():
        return False
    interpreter = _Interpreter.in_dll(_library.library, "neuralc_interpreter")
    for field, name in _PYTHON_FUNCTIONS.items():
        setattr(interpreter, field, _address(getattr(ctypes.pythonapi, name)))
    interpreter.empty_array = _pointers(_array_api(), None)[_EMPTY_ARRAY]
    interpreter.view = _address(_view)
    if takes_tensors():
        functions = _pointers(_exchange_api(), b"dlpack_exchange_api")
        for field, place in _TENSOR_FUNCTIONS.items():
            setattr(interpreter, field, functions[place])
    for field, value in _OBJECTS.items():
        setattr(interpreter, field, id(value))
    return True


class _Tensor(ctypes.Structure):
    """DLPack's DLTensor."""

    _fields_ = (
        ("data", _ADDRESS),
        ("device_type", ctypes.c_int32),
        ("device_id", ctypes.c_int32),
        ("rank", ctypes.c_int32),
        ("code", ctypes.c_uint8),
        ("bits", ctypes.c_uint8),
        ("lanes", ctypes.c_uint16),
        ("lengths", _ADDRESS),
        ("strides", _ADDRESS),
        ("offset", ctypes.c_uint64),
    )


_viewed: dict[str, Any] = {}
"""The shape of the tensor that was last looked at, there until it has been compared."""


def _look(tensor: torch.Tensor, place: int) -> int:
    """The memory of a parameter, for a PyTorch that does not show it by itself: 1 where a kernel
    cannot read it."""
    try:
        if tensor.layout is not torch.strided or not tensor.is_cpu:
            return 1
        if not tensor.is_floating_point():
            return 1
        shape = (_WORD * (2 * tensor.dim()))(*tensor.shape, *tensor.stride())
        _viewed["shape"] = shape
        lengths = ctypes.addressof(shape)
        view = _Tensor.from_address(place)
        view.data, view.lengths = tensor.data_ptr(), lengths
        view.strides = lengths + 8 * tensor.dim()
        view.device_type, view.rank, view.offset = 1, tensor.dim(), 0
        view.code, view.bits, view.lanes = 2, 8 * tensor.element_size(), 1
    except RuntimeError:  # It has no memory.
        return 1
    return 0


_view: Any = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, _ADDRESS)(_look)


@cache
def takes_tensors() -> bool:
    """Whether PyTorch shows and makes tensors by DLPack's exchange API; older versions do not."""
    capsule = _exchange_api()
    if capsule is None:
        return False
    functions = _pointers(capsule, b"dlpack_exchange_api")
    major = (functions[0] or 0) & 0xFFFFFFFF
    return major == 1 and all(functions[place] for place in _TENSOR_FUNCTIONS.values())


def _exchange_api() -> Any:
    """The capsule with PyTorch's functions, if it has one."""
    return getattr(torch.Tensor, "__dlpack_c_exchange_api__", None)


def _array_api() -> Any:
    """The capsule with NumPy's functions."""
    try:
        return importlib.import_module("numpy._core._multiarray_umath")._ARRAY_API
    except ImportError:  # NumPy 1
        return importlib.import_module("numpy.core._multiarray_umath")._ARRAY_API


def _pointers(capsule: Any, name: bytes | None) -> Any:
    """What a capsule points to, as pointers."""
    prototype = ctypes.PYFUNCTYPE(_ADDRESS, ctypes.py_object, ctypes.c_char_p)
    address = prototype(("PyCapsule_GetPointer", ctypes.pythonapi))(capsule, name)
    return ctypes.cast(address, ctypes.POINTER(_ADDRESS))


def _address(function: Any) -> int | None:
    return ctypes.cast(function, _ADDRESS).value


def is_known_layout() -> bool:
    """Whether the fields of numbers and arrays are where they are read."""
    if ctypes.sizeof(_ADDRESS) != 8:
        return False
    layout = (_WORD * 7).in_dll(_library.library, "neuralc_layout")
    if id(float) != _word(id(1.0), layout[0]):
        return False
    samples: list[Any] = [numpy.zeros((4, 7, 3))[1:, ::-2], numpy.arange(5, dtype=numpy.float32)]
    samples[1].flags.writeable = False
    return all(_is_laid_out(array, layout) for array in samples)


def _is_laid_out(array: Any, layout: Any) -> bool:
    address, rank = id(array), array.ndim
    kind, data, rank_place, lengths, strides, dtype, flags_place = layout
    words = _WORD * rank
    flags = _word(address, flags_place) & 0xFFFFFFFF
    return bool(
        _word(address, kind) == id(numpy.ndarray)
        and _word(address, data) == array.__array_interface__["data"][0]
        and _word(address, rank_place) & 0xFFFFFFFF == rank
        and _word(address, dtype) == id(array.dtype)
        and tuple(words.from_address(_word(address, lengths))) == array.shape
        and tuple(words.from_address(_word(address, strides))) == array.strides
        and bool(flags & IS_ALIGNED) == array.flags.aligned
        and bool(flags & IS_WRITABLE) == array.flags.writeable
    )


def _word(address: int, offset: int) -> int:
    return ctypes.c_int64.from_address(address + offset).value
