"""What the error of a model that approximates, such as one of steps, does to a fit."""

from __future__ import annotations

import numpy

from neuralc._fit.curvature import Curvature
from neuralc._fit.outcome import Outcome
from neuralc._fit.space import Array
from neuralc._fit.statistics import noise_variance
from neuralc._fit.work import Work

# A shift of estimates, in standard errors, that counts.
_SHIFT = 0.1
# So often is a model made better, and the search goes on from where it was.
_MOST_ROUNDS = 8


def refined(work: Work, outcome: Outcome) -> Outcome:
    """The outcome of a model that is as good as it has to be there."""
    problem = work.problem
    for _ in range(_MOST_ROUNDS):
        flat = problem.space.flat(outcome.coordinates)
        if outcome.interrupted or problem.predictor.inaccuracy(flat) is None:
            break
        curvature = Curvature(problem, outcome.coordinates)
        shift = _shift(curvature, noise_variance(curvature, work.is_known))
        if not problem.predictor.refine(flat, bool((numpy.abs(shift) > _SHIFT).any())):
            break
        problem.forget()
        outcome = work.search(outcome.coordinates)
    return outcome


def inaccurate(curvature: Curvature, variance: float) -> list[str]:
    """A warning where the model's own error moves the estimates."""
    problem = curvature.problem
    shift = _shift(curvature, variance)
    own = numpy.abs(numpy.where(problem.space.named, shift, 0.0))
    if not len(own) or not own.max() > _SHIFT:
        return []
    worst = int(own.argmax())
    found = problem.predictor.inaccuracy(problem.space.flat(curvature.coordinates))
    assert found is not None  # There is a shift.
    size = f"about {own[worst]:.2g}" if numpy.isfinite(own[worst]) else "many"
    return [
        f"the model itself is not exact: {found[1]}; without that, `{problem.space.names[worst]}` "
        f"would move by {size} of its standard errors"
    ]


def _shift(curvature: Curvature, variance: float) -> Array:
    """How far coordinates would move, in standard errors, if the model were exact: a step of Gauss
    and Newton's method, as the errors are small."""
    problem = curvature.problem
    result = numpy.zeros(len(curvature.coordinates))
    found = problem.predictor.inaccuracy(problem.space.flat(curvature.coordinates))
    if found is None or not curvature.is_known:
        return result
    errors = found[0] if problem.keep is None else found[0][problem.keep]
    if problem.weight is not None:
        errors = errors * problem.weight
    if not numpy.isfinite(errors).all():
        return numpy.full(len(result), numpy.inf)
    jacobian = curvature.jacobian[: problem.count, curvature.free]
    scaled = jacobian / numpy.where(curvature.norms > 0, curvature.norms, 1.0)
    step = numpy.linalg.lstsq(scaled, errors, rcond=None)[0]
    deviations = numpy.sqrt(numpy.diag(curvature.covariance(variance))[curvature.free])
    with numpy.errstate(divide="ignore", invalid="ignore"):
        shift = numpy.abs(step) / curvature.norms / deviations
    result[curvature.free] = numpy.nan_to_num(shift, nan=0.0, posinf=numpy.inf)
    return result
