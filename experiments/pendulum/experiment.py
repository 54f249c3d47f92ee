"""Experiment 3: the damped pendulum, with and without a drive."""

from __future__ import annotations

import math
from typing import Any

from ..common.experiment import Budget, Comparison, Experiment, Report
from ..common.tables import Spread, Table, summary
from ..common.trajectories import HORIZONS, noise_level
from . import pictures, truth
from .models import (
    DAMPING,
    HYBRIDS,
    NETWORK,
    NEURAL_ODE,
    OURS,
    OWN_START,
    PINN,
    RECORD,
    SIMULATED,
    WINDOWS,
    Task,
    run_task,
)

ORDER = (
    *(RECORD, RECORD + OWN_START, WINDOWS, DAMPING, DAMPING + OWN_START, *HYBRIDS[1:]),
    *(NETWORK, NEURAL_ODE, PINN, SIMULATED),
)
NAMES = {0.0: "no drive", 0.5: "driven"}

#: The original's figures; those of all but the first are its documentation's.
ORIGINAL_ERRORS = {
    RECORD: (1.5e-5, 1.3e-5, 5.4e-6),
    DAMPING: (1.0e-4, 9e-4, 3.4e-3),
    NETWORK: (0.0110, 0.0232, 0.0367),
    NEURAL_ODE: (0.0108, 0.0239, 0.0223),
    PINN: (8.8e-4, 0.169, 0.243),
}
ORIGINAL_DRIVEN = {DAMPING: 1.4e-4, NETWORK: 0.0093, NEURAL_ODE: 0.0079}


def tasks(budget: Budget) -> list[Task]:
    """Everything to compute, the longest first."""
    seeds = tuple(budget.seeds)
    epochs = budget.choose(
        tiny={NETWORK: 2, NEURAL_ODE: 2, PINN: 2},
        quick={NETWORK: 250, NEURAL_ODE: 250, PINN: 1500},
        full={NETWORK: 1000, NEURAL_ODE: 1000, PINN: 4000},
    )
    drives = budget.choose(tiny=truth.DRIVES[:1], quick=truth.DRIVES, full=truth.DRIVES)
    todo = [Task(model, drive, seeds, epochs[model]) for model in epochs for drive in drives]
    return todo + [
        Task(model, drive, (seed,)) for model in OURS for drive in drives for seed in seeds
    ]


def run(budget: Budget) -> Report:
    """The whole experiment."""
    todo = tasks(budget)
    outcomes = budget.map(run_task, todo, "pendulum")
    rows = [row for outcome in outcomes for row in outcome.rows]
    report = Report([models_table(rows), identification_table(rows), baselines_table(rows)])
    report.comparisons = comparisons(rows)
    futures = {
        task.model: outcome.future
        for task, outcome in zip(todo, outcomes, strict=True)
        if task.drive == 0 and 0 in task.seeds
    }
    report.pictures = [pictures.futures(futures), pictures.identification(rows)]
    return report


def chosen(rows: list[dict[str, Any]], model: str, drive: float) -> list[dict[str, Any]]:
    """The rows of a model, with a drive or without."""
    return [row for row in rows if row["model"] == model and row["drive"] == drive]


def models_table(rows: list[dict[str, Any]]) -> Table:
    """All models."""
    hidden = ("drive", "standard error of g/L, %")
    shown = [
        {"drive": NAMES[row["drive"]]} | {k: v for k, v in row.items() if k not in hidden}
        for row in rows
    ]
    models = sorted(
        summary(shown, ["drive", "model"]),
        key=lambda row: (row["drive"] != NAMES[0.0], ORDER.index(row["model"])),
    )
    for drive in dict.fromkeys(row["drive"] for row in rows):
        sigma = truth.NOISE * noise_level(truth.trajectory(drive)[: truth.COUNT + 1])
        limits = truth.standard_errors(sigma, drive)
        # The mean magnitude of a normal number is √(2/π) times its standard deviation.
        mean = math.sqrt(2 / math.pi)
        limit = {f"{name}, %": mean * error for name, error in limits.items()}
        label = "Cramér-Rao limit of the mean error, start unknown"
        models.append({"drive": NAMES[drive], "model": label, **limit})
    caption = (
        "All models at 1 % noise: mean squared error against the true trajectory over 1, 2 and 5 "
        "times the record's length from the true start, and the constants' relative errors in "
        "percent; mean ± standard deviation over seeds."
    )
    return Table("models", caption, models)


def identification_table(rows: list[dict[str, Any]]) -> Table:
    """What becomes of g/L beside a network, and what the fit says of it."""
    table = []
    for drive in dict.fromkeys(row["drive"] for row in rows):
        for model in (RECORD, *HYBRIDS):
            found = chosen(rows, model, drive)
            errors = [row["g/L, %"] for row in found]
            stated = [row["standard error of g/L, %"] for row in found]
            within = [float(e <= 3 * s) for e, s in zip(errors, stated, strict=True)]
            table.append(
                {
                    "drive": NAMES[drive],
                    "model": model,
                    "error of g/L, %": Spread.of(errors),
                    "largest, %": max(errors),
                    "standard error by the fit, %": Spread.of(stated),
                    "within 3 of them": f"{sum(within):.0f} of {len(within)}",
                    "MSE ×1": Spread.of([row["MSE ×1"] for row in found]),
                }
            )
    caption = (
        "The known constant g/L beside a network: its error, and the standard error that `nc.fit` "
        "gives it when all that the network's weights could take over is projected out."
    )
    return Table("identification", caption, table)


def baselines_table(rows: list[dict[str, Any]]) -> Table:
    """The baselines as the original has them, and as they are here."""
    table = []
    for model in (NETWORK, NEURAL_ODE, PINN):
        found = chosen(rows, model, 0.0)
        originals: dict[str, Any] = {
            f"MSE ×{f}": e for f, e in zip(HORIZONS, ORIGINAL_ERRORS[model], strict=True)
        }
        ours: dict[str, Any] = {key: Spread.of([row[key] for row in found]) for key in originals}
        driven = chosen(rows, model, 0.5)
        if driven:
            originals["driven, MSE ×1"] = ORIGINAL_DRIVEN.get(model)
            ours["driven, MSE ×1"] = Spread.of([row["MSE ×1"] for row in driven])
        table.append({"model": model, "by": "original", **originals})
        table.append({"model": model, "by": "here", **ours})
    caption = "Baselines: the original's figures, and those of the ones trained here."
    return Table("baselines", caption, table)


def comparisons(rows: list[dict[str, Any]]) -> list[Comparison]:
    """The original's figures beside ours."""
    result = []
    found = chosen(rows, RECORD, 0.0)
    for name, original in {"g/L": 0.08, "b": 0.17}.items():
        ours = Spread.of([row[f"{name}, %"] for row in found])
        result.append(Comparison(f"structure known: {name}'s error, %", original, ours))
    for model in (RECORD, DAMPING):
        found = chosen(rows, model, 0.0)
        for factor, original in zip(HORIZONS, ORIGINAL_ERRORS[model], strict=True):
            key = f"MSE ×{factor}"
            ours = Spread.of([row[key] for row in found])
            result.append(Comparison(f"{model}: {key}", original, ours))
    found = chosen(rows, DAMPING, 0.0)
    ours = Spread.of([row["g/L, %"] for row in found])
    result.append(Comparison(f"{DAMPING}: g/L's error, %", 47.0, ours))
    driven = chosen(rows, DAMPING, 0.5)
    if driven:
        ours = Spread.of([row["MSE ×1"] for row in driven])
        result.append(Comparison(f"{DAMPING}, driven: MSE ×1", ORIGINAL_DRIVEN[DAMPING], ours))
    return result


EXPERIMENT = Experiment(3, "pendulum", "Damped pendulum", run)
