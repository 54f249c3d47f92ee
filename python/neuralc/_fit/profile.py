"""The profile likelihood of an element: how the fit worsens as it is held elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy

from neuralc._fit.errors import has_no_value
from neuralc._fit.least_squares import least_squares
from neuralc._fit.names import did_you_mean
from neuralc._fit.problem import Problem
from neuralc._fit.result import FitResult
from neuralc._fit.space import Array
from neuralc._fit.statistics import quantile
from neuralc._fit.work import Work
from neuralc._optional import optional

# How many standard errors a profile goes at most, where the interval is not reached before.
_FARTHEST = 50.0
# And how many in one step.
_LONGEST = 2.0


@dataclass(frozen=True, eq=False)
class Profile:
    """How the fit worsens as an element is held at other values, all others being fitted anew.

    Attributes:
        name: The element.
        values: Where it was held, from low to high; the estimate is among them.
        costs: Half the weighted sums of squares there.
        z: Signed square roots of the rise of the sum of squares, in residual standard deviations:
            straight lines for a linear model. Beyond `quantile` lies what the data exclude.
        others: The estimates of the other free elements there: shape (values, others).
        other_names: Their names.
        quantile: The quantile of Student's t (or the normal distribution) for the level.
        interval: Where z is minus and plus that; a bound where the profile has not risen so far
            when it comes to that, and infinite where it never does.
        confidence: The level.
    """

    name: str
    values: Array
    costs: Array
    z: Array
    others: Array
    other_names: tuple[str, ...]
    quantile: float
    interval: tuple[float, float]
    confidence: float
    warnings: tuple[str, ...] = ()


def profile(result: FitResult, name: str, points: int = 20, level: float | None = None) -> Profile:
    """The profile of an element of a result; see `FitResult.profile`.

    Bates and Watts, Nonlinear Regression Analysis (1988), section 6.1.
    """
    work = result.work
    if work is None:
        raise ValueError("a profile needs the fit itself: this result was read from a file")
    if name not in result.names:
        raise KeyError(f"no element `{name}` was free{did_you_mean(name, result.names)}")
    if points < 4:
        raise ValueError(f"a profile needs at least 4 points, not {points}")
    if not work.problem.is_plain:
        raise ValueError("a profile needs the plain sum of squares: fit with loss='linear'")
    level = result.confidence if level is None else level
    return _Profiler(result, work, name, points, level).run()


class _Profiler:
    """Walks from the estimate to both sides."""

    def __init__(self, result: FitResult, work: Work, name: str, points: int, level: float) -> None:
        self._work, self._name, self._level = work, name, level
        problem = work.problem
        space = problem.space
        self._position = space.names.index(name)
        self._quantile = quantile(result.quantile_freedom, level)
        self._variance = 1.0 if work.is_known else result.statistics.residual_standard_deviation**2
        assert result.coordinates is not None  # There is work, so there are these.
        if not self._variance > 0:
            raise ValueError("a profile needs residuals: this fit is exact")
        self._estimate = result.coordinates
        self._cost = problem.cost_of(problem.residuals(self._estimate))
        self._lowest = self._cost
        error = result.standard_error(name)
        slope = float(space.slope(self._estimate)[self._position])
        own = float(self._estimate[self._position])
        self._step_size = error / slope if math.isfinite(error) else 0.1 * max(abs(own), 1.0)
        self._points = points

    def run(self) -> Profile:
        """The whole profile."""
        low = self._side(-1.0)
        high = self._side(1.0)
        middle = (self._estimate, self._cost, 0.0)
        walk = [*reversed(low), middle, *high]
        space = self._work.problem.space
        coordinates = numpy.array([at for at, _, _ in walk])
        physical = space.physical(coordinates)
        z = numpy.array([z for _, _, z in walk])
        own = physical[:, self._position]
        others = [k for k in range(space.size) if k != self._position and space.named[k]]
        return Profile(
            self._name,
            own,
            numpy.array([cost for _, cost, _ in walk]),
            z,
            physical[:, others],
            tuple(space.names[k] for k in others),
            self._quantile,
            (self._crossing(coordinates, z, -1.0), self._crossing(coordinates, z, 1.0)),
            self._level,
            self._warnings(),
        )

    def _warnings(self) -> tuple[str, ...]:
        # What rounding and the end of a search make out is no better fit.
        if self._lowest < self._cost - 1e-6 * self._variance:
            return (
                f"with `{self._name}` held elsewhere the fit is better (cost {self._lowest:.6g}, "
                f"not {self._cost:.6g}): the estimate is not the best one",
            )
        return ()

    def _side(self, sign: float) -> list[tuple[Array, float, float]]:
        """Steps to one side until z is well beyond the quantile. Each is as long as z asks for."""
        space = self._work.problem.space
        target = 1.15 * self._quantile
        stride = target / (self._points / 2)
        start = self._estimate.copy()
        found: list[tuple[Array, float, float]] = []
        slope = 1 / self._step_size  # Of |z| by the coordinate.
        z_before, before = 0.0, self._estimate
        own = float(start[self._position])
        bound = float((space.lower if sign < 0 else space.upper)[self._position])
        for _ in range(4 * self._points):
            length = min(stride / slope, _LONGEST * self._step_size)
            own = own + sign * length
            at_bound = own * sign >= bound * sign
            own = bound if at_bound else own
            fitted = self._held(own, start)
            if fitted is None:
                break
            coordinates, cost = fitted
            rise = max(2 * (cost - self._cost) / self._variance, 0.0)
            z = sign * math.sqrt(rise)
            found.append((coordinates, cost, z))
            change = abs(z) - abs(z_before)
            moved = abs(own - float(before[self._position]))
            # A flat profile is walked in strides that double.
            slope = max(change / moved if moved else slope, slope / 2)
            # The others are likely to go on in the direction in which they went.
            start = coordinates + (coordinates - before)
            z_before, before = z, coordinates
            if (
                at_bound
                or abs(z) >= target
                or abs(own - self._estimate[self._position]) > (_FARTHEST * self._step_size)
            ):
                break
        return found

    def _held(self, own: float, start: Array) -> tuple[Array, float] | None:
        """The best coordinates with this one held; `None` where none are found."""
        space = self._work.problem.space
        held = self._work.problem.holding(self._position, own)
        begin = numpy.delete(numpy.clip(start, space.lower, space.upper), self._position)
        if not _has_value(held, begin):
            begin = numpy.delete(self._estimate, self._position)
            if not _has_value(held, begin):
                return None
        method = "trf" if held.space.is_bounded or held.space.size > held.count else "lm"
        least_squares(held, begin, method, self._work.tolerance, None)
        cost, others = held.best
        coordinates = numpy.insert(others, self._position, own)
        cost += self._work.problem.prior_cost(self._position, own)
        self._lowest = min(self._lowest, cost)
        return coordinates, cost

    def _crossing(self, coordinates: Array, z: Array, sign: float) -> float:
        """Where z is the quantile on one side, in physical units."""
        own = coordinates[:, self._position]
        target = sign * self._quantile
        space = self._work.problem.space
        if (z * sign).max() < self._quantile:
            end = own.min() if sign < 0 else own.max()
            bound = (space.lower if sign < 0 else space.upper)[self._position]
            farthest = numpy.array(self._estimate)
            farthest[self._position] = bound if end == bound else sign * math.inf
            return float(space.physical(farthest)[self._position])
        interpolate = optional("scipy.interpolate", "profiles need", "fit")
        increasing = numpy.concatenate([[True], numpy.diff(numpy.maximum.accumulate(z)) > 0])
        where = numpy.array(self._estimate)
        where[self._position] = float(
            interpolate.PchipInterpolator(z[increasing], own[increasing])(target)
        )
        return float(space.physical(where)[self._position])


def _has_value(problem: Problem, coordinates: Array) -> bool:
    """Whether a search can begin there."""
    try:
        problem.check_start(coordinates)
    except Exception as error:
        if not has_no_value(error):
            raise
        return False
    return True
