"""Physics-informed neural networks (Raissi, Perdikaris and Karniadakis 2019), for an ODE.

A network of time is the solution. Its loss is the mean squared error at the data plus a weight
times the mean squared residual of the equation at collocation points; the equation's unknown
constants are trained with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from .stacked import StackedMLP, train_stacked

#: Rates of a state (seed, item, feature) at times (item, 1), by constants, each (seed, 1).
Equation = Callable[[Tensor, Tensor, Mapping[str, Tensor]], Tensor]


@dataclass(frozen=True)
class Settings:
    """What a PINN is trained with."""

    epochs: int
    learning_rate: float
    physics: float = 0.1
    collocation: int = 200
    hidden: tuple[int, ...] = (64, 64, 64)


@dataclass(frozen=True)
class PINN:
    """Trained networks, one a seed, and their constants, each with one number a seed."""

    network: StackedMLP
    constants: dict[str, NDArray[np.float64]]
    length: float
    parameters: int
    seconds: float

    def predict(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """States at times, (seed, time, feature)."""
        with torch.no_grad():
            inputs = scaled(torch.tensor(times, dtype=torch.float32), self.length)
            states = self.network(inputs.expand(self.network.stacks[0].shape[0], -1, -1))
        return states.numpy().astype(np.float64)


def scaled(times: Tensor, length: float) -> Tensor:
    """Times from 0 to `length` as inputs from -1 to 1, (1, time, 1)."""
    return (2 * times / length - 1)[None, :, None]


def train(
    equation: Equation,
    starts: dict[str, float],
    times: NDArray[np.float64],
    records: NDArray[np.float64],
    seeds: Sequence[int],
    settings: Settings,
) -> PINN:
    """Fits one network for each record, (seed, time, feature), observed at `times`.

    `starts` has the initial values of the constants.
    """
    length = float(times[-1])
    observed = torch.tensor(records, dtype=torch.float32)
    scale = observed.std((0, 1))
    network = StackedMLP([1, *settings.hidden, records.shape[-1]], seeds, output_scale=scale)
    constants = {
        name: nn.Parameter(torch.full((len(seeds), 1), value)) for name, value in starts.items()
    }
    points = torch.linspace(0, length, settings.collocation)
    data = scaled(torch.tensor(times, dtype=torch.float32), length).repeat(len(seeds), 1, 1)
    inside = scaled(points, length).repeat(len(seeds), 1, 1)
    # The network's derivative by its own input, to that by time.
    tangent = torch.full_like(inside, 2 / length)

    def losses(epoch: int) -> Tensor:
        misfit = (network(data) - observed).square().mean((1, 2))
        states, rates = torch.func.jvp(network, (inside,), (tangent,))[:2]
        residual = rates - equation(states, points[:, None], constants)
        return misfit + settings.physics * residual.square().mean((1, 2))

    parameters = [*network.parameters(), *constants.values()]
    seconds = train_stacked(
        parameters, losses, epochs=settings.epochs, learning_rate=settings.learning_rate
    )
    final = {name: c.detach()[:, 0].numpy().astype(np.float64) for name, c in constants.items()}
    return PINN(network, final, length, network.size + len(constants), seconds)
