"""Explicit Runge-Kutta methods: their coefficients, as steps in PyTorch and in the language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeAlias

MethodName: TypeAlias = Literal["euler", "midpoint", "heun", "rk4"]
"""A fixed-step method, of order 1, 2, 2 or 4."""


class Method(NamedTuple):
    """A method whose every stage needs the one before it alone."""

    order: int
    nodes: tuple[float, ...]
    """How much of the step each stage but the first goes, along the stage before it."""
    weights: tuple[int, ...]
    """Of the stages in the step, times `divisor`."""
    divisor: int


METHODS: dict[str, Method] = {
    "euler": Method(1, (), (1,), 1),
    "midpoint": Method(2, (0.5,), (0, 1), 1),
    "heun": Method(2, (1.0,), (1, 1), 2),
    "rk4": Method(4, (0.5, 0.5, 1.0), (1, 2, 2, 1), 6),
}


def method_of(name: str) -> Method:
    """The method of this name."""
    try:
        return METHODS[name]
    except KeyError:
        known = ", ".join(f'"{other}"' for other in METHODS)
        raise ValueError(f"there is no method {name!r}; there are {known}") from None


def step(method: Method, f: Callable[[Any, Any], Any], t: Any, y: Any, h: Any, dt: Any) -> Any:
    """The state after a step.

    Args:
        method: How.
        f: The derivative, of time and state.
        t: The time.
        y: The state.
        h: The length of the step, for states to be multiplied by.
        dt: The same, for the time to be moved by.
    """
    stages = [f(t, y)]
    for node in method.nodes:
        stages.append(f(t + node * dt, y + (node * h) * stages[-1]))
    total = None
    for weight, stage in zip(method.weights, stages, strict=True):
        if weight:
            term = stage if weight == 1 else weight * stage
            total = term if total is None else total + term
    return y + (h if method.divisor == 1 else h / method.divisor) * total


def step_text(method: Method, f: Callable[[str, str], str], t: str, y: str, h: str, dt: str) -> str:
    """The same as an expression of the language, with `let*` for the stages."""
    stages = [f"(k1 {f(t, y)})"]
    for number, node in enumerate(method.nodes, 1):
        part, time = (name if node == 1 else f"(* {node} {name})" for name in (h, dt))
        stages.append(f"(k{number + 1} {f(f'(+ {t} {time})', f'(+ {y} (* {part} k{number}))')})")
    terms = [
        f"k{number}" if weight == 1 else f"(* {weight} k{number})"
        for number, weight in enumerate(method.weights, 1)
        if weight
    ]
    total = terms[0] if len(terms) == 1 else f"(+ {' '.join(terms)})"
    factor = h if method.divisor == 1 else f"(/ {h} {method.divisor})"
    return f"(let* ({' '.join(stages)}) (+ {y} (* {factor} {total})))"
