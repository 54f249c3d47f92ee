"""Where to go on from a place that is no minimum, but where a search has stopped."""

from __future__ import annotations

import numpy

from neuralc._fit.curvature import Curvature
from neuralc._fit.problem import Problem
from neuralc._fit.space import Array

# How much damping is tried, in units of the largest curvature, from that of a short step to none.
_DAMPINGS = numpy.concatenate([10.0 ** numpy.arange(2.0, -19.0, -1.0), [0.0]])
# How far it goes to both sides of a saddle, in units of the parameters.
_AWAY = 10.0 ** numpy.arange(-5.0, 1.0)
# A cost that is lower by a smaller part is not worth another search.
_LOWER = 1e-6


def lower_point(problem: Problem, curvature: Curvature, cost: float) -> Array | None:
    """The lowest of some points near by; `None` where none is notably lower.

    Searches remember how far they dare to go, and that may be wrong by any factor where a parameter
    had no influence at the start. These points remember nothing: they are on the whole path of
    Levenberg and Marquardt, from the direction of steepest descent to the step of Gauss and Newton,
    in units of the curvature and in those of the parameters, and on both sides of a saddle.
    """
    space = problem.space
    sizes = 1 + numpy.abs(curvature.coordinates[curvature.free])
    steps = numpy.concatenate(
        [
            _damped(curvature, curvature.units),
            _damped(curvature, sizes),
            _sideways(curvature, sizes),
        ]
    )
    points = numpy.repeat(curvature.coordinates[None], len(steps), axis=0)
    points[:, curvature.free] += steps
    points = numpy.clip(points, space.lower, space.upper)
    points = points[numpy.isfinite(points).all(axis=1)]
    costs = problem.costs_at(points)
    for place in numpy.argsort(costs, kind="stable")[:3]:
        if not costs[place] < (1 - _LOWER) * cost:
            return None
        # The value may be finite where a derivative is not.
        if numpy.isfinite(problem.derivatives(points[place])).all():
            result: Array = points[place]
            return result
    return None


def _damped(curvature: Curvature, sizes: Array) -> Array:
    """Steps with ever less damping, in these units of the coordinates."""
    with numpy.errstate(over="ignore", invalid="ignore"):
        jacobian = curvature.jacobian[:, curvature.free] * sizes
    if not numpy.isfinite(jacobian).all():
        return numpy.zeros((0, len(sizes)))
    left, singular, directions = numpy.linalg.svd(jacobian, full_matrices=False)
    along = curvature.influence @ left
    largest = float(singular[0]) if len(singular) else 0.0
    with numpy.errstate(divide="ignore", invalid="ignore", over="ignore"):
        parts = -along * singular / (singular**2 + largest**2 * _DAMPINGS[:, None])
        steps = numpy.nan_to_num(parts, nan=0.0, posinf=0.0, neginf=0.0) @ directions
        result: Array = steps * sizes
    return result


def _sideways(curvature: Curvature, sizes: Array) -> Array:
    """Steps along the directions in which the cost falls to both sides."""
    steps = [numpy.zeros(len(curvature.free))]
    bends = curvature.bends
    for direction in bends.ways[bends.curvature < 0] * curvature.units:
        longest = direction / numpy.abs(direction / sizes).max()
        steps += [sign * away * longest for away in _AWAY for sign in (-1.0, 1.0)]
    return numpy.array(steps)
