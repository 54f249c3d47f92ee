"""The floating-point types of parameters, and the numbers that programs declare for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy
import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from neuralc._module import CompiledModule


def floating(dtype: Any) -> torch.dtype:
    """A floating-point type as PyTorch has it, by its name there or in NumPy."""
    found = dtype
    if isinstance(found, str):
        found = getattr(torch, found.removeprefix("torch."), found)
    if not isinstance(found, torch.dtype):
        try:
            found = getattr(torch, numpy.dtype(found).name, None)
        except TypeError:
            found = None
    if not isinstance(found, torch.dtype) or not found.is_floating_point:
        raise TypeError(
            f'dtype must be a floating-point type such as torch.float64 or "float64", not {dtype!r}'
        )
    return found


Declared = Mapping[str, tuple[torch.dtype, Tensor]]
"""Types and declared numbers of parameters by identifier."""


def untrained(module: CompiledModule) -> Declared:
    """The parameters that have the numbers which the program declares, as far as their types have
    them. Training that comes back to such a number does not show."""
    found = {}
    definition = module.__neuralc__
    for item, value in zip(definition.parameters, definition.initial, strict=True):
        parameter = module._parameters.get(item.identifier)
        if type(parameter) is not nn.Parameter or parameter.is_meta:
            continue
        number = torch.tensor(value, dtype=torch.float64, device="cpu")
        if torch.equal(number.to(parameter.dtype), parameter.detach().cpu()):
            found[item.identifier] = parameter.dtype, number
    return found


def restore(module: CompiledModule, declared: Declared) -> None:
    """Gives parameters whose types have changed since then their declared numbers."""
    for name, (dtype, number) in declared.items():
        parameter = module._parameters.get(name)
        if parameter is not None and parameter.dtype != dtype and not parameter.is_meta:
            parameter.data.copy_(number)
