"""The fifteen laws in NumPy, their ranges, and data with noise. Nothing here knows the compiler.

Sources of the ranges and constants: the protocol. Functions take arrays, variables first and then
constants, and also complex constants, from which `sensitivities` are computed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

#: Standard deviation of the noise, in parts of the mean absolute value of the law.
NOISE = 0.01


@dataclass(frozen=True)
class Law:
    """A law: its program's name, a title, its function, ranges of its variables, its constants.

    `signed` are the variables that may also be negative or that have any other lower limit than a
    positive number: their range widens to both sides. `lowest` is a limit that they still have.
    """

    name: str
    title: str
    function: Callable[..., Array]
    ranges: dict[str, tuple[float, float]]
    constants: dict[str, float]
    signed: frozenset[str] = frozenset()
    lowest: dict[str, float] = field(default_factory=dict)

    def widened(self, factor: float) -> dict[str, tuple[float, float]]:
        """Ranges `factor` times as wide about their centres, inside the physical domain.

        A positive variable goes down to its lower limit divided by the factor: a mass, a distance
        or a density has no meaning at 0 and below.
        """
        result = {}
        for name, (low, high) in self.ranges.items():
            centre, half = (low + high) / 2, (high - low) / 2 * factor
            bottom = centre - half if name in self.signed else low / factor
            result[name] = (max(bottom, self.lowest.get(name, -np.inf)), centre + half)
        return result


LAWS = [
    Law("planck", "Planck", lambda f, h: h * f, {"f": (0.1, 10)}, {"h": 6.626}),
    Law(
        "hooke",
        "Hooke",
        lambda x, neg_k: neg_k * x,
        {"x": (-3, 3)},
        {"neg_k": -2.5},
        frozenset({"x"}),
    ),
    Law(
        "kinetic_energy",
        "kinetic energy",
        lambda m, v, α: α * m * v**2,
        {"m": (0.5, 5), "v": (-3, 3)},
        {"α": 0.5},
        frozenset({"v"}),
    ),
    Law(
        "ideal_gas",
        "ideal gas",
        lambda n, T, V, kB: n * kB * T / V,
        {"n": (0.5, 5), "T": (1, 10), "V": (0.5, 5)},
        {"kB": 1.381},
    ),
    Law(
        "gravity",
        "gravity",
        lambda m1, m2, r, G: G * m1 * m2 / r**2,
        {"m1": (0.5, 5), "m2": (0.5, 5), "r": (0.5, 5)},
        {"G": 6.674},
    ),
    Law(
        "coulomb",
        "Coulomb",
        lambda q1, q2, r, ke: ke * q1 * q2 / r**2,
        {"q1": (0.5, 5), "q2": (0.5, 5), "r": (0.5, 5)},
        {"ke": 8.988},
    ),
    Law("field_energy", "field energy", lambda E, c: c * E**2, {"E": (0.1, 5)}, {"c": 4.427}),
    Law(
        "heat_conduction",
        "heat conduction",
        lambda T2, T1, A, d, κ: κ * (T2 - T1) * A / d,
        {"T2": (5, 15), "T1": (0, 5), "A": (0.5, 3), "d": (0.1, 2)},
        {"κ": 1.5},
        frozenset({"T2", "T1"}),
        {"T2": 0.0, "T1": 0.0},
    ),
    Law(
        "speed_of_sound",
        "speed of sound",
        lambda p, ρ, γ: np.sqrt(γ * p / ρ),
        {"p": (1, 10), "ρ": (0.5, 5)},
        {"γ": 1.4},
    ),
    Law(
        "pendulum_period",
        "pendulum period",
        lambda L, g, τ: τ * np.sqrt(L / g),
        {"L": (0.5, 5), "g": (5, 15)},
        {"τ": 6.283},
    ),
    Law(
        "relativistic_mass",
        "relativistic mass",
        lambda m0, v, c: m0 / np.sqrt(1 - (v / c) ** 2),
        {"m0": (0.5, 5), "v": (0.1, 0.9)},
        {"c": 3.0},
        frozenset({"v"}),
    ),
    Law(
        "relativistic_energy",
        "relativistic energy",
        lambda m, v, c: m * c**2 / np.sqrt(1 - (v / c) ** 2),
        {"m": (0.5, 5), "v": (0.1, 0.9)},
        {"c": 3.0},
        frozenset({"v"}),
    ),
    Law(
        "oscillator",
        "oscillator",
        lambda t, A, ω, φ: A * np.sin(ω * t + φ),
        {"t": (0, 6)},
        {"A": 2.0, "ω": 3.0, "φ": 0.5},
        frozenset({"t"}),
    ),
    Law(
        "gaussian",
        "Gaussian",
        lambda θ, σ: np.exp(-(θ**2) / (2 * σ**2)),
        {"θ": (-5, 5)},
        {"σ": 2.0},
        frozenset({"θ"}),
    ),
    Law(
        "barometric",
        "barometric",
        lambda m, g, x, T, n0, kB: n0 * np.exp(-m * g * x / (kB * T)),
        {"m": (0.5, 2), "g": (5, 15), "x": (0, 3), "T": (1, 5)},
        {"n0": 5.0, "kB": 1.381},
    ),
]
BY_NAME = {law.name: law for law in LAWS}


@dataclass(frozen=True)
class Data:
    """Measurements: the variables by name, the noisy values, and the noise's standard deviation."""

    inputs: dict[str, Array]
    values: Array
    deviation: float


def draw(law: Law, count: int, random: np.random.Generator, factor: float = 1) -> dict[str, Array]:
    """Uniform points in the ranges of the variables."""
    ranges = law.widened(factor)
    return {name: random.uniform(low, high, count) for name, (low, high) in ranges.items()}


def measure(law: Law, count: int, random: np.random.Generator) -> Data:
    """Values with Gaussian noise of 1 % of their mean absolute value."""
    inputs = draw(law, count, random)
    clean = law.function(**inputs, **law.constants)
    deviation = NOISE * float(np.mean(np.abs(clean)))
    return Data(inputs, clean + deviation * random.standard_normal(count), deviation)


def sensitivities(law: Law, inputs: dict[str, Array]) -> Array:
    """The derivative of the law by each constant, one column each.

    By complex steps, which are exact up to rounding: Squire and Trapp, SIAM Review 40 (1998).
    """
    step = 1e-30
    columns = []
    for name, value in law.constants.items():
        shifted = law.constants | {name: value + step * 1j}
        columns.append(law.function(**inputs, **shifted).imag / step)
    return np.stack(columns, axis=-1)


def cramer_rao(law: Law, data: Data) -> dict[str, float]:
    """The least standard deviation that any unbiased estimate from these measurements can have."""
    jacobian = sensitivities(law, data.inputs)
    covariance = data.deviation**2 * np.linalg.inv(jacobian.T @ jacobian)
    return dict(zip(law.constants, np.sqrt(np.diag(covariance)).tolist(), strict=True))
