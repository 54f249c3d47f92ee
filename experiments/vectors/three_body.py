"""Masses of three bodies from their trajectories."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import least_squares
from torch import Tensor, nn

import neuralc as nc

from ..common.baselines.mlp import mlp
from ..common.programs import load
from ..common.seeds import generator, seed_torch
from ..common.training import count_parameters, mean_square, train
from . import truth
from .models import PROGRAMS
from .truth import Orbits

Array = NDArray[Any]
NAMES = ("m1", "m2", "m3")


@dataclass(frozen=True)
class Task:
    """A seed, trajectories to fit and to test on, and the epochs of the network."""

    seed: int
    trajectories: int
    tests: int
    epochs: int


def program(rounds: int) -> Any:
    """The program for a number of observations."""
    text = (PROGRAMS / "three_body.scm").read_text(encoding="utf-8")
    return load(text.replace("(define rounds 40)", f"(define rounds {rounds})"))


class UnknownVelocities(nn.Module):
    """The program with the velocities of the start among the unknowns."""

    def __init__(self, law: nn.Module, start: Array) -> None:
        super().__init__()
        self.law = law
        self.velocities = nn.Parameter(torch.from_numpy(start.copy()))

    def forward(self, places: Tensor) -> Any:
        """The places of all bodies at the times of observation."""
        return self.law(places, self.velocities)


class Accelerations(nn.Module):
    """A network of the places in place of Newton's law, in leapfrog steps of one observation."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        seed_torch("vectors", "accelerations", seed)
        self.network = mlp([9, 64, 64, 9], nn.Tanh, torch.float64)

    def forward(self, places: Tensor, velocities: Tensor, rounds: int) -> Tensor:
        """The places of all bodies at the times of observation."""
        step, rows = truth.INTERVAL, []
        kick = self.network(places)
        for _ in range(rounds):
            velocities = velocities + step / 2 * kick
            places = places + step * velocities
            kick = self.network(places)
            velocities = velocities + step / 2 * kick
            rows.append(places)
        return torch.stack(rows, dim=-2)


def fits(task: Task) -> list[dict[str, Any]]:
    """All models of one seed."""
    random = generator("vectors", "orbits", task.seed)
    data, tests = truth.orbits(task.trajectories, random), truth.orbits(task.tests, random)
    return [
        by_program(task, data, tests),
        with_velocities(task, data, tests),
        by_scipy(task, data, tests),
        by_network(task, data, tests),
    ]


def row(task: Task, name: str, masses: dict[str, float], seconds: float) -> dict[str, Any]:
    """What a model found."""
    errors = {
        f"error of {mass}, %": 100 * abs(masses[mass] / true - 1)
        for mass, true in zip(NAMES, truth.MASSES, strict=True)
        if mass in masses
    }
    return {"model": name, "parameters": 3, "seed": task.seed, **errors, "seconds": seconds}


def scores(found: Array, tests: Orbits) -> dict[str, float]:
    """Mean square errors of places up to the training's horizon, and from there to its double."""
    squares = (found - tests.clean) ** 2
    half = truth.OBSERVATIONS
    return {
        "MSE ×1": float(np.mean(squares[:, :half])),
        "MSE ×2": float(np.mean(squares[:, half:])),
    }


def predicted(masses: dict[str, float], tests: Orbits) -> dict[str, float]:
    """The program's errors on trajectories that were not fitted."""
    model = program(2 * truth.OBSERVATIONS)
    value, _ = model.value_and_grad(tests.places, tests.velocities, wrt=(), **masses)
    return scores(value, tests)


def masses_of(result: Any) -> dict[str, float]:
    """The masses among a fit's estimates."""
    return {mass: float(result.estimates[mass]) for mass in NAMES}


def by_program(task: Task, data: Orbits, tests: Orbits) -> dict[str, Any]:
    """The program, all trajectories in one batch."""
    result = nc.fit(
        program(truth.OBSERVATIONS),
        {"places": data.places, "velocities": data.velocities},
        target=data.observed,
        parameters={mass: nc.Parameter(1.0, positive=True) for mass in NAMES},
        progress=False,
    )
    masses = masses_of(result)
    farthest = max(
        abs(masses[mass] - true) / float(result.standard_errors[mass])
        for mass, true in zip(NAMES, truth.MASSES, strict=True)
    )
    line = row(task, "compiled, `nc.fit`", masses, result.seconds)
    return line | predicted(masses, tests) | {"farthest, standard errors": farthest}


def with_velocities(task: Task, data: Orbits, tests: Orbits) -> dict[str, Any]:
    """The program from one trajectory whose velocities are unknown; they start from differences."""
    places, observed = data.places[0], data.observed[0]
    start = (observed[0] - places) / truth.INTERVAL
    model = UnknownVelocities(program(truth.OBSERVATIONS), start)
    inputs = {"places": torch.from_numpy(places[None])}
    result = nc.fit(model, inputs, target=torch.from_numpy(observed[None]), progress=False)
    masses = masses_of(result)
    name = "compiled, one trajectory, velocities unknown"
    line = row(task, name, masses, result.seconds) | predicted(masses, tests)
    return line | {"parameters": 12}


def by_scipy(task: Task, data: Orbits, tests: Orbits) -> dict[str, Any]:
    """NumPy by hand: `solve_ivp` in `least_squares`, with derivatives by differences."""
    begin = time.process_time()
    times = truth.INTERVAL * np.arange(1, truth.OBSERVATIONS + 1)
    starts = np.concatenate([data.places, data.velocities], axis=-1)

    def residuals(masses: Array) -> Array:
        places = [truth.orbit(start, times, masses, 1e-8)[:, :9] for start in starts]
        return (np.stack(places) - data.observed).ravel()

    found = least_squares(residuals, np.ones(3), method="lm").x
    masses = dict(zip(NAMES, found.tolist(), strict=True))
    line = row(task, "by hand, SciPy", masses, time.process_time() - begin)
    return line | predicted(masses, tests)


def by_network(task: Task, data: Orbits, tests: Orbits) -> dict[str, Any]:
    """Accelerations as a network of the places."""
    model = Accelerations(task.seed)
    places, velocities = torch.from_numpy(data.places), torch.from_numpy(data.velocities)
    observed = torch.from_numpy(data.observed)

    def loss(_: int) -> Tensor:
        return mean_square(model(places, velocities, truth.OBSERVATIONS), observed)

    training = train(model, loss, epochs=task.epochs, learning_rate=3e-3, cosine=True, clip=5.0)
    with torch.no_grad():
        found = model(
            torch.from_numpy(tests.places),
            torch.from_numpy(tests.velocities),
            2 * truth.OBSERVATIONS,
        ).numpy()
    line = row(task, "network of accelerations", {}, training.seconds)
    return line | {"parameters": count_parameters(model)} | scores(found, tests)
