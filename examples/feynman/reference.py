"""The fifteen laws of this folder, written by hand in PyTorch.

Every function takes the variables of the law and then its constants, all as tensors, under the
names that the programs use; what Python does not allow in a name is `_` (`neg-k` is `neg_k`).
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


def planck(f, h):
    return h * f


def hooke(x, neg_k):
    return neg_k * x


def kinetic_energy(m, v, α):
    return α * m * v**2


def ideal_gas(n, T, V, kB):
    return n * kB * T / V


def gravity(m1, m2, r, G):
    return G * m1 * m2 / r**2


def coulomb(q1, q2, r, ke):
    return ke * q1 * q2 / r**2


def field_energy(E, c):
    return c * E**2


def heat_conduction(T2, T1, A, d, κ):
    return κ * (T2 - T1) * A / d


def speed_of_sound(p, ρ, γ):
    return torch.sqrt(γ * p / ρ)


def pendulum_period(L, g, τ):
    return τ * torch.sqrt(L / g)


def relativistic_mass(m0, v, c):
    return m0 / torch.sqrt(1 - (v / c) ** 2)


def relativistic_energy(m, v, c):
    return m * c**2 / torch.sqrt(1 - (v / c) ** 2)


def oscillator(t, A, ω, φ):
    return A * torch.sin(ω * t + φ)


def gaussian(θ, σ):
    return torch.exp(-(θ**2) / (2 * σ**2))


def barometric(m, g, x, T, n0, kB):
    return n0 * torch.exp(-m * g * x / (kB * T))


@dataclass(frozen=True)
class Law:
    """A law: its name for people, its function, the ranges of its variables, its constants."""

    title: str
    function: Callable[..., Tensor]
    ranges: dict[str, tuple[float, float]]
    constants: dict[str, float]

    @property
    def name(self) -> str:
        """The name of the program's file, without its suffix."""
        return self.function.__name__


LAWS = [
    Law("Planck", planck, {"f": (0.1, 10)}, {"h": 6.626}),
    Law("Hooke", hooke, {"x": (-3, 3)}, {"neg_k": -2.5}),
    Law("kinetic energy", kinetic_energy, {"m": (0.5, 5), "v": (-3, 3)}, {"α": 0.5}),
    Law("ideal gas", ideal_gas, {"n": (0.5, 5), "T": (1, 10), "V": (0.5, 5)}, {"kB": 1.381}),
    Law("gravity", gravity, {"m1": (0.5, 5), "m2": (0.5, 5), "r": (0.5, 5)}, {"G": 6.674}),
    Law("Coulomb", coulomb, {"q1": (0.5, 5), "q2": (0.5, 5), "r": (0.5, 5)}, {"ke": 8.988}),
    Law("field energy", field_energy, {"E": (0.1, 5)}, {"c": 4.427}),
    Law(
        "heat conduction",
        heat_conduction,
        {"T2": (5, 15), "T1": (0, 5), "A": (0.5, 3), "d": (0.1, 2)},
        {"κ": 1.5},
    ),
    Law("speed of sound", speed_of_sound, {"p": (1, 10), "ρ": (0.5, 5)}, {"γ": 1.4}),
    Law("pendulum period", pendulum_period, {"L": (0.5, 5), "g": (5, 15)}, {"τ": 6.283}),
    Law("relativistic mass", relativistic_mass, {"m0": (0.5, 5), "v": (0.1, 0.9)}, {"c": 3}),
    Law("relativistic energy", relativistic_energy, {"m": (0.5, 5), "v": (0.1, 0.9)}, {"c": 3}),
    Law("oscillator", oscillator, {"t": (0, 6)}, {"A": 2, "ω": 3, "φ": 0.5}),
    Law("Gaussian", gaussian, {"θ": (-5, 5)}, {"σ": 2}),
    Law(
        "barometric",
        barometric,
        {"m": (0.5, 2), "g": (5, 15), "x": (0, 3), "T": (1, 5)},
        {"n0": 5, "kB": 1.381},
    ),
]
