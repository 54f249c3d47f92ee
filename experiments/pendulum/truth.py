"""Where the data come from: the equation in plain NumPy, without the compiler."""

from __future__ import annotations

import numpy as np

from ..common.seeds import generator
from ..common.trajectories import Array, moments, noise_level, rk4

CONSTANTS = {"g/L": 9.81, "b": 0.3}
START = np.array([1.0, 0.0])
STEP = 0.05
#: Steps of a record; models are followed up to five times as far.
COUNT = 200
TIMES = moments(STEP, COUNT)
#: The amplitude of the drive, without and with it.
DRIVES = (0.0, 0.5)
NOISE = 0.01


def rates(state: Array, drive: float, constants: dict[str, float] = CONSTANTS) -> Array:
    """dθ/dt = ω, dω/dt = −(g/L) sin θ − b ω + drive · sin(2 t/3), and dt/dt = 1."""
    θ, ω, t = state[..., 0], state[..., 1], state[..., 2]
    acceleration = -constants["g/L"] * np.sin(θ) - constants["b"] * ω
    return np.stack([ω, acceleration + drive * np.sin(2 * t / 3), np.ones_like(t)], -1)


def trajectory(drive: float, constants: dict[str, float] = CONSTANTS) -> Array:
    """Angle and velocity at all steps up to five times a record's length, (step, 2)."""
    start = np.append(START, 0.0)
    return rk4(lambda state: rates(state, drive, constants), start, STEP, 5 * COUNT)[:, :2]


def record(drive: float, seed: int, noise: float = NOISE) -> Array:
    """An observed record: normal errors of `noise` times the mean magnitude of both columns."""
    states = trajectory(drive)[: COUNT + 1]
    errors = generator("pendulum", round(10 * drive), seed).standard_normal(states.shape)
    return states + noise * noise_level(states) * errors


def standard_errors(sigma: float, drive: float) -> dict[str, float]:
    """The Cramér-Rao limit of each constant's error, in percent, for a record with errors `sigma`.

    The start is unknown too. Derivatives are central differences of the NumPy integrator.
    """
    unknowns = np.array([*CONSTANTS.values(), *START])

    def states(values: Array) -> Array:
        constants = dict(zip(CONSTANTS, values[:2], strict=True))
        start = np.append(values[2:], 0.0)
        return rk4(lambda state: rates(state, drive, constants), start, STEP, COUNT)[:, :2].ravel()

    moves = 1e-5 * np.eye(len(unknowns))
    columns = [(states(unknowns + move) - states(unknowns - move)) / 2e-5 for move in moves]
    jacobian = np.stack(columns, 1)
    errors = sigma * np.sqrt(np.diag(np.linalg.inv(jacobian.T @ jacobian)))
    return {
        name: float(100 * error / value)
        for (name, value), error in zip(CONSTANTS.items(), errors, strict=False)
    }
