"""Jacobians in forward mode, for results with more elements than the variables have."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from neuralc import _gradients
from neuralc._kernels.launch import launch
from neuralc._kernels.program import Program

# Numbers of tangents that are computed at once, so that memory stays bounded.
_MOST = 1 << 24


def columns_in_lanes(
    program: Program, arguments: _gradients.Arguments, batch: tuple[int, ...], count: int
) -> tuple[Tensor, list[Tensor]]:
    """The value, and for each variable the tangents of its elements, the last dimension: a
    direction in each element is one more dimension of the batch.

    `count` is how many elements the result has.
    """
    sizes = lengths_of(arguments)
    chunk = max(1, _MOST // max(1, math.prod(batch) * count))
    value: Tensor | None = None
    parts = []
    for first in range(0, sum(sizes), chunk):
        last = min(first + chunk, sum(sizes))
        tangents = _directions(arguments, batch, sizes, first, last)
        results = launch(program, "pushforward", arguments.wrt, [*arguments.values, *tangents])
        if value is None:
            value = results[0][0]
        parts.append(results[1])
    assert value is not None
    columns = torch.cat(parts).movedim(0, -1)
    return value, list(torch.split(columns, sizes, -1))


def lengths_of(arguments: _gradients.Arguments) -> list[int]:
    """How many elements an item of each variable in `wrt` has."""
    return [
        math.prod(_gradients.core(arguments.values[k], arguments.variables[k]))
        for k in arguments.wrt
    ]


def _directions(
    arguments: _gradients.Arguments, batch: tuple[int, ...], sizes: list[int], first: int, last: int
) -> list[Tensor]:
    """Tangents of all variables: of all their elements in a row, those from `first` to `last` each
    in turn."""
    whole = torch.eye(sum(sizes), dtype=torch.float64)[first:last]
    tangents = []
    for part, k in zip(torch.split(whole, sizes, 1), arguments.wrt, strict=True):
        value = arguments.values[k]
        core = _gradients.core(value, arguments.variables[k])
        tangents.append(part.reshape(last - first, *[1] * len(batch), *core).to(value.dtype))
    return tangents
