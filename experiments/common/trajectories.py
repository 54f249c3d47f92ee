"""Trajectories in plain NumPy: the truth that data come from, and how far a model is from it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: How far a model is followed, in lengths of the record it was trained on.
HORIZONS = (1, 2, 5)


def rk4(rates: Callable[[Array], Array], start: Array, step: float, count: int) -> Array:
    """States at 0, 1, … `count` steps: classical Runge-Kutta of the fourth order.

    `start` has the state in its last dimension, the result the steps in the one before; batches are
    in front.
    """
    states = [np.asarray(start, np.float64)]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(count):
            state = states[-1]
            k1 = rates(state)
            k2 = rates(state + step / 2 * k1)
            k3 = rates(state + step / 2 * k2)
            k4 = rates(state + step * k3)
            states.append(state + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4))
    return np.stack(states, -2)


def moments(step: float, count: int) -> Array:
    """The times 0, 1, … `count` steps."""
    return step * np.arange(count + 1, dtype=np.float64)


def noise_level(states: Array) -> float:
    """The mean magnitude of a trajectory; noise is given in parts of it."""
    return float(np.abs(states).mean())


def estimated_noise(observed: Array) -> float:
    """The standard deviation of independent noise on a smooth record, from third differences.

    A smooth curve has next to none; those of independent noise have 1 + 9 + 9 + 1 = 20 times its
    variance.
    """
    return float(np.sqrt(np.mean(np.diff(observed, 3, axis=0) ** 2) / 20))


def window_starts(count: int, length: int, windows: int) -> NDArray[np.int64]:
    """Where windows of `length` steps begin, evenly over a record of `count` steps."""
    return np.round(np.linspace(0, count - length, windows)).astype(np.int64)


def horizon_errors(model: Array, truth: Array, count: int) -> dict[str, float]:
    """Mean squared errors over 1, 2 and 5 times `count` steps, the start included.

    A model that does not stay finite has an infinite error.
    """
    errors = {}
    for factor in HORIZONS:
        with np.errstate(over="ignore", invalid="ignore"):
            error = float(np.mean((model - truth)[: factor * count + 1] ** 2))
        errors[f"MSE ×{factor}"] = error if np.isfinite(error) else np.inf
    return errors


def percent(estimate: float, truth: float) -> float:
    """A constant's relative error, in percent."""
    return 100 * abs(estimate - truth) / abs(truth)
