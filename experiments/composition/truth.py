"""Stages, drag, a reacting field and a chain in NumPy. Nothing here knows the compiler."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

STAGES: dict[str, Callable[[Any], Any]] = {
    "square": lambda x: x**2,
    "cube": lambda x: x**3,
    "sine": np.sin,
    "exponential": np.exp,
    "increment": lambda x: x + 1,
    "negation": lambda x: -x,
    "double": lambda x: 2 * x,
    "root": lambda x: np.sqrt(x**2 + 0.01),
}
#: Inputs of chains are uniform up to this, on both sides of 0.
LIMIT = 2.0
#: Chains are drawn among those whose values stay below this for inputs four times as wide.
LARGEST = 1e6

#: Coefficients of drag, and the product of speed and diameter where it changes its law.
VISCOUS, INERTIAL, CHANGE = 1.8, 0.3, 3.0

#: Diffusivity × step / spacing² of a field of SIZE × SIZE, and the rate of its reaction.
DIFFUSION, REACTION, SIZE = 0.1, 0.2, 16

#: The stage in the middle of a chain.
SLOPE, OFFSET = 0.7, -0.4


def apply(chain: Sequence[str], x: Array) -> Array:
    """The stages one after the other."""
    with np.errstate(all="ignore"):
        for name in chain:
            x = STAGES[name](x)
    return x


def chains(depth: int, count: int, random: np.random.Generator) -> list[tuple[str, ...]]:
    """Random chains of a depth whose values stay moderate.

    A chain is drawn stage by stage; a stage that would let values grow too large is drawn again.
    Where values differ by less than a thousandth (after many sines), the chain is drawn again.
    """
    wide = np.linspace(-4 * LIMIT, 4 * LIMIT, 201)
    found: list[tuple[str, ...]] = []
    while len(found) < count:
        chain: list[str] = []
        values = wide
        while len(chain) < depth:
            name = str(random.choice(list(STAGES)))
            with np.errstate(all="ignore"):
                following = STAGES[name](values)
            if np.all(np.isfinite(following)) and np.max(np.abs(following)) < LARGEST:
                chain.append(name)
                values = following
        if np.std(values[np.abs(wide) <= LIMIT]) > 1e-3:
            found.append(tuple(chain))
    return found


@dataclass(frozen=True)
class Samples:
    """Inputs by name, values without noise, and measured ones."""

    inputs: dict[str, Array]
    clean: Array
    measured: Array
    deviation: float


def noisy(
    inputs: dict[str, Array], clean: Array, noise: float, random: np.random.Generator
) -> Samples:
    """Adds Gaussian noise of `noise` times the mean absolute value."""
    deviation = noise * float(np.mean(np.abs(clean)))
    measured = clean + deviation * random.standard_normal(clean.shape)
    return Samples(inputs, clean, measured, deviation)


def drag(count: int, random: np.random.Generator, noise: float, factor: float = 1) -> Samples:
    """Drag that follows one of two laws: diameters of 0.5 to 2, speeds of 0.5 to 6."""
    v = random.uniform(0.5 / factor, 3.25 + 2.75 * factor, count)
    d = random.uniform(0.5 / factor, 1.25 + 0.75 * factor, count)
    clean = np.where(v * d < CHANGE, VISCOUS * d * v, INERTIAL * d**2 * v**2)
    return noisy({"v": v, "d": d}, clean, noise, random)


def field(count: int, random: np.random.Generator) -> Array:
    """Smooth periodic fields with values from 0 to 1, of random waves."""
    place = 2 * np.pi * np.arange(SIZE) / SIZE
    result = np.zeros((count, SIZE, SIZE))
    for kx in range(-2, 3):
        for ky in range(-2, 3):
            wave = kx * place[:, None] + ky * place[None, :]
            phase = random.uniform(0, 2 * np.pi, (count, 1, 1))
            size = random.standard_normal((count, 1, 1)) / (1 + kx**2 + ky**2)
            result += size * np.cos(wave + phase)
    low, high = result.min(axis=(1, 2), keepdims=True), result.max(axis=(1, 2), keepdims=True)
    return np.asarray((result - low) / (high - low))


def react(u: Array) -> Array:
    """One step of diffusion and of a reaction with the rest states 0, 0.3 and 1."""
    laplacian = sum(np.roll(u, shift, axis) for axis in (-1, -2) for shift in (1, -1)) - 4 * u
    return np.asarray(u + DIFFUSION * laplacian + REACTION * u * (1 - u) * (u - 0.3))


def middle(count: int, random: np.random.Generator, noise: float, factor: float = 1) -> Samples:
    """A chain with an unknown stage: sine, slope · x + offset, exponential, root."""
    x = random.uniform(-LIMIT * factor, LIMIT * factor, count)
    clean = STAGES["root"](np.exp(SLOPE * np.sin(x) + OFFSET))
    return noisy({"x": x}, clean, noise, random)


def middle_bounds(data: Samples) -> tuple[float, float]:
    """The Cramér-Rao bounds of slope and offset, from derivatives by hand."""
    inner = np.sin(data.inputs["x"])
    y = np.exp(SLOPE * inner + OFFSET)
    outer = y * y / np.sqrt(y**2 + 0.01)
    jacobian = np.stack([outer * inner, outer], axis=-1)
    covariance = data.deviation**2 * np.linalg.inv(jacobian.T @ jacobian)
    slope, offset = np.sqrt(np.diag(covariance))
    return float(slope), float(offset)
