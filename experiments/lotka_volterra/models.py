"""All models of predator and prey, from a record to a row of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch

from ..common import stages
from ..common.baselines import neural_ode, pinn
from ..common.baselines.stacked import StackedMLP
from ..common.outcomes import Outcome, constant_errors, network_outcome, pinn_outcome
from ..common.trajectories import Array, horizon_errors, moments
from . import compiled, truth

RECORD = "structure known, whole record"
KNOWN = "structure known, whole record, start known"
WINDOWS = "structure known, 8 windows from observed states"
HYBRID = "predation known, whole record"
NETWORK = "MLP right-hand side"
NEURAL_ODE = "neural ODE, dopri5"
PINN = "PINN"
SIMULATED = "PINN's constants, simulated"
OWN_START = ", followed from its own start"

#: How our models are fitted.
OURS: dict[str, dict[str, bool]] = {
    RECORD: {},
    KNOWN: {"known_start": True},
    WINDOWS: {"whole": False},
    HYBRID: {"hybrid": True},
}
LEARNING_RATE = 1e-2


@dataclass(frozen=True)
class Task:
    """One of our models for one record, or one of the baselines for the records of all seeds."""

    model: str
    noise: float
    seeds: tuple[int, ...]
    epochs: int = 0


def run_task(task: Task) -> Outcome:
    """Fits, and follows from the true start."""
    if task.model in OURS:
        return run_ours(task)
    records = np.stack([truth.record(task.noise, seed) for seed in task.seeds])
    return run_pinn(task, records) if task.model == PINN else run_network(task, records)


def run_ours(task: Task) -> Outcome:
    """One of our models for one record."""
    (seed,) = task.seeds
    options = OURS[task.model]
    found = compiled.fitted(truth.record(task.noise, seed), seed, **options)
    future = compiled.future(found, truth.START)
    rows = [row(task, seed, found.parameters, future, found.seconds)]
    rows[0] |= constant_errors(compiled.constants(found), truth.CONSTANTS)
    if task.model == RECORD:
        rows[0]["covered"] = covered(found)
    if task.model in (RECORD, HYBRID):
        own_future = compiled.future(found, found.start)
        own = row(task, seed, found.parameters + 2, own_future, found.seconds)
        rows.append(own | {"model": task.model + OWN_START})
    return Outcome(rows, future)


def run_network(task: Task, records: Array) -> Outcome:
    """A network as right-hand side, for the records of all seeds."""
    scale = torch.tensor(np.abs(records).mean((0, 1)), dtype=torch.float32)
    slopes = neural_ode.slopes(records, truth.STEP)
    network = StackedMLP([2, 64, 64, 64, 2], task.seeds, scale, slopes)
    seconds = neural_ode.train(
        network,
        records,
        neural_ode.Windows(compiled.WINDOWS, compiled.LENGTH, truth.STEP),
        seeds=task.seeds,
        epochs=task.epochs,
        learning_rate=LEARNING_RATE,
        method="rk4" if task.model == NETWORK else "dopri5",
    )
    futures = neural_ode.follow(network, truth.START, truth.STEP, 5 * truth.COUNT)
    return network_outcome(partial(row, task), task.seeds, network.size, futures, seconds)


def run_pinn(task: Task, records: Array) -> Outcome:
    """A PINN, and what its constants alone predict, for the records of all seeds."""
    starts = dict.fromkeys(truth.CONSTANTS, 0.5)
    settings = pinn.Settings(task.epochs, LEARNING_RATE)
    found = pinn.train(equation, starts, truth.TIMES, records, task.seeds, settings)
    times = moments(truth.STEP, 5 * truth.COUNT)
    return pinn_outcome(
        partial(row, task), task.seeds, found, times, truth.CONSTANTS, truth.trajectory, SIMULATED
    )


def equation(
    states: torch.Tensor, times: torch.Tensor, constants: Mapping[str, torch.Tensor]
) -> torch.Tensor:
    """The rates that a PINN is to have."""
    x, y = states[..., 0], states[..., 1]
    α, β, δ, γ = (constants[name] for name in "αβδγ")
    return torch.stack([α * x - β * x * y, δ * x * y - γ * y], -1)


def row(task: Task, seed: int, parameters: int, future: Array, seconds: float) -> dict[str, Any]:
    """What all rows have."""
    known = {"model": task.model, "noise": task.noise, "seed": seed, "parameters": parameters}
    errors = horizon_errors(future, truth.trajectory(), truth.COUNT)
    return known | errors | {"CPU seconds": seconds}


def covered(found: stages.Fitted) -> float:
    """The share of 95 % intervals that have the true constant."""
    intervals = {name: found.result.interval(name, 0.95) for name in truth.CONSTANTS}
    inside = [low <= truth.CONSTANTS[name] <= high for name, (low, high) in intervals.items()]
    return float(np.mean(inside))
