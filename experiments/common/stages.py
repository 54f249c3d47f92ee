"""Programs of trajectories, fitted in two stages: to windows, then to the whole record.

A program says what follows from a start that is a parameter: the whole record. Its functions
`window` and `future` say what follows from a start that is an input.

1. Windows begin at observed states. They are short, so that the search finds its way from anywhere;
   but the errors of their starts make the estimates worse than the data allow.
2. From there, the whole record at once, its start unknown like the rest. For normal errors this is
   maximum likelihood: no unbiased estimate is more exact.
"""

from __future__ import annotations

import contextlib
import functools
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

import neuralc as nc

from .trajectories import Array

#: What programs call the parameters that are their start.
STARTS = ("x0", "y0", "angle", "velocity")

#: The relative change at which the search for the weights of a network ends.
TOLERANCE = 1e-6


@functools.cache
def program(path: Path, entry: str | None = None) -> nc.CompiledModule:
    """A program; compiled once in a process."""
    return nc.compile(path, entry=entry, backend="native").double()


@dataclass(frozen=True)
class Observed:
    """What one stage is fitted to: the program's inputs, its target, and known deviations."""

    target: Array
    inputs: Mapping[str, Any] = field(default_factory=dict)
    sigma: Any = None


@dataclass(frozen=True)
class Fitted:
    """What came of a fit, and the CPU time that it took; kernels had been compiled before."""

    path: Path
    result: nc.FitResult
    start: Array
    seconds: float
    cost: float
    """The sum of squared residuals of the last stage; infinite where it could not be made."""

    @property
    def estimates(self) -> dict[str, Any]:
        """The estimates without those of the start, by identifier."""
        names = program(self.path, "window").__neuralc__.parameters
        identifiers = {item.name: item.identifier for item in names}
        return {
            identifiers[name]: value
            for name, value in self.result.estimates.items()
            if name not in starts_of(self.path)
        }

    @property
    def parameters(self) -> int:
        """How many numbers the model has, without its start."""
        return sum(np.size(value) for value in self.estimates.values())

    def future(self, start: Array, **inputs: Any) -> Array:
        """What the program says that follows from a start."""
        model = program(self.path, "future")
        value, _ = model.value_and_grad(start=start, wrt="start", **inputs, **self.estimates)
        return np.asarray(value)


def starts_of(path: Path) -> tuple[str, ...]:
    """The parameters of a program that are its start."""
    names = (item.name for item in program(path).__neuralc__.parameters)
    return tuple(name for name in names if name in STARTS)


def declared(path: Path) -> dict[str, nc.Parameter]:
    """The initial values that a program declares."""
    facts = program(path, "window").__neuralc__
    return {
        item.name: nc.Parameter(start=np.array(value))
        for item, value in zip(facts.parameters, facts.initial, strict=True)
    }


def prepared(path: Path, windows: Observed, record: Observed) -> None:
    """Compiles the kernels that a fit needs."""
    program(path, "window").value_and_jacobian(**windows.inputs)
    program(path).value_and_jacobian(**record.inputs)


def fit(
    path: Path,
    windows: Observed,
    record: Observed,
    start: Sequence[float] | Array,
    settings: Mapping[str, nc.Parameter] | None = None,
    *,
    whole: bool = True,
    known_start: bool = False,
) -> Fitted:
    """Fits a program in two stages.

    `settings` has starts and priors of a network's weights. `whole=False` leaves out the second
    stage, `known_start` takes the start as known there.
    """
    prepared(path, windows, record)
    settings = dict(settings or {})
    limit = 40 if settings else None
    names = starts_of(path)
    # A fit leaves its estimates in the module; the next one begins where the program says.
    given = declared(path) | settings | dict.fromkeys(names, nc.Parameter(fixed=True))
    begin = time.process_time()
    result = nc.fit(
        program(path, "window"),
        windows.inputs,
        target=windows.target,
        sigma=windows.sigma,
        parameters=given,
        max_iterations=limit,
        progress=False,
    )
    found = dict(zip(names, start, strict=True))
    cost = math.inf if whole else result.statistics.rss
    if whole:
        given = {
            name: replace(settings.get(name, nc.Parameter()), start=value)
            for name, value in result.estimates.items()
        }
        for name, value in found.items():
            given[name] = nc.Parameter(start=value, fixed=known_start)
        # Where the record cannot be followed from there, the first stage's result is what there is.
        with contextlib.suppress(nc.FitError):
            result = nc.fit(
                program(path),
                record.inputs,
                target=record.target,
                sigma=record.sigma,
                parameters=given,
                max_iterations=300 if settings else None,
                tolerance=TOLERANCE if settings else None,
                progress=False,
            )
            found = {name: result.estimates[name] for name in names}
            cost = result.statistics.rss
    seconds = time.process_time() - begin
    values = np.array([float(value) for value in found.values()])
    return Fitted(path, result, values, seconds, cost)
