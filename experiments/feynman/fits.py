"""The laws' programs, fitted by `nc.fit` with every constant from 1.0."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, replace

import neuralc as nc

from ..common.programs import load, python_name
from .baselines import EXAMPLES
from .truth import Data, Law

#: The squared residuals of a sine have a minimum at each of many frequencies, so that the
#: oscillator is started from 1.0 and from seven more places, which `nc.fit` chooses.
STARTS = {"oscillator": 8}
#: Measurements that several starts are tried on, where there are more.
SCREENED = 1024


@dataclass(frozen=True)
class Found:
    """Constants by name, with standard errors and 95 % intervals.

    Seconds are those of the processor, for the fit alone.
    """

    estimates: dict[str, float]
    errors: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    seconds: float

    def shifted(self, name: str, value: float, sign: float = 1.0) -> Found:
        """The same with one constant elsewhere, its interval moved or mirrored with it."""
        low, high = (value + sign * (end - self.estimates[name]) for end in self.intervals[name])
        return replace(
            self,
            estimates=self.estimates | {name: value},
            intervals=self.intervals | {name: (min(low, high), max(low, high))},
        )


def program(law: Law) -> nc.CompiledModule:
    """A law's program."""
    return load(EXAMPLES / "feynman" / f"{law.name}.scm")


def fit(law: Law, model: nc.CompiledModule, data: Data, seed: int) -> Found:
    """Fits a law to measurements whose noise it does not know."""
    start = time.process_time()
    starts = STARTS.get(law.name, 1)
    beginning = dict.fromkeys(law.constants, 1.0)
    if starts > 1 and len(data.values) > SCREENED:
        some = {name: column[:SCREENED] for name, column in data.inputs.items()}
        few = Data(some, data.values[:SCREENED], data.deviation)
        beginning, starts = fit(law, model, few, seed).estimates, 1
    # The program's spelling of each constant.
    names = {python_name(name): name for name in model.summary()["parameters"]}
    result = nc.fit(
        model,
        data.inputs,
        target=data.values,
        parameters={names[name]: nc.Parameter(value) for name, value in beginning.items()},
        starts=starts,
        seed=seed,
        progress=False,
    )
    if not result.converged:
        raise ArithmeticError(f"{law.title}: {result.message}")
    found = Found(
        {name: float(result.estimates[names[name]]) for name in law.constants},
        {name: float(result.standard_errors[names[name]]) for name in law.constants},
        {name: result.intervals[names[name]] for name in law.constants},
        time.process_time() - start,
    )
    return canonical(found) if law.name == "oscillator" else found


def canonical(found: Found) -> Found:
    """The oscillator with A and ω positive and φ from −π to π.

    The function is the same: A sin(ωt + φ) = −A sin(ωt + φ + π) = −A sin(−ωt − φ).
    """
    A, ω, φ = (found.estimates[name] for name in ("A", "ω", "φ"))
    if ω < 0:
        found = found.shifted("ω", -ω, -1.0).shifted("φ", -φ, -1.0)
        A, φ = -A, -φ
    if A < 0:
        φ += math.pi
    found = found.shifted("A", abs(A), math.copysign(1.0, found.estimates["A"]))
    return found.shifted("φ", math.remainder(φ, 2 * math.pi))
