"""Runs gravity, gravity with unknown drag, and three bodies."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..common import figures
from ..common.experiment import Budget, Comparison, Experiment, Picture, Report
from ..common.tables import Spread, Table, summary
from . import forces, three_body

#: The original's figures, by its own protocol: constants' errors in per cent, mean square errors.
ORIGINAL = {"G": 0.02, "MSE": 1.68e-6, "G with drag": 32.0, "MSE with drag": 56.1}


def flat(results: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows of all tasks."""
    return [row for rows in results for row in rows]


def table(name: str, caption: str, rows: list[dict[str, Any]]) -> Table:
    """One row for each model and number of measurements."""
    return Table(name, caption, summary(rows, ["model", "measurements"]))


def found(rows: list[dict[str, Any]], model: str, count: int, column: str) -> Spread:
    """A column of a model over seeds."""
    return Spread.of(
        row[column]
        for row in rows
        if model in row["model"] and row["measurements"] == count and column in row
    )


def comparisons(
    gravity: list[dict[str, Any]], drag: list[dict[str, Any]], few: int, many: int
) -> list[Comparison]:
    """The constants and mean square errors that the original reports."""
    error = "error of G, %"
    small = found(gravity, "compiled", few, error)
    remark = (
        f"{many:,} vectors in one batch; from the original's {few} the error is {small}, where the "
        "Cramér-Rao bound is "
        f"{found(gravity, 'compiled', few, 'bound, %').mean:.3f}: its one run was lucky"
    )
    isotropic = "network of the speed"
    return [
        Comparison(
            "gravity, G: error, %", ORIGINAL["G"], found(gravity, "compiled", many, error), remark
        ),
        Comparison(
            "gravity: MSE ×1",
            ORIGINAL["MSE"],
            found(gravity, "compiled", many, "MSE ×1"),
            f"{many:,} vectors in one batch",
        ),
        Comparison(
            "gravity with unknown drag, G: error, %",
            ORIGINAL["G with drag"],
            found(drag, isotropic, few, error),
            f"{few} vectors, as the original",
        ),
        Comparison(
            "gravity with unknown drag: MSE ×1",
            ORIGINAL["MSE with drag"],
            found(drag, isotropic, few, "MSE ×1"),
            f"{few} vectors, as the original",
        ),
    ]


def picture(rows: list[dict[str, Any]]) -> Picture:
    """The error of G with unknown drag, by formulation and number of measurements."""
    rows = [row for row in rows if row.get("error of G, %") is not None]
    models = list(dict.fromkeys(row["model"] for row in rows))
    counts = sorted({row["measurements"] for row in rows})
    figure, axis = figures.panels(width=7.0, height=3.2)
    for number, count in enumerate(counts):
        for place, model in enumerate(models):
            values = [
                row["error of G, %"]
                for row in rows
                if row["model"] == model and row["measurements"] == count
            ]
            label = f"{count:,} vectors" if place == 0 else None
            heights = place + 0.15 * (number - 0.5) + np.zeros(len(values))
            axis.semilogx(
                values, heights, "o", color=figures.COLOURS[number], label=label, alpha=0.6
            )
    axis.axvline(ORIGINAL["G with drag"], color="k", linestyle=":", label="original")
    axis.set_yticks(range(len(models)), [model.replace("`", "") for model in models], fontsize=8)
    axis.set_xlabel("error of G, %")
    axis.legend(fontsize=8)
    return Picture("drag", "Gravity with unknown drag: the error of G, one point a seed.", figure)


def run(budget: Budget) -> Report:
    """All three settings."""
    few = forces.FEW
    many = budget.choose(tiny=500, quick=forces.MANY, full=forces.MANY)
    epochs = budget.choose(tiny=3, quick=1_500, full=3_000)
    tasks = [forces.Task(seed, count, epochs) for count in (few, many) for seed in budget.seeds]
    gravity = flat(budget.map(forces.gravity, tasks, "gravity"))
    drag = flat(budget.map(forces.drag, tasks, "drag"))
    orbits = [
        three_body.Task(
            seed,
            trajectories=budget.choose(tiny=2, quick=8, full=8),
            tests=budget.choose(tiny=1, quick=8, full=8),
            epochs=budget.choose(tiny=2, quick=300, full=1_000),
        )
        for seed in budget.seeds
    ]
    bodies = flat(budget.map(three_body.fits, orbits, "three bodies"))
    return Report(
        [
            table("gravity", "Gravity from force vectors with 2 % noise.", gravity),
            table("drag", "Gravity with unknown drag, 1 % noise.", drag),
            Table(
                "three-body",
                "Masses of three bodies from trajectories with noise of 1 % of the inner distance.",
                summary(bodies, ["model"]),
            ),
        ],
        [picture(drag)],
        comparisons(gravity, drag, few, many),
    )


EXPERIMENT = Experiment(5, "vectors", "Forces and motion in three dimensions", run)
