"""Our models: programs of a size, rolled out by Runge-Kutta or by Euler, and fitted."""

from __future__ import annotations

import functools
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

import neuralc as nc

from . import truth
from .truth import Array, Data

PROGRAMS = Path(__file__).parent / "programs"


def text(name: str, size: int) -> str:
    """The text of a program for a number of points."""
    source = (PROGRAMS / f"{name}.scm").read_text(encoding="utf-8")
    result, count = re.subn(r"\(define n \d+\)", f"(define n {size})", source)
    assert count == 1, name
    return result


@functools.cache
def right_hand_side(
    name: str, size: int, backend: Literal["native", "eager"] = "native"
) -> nc.CompiledModule:
    """A compiled program of this experiment; once in a process."""
    return nc.compile(text(name, size), backend=backend).double()


@functools.cache
def coarse(name: str, steps: int) -> nc.CompiledModule:
    """The paper's coarse scheme: Euler's method in steps of 0.1."""
    f = right_hand_side(name, truth.POINTS)
    return nc.ode.rollout(f, steps, dt=truth.STEP, method="euler")


@dataclass(frozen=True)
class Fitted:
    """What a fit found, and the test trajectories that the model then predicts."""

    result: nc.FitResult
    predicted: Array
    seconds: float


#: What the searches begin with.
FIRST = {"α": 0.005}


def fit_coarse(name: str, data: Data) -> Fitted:
    """The paper's setting, by least squares."""
    model = coarse(name, truth.TRAIN_STEPS)
    settings: dict[str, Any] = dict(FIRST)
    if name == "heat_source":
        settings["source"] = np.zeros(truth.POINTS - 2)
    # What is compiled at the first call is not part of a fit.
    model.value_and_jacobian(u=data.starts, wrt=tuple(settings))
    begin = time.process_time()
    result = nc.fit(
        model, {"u": data.starts}, target=data.states, parameters=settings, progress=False
    )
    seconds = time.process_time() - begin
    estimates = {name: np.asarray(value) for name, value in result.estimates.items()}
    predicted, _ = coarse(name, truth.TEST_STEPS).value_and_grad(
        u=data.test_starts, wrt=(), **estimates
    )
    return Fitted(result, predicted, seconds)
