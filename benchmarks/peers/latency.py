"""From a program to its first value and gradients, by the number of its operations.

The programs are straight lines without structure: a chain in which every operation takes the result
of the one before, and half of them an earlier result or an input besides. Every repetition has a
program of its own, so that nothing can be remembered.
"""

from __future__ import annotations

import functools
import operator
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .workloads import NotRun

INPUTS = {"a": 0.3, "b": 0.7, "c": -0.4, "d": 1.1}
SIZES = (10, 100, 1_000, 10_000, 100_000)
Step = tuple[str, int, int]


def straight_line(operations: int, seed: int) -> list[Step]:
    """A program: what is done, and the positions of its operands among inputs and results.

    Sines, products with a sine or an input and differences of such keep all values below 3.
    """
    generator = np.random.default_rng(seed)
    steps: list[Step] = []
    bounded = list(range(len(INPUTS)))
    for number in range(operations):
        before, here = len(INPUTS) + number - 1, len(INPUTS) + number
        kind = ("sin", "*", "-")[number % 3]
        if number < 6:  # Every input is used.
            other = (0, 0, 1, 0, 2, 3)[number]
        else:
            other = int(
                generator.choice(bounded[-32:] if generator.random() < 0.5 else bounded[:4])
            )
        steps.append((kind, before, other))
        if kind == "sin":
            bounded.append(here)
    return steps


def text(steps: list[Step]) -> str:
    """The program in this package's language."""
    names = [*INPUTS, *(f"t{number}" for number in range(len(steps)))]
    lines = []
    for number, (kind, first, second) in enumerate(steps):
        operands = names[first] if kind == "sin" else f"{names[second]} {names[first]}"
        lines.append(f"(t{number} ({kind} {operands}))")
    inputs = "".join(f"(input {name})" for name in INPUTS)
    return f"{inputs}\n(let* ({chr(10).join(lines)})\n  {names[-1]})\n"


def build(steps: list[Step], inputs: Any, sine: Callable[[Any], Any]) -> Any:
    """The program on anything that has operators."""
    values = list(inputs)
    for kind, first, second in steps:
        if kind == "sin":
            values.append(sine(values[first]))
        else:
            function = operator.mul if kind == "*" else operator.sub
            values.append(function(values[second], values[first]))
    return values[-1]


def native(steps: list[Step]) -> Callable[[], list[float]]:
    import neuralc as nc

    program = text(steps)
    inputs = {name: np.array(value) for name, value in INPUTS.items()}
    nc.emit("x", "ir")  # The compiler remembers the last program: nothing but the disk shall help.

    def run() -> list[float]:
        model = nc.compile(program, backend="native")
        value, gradients = model.value_and_grad(**inputs)
        return [float(value), *map(float, gradients.values())]

    return run


def eager(steps: list[Step]) -> Callable[[], list[float]]:
    import torch

    import neuralc as nc

    program = text(steps)
    inputs = [
        torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in INPUTS.values()
    ]

    def run() -> list[float]:
        value = nc.compile(program)(*inputs)
        return [value.item(), *(x.item() for x in torch.autograd.grad(value, inputs))]

    return run


def jax(steps: list[Step]) -> Callable[[], list[float]]:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    if len(steps) > 1_000:
        raise NotRun("it would take minutes")

    def run() -> list[float]:
        function = jax.jit(
            jax.value_and_grad(lambda *x: build(steps, x, jnp.sin), argnums=(0, 1, 2, 3))
        )
        value, gradients = function(*INPUTS.values())
        return [float(value), *map(float, gradients)]

    return run


def casadi(steps: list[Step]) -> Callable[[], list[float]]:
    import casadi as ca

    def run() -> list[float]:
        inputs = [ca.SX.sym(name) for name in INPUTS]
        value = build(steps, inputs, ca.sin)
        gradients = ca.gradient(value, ca.vertcat(*inputs))
        function = ca.Function("kernel", inputs, [value, gradients])
        answer, slopes = function(*INPUTS.values())
        return [float(answer), *map(float, slopes.full().ravel())]

    return run


PATIENCE = 10.0
"""Seconds after which a tool gets no larger program."""
# The second one finds on disk what the first one has just left there.
TOOLS = {"native": native, "native, cached": native, "eager": eager, "JAX": jax, "CasADi": casadi}


@functools.cache
def program(operations: int, seed: int) -> list[Step]:
    return straight_line(operations, seed)


def measure(tools: list[str], sizes: tuple[int, ...] = SIZES) -> list[dict[str, Any]]:
    """Median seconds of every tool at every size, after a small program that warms it up."""
    chosen = {name: TOOLS[name] for name in TOOLS if name.removesuffix(", cached") in tools}
    for make in chosen.values():
        make(program(7, 99))()
    rows = []
    for operations in sizes:
        if rows:
            last = rows[-1]["median"]
            chosen = {name: chosen[name] for name in last if last[name] < PATIENCE}
        times: dict[str, list[float]] = {name: [] for name in chosen}
        for seed in range(5 if operations <= 1_000 else 3 if operations <= 10_000 else 1):
            expected = None
            for name, make in chosen.items():
                if times[name] and times[name][-1] > PATIENCE:
                    continue
                try:
                    run = make(program(operations, seed))
                except NotRun:
                    continue
                start = time.perf_counter()
                found = run()
                times[name].append(time.perf_counter() - start)
                expected = expected or found
                np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12, err_msg=name)
        rows.append(
            {
                "operations": operations,
                "median": {name: float(np.median(t)) for name, t in times.items() if t},
            }
        )
    return rows
