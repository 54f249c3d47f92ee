"""Where searches begin: the start itself, and points of a Sobol sequence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy
import torch

from neuralc._fit.problem import Problem
from neuralc._fit.space import Array, Space
from neuralc._optional import optional

# How many points are looked at for each that is searched from.
_SCREENED = 16
# Numbers that one call of the model may give.
_NUMBERS = 4_000_000
# Without bounds or a prior: this many times its size (or 1) on either side of the start.
_REACH = 5.0
# So many reasons of failures are shown.
_SHOWN = 3
# On a logarithmic scale: two powers of ten on either side.
_DECADES = 2.0 * float(numpy.log(10.0))


@dataclass(frozen=True)
class Starts:
    """What several searches came to.

    Attributes:
        screened: Points that the residuals were computed at.
        costs: The costs at the ends of the searches, in their order; the first is from the start.
            Infinite where a search failed.
        agreed: How many of them reached the lowest cost.
        failures: Why each search failed, in their order; empty for those that did not.
    """

    screened: int
    costs: tuple[float, ...]
    agreed: int
    failures: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The failures, those of one kind together."""
        kinds: dict[str, list[str]] = {}
        for number, failure in enumerate(self.failures, 1):
            if failure:
                kinds.setdefault(failure, []).append(str(number))
        lines = [
            f"{'start' if len(numbers) == 1 else 'starts'} {', '.join(numbers)}: {failure}"
            for failure, numbers in kinds.items()
        ]
        more = f"; and {len(lines) - _SHOWN} more reasons" if len(lines) > _SHOWN + 1 else ""
        shown = lines[:_SHOWN] if more else lines
        return "; ".join(shown) + more


def starting_points(problem: Problem, count: int, seed: int) -> tuple[Array, int]:
    """The start and the best of many points, and how many were looked at."""
    start = problem.space.start
    points = spread_points(problem.space, count, seed)
    if not len(points):
        return start[None], 1
    costs = _costs(problem, points)
    order = numpy.argsort(costs, kind="stable")
    chosen = order[numpy.isfinite(costs[order])][: count - 1]
    return numpy.concatenate([start[None], points[chosen]]), len(points) + 1


def spread_points(space: Space, count: int, seed: int) -> Array:
    """The points that so many starts are chosen from."""
    start = space.start
    varied = numpy.flatnonzero(space.named)
    if count <= 1 or not len(varied):
        return start[None][:0]
    total = 1 << (_SCREENED * count - 1).bit_length()
    engine: Any = torch.quasirandom.SobolEngine(len(varied), True, seed)  # type: ignore[no-untyped-call]
    unit = engine.draw(total, dtype=torch.float64).numpy()
    points = numpy.tile(start, (total, 1))
    points[:, varied] = _spread(space, unit, varied)
    return points


def _spread(space: Space, unit: Array, varied: Array) -> Array:
    """Points of the unit cube as coordinates: between bounds, else as the prior has it, else about
    the start."""
    start = space.start[varied]
    lower, upper = space.lower[varied], space.upper[varied]
    log = space.log[varied]
    reach = numpy.where(log, _DECADES, _REACH * numpy.maximum(numpy.abs(start), 1.0))
    low = numpy.where(numpy.isfinite(lower), lower, start - reach)
    high = numpy.where(numpy.isfinite(upper), upper, start + reach)
    # One bound alone: the reach counts from it, so that the box is not empty.
    low = numpy.where(low >= high, high - reach, low)
    high = numpy.where(high <= low, low + reach, high)
    result: Array = low + unit * (high - low)
    mean, deviation = space.prior_mean[varied], space.prior_deviation[varied]
    has_prior = ~numpy.isnan(mean)
    if has_prior.any():
        ndtri = optional("scipy.special", "starting points from priors need", "fit").ndtri
        normal = mean + deviation * ndtri(numpy.clip(unit, 1e-6, 1 - 1e-6))
        result = numpy.where(has_prior, numpy.clip(normal, lower, upper), result)
    return result


def _costs(problem: Problem, points: Array) -> Array:
    """The costs at all points, in calls of bounded size."""
    some = max(1, _NUMBERS // max(problem.predictor.size, 1))
    parts = [problem.costs_at(points[k : k + some]) for k in range(0, len(points), some)]
    return numpy.concatenate(parts)


def agreement(costs: list[float], scale: float) -> int:
    """How many searches reached the lowest cost, but for what one millionth of it, or rounding,
    makes out."""
    best = min(costs)
    return sum(cost <= best * (1 + 1e-6) + 1e-20 * scale for cost in costs)
