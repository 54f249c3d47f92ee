"""Chains of compiled stages beside the same by hand, and beside networks in place of stages."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

import neuralc as nc

from ..common.seeds import generator, seed_torch
from ..common.training import train
from . import truth

PROGRAMS = Path(__file__).parent / "programs"
FACTORS = (1, 2, 4)
POINTS = 2_000
#: Layers of a neural stage: 1,153 parameters.
WIDTH = 32

#: The stages by hand in PyTorch.
BY_HAND: dict[str, Callable[[Tensor], Tensor]] = {
    "square": torch.square,
    "cube": lambda x: x**3,
    "sine": torch.sin,
    "exponential": torch.exp,
    "increment": lambda x: x + 1,
    "negation": torch.neg,
    "double": lambda x: 2 * x,
    "root": lambda x: torch.sqrt(torch.square(x) + 0.01),
}


@dataclass(frozen=True)
class Task:
    """A depth and the number of its chains."""

    depth: int
    chains: int


def drawn(task: Task) -> list[tuple[str, ...]]:
    """The chains of a depth, the same for all seeds."""
    return truth.chains(task.depth, task.chains, generator("composition", "chains", task.depth))


def compiled(chain: Sequence[str]) -> nn.Sequential:
    """One compiled module for each stage."""
    return nn.Sequential(*(nc.compile(PROGRAMS / f"{name}.scm") for name in chain))


def whole(chain: Sequence[str]) -> nc.CompiledModule:
    """The chain as one program."""
    expression = "x"
    for name in chain:
        lines = (PROGRAMS / f"{name}.scm").read_text(encoding="utf-8").splitlines()
        body = " ".join(line for line in lines if not line.startswith(";"))
        expression = f"(let ((x {expression})) {body.strip()})"
    return nc.compile(expression)


def by_hand(chain: Sequence[str]) -> Callable[[Tensor], Tensor]:
    """The chain in PyTorch."""

    def function(x: Tensor) -> Tensor:
        for name in chain:
            x = BY_HAND[name](x)
        return x

    return function


def with_gradient(function: Callable[[Tensor], Tensor], x: Tensor) -> tuple[Tensor, Tensor]:
    """Values, and their derivatives by the inputs."""
    leaf = x.clone().requires_grad_()
    value = function(leaf)
    (gradient,) = torch.autograd.grad(value.sum(), leaf)
    return value.detach(), gradient


def different(left: Tensor, right: Tensor) -> int:
    """How many numbers differ in a bit; any NaN is like any other."""
    same = (left == right) & (torch.signbit(left) == torch.signbit(right))
    return int((~(same | (torch.isnan(left) & torch.isnan(right)))).sum())


def exactness(task: Task) -> list[dict[str, Any]]:
    """Numbers whose bits differ from what is written by hand, over all chains of a depth."""
    counts = dict.fromkeys(("modules, values", "modules, gradients", "program, values"), 0)
    numbers = 0
    random = generator("composition", "inputs", task.depth)
    start = time.process_time()
    for chain in drawn(task):
        modules, program, hand = compiled(chain), whole(chain), by_hand(chain)
        for factor in FACTORS:
            for dtype in (torch.float64, torch.float32):
                limit = truth.LIMIT * factor
                x = torch.from_numpy(random.uniform(-limit, limit, POINTS)).to(dtype)
                value, gradient = with_gradient(hand, x)
                found, found_gradient = with_gradient(modules, x)
                counts["modules, values"] += different(found, value)
                counts["modules, gradients"] += different(found_gradient, gradient)
                counts["program, values"] += different(program(x), value)
                numbers += POINTS
    return [
        {
            "depth": task.depth,
            "chains": task.chains,
            "numbers": numbers,
            **counts,
            "seconds": time.process_time() - start,
        }
    ]


class Stages(nn.Module):
    """A network 1-32-32-1 for every stage, trained side by side."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        seed_torch("composition", "stages", seed)
        count, sizes = len(truth.STAGES), (1, WIDTH, WIDTH, 1)
        self.weights, self.offsets = nn.ParameterList(), nn.ParameterList()
        for inputs, outputs in itertools.pairwise(sizes):
            # As nn.Linear begins.
            limit = inputs**-0.5
            self.weights.append(nn.Parameter(uniform(limit, count, inputs, outputs)))
            self.offsets.append(nn.Parameter(uniform(limit, count, 1, outputs)))

    def forward(self, x: Tensor) -> Tensor:
        """Values (networks, points, 1) for inputs of the same shape."""
        for layer, (weight, offset) in enumerate(zip(self.weights, self.offsets, strict=True)):
            x = torch.baddbmm(offset, torch.tanh(x) if layer else x, weight)
        return x

    def stage(self, place: int, x: Tensor) -> Tensor:
        """One network alone, for inputs (points, 1)."""
        for layer, (weight, offset) in enumerate(zip(self.weights, self.offsets, strict=True)):
            x = (torch.tanh(x) if layer else x) @ weight[place] + offset[place]
        return x


def uniform(limit: float, *shape: int) -> Tensor:
    """Random numbers up to a limit, on both sides of 0."""
    return (2 * torch.rand(shape) - 1) * limit


def trained_stages(seed: int, epochs: int) -> tuple[Stages, float]:
    """Networks for all stages, each given 256 fresh points of [−2, 2] an epoch, and the seconds."""
    model = Stages(seed)

    def loss(_: int) -> Tensor:
        x = uniform(truth.LIMIT, len(BY_HAND), 256, 1)
        target = torch.stack([f(column) for f, column in zip(BY_HAND.values(), x, strict=True)])
        # Each network's own mean, so that no network's loss changes another's steps.
        return (model(x) - target).square().mean(dim=(1, 2)).sum()

    training = train(model, loss, epochs=epochs, learning_rate=3e-3, cosine=True)
    return model, training.seconds


@dataclass(frozen=True)
class NeuralTask:
    """A seed, the epochs of its networks, and the chains to try them in."""

    seed: int
    epochs: int
    tasks: tuple[Task, ...]


def neural(task: NeuralTask) -> list[dict[str, Any]]:
    """The errors of chains of networks, for each chain and factor."""
    model, seconds = trained_stages(task.seed, task.epochs)
    number = {name: place for place, name in enumerate(truth.STAGES)}
    rows = []
    for depth in task.tasks:
        random = generator("composition", "neural", depth.depth)
        for chain in drawn(depth):
            for factor in FACTORS:
                x = random.uniform(-truth.LIMIT * factor, truth.LIMIT * factor, POINTS)
                expected = truth.apply(chain, x)
                value = torch.from_numpy(x).float()[:, None]
                with torch.no_grad():
                    for name in chain:
                        value = model.stage(number[name], value)
                square = float(np.mean((value[:, 0].double().numpy() - expected) ** 2))
                rows.append(
                    {
                        "depth": depth.depth,
                        "seed": task.seed,
                        "factor": factor,
                        "MSE": square,
                        "relative": float(np.sqrt(square / np.var(expected))),
                        "seconds": seconds,
                    }
                )
    return rows
