"""Our models of the pendulum: programs whose unknowns `nc.fit` finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

import neuralc as nc

from ..common import stages
from ..common.seeds import generator
from ..common.trajectories import Array, estimated_noise, window_starts
from .truth import COUNT, STEP

PROGRAMS = Path(__file__).parent / "programs"
WINDOWS, LENGTH = 6, 50
NEURONS = 8

#: Standard deviations of what a network's weights are before there are data: a weak prior, and one
#: that penalises what is not needed.
WEAK, STRONG = 3.0, 1.0
#: The standard deviation of the known term's part in the network of `orthogonal.scm`.
OVERLAP = 1e-3


def observations(observed: Array, drive: float, name: str) -> tuple[stages.Observed, ...]:
    """What the stages of a program are fitted to."""
    begin = window_starts(COUNT, LENGTH, WINDOWS)
    cut = np.stack([observed[first + 1 : first + LENGTH + 1].T.ravel() for first in begin])
    starts = np.column_stack([observed[begin], STEP * begin])
    whole = observed.T.ravel()
    inputs = {"drive": np.array(drive)}
    if name == "full":
        return stages.Observed(cut, inputs | {"start": starts}), stages.Observed(whole, inputs)
    sigma = max(estimated_noise(observed), 1e-3)
    deviations = [np.full(cut.shape, sigma), np.full(whole.shape, sigma)]
    targets = [cut, whole]
    if name == "orthogonal":
        targets = [np.append(part, 0 * part[..., :1], -1) for part in targets]
        deviations = [np.append(part, 0 * part[..., :1] + OVERLAP, -1) for part in deviations]
    return (
        stages.Observed(targets[0], inputs | {"start": starts}, deviations[0]),
        stages.Observed(targets[1], inputs, deviations[1]),
    )


#: How many draws of first weights a hybrid is fitted from; the best fit is kept.
DRAWS = 3


def network_settings(
    name: str, weight: float, seed: int, draw_number: int
) -> dict[str, nc.Parameter]:
    """Priors and first weights of a hybrid's network."""
    draw = generator("hybrid", seed, draw_number)
    first = {
        "velocity-in": 0.5 * draw.normal(size=NEURONS),
        "shift": draw.uniform(-2, 2, NEURONS),
        "weights": 0.1 * draw.normal(size=NEURONS),
    }
    if name != "damping":
        first["angle-in"] = 0.5 * draw.normal(size=NEURONS)
    return {key: nc.Parameter(start=value, prior=(0.0, weight)) for key, value in first.items()}


def fitted(
    name: str,
    observed: Array,
    drive: float,
    seed: int,
    *,
    weight: float = STRONG,
    whole: bool = True,
) -> stages.Fitted:
    """One of our models, by the name of its program, fitted to a record.

    `weight` is the prior deviation of a network's weights; `whole=False` leaves it at windows from
    observed states, as in the original.
    """
    windows, record = observations(observed, drive, name)
    path = PROGRAMS / f"{name}.scm"
    if name == "full":
        return stages.fit(path, windows, record, observed[0], whole=whole)
    found = []
    for number in range(DRAWS):
        settings = network_settings(name, weight, seed, number)
        found.append(stages.fit(path, windows, record, observed[0], settings, whole=whole))
    best = min(found, key=lambda one: one.cost)
    return replace(best, seconds=sum(one.seconds for one in found))


def future(found: stages.Fitted, start: Array, drive: float) -> Array:
    """Angle and velocity that a model predicts from a start, that included, (step, 2)."""
    values = found.future(np.append(start, 0.0), drive=np.array(drive))
    return np.vstack([start, values.reshape(2, -1).T])


def constants(found: stages.Fitted) -> dict[str, float]:
    """The named constants of the equation."""
    names = {"k": "g/L", "b": "b"}
    return {names[key]: float(v) for key, v in found.result.estimates.items() if key in names}
