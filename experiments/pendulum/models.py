"""All models of the pendulum, from a record to a row of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ..common.baselines import neural_ode, pinn
from ..common.baselines.stacked import StackedMLP
from ..common.outcomes import Outcome, constant_errors, network_outcome, pinn_outcome
from ..common.trajectories import Array, horizon_errors, moments
from . import compiled, truth

RECORD = "structure known, whole record"
WINDOWS = "structure known, 6 windows from observed states"
DAMPING = "sine known, damping by velocity"
ORTHOGONAL = "sine known, network orthogonal to it"
PENALISED = "sine known, network penalised"
FREE = "sine known, network free"
NETWORK = "MLP right-hand side"
NEURAL_ODE = "neural ODE, dopri5"
PINN = "PINN"
SIMULATED = "PINN's constants, simulated"
OWN_START = ", followed from its own start"

#: The programs of our models, and how they are fitted.
OURS: dict[str, tuple[str, dict[str, Any]]] = {
    RECORD: ("full", {}),
    WINDOWS: ("full", {"whole": False}),
    DAMPING: ("damping", {}),
    ORTHOGONAL: ("orthogonal", {}),
    PENALISED: ("free", {}),
    FREE: ("free", {"weight": compiled.WEAK}),
}
#: Those that have a network beside the sine.
HYBRIDS = (DAMPING, ORTHOGONAL, PENALISED, FREE)
LEARNING_RATE = 1e-2


@dataclass(frozen=True)
class Task:
    """One of our models for one record, or one of the baselines for the records of all seeds."""

    model: str
    drive: float
    seeds: tuple[int, ...]
    epochs: int = 0


def run_task(task: Task) -> Outcome:
    """Fits, and follows from the true start."""
    if task.model in OURS:
        return run_ours(task)
    records = np.stack([truth.record(task.drive, seed) for seed in task.seeds])
    return run_pinn(task, records) if task.model == PINN else run_network(task, records)


def run_ours(task: Task) -> Outcome:
    """One of our models for one record."""
    (seed,) = task.seeds
    name, options = OURS[task.model]
    found = compiled.fitted(name, truth.record(task.drive, seed), task.drive, seed, **options)
    future = compiled.future(found, truth.START, task.drive)
    rows = [row(task, seed, found.parameters, future, found.seconds)]
    rows[0] |= constant_errors(compiled.constants(found), truth.CONSTANTS)
    # What the fit itself says of k, with all that a network could take over projected out.
    error = found.result.standard_error("k")
    rows[0]["standard error of g/L, %"] = 100 * error / truth.CONSTANTS["g/L"]
    if task.model in (RECORD, DAMPING):
        own_future = compiled.future(found, found.start, task.drive)
        own = row(task, seed, found.parameters + 2, own_future, found.seconds)
        rows.append(own | {"model": task.model + OWN_START})
    return Outcome(rows, future)


def run_network(task: Task, records: Array) -> Outcome:
    """A network as right-hand side, for the records of all seeds.

    It is given the drive at the time, which the experimenter knows, beside angle and velocity.
    """
    drive = task.drive
    scale = torch.tensor([*np.abs(records).mean((0, 1)), max(drive, 0.5)], dtype=torch.float32)
    slopes = neural_ode.slopes(records, truth.STEP)
    network = StackedMLP([3, 64, 64, 64, 2], task.seeds, scale, slopes)

    def features(state: Tensor, time: Tensor) -> Tensor:
        return torch.cat([state, drive * torch.sin(2 * time / 3)], -1)

    seconds = neural_ode.train(
        network,
        records,
        neural_ode.Windows(compiled.WINDOWS, compiled.LENGTH, truth.STEP),
        seeds=task.seeds,
        epochs=task.epochs,
        learning_rate=LEARNING_RATE,
        method="rk4" if task.model == NETWORK else "dopri5",
        features=features,
    )
    futures = neural_ode.follow(network, truth.START, truth.STEP, 5 * truth.COUNT, features)
    return network_outcome(partial(row, task), task.seeds, network.size, futures, seconds)


def run_pinn(task: Task, records: Array) -> Outcome:
    """A PINN, and what its constants alone predict, for the records of all seeds."""
    drive = task.drive

    def equation(states: Tensor, times: Tensor, constants: Mapping[str, Tensor]) -> Tensor:
        θ, ω = states[..., 0], states[..., 1]
        acceleration = -constants["g/L"] * torch.sin(θ) - constants["b"] * ω
        return torch.stack([ω, acceleration + drive * torch.sin(2 * times[:, 0] / 3)], -1)

    starts = {"g/L": 5.0, "b": 0.5}
    settings = pinn.Settings(task.epochs, LEARNING_RATE)
    found = pinn.train(equation, starts, truth.TIMES, records, task.seeds, settings)
    simulated = partial(truth.trajectory, drive)
    times = moments(truth.STEP, 5 * truth.COUNT)
    return pinn_outcome(
        partial(row, task), task.seeds, found, times, truth.CONSTANTS, simulated, SIMULATED
    )


def row(task: Task, seed: int, parameters: int, future: Array, seconds: float) -> dict[str, Any]:
    """What all rows have."""
    known = {"model": task.model, "drive": task.drive, "seed": seed, "parameters": parameters}
    errors = horizon_errors(future, truth.trajectory(task.drive), truth.COUNT)
    return known | errors | {"CPU seconds": seconds}
