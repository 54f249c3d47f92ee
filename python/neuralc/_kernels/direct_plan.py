"""What is prepared once for arguments of some types and shapes: the kernel, and how they and the
results are handed over."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy
import torch

from neuralc._kernels.calls import Appearance, Calls, Copy, Handover, Operand
from neuralc._kernels.execution import Execution
from neuralc._kernels.interpreter import is_available, takes_tensors
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

FLOAT64 = numpy.dtype(numpy.float64)
FLOAT32 = numpy.dtype(numpy.float32)
TENSOR_BITS = {torch.float64: 64, torch.float32: 32}
NUMBER = Appearance("number", 0, (), ())

# Arrays of a single item up to this size are copied where they do not lie as the kernel needs them.
_SMALL = 64

Results: TypeAlias = tuple[Any, dict[str, Any]]
"""A value, and derivatives by name."""


class Unfit(Exception):
    """The arguments need more than can be done directly."""


def direct_calls(
    program: Program,
    wrt: tuple[int, ...],
    given: list[int],
    positional: int,
    signature: list[Appearance],
) -> Calls:
    """Calls of the kernel for value and derivatives by the variables `wrt`.

    `given` has the position among the variables of each value of a call, of which the first so many
    are `positional`; `signature` is what each variable looks like. Numbers give numbers, arrays
    with or without numbers give arrays, and tensors alone give tensors.
    """
    variables = program.variables
    kinds = {signature[k].kind for k in given}
    if not kinds or ("tensor" in kinds and len(kinds) > 1):
        raise Unfit  # Parameters alone give tensors.
    if not is_available() or ("tensor" in kinds and not takes_tensors()):
        raise Unfit
    gives = "array" if "array" in kinds else kinds.pop()
    widths = [item.bits for item in signature]
    if gives == "tensor" and len(set(widths)) > 1:
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
    adjoints = [result(batches[k], cores[k], batch) for k in wrt]
    if any(item.treatment == "reduce" for item in adjoints):
        raise Unfit
    count = math.prod(batch)
    lanes = host().lanes_of(count, bits)
    arrangement = _Arrangement(bits, given)
    for name, look, layout, core in zip(
        [item.identifier for item in variables], signature, layouts, cores, strict=True
    ):
        arrangement.add(name, look, layout, core, batch)
    strides = [item.stride for item in arrangement.operands]
    places = placement([*strides, None], [*cores, ()], [None, *adjoints], count)
    kernel = program.kernel(Specialisation("pullback", bits, lanes, wrt, sizes, placement=places))
    results = [result(batch, kernel.outputs[0], batch), *adjoints]
    return Calls(
        Execution(kernel, [*strides, 0], results, count, lanes, f"f{bits // 8}"),
        Handover(
            bits=bits,
            operands=arrangement.operands,
            given=given,
            positional=positional,
            room=arrangement.room,
            copies=arrangement.copies,
            seeds=kernel.size_of_input(-1),
            results=results,
            names=[variables[k].name for k in wrt],
            gives=gives,
        ),
    )


class _Arrangement:
    """How variables are handed over, each where it lies or from a place of its own."""

    def __init__(self, bits: int, given: list[int]) -> None:
        self._bits = bits
        self._given = given
        self.operands: list[Operand] = []
        self.room = 0
        self.copies: list[Copy] = []

    def add(
        self, name: str, look: Appearance, layout: Layout, core: Any, batch: tuple[int, ...]
    ) -> None:
        """Decides on the next variable."""
        position = len(self.operands)
        own = None if position in self._given else name
        stride = item_stride(layout, core, batch)
        if stride is not None and look.bits == self._bits:
            self.operands.append(Operand(look, stride, name=own))
            return
        size = math.prod(layout.shape)
        if size != math.prod(core):
            raise Unfit  # A batch that must be laid out anew.
        if look.kind == "tensor" and layout.strides != contiguous(layout.shape):
            raise Unfit
        if look.kind == "array":
            if math.prod(batch) != 1 or size > _SMALL:
                raise Unfit
            self.copies.append(Copy(self._given.index(position), self.room, layout.shape))
        self.operands.append(Operand(look, 0, self.room, own))
        self.room += size


def _layout(item: Appearance) -> Layout:
    """The same with strides in elements."""
    size = item.bits // 8
    if any(stride % size for stride in item.strides):
        raise Unfit
    return Layout(item.shape, tuple(stride // size for stride in item.strides))
