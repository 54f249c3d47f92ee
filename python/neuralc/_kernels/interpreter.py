"""What builtin functions for calls use of the process: functions of Python, NumPy and PyTorch, and
the layout of objects. `entry` calls them; C has the other side (`Sources/PythonEntry`)."""

from __future__ import annotations

import ctypes
import importlib
import sys
from functools import cache
from typing import Any

import numpy
import torch
from torch import nn

from neuralc import _library

IS_ALIGNED, IS_WRITABLE = 0x100, 0x400  # Flags of arrays.
_EMPTY_ARRAY = 184  # Where NumPy's C API has PyArray_Empty, in all of its versions.

_WORD, _ADDRESS = ctypes.c_int64, ctypes.c_void_p

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
    "length": "PyObject_Size",
    "find": "PyDict_GetItemWithError",
    "set": "PyDict_SetItem",
    "next": "PyDict_Next",
    "unlock": "PyEval_SaveThread",
    "lock": "PyEval_RestoreThread",
    "call_method": "PyObject_VectorcallMethod",
}
_OBJECTS = {
    "none": None,
    "no": False,
    "is_negative": sys.intern("is_neg"),
    "storage": sys.intern("untyped_storage"),
    "float_type": float,
    "int_type": int,
    "tuple_type": tuple,
    "dictionary_type": dict,
    "array_type": numpy.ndarray,
    "tensor_type": torch.Tensor,
    "parameter_type": nn.Parameter,
    "storage_type": torch.UntypedStorage,
}


# Of DLPack's exchange API, with their places in it.
_TENSOR_FUNCTIONS = {"view": 5, "empty_tensor": 2, "object_of": 4}
_FLAGS = ("views_are_slow",)


class Interpreter(ctypes.Structure):
    """What is used of the process."""

    _fields_ = tuple(
        (name, _WORD if name in _FLAGS else _ADDRESS)
        for name in (
            *_PYTHON_FUNCTIONS,
            "empty_array",
            "view",
            *_FLAGS,
            "empty_tensor",
            "object_of",
            *_OBJECTS,
        )
    )


@cache
def is_available() -> bool:
    """Whether kernels can be called so, which is made ready: not where objects are laid out in
    another way than the functions read them."""
    if not is_known_layout():
        return False
    interpreter = Interpreter.in_dll(_library.library, "neuralc_interpreter")
    for field, name in _PYTHON_FUNCTIONS.items():
        setattr(interpreter, field, address_of(getattr(ctypes.pythonapi, name)))
    interpreter.empty_array = _pointers(_array_api(), None)[_EMPTY_ARRAY]
    interpreter.view, interpreter.views_are_slow = address_of(_view), not takes_tensors()
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
        tensor = tensor.data  # It may be given other memory meanwhile.
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


def address_of(function: Any) -> int | None:
    """Where a function is in memory."""
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
