"""Least squares by SciPy, with exact Jacobians."""

from __future__ import annotations

import numpy

from neuralc._fit.outcome import Outcome
from neuralc._fit.problem import Problem
from neuralc._fit.space import Array
from neuralc._optional import optional

# A residual so large that a step to it is never taken, and whose square is still a number.
_FORBIDDEN = 1e150

# A coordinate whose influence is this small a part of what it was has none.
_VANISHED = 1e-8

_MESSAGES = {
    0: "the limit of evaluations is reached",
    1: "the gradient vanishes",
    2: "the cost does not change any more",
    3: "the parameters do not change any more",
    4: "neither cost nor parameters change any more",
}


def least_squares(
    problem: Problem, start: Array, method: str, tolerance: float, max_iterations: int | None
) -> Outcome:
    """Searches from coordinates by `scipy.optimize.least_squares`.

    Args:
        problem: What is minimised.
        start: Where residuals and derivatives are finite.
        method: `"lm"` (Levenberg-Marquardt by MINPACK: no bounds, plain squares), `"trf"` or
            `"dogbox"` (trust regions).
        tolerance: Relative changes of cost and parameters below which the search ends.
        max_iterations: Evaluations after which it is given up.
    """
    search = optional("scipy.optimize", "fitting needs", "fit").least_squares
    space = problem.space
    if space.size == 0:
        residuals, _ = problem.linearised(start)
        return Outcome(start, problem.cost_of(residuals), True, "nothing is free", 0)
    tolerance = max(tolerance, float(numpy.finfo(numpy.float64).eps))

    def residuals_at(coordinates: Array) -> Array:
        residuals, jacobian = problem.linearised(coordinates)
        if numpy.isfinite(residuals).all() and numpy.isfinite(jacobian).all():
            return residuals
        # MINPACK knows no infinite residuals: a step to one this large is turned down.
        return numpy.full_like(residuals, _FORBIDDEN if method == "lm" else numpy.inf)

    def jacobian_at(coordinates: Array) -> Array:
        return problem.linearised(coordinates)[1]

    robustness = problem.robustness
    found = search(
        residuals_at,
        start,
        jacobian_at,
        (space.lower, space.upper),
        method,
        ftol=tolerance,
        xtol=tolerance,
        # The others compare it with numbers that depend on units.
        gtol=tolerance if method == "lm" else None,
        x_scale="jac",
        loss="linear" if robustness.is_linear else robustness.rho,
        f_scale=1.0 if robustness.is_linear else robustness.scale,
        max_nfev=max_iterations or 200 * (space.size + 1),
    )
    message = _MESSAGES.get(found.status, found.message)
    coordinates = numpy.asarray(found.x, dtype=numpy.float64)
    return Outcome(coordinates, float(found.cost), found.status > 0, message, int(found.nfev))


def loses_a_parameter(problem: Problem, start: Array, end: Array) -> bool:
    """Whether a coordinate that mattered at the start does not matter at the end: a first step that
    is too long may lead to where a model is flat."""
    sizes = [
        numpy.linalg.norm(problem.derivatives(place), axis=0) * (1 + numpy.abs(place))
        for place in (start, end)
    ]
    return bool((sizes[1] < _VANISHED * sizes[0]).any())
