"""What is prepared once for arrays of some types and shapes: the kernel, and where operands and
results lie."""

from __future__ import annotations

import ctypes
import itertools
import math
from typing import Any, TypeAlias

import numpy
import torch

from neuralc._kernels.abi import Failure
from neuralc._kernels.execution import Execution
from neuralc._kernels.layout import Layout, Result, broadcast, item_stride, result
from neuralc._kernels.machine import host
from neuralc._kernels.program import Program, Specialisation, sizes_of

FLOAT64 = numpy.dtype(numpy.float64)
FLOAT32 = numpy.dtype(numpy.float32)
TENSOR_BITS = {torch.float64: 64, torch.float32: 32}

_Byte = ctypes.c_char

# Results up to this size together are computed in a place of their own and copied.
_SMALL_RESULTS = 256

# Arrays of a single item up to this size are copied: that is faster than to find their address.
_SMALL = 64

Results: TypeAlias = tuple[Any, dict[str, Any]]
"""A value, and derivatives by name."""


class Unfit(Exception):
    """The arguments need more than a plan can do."""


class DirectPlan:
    """One kernel for arrays of these shapes, and where its operands go."""

    def __init__(
        self,
        program: Program,
        wrt: tuple[int, ...],
        names: list[str],
        signature: tuple[Any, ...],
        own: frozenset[int],
    ) -> None:
        given = [item for k, item in enumerate(signature) if k not in own]
        if not given:
            raise Unfit  # Parameters alone give tensors.
        self._names = names
        self._gives_numbers = all(item is None for item in given)
        widths = [
            TENSOR_BITS.get(item[0], -1) if k in own else _width(item)
            for k, item in enumerate(signature)
        ]
        if -1 in widths:
            raise Unfit
        floats = [width for k, width in enumerate(widths) if width and k not in own] or [64]
        bits = max([*floats, *widths])
        layouts = [
            Layout(tuple(item[1]), _contiguous(item[1])) if k in own else _layout(item)
            for k, item in enumerate(signature)
        ]
        if any(len(s.shape) < rank for s, rank in zip(layouts, program.ranks, strict=True)):
            raise Unfit
        starts = [len(s.shape) - rank for s, rank in zip(layouts, program.ranks, strict=True)]
        cores = [s.shape[start:] for s, start in zip(layouts, starts, strict=True)]
        batches = [s.shape[:start] for s, start in zip(layouts, starts, strict=True)]
        batch = broadcast(batches)
        if batch is None or 0 in batch:
            raise Unfit
        try:
            sizes = sizes_of(program.variables, cores)
        except ValueError:
            raise Unfit from None
        count = math.prod(batch)
        lanes = host().lanes_of(count, bits)
        kernel = program.kernel(Specialisation("pullback", bits, lanes, wrt, sizes))
        results = [result(batch, kernel.outputs[0], batch)]
        results += [result(batches[k], cores[k], batch) for k in wrt]
        if any(item.treatment == "reduce" for item in results):
            raise Unfit
        self._kernel = kernel
        self._dtype = FLOAT64 if bits == 64 else FLOAT32
        self._number = ctypes.c_double if bits == 64 else ctypes.c_float
        self._arrange(layouts, cores, batch, widths, own, bits)
        self._promise(results)
        strides = [*self._strides, 0]
        self._execution = Execution(kernel, strides, results, count, lanes, self._dtype)
        self._is_simple = self._execution.is_simple
        self._count = count
        seeds = kernel.size_of_input(-1)
        self._seed = (self._number * seeds)(*[1.0] * seeds)
        self._spaces: list[Workspace] = []

    def _arrange(
        self,
        layouts: list[Layout],
        cores: list[tuple[int, ...]],
        batch: tuple[int, ...],
        widths: list[int],
        own: frozenset[int],
        bits: int,
    ) -> None:
        """Decides how each operand is handed over."""
        self._numbers: list[tuple[int, int]] = []
        self._copies: list[tuple[int, int, tuple[int, ...]]] = []
        self._pointers: list[int] = []
        self._parameters: list[int] = []
        self._conversions: list[tuple[int, int, int]] = []
        self._strides: list[int] = []
        self._room = 0
        self._places: list[tuple[int, int]] = []
        for position, (layout, core, width) in enumerate(zip(layouts, cores, widths, strict=True)):
            stride = item_stride(layout, core, batch)
            size = math.prod(layout.shape)
            fits = stride is not None and width == bits
            if width == 0:
                self._numbers.append((position, self._room))
            elif position in own and fits:
                self._parameters.append(position)
                self._strides.append(stride or 0)
                continue
            elif position in own:
                self._conversions.append((position, self._room, size))
            elif math.prod(batch) == 1 and size <= _SMALL:
                self._copies.append((position, self._room, layout.shape))
            elif fits:
                self._pointers.append(position)
                self._strides.append(stride or 0)
                continue
            else:
                raise Unfit
            if size != math.prod(core):
                raise Unfit  # A batch that must be laid out anew.
            self._places.append((position, self._room))
            self._strides.append(0)
            self._room += size

    def _promise(self, results: list[Result]) -> None:
        """Decides where each result goes: into one array, unless they are large."""
        self._shapes = [item.shape for item in results]
        sizes = [math.prod(item.full) for item in results]
        self._result_room = sum(sizes)
        self._is_small = self._result_room <= _SMALL_RESULTS
        self._has_sums = [item.treatment == "sum" for item in results]
        ends = list(itertools.accumulate(sizes))
        self._pieces = [
            (end - size, end, item.shape if len(item.shape) != 1 else None)
            for end, size, item in zip(ends, sizes, results, strict=True)
        ]
        self._are_scalars = all(not item.shape for item in results)
        self._result_strides = [item.stride for item in results]

    def run(self, values: tuple[Any, ...]) -> Results | None:
        """Value and gradient; `None` where the memory of an array is out of the ordinary."""
        try:
            space = self._spaces.pop()
        except IndexError:
            space = Workspace(self)
        try:
            return self._run(space, values)
        finally:
            self._spaces.append(space)

    def _run(self, space: Workspace, values: tuple[Any, ...]) -> Results | None:
        operands, numbers = space.operands, space.numbers
        for position, place in self._numbers:
            numbers[place] = values[position]
        for position, view in space.views:
            view[...] = values[position]
        for position in self._parameters:
            operands[2 * position] = values[position].data_ptr()
        for position, place, size in self._conversions:
            source = (ctypes.c_float * size).from_address(values[position].data_ptr())
            numbers[place : place + size] = source[:]
        for position in self._pointers:
            address = _address(values[position])
            if address % self._dtype.itemsize:
                return None
            operands[2 * position] = address
        results = None if self._is_small else self._allocate(space)
        if space.sums is not None:
            space.sums.fill(0)
        if self._is_simple:
            status = self._kernel.function(*space.arguments)
            if status:
                self._kernel.fail(status, space.failure)
        else:
            self._execution.run(operands[0::2], space.outputs[0::2])
        return self._collected(space) if results is None else self._named(results)

    def _allocate(self, space: Workspace) -> list[Any]:
        """Arrays for large results."""
        results = []
        for position, shape in enumerate(self._shapes):
            make = numpy.zeros if self._has_sums[position] else numpy.empty
            array = make(shape, self._dtype)
            space.outputs[2 * position] = _address(array)
            results.append(array)
        return results

    def _collected(self, space: Workspace) -> Results:
        """Small results."""
        if self._gives_numbers and self._are_scalars:
            flat = space.results[:]
            return flat[0], dict(zip(self._names, flat[1:], strict=True))
        array = space.result_view.copy()
        results = [
            array[start:end] if shape is None else array[start:end].reshape(shape)
            for start, end, shape in self._pieces
        ]
        if self._gives_numbers:
            results = [item if item.ndim else item.item() for item in results]
        return self._named(results)

    def _named(self, results: list[Any]) -> Results:
        return results[0], dict(zip(self._names, results[1:], strict=True))


class Workspace:
    """The memory of one call, which is used again by the next."""

    def __init__(self, plan: DirectPlan) -> None:
        count = len(plan._strides)
        number: Any = plan._number
        self.numbers: Any = (number * max(plan._room, 1))()
        self.results: Any = (number * plan._result_room if plan._is_small else number * 1)()
        self.result_view = numpy.frombuffer(self.results, plan._dtype)
        self.sums = self.result_view if plan._is_small and any(plan._has_sums) else None
        size = plan._dtype.itemsize
        # Address and stride of each, the cotangent behind the variables.
        self.operands: Any = (ctypes.c_int64 * (2 * count + 2))()
        for position, stride in enumerate(plan._strides):
            self.operands[2 * position + 1] = stride
        start = ctypes.addressof(self.numbers)
        for position, place in plan._places:
            self.operands[2 * position] = start + place * size
        self.operands[2 * count] = ctypes.addressof(plan._seed)
        self.outputs: Any = (ctypes.c_int64 * (2 * len(plan._shapes)))()
        for position, stride in enumerate(plan._result_strides):
            self.outputs[2 * position + 1] = stride
        if plan._is_small:
            start = ctypes.addressof(self.results)
            for position, (begin, _, _) in enumerate(plan._pieces):
                self.outputs[2 * position] = start + begin * size
        view = numpy.frombuffer(self.numbers, plan._dtype)
        self.views = [
            (position, view[place : place + math.prod(shape)].reshape(shape))
            for position, place, shape in plan._copies
        ]
        self.failure = Failure()
        self.arguments = (
            ctypes.c_void_p(ctypes.addressof(self.operands)),
            ctypes.c_void_p(ctypes.addressof(self.outputs)),
            ctypes.c_int64(0),
            ctypes.c_int64(plan._count),
            ctypes.c_void_p(None),
            ctypes.c_void_p(ctypes.addressof(self.failure)),
        )


def _width(item: Any) -> int:
    """Bits of the numbers of an array in a signature; 0 for a number."""
    if item is None:
        return 0
    return 64 if len(item) == 2 else 32


def _layout(item: Any) -> Layout:
    """The layout of an input in a signature."""
    if item is None:
        return Layout((), ())
    shape, strides, *_ = item
    size = _width(item) // 8
    if any(stride % size for stride in strides):
        raise Unfit
    return Layout(shape, tuple(stride // size for stride in strides))


def _address(array: Any) -> int:
    """Where the first element of an array is."""
    try:
        return ctypes.addressof(_Byte.from_buffer(array))
    except (TypeError, ValueError):  # It is not writable, or not in one piece.
        address: int = array.ctypes.data
        return address


def _contiguous(shape: Any) -> tuple[int, ...]:
    strides = []
    step = 1
    for length in reversed(shape):
        strides.append(step)
        step *= length
    return tuple(reversed(strides))
