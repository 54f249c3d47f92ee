"""Our models of predator and prey: programs whose unknowns `nc.fit` finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

import neuralc as nc

from ..common import stages
from ..common.seeds import generator
from ..common.trajectories import Array, estimated_noise, window_starts
from .truth import COUNT, START

PROGRAMS = Path(__file__).parent / "programs"
WINDOWS, LENGTH = 8, 25
NEURONS = 8

#: Standard deviations of what a network's weights are before there are data; and half the range in
#: which the shifts of its neurons begin.
WEIGHT, SHIFT, FIRST_SHIFT = 3.0, 10.0, 3.0


#: How many draws of first weights a hybrid is fitted from; the best fit is kept.
DRAWS = 3


def network_settings(seed: int, draw_number: int = 0) -> dict[str, nc.Parameter]:
    """Priors and first weights of the hybrid's two networks."""
    draw = generator("hybrid", seed, draw_number)
    settings = {}
    for network in ("growth", "death"):
        first = {
            "in": draw.normal(size=NEURONS),
            "shift": draw.uniform(-FIRST_SHIFT, FIRST_SHIFT, NEURONS),
            "out": 0.1 * draw.normal(size=NEURONS),
        }
        for part, start in first.items():
            deviation = SHIFT if part == "shift" else WEIGHT
            settings[f"{network}-{part}"] = nc.Parameter(start=start, prior=(0.0, deviation))
    return settings


def fitted(
    observed: Array,
    seed: int,
    *,
    hybrid: bool = False,
    whole: bool = True,
    known_start: bool = False,
) -> stages.Fitted:
    """One of our models, fitted to a record.

    `whole=False` leaves it at windows from observed states, as in the original; `known_start`
    takes the start as known.
    """
    begin = window_starts(COUNT, LENGTH, WINDOWS)
    cut = np.stack([observed[first + 1 : first + LENGTH + 1] for first in begin])
    # Priors are weighed against the record's own noise, and never against nothing.
    sigma = max(estimated_noise(observed), 1e-3) if hybrid else None
    found = [
        stages.fit(
            PROGRAMS / ("hybrid.scm" if hybrid else "full.scm"),
            stages.Observed(cut, {"start": observed[begin]}, sigma),
            stages.Observed(observed.T, {}, sigma),
            START if known_start else observed[0],
            network_settings(seed, number) if hybrid else None,
            whole=whole,
            known_start=known_start,
        )
        for number in range(DRAWS if hybrid else 1)
    ]
    return replace(min(found, key=lambda one: one.cost), seconds=sum(one.seconds for one in found))


def future(found: stages.Fitted, start: Array) -> Array:
    """The populations that a model predicts from a start, that included, (step, 2)."""
    return np.vstack([start, found.future(start)])


def constants(found: stages.Fitted) -> dict[str, float]:
    """The named constants of the equations."""
    estimates = found.result.estimates
    return {name: float(estimates[name]) for name in "αβδγ" if name in estimates}
