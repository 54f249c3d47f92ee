"""Experiment 2: predator and prey (Lotka and Volterra)."""

from __future__ import annotations

from typing import Any

from ..common.experiment import Budget, Comparison, Experiment, Report
from ..common.tables import Spread, Table, summary
from ..common.trajectories import HORIZONS, noise_level
from . import lynx_hare, pictures, truth
from .models import (
    HYBRID,
    KNOWN,
    NETWORK,
    NEURAL_ODE,
    OWN_START,
    PINN,
    RECORD,
    SIMULATED,
    WINDOWS,
    Task,
    run_task,
)

NOISE = (0.0, 0.01, 0.02, 0.05, 0.1)
#: The level at which all models are compared.
USUAL = 0.02

ORDER = (
    *(RECORD, RECORD + OWN_START, KNOWN, WINDOWS, HYBRID, HYBRID + OWN_START),
    *(NETWORK, NEURAL_ODE, PINN, SIMULATED),
)

#: The original's figures; those of the noise and of all but the first are its documentation's.
ORIGINAL_CONSTANTS = {"α": 1.14, "β": 0.94, "δ": 0.71, "γ": 0.09}
ORIGINAL_ERRORS = {
    RECORD: (0.00335, 0.00821, 0.0436),
    HYBRID: (0.0102, 0.0219, 0.1023),
    NETWORK: (0.00069, 0.00133, 0.0065),
    NEURAL_ODE: (0.00072, 0.0014, 0.0069),
    PINN: (0.00023, 2.12, 4.10),
}
ORIGINAL_LARGEST = {0.0: 0.0, 0.01: 0.66, 0.02: 1.17, 0.05: 3.23, 0.1: 10.85}


def tasks(budget: Budget) -> list[Task]:
    """Everything to compute, the longest first."""
    seeds = tuple(budget.seeds)
    epochs = budget.choose(
        tiny={NETWORK: 2, NEURAL_ODE: 2, PINN: 2},
        quick={NETWORK: 400, NEURAL_ODE: 400, PINN: 1000},
        full={NETWORK: 1500, NEURAL_ODE: 1500, PINN: 2000},
    )
    todo = [Task(model, USUAL, seeds, count) for model, count in epochs.items()]
    todo += [
        Task(model, USUAL, (seed,)) for model in (RECORD, KNOWN, WINDOWS, HYBRID) for seed in seeds
    ]
    levels = budget.choose(tiny=(0.0,), quick=NOISE, full=NOISE)
    return todo + [
        Task(model, level, (seed,))
        for level in levels
        if level != USUAL
        for model in (RECORD, WINDOWS, HYBRID)
        for seed in seeds
    ]


def run(budget: Budget) -> Report:
    """The whole experiment."""
    todo = tasks(budget)
    outcomes = budget.map(run_task, todo, "Lotka-Volterra")
    rows = [row for outcome in outcomes for row in outcome.rows]
    levels = noise_table(rows)
    report = Report([models_table(rows), levels, coverage_table(rows), baselines_table(rows)])
    report.comparisons = comparisons(rows)
    futures = {
        task.model: outcome.future
        for task, outcome in zip(todo, outcomes, strict=True)
        if task.noise == USUAL and 0 in task.seeds and outcome.future is not None
    }
    report.pictures = [pictures.futures(futures, USUAL), pictures.noise(levels.rows)]
    lynx_hare.add_to(report)
    return report


def chosen(rows: list[dict[str, Any]], model: str, noise: float) -> list[dict[str, Any]]:
    """The rows of a model and a level of noise."""
    return [row for row in rows if row["model"] == model and row["noise"] == noise]


def models_table(rows: list[dict[str, Any]]) -> Table:
    """All models at the usual noise."""
    usual = [
        {key: cell for key, cell in row.items() if key not in ("noise", "covered")}
        for row in rows
        if row["noise"] == USUAL
    ]
    models = sorted(summary(usual, ["model"]), key=lambda row: ORDER.index(row["model"]))
    sigma = USUAL * noise_level(truth.trajectory()[: truth.COUNT + 1])
    limits = truth.standard_errors(sigma)
    # The mean magnitude of a normal number is √(2/π) times its standard deviation.
    limit = {f"{name}, %": 0.797884560802865 * error for name, error in limits.items()}
    models.append({"model": "Cramér-Rao limit of the mean error, start unknown", **limit})
    caption = (
        "All models at 2 % noise: mean squared error against the true trajectory over 1, 2 and 5 "
        "times the record's length from the true start, and the constants' relative errors in "
        "percent; mean ± standard deviation over seeds."
    )
    return Table("models", caption, models)


def noise_table(rows: list[dict[str, Any]]) -> Table:
    """How errors grow with noise."""
    table = []
    for model in (RECORD, WINDOWS, HYBRID):
        for noise in NOISE:
            found = chosen(rows, model, noise)
            if not found:
                continue
            cells: dict[str, Any] = {"model": model, "noise, %": round(100 * noise)}
            for name in truth.CONSTANTS:
                values = [row[f"{name}, %"] for row in found if f"{name}, %" in row]
                cells[f"{name}, %"] = Spread.of(values) if values else None
            cells["largest, %"] = Spread.of([largest(row) for row in found])
            for factor in HORIZONS:
                cells[f"MSE ×{factor}"] = Spread.of([row[f"MSE ×{factor}"] for row in found])
            table.append(cells)
    return Table("noise", "Errors by the level of noise; `largest` is over the constants.", table)


def largest(row: dict[str, Any]) -> float:
    """The largest error of a constant in a row."""
    return max(row[f"{name}, %"] for name in truth.CONSTANTS if f"{name}, %" in row)


def baselines_table(rows: list[dict[str, Any]]) -> Table:
    """The baselines as the original has them, and as they are here."""
    table = []
    for model in (NETWORK, NEURAL_ODE, PINN):
        found = chosen(rows, model, USUAL)
        originals = {f"MSE ×{f}": e for f, e in zip(HORIZONS, ORIGINAL_ERRORS[model], strict=True)}
        ours = {key: Spread.of([row[key] for row in found]) for key in originals}
        table.append({"model": model, "by": "original", **originals})
        table.append({"model": model, "by": "here", **ours})
    caption = "Baselines at 2 % noise: the original's figures, and those of the ones trained here."
    return Table("baselines", caption, table)


def coverage_table(rows: list[dict[str, Any]]) -> Table:
    """Whether the standard errors mean what they say."""
    table = []
    for noise in NOISE:
        found = chosen(rows, RECORD, noise)
        if found and noise > 0:
            share = Spread.of([row["covered"] for row in found])
            table.append({"noise, %": round(100 * noise), "95 % intervals that cover": share})
    caption = "The share of the four constants' 95 % intervals that have the true value."
    return Table("coverage", caption, table)


def comparisons(rows: list[dict[str, Any]]) -> list[Comparison]:
    """The original's figures beside ours."""
    result = []
    found = chosen(rows, RECORD, USUAL)
    if found:
        errors = [[row[f"{name}, %"] for name in truth.CONSTANTS] for row in found]
        result.append(
            Comparison(
                "mean of the four constants' errors, %",
                sum(ORIGINAL_CONSTANTS.values()) / 4,
                Spread.of([sum(row) / 4 for row in errors]),
                f"original: one run; ours: {len(found)}",
            )
        )
        for name, original in ORIGINAL_CONSTANTS.items():
            values = [row[f"{name}, %"] for row in found]
            remark = "one run below the Cramér-Rao limit of the data, by chance"
            result.append(
                Comparison(
                    f"{name}'s error, %", original, Spread.of(values), remark * (name == "γ")
                )
            )
    for model in (RECORD, HYBRID):
        originals = ORIGINAL_ERRORS[model]
        found = chosen(rows, model, USUAL)
        for factor, original in zip(HORIZONS, originals, strict=True):
            key = f"MSE ×{factor}"
            result.append(
                Comparison(f"{model}: {key}", original, Spread.of([row[key] for row in found]))
            )
    for noise, original in ORIGINAL_LARGEST.items():
        found = chosen(rows, RECORD, noise)
        if found:
            # To the digits of the original's, so that its 0 is comparable.
            values = [round(largest(row), 2) for row in found]
            quantity = f"largest error of a constant at {100 * noise:.0f} % noise, %"
            result.append(Comparison(quantity, original, Spread.of(values)))
    return result


EXPERIMENT = Experiment(2, "lotka_volterra", "Lotka-Volterra", run)
