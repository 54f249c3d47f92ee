"""What is prepared once for arrays of some types and shapes: the kernel, and where operands and
results lie."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy
import torch
from torch import nn

from neuralc._kernels.abi import UNCERTAIN
from neuralc._kernels.entry import UNFIT, is_available, takes_tensors
from neuralc._kernels.execution import Execution
from neuralc._kernels.layout import Layout, broadcast, item_stride, placement, result
from neuralc._kernels.machine import host
from neuralc._kernels.program import Program, Specialisation, sizes_of
from neuralc._kernels.workspace import Workspace

FLOAT64 = numpy.dtype(numpy.float64)
FLOAT32 = numpy.dtype(numpy.float32)
TENSOR_BITS = {torch.float64: 64, torch.float32: 32}

# Arrays of a single item up to this size are copied where they do not lie as the kernel needs them.
_SMALL = 64

Results: TypeAlias = tuple[Any, dict[str, Any]]
"""A value, and derivatives by name."""


class Unfit(Exception):
    """The arguments need more than a plan can do."""


class DirectPlan:
    """One kernel for arrays of these shapes, and where its operands go.

    `given` has the position among the variables of each value of a call, of which the first so many
    are `positional`; `signature` is what each
    variable looks like: `None` is a number; parameters of the module's own have a dtype and a
    shape, arrays a shape and strides, and 32 behind these where they are float32.
    """

    def __init__(
        self,
        program: Program,
        wrt: tuple[int, ...],
        given: list[int],
        positional: int,
        signature: list[Any],
    ) -> None:
        variables = program.variables
        self.given = given
        self.positional = positional
        self.own = own = [k for k in range(len(variables)) if k not in given]
        if not given:
            raise Unfit  # Parameters alone give tensors.
        if not is_available() or (own and not takes_tensors()):
            raise Unfit
        self.names = [None, *[variables[k].name for k in wrt]]
        self.gives_numbers = all(signature[k] is None for k in given)
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
        self.strides = [0] * len(variables)
        self._arrange(variables, layouts, cores, batch, widths)
        places = placement([*self.strides, None], [*cores, ()], [None, *adjoints], self.count)
        kernel = program.kernel(
            Specialisation("pullback", bits, lanes, wrt, sizes, placement=places)
        )
        self.results = [result(batch, kernel.outputs[0], batch), *adjoints]
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
        self.parameters: dict[int, tuple[str, Layout, Any]] = {}
        """Of the module's own."""
        self.copies: list[tuple[int, int, tuple[int, ...]]] = []
        for position, (layout, core, width) in enumerate(zip(layouts, cores, widths, strict=True)):
            stride = item_stride(layout, core, batch)
            size = math.prod(layout.shape)
            fits = stride is not None and width == self.bits
            dtype = FLOAT64 if width == 64 else FLOAT32
            if position in self.own:
                self.parameters[position] = variables[position].identifier, layout, dtype
            elif width:
                self.arrays[position] = layout, dtype
            if fits:
                self.strides[position] = stride or 0
                continue
            if size != math.prod(core):
                raise Unfit  # A batch that must be laid out anew.
            if position in self.arrays:
                if math.prod(batch) != 1 or size > _SMALL:
                    raise Unfit
                self.copies.append((self.given.index(position), self.room, layout.shape))
            self.places[position] = self.room
            self.room += size

    def run(
        self, module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], out: Any
    ) -> Results | None:
        """Value and gradient; `None` where these are not the arguments that it is made for."""
        try:
            space = self._spaces.pop()
        except IndexError:
            space = Workspace(self)
        kernel = self.execution.kernel
        function = kernel.function
        if space.function is not function:
            is_whole = self.execution.is_whole and not self.copies
            space.take(function, is_whole, kernel.is_recursive)
        found: Any = space.call(args, kwargs, module._parameters, out)
        if type(found) is tuple:
            self._spaces.append(space)
            return found
        try:
            if found == UNCERTAIN:
                self.execution.be_careful()
                return self.run(module, args, kwargs, out)
            return self._continued(space, found, (*args, *kwargs.values()))
        finally:
            self._spaces.append(space)

    def _continued(self, space: Workspace, status: int, values: tuple[Any, ...]) -> Results | None:
        """What becomes of a call that has given this status in place of results."""
        if status == UNFIT:
            return None
        execution = self.execution
        if space.is_whole:
            if execution.is_out_of_stack(status, space.failure):
                return None
            execution.kernel.fail(status, space.failure)
        try:
            space.copy(values)
            execution.run(space.operands[0::2], space.outputs[0::2])
        finally:
            results: Results = space.collect()
        return results


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
