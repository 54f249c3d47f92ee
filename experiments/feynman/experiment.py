"""Runs the fifteen laws: constants, their statistical limit, and the baselines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from ..common import figures
from ..common.experiment import Budget, Comparison, Experiment, Picture, Report
from ..common.seeds import generator
from ..common.tables import Table, summary
from ..common.training import count_parameters
from . import baselines, fits
from .original import CONSTANT_ERROR, MEAN_SQUARE
from .truth import BY_NAME, LAWS, Law, cramer_rao, draw, measure

#: The measurements of an ordinary fit.
FEW = 1024
#: As many as the original sees in its 5,000 epochs of 1,024.
MANY = 5_120_000
FACTORS = (1, 2, 5)
TESTS = 10_000


@dataclass(frozen=True)
class Task:
    """A law, a seed, and how much to compute for them."""

    law: str
    seed: int
    amount: int


def errors(law: Law, constants: dict[str, float]) -> dict[str, float]:
    """Relative errors of constants in per cent."""
    return {name: 100 * abs(constants[name] / true - 1) for name, true in law.constants.items()}


def mean_squares(law: Law, seed: int, predict: Any) -> dict[str, float]:
    """Mean square errors on clean points, in the ranges of training and in wider ones."""
    random = generator("feynman", "test", law.name, seed)
    result = {}
    for factor in FACTORS:
        inputs = draw(law, TESTS, random, factor)
        with np.errstate(all="ignore"):
            difference = predict(inputs) - law.function(**inputs, **law.constants)
            square = float(np.mean(difference**2))
            # A square root of a negative number is as wrong as can be.
            result[f"MSE ×{factor}"] = np.inf if np.isnan(square) else square
    return result


def by_hand(law: Law, seed: int, constants: dict[str, float]) -> dict[str, float]:
    """The same for the law in NumPy with constants that were found."""
    return mean_squares(law, seed, lambda inputs: law.function(**inputs, **constants))


def many(task: Task) -> list[dict[str, Any]]:
    """Fits as many measurements as the original sees, and evaluates the module that is fitted."""
    law = BY_NAME[task.law]
    model = fits.program(law)
    data = measure(law, task.amount, generator("feynman", "many", law.name, task.seed))
    found = fits.fit(law, model, data, task.seed)

    def predict(inputs: dict[str, Any]) -> Any:
        with torch.no_grad():
            return model(**inputs).numpy()

    scores = mean_squares(law, task.seed, predict)
    bound = cramer_rao(law, data)
    relative = errors(law, found.estimates)
    return [
        {
            "law": law.title,
            "constant": name,
            "true": true,
            "seed": task.seed,
            "error, %": relative[name],
            "bound, %": 100 * bound[name] / abs(true),
            "deviation": abs(found.estimates[name] - true) / found.errors[name],
            "seconds": found.seconds,
            **scores,
        }
        for name, true in law.constants.items()
    ]


def few(task: Task) -> list[dict[str, Any]]:
    """Fits ordinary amounts of measurements again and again."""
    law = BY_NAME[task.law]
    model = fits.program(law)
    # The first fit compiles the kernel.
    fits.fit(law, model, measure(law, FEW, generator("feynman", "first", law.name)), 0)
    rows = []
    for seed in range(task.amount):
        data = measure(law, FEW, generator("feynman", "few", law.name, seed))
        found = fits.fit(law, model, data, seed)
        hand, hand_seconds = baselines.scipy_fit(law, data)
        bound = cramer_rao(law, data)
        for name, true in law.constants.items():
            low, high = found.intervals[name]
            rows.append(
                {
                    "law": law.title,
                    "constant": name,
                    "true": true,
                    "estimate": found.estimates[name],
                    "bound": bound[name],
                    "standard error": found.errors[name],
                    "covered": low <= true <= high,
                    "seconds": found.seconds,
                    "SciPy": hand[name],
                    "SciPy seconds": hand_seconds,
                }
            )
    return rows


def adam(task: Task) -> list[dict[str, Any]]:
    """The law by hand and Adam: all seeds at once, of which the task says the number."""
    law = BY_NAME[task.law]
    found, seconds = baselines.adam(law, task.seed, task.amount)
    return [
        {
            "law": law.title,
            "model": "by hand, Adam",
            "parameters": len(law.constants),
            "seed": seed,
            "seconds": seconds,
            "error, %": max(errors(law, constants).values()),
            **by_hand(law, seed, constants),
        }
        for seed, constants in enumerate(found)
    ]


def network(task: Task) -> list[dict[str, Any]]:
    """The network without physics."""
    law = BY_NAME[task.law]
    model, seconds = baselines.network(law, task.seed, task.amount)

    def predict(inputs: dict[str, Any]) -> Any:
        with torch.no_grad():
            return model(baselines.stacked(law, inputs)).squeeze(-1).double().numpy()

    return [
        {
            "law": law.title,
            "model": "MLP",
            "parameters": count_parameters(model),
            "seed": task.seed,
            "seconds": seconds,
            **mean_squares(law, task.seed, predict),
        }
    ]


def flat(results: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows of all tasks."""
    return [row for rows in results for row in rows]


def constants_table(rows: list[dict[str, Any]], amount: int) -> Table:
    """The constants as found from many measurements."""
    lines = []
    for line in summary(rows, ["law", "constant"]):
        own = [row for row in rows if (row["law"], row["constant"]) == key(line)]
        lines.append(
            {
                "law": line["law"],
                "constant": line["constant"],
                "true": line["true"].mean,
                "error, %": line["error, %"],
                "Cramér-Rao bound, %": line["bound, %"].mean,
                "farthest seed, standard errors": max(row["deviation"] for row in own),
                "seconds": line["seconds"],
            }
        )
    caption = (
        f"Constants from {amount:,} measurements with 1 % noise, as many as the original sees, "
        "from 1.0 by `nc.fit`."
    )
    return Table("constants", caption, lines)


def key(row: dict[str, Any]) -> tuple[str, str]:
    """What a row of a constant is about."""
    return row["law"], row["constant"]


def limit_table(rows: list[dict[str, Any]]) -> Table:
    """How estimates from few measurements spread, beside the least spread there can be."""
    lines = []
    for law, constant in dict.fromkeys(map(key, rows)):
        own = [row for row in rows if key(row) == (law, constant)]
        column = {name: np.array([row[name] for row in own]) for name in own[0]}
        true, bound = column["true"], column["bound"]
        scaled, hand = (column["estimate"] - true) / bound, (column["SciPy"] - true) / bound
        far = np.abs(column["estimate"] - true) / column["standard error"]
        lines.append(
            {
                "law": law,
                "constant": constant,
                "bound, %": float(100 * np.mean(bound) / abs(true[0])),
                "spread / bound": float(np.std(scaled, ddof=1)),
                "standard error / bound": float(np.mean(column["standard error"] / bound)),
                "mean, standard errors": float(np.mean(scaled) * np.sqrt(len(own))),
                "in 95 % interval, %": float(100 * np.mean(column["covered"])),
                "in 3 standard errors, %": float(100 * np.mean(far <= 3)),
                "fit, ms": float(1e3 * np.median(column["seconds"])),
                "SciPy by hand, spread / bound": float(np.sqrt(np.mean(hand**2))),
                "SciPy, ms": float(1e3 * np.median(column["SciPy seconds"])),
            }
        )
    count = len(rows) // len(lines)
    caption = (
        f"{count} fits of {FEW:,} measurements each: the estimates' standard deviation as a "
        f"multiple of the Cramér-Rao bound (1 ± {1 / np.sqrt(2 * count):.2f} is what chance allows "
        "an efficient estimator), the standard error that a fit reports as a multiple of it, how "
        "far the mean of all estimates is from the truth in its own standard errors, and how often "
        "the truth lies in the 95 % interval and within three standard errors (99.7 % expected). "
        "By hand in NumPy with `curve_fit` from the same start, the root mean square error takes "
        "the place of the standard deviation."
    )
    return Table("limit", caption, lines)


def models_table(rows: list[dict[str, Any]]) -> Table:
    """Every model of every law."""
    caption = (
        "Mean square errors on clean points in the ranges of training and in ranges two and five "
        "times as wide inside the physical domain; the error is that of the law's worst constant."
    )
    order = {law.title: number for number, law in enumerate(LAWS)}
    lines = sorted(summary(rows, ["law", "model"]), key=lambda row: order[row["law"]])
    return Table("models", caption, lines)


def overview_table(rows: list[dict[str, Any]]) -> Table:
    """Each model over all laws."""
    lines = []
    for model in dict.fromkeys(row["model"] for row in rows):
        own = [row for row in rows if row["model"] == model]
        line: dict[str, Any] = {"model": model}
        line["parameters"] = " to ".join(str(f(r["parameters"] for r in own)) for f in (min, max))
        worst = [row["error, %"] for row in own if "error, %" in row]
        if worst:
            laws = dict.fromkeys(row["law"] for row in own)
            line["laws found"] = sum(
                all(r["error, %"] < 1 for r in own if r["law"] == law) for law in laws
            )
            line["worst constant, %"] = max(worst)
        for factor in FACTORS:
            name = f"MSE ×{factor}"
            line[f"{name}, median"] = float(np.median([row[name] for row in own]))
            line[f"{name}, worst"] = max(row[name] for row in own)
        line["seconds, median"] = float(np.median([row["seconds"] for row in own]))
        lines.append(line)
    caption = (
        "All laws and seeds together. A law counts as found if every constant is within 1 % in "
        "every seed."
    )
    return Table("overview", caption, lines)


def comparisons(rows: list[dict[str, Any]]) -> list[Comparison]:
    """Constant by constant, and the mean square errors in distribution."""
    result = []
    for line in summary(rows, ["law", "constant"]):
        original = CONSTANT_ERROR[line["law"]]
        remark = "the original does not converge" if np.isinf(original) else ""
        quantity = f"{line['law']}, {line['constant']}: error, %"
        result.append(Comparison(quantity, original, line["error, %"], remark))
    for line in summary(compiled_rows(rows), ["law"]):
        quantity = f"{line['law']}: MSE ×1"
        result.append(Comparison(quantity, MEAN_SQUARE[line["law"]], line["MSE ×1"]))
    return result


def picture(rows: list[dict[str, Any]]) -> Picture:
    """The constants' errors beside the original's and the statistical limit."""
    lines = summary(rows, ["law", "constant"])
    figure, axis = figures.panels(width=7.5, height=4.0)
    places = np.arange(len(lines))
    original = [CONSTANT_ERROR[line["law"]] for line in lines]
    axis.semilogy(places, original, "s", color=figures.COLOURS[1], label="original (one run)")
    own = [[row["error, %"] for row in rows if key(row) == key(line)] for line in lines]
    for place, values in zip(places, own, strict=True):
        axis.semilogy([place] * len(values), values, ".", color=figures.COLOURS[0], alpha=0.4)
    means = [line["error, %"].mean for line in lines]
    axis.semilogy(places, means, "o", color=figures.COLOURS[0], label="ours (seeds and mean)")
    bounds = [line["bound, %"].mean for line in lines]
    axis.semilogy(places, bounds, "_k", markersize=12, label="Cramér-Rao bound")
    labels = [f"{line['law']}, {line['constant']}" for line in lines]
    axis.set_xticks(places, labels, rotation=60, ha="right", fontsize=8)
    axis.set_ylabel("error of the constant, %")
    axis.legend(fontsize=8)
    caption = "Errors of the 18 constants; the original's oscillator does not converge."
    return Picture("constants", caption, figure)


def run(budget: Budget) -> Report:
    """All fifteen laws."""
    amount = budget.choose(tiny=2_000, quick=MANY, full=MANY)
    repetitions = budget.choose(tiny=3, quick=60, full=200)
    epochs = budget.choose(tiny=3, quick=5_000, full=5_000)
    network_epochs = budget.choose(tiny=3, quick=600, full=2_000)
    laws = LAWS[:: budget.choose(tiny=6, quick=1, full=1)]
    seeds = budget.seeds

    def tasks(number: int) -> list[Task]:
        return [Task(law.name, seed, number) for law in laws for seed in seeds]

    large = flat(budget.map(many, tasks(amount), "many measurements"))
    small = flat(budget.map(few, [Task(law.name, 0, repetitions) for law in laws], "few"))
    by_adam = [Task(law.name, len(seeds), epochs) for law in laws]
    hand = flat(budget.map(adam, by_adam, "by hand, Adam"))
    networks = flat(budget.map(network, tasks(network_epochs), "MLP"))
    models = [*compiled_rows(large), *hand, *networks]
    return Report(
        [
            constants_table(large, amount),
            limit_table(small),
            overview_table(models),
            models_table(models),
        ],
        [picture(large)],
        comparisons(large),
    )


def compiled_rows(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The fits of many measurements as rows of models: one for each law and seed."""
    merged: dict[tuple[str, int], dict[str, Any]] = {}
    for row in rows:
        kept = {name: row[name] for name in row if name.startswith("MSE")}
        line = merged.setdefault(
            (row["law"], row["seed"]),
            {
                "law": row["law"],
                "model": "compiled, `nc.fit`",
                "parameters": 0,
                "seed": row["seed"],
                "seconds": row["seconds"],
                "error, %": 0.0,
                **kept,
            },
        )
        line["parameters"] += 1
        line["error, %"] = max(line["error, %"], row["error, %"])
    return list(merged.values())


EXPERIMENT = Experiment(1, "feynman", "Fifteen laws of physics", run)
