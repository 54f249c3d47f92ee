"""Networks as the right-hand side of a differential equation.

`train` fits them to windows of a record. With `"rk4"` a window is integrated in steps of the
record's spacing; with `"dopri5"` by torchdiffeq's adaptive method, differentiated through its
steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchdiffeq import odeint

from ..seeds import generator
from ..trajectories import rk4
from .stacked import StackedMLP, train_stacked

#: Inputs of a network for a state (seed, item, feature) and times (seed, item, 1).
Features = Callable[[Tensor, Tensor], Tensor]


@dataclass(frozen=True)
class Windows:
    """How a record is cut for training: `count` windows of `length` steps at each epoch.

    They begin at steps drawn anew for each seed and epoch, from the observed states there.
    """

    count: int
    length: int
    step: float


def slopes(records: NDArray[np.float64], step: float) -> Tensor:
    """The deviation of a record's differences by time: the scale of a right-hand side's outputs."""
    return torch.tensor((np.diff(records, axis=1) / step).std((0, 1)), dtype=torch.float32)


def states_alone(state: Tensor, time: Tensor) -> Tensor:
    """The features of an autonomous equation."""
    return state


def rollout(
    network: StackedMLP, features: Features, start: Tensor, time: Tensor, windows: Windows
) -> Tensor:
    """States after each step from `start`, (step, seed, item, feature), by Runge-Kutta."""
    step = windows.step
    states = []
    state = start
    for _ in range(windows.length):
        middle, end = time + step / 2, time + step
        k1 = network(features(state, time))
        k2 = network(features(torch.add(state, k1, alpha=step / 2), middle))
        k3 = network(features(torch.add(state, k2, alpha=step / 2), middle))
        k4 = network(features(torch.add(state, k3, alpha=step), end))
        state = torch.add(state, k1 + 2 * (k2 + k3) + k4, alpha=step / 6)
        time = end
        states.append(state)
    return torch.stack(states)


def adaptive(
    network: StackedMLP, features: Features, start: Tensor, time: Tensor, windows: Windows
) -> Tensor:
    """The same by torchdiffeq's `dopri5`, which chooses its steps."""

    def rates(elapsed: Tensor, state: Tensor) -> Tensor:
        return network(features(state, time + elapsed))

    times = torch.arange(windows.length + 1) * windows.step
    states: Tensor = odeint(rates, start, times, method="dopri5", rtol=1e-4, atol=1e-5)
    return states[1:]


INTEGRATORS = {"rk4": rollout, "dopri5": adaptive}


def train(
    network: StackedMLP,
    records: NDArray[np.float64],
    windows: Windows,
    *,
    seeds: Sequence[int],
    epochs: int,
    learning_rate: float,
    method: str = "rk4",
    features: Features = states_alone,
) -> float:
    """Fits one network for each record, (seed, time, feature); gives the seconds it took."""
    integrate = INTEGRATORS[method]
    observed = torch.tensor(records, dtype=torch.float32)
    seed_index = torch.arange(len(seeds))[:, None, None]
    last = records.shape[1] - windows.length
    draws = [generator("windows", seed) for seed in seeds]
    offsets = torch.arange(windows.length + 1)

    def losses(epoch: int) -> Tensor:
        begin = torch.tensor(np.stack([draw.integers(last, size=windows.count) for draw in draws]))
        pieces = observed[seed_index, begin[:, :, None] + offsets]
        times = begin[:, :, None] * windows.step
        states = integrate(network, features, pieces[:, :, 0], times, windows)
        return (states - pieces[:, :, 1:].permute(2, 0, 1, 3)).square().mean((0, 2, 3))

    return train_stacked(
        list(network.parameters()), losses, epochs=epochs, learning_rate=learning_rate
    )


def follow(
    network: StackedMLP,
    start: NDArray[np.float64],
    step: float,
    count: int,
    features: Features = states_alone,
) -> NDArray[np.float64]:
    """What the networks predict from a state (feature) or one for each (seed, feature).

    The result is (seed, time, feature) with `count` steps after the start, by Runge-Kutta.
    """
    seeds = network.stacks[0].shape[0]
    state = np.broadcast_to(start, (seeds, start.shape[-1]))
    with_time = np.concatenate([state, np.zeros((seeds, 1))], -1)

    def rates(state: NDArray[np.float64]) -> NDArray[np.float64]:
        tensor = torch.tensor(state[:, None], dtype=torch.float32)
        with torch.no_grad():
            values = network(features(tensor[..., :-1], tensor[..., -1:]))
        return np.concatenate([values[:, 0].numpy().astype(np.float64), np.ones((seeds, 1))], -1)

    return rk4(rates, with_time, step, count)[..., :-1]
