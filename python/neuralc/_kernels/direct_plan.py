"""What is prepared once for arrays of some types and shapes: the kernel, and where operands and
results lie."""

from __future__ import annotations

import math
from typing import Any, NamedTuple, TypeAlias

import numpy
import torch
from torch import nn

from neuralc._gradients import Kind
from neuralc._kernels.abi import UNCERTAIN
from neuralc._kernels.entry import UNFIT, is_available, takes_tensors
from neuralc._kernels.execution import Execution
from neuralc._kernels.layout import (
    Layout,
    broadcast,
    contiguous,
    item_stride,
    placement,
    result,
)
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


class Appearance(NamedTuple):
    """What a plan depends on of an argument."""

    kind: Kind
    bits: int
    """Of its elements; 0 of a number."""
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    """In bytes."""


NUMBER = Appearance("number", 0, (), ())


class Operand(NamedTuple):
    """How a variable is handed over."""

    appearance: Appearance
    place: int | None
    """Which number its own place begins with, if it has one."""
    name: str | None
    """Of a parameter of the module's own."""


class Unfit(Exception):
    """The arguments need more than a plan can do."""


class DirectPlan:
    """One kernel for arrays of these shapes, and where its operands go.

    `given` has the position among the variables of each value of a call, of which the first so many
    are `positional`; `signature` is what each variable looks like. Numbers give numbers, arrays
    with or without numbers give arrays, and tensors alone give tensors.
    """

    def __init__(
        self,
        program: Program,
        wrt: tuple[int, ...],
        given: list[int],
        positional: int,
        signature: list[Appearance],
    ) -> None:
        variables = program.variables
        self.given = given
        self.positional = positional
        self.own = [k for k in range(len(variables)) if k not in given]
        kinds = {signature[k].kind for k in given}
        if not kinds or ("tensor" in kinds and len(kinds) > 1):
            raise Unfit  # Parameters alone give tensors.
        has_tensors = bool(self.own) or "tensor" in kinds
        if not is_available() or (has_tensors and not takes_tensors()):
            raise Unfit
        self.names = [None, *[variables[k].name for k in wrt]]
        self.gives = "array" if "array" in kinds else kinds.pop()
        widths = [item.bits for item in signature]
        if self.gives == "tensor" and len(set(widths)) > 1:
            raise Unfit  # Each derivative has the type of its variable.
        bits = max([max(widths[k] for k in given) or 64, *widths])
        layouts = [_layout(item) for item in signature]
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
        self._arrange(variables, layouts, cores, batch, signature)
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
        signature: list[Appearance],
    ) -> None:
        """Decides how each operand is handed over: where it lies, or from a place of its own."""
        self.room = 0
        self.operands: list[Operand] = []
        self.copies: list[tuple[int, int, tuple[int, ...]]] = []
        for position, (layout, core, look) in enumerate(
            zip(layouts, cores, signature, strict=True)
        ):
            stride = item_stride(layout, core, batch)
            place: int | None = None
            if stride is None or look.bits != self.bits:
                place = self.room
                self.room += self._copied(position, layout, core, batch, look)
            self.strides[position] = 0 if place is not None else stride or 0
            name = None if position in self.given else variables[position].identifier
            self.operands.append(Operand(look, place, name))

    def _copied(self, position: int, layout: Layout, core: Any, batch: Any, look: Any) -> int:
        """How many numbers are copied of an operand that does not lie as the kernel needs it."""
        size = math.prod(layout.shape)
        if size != math.prod(core):
            raise Unfit  # A batch that must be laid out anew.
        if look.kind == "array":
            if math.prod(batch) != 1 or size > _SMALL:
                raise Unfit
            self.copies.append((self.given.index(position), self.room, layout.shape))
        if look.kind == "tensor" and layout.strides != contiguous(layout.shape):
            raise Unfit
        return size

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


def _layout(item: Appearance) -> Layout:
    """The same with strides in elements."""
    size = item.bits // 8
    if any(stride % size for stride in item.strides):
        raise Unfit
    return Layout(item.shape, tuple(stride // size for stride in item.strides))
