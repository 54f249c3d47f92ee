"""What is computed: programs with the values that they are run on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

PROGRAMS = Path(__file__).resolve().parent.parent / "programs"


class NotRun(Exception):
    """A tool does not take part in a workload; the message says why."""


@dataclass(frozen=True)
class Workload:
    """A program, its values, and what it is differentiated by.

    Values with a batch dimension get a gradient for each element; the gradients of the others are
    sums over the batch. The value's cotangent is 1 everywhere.
    """

    name: str
    program: str
    """The stem of the program's file."""
    values: dict[str, np.ndarray]
    """Inputs and parameters by name."""
    wrt: tuple[str, ...]
    count: int = 1
    """The size of the batch; 1 for no batch dimension."""
    steps: int = 0
    """Rounds of the program's loop; 0 where the program has no constant of that name."""
    is_sequential: bool = True
    """Whether the work is a chain of rounds, not one operation for each of many elements."""
    parameters: frozenset[str] = field(default_factory=frozenset)

    @property
    def source(self) -> str:
        """The text of the program."""
        text = (PROGRAMS / f"{self.program}.scm").read_text(encoding="utf-8")
        if not self.steps:
            return text
        head, definition, tail = text.partition("(define steps ")
        if not definition:
            raise ValueError(f"{self.program}.scm defines no steps")
        return f"{head}{definition}{self.steps}{tail[tail.index(')') :]}"

    @property
    def dtype(self) -> Any:
        return next(iter(self.values.values())).dtype


def energy(count: int, dtype: Any) -> Workload:
    """Relativistic energy with all three gradients."""
    generator = np.random.default_rng(1)
    values = {
        "m": generator.uniform(0.5, 5, count).astype(dtype),
        "v": generator.uniform(0.1, 0.9, count).astype(dtype),
        "c": np.array(3, dtype),
    }
    name = f"energy, {count:,} points, {np.dtype(dtype).name}"
    return Workload(
        name,
        "energy",
        values,
        ("m", "v", "c"),
        count=count,
        is_sequential=False,
        parameters=frozenset("c"),
    )


def lotka_volterra(count: int, steps: int) -> Workload:
    """Populations with the gradients of the four rates, each trajectory with rates of its own."""
    generator = np.random.default_rng(2)
    middle = {"prey": 10.0, "predator": 5.0, "α": 1.1, "β": 0.4, "γ": 0.4, "δ": 0.1}
    values = {
        name: np.asarray(value * generator.uniform(0.9, 1.1, count if count > 1 else None))
        for name, value in middle.items()
    }
    trajectories = "1 trajectory" if count == 1 else f"{count} trajectories"
    name = f"Lotka-Volterra, {trajectories}, {steps:,} steps"
    return Workload(name, "lotka_volterra", values, ("α", "β", "γ", "δ"), count=count, steps=steps)


def pendulum(count: int, steps: int) -> Workload:
    """The damped pendulum with four gradients."""
    generator = np.random.default_rng(3)
    middle = {"angle": 1.0, "velocity": 0.5, "g-over-L": 9.81, "damping": 0.3}
    values = {
        name: np.asarray(value * generator.uniform(0.9, 1.1, count if count > 1 else None))
        for name, value in middle.items()
    }
    trajectories = "1 trajectory" if count == 1 else f"{count} trajectories"
    name = f"pendulum, {trajectories}, {steps:,} steps"
    return Workload(name, "pendulum", values, tuple(middle), count=count, steps=steps)


def heat() -> Workload:
    """Heat conduction with the gradients of the diffusivity and of the initial state."""
    points = np.linspace(0, 1, 64)
    values = {
        "temperature": np.sin(np.pi * points) + 0.3 * np.sin(5 * np.pi * points) + points,
        "α": np.array(0.01),
    }
    return Workload(
        "heat, 64 points, 200 steps",
        "heat",
        values,
        ("temperature", "α"),
        steps=200,
        parameters=frozenset("α"),
    )


def kalman(count: int) -> Workload:
    """A Kalman filter's log-likelihood with the gradients of both noise covariances."""
    generator = np.random.default_rng(4)
    shape = (80,) if count == 1 else (count, 80)
    slope = 0.1 * generator.normal(size=shape).cumsum(-1)
    values = {
        "series": (slope + 0.3 * generator.normal(size=shape)).cumsum(-1),
        "process-noise": np.array([[0.1, 0.0], [0.0, 0.01]]),
        "observation-noise": np.array(0.5),
    }
    name = f"Kalman filter, {count} series of 80"
    return Workload(name, "kalman", values, ("process-noise", "observation-noise"), count=count)


def logistic_map(count: int) -> Workload:
    """An iterated map, each element with its own number of rounds from 0 to 199."""
    generator = np.random.default_rng(5)
    values = {
        "x": generator.uniform(0.1, 0.9, count),
        "n": generator.integers(0, 200, count).astype(float),
        "r": np.array(3.2),
    }
    return Workload(
        f"logistic map, {count:,} elements, 0 to 199 rounds",
        "logistic_map",
        values,
        ("x", "r"),
        count=count,
        parameters=frozenset("r"),
    )


def recursion(depth: int) -> Workload:
    """A function that calls itself twice."""
    values = {"a": np.array(1e-5), "b": np.array(2e-5), "n": np.array(float(depth))}
    return Workload(f"recursion, depth {depth}", "recursion", values, ("a", "b"))


def all_workloads() -> Iterator[Workload]:
    """Every workload, the quick ones first."""
    yield energy(1_000, np.float64)
    yield energy(1_000, np.float32)
    yield energy(1_000_000, np.float64)
    yield energy(1_000_000, np.float32)
    yield lotka_volterra(1, 100)
    yield lotka_volterra(256, 100)
    yield lotka_volterra(1, 10_000)
    yield lotka_volterra(256, 10_000)
    yield pendulum(1, 200)
    yield pendulum(256, 200)
    yield heat()
    yield kalman(1)
    yield kalman(256)
    yield logistic_map(10_000)
    yield recursion(16)
