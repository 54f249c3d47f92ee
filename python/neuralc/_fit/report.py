"""From where a search ended to a `FitResult`."""

from __future__ import annotations

import math
import platform
import time
from dataclasses import replace

import numpy
import torch
from torch import nn

from neuralc._fit.curvature import Curvature
from neuralc._fit.data import Columns
from neuralc._fit.digits import rounding_of
from neuralc._fit.identifiability import correlated, identifiability
from neuralc._fit.inaccuracy import inaccurate
from neuralc._fit.numbers import Numbers
from neuralc._fit.outcome import Outcome
from neuralc._fit.result import FitResult, History, interval
from neuralc._fit.space import Array, Space
from neuralc._fit.starts import Starts
from neuralc._fit.statistics import Statistics, noise_variance, quantile, statistics_of
from neuralc._fit.work import Work

# Where the probability of a larger χ² is below this, chance is no explanation.
_IMPROBABLE = 1e-6
# The relative accuracy of what a search gives that does not end with undamped steps.
_UNPOLISHED = 1e-10


def report(
    work: Work,
    outcome: Outcome,
    several: Starts,
    model: nn.Module,
    columns: Columns,
    observed: Numbers | None,
    missing: int,
    target_name: str,
    confidence: float,
    began: float,
) -> FitResult:
    """The result of a fit that ended at an outcome."""
    problem, space = work.problem, work.problem.space
    curvature = Curvature(problem, outcome.coordinates)
    variance = noise_variance(curvature, work.is_known)
    slope = space.slope(outcome.coordinates)
    covariance = curvature.covariance(variance)
    if curvature.is_known:
        covariance = covariance * slope[:, None] * slope[None, :]
    flat = space.flat(outcome.coordinates)
    errors = numpy.full(len(flat), math.nan)
    with numpy.errstate(invalid="ignore"):
        errors[space.free] = numpy.sqrt(numpy.diag(covariance))
    named = numpy.flatnonzero(space.named)
    freedom = math.inf if work.is_known else curvature.degrees_of_freedom
    reach = quantile(freedom, confidence)
    names = [space.names[k] for k in named]
    intervals = {
        name: interval(flat[space.free[k]], errors[space.free[k]], reach, bool(space.log[k]))
        for k, name in zip(named, names, strict=True)
    }
    visible = [unknown.name for unknown in space.unknowns if unknown.is_named]
    estimates, deviations = space.values(flat), space.values(errors)
    weights = problem.predictor.weights if problem.weight is None else problem.weight**2
    values = problem.predictor.values(flat).reshape(problem.predictor.shape)
    statistics = replace(
        statistics_of(curvature, weights, work.is_known, variance), missing=missing
    )
    if problem.predictor.absent is not None:
        values = numpy.where(problem.predictor.absent, math.nan, values)
    target = None if observed is None else observed.values
    warnings = _warnings(work, outcome, curvature, statistics, several)
    states = _states(work, curvature)
    rounding = _rounding(work, outcome, curvature)
    correlation = _correlation(covariance[numpy.ix_(named, named)])
    return FitResult(
        names=tuple(names),
        estimates={name: estimates[name] for name in visible},
        standard_errors={name: deviations[name] for name in visible},
        covariance=covariance[numpy.ix_(named, named)],
        intervals=intervals,
        confidence=confidence,
        states=states,
        residuals=_residuals(work, values, target),
        fitted=values,
        target=target,
        inputs=_inputs(columns),
        statistics=statistics,
        warnings=tuple(warnings + correlated(names, correlation)),
        converged=outcome.converged,
        message=outcome.message,
        method=outcome.method or work.method,
        iterations=outcome.iterations,
        evaluations=problem.evaluations,
        seconds=time.perf_counter() - began,
        seed=work.seed,
        starts=several,
        history=History(*numpy.array(problem.history, dtype=numpy.float64).reshape(-1, 3).T),
        versions=versions(),
        model=model,
        logarithmic=frozenset(space.names[k] for k in named if space.log[k]),
        quantile_freedom=freedom,
        target_name=target_name,
        weights=_weights(space),
        bounds=_bounds(space, states),
        sigma=_sigma(work),
        rounding=rounding,
        accuracies=_accuracies(space, curvature, slope, rounding),
        error_accuracy=_error_accuracy(curvature),
        coordinates=outcome.coordinates,
        work=work,
    )


def _states(work: Work, curvature: Curvature) -> dict[str, str]:
    """What became of each element of what has a meaning of its own."""
    space = work.problem.space
    states = numpy.full(len(space.fixed), "fixed", dtype=object)
    own = numpy.full(space.size, "", dtype=object)
    coordinates = curvature.coordinates
    nearer_lower = numpy.abs(coordinates - space.lower) <= numpy.abs(coordinates - space.upper)
    own[:] = numpy.where(nearer_lower, "at its lower bound", "at its upper bound")
    if not curvature.is_known:
        own[:] = "free"
    own[curvature.free] = numpy.where(
        curvature.is_determined,
        numpy.where(curvature.is_linear, "free", "no standard error"),
        "not determined",
    )
    states[space.free] = own
    result: dict[str, str] = {}
    for unknown, part in zip(space.unknowns, space.slices, strict=True):
        if unknown.is_named:
            result |= dict(zip(space.elements[part], states[part].tolist(), strict=True))
    return result


def _weights(space: Space) -> dict[str, int]:
    """How many free elements each network has: what is before the first number in the paths of its
    layers' parameters."""
    result: dict[str, int] = {}
    for unknown, part in zip(space.unknowns, space.slices, strict=True):
        count = int((~space.fixed[part]).sum())
        if not unknown.is_named and count:
            first = unknown.name.partition(".")[0]
            name = "network" if first.isdigit() else first
            result[name] = result.get(name, 0) + count
    return result


def _bounds(space: Space, states: dict[str, str]) -> dict[str, float]:
    """The bounds of the elements that are at one."""
    result = {}
    for k, name in enumerate(space.elements):
        state = states.get(name, "")
        if "bound" in state:
            ends = space.lower_flat if "lower" in state else space.upper_flat
            result[name] = float(ends[k])
    return result


def _rounding(work: Work, outcome: Outcome, curvature: Curvature) -> float:
    """The size of a residual that is nothing but rounding, or the end of a search that is not
    polished."""
    problem = work.problem
    precision = problem.predictor.precision
    is_settled = work.method not in ("lbfgs", "adam") and problem.is_plain and curvature.is_known
    if not is_settled or curvature.rank < len(outcome.coordinates):
        precision = max(precision, _UNPOLISHED)
    terms = numpy.zeros((problem.count, 0))
    if curvature.is_known:  # Along a coordinate that is a logarithm, a value changes by its slope.
        known = curvature.free[curvature.is_determined]
        scale = numpy.where(problem.space.log, 1.0, outcome.coordinates)[known]
        terms = curvature.jacobian[: problem.count, known] * scale
    return rounding_of(problem.weighted_target, terms, precision)


def _accuracies(
    space: Space, curvature: Curvature, slope: Array, rounding: float
) -> dict[str, float]:
    """How far residuals that change by their rounding change each element that they determine."""
    if not curvature.is_known or not curvature.rank:
        return {}
    rank = curvature.rank
    basis = curvature.directions[:rank] / curvature.singular[:rank, None]
    lengths = numpy.sqrt((basis**2).sum(axis=0)) / numpy.where(curvature.norms, curvature.norms, 1)
    return {
        space.names[k]: rounding * float(lengths[position] * abs(slope[k]))
        for position, k in enumerate(curvature.free)
        if space.named[k] and curvature.is_determined[position]
    }


def _error_accuracy(curvature: Curvature) -> float:
    """How far rounding changes standard errors: by as much as directions are hard to tell apart."""
    singular = curvature.singular[: curvature.rank]
    precision = curvature.problem.predictor.precision
    return precision * float(singular[0] / singular[-1]) if len(singular) else precision


def _residuals(work: Work, values: Array, observed: Array | None) -> Array:
    """Target − fitted, NaN where it does not count."""
    if observed is None:
        return values
    result = observed - values
    keep = work.problem.keep
    if keep is not None:
        left_out = numpy.ones(result.size, dtype=bool)
        left_out[keep] = False
        result[left_out.reshape(result.shape)] = math.nan
    return result


def _sigma(work: Work) -> Array | None:
    """The standard deviations that were given, NaN where an observation does not count."""
    problem = work.problem
    if not work.is_known or problem.weight is None or problem.target is None:
        return None
    result = numpy.full(problem.predictor.size, math.nan)
    result[slice(None) if problem.keep is None else problem.keep] = 1 / problem.weight
    return result.reshape(problem.predictor.shape)


def _inputs(columns: Columns) -> dict[str, Array]:
    """The columns that are numbers."""
    result = {}
    for name in columns:
        try:
            result[name] = columns.numbers(name, "an input").values
        except TypeError:
            continue
    return result


def _warnings(
    work: Work, outcome: Outcome, curvature: Curvature, statistics: Statistics, several: Starts
) -> list[str]:
    """What to know before the numbers are used."""
    problem = work.problem
    result = []
    if not outcome.converged:
        result.append(f"no minimum was found: {outcome.message}")
    if any(several.failures):
        failed = sum(map(bool, several.failures))
        result.append(f"{failed} of {len(several.failures)} starts failed: {several}")
    if not curvature.is_known:
        result.append(
            f"there are no standard errors: {problem.count} residuals have too many derivatives by "
            f"{problem.space.size} elements"
        )
    held = [name for name, state in _states(work, curvature).items() if "bound" in state]
    for name in held:
        result.append(
            f"`{name}` is {_states(work, curvature)[name]}: it has no standard error, and the "
            "others are for this value of it"
        )
    if problem.rejected:
        steps = "one step" if problem.rejected == 1 else f"{problem.rejected} steps"
        last = f" (the last error: {problem.error})" if problem.error is not None else ""
        result.append(f"{steps} of the search led to residuals that are not finite{last}")
    if statistics.chi_squared_p < _IMPROBABLE:
        result.append(
            f"χ² is {statistics.chi_squared:.3g} for {statistics.degrees_of_freedom:.3g} degrees "
            "of freedom: residuals are larger than `sigma` says, and standard errors too small"
        )
    result += identifiability(curvature)
    result += inaccurate(curvature, noise_variance(curvature, work.is_known))
    if curvature.degrees_of_freedom <= 0 and not work.is_known:
        result.append("there are no degrees of freedom to estimate the noise from")
    return result


def _correlation(covariance: Array) -> Array:
    deviations = numpy.sqrt(numpy.diag(covariance))
    with numpy.errstate(divide="ignore", invalid="ignore"):
        result: Array = covariance / deviations[:, None] / deviations[None, :]
    return result


def versions() -> dict[str, str]:
    """The versions of what computes."""
    import scipy

    import neuralc

    return {
        "neuralc": neuralc.__version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "torch": str(torch.__version__),
    }
