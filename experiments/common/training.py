"""Training by gradients, as the baselines need it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Training:
    """What a training took: seconds, and the loss after every hundredth part of it.

    Seconds are those of the processor, so that other work on the machine does not count.
    """

    seconds: float
    losses: list[float]


def count_parameters(model: nn.Module) -> int:
    """How many numbers are trained."""
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def train(
    model: nn.Module,
    loss: Callable[[int], Tensor],
    *,
    epochs: int,
    learning_rate: float,
    cosine: bool = False,
    clip: float | None = None,
) -> Training:
    """Adam on `loss(epoch)`, which may draw fresh data at each epoch.

    `cosine` lets the learning rate decay to 0; `clip` bounds the gradient's norm. Training ends
    early where one of the losses that are kept is not finite.
    """
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs) if cosine else None
    losses = []
    start = time.process_time()
    for epoch in range(epochs):
        optimizer.zero_grad()
        value = loss(epoch)
        value.backward()
        if epoch % max(1, epochs // 100) == 0:
            losses.append(value.item())
            if not np.isfinite(losses[-1]):
                break
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        if schedule is not None:
            schedule.step()
    return Training(time.process_time() - start, losses)


def mean_square(value: Tensor, target: Tensor) -> Tensor:
    """The mean square of differences."""
    return (value - target).square().mean()
