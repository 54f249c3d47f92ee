"""Multilayer perceptrons."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn


def mlp(
    sizes: Sequence[int], activation: type[nn.Module] = nn.Tanh, dtype: torch.dtype | None = None
) -> nn.Sequential:
    """Linear layers of these sizes, inputs first, with an activation between them."""
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs, dtype=dtype), activation()]
    return nn.Sequential(*layers[:-1])


class Standardized(nn.Module):
    """A network that sees inputs and gives outputs of mean 0 and deviation 1 over training data.

    Without it a network spends its training on the scale of what it is to learn.
    """

    input_mean: Tensor
    input_deviation: Tensor
    output_mean: Tensor
    output_deviation: Tensor

    def __init__(self, network: nn.Module, inputs: Tensor, outputs: Tensor) -> None:
        super().__init__()
        self.network = network
        for name, data in (("input", inputs), ("output", outputs)):
            self.register_buffer(f"{name}_mean", data.mean(0))
            deviation = data.std(0)
            self.register_buffer(f"{name}_deviation", torch.where(deviation > 0, deviation, 1))

    def forward(self, inputs: Tensor) -> Any:
        """The network's output in the data's own scale."""
        scaled = self.network((inputs - self.input_mean) / self.input_deviation)
        return scaled * self.output_deviation + self.output_mean
