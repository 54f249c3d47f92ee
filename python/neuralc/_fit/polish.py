"""The last digits of a minimum.

A search ends where the cost does not change any more, which leaves half of the digits of the
parameters open: near a minimum the cost changes with the square of their distance. Undamped steps
of Gauss and Newton see the residuals' slope itself, and settle most of the rest, so that estimates
do not depend on where the search began.
"""

from __future__ import annotations

import numpy

from neuralc._fit.problem import Problem
from neuralc._fit.space import Array

_ROUNDS = 40
# A step has to make the slope smaller than this many times what it was.
_PROGRESS = 0.7
# The length of the residuals' part along the tangent plane, over all of it, where there is no more
# to be had.
_FLAT = 1e-13
# Diagonal elements of the triangular factor, over columns of length 1: below, a step is not sure.
_SINGULAR = 1e-10
# By so much the cost may grow from rounding.
_ROUNDING = 1e-9


def polished(problem: Problem, coordinates: Array) -> Array:
    """The coordinates of a minimum to the last digits, from some that are near.

    They are left as they are where the minimum is not a plain one: with a robust loss, at a bound,
    or where the data do not determine all of them.
    """
    if not problem.is_plain or not problem.space.size:
        return coordinates
    step, slope = _step(problem, coordinates)
    highest = _cost(problem, coordinates) * (1 + _ROUNDING)
    for _ in range(_ROUNDS):
        if step is None or slope <= _FLAT:
            break
        ahead = coordinates + step
        if not _is_inside(problem, ahead):
            break
        step, slope_ahead = _step(problem, ahead)
        if step is None or not slope_ahead < _PROGRESS * slope:
            break
        if _cost(problem, ahead) > highest:
            break
        coordinates, slope = ahead, slope_ahead
    return coordinates


def _step(problem: Problem, coordinates: Array) -> tuple[Array | None, float]:
    """The step of Gauss and Newton, and how much of the residuals lies along the tangent plane."""
    residuals, jacobian = problem.linearised(coordinates)
    length = float(numpy.linalg.norm(residuals))
    norms = numpy.linalg.norm(jacobian, axis=0)
    if len(residuals) < len(norms) or not numpy.isfinite(length) or not (norms > 0).all():
        return None, numpy.inf
    basis, factor = numpy.linalg.qr(jacobian / norms)
    if not numpy.isfinite(factor).all() or numpy.abs(numpy.diag(factor)).min() < _SINGULAR:
        return None, numpy.inf
    along = basis.T @ residuals
    slope = float(numpy.linalg.norm(along)) / length if length > 0 else 0.0
    return -numpy.linalg.solve(factor, along) / norms, slope


def _cost(problem: Problem, coordinates: Array) -> float:
    return problem.cost_of(problem.linearised(coordinates)[0])


def _is_inside(problem: Problem, coordinates: Array) -> bool:
    space = problem.space
    return bool(((coordinates > space.lower) & (coordinates < space.upper)).all())
