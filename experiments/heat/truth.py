"""Where the data come from: the paper's coarse scheme in NumPy, and exact solutions in closed form.

Nothing here knows the compiler.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..common.seeds import generator

Array = NDArray[np.float64]

#: The paper's setting.
POINTS, STEP, DIFFUSIVITY = 10, 0.1, 0.01
TRAIN, TRAIN_STEPS = 50, 5
TEST, TEST_STEPS = 20, 20
PLACES = np.linspace(0, 1, POINTS)
SOURCE = 0.5 * np.sin(2 * np.pi * PLACES)


def initial_states(count: int, *key: int | str) -> tuple[Array, Array]:
    """Sums of 1 to 3 sine modes, (count, POINTS), and their amplitudes, (count, mode 1 to 4)."""
    random = generator("heat", *key)
    amplitudes = np.zeros((count, 4))
    for row in amplitudes:
        modes = random.integers(1, 5, size=random.integers(1, 4))
        np.add.at(row, modes - 1, random.uniform(0.5, 2.0, size=len(modes)))
    return amplitudes @ np.sin(np.pi * np.outer(np.arange(1, 5), PLACES)), amplitudes


def explicit_euler(start: Array, steps: int, source: Array | None = None) -> Array:
    """The states after each step of the coarse scheme, (count, steps, POINTS)."""
    state = start.copy()
    state[:, [0, -1]] = 0
    states = []
    spacing = 1 / (POINTS - 1)
    for _ in range(steps):
        rate = np.zeros_like(state)
        curvature = (state[:, :-2] - 2 * state[:, 1:-1] + state[:, 2:]) / spacing**2
        rate[:, 1:-1] = DIFFUSIVITY * curvature
        if source is not None:
            rate[:, 1:-1] += source[1:-1]
        state = state + STEP * rate
        states.append(state)
    return np.stack(states, 1)


@dataclass(frozen=True)
class Data:
    """Trajectories to learn from, and others to be tested on."""

    starts: Array
    states: Array
    test_starts: Array
    test_states: Array


def draw(seed: int, with_source: bool = False, noise: float = 0.0) -> Data:
    """The data of a seed; noise is a part of the mean of the states' absolute values."""
    source = SOURCE if with_source else None
    starts, _ = initial_states(TRAIN, "train", seed)
    test_starts, _ = initial_states(TEST, "test", seed)
    states = explicit_euler(starts, TRAIN_STEPS, source)
    errors = generator("heat", "noise", seed).normal(size=states.shape)
    errors[..., [0, -1]] = 0
    return Data(
        starts,
        states + noise * np.abs(states).mean() * errors,
        test_starts,
        explicit_euler(test_starts, TEST_STEPS, source),
    )


def continuous_diffusivity(seed: int) -> float:
    """The diffusivity for which exact solutions of the continuous equation are nearest to the data
    of the coarse scheme: what a model of that equation finds at best."""
    from scipy.optimize import minimize_scalar

    starts, amplitudes = initial_states(TRAIN, "train", seed)
    states = explicit_euler(starts, TRAIN_STEPS)
    times = STEP * np.arange(1, TRAIN_STEPS + 1)
    modes = np.arange(1, 5)
    shapes = np.sin(np.pi * np.outer(modes, PLACES))

    def misfit(diffusivity: float) -> float:
        decay = np.exp(-diffusivity * np.outer(times, (np.pi * modes) ** 2))
        exact = (amplitudes[:, None] * decay) @ shapes
        return float(np.mean((exact - states) ** 2))

    return float(minimize_scalar(misfit, bounds=(1e-3, 0.1), method="bounded").x)


@dataclass(frozen=True)
class Equation:
    """An equation whose exact solutions are known.

    `solution(size, index, times)` gives the state of the program of that size, for the solution of
    that index, at those times: (times, state). `rate` bounds how fast a state of that size can
    change, in units of itself, which decides the steps.
    """

    name: str
    title: str
    program: str
    constants: dict[str, float]
    duration: float
    solution: Callable[[int, int, Array], Array]
    rate: Callable[[int], float]


def heat_solution(size: int, index: int, times: Array) -> Array:
    """Two sine modes."""
    places = np.linspace(0, 1, size)
    state = np.zeros((len(times), size))
    for mode, amplitude in ((1 + index, 1.0), (2 + index, 0.5)):
        decay = np.exp(-DIFFUSIVITY * (np.pi * mode) ** 2 * times)
        state += amplitude * np.outer(decay, np.sin(np.pi * mode * places))
    return state


def plate_solution(size: int, index: int, times: Array) -> Array:
    """Two products of sine modes."""
    places = np.arange(1, size + 1) / (size + 1)
    state = np.zeros((len(times), size * size))
    for across, down, amplitude in ((1, 1 + index, 1.0), (2, 1, 0.5)):
        rate = np.pi**2 * (PLATE["αx"] * across**2 + PLATE["αy"] * down**2)
        shape = np.outer(np.sin(np.pi * down * places), np.sin(np.pi * across * places))
        state += amplitude * np.outer(np.exp(-rate * times), shape.ravel())
    return state


def burgers_solution(size: int, index: int, times: Array) -> Array:
    """u = −2 ν φ_x / φ where φ obeys the heat equation (Cole 1951, Hopf 1950)."""
    places = 2 * np.pi * np.arange(size) / size
    viscosity = BURGERS["ν"]
    value = np.ones((len(times), size))
    slope = np.zeros((len(times), size))
    for mode, amplitude, shift in ((1, 0.6, 0.5 * index), (2, 0.3, 1.0)):
        decay = amplitude * np.exp(-viscosity * mode**2 * times)
        value += np.outer(decay, np.cos(mode * places + shift))
        slope -= mode * np.outer(decay, np.sin(mode * places + shift))
    return -2 * viscosity * slope / value


def wave_solution(size: int, index: int, times: Array) -> Array:
    """Two damped modes, displacement and velocity."""
    places = np.arange(1, size + 1) / (size + 1)
    speed, damping = WAVE["c"], WAVE["γ"]
    displacement = np.zeros((len(times), size))
    velocity = np.zeros((len(times), size))
    for mode, amplitude in ((1 + index, 1.0), (2 + index, 0.4)):
        frequency = np.sqrt((np.pi * mode * speed) ** 2 - damping**2 / 4)
        decay = amplitude * np.exp(-damping / 2 * times)
        shape = np.sin(np.pi * mode * places)
        sine, cosine = np.sin(frequency * times), np.cos(frequency * times)
        displacement += np.outer(decay * (cosine + damping / 2 / frequency * sine), shape)
        # The derivative of the line above: the terms with the cosine cancel.
        velocity -= np.outer(decay * sine * (frequency + damping**2 / 4 / frequency), shape)
    return np.concatenate([displacement, velocity], -1)


PLATE: dict[str, float] = {"αx": 0.01, "αy": 0.02}
BURGERS: dict[str, float] = {"ν": 0.05}
WAVE: dict[str, float] = {"c": 1.0, "γ": 0.2}

EQUATIONS = (
    Equation(
        "heat",
        "heat, 1-D",
        "heat",
        {"α": DIFFUSIVITY},
        2.0,
        heat_solution,
        lambda n: 4 * DIFFUSIVITY * (n - 1) ** 2,
    ),
    Equation(
        "heat_2d",
        "heat, 2-D",
        "heat_2d",
        PLATE,
        1.0,
        plate_solution,
        lambda n: 4 * sum(PLATE.values()) * (n + 1) ** 2,
    ),
    Equation(
        "burgers",
        "Burgers",
        "burgers",
        BURGERS,
        5.0,
        burgers_solution,
        lambda n: 4 * BURGERS["ν"] * (n / (2 * np.pi)) ** 2 + n / (2 * np.pi),
    ),
    Equation(
        "wave",
        "damped wave",
        "wave",
        WAVE,
        1.0,
        wave_solution,
        lambda n: 2 * WAVE["c"] * (n + 1),
    ),
)
BY_NAME: dict[str, Equation] = {equation.name: equation for equation in EQUATIONS}
