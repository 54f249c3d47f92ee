"""Finer grids and other equations: what discretisation does to constants, and cost against size."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

import neuralc as nc

from . import by_hand
from .compiled import right_hand_side
from .truth import BY_NAME, Equation

#: Solutions that are observed, and how often each.
SOLUTIONS, OBSERVED = 4, 10
#: Of what a step of the method may change a state by: the classical method is stable up to 2.8, and
#: a search may try twice the constants.
LIMIT = 1.2
#: For how long a measurement of time goes on.
SECONDS = 0.3


@dataclass(frozen=True)
class Task:
    """An equation on a grid, and whether PyTorch's times are measured too."""

    equation: str
    size: int
    is_compared: bool = True


def substeps(equation: Equation, size: int) -> int:
    """How many steps lead from one observation to the next."""
    return math.ceil(equation.duration / OBSERVED * equation.rate(size) / LIMIT)


def observations(equation: Equation, size: int) -> tuple[Any, Any]:
    """Exact solutions: (solution, state) at first, and (solution, time, state) after."""
    times = np.linspace(0, equation.duration, OBSERVED + 1)
    states = np.stack([equation.solution(size, index, times) for index in range(SOLUTIONS)])
    return states[:, 0], states[:, 1:]


def run(task: Task) -> dict[str, Any]:
    """Fits an equation's constants to exact solutions on a grid, and measures what that costs."""
    equation = BY_NAME[task.equation]
    start, states = observations(equation, task.size)
    inner = substeps(equation, task.size)
    step = equation.duration / OBSERVED
    f = right_hand_side(equation.program, task.size)
    native = nc.ode.rollout(f, OBSERVED, dt=step, substeps=inner)
    (state,) = native.inputs
    names = tuple(equation.constants)
    first = {name: getattr(f, name).item() for name in names}

    def fit() -> nc.FitResult:
        return nc.fit(native, {state: start}, target=states, parameters=first, progress=False)

    fit()  # Compiles.
    begin = time.perf_counter()
    result = fit()
    seconds = time.perf_counter() - begin
    cost = least_time(lambda: native.value_and_grad(start, wrt=names))
    row = {
        "equation": equation.title,
        "unknowns": start.shape[-1],
        "steps": OBSERVED * inner,
        "error, %": max(
            100 * abs(float(result.estimates[name]) / true - 1)
            for name, true in equation.constants.items()
        ),
        "fit, s": seconds,
        "native, ms": 1e3 * cost,
    }
    if task.is_compared:
        row |= compared(equation, task.size, start, states, inner, cost)
    return row


def compared(
    equation: Equation, size: int, start: Any, states: Any, inner: int, cost: float
) -> dict[str, Any]:
    """What value and gradient cost in PyTorch, by the same program and by hand."""
    step = equation.duration / OBSERVED
    eager = right_hand_side(equation.program, size, "eager")
    first = torch.tensor(start)
    times = np.linspace(0, equation.duration, OBSERVED + 1)
    parameters = [getattr(eager, name) for name in equation.constants]
    constants = dict(zip(equation.constants, parameters, strict=True))

    def by_program() -> None:
        path = nc.ode.integrate(eager, first, times, substeps=inner)
        torch.autograd.grad(path.sum(), parameters)

    def by_person() -> None:
        rate = by_hand.RATES[equation.program]
        path = by_hand.runge_kutta(rate, first, constants, OBSERVED, inner, step / inner)
        torch.autograd.grad(path.sum(), parameters)

    person = least_time(by_person)
    return {
        "eager, ms": 1e3 * least_time(by_program),
        "by hand, ms": 1e3 * person,
        "by hand / native": person / cost,
    }


def least_time(function: Callable[[], Any]) -> float:
    """The least of the seconds that a call takes, of three calls or more."""
    function()
    times: list[float] = []
    while len(times) < 3 or (sum(times) < SECONDS and len(times) < 1000):
        begin = time.perf_counter()
        function()
        times.append(time.perf_counter() - begin)
    return min(times)
