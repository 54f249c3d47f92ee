"""JAX: `jit` of value and gradient; rounds by `lax.scan`, batches by `vmap` or by arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from .runge_kutta import runge_kutta
from .workloads import NotRun, Workload

jax.config.update("jax_enable_x64", True)
VERSION = jax.__version__


def energy(m: Any, v: Any, c: Any) -> Any:
    return m * c**2 / jnp.sqrt(1 - (v / c) ** 2)


def lotka_volterra(prey, predator, α, β, γ, δ, steps: int) -> Any:
    def round(state, _):
        slope = lambda x, y: (α * x - β * x * y, δ * x * y - γ * y)  # noqa: E731
        return runge_kutta(slope, *state, 0.05), None

    return lax.scan(round, (prey, predator), length=steps)[0][0]


def pendulum(angle, velocity, g, damping, steps: int) -> Any:
    def round(state, _):
        slope = lambda x, y: (y, -g * jnp.sin(x) - damping * y)  # noqa: E731
        return runge_kutta(slope, *state, 0.05), None

    return lax.scan(round, (angle, velocity), length=steps)[0][0]


def heat(temperature, α, steps: int) -> Any:
    ratio = α * 0.01 * 63**2

    def round(u, _):
        return u.at[1:-1].add(ratio * (u[:-2] - 2 * u[1:-1] + u[2:])), None

    u = lax.scan(round, temperature, length=steps)[0]
    return u @ u


def kalman(series, process_noise, observation_noise) -> Any:
    transition = jnp.array([[1.0, 1.0], [0.0, 1.0]])

    def round(carry, seen):
        state, covariance, likelihood = carry
        predicted = transition @ state
        spread = transition @ covariance @ transition.T + process_noise
        surprise = seen - predicted[0]
        variance = spread[0, 0] + observation_noise
        gain = spread[:, 0] / variance
        likelihood -= 0.5 * (jnp.log(2 * jnp.pi * variance) + surprise**2 / variance)
        return (predicted + surprise * gain, spread - jnp.outer(gain, spread[0]), likelihood), None

    start = (jnp.zeros(2), 10 * jnp.eye(2), jnp.zeros(()))
    return lax.scan(round, start, series)[0][2]


def logistic_map(x, n, r) -> Any:
    """A loop of unknown length, which JAX differentiates in forward mode only."""

    def round(carry):
        x, k = carry
        return jnp.where(k < n, r * x * (1 - x), x), k + 1

    return lax.while_loop(lambda carry: jnp.any(carry[1] < n), round, (x, 0.0))[0]


def logistic_value_and_gradients(x, n, r) -> Any:
    value, by_x = jax.jvp(lambda x: logistic_map(x, n, r), (x,), (jnp.ones_like(x),))
    _, by_r = jax.jvp(lambda r: logistic_map(x, n, r), (r,), (jnp.ones_like(r),))
    return value, (by_x, jnp.sum(by_r))


def reverse(function: Callable[..., Any], wrt: tuple[int, ...]) -> Callable[..., Any]:
    """The value and the gradients of its sum by some arguments."""

    def run(*arguments):
        def chosen(*some):
            full = list(arguments)
            for position, value in zip(wrt, some, strict=True):
                full[position] = value
            return function(*full)

        value, pullback = jax.vjp(chosen, *(arguments[position] for position in wrt))
        return value, pullback(jnp.ones_like(value))

    return run


def function(workload: Workload) -> Callable[..., Any]:
    """The value of a workload's program."""
    plain = globals()[workload.program]
    if workload.steps:
        return partial(plain, steps=workload.steps)
    if workload.program == "kalman" and workload.count > 1:
        return jax.vmap(plain, (0, None, None))
    return plain


def prepare(workload: Workload) -> Callable[[], Any]:
    if workload.program == "recursion":
        raise NotRun("it has no recursion")
    names = list(workload.values)
    if workload.program == "logistic_map":
        compiled = jax.jit(logistic_value_and_gradients)
    else:
        wrt = tuple(map(names.index, workload.wrt))
        compiled = jax.jit(reverse(function(workload), wrt))
    arguments = [jnp.asarray(value) for value in workload.values.values()]
    return lambda: jax.block_until_ready(compiled(*arguments))


def arrays(answer: Any) -> list[np.ndarray]:
    value, gradients = answer
    return [np.asarray(item) for item in (value, *gradients)]
