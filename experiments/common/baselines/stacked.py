"""Networks of several seeds trained side by side.

Small networks spend most of their time on calling operations, not in them; ten of them stacked take
hardly longer than one. Nothing is shared: each has its own weights, data, gradient norm and loss,
and Adam works element by element.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from ..seeds import seed_torch


class StackedMLP(nn.Module):
    """One network for each seed: linear layers of these sizes with tanh between them.

    Inputs and outputs are (seed, item, feature). Weights are drawn as those of `nn.Linear`.
    Features are divided by `scale`, so that the first layer sees numbers of the order of 1.
    """

    input_scale: Tensor
    output_scale: Tensor

    def __init__(
        self,
        sizes: Sequence[int],
        seeds: Sequence[int],
        input_scale: Tensor | None = None,
        output_scale: Tensor | None = None,
    ) -> None:
        super().__init__()
        stacks: list[list[Tensor]] = [[] for _ in range(2 * (len(sizes) - 1))]
        for seed in seeds:
            seed_torch("network", seed)
            for index, (inputs, outputs) in enumerate(itertools.pairwise(sizes)):
                bound = 1 / math.sqrt(inputs)
                stacks[2 * index].append(torch.empty(inputs, outputs).uniform_(-bound, bound))
                stacks[2 * index + 1].append(torch.empty(1, outputs).uniform_(-bound, bound))
        self.stacks = nn.ParameterList(nn.Parameter(torch.stack(stack)) for stack in stacks)
        ones = torch.ones(())
        self.register_buffer("input_scale", ones if input_scale is None else input_scale)
        self.register_buffer("output_scale", ones if output_scale is None else output_scale)

    @property
    def size(self) -> int:
        """How many numbers one of the networks has."""
        return sum(stack[0].numel() for stack in self.stacks)

    def forward(self, inputs: Tensor) -> Tensor:
        """The networks' outputs, (seed, item, feature)."""
        state = inputs / self.input_scale
        last = len(self.stacks) - 2
        for index in range(0, last, 2):
            state = torch.tanh(torch.baddbmm(self.stacks[index + 1], state, self.stacks[index]))
        return torch.baddbmm(self.stacks[last + 1], state, self.stacks[last]) * self.output_scale


def clip_each(parameters: Sequence[Tensor], bound: float) -> None:
    """Bounds the norm of each seed's gradient; the first dimension of parameters is the seed."""
    gradients = [p.grad for p in parameters if p.grad is not None]
    squares = torch.stack([g.flatten(1).square().sum(1) for g in gradients]).sum(0)
    factors = (bound / (squares.sqrt() + 1e-6)).clamp(max=1)
    for gradient in gradients:
        gradient.mul_(factors.reshape(-1, *[1] * (gradient.dim() - 1)))


def train_stacked(
    parameters: Sequence[Tensor],
    losses: Callable[[int], Tensor],
    *,
    epochs: int,
    learning_rate: float,
    clip: float = 5.0,
) -> float:
    """Adam with cosine decay on `losses(epoch)`, one for each seed; gives the CPU seconds it took.

    Where one seed's gradient is not finite, that step leaves it as it is.
    """
    optimizer = torch.optim.Adam(parameters, lr=learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    start = time.process_time()
    for epoch in range(epochs):
        optimizer.zero_grad()
        losses(epoch).sum().backward()
        for parameter in parameters:
            if parameter.grad is not None:
                torch.nan_to_num_(parameter.grad, nan=0.0, posinf=0.0, neginf=0.0)
        clip_each(parameters, clip)
        optimizer.step()
        schedule.step()
    return time.process_time() - start
