"""Gravity alone, and gravity with unknown drag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

import neuralc as nc

from ..common.programs import load
from ..common.seeds import generator
from ..common.training import count_parameters
from . import models, truth
from .truth import Forces

#: Measurements as in the original, and many, which one batch holds as well.
FEW, MANY = 100, 10_000
GRAVITY_NOISE, DRAG_NOISE = 0.02, 0.01
TESTS = 1_000


@dataclass(frozen=True)
class Task:
    """A seed, the number of measurements, and the epochs of what is trained."""

    seed: int
    count: int
    epochs: int


def tests(seed: int, with_drag: bool) -> dict[str, Forces]:
    """Forces to test on, in the ranges of training and in wider ones."""
    random = generator("vectors", "test", seed, int(with_drag))
    return {
        f"MSE ×{factor}": truth.forces(
            TESTS, random, noise=0.0, with_drag=with_drag, factor=float(factor)
        )
        for factor in (1, 2)
    }


def row(
    task: Task, name: str, model: nn.Module | None, constant: float, seconds: float, drag: bool
) -> dict[str, Any]:
    """What a model found; without a module there are only constants."""
    result: dict[str, Any] = {"model": name, "measurements": task.count, "seed": task.seed}
    result["parameters"] = 1 if model is None else count_parameters(model)
    result["error of G, %"] = 100 * abs(constant / truth.G - 1) if np.isfinite(constant) else None
    if model is not None:
        for column, data in tests(task.seed, drag).items():
            result[column] = models.mean_square_error(model, data, drag)
    return result | {"seconds": seconds}


def gravity(task: Task) -> list[dict[str, Any]]:
    """Gravity alone."""
    random = generator("vectors", "gravity", task.seed, task.count)
    data = truth.forces(task.count, random, noise=models_noise(False))
    compiled = models.gravity()
    fitted = nc.fit(compiled, data.inputs, target=data.measured, progress=False)
    by_hand = models.ByHand()
    trained = models.fit_by_adam(by_hand, data, task.epochs, False)
    network = models.Network(data, False, task.seed)
    network_trained = models.fit_by_adam(network, data, task.epochs, True)
    limit = 100 * truth.bound(data) / truth.G
    found = float(fitted.estimates["G"])
    rows = [
        row(task, "compiled, `nc.fit`", compiled, found, fitted.seconds, False)
        | {
            "bound, %": limit,
            "standard error, %": 100 * float(fitted.standard_errors["G"]) / truth.G,
        },
        row(task, "by hand, Adam", by_hand, by_hand.G.item(), trained.seconds, False),
    ]
    network_row = row(task, "MLP", None, np.nan, network_trained.seconds, False)
    network_row["parameters"] = count_parameters(network)
    for column, test in tests(task.seed, False).items():
        network_row[column] = models.mean_square_error(network, test, True)
    return [*rows, network_row]


def models_noise(with_drag: bool) -> float:
    """The noise of a setting."""
    return DRAG_NOISE if with_drag else GRAVITY_NOISE


def drag(task: Task) -> list[dict[str, Any]]:
    """Gravity with unknown drag, in several formulations."""
    random = generator("vectors", "drag", task.seed, task.count)
    data = truth.forces(task.count, random, noise=models_noise(True), with_drag=True)
    rows = []
    for name, law in (("compiled", models.gravity("eager")), ("by hand", models.ByHand())):
        model = models.WithFreeDrag(law, task.seed)
        seconds = models.fit_by_adam(model, data, task.epochs, True).seconds
        title = f"{name} + network of the vector v, Adam"
        rows.append(row(task, title, model, law.G.item(), seconds, True))
    rows += [isotropic(task, data), across(task, data)]
    network = models.Network(data, True, task.seed)
    seconds = models.fit_by_adam(network, data, task.epochs, True).seconds
    return [*rows, row(task, "MLP", network, np.nan, seconds, True)]


def isotropic(task: Task, data: Forces) -> dict[str, Any]:
    """Drag against the velocity, with a network of the speed, all of it fitted at once."""
    model = models.WithIsotropicDrag(models.gravity("eager"), task.seed)
    inputs = data.inputs | {"v": data.v}
    fitted = nc.fit(model, inputs, target=data.measured, progress=False, max_iterations=60)
    constant = float(fitted.estimates["G"])
    title = "compiled + network of the speed, `nc.fit`"
    result = row(task, title, model, constant, fitted.seconds, True)
    result["error of drag, %"] = drag_error(model, task.seed)
    result["bound, %"] = 100 * truth.bound_across(data) / truth.G
    result["standard error, %"] = 100 * float(fitted.standard_errors["G"]) / truth.G
    return result


def drag_error(model: models.WithIsotropicDrag, seed: int) -> float:
    """The root mean square error of the drag, relative to the drag's own root mean square."""
    v = tests(seed, True)["MSE ×1"].v
    speed = torch.from_numpy(np.linalg.norm(v, axis=-1, keepdims=True))
    with torch.no_grad():
        found = -model.network(speed).numpy() * v
    true = truth.drag(v)
    return 100 * float(np.sqrt(np.mean((found - true) ** 2) / np.mean(true**2)))


def across(task: Task, data: Forces) -> dict[str, Any]:
    """Only what is across the velocity, where drag has no part: G alone is fitted."""
    model = load(models.PROGRAMS / "across.scm")
    inputs = data.inputs | {"force": data.measured, "v": data.v}
    zero = np.zeros_like(data.measured)
    fitted = nc.fit(model, inputs, target=zero, progress=False)
    constant = float(fitted.estimates["G"])
    result = row(task, "compiled, across v only, `nc.fit`", None, constant, fitted.seconds, True)
    # Two of three components of each residual vary: the third is 0 whatever G is.
    degrees = np.sqrt((3 * task.count - 1) / (2 * task.count - 1))
    result["bound, %"] = 100 * truth.bound_across(data) / truth.G
    result["standard error, %"] = 100 * degrees * float(fitted.standard_errors["G"]) / truth.G
    return result
