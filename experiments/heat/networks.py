"""Baselines and hybrids with networks, all seeds side by side.

States are (seed, trajectory, time, point). Everything here is in float32, as in the original.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.func import functional_call

from ..common.baselines.stacked import StackedMLP, train_stacked
from ..common.seeds import generator
from . import by_hand, compiled, truth
from .truth import Data

#: The paper's training.
LEARNING_RATE = 1e-3
WIDTH = 64


@dataclass(frozen=True)
class Trained:
    """What came of a training, one row a seed."""

    model: str
    predicted: NDArray[np.float64]
    diffusivity: NDArray[np.float64] | None
    parameters: int
    seconds: float
    """Of the processor, for one seed."""


def as_tensors(data: Sequence[Data]) -> tuple[Tensor, Tensor, Tensor]:
    """Starts, states, and starts of the tests, of all seeds."""
    parts = ("starts", "states", "test_starts")
    starts, states, tests = (
        torch.tensor(np.stack([getattr(one, part) for one in data]), dtype=torch.float32)
        for part in parts
    )
    return starts, states, tests


def diffusivity(count: int) -> nn.Parameter:
    """The unknown constant at first, (seed, 1, 1)."""
    return nn.Parameter(torch.full((count, 1, 1), compiled.FIRST["α"]))


def numbers(tensor: Tensor) -> NDArray[np.float64]:
    """A tensor as an array."""
    return tensor.detach().numpy().astype(np.float64)


def handwritten(data: Sequence[Data], epochs: int) -> Trained:
    """The same equation written in PyTorch, and trained by Adam."""
    starts, states, tests = as_tensors(data)
    alpha = diffusivity(len(data))

    def follow(start: Tensor, count: int) -> Tensor:
        return by_hand.euler(by_hand.heat, start, {"α": alpha}, count, truth.STEP)

    def losses(epoch: int) -> Tensor:
        return (follow(starts, truth.TRAIN_STEPS) - states).square().mean((1, 2, 3))

    seconds = train_stacked([alpha], losses, epochs=epochs, learning_rate=LEARNING_RATE)
    with torch.no_grad():
        predicted = follow(tests, truth.TEST_STEPS)
    found = numbers(alpha).reshape(-1)
    return Trained("by hand, Adam", numbers(predicted), found, 1, seconds / len(data))


def mlp(data: Sequence[Data], epochs: int) -> Trained:
    """A network from a state to the next."""
    starts, states, tests = as_tensors(data)
    before = torch.cat([starts[:, :, None], states[:, :, :-1]], 2).flatten(1, 2)
    after = states.flatten(1, 2)
    network = StackedMLP([truth.POINTS, *[WIDTH] * 3, truth.POINTS], range(len(data)))

    def losses(epoch: int) -> Tensor:
        return (network(before) - after).square().mean((1, 2))

    seconds = train_stacked(
        list(network.parameters()), losses, epochs=epochs, learning_rate=LEARNING_RATE
    )
    predicted = repeated(network, tests)
    return Trained("MLP", predicted, None, network.size, seconds / len(data))


def repeated(network: Callable[[Tensor], Tensor], start: Tensor) -> NDArray[np.float64]:
    """The states that a network of one step comes to."""
    states = []
    state = start
    with torch.no_grad():
        for _ in range(truth.TEST_STEPS):
            state = network(state)
            states.append(state)
    return numbers(torch.stack(states, 2))


def hybrid_of_state(data: Sequence[Data], epochs: int) -> Trained:
    """The compiled equation, and a network of the whole state for what is unknown, as in the
    original."""
    starts, states, tests = as_tensors(data)
    alpha = diffusivity(len(data))
    known = compiled.right_hand_side("heat", truth.POINTS, "eager")
    network = StackedMLP([truth.POINTS, 32, 32, truth.POINTS], range(len(data)))

    def rate(state: Tensor, constants: dict[str, Tensor]) -> Tensor:
        return functional_call(known, {"α": alpha[..., 0]}, (state,)) + network(state)

    def follow(start: Tensor, count: int) -> Tensor:
        return by_hand.euler(rate, start, {}, count, truth.STEP)

    def losses(epoch: int) -> Tensor:
        return (follow(starts, truth.TRAIN_STEPS) - states).square().mean((1, 2, 3))

    parameters = [alpha, *network.parameters()]
    seconds = train_stacked(parameters, losses, epochs=epochs, learning_rate=LEARNING_RATE)
    with torch.no_grad():
        predicted = numbers(follow(tests, truth.TEST_STEPS))
    found = numbers(alpha).reshape(-1)
    name = "program and network of the state"
    return Trained(name, predicted, found, 1 + network.size, seconds / len(data))


def hybrid_of_place(data: Sequence[Data], epochs: int) -> Trained:
    """The compiled equation, and a network of the place for the source; a trajectory is one
    kernel, which autograd differentiates through."""
    starts, states, tests = as_tensors(data)
    alpha = diffusivity(len(data))
    network = StackedMLP([1, 32, 32, 1], range(len(data)))
    places = torch.tensor(truth.PLACES[1:-1], dtype=torch.float32)
    places = (2 * places - 1)[None, :, None].expand(len(data), -1, -1)

    def follow(start: Tensor, count: int) -> Tensor:
        given = {"α": alpha[..., 0], "source": network(places)[..., 0][:, None]}
        states: Tensor = functional_call(compiled.coarse("heat_source", count), given, (start,))
        return states

    def losses(epoch: int) -> Tensor:
        return (follow(starts, truth.TRAIN_STEPS) - states).square().mean((1, 2, 3))

    parameters = [alpha, *network.parameters()]
    seconds = train_stacked(parameters, losses, epochs=epochs, learning_rate=LEARNING_RATE)
    with torch.no_grad():
        predicted = numbers(follow(tests, truth.TEST_STEPS))
    found = numbers(alpha).reshape(-1)
    name = "program and network of the place"
    return Trained(name, predicted, found, 1 + network.size, seconds / len(data))


@dataclass(frozen=True)
class PINNSettings:
    """What a physics-informed network is trained with."""

    sees_start: bool
    """Whether the initial state is an input: without it there is one solution for all."""
    physics: float = 0.1
    collocation: int = 200
    batch: int = 500
    """Data points at each epoch, drawn anew."""
    learning_rate: float = LEARNING_RATE
    stretch: float = 5.0
    """The diffusivity is searched as its logarithm over this: its learning rate is so many times
    that of the network, relatively."""


def pinn(data: Sequence[Data], epochs: int, settings: PINNSettings) -> Trained:
    """A network of place and time that obeys the equation (Raissi, Perdikaris and others 2019)."""
    starts, states, tests = as_tensors(data)
    count = len(data)
    exponent = nn.Parameter(torch.zeros(count, 1, 1))

    def alpha() -> Tensor:
        return compiled.FIRST["α"] * torch.exp(settings.stretch * exponent)

    seen = truth.POINTS if settings.sees_start else 0
    network = StackedMLP([2 + seen, *[WIDTH] * 3, 1], range(count))
    record = torch.cat([starts[:, :, None], states], 2)
    draws = [generator("pinn", seed) for seed in range(count)]
    places = torch.tensor(truth.PLACES, dtype=torch.float32)
    duration = truth.TRAIN_STEPS * truth.STEP
    rows = torch.arange(count)[:, None]

    def inputs(place: Tensor, moment: Tensor, start: Tensor) -> Tensor:
        parts = [place[..., None], moment[..., None]]
        return torch.cat([*parts, start] if seen else parts, -1)

    def misfit() -> Tensor:
        size = (settings.batch,)
        index = [[draw.integers(0, bound, size) for bound in record.shape[1:]] for draw in draws]
        which, step, point = torch.tensor(np.array(index)).unbind(1)
        value = network(inputs(places[point], truth.STEP * step, starts[rows, which]))
        return (value[..., 0] - record[rows, which, step, point]).square().mean(1)

    def residual() -> Tensor:
        size = (settings.collocation,)
        place, moment = (
            torch.tensor(np.stack([draw.uniform(0, end, size) for draw in draws])).float()
            for end in (1.0, duration)
        )
        which = torch.tensor(np.stack([draw.integers(0, truth.TRAIN, size) for draw in draws]))
        start = starts[rows, which]
        ones = torch.ones_like(place)

        def along_place(x: Tensor) -> Tensor:
            return torch.func.jvp(lambda x: network(inputs(x, moment, start)), (x,), (ones,))[1]

        curvature = torch.func.jvp(along_place, (place,), (ones,))[1]
        rate = torch.func.jvp(lambda t: network(inputs(place, t, start)), (moment,), (ones,))[1]
        return (rate - alpha() * curvature).square().mean((1, 2))

    def losses(epoch: int) -> Tensor:
        return misfit() + settings.physics * residual()

    parameters = [exponent, *network.parameters()]
    rate = settings.learning_rate
    seconds = train_stacked(parameters, losses, epochs=epochs, learning_rate=rate)
    moments = truth.STEP * torch.arange(1, truth.TEST_STEPS + 1)
    shape = (count, tests.shape[1], truth.TEST_STEPS, truth.POINTS)
    with torch.no_grad():
        whole = inputs(
            places.expand(shape),
            moments[:, None].expand(shape),
            tests[:, :, None, None].expand(*shape, truth.POINTS),
        )
        predicted = network(whole.flatten(1, 3))[..., 0].reshape(shape)
    name = "PINN, sees the initial state" if seen else "PINN"
    found = numbers(alpha()).reshape(-1)
    size = 1 + network.size
    return Trained(name, numbers(predicted), found, size, seconds / count)


def scores(one: Trained, seed: int, data: Data) -> dict[str, Any]:
    """The mean square errors of a seed, and the error of its constant."""
    return {
        "model": one.model,
        "parameters": one.parameters,
        "seed": seed,
        **errors(one.predicted[seed], data),
        "α, error in %": None
        if one.diffusivity is None
        else 100 * abs(float(one.diffusivity[seed]) / truth.DIFFUSIVITY - 1),
        "seconds": one.seconds,
    }


def errors(predicted: NDArray[np.float64], data: Data) -> dict[str, float]:
    """Mean square errors on the test trajectories, as long as in training and longer."""
    squares = (predicted - data.test_states) ** 2
    return {
        "MSE, 5 steps": float(squares[:, : truth.TRAIN_STEPS].mean()),
        "MSE, 20 steps": float(squares.mean()),
    }
