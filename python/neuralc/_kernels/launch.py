"""Kernels on tensors: which one, where its operands lie, and what shape its results have."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import torch
from torch import Tensor

from neuralc import _call
from neuralc._kernels import calls
from neuralc._kernels.calls import Appearance, Calls, Handover
from neuralc._kernels.execution import Execution
from neuralc._kernels.interpreter import is_available, takes_tensors
from neuralc._kernels.layout import Layout, Result, Shape, broadcast, item_stride, placement, result
from neuralc._kernels.machine import host
from neuralc._kernels.program import Mode, Program, Specialisation, sizes_of
from neuralc._memory import numbers_of, without_modes

if TYPE_CHECKING:
    from neuralc._module import Variable

Operand: TypeAlias = "tuple[torch.dtype, Shape, Shape]"
"""What a plan depends on: dtype, shape and strides."""

_BITS = {torch.float64: 64, torch.float32: 32, torch.float16: 32, torch.bfloat16: 32}
_DTYPES = {64: torch.float64, 32: torch.float32}


class Copy(NamedTuple):
    """An operand that must be laid out anew."""

    position: int
    shape: Shape | None
    """What it is broadcast to first."""


class Plan:
    """One kernel for operands of these types, shapes and strides."""

    def __init__(
        self,
        program: Program,
        mode: Mode,
        wrt: tuple[int, ...],
        operands: Sequence[Operand | None],
    ) -> None:
        variables = program.variables
        count = len(variables)
        known = [operand for operand in operands[:count] if operand is not None]
        self.bits = max((_BITS.get(operand[0], 64) for operand in known), default=64)
        self.dtype = _DTYPES[self.bits]
        for item, one in zip(variables, known, strict=True):
            _check(item, one)
        ranks = _ranks(program, mode, wrt)
        splits = [_split(operand, rank) for operand, rank in zip(operands, ranks, strict=True)]
        batches, cores = [batch for batch, _ in splits], [core for _, core in splits]
        batch = broadcast(batches)
        if batch is None:  # Says which one does not go with the others.
            others = ["cotangent"] * (len(batches) - count)
            batch = _call.common_batch([*(item.name for item in variables), *others], batches)
        self.count = math.prod(batch)
        lanes = host().lanes_of(self.count, self.bits)
        sizes = sizes_of(variables, cores)
        self._copies: list[Copy] = []
        strides = [
            None if operand is None else self._stride(position, operand, core, batch)
            for position, (operand, core) in enumerate(zip(operands, cores, strict=True))
        ]
        adjoints = [result(batches[k], cores[k], batch) for k in wrt]
        own = value_dtype([(operand[0], operand[1]) for operand in known])
        value: list[tuple[torch.dtype, Result | None]] = [(own, None)]
        gradients: list[tuple[torch.dtype, Result | None]] = [
            (known[k][0], item) for k, item in zip(wrt, adjoints, strict=True)
        ]
        promised = {
            "value": value,
            "pullback": value + gradients,
            "pushforward": value + value,
            "second": (value + gradients) * 2,
        }[mode]
        places = placement(strides, cores, [item for _, item in promised], self.count)
        kernel = program.kernel(
            Specialisation(mode, self.bits, lanes, wrt, sizes, placement=places)
        )
        whole = result(batch, kernel.outputs[0], batch)
        self.results = [item or whole for _, item in promised]
        self._dtypes = [dtype for dtype, _ in promised]
        self._seed: Tensor | None = None
        if None in strides:
            self._seed = torch.ones(kernel.inputs[count], dtype=self.dtype)
        self._execution = Execution(
            kernel,
            [stride or 0 for stride in strides],
            self.results,
            self.count,
            lanes,
            f"f{self.bits // 8}",
        )
        self.calls = self._directly(operands, [stride or 0 for stride in strides])
        """Calls that hand tensors over as they are, where that is all there is to do."""

    def _directly(self, operands: Sequence[Operand | None], strides: Sequence[int]) -> Calls | None:
        """Calls by builtin functions, where no operand and no result needs more than that."""
        present = [operand for operand in operands if operand is not None]
        if (
            self._copies
            or self.count == 0
            or any(dtype != self.dtype for dtype in self._dtypes)
            or any(item.treatment == "reduce" for item in self.results)
            or list(operands[: len(present)]) != present
            or not is_available()
            or not takes_tensors()
        ):
            return None
        size = self.bits // 8
        looks = [
            Appearance("tensor", self.bits, tuple(shape), tuple(size * step for step in steps))
            for _, shape, steps in present
        ]
        return Calls(
            self._execution,
            Handover(
                bits=self.bits,
                operands=[calls.Operand(*both) for both in zip(looks, strides, strict=False)],
                given=range(len(present)),
                positional=len(present),
                room=0,
                copies=(),
                seeds=None if self._seed is None else self._seed.numel(),
                results=self.results,
                names=None,
                gives="tensor",
            ),
        )

    def _stride(self, position: int, operand: Operand, core: Shape, batch: Shape) -> int:
        """How far apart the items of an operand are; arranges for a copy where they lie badly."""
        dtype, shape, strides = operand
        stride = item_stride(Layout(shape, strides), core, batch)
        if stride is not None and dtype == self.dtype:
            return stride
        own = shape[: len(shape) - len(core)]
        if math.prod(own) == 1:
            self._copies.append(Copy(position, None))
            return 0
        self._copies.append(Copy(position, batch + core))
        return math.prod(core)

    def run(self, operands: Sequence[Tensor | None]) -> list[Tensor]:
        """All results of the kernel for tensors that nobody else has."""
        if self.calls is not None:
            found = self.calls(_given(operands), None, None, None)
            if found is not None:
                return list(found)
        present: list[Any] = [self._seed if operand is None else operand for operand in operands]
        for position, shape in self._copies:
            operand: Tensor = present[position].to(self.dtype)
            if shape is not None:
                operand = operand.expand(shape)
            present[position] = operand.contiguous()
        results = [
            torch.zeros(item.full, dtype=self.dtype)
            if item.treatment == "sum" or self.count == 0
            else torch.empty(item.full, dtype=self.dtype)
            for item in self.results
        ]
        if self.count:
            self._execution.run(
                [operand.data_ptr() for operand in present],
                [output.data_ptr() for output in results],
            )
        return [
            self._finished(output, item, dtype)
            for output, item, dtype in zip(results, self.results, self._dtypes, strict=True)
        ]

    def _finished(self, output: Tensor, item: Result, dtype: torch.dtype) -> Tensor:
        if item.treatment == "reduce":
            output = output.sum_to_size(item.shape)
        return output if output.dtype == dtype else output.to(dtype)


def launch(
    program: Program, mode: Mode, wrt: tuple[int, ...], operands: Sequence[Tensor | None]
) -> list[Tensor]:
    """Runs the kernel of a mode: operands are the variables, then for all but `value` and
    `pushforward` a cotangent (`None` for ones), then for `pushforward` and `second` a tangent for
    each of `wrt`.

    The results are the value, for `pullback` and `second` an adjoint for each of `wrt`, for
    `pushforward` the tangent of the value, and for `second` the tangents of value and adjoints.
    Nothing is recorded for autograd.
    """
    recent: Calls | None = program.recent.get((mode, wrt))
    if recent is not None:
        found = recent(_given(operands), None, None, None)
        if found is not None:
            return list(found)
    with without_modes():
        values = [
            None if operand is None else numbers_of(operand, program.name_of(position))
            for position, operand in enumerate(operands)
        ]
        key = mode, wrt, tuple([o if o is None else (o.dtype, o.shape, o.stride()) for o in values])
        plan: Plan | None = program.plans.get(key)
        if plan is None:
            if len(program.plans) >= 1000:
                program.plans.clear()
            plan = program.plans[key] = Plan(program, mode, wrt, key[2])
        program.recent[mode, wrt] = plan.calls
        return plan.run(values)


def _given(operands: Sequence[Tensor | None]) -> tuple[Tensor | None, ...]:
    """The operands without a cotangent that is left out."""
    return tuple(operands if not operands or operands[-1] is not None else operands[:-1])


def _ranks(program: Program, mode: Mode, wrt: tuple[int, ...]) -> list[int]:
    """How many dimensions of each operand belong to an item."""
    ranks = list(program.ranks)
    if mode in ("pullback", "second"):
        ranks.append(program.result_rank)
    if mode in ("pushforward", "second"):
        ranks += [program.ranks[k] for k in wrt]
    return ranks


def _check(item: Variable, operand: Operand) -> None:
    """Sees to it that a variable has the dimensions of its type, and numbers that kernels know."""
    dtype, shape = operand[0], tuple(operand[1])
    if len(shape) < len(item.sizes):
        raise ValueError(
            f"the input `{item.name}` must be {_call.expectation(item)}, not of shape {shape}"
        )
    if dtype not in _BITS:
        raise TypeError(f'backend="native" computes with floats, and `{item.name}` has {dtype}')


def _split(operand: Operand | None, rank: int) -> tuple[Shape, Shape]:
    """The batch of an operand, and the dimensions of an item."""
    shape = () if operand is None else tuple(operand[1])
    return (shape[: len(shape) - rank], shape[len(shape) - rank :]) if operand else ((), ())


def value_dtype(operands: Sequence[tuple[torch.dtype, Sequence[int]]]) -> torch.dtype:
    """The dtype of the value: PyTorch's promotion, by which what has no dimensions counts less."""
    dimensioned = [dtype for dtype, shape in operands if len(shape)]
    dtypes = dimensioned or [dtype for dtype, _ in operands]
    if not dtypes:
        return torch.get_default_dtype()
    return functools.reduce(_wider, dtypes)


def _wider(left: torch.dtype, right: torch.dtype) -> torch.dtype:
    # Tracing would write every call of `promote_types` down.
    return left if left == right else torch.promote_types(left, right)
