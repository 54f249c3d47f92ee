"""What is prepared once for arrays of some types and shapes: the kernel, and where operands and
results lie."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy
import torch
from torch import Tensor, nn

from neuralc._kernels.abi import UNCERTAIN
from neuralc._kernels.entry import enter
from neuralc._kernels.entry_code import UNFIT
from neuralc._kernels.execution import Execution
from neuralc._kernels.layout import Layout, broadcast, item_stride, placement, result
from neuralc._kernels.machine import host
from neuralc._kernels.program import Program, Specialisation, sizes_of
from neuralc._kernels.workspace import Workspace

FLOAT64 = numpy.dtype(numpy.float64)
FLOAT32 = numpy.dtype(numpy.float32)
TENSOR_BITS = {torch.float64: 64, torch.float32: 32}

_TENSORS = (nn.Parameter, Tensor)

# Arrays of a single item up to this size are copied where they do not lie as the kernel needs them.
_SMALL = 64

Results: TypeAlias = tuple[Any, dict[str, Any]]
"""A value, and derivatives by name."""


class Unfit(Exception):
    """The arguments need more than a plan can do."""


class DirectPlan:
    """One kernel for arrays of these shapes, and where its operands go.

    `given` has the position among the variables of each value of a call, `signature` what each
    variable looks like: `None` is a number; parameters of the module's own have a dtype and a
    shape, arrays a shape and strides, and 32 behind these where they are float32.
    """

    def __init__(
        self,
        program: Program,
        wrt: tuple[int, ...],
        given: list[int],
        signature: list[Any],
    ) -> None:
        variables = program.variables
        own = [k for k in range(len(variables)) if k not in given]
        if not given:
            raise Unfit  # Parameters alone give tensors.
        self._enter = enter()
        if self._enter is None:
            raise Unfit
        self._names = [variables[k].name for k in wrt]
        self._gives_numbers = all(signature[k] is None for k in given)
        widths = [
            TENSOR_BITS.get(item[0], -1) if k in own else _width(item)
            for k, item in enumerate(signature)
        ]
        if -1 in widths:
            raise Unfit
        floats = [widths[k] for k in given if widths[k]] or [64]
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
            sizes = sizes_of(variables, cores)
        except ValueError:
            raise Unfit from None
        self.count = math.prod(batch)
        lanes = host().lanes_of(self.count, bits)
        adjoints = [result(batches[k], cores[k], batch) for k in wrt]
        if any(item.treatment == "reduce" for item in adjoints):
            raise Unfit
        self.dtype = FLOAT64 if bits == 64 else FLOAT32
        self.bits = bits
        self.given = given
        self.strides = [0] * len(variables)
        self._arrange(variables, layouts, cores, batch, widths)
        places = placement([*self.strides, None], [*cores, ()], [None, *adjoints], self.count)
        kernel = program.kernel(
            Specialisation("pullback", bits, lanes, wrt, sizes, placement=places)
        )
        self.results = [result(batch, kernel.outputs[0], batch), *adjoints]
        self.shapes = [item.shape for item in self.results]
        self.gives_scalars = self._gives_numbers and not any(self.shapes)
        self.execution = Execution(
            kernel, [*self.strides, 0], self.results, self.count, lanes, self.dtype
        )
        self.seeds = kernel.size_of_input(-1)
        self._spaces: list[Workspace] = []

    def _arrange(
        self,
        variables: tuple[Any, ...],
        layouts: list[Layout],
        cores: list[tuple[int, ...]],
        batch: tuple[int, ...],
        widths: list[int],
    ) -> None:
        """Decides how each operand is handed over: where it lies, or from a place of its own."""
        self.room = 0
        self.places: dict[int, int] = {}
        """Of the operands that have one, in numbers."""
        self.arrays: dict[int, tuple[Layout, Any]] = {}
        """Of the values that are arrays."""
        self.copies: list[tuple[int, int, tuple[int, ...]]] = []
        self._parameters: list[tuple[str, int, torch.dtype, Any]] = []
        self._conversions: list[tuple[str, int, int, Any]] = []
        for position, (layout, core, width) in enumerate(zip(layouts, cores, widths, strict=True)):
            stride = item_stride(layout, core, batch)
            size = math.prod(layout.shape)
            fits = stride is not None and width == self.bits
            is_given = position in self.given
            if is_given and width:
                self.arrays[position] = layout, FLOAT64 if width == 64 else FLOAT32
            if not is_given and fits:
                dtype = torch.float64 if width == 64 else torch.float32
                shape = torch.Size(layout.shape)
                name = variables[position].identifier
                self._parameters.append((name, 2 * position, dtype, shape))
                self.arrays[position] = layout, self.dtype
            if fits:
                self.strides[position] = stride or 0
                continue
            if size != math.prod(core):
                raise Unfit  # A batch that must be laid out anew.
            if not is_given:
                name = variables[position].identifier
                self._conversions.append((name, self.room, size, torch.Size(layout.shape)))
            elif width:
                if math.prod(batch) != 1 or size > _SMALL:
                    raise Unfit
                self.copies.append((self.given.index(position), self.room, layout.shape))
            self.places[position] = self.room
            self.room += size

    def run(self, module: nn.Module, values: tuple[Any, ...], out: Any) -> Results | None:
        """Value and gradient; `None` where these are not the arguments that it is made for."""
        try:
            space = self._spaces.pop()
        except IndexError:
            space = Workspace(self)
        try:
            return self._run(space, module, values, out)
        finally:
            self._spaces.append(space)

    def _run(
        self, space: Workspace, module: nn.Module, values: tuple[Any, ...], out: Any
    ) -> Results | None:
        known = module._parameters
        for name, slot, dtype, shape in self._parameters:
            parameter: Any = known.get(name)
            if (
                type(parameter) not in _TENSORS
                or parameter.dtype is not dtype
                or parameter.shape != shape
                or not parameter.is_contiguous()
                or not parameter.is_cpu
            ):
                return None
            space.operands[slot] = parameter.data_ptr()
        for name, place, size, shape in self._conversions:
            parameter = known.get(name)
            if (
                type(parameter) not in _TENSORS
                or parameter.dtype is not torch.float32
                or parameter.shape != shape
                or not parameter.is_contiguous()
                or not parameter.is_cpu
            ):
                return None
            space.convert(parameter.data_ptr(), place, size)
        places: tuple[Any, ...] | None = ()
        if out is not None:
            places = self._places(out)
            if places is None:
                return None
        elif not self.gives_scalars:
            own = self.dtype
            places = tuple([numpy.empty(shape, own) for shape in self.shapes])
        function = self.execution.kernel.function
        if space.function is not function:
            space.take(function, self.execution.is_simple and not self.copies)
        status = self._enter(space.address, values, places, out is not None)
        if status == UNFIT:
            return None
        if not space.is_whole:
            space.copy(values)
            if self.execution.is_simple:
                status = function(*space.arguments)
            else:
                self.execution.run(space.operands[0::2], space.outputs[0::2])
        if status == UNCERTAIN:
            status = self.execution.careful_status(space.arguments)
        if status:
            self.execution.kernel.fail(status, space.failure)
        results = places or space.results[:]
        if self._gives_numbers and places:
            results = [item if item.ndim else item.item() for item in places]
        return results[0], dict(zip(self._names, results[1:]))  # noqa: B905  Strict is slower.

    def _places(self, out: Any) -> tuple[Any, ...] | None:
        """The arrays of the caller, and new ones for what has none; `None` for other things."""
        value, derivatives = out if type(out) is tuple and len(out) == 2 else (None, out)
        if not isinstance(derivatives, Mapping) or self._gives_numbers:
            return None
        if not all([name in self._names for name in derivatives]):  # noqa: C419  Faster.
            return None
        places = [value, *[derivatives.get(name) for name in self._names]]
        return tuple(
            [
                numpy.empty(shape, self.dtype) if place is None else place
                for place, shape in zip(places, self.shapes, strict=True)
            ]
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


def _contiguous(shape: Any) -> tuple[int, ...]:
    strides = []
    step = 1
    for length in reversed(shape):
        strides.append(step)
        step *= length
    return tuple(reversed(strides))
