"""Runs chains and hybrids."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..common import figures
from ..common.experiment import Budget, Comparison, Experiment, Picture, Report
from ..common.tables import Spread, Table, summary
from . import chains, hybrids

#: Mean square errors of the original's neural chains, by depth, over its nine chains.
ORIGINAL_NEURAL = {2: 0.044, 3: 557.0, 4: 0.226, 5: 704.0, 6: 0.432}


def flat(results: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows of all tasks."""
    return [row for rows in results for row in rows]


def neural_table(rows: list[dict[str, Any]]) -> Table:
    """How errors of neural stages grow."""
    lines = []
    for depth in dict.fromkeys(row["depth"] for row in rows):
        own = [row for row in rows if row["depth"] == depth]
        line: dict[str, Any] = {"depth": depth}
        for factor in chains.FACTORS:
            scores = [row for row in own if row["factor"] == factor]
            by_seed = [
                np.median([row["relative"] for row in scores if row["seed"] == seed])
                for seed in dict.fromkeys(row["seed"] for row in scores)
            ]
            line[f"relative error ×{factor}, median"] = Spread.of(by_seed)
            line[f"MSE ×{factor}, mean"] = float(np.mean([row["MSE"] for row in scores]))
        line["MSE, worst"] = max(row["MSE"] for row in own)
        line["original's networks, MSE ×1"] = ORIGINAL_NEURAL.get(depth)
        lines.append(line)
    caption = (
        "Chains of networks in place of stages: the root mean square error relative to the chain's "
        "own deviation (median over chains, then mean and deviation over seeds), and mean square "
        "errors, for inputs in the range of training and in wider ones. Compiled chains have none."
    )
    return Table("neural", caption, lines)


def comparisons(exact: list[dict[str, Any]]) -> list[Comparison]:
    """The original's compiled chains have no error."""
    columns = ("modules, values", "modules, gradients", "program, values")
    return [
        Comparison(
            f"depth {row['depth']}: numbers that differ from those by hand",
            0.0,
            float(sum(row[column] for column in columns)),
            "" if row["depth"] <= 6 else "deeper than the original's",
        )
        for row in exact
    ]


def picture(rows: list[dict[str, Any]]) -> Picture:
    """Relative errors against depth."""
    figure, axis = figures.panels(width=5.0, height=3.2)
    depths = list(dict.fromkeys(row["depth"] for row in rows))
    for number, factor in enumerate(chains.FACTORS):
        values = [
            [r["relative"] for r in rows if r["depth"] == depth and r["factor"] == factor]
            for depth in depths
        ]
        low, middle, high = ([np.quantile(own, q) for own in values] for q in (0.25, 0.5, 0.75))
        colour = figures.COLOURS[number]
        axis.plot(depths, middle, "o-", color=colour, label=f"inputs ×{factor}")
        axis.fill_between(depths, low, high, color=colour, alpha=0.2, linewidth=0)
    axis.set_xscale("log", base=2)
    axis.set_yscale("log")
    axis.set_xticks(depths, [str(depth) for depth in depths])
    axis.set_xlabel("depth of the chain")
    axis.set_ylabel("relative error of neural stages")
    axis.legend(fontsize=8)
    caption = "Networks in place of stages: median and quartiles over chains and seeds."
    return Picture("neural", caption, figure)


def run(budget: Budget) -> Report:
    """All parts."""
    depths = budget.choose(
        tiny=(2, 8), quick=(2, 3, 4, 5, 6, 8, 16, 32, 64), full=(2, 3, 4, 5, 6, 8, 16, 32, 64)
    )
    count = budget.choose(tiny=2, quick=10, full=20)
    tasks = tuple(chains.Task(depth, count) for depth in depths)
    exact = flat(budget.map(chains.exactness, tasks, "chains"))
    epochs = budget.choose(tiny=3, quick=1_500, full=5_000)
    neural_tasks = [chains.NeuralTask(seed, epochs, tasks) for seed in budget.seeds]
    neural = flat(budget.map(chains.neural, neural_tasks, "neural stages"))
    hybrid_epochs = budget.choose(tiny=4, quick=1_000, full=2_000)
    hybrid_tasks = [hybrids.Task(seed, hybrid_epochs) for seed in budget.seeds]
    routing = flat(budget.map(hybrids.routing, hybrid_tasks, "routing"))
    residual = flat(budget.map(hybrids.residual, hybrid_tasks, "residual"))
    stage = flat(budget.map(hybrids.stage, hybrid_tasks, "unknown stage"))
    return Report(
        [
            Table(
                "exact",
                "Numbers that differ in a bit from PyTorch by hand, in both dtypes, inputs ×1, ×2 "
                "and ×4: chains of compiled modules, and the chain as one program.",
                exact,
            ),
            neural_table(neural),
            Table(
                "routing",
                "Routing: drag that changes from one law to another at an unknown place.",
                summary(routing, ["model"]),
            ),
            Table(
                "residual",
                "A field that diffuses by a program and reacts by a network.",
                summary(residual, ["model"]),
            ),
            Table(
                "stage",
                "An unknown stage in the middle of a chain.",
                summary(stage, ["model"]),
            ),
        ],
        [picture(neural)],
        comparisons(exact),
    )


EXPERIMENT = Experiment(6, "composition", "Composition", run)
