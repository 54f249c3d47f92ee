"""What a fit says about its parameters and its residuals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy

from neuralc._fit.least_squares import movable
from neuralc._fit.problem import Problem
from neuralc._fit.space import Array
from neuralc._optional import optional

# Singular values below this fraction of the largest, per row and column, are nothing.
_RANK = 100.0


@dataclass(frozen=True)
class Statistics:
    """What is known of a fit as a whole. Numbers that do not apply are NaN.

    Attributes:
        observations: The number of observations, n.
        parameters: The number of parameters that the data determine, p.
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


class Curvature:
    """The derivatives of the residuals at coordinates, taken apart.

    Columns are scaled to unit length, so that nothing depends on units. Coordinates that an active
    bound holds are left out. Where there is no room for the derivatives, nothing is known of any
    coordinate (`is_known`), and all count as determined.
    """

    def __init__(self, problem: Problem, coordinates: Array) -> None:
        self.problem = problem
        self.coordinates = coordinates
        self.is_known = problem.has_jacobian
        if self.is_known:
            self.residuals, self.jacobian = problem.linearised(coordinates)
        else:
            self.residuals = problem.residuals(coordinates)
            self.jacobian = numpy.broadcast_to(0.0, (len(self.residuals), len(coordinates)))
        self.influence, self.slope = problem.robustness.influence(self.residuals)
        self.free = numpy.zeros(0, dtype=numpy.int64)
        if self.is_known:
            gradient = self.influence @ self.jacobian
            self.free = movable(problem, coordinates, gradient, self.jacobian)
        self.norms = numpy.linalg.norm(self.jacobian[:, self.free], axis=0)
        self._scaled = self.jacobian[:, self.free] / numpy.where(self.norms > 0, self.norms, 1.0)
        _, self.singular, self.directions = _decomposed(self._scaled)
        count = max(self._scaled.shape, default=1)
        largest = self.singular[0] if len(self.singular) else 0.0
        threshold = _RANK * count * problem.predictor.precision * largest
        self.rank = int((self.singular > threshold).sum()) if self.is_known else len(coordinates)

    @property
    def null(self) -> Array:
        """Scaled directions that change no residual: shape (directions, free)."""
        return self.directions[self.rank :]

    @cached_property
    def is_determined(self) -> Array:
        """Whether each free coordinate is determined by data and priors."""
        result: Array = (self.null**2).sum(axis=0) < 1e-8
        return result

    @cached_property
    def degrees_of_freedom(self) -> float:
        """The number of observations, less that of parameters which these alone determine: the
        rank, less what priors contribute to it."""
        count = self.problem.count
        spare = float(count - self.rank)
        priors = self.jacobian[count:][:, self.free]
        if not len(priors) or not self.rank or not self.is_known:
            return spare
        basis = self.directions[: self.rank] / self.singular[: self.rank, None]
        scaled = priors / numpy.where(self.norms > 0, self.norms, 1.0)
        return spare + float(((scaled @ basis.T) ** 2).sum())

    def covariance(self, variance: float) -> Array:
        """The covariance of all coordinates, NaN where they are not determined or held.

        `variance` is that of a residual. Without a linear loss, it is the sandwich estimator that
        counts, with residuals as they are.
        """
        size = len(self.coordinates)
        if not self.is_known:
            return numpy.broadcast_to(math.nan, (size, size))
        result = numpy.full((size, size), math.nan)
        basis = self.directions[: self.rank]
        if self.problem.is_plain:
            half = basis.T / self.singular[: self.rank]
            found = variance * (half @ half.T)
        else:
            found = self._sandwich(basis, variance)
        with numpy.errstate(divide="ignore", invalid="ignore"):
            found = found / self.norms[:, None] / self.norms[None, :]
        found[~self.is_determined] = math.nan
        found[:, ~self.is_determined] = math.nan
        result[numpy.ix_(self.free, self.free)] = found
        return result

    def _sandwich(self, basis: Array, variance: float) -> Array:
        """The covariance of an M-estimate: H⁻¹ (Σ ψ² j jᵀ) H⁻¹ with H = Σ ψ' j jᵀ.

        Huber, Robust Statistics (1981), section 6.3; White, Econometrica 48 (1980) 817.
        """
        columns = self._scaled @ basis.T
        count = self.problem.count
        hessian = columns.T @ (columns * self.slope[:, None])
        if len(hessian) and numpy.linalg.eigvalsh(hessian)[0] <= 1e-8 * numpy.trace(hessian):
            # Not a clear minimum: far residuals bend the wrong way.
            hessian = max(float(self.slope[:count].mean()), 1e-8) * (columns.T @ columns)
        squares = self.influence**2
        squares[:count] *= count / max(self.degrees_of_freedom, 1.0)
        squares[count:] = variance
        middle = columns.T @ (columns * squares[:, None])
        inverse = numpy.linalg.inv(hessian)
        result: Array = basis.T @ (inverse @ middle @ inverse) @ basis
        return result


def _decomposed(matrix: Array) -> tuple[Array, Array, Array]:
    """The singular value decomposition with all right directions."""
    rows, columns = matrix.shape
    if not columns:
        return numpy.zeros((rows, 0)), numpy.zeros(0), numpy.zeros((0, 0))
    if rows > columns:  # A triangular factor has the same ones, and fewer rows.
        matrix = numpy.asarray(numpy.linalg.qr(matrix, mode="r"))
    left, singular, right = numpy.linalg.svd(matrix, full_matrices=True)
    return left, singular, right


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
    count = curvature.problem.count
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
    count = problem.count
    residuals = curvature.residuals[:count]
    rss = float(residuals @ residuals)
    spare = curvature.degrees_of_freedom
    likelihood = _log_likelihood(rss, count, weights, is_known) if problem.is_plain else math.nan
    unknowns = curvature.rank + (0 if is_known else 1)
    chi_squared = rss if is_known and problem.is_plain else math.nan
    probability = math.nan
    if spare > 0 and not math.isnan(chi_squared):
        special = optional("scipy.special", "probabilities need", "fit")
        probability = float(special.chdtrc(spare, chi_squared))
    differences = numpy.diff(residuals)
    return Statistics(
        observations=count,
        parameters=curvature.rank,
        degrees_of_freedom=spare,
        rss=rss,
        residual_standard_deviation=_root(rss, spare) if is_known else math.sqrt(variance),
        r_squared=_r_squared(problem, rss),
        log_likelihood=likelihood,
        aic=2 * unknowns - 2 * likelihood,
        bic=unknowns * math.log(count) - 2 * likelihood if count else math.nan,
        chi_squared=chi_squared,
        chi_squared_p=probability,
        durbin_watson=float(differences @ differences) / rss if rss > 0 else math.nan,
    )


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
