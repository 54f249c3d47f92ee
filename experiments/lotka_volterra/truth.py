"""Where the data come from: the equations in plain NumPy, without the compiler."""

from __future__ import annotations

import numpy as np

from ..common.seeds import generator
from ..common.trajectories import Array, moments, noise_level, rk4

CONSTANTS = {"α": 1.0, "β": 0.5, "δ": 0.25, "γ": 0.5}
START = np.array([4.0, 1.0])
STEP = 0.1
#: Steps of a record; models are followed up to five times as far.
COUNT = 120
TIMES = moments(STEP, COUNT)


def rates(state: Array, constants: dict[str, float] = CONSTANTS) -> Array:
    """dx/dt = α x − β x y, dy/dt = δ x y − γ y."""
    x, y = state[..., 0], state[..., 1]
    α, β, δ, γ = (constants[name] for name in "αβδγ")
    return np.stack([α * x - β * x * y, δ * x * y - γ * y], -1)


def trajectory(constants: dict[str, float] = CONSTANTS) -> Array:
    """The states at all steps up to five times a record's length, (step, population)."""
    return rk4(lambda state: rates(state, constants), START, STEP, 5 * COUNT)


def record(noise: float, seed: int) -> Array:
    """An observed record: normal errors of `noise` times the mean population."""
    states = trajectory()[: COUNT + 1]
    errors = generator("Lotka-Volterra", seed).standard_normal(states.shape)
    return states + noise * noise_level(states) * errors


def standard_errors(sigma: float) -> dict[str, float]:
    """The Cramér-Rao limit of each constant's error, in percent, for a record with errors `sigma`.

    The start is unknown too. Derivatives are central differences of the NumPy integrator.
    """
    unknowns = np.array([*CONSTANTS.values(), *START])

    def states(values: Array) -> Array:
        constants = dict(zip(CONSTANTS, values[:4], strict=True))
        return rk4(lambda state: rates(state, constants), values[4:], STEP, COUNT).ravel()

    moves = 1e-5 * np.diag(unknowns)
    columns = [
        (states(unknowns + move) - states(unknowns - move)) / (2 * move.sum()) for move in moves
    ]
    jacobian = np.stack(columns, 1)
    errors = sigma * np.sqrt(np.diag(np.linalg.inv(jacobian.T @ jacobian)))
    return {
        name: float(100 * error / value)
        for (name, value), error in zip(CONSTANTS.items(), errors, strict=False)
    }
