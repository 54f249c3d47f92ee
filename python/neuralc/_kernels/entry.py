"""Machine code between Python and kernels: it takes numbers and arrays as they are, checks that
they are what was prepared for, and runs the kernel on their memory, all in one call."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy

from neuralc._kernels import cache as disk
from neuralc._kernels import entry_code
from neuralc._kernels.machine import host

# int32_t enter(plan, values, outputs, may_overlap), under the interpreter's lock
_Function = ctypes.PYFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.py_object, ctypes.py_object, ctypes.c_int32
)


class Record(NamedTuple):
    """An object that a plan expects, or that it finds in place."""

    kind: int
    target: int
    """Where the address of an array goes, or the number."""
    lengths: tuple[int, ...] = ()
    strides: tuple[int, ...] = ()
    """In bytes."""
    dtype: Any = None
    is_output: bool = False
    is_sum: bool = False

    @classmethod
    def of_number(cls, bits: int, target: int) -> Record:
        """A Python number."""
        return cls(entry_code.NUMBER64 if bits == 64 else entry_code.NUMBER32, target)

    @classmethod
    def of_array(cls, target: int, lengths: Any, strides: Any, dtype: Any) -> Record:
        """An array that is read."""
        return cls(entry_code.ARRAY, target, tuple(lengths), tuple(strides), dtype)

    @classmethod
    def of_output(cls, target: int, lengths: Any, dtype: Any, is_sum: bool) -> Record:
        """An array in one piece that is written."""
        strides = []
        step = dtype.itemsize
        for length in reversed(lengths):
            strides.append(step)
            step *= length
        strides.reverse()
        return cls(entry_code.ARRAY, target, tuple(lengths), tuple(strides), dtype, True, is_sum)

    def words(self, shape: int) -> list[int]:
        """What the machine code reads, with the address of lengths and strides."""
        if self.dtype is None:
            return [self.kind, 0, 0, 0, 0, self.target, 0, 0, 0, 0]
        size = self.dtype.itemsize
        pairs = list(zip(self.lengths, self.strides, strict=True))
        before = -sum((n - 1) * stride for n, stride in pairs if stride < 0)
        behind = sum((n - 1) * stride for n, stride in pairs if stride > 0) + size
        count = size
        for length in self.lengths:
            count *= length
        if count == 0:
            before = behind = 0
        flags = entry_code.IS_ALIGNED | (entry_code.IS_WRITABLE if self.is_output else 0)
        return [
            self.kind,
            len(self.lengths),
            shape,
            id(self.dtype),
            flags,
            self.target,
            before,
            behind,
            count if self.is_sum else 0,
            0,
        ]


class Entrance:
    """What the machine code reads of one plan and one call."""

    def __init__(
        self,
        values: Sequence[Record],
        outputs: Sequence[Record],
        others: Sequence[Record],
        count: int,
        addresses: tuple[int, int, int],
    ) -> None:
        records = [*values, *outputs, *others]
        lengths = [[*record.lengths, *record.strides] for record in records]
        words: list[int] = list(itertools.chain(*lengths))
        self._shapes: Any = (ctypes.c_int64 * (len(words) + 1))(*words)
        words = []
        start, place = ctypes.addressof(self._shapes), 0
        for record, shape in zip(records, lengths, strict=True):
            words += record.words(start + 8 * place)
            place += len(shape)
        self._records: Any = (ctypes.c_int64 * (len(words) + 1))(*words)
        first = ctypes.addressof(self._records)
        inputs, results, failure = addresses
        self._plan: Any = (ctypes.c_int64 * 12)(
            *[ctypes.addressof(services()), 0, inputs, results, 0, count, failure],
            *[
                len(values),
                len(outputs),
                len(records),
                first + 8 * entry_code.RECORD * len(values),
                first,
            ],
        )
        self.address = ctypes.addressof(self._plan)

    def set_kernel(self, address: int) -> None:
        """Has it run a kernel; 0 for none."""
        self._plan[1] = address


@cache
def services() -> Any:
    """The functions and types of Python that the machine code uses."""
    names = ["PyTuple_GetItem", "PyFloat_AsDouble", "PyErr_Occurred", "PyErr_Clear"]
    names += ["PyEval_SaveThread", "PyEval_RestoreThread"]
    functions = [
        ctypes.cast(getattr(ctypes.pythonapi, name), ctypes.c_void_p).value or 0 for name in names
    ]
    return (ctypes.c_int64 * 9)(*functions, id(float), id(int), id(numpy.ndarray))


@cache
def enter() -> Any:
    """The machine code; `None` where objects are laid out in another way than it reads them."""
    if not is_known_layout():
        return None
    key = disk.key([entry_code.TEXT, host().identity])
    found = disk.read(key)
    if found is None:
        code, _ = host().compile(entry_code.TEXT)
        disk.write(key, {}, code)
    else:
        code = found[1]
    loaded = host().load(code, entry_code.SYMBOL, [])
    function: Any = _Function(loaded.address)
    function.code = loaded  # There as long as it can be called.
    return function


def is_known_layout() -> bool:
    """Whether the fields of numbers and arrays are where they are read."""
    if ctypes.sizeof(ctypes.c_void_p) != 8 or id(float) != _word(id(1.0), entry_code.TYPE):
        return False
    samples: list[Any] = [numpy.zeros((4, 7, 3))[1:, ::-2], numpy.arange(5, dtype=numpy.float32)]
    samples[1].flags.writeable = False
    return all(_is_laid_out(array) for array in samples)


def _is_laid_out(array: Any) -> bool:
    address, rank = id(array), array.ndim
    words = ctypes.c_int64 * rank
    flags = _word(address, entry_code.FLAGS) & 0xFFFFFFFF
    return bool(
        _word(address, entry_code.TYPE) == id(numpy.ndarray)
        and _word(address, entry_code.DATA) == array.__array_interface__["data"][0]
        and _word(address, entry_code.RANK) & 0xFFFFFFFF == rank
        and _word(address, entry_code.DTYPE) == id(array.dtype)
        and tuple(words.from_address(_word(address, entry_code.LENGTHS))) == array.shape
        and tuple(words.from_address(_word(address, entry_code.STRIDES))) == array.strides
        and bool(flags & entry_code.IS_ALIGNED) == array.flags.aligned
        and bool(flags & entry_code.IS_WRITABLE) == array.flags.writeable
    )


def _word(address: int, offset: int) -> int:
    return ctypes.c_int64.from_address(address + offset).value
