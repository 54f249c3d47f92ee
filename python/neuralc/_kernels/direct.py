"""The short way from numbers and arrays to value and gradient: what depends on types and shapes
alone is prepared once, and torch is not involved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy
from torch import Tensor

from neuralc._kernels.direct_plan import FLOAT32, FLOAT64, TENSOR_BITS, DirectPlan, Results, Unfit
from neuralc._kernels.launch import launch
from neuralc._kernels.program import Program

if TYPE_CHECKING:
    from neuralc._module import CompiledModule


def site_of(
    module: CompiledModule,
    program: Program,
    positional: int,
    keywords: tuple[str, ...],
    wrt: str | tuple[str, ...] | None,
) -> Site | None:
    """What calls with these arguments have in common; `None` where they are not plain."""
    definition = module.__neuralc__
    count = len(definition.inputs)
    order: list[int | None] = [k if k < positional else None for k in range(count)]
    order += [None] * len(definition.parameters)
    for number, name in enumerate(keywords, positional):
        # An input comes before a parameter of the same name.
        for k, item in enumerate(program.variables):
            if name in (item.name, item.identifier):
                if order[k] is not None:
                    return None
                order[k] = number
                break
        else:
            return None
    if positional > count or None in order[:count]:
        return None
    names = (wrt,) if isinstance(wrt, str) else wrt
    positions = list(range(len(program.variables)))
    if names is not None:
        known = {item.identifier: k for k, item in enumerate(program.variables)}
        known |= {item.name: k for k, item in enumerate(program.variables)}
        if any(name not in known for name in names):
            return None
        positions = list(dict.fromkeys(known[name] for name in names))
    if not positions:
        return None
    return Site(program, order, tuple(positions))


class Site:
    """All calls that give their inputs in one way."""

    def __init__(self, program: Program, order: list[int | None], wrt: tuple[int, ...]) -> None:
        self._program = program
        given = [number for number in order if number is not None]
        self._order = given if given != list(range(len(given))) else None
        self._own = frozenset(k for k, number in enumerate(order) if number is None)
        self._parameters = [program.variables[k].identifier for k in sorted(self._own)]
        # Where each variable is among what is given and the module's own parameters behind it.
        places = [k for k in range(len(order)) if k not in self._own] + sorted(self._own)
        merge = [places.index(k) for k in range(len(order))]
        self._merge = merge if merge != list(range(len(order))) else None
        self._wrt = wrt
        self._names = [program.variables[k].name for k in wrt]
        self._plans: dict[tuple[Any, ...], DirectPlan | None] = {}

    def __call__(
        self, module: CompiledModule, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Results | None:
        """Value and gradient; `None` where the arguments need care."""
        values = (*args, *kwargs.values()) if kwargs else args
        if self._order is not None:
            values = tuple([values[k] for k in self._order])
        signature: list[Any] = []
        for value in values:
            kind = type(value)
            if kind is float or kind is int:
                signature.append(None)
            elif kind is numpy.ndarray:
                if value.dtype is FLOAT64:
                    signature.append((value.shape, value.strides))
                elif value.dtype is FLOAT32:
                    signature.append((value.shape, value.strides, 32))
                else:
                    return None
            elif kind is Tensor:
                return self._on_tensors(module, values)
            else:
                return None
        if self._parameters:
            known = module._parameters
            parameters = [known.get(name) for name in self._parameters]
            for parameter in parameters:
                if parameter is None or not parameter.is_cpu or not parameter.is_contiguous():
                    return None
                signature.append((parameter.dtype, parameter.shape))
            values = (*values, *parameters)
            if self._merge is not None:
                values = tuple([values[k] for k in self._merge])
                signature = [signature[k] for k in self._merge]
        key = tuple(signature)
        try:
            plan = self._plans[key]
        except KeyError:
            plan = self._plan(key)
        return None if plan is None else plan.run(values)

    def _plan(self, key: tuple[Any, ...]) -> DirectPlan | None:
        if len(self._plans) >= 1000:
            self._plans.clear()
        plan: DirectPlan | None
        try:
            plan = DirectPlan(self._program, self._wrt, self._names, key, self._own)
        except Unfit:
            plan = None
        self._plans[key] = plan
        return plan

    def _on_tensors(self, module: CompiledModule, values: tuple[Any, ...]) -> Results | None:
        """The same with tensors alone."""
        for value in values:
            if type(value) is not Tensor or value.dtype not in TENSOR_BITS:
                return None
        parameters = [module._parameters.get(name) for name in self._parameters]
        if None in parameters:
            return None
        operands = [*values, *parameters]
        if self._merge is not None:
            operands = [operands[k] for k in self._merge]
        found = launch(self._program, "pullback", self._wrt, [*operands, None])
        return found[0], dict(zip(self._names, found[1:], strict=True))
