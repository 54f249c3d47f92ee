"""The short way from numbers, arrays and tensors to value and gradient: what depends on types and
shapes alone is prepared once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy
from torch import Tensor

from neuralc._gradients import is_transforming
from neuralc._kernels.calls import Appearance, Calls
from neuralc._kernels.direct_plan import (
    FLOAT32,
    FLOAT64,
    NUMBER,
    TENSOR_BITS,
    Results,
    Unfit,
    direct_calls,
)
from neuralc._kernels.launch import launch
from neuralc._kernels.program import Program
from neuralc._memory import is_plain

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
    return Site(program, order, positional, tuple(positions))


class Site:
    """All calls that give their inputs in one way."""

    def __init__(
        self, program: Program, order: list[int | None], positional: int, wrt: tuple[int, ...]
    ) -> None:
        self._program = program
        self._positional = positional
        self._wrt = wrt
        self._names = [program.variables[k].name for k in wrt]
        # Which variable each of the values is, and which ones are the module's own parameters.
        pairs = sorted((number, k) for k, number in enumerate(order) if number is not None)
        self._given = [k for _, k in pairs]
        self._own = [k for k, number in enumerate(order) if number is None]
        self._plans: dict[Any, Calls | None] = {}
        self._recent: Calls | None = None

    def __call__(
        self, module: CompiledModule, args: tuple[Any, ...], kwargs: dict[str, Any], out: Any
    ) -> Results | None:
        """Value and gradient; `None` where the arguments need care."""
        found: Results | None
        if self._recent is not None:
            found = self._recent(args, kwargs, module._parameters, out)
            if found is not None:
                return found
        values = (*args, *kwargs.values())
        plan = self._plan(module, values)
        if plan is not None:
            found = plan(args, kwargs, module._parameters, out)
            if found is not None:
                self._recent = plan
                return found
        return self._on_tensors(module, values) if out is None else None

    def _plan(self, module: CompiledModule, values: tuple[Any, ...]) -> Calls | None:
        """What is prepared for such arguments, if anything can be."""
        signature: list[Any] = [NUMBER] * len(self._program.variables)
        for position, value in zip(self._given, values, strict=True):
            kind = type(value)
            if kind is numpy.ndarray and (value.dtype is FLOAT64 or value.dtype is FLOAT32):
                bits = 8 * value.itemsize
                signature[position] = Appearance("array", bits, value.shape, value.strides)
            elif kind is Tensor:
                signature[position] = _appearance(value)
            elif kind is not float and kind is not int:
                return None
        for position in self._own:
            name = self._program.variables[position].identifier
            signature[position] = _appearance(module._parameters.get(name))
        if None in signature:
            return None
        key = tuple(signature)
        try:
            return self._plans[key]
        except KeyError:
            pass
        if len(self._plans) >= 1000:
            self._plans.clear()
        plan: Calls | None
        try:
            plan = direct_calls(self._program, self._wrt, self._given, self._positional, signature)
        except Unfit:
            plan = None
        self._plans[key] = plan
        return plan

    def _on_tensors(self, module: CompiledModule, values: tuple[Any, ...]) -> Results | None:
        """The same with tensors alone."""
        if is_transforming():
            return None  # It is refused.
        operands: list[Any] = [None] * (len(self._program.variables) + 1)
        for position, value in zip(self._given, values, strict=True):
            if type(value) is not Tensor or value.dtype not in TENSOR_BITS:
                return None
            operands[position] = value
        for position in self._own:
            name = self._program.variables[position].identifier
            operands[position] = module._parameters.get(name)
            if operands[position] is None:
                return None
        found = launch(self._program, "pullback", self._wrt, operands)
        return found[0], dict(zip(self._names, found[1:], strict=True))


def _appearance(tensor: Tensor | None) -> Appearance | None:
    """What a tensor looks like; `None` where a kernel cannot read its memory as it is."""
    if tensor is None or not is_plain(tensor) or tensor.dtype not in TENSOR_BITS:
        return None
    size = tensor.element_size()
    strides = tuple([size * stride for stride in tensor.stride()])
    return Appearance("tensor", 8 * size, tuple(tensor.shape), strides)
