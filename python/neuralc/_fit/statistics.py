"""What a fit says about its parameters and its residuals."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from neuralc._fit.curvature import Curvature
from neuralc._fit.problem import Problem
from neuralc._fit.space import Array
from neuralc._optional import optional


@dataclass(frozen=True)
class Statistics:
    """What is known of a fit as a whole. Numbers that do not apply are NaN.

    Attributes:
        observations: The number of observations, n: of numbers observed, not of rows. Priors, and
            the continuity of windows, are none.
        parameters: The number of parameters that the data determine, p. Starts of windows count
            once for each trajectory.
        degrees_of_freedom: n − p, where of a parameter with a prior only that part counts which
            the observations determine.
        rss: The weighted sum of squared residuals: of squared standardised ones where `sigma` is
            given.
        residual_standard_deviation: √(rss / degrees of freedom), for an observation of weight 1.
        r_squared: 1 − rss / the (weighted) sum of squares about the (weighted) mean.
        log_likelihood: Of normal errors; of known ones where `sigma` is given, at the most likely
            level otherwise.
        aic: Akaike's criterion; an unknown level of noise counts as a parameter.
        bic: Schwarz's criterion.
        chi_squared: rss, where `sigma` is given.
        chi_squared_p: The probability of a larger one.
        durbin_watson: About 2 where successive residuals are not correlated, 0 to 4.
        missing: How many observations do not count, as they, an input or their `sigma` or weight
            are missing.
    """

    observations: int
    parameters: int
    degrees_of_freedom: float
    rss: float
    residual_standard_deviation: float
    r_squared: float
    log_likelihood: float
    aic: float
    bic: float
    chi_squared: float
    chi_squared_p: float
    durbin_watson: float
    missing: int = 0


def quantile(degrees_of_freedom: float, level: float) -> float:
    """How many standard errors an interval of a level reaches to either side: Student's t, or the
    normal distribution where the degrees of freedom are infinite."""
    if not 0 < level < 1:
        raise ValueError(f"a level of confidence is between 0 and 1, not {level!r}")
    special = optional("scipy.special", "intervals need", "fit")
    if math.isinf(degrees_of_freedom):
        return float(special.ndtri((1 + level) / 2))
    if degrees_of_freedom <= 0:
        return math.nan
    return float(special.stdtrit(degrees_of_freedom, (1 + level) / 2))


def noise_variance(curvature: Curvature, is_known: bool) -> float:
    """The variance of a residual of weight 1."""
    if is_known:
        return 1.0
    count = curvature.problem.observed
    residuals = curvature.residuals[:count]
    spare = curvature.degrees_of_freedom
    if spare <= 1e-9:
        return math.nan
    if curvature.problem.is_plain:
        return float(residuals @ residuals) / spare
    influence = curvature.influence[:count]
    return float(influence @ influence) / spare / float(curvature.slope[:count].mean()) ** 2


def statistics_of(
    curvature: Curvature, weights: Array | None, is_known: bool, variance: float
) -> Statistics:
    """The statistics of residuals. `weights` are those of squared residuals that count, `is_known`
    says whether they are reciprocals of known variances."""
    problem = curvature.problem
    count = problem.observed
    residuals = curvature.residuals[:count]
    rss = float(residuals @ residuals)
    spare = curvature.degrees_of_freedom
    likelihood = _log_likelihood(rss, count, weights, is_known) if problem.is_plain else math.nan
    unknowns = curvature.parameters + (0 if is_known else 1)
    chi_squared = rss if is_known and problem.is_plain else math.nan
    probability = math.nan
    if spare > 0 and not math.isnan(chi_squared):
        special = optional("scipy.special", "probabilities need", "fit")
        probability = float(special.chdtrc(spare, chi_squared))
    return Statistics(
        observations=count,
        parameters=curvature.parameters,
        degrees_of_freedom=spare,
        rss=rss,
        residual_standard_deviation=_root(rss, spare) if is_known else math.sqrt(variance),
        r_squared=_r_squared(problem, rss),
        log_likelihood=likelihood,
        aic=2 * unknowns - 2 * likelihood,
        bic=unknowns * math.log(count) - 2 * likelihood if count else math.nan,
        chi_squared=chi_squared,
        chi_squared_p=probability,
        durbin_watson=_durbin_watson(residuals, problem.predictor.series),
    )


def _durbin_watson(residuals: Array, series: Array | None) -> float:
    """The sum of squared differences of successive residuals, within each series, over that of
    squares."""
    if series is not None:
        order = numpy.argsort(series, kind="stable")
        residuals, series = residuals[order], series[order]
    differences = numpy.diff(residuals)
    if series is not None:
        differences = differences[numpy.diff(series) == 0]
    rss = float(residuals @ residuals)
    return float(differences @ differences) / rss if rss > 0 else math.nan


def _root(rss: float, spare: float) -> float:
    return math.sqrt(rss / spare) if spare > 0 else math.nan


def _log_likelihood(rss: float, count: int, weights: Array | None, is_known: bool) -> float:
    """That of normal errors, whose variances are 1 / weights, or in proportion to it."""
    if not count or (not is_known and rss <= 0):
        return math.nan
    logarithms = 0.0 if weights is None else 0.5 * float(numpy.log(weights).sum())
    if is_known:
        return logarithms - 0.5 * (rss + count * math.log(2 * math.pi))
    return logarithms - 0.5 * count * (math.log(2 * math.pi * rss / count) + 1)


def _r_squared(problem: Problem, rss: float) -> float:
    if problem.target is None:
        return math.nan
    target = problem.target if problem.keep is None else problem.target[problem.keep]
    weights = numpy.ones_like(target) if problem.weight is None else problem.weight**2
    mean = float(weights @ target) / float(weights.sum())
    total = float(weights @ (target - mean) ** 2)
    return 1 - rss / total if total > 0 else math.nan
