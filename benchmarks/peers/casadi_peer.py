"""CasADi: functions with reverse-mode gradients on its virtual machine, called through buffers.

Up to a few hundred rounds are one flat SX expression, more are `mapaccum` of one round; batches are
`map`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import casadi as ca
import numpy as np

from .runge_kutta import runge_kutta
from .workloads import NotRun, Workload

VERSION = ca.__version__
FLAT = 300
"""The most rounds that are written out."""


def energy(m, v, c):
    return m * c**2 / ca.sqrt(1 - (v / c) ** 2)


def lotka_volterra_step(x, y, α, β, γ, δ):
    return runge_kutta(lambda x, y: (α * x - β * x * y, δ * x * y - γ * y), x, y, 0.05)


def pendulum_step(x, y, g, damping):
    return runge_kutta(lambda x, y: (y, -g * ca.sin(x) - damping * y), x, y, 0.05)


def rollout(step: Callable[..., Any], x: Any, y: Any, rest: list[Any], steps: int) -> Any:
    """The first variable after a number of steps."""
    for _ in range(steps):
        x, y = step(x, y, *rest)
    return x


def heat(temperature, α, steps: int):
    ratio = α * 0.01 * 63**2
    u = temperature
    for _ in range(steps):
        u = ca.vertcat(u[0], u[1:-1] + ratio * (u[:-2] - 2 * u[1:-1] + u[2:]), u[-1])
    return ca.dot(u, u)


def kalman(series, process_noise, observation_noise):
    transition = ca.DM([[1, 1], [0, 1]])
    state, covariance, likelihood = ca.DM.zeros(2), 10 * ca.DM.eye(2), 0
    for k in range(80):
        predicted = transition @ state
        spread = transition @ covariance @ transition.T + process_noise
        surprise = series[k] - predicted[0]
        variance = spread[0, 0] + observation_noise
        gain = spread[:, 0] / variance
        likelihood -= 0.5 * (ca.log(2 * ca.pi * variance) + surprise**2 / variance)
        state, covariance = predicted + surprise * gain, spread - gain @ spread[0, :]
    return likelihood


STEPS = {"lotka_volterra": lotka_volterra_step, "pendulum": pendulum_step}


def is_batched(workload: Workload, value: np.ndarray) -> bool:
    """Whether a value has a batch dimension."""
    return workload.count > 1 and value.shape[:1] == (workload.count,)


def symbols(workload: Workload, kind: Any) -> list[Any]:
    """A symbol for each value, of one element of a batch."""
    result = []
    for name, value in workload.values.items():
        shape = value.shape[1:] if is_batched(workload, value) else value.shape
        result.append(kind.sym(name, *shape))
    return result


def one_element(workload: Workload) -> ca.Function:
    """Value and gradients of one element of the batch."""
    program = workload.program
    if program in STEPS and workload.steps > FLAT:
        arguments = symbols(workload, ca.MX)
        x, y, *rest = symbols(workload, ca.SX)
        step = ca.Function(
            "step",
            [ca.vertcat(x, y), ca.vertcat(*rest)],
            [ca.vertcat(*STEPS[program](x, y, *rest))],
        )
        rates = ca.vertcat(*arguments[2:])
        states = step.mapaccum("rollout", workload.steps)(
            ca.vertcat(*arguments[:2]), ca.repmat(rates, 1, workload.steps)
        )
        value = states[0, -1]
    else:
        arguments = symbols(workload, ca.SX)
        if program in STEPS:
            x, y, *rest = arguments
            value = rollout(STEPS[program], x, y, rest, workload.steps)
        elif workload.steps:
            value = globals()[program](*arguments, steps=workload.steps)
        else:
            value = globals()[program](*arguments)
    names = list(workload.values)
    wrt = [arguments[names.index(name)] for name in workload.wrt]
    gradients = [ca.gradient(value, x) for x in wrt]
    return ca.Function("kernel", arguments, [value, *gradients])


def prepare(workload: Workload) -> Callable[[], Any]:
    if workload.program in ("logistic_map", "recursion"):
        raise NotRun("its loops have a fixed number of rounds, and it has no recursion")
    if workload.dtype != np.float64:
        raise NotRun("it has no float32")
    kernel = one_element(workload)
    if workload.count > 1:
        kernel = kernel.map(workload.count)
    # CasADi is column-major and repeats what the elements of a batch share.
    arguments = []
    for position, value in enumerate(workload.values.values()):
        rows, columns = kernel.size_in(position)
        element = value.ravel() if is_batched(workload, value) else value.ravel(order="F")
        arguments.append(np.tile(element, rows * columns // element.size))
    results = [np.zeros(kernel.nnz_out(position)) for position in range(kernel.n_out())]
    buffer, trigger = kernel.buffer()
    for position, argument in enumerate(arguments):
        buffer.set_arg(position, memoryview(argument))
    for position, result in enumerate(results):
        buffer.set_res(position, memoryview(result))
    wrt = [workload.values[name] for name in workload.wrt]
    kept = buffer, arguments  # They must live as long as the action.

    def run() -> Any:
        trigger()
        gradients = []
        for result, x in zip(results[1:], wrt, strict=True):
            if not is_batched(workload, x):
                result = result.reshape(-1, x.size).sum(0)
            gradients.append(result)
        return results[0], gradients, wrt, kept

    return run


def arrays(answer: Any) -> list[np.ndarray]:
    value, gradients, wrt, _kept = answer
    shaped = [item.reshape(x.shape, order="F") for item, x in zip(gradients, wrt, strict=True)]
    return [np.squeeze(value), *shaped]
