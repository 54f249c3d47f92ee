"""Whether a search ended at a minimum.

Searches end where a step or a change of the cost is small, which it may be for many reasons. What
counts is the place itself: how far it is from the bottom of what is known of the cost there, in
units of the scatter of the residuals, of rounding, and of the parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from neuralc._fit.curvature import Curvature
from neuralc._fit.problem import Problem
from neuralc._fit.space import Array

# A relative offset of more is not shown: so little but the slope is left of the residuals that its
# digits are those of rounding.
_BEYOND = 100.0
# How many times the level of rounding a slope is taken as nothing but rounding.
_ROUNDING = 10.0
# How often that level is measured.
_SAMPLES = 3
# How far from coordinates it is measured, in roots of the spacing of numbers: far enough for what
# is rounded to be rounded in another way.
_AWAY = 0.1


@dataclass(frozen=True)
class Ending:
    """What there is to say of the place where a search ended."""

    is_minimum: bool
    curvature: Curvature
    message: str = ""
    """What is wrong with it."""


def examined(problem: Problem, coordinates: Array, start: Array, most: float) -> Ending:
    """Whether coordinates are a minimum.

    That is so where the curvature is positive along all directions in which anything changes, and
    the way to the bottom is short: the residuals would become smaller by `most` of their standard
    deviation for each parameter; or by no more than rounding makes out; or no parameter would
    change by what half of its digits can tell.

    The first is the relative offset of Bates and Watts, Technometrics 23 (1981) 179-183, with the
    whole curvature where the Jacobian is singular.

    Args:
        problem: What is minimised.
        coordinates: Where residuals and derivatives are finite.
        start: Where the search began: what it has crossed says how large parameters can be.
        most: The largest relative offset.
    """
    curvature = Curvature(problem, coordinates)
    bends = curvature.bends
    if (bends.curvature < 0).any():
        return Ending(False, curvature, "it stopped at a saddle, with lower ground on both sides")
    with numpy.errstate(over="ignore", invalid="ignore"):
        gradient = curvature.influence @ curvature.scaled
        along = curvature.directions[: curvature.rank] @ gradient
        along = along / curvature.singular[: curvature.rank]
        bent = bends.directions @ gradient
        fall = float(along @ along + bent @ (bent / bends.curvature))
    offset = _relative_offset(curvature, fall)
    if (
        offset <= most
        or numpy.sqrt(fall) <= _ROUNDING * rounding(problem, coordinates, start)
        or _is_short(curvature, along, bent)
    ):
        return Ending(True, curvature)
    size = f" (relative offset {offset:.1e})" if offset < _BEYOND else ""
    return Ending(False, curvature, f"it stopped where the residuals still have a slope{size}")


def rounding(problem: Problem, coordinates: Array, start: Array) -> float:
    """The length of what rounding makes of the residuals.

    It is measured, as nothing else knows the numbers of which residuals are differences: from the
    change when coordinates change in their last digits, of the size that the search has crossed,
    and from what residuals near by have of their own, beyond a straight line.
    """
    random = numpy.random.default_rng(0)
    precision = problem.predictor.precision
    size = numpy.maximum(numpy.abs(coordinates), numpy.abs(coordinates - start))
    size = numpy.where(problem.space.log, numpy.maximum(size, 1.0), size)
    middle = problem.residuals(coordinates)
    found = [_of_target(problem)]
    for _ in range(_SAMPLES):
        direction = random.uniform(0.5, 1.0, len(size)) * random.choice([-1.0, 1.0], len(size))
        near = problem.residuals(_inside(problem, coordinates + precision * size * direction))
        found.append(float(numpy.linalg.norm(near - middle)))
        away = _AWAY * numpy.sqrt(precision) * numpy.abs(coordinates) * direction
        ends = [problem.residuals(_inside(problem, coordinates + s * away)) for s in (-1.0, 1.0)]
        found.append(float(numpy.linalg.norm(ends[0] + ends[1] - 2 * middle)) / 2)
    return max((item for item in found if numpy.isfinite(item)), default=0.0)


def _of_target(problem: Problem) -> float:
    """What the rounding of the observations themselves makes out."""
    target = problem.weighted_target
    if target is None:
        return 0.0
    return problem.predictor.precision * float(numpy.linalg.norm(target))


def _inside(problem: Problem, coordinates: Array) -> Array:
    result: Array = numpy.clip(coordinates, problem.space.lower, problem.space.upper)
    return result


def _relative_offset(curvature: Curvature, fall: float) -> float:
    """How far the bottom is, in standard deviations of the residuals for each parameter, if the sum
    of squares is to fall by so much."""
    count = curvature.rank + len(curvature.bends.directions)
    if fall <= 0 or not count:
        return 0.0
    if not numpy.isfinite(fall):
        return float(numpy.inf)
    rest = max(float(curvature.influence @ curvature.influence) - fall, 0.0)
    spare = max(len(curvature.influence) - count, 1)
    return float(numpy.sqrt(fall / count) / max(numpy.sqrt(rest / spare), 1e-300))


def _is_short(curvature: Curvature, along: Array, bent: Array) -> bool:
    """Whether the step to the bottom changes no coordinate by what half of its digits can tell."""
    step = (along / curvature.singular[: curvature.rank]) @ curvature.directions[: curvature.rank]
    step = step + (bent / curvature.bends.curvature) @ curvature.bends.directions
    place = curvature.coordinates[curvature.free]
    size = numpy.where(curvature.problem.space.log[curvature.free], 1.0, numpy.abs(place))
    least = numpy.sqrt(curvature.problem.predictor.precision) * size
    return bool((numpy.abs(step * curvature.units) <= least).all())
