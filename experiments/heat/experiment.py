"""Experiment 4: heat conduction, and other partial differential equations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..common.experiment import Budget, Comparison, Experiment, Report
from ..common.tables import Table, summary
from . import compiled, grids, networks, pictures, truth
from .networks import PINNSettings, Trained
from .truth import Data

OURS = "program, least squares"
NOISE = (0.0, 0.01, 0.05)

#: The original's figures. It computes in float32, where 0.01 is 2.2e-6 % off.
ORIGINAL = {"α, error in %": 2.2e-6, "MSE, 5 steps": 3.7e-15, "MSE, 20 steps": 3.8e-15}


@dataclass(frozen=True)
class Task:
    """A model to train, on all seeds at once."""

    model: str
    with_source: bool
    seeds: int
    epochs: int


def without_start(data: Sequence[Data], epochs: int) -> Trained:
    """The PINN of the original."""
    return networks.pinn(data, epochs, PINNSettings(sees_start=False))


def with_start(data: Sequence[Data], epochs: int) -> Trained:
    """A PINN that can have a solution for each initial state."""
    return networks.pinn(data, epochs, PINNSettings(sees_start=True, learning_rate=5e-3))


MODELS: dict[str, Callable[[Sequence[Data], int], Trained]] = {
    "handwritten": networks.handwritten,
    "mlp": networks.mlp,
    "pinn": without_start,
    "pinn with start": with_start,
    "state": networks.hybrid_of_state,
    "place": networks.hybrid_of_place,
}


def trained(task: Task) -> tuple[list[dict[str, Any]], Any]:
    """Trains a model; a row for each seed, and what the first predicts."""
    data = [truth.draw(seed, task.with_source) for seed in range(task.seeds)]
    one = MODELS[task.model](data, task.epochs)
    rows = [networks.scores(one, seed, data[seed]) for seed in range(task.seeds)]
    return rows, one.predicted[0]


def ours(seed: int, with_source: bool) -> tuple[dict[str, Any], Any]:
    """Our model on the data of a seed."""
    data = truth.draw(seed, with_source)
    one = compiled.fit_coarse("heat_source" if with_source else "heat", data)
    estimates = one.result.estimates
    row = {
        "model": OURS,
        "parameters": sum(np.size(value) for value in estimates.values()),
        "seed": seed,
        **networks.errors(one.predicted, data),
        "α, error in %": 100 * abs(float(estimates["α"]) / truth.DIFFUSIVITY - 1),
        "seconds": one.seconds,
    }
    if with_source:
        row["source, largest error"] = largest(estimates["source"])
    return row, one.predicted


def largest(source: Any) -> float:
    """The largest error of a source."""
    return float(np.abs(source - truth.SOURCE[1:-1]).max())


def with_noise(seed: int) -> list[dict[str, Any]]:
    """Our models on noisy data of a seed, with what they say of their own errors."""
    rows = []
    for name, with_source in (("α", False), ("α and source", True)):
        for noise in NOISE[1:]:
            data = truth.draw(seed, with_source, noise)
            result = compiled.fit_coarse("heat_source" if with_source else "heat", data).result
            error = float(result.standard_errors["α"])
            miss = abs(float(result.estimates["α"]) - truth.DIFFUSIVITY)
            row = {
                "unknown": name,
                "noise, %": str(100 * noise),
                "seed": seed,
                "α, error in %": 100 * miss / truth.DIFFUSIVITY,
                "α, standard error in %": 100 * error / truth.DIFFUSIVITY,
                "error / standard error": miss / error,
            }
            if with_source:
                row["source, largest error"] = largest(result.estimates["source"])
            rows.append(row)
    return rows


def tasks(budget: Budget) -> list[Task]:
    """What is trained: the longest first."""
    epochs = budget.choose(tiny=2, quick=500, full=2000)
    many = budget.choose(tiny=2, quick=500, full=3000)
    seeds = len(budget.seeds)
    return [
        Task("pinn with start", False, seeds, many),
        Task("pinn", False, seeds, epochs),
        Task("mlp", False, seeds, epochs),
        Task("mlp", True, seeds, epochs),
        Task("state", True, seeds, epochs),
        Task("place", True, seeds, epochs),
        Task("handwritten", False, seeds, epochs),
    ]


SIZES: dict[str, tuple[int, ...]] = {
    "heat": (10, 20, 40, 80, 160),
    "heat_2d": (8, 16, 32),
    "burgers": (16, 32, 64, 128),
    "wave": (15, 31, 63, 127),
}


def grid_tasks(budget: Budget) -> list[grids.Task]:
    """The equations and their grids: finer ones in larger budgets."""
    count = budget.choose(tiny=1, quick=2, full=5)
    return [grids.Task(name, size) for name, sizes in SIZES.items() for size in sizes[:count]]


def limits(budget: Budget) -> Table:
    """What a perfect model of the continuous equation finds in data of the coarse scheme."""
    rows = [
        {
            "seed": seed,
            "α of the continuous equation": truth.continuous_diffusivity(seed),
        }
        for seed in budget.seeds
    ]
    caption = (
        "The diffusivity with which exact solutions of the continuous equation are nearest to the "
        "data: the coarse scheme of 10 points is not that equation, and a PINN cannot find 0.01."
    )
    return Table("limit", caption, summary(rows, []))


def comparisons(rows: list[dict[str, Any]]) -> list[Comparison]:
    """The original's figures and ours."""
    (own,) = [row for row in summary(rows, ["model"]) if row["model"] == OURS]
    remark = "exact in float32" if own else ""
    return [
        Comparison(quantity, original, own[quantity], remark if "error" in quantity else "")
        for quantity, original in ORIGINAL.items()
    ]


def run(budget: Budget) -> Report:
    """All of it."""
    # Times are of one process at a time: other processes would disturb them.
    sizes = [grids.run(task) for task in grid_tasks(budget)]
    plain: list[dict[str, Any]] = []
    sourced: list[dict[str, Any]] = []
    predicted = {}
    for seed in budget.seeds:
        for rows, with_source in ((plain, False), (sourced, True)):
            row, states = ours(seed, with_source)
            rows.append(row)
            if seed == 0 and not with_source:
                predicted[OURS] = states
    todo = tasks(budget)
    for task, (rows, states) in zip(todo, budget.map(trained, todo, "models"), strict=True):
        (sourced if task.with_source else plain).extend(rows)
        if not task.with_source:
            predicted[rows[0]["model"]] = states
    noisy = [row for rows in budget.map(with_noise, budget.seeds, "noise") for row in rows]
    noisy_table = summary(noisy, ["unknown", "noise, %"])
    return Report(
        tables=[
            Table("paper", PAPER, ordered(summary(plain, ["model"]))),
            limits(budget),
            Table("source", SOURCE, ordered(summary(sourced, ["model"]))),
            Table("noise", NOISY, noisy_table),
            Table("grids", GRIDS, sizes),
        ],
        pictures=[pictures.trajectories(truth.draw(0), predicted), pictures.cost(sizes)],
        comparisons=comparisons(plain),
    )


def ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The best first."""
    return sorted(rows, key=lambda row: float(row["MSE, 20 steps"]))


PAPER = "The paper's setting: errors on test trajectories as long as in training, and 4× as long."
SOURCE = "With an unknown source 0.5 sin 2πx."
NOISY = "The same with noise, in per cent of the states' mean absolute value."
GRIDS = (
    "Constants from exact solutions on finer grids, where the error is that of discretisation, and "
    "the time of value and gradient for 4 trajectories."
)

EXPERIMENT = Experiment(4, "heat", "Heat conduction and other partial differential equations", run)
