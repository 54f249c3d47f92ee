"""Least squares by SciPy, with exact Jacobians."""

from __future__ import annotations

import numpy

from neuralc._fit.outcome import Outcome
from neuralc._fit.problem import Problem
from neuralc._fit.space import Array
from neuralc._optional import optional

# A residual so large that a step to it is never taken, and whose square is still a number.
_FORBIDDEN = 1e150

# A logarithm by which residuals change no more than this part of their length is that of 0.
_INFINITE = 1e-8

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


def relative_offset(problem: Problem, coordinates: Array) -> float:
    """How far from a minimum coordinates are, whatever the units: the length of the residuals'
    projection onto the tangent plane over that of the rest, each per degree of freedom.

    Bates and Watts, Technometrics 23 (1981) 179-183. Where bounds are active, the plane is that of
    the coordinates which can move. 0 where residuals are as small as rounding.
    """
    residuals, jacobian = problem.linearised(coordinates)
    influence, slope = problem.robustness.influence(residuals)
    del slope
    gradient = influence @ jacobian
    free = movable(problem, coordinates, gradient, jacobian)
    jacobian = jacobian[:, free]
    norms = numpy.linalg.norm(jacobian, axis=0)
    jacobian = jacobian[:, norms > 0] / norms[norms > 0]
    if not jacobian.size:
        return 0.0
    basis, singular, _ = numpy.linalg.svd(jacobian, full_matrices=False)
    basis = basis[:, singular > singular[0] * 1e-10]
    along = numpy.linalg.norm(influence @ basis)
    rest = numpy.sqrt(max(float(influence @ influence - along**2), 0.0))
    spare = len(influence) - basis.shape[1]
    if spare <= 0 or along <= 1e-7 * _magnitude(problem, coordinates):
        return 0.0
    return float(along / numpy.sqrt(basis.shape[1]) / max(rest / numpy.sqrt(spare), 1e-300))


def loses_a_parameter(problem: Problem, start: Array, end: Array) -> bool:
    """Whether a coordinate that mattered at the start does not matter at the end: a first step that
    is too long may lead to where a model is flat."""
    sizes = [
        numpy.linalg.norm(problem.derivatives(place), axis=0) * (1 + numpy.abs(place))
        for place in (start, end)
    ]
    return bool((sizes[1] < _VANISHED * sizes[0]).any())


def movable(
    problem: Problem, coordinates: Array, gradient: Array, jacobian: Array | None = None
) -> Array:
    """The positions of coordinates that no active bound holds. The bound of a logarithm is where
    its parameter is 0 but for rounding, which the derivatives of the residuals tell."""
    space = problem.space
    margin = 1e-8 * (1 + numpy.abs(coordinates))
    at_lower = (coordinates <= space.lower + margin) & (gradient > 0)
    at_upper = (coordinates >= space.upper - margin) & (gradient < 0)
    if jacobian is not None and (space.log & numpy.isinf(space.lower)).any():
        length = float(numpy.linalg.norm(problem.linearised(coordinates)[0]))
        is_zero = numpy.linalg.norm(jacobian, axis=0) <= _INFINITE * length
        at_lower |= space.log & numpy.isinf(space.lower) & is_zero & (gradient > 0)
    return numpy.flatnonzero(~(at_lower | at_upper))


def _magnitude(problem: Problem, coordinates: Array) -> float:
    """The length of what is observed, in units of the residuals."""
    target = problem.weighted_target
    return 0.0 if target is None else float(numpy.linalg.norm(target))
