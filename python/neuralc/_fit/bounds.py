"""Which coordinates bounds hold."""

from __future__ import annotations

import numpy

from neuralc._fit.problem import Problem
from neuralc._fit.space import Array

# A logarithm by which residuals change no more than this part of their length is that of 0.
_INFINITE = 1e-8


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
