"""Gravity, drag and three bodies in NumPy and SciPy. Nothing here knows the compiler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

Array = NDArray[Any]

#: The gravitational constant.
G = 6.674
#: Drag is this times the square of the speed, against the velocity.
DRAG = 0.5
#: Distance and both masses are uniform between these.
LOW, HIGH = 1.0, 5.0
#: Speeds are uniform up to this.
SPEED = 4.0

#: Masses of the three bodies, in units where G is 1.
MASSES = (1.5, 0.8, 0.5)
#: Observations of three bodies, and the time between them.
OBSERVATIONS, INTERVAL = 40, 0.05
#: Standard deviation of observed places: 1 % of the distance of the inner two bodies.
PLACE_NOISE = 0.01


@dataclass(frozen=True)
class Forces:
    """Forces on bodies, measured, and without noise; `v` is 0 where there is no drag."""

    r: Array
    m1: Array
    m2: Array
    v: Array
    clean: Array
    measured: Array
    deviation: float

    @property
    def inputs(self) -> dict[str, Array]:
        """What the program of gravity takes."""
        return {"r": self.r, "m1": self.m1, "m2": self.m2}


def gravity(r: Array, m1: Array, m2: Array, constant: float = G) -> Array:
    """Newton's law, one vector a row."""
    distance = np.linalg.norm(r, axis=-1)
    return np.asarray(-(constant * m1 * m2 / distance**3)[:, None] * r)


def drag(v: Array) -> Array:
    """Quadratic drag, one vector a row."""
    return np.asarray(-DRAG * np.linalg.norm(v, axis=-1, keepdims=True) * v)


def directions(count: int, random: np.random.Generator) -> Array:
    """Unit vectors, uniform on the sphere."""
    vectors = random.standard_normal((count, 3))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True))


def forces(
    count: int,
    random: np.random.Generator,
    *,
    noise: float,
    with_drag: bool = False,
    factor: float = 1.0,
) -> Forces:
    """Measured forces: Gaussian noise of `noise` times the mean absolute component.

    `factor` widens ranges about their centres; lower limits are divided by it.
    """
    half = (HIGH - LOW) / 2
    low, high = LOW / factor, (LOW + HIGH) / 2 + half * factor
    r = directions(count, random) * random.uniform(low, high, (count, 1))
    m1, m2 = random.uniform(low, high, (2, count))
    speeds = random.uniform(0, SPEED / 2 * (1 + factor), (count, 1)) * with_drag
    v = directions(count, random) * speeds
    clean = gravity(r, m1, m2) + drag(v)
    deviation = noise * float(np.mean(np.abs(clean)))
    measured = clean + deviation * random.standard_normal(clean.shape)
    return Forces(r, m1, m2, v, clean, measured, deviation)


def bound(data: Forces) -> float:
    """The Cramér-Rao bound of G where drag is known or absent: the law is linear in G."""
    sensitivity = gravity(data.r, data.m1, data.m2, 1.0)
    return data.deviation / float(np.linalg.norm(sensitivity))


def bound_across(data: Forces) -> float:
    """The same where drag is any function of speed against the velocity.

    Each force then has an unknown part of its own along the velocity, so that only what is across
    it tells of G.
    """
    u = data.v / np.linalg.norm(data.v, axis=-1, keepdims=True)
    sensitivity = gravity(data.r, data.m1, data.m2, 1.0)
    across = sensitivity - np.sum(sensitivity * u, axis=-1, keepdims=True) * u
    return data.deviation / float(np.linalg.norm(across))


@dataclass(frozen=True)
class Orbits:
    """Three bodies: places and velocities at the start, and places at the times of observation.

    `clean` goes on to twice the time; `observed` has noise and ends at half of it.
    """

    places: Array
    velocities: Array
    clean: Array
    observed: Array


def accelerations(places: Array, masses: Array) -> Array:
    """Newton's law for places (bodies, 3)."""
    away = places[None, :, :] - places[:, None, :]
    distance = np.linalg.norm(away, axis=-1) + np.eye(len(masses))
    return np.einsum("ij,ijk->ik", masses / distance**3, away)


def orbit(start: Array, times: Array, masses: Array, tolerance: float = 1e-11) -> Array:
    """The state (places, then velocities) at each time, by a Runge-Kutta method of order 8."""

    def rates(_: float, state: Array) -> Array:
        places = state[:9].reshape(3, 3)
        return np.concatenate([state[9:], accelerations(places, masses).ravel()])

    solution = solve_ivp(
        rates, (0, times[-1]), start, "DOP853", times, rtol=tolerance, atol=tolerance
    )
    return np.asarray(solution.y.T)


def beginning(random: np.random.Generator) -> Array:
    """A near-circular pair of distance 1 and a third body at distance 2.5, in random directions."""
    masses = np.array(MASSES)
    x, y, z, w = (directions(1, random)[0] for _ in range(4))
    y = np.cross(x, y) / np.linalg.norm(np.cross(x, y))
    z = z - np.dot(z, w) * w
    z = z / np.linalg.norm(z)
    inner, outer = np.sqrt(masses[:2].sum()), np.sqrt(masses.sum() / 2.5)
    share = masses[:2] / masses[:2].sum()
    places = np.stack([-share[1] * x, share[0] * x, 2.5 * w])
    velocities = np.stack([-share[1] * inner * y, share[0] * inner * y, outer * z])
    velocities -= np.average(velocities, axis=0, weights=masses)
    return np.concatenate([places.ravel(), velocities.ravel()])


def orbits(count: int, random: np.random.Generator) -> Orbits:
    """Trajectories of different beginnings and the same masses, observed with noise."""
    starts = np.stack([beginning(random) for _ in range(count)])
    times = INTERVAL * np.arange(1, 2 * OBSERVATIONS + 1)
    masses = np.array(MASSES)
    clean = np.stack([orbit(start, times, masses)[:, :9] for start in starts])
    half = clean[:, :OBSERVATIONS]
    observed = half + PLACE_NOISE * random.standard_normal(half.shape)
    return Orbits(starts[:, :9], starts[:, 9:], clean, observed)
