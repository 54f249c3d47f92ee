"""A fit that is set up: what is searched, how, and with what settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy

from neuralc._fit.curvature import Curvature
from neuralc._fit.descent import lower_point
from neuralc._fit.ending import Ending, examined
from neuralc._fit.errors import reason
from neuralc._fit.least_squares import least_squares, loses_a_parameter
from neuralc._fit.outcome import Outcome
from neuralc._fit.polish import polished
from neuralc._fit.problem import Problem
from neuralc._fit.space import Array
from neuralc._fit.statistics import noise_variance

# Rounds in which the level of noise and the weight of priors are brought together.
_ROUNDS = 30
# A relative offset below which a minimum is taken as found.
_OFFSET = 1e-3


@dataclass(frozen=True)
class Work:
    """A fit that is set up."""

    problem: Problem
    method: str
    """One of `METHODS`."""
    tolerance: float
    max_iterations: int | None
    learning_rate: float | None
    schedule: Any
    batch_size: int | None
    seed: int
    is_known: bool
    """Whether the variances of the observations are known."""
    may_switch: bool = False
    """Whether a trust region is tried where Levenberg and Marquardt's method goes astray."""

    def search(self, start: Array) -> Outcome:
        """The minimum that is reached from coordinates."""
        problem = self.problem
        if self.is_known or not len(problem.space.with_prior):
            return self._search(start)
        # Priors count in units of the noise, which is known once the fit is.
        outcome = self._search(start)
        for _ in range(_ROUNDS):
            variance = noise_variance(Curvature(problem, outcome.coordinates), False)
            if not numpy.isfinite(variance):
                break
            before, scale = problem.prior_scale, float(numpy.sqrt(variance))
            problem.rescale_priors(scale)
            if abs(scale - before) <= 1e-6 * scale:
                break
            outcome = self._search(outcome.coordinates)
        cost = problem.cost_of(problem.residuals(outcome.coordinates))
        problem.best = (cost, outcome.coordinates)
        return outcome

    def _search(self, start: Array) -> Outcome:
        problem = self.problem
        problem.best = (numpy.inf, start)
        try:
            if self.method == "adam":
                from neuralc._fit.gradient_search import adam

                return adam(
                    problem,
                    start,
                    self.max_iterations,
                    self.learning_rate,
                    self.schedule,
                    self.batch_size,
                    self.seed,
                )
            if self.method == "lbfgs":
                from neuralc._fit.gradient_search import lbfgs

                return lbfgs(
                    problem, start, self.tolerance, self.max_iterations, self.learning_rate
                )
            return self._least_squares(start)
        except KeyboardInterrupt:
            cost, coordinates = problem.best
            return Outcome(coordinates, cost, False, "interrupted", problem.evaluations, True)
        except numpy.linalg.LinAlgError as error:
            cost, coordinates = problem.best
            message = f"the search broke off ({reason(error)})"
            return Outcome(coordinates, cost, False, message, problem.evaluations)

    def _least_squares(self, start: Array) -> Outcome:
        found = self._searched(start, self.method)
        if not self.may_switch or self.method != "lm":
            return found
        if found.converged and not loses_a_parameter(self.problem, start, found.coordinates):
            return found
        self.problem.best = (numpy.inf, start)
        try:
            other = self._searched(start, "trf")
        except KeyboardInterrupt:
            return replace(found, converged=False, message="interrupted", interrupted=True)
        is_better = other.converged and (not found.converged or other.cost < found.cost)
        return replace(other, method="trf") if is_better else found

    def _searched(self, start: Array, method: str) -> Outcome:
        """Searches, and looks at where that ended: from what is no minimum, it goes on."""
        problem = self.problem
        limit = self.max_iterations or 200 * (problem.space.size + 1)
        done = 0
        begin = start
        while True:
            outcome = least_squares(problem, begin, method, self.tolerance, limit - done)
            done += outcome.iterations
            # A search may end beside what it has seen.
            cost, coordinates = problem.best
            if cost > outcome.cost:
                cost, coordinates = outcome.cost, outcome.coordinates
            if outcome.converged:
                coordinates = polished(problem, coordinates)
                cost = problem.cost_of(problem.linearised(coordinates)[0])
            ending = examined(problem, coordinates, start, _OFFSET)
            further = None
            if not ending.is_minimum and outcome.converged and done < limit:
                further = lower_point(problem, ending.curvature, cost)
            if further is None:
                return self._ended(outcome, ending, coordinates, cost, done)
            begin = further

    def _ended(
        self, outcome: Outcome, ending: Ending, coordinates: Array, cost: float, done: int
    ) -> Outcome:
        """What became of a search whose end was looked at."""
        message = outcome.message
        is_minimum = ending.is_minimum
        if not outcome.converged:
            # Who runs along a valley without end is at the bottom all the time.
            is_minimum = is_minimum and bool(ending.curvature.is_determined.all())
            message += ", at a minimum" if is_minimum else ""
        elif not is_minimum:
            message = ending.message
        return Outcome(coordinates, cost, is_minimum, message, done)
