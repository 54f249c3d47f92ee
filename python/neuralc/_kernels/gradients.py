"""`value_and_grad` and `value_and_jacobian` by kernels, without autograd."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from neuralc import _gradients
from neuralc._kernels.columns import columns_in_lanes, lengths_of
from neuralc._kernels.direct import Site, site_of
from neuralc._kernels.launch import launch
from neuralc._kernels.program import Program
from neuralc._memory import numbers_of, without_modes

if TYPE_CHECKING:
    from neuralc._module import CompiledModule


class Kernels:
    """What a native module has in place of autograd."""

    def __init__(self, program: Program) -> None:
        self.program = program
        """What has the kernels."""
        self._sites: dict[Any, Site | None] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.program,)

    def value_and_grad(
        self,
        module: CompiledModule,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        wrt: str | Iterable[str] | None,
        cotangent: Any,
        out: _gradients.Destination,
    ) -> tuple[Any, _gradients.Derivatives]:
        """The value, and the gradient of its product with the cotangent."""
        if wrt is not None and type(wrt) is not str:
            wrt = tuple(wrt)
        if cotangent is None:
            key = (wrt, len(args), *kwargs)
            try:
                site = self._sites[key]
            except KeyError:
                site = self._sites[key] = site_of(
                    module, self.program, len(args), tuple(kwargs), wrt
                )
            if site is not None:
                found = site(module, args, kwargs, out)
                if found is not None:
                    return found
        with without_modes():
            return self._with_care(module, args, kwargs, wrt, cotangent, out)

    def value_and_jacobian(
        self,
        module: CompiledModule,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        wrt: str | Iterable[str] | None,
        out: _gradients.Destination,
    ) -> tuple[Any, _gradients.Derivatives]:
        """The value, and for each element of a batch the derivatives of its result."""
        with without_modes():
            return self._jacobian(module, args, kwargs, wrt, out)

    def _jacobian(
        self,
        module: CompiledModule,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        wrt: str | Iterable[str] | None,
        out: _gradients.Destination,
    ) -> tuple[Any, _gradients.Derivatives]:
        """`value_and_jacobian` where nothing comes between PyTorch and its tensors."""
        program = self.program
        arguments = _gradients.prepare(module, args, kwargs, wrt)
        batch = _gradients.batch_of(arguments)
        values = arguments.values
        if not arguments.wrt:
            value = launch(program, "value", (), values)[0]
            return _gradients.deliver(arguments, value, [], out)
        core = program.result_sizes([tuple(value.shape) for value in values])
        for position in arguments.wrt:  # Each element of the batch has a variable of its own.
            shape = batch + _gradients.core(values[position], arguments.variables[position])
            values[position] = values[position].expand(shape)
        count = math.prod(core)
        shapes = [
            batch + core + tuple(values[position].shape[len(batch) :]) for position in arguments.wrt
        ]
        if not any(math.prod(shape) for shape in shapes):  # There is no derivative to compute.
            value = launch(program, "value", (), values)[0]
            nothing = [
                values[position].new_zeros(shape)
                for position, shape in zip(arguments.wrt, shapes, strict=True)
            ]
            return _gradients.deliver(arguments, value, nothing, out)
        if sum(lengths_of(arguments)) < count:
            value, columns = columns_in_lanes(program, arguments, batch, count)
            jacobians = [part.reshape(shape) for part, shape in zip(columns, shapes, strict=True)]
            return _gradients.deliver(arguments, value, jacobians, out)
        seeds = torch.eye(count, dtype=torch.float64).reshape(count, *core)
        if math.prod(batch) == 1:
            value, jacobians = _rows_in_lanes(program, arguments, batch, seeds)
        else:
            value, jacobians = _rows_one_by_one(program, arguments, seeds)
        jacobians = [
            jacobian.reshape(shape) for jacobian, shape in zip(jacobians, shapes, strict=True)
        ]
        return _gradients.deliver(arguments, value, jacobians, out)

    def _with_care(
        self,
        module: CompiledModule,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        wrt: str | Iterable[str] | None,
        cotangent: Any,
        out: _gradients.Destination,
    ) -> tuple[Any, _gradients.Derivatives]:
        """`value_and_grad` of whatever can be turned into tensors."""
        program = self.program
        arguments = _gradients.prepare(module, args, kwargs, wrt)
        batch = _gradients.batch_of(arguments)
        values = arguments.values
        seed = None
        if cotangent is not None:
            if isinstance(cotangent, Tensor):
                cotangent = numbers_of(cotangent, "the cotangent")
            shape = batch + program.result_sizes([tuple(value.shape) for value in values])
            seed = _gradients.seed_of(shape, torch.float64, torch.device("cpu"), cotangent)
        if arguments.wrt:
            value, *gradients = launch(program, "pullback", arguments.wrt, [*values, seed])
        else:
            value, *gradients = launch(program, "value", (), values)
        return _gradients.deliver(arguments, value, gradients, out)


def _rows_in_lanes(
    program: Program, arguments: _gradients.Arguments, batch: tuple[int, ...], seeds: Tensor
) -> tuple[Tensor, list[Tensor]]:
    """One item: the elements of its result are a batch."""
    count = seeds.shape[0]
    seeds = seeds.reshape(count, *([1] * len(batch)), *seeds.shape[1:])
    values = list(arguments.values)
    for position in arguments.wrt:
        values[position] = values[position].expand(count, *values[position].shape)
    value, *jacobians = launch(program, "pullback", arguments.wrt, [*values, seeds])
    return value[0], jacobians


def _rows_one_by_one(
    program: Program, arguments: _gradients.Arguments, seeds: Tensor
) -> tuple[Tensor, list[Tensor]]:
    """Many items: a call for each element of the result."""
    rows = [launch(program, "pullback", arguments.wrt, [*arguments.values, seed]) for seed in seeds]
    jacobians = []
    for number, position in enumerate(arguments.wrt, 1):
        own = len(arguments.variables[position].sizes)
        parts = [row[number] for row in rows]
        jacobians.append(torch.stack(parts, parts[0].dim() - own))
    return rows[0][0], jacobians
