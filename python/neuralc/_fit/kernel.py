"""Values and Jacobians of native modules for a fit: inputs are prepared once, and derivatives are
taken forward where that is cheaper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy
import torch
from torch import Tensor

from neuralc._fit.space import Array
from neuralc._kernels.launch import launch

if TYPE_CHECKING:
    from neuralc._kernels.gradients import Kernels


class KernelJacobian:
    """A native module with arrays for its inputs, and its derivatives by some elements."""

    def __init__(
        self, kernels: Kernels, inputs: Sequence[Array], shapes: Sequence[tuple[int, ...]]
    ) -> None:
        self._program = kernels.program
        self._inputs = [torch.from_numpy(value.copy()) for value in inputs]
        self._shapes = shapes
        count = len(inputs)
        batches = [
            value.shape[: value.dim() - rank]
            for value, rank in zip(self._inputs, self._program.ranks[:count], strict=True)
        ]
        self._batch = torch.broadcast_shapes(*batches) if batches else torch.Size()  # type: ignore[no-untyped-call]
        cores = [tuple(value.shape) for value in self._inputs] + [tuple(s) for s in shapes]
        self._core = self._program.result_sizes(cores)

    def is_forward(self, elements: int) -> bool:
        """Whether a tangent for each parameter element costs no more than a cotangent for each
        element of the result."""
        return elements <= max(int(numpy.prod(self._core, dtype=numpy.int64)), 1)

    def values(self, parameters: Sequence[Array]) -> Array:
        """What the module gives."""
        operands = [*self._inputs, *map(torch.from_numpy, parameters)]
        return launch(self._program, "value", (), operands)[0].numpy()

    def forward(
        self, parameters: Sequence[Array], elements: Sequence[tuple[int, int]]
    ) -> tuple[Array, Array]:
        """What the module gives, and the derivatives by elements (parameter, position): shapes
        batch + result and (elements) + batch + result."""
        count = len(elements)
        wanted = sorted({parameter for parameter, _ in elements})
        ones = [1] * len(self._batch)
        operands = list(self._inputs)
        tangents = []
        for number, value in enumerate(parameters):
            tensor = torch.from_numpy(value)
            operands.append(tensor)
            if number in wanted:
                tangent: Tensor = torch.zeros(count, tensor.numel(), dtype=torch.float64)
                for row, (parameter, position) in enumerate(elements):
                    if parameter == number:
                        tangent[row, position] = 1.0
                tangents.append(tangent.reshape(count, *ones, *tensor.shape))
        wrt = tuple(len(self._inputs) + number for number in wanted)
        found, tangent_of_value = launch(self._program, "pushforward", wrt, [*operands, *tangents])
        return found[0].numpy(), tangent_of_value.numpy()

    @property
    def is_scalar(self) -> bool:
        """Whether the result is one number for each element of the batch."""
        return not self._core

    def reverse(
        self, parameters: Sequence[Array], wanted: Sequence[int]
    ) -> tuple[Array, list[Array]]:
        """What a module with scalar results gives, and its derivatives by the parameters at these
        positions: shapes batch and batch + parameter."""
        operands: list[Tensor | None] = list(self._inputs)
        for number, value in enumerate(parameters):
            tensor = torch.from_numpy(value)
            # Each element of the batch has a parameter of its own.
            operands.append(
                tensor.expand((*self._batch, *tensor.shape)) if number in wanted else tensor
            )
        wrt = tuple(len(self._inputs) + number for number in wanted)
        found, *adjoints = launch(self._program, "pullback", wrt, [*operands, None])
        return found.numpy(), [adjoint.numpy() for adjoint in adjoints]
