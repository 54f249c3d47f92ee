"""What is minimised: weighted residuals with priors, and what has been seen on the way."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy

from neuralc._fit.errors import FitError, has_no_value
from neuralc._fit.loss import Robustness
from neuralc._fit.predictor import Predictor
from neuralc._fit.progress import Progress
from neuralc._fit.space import Array, Space

# More numbers in a Jacobian are more than a fit computes, and more products of them (a matrix of n
# rows and p < n columns takes about n p² to take apart).
Result = TypeVar("Result")

MOST_NUMBERS = 20_000_000
_MOST_PRODUCTS = 20_000_000_000


class Problem:
    """The residuals of a model at coordinates, and their derivatives.

    Residuals are (model − target) · weight for each observation that counts, then (coordinate −
    mean) / deviation · `prior_scale` for each prior. The scale is the standard deviation of the
    other residuals, where these are in units of the data, so that both count as they should. Of the
    `count` residuals of the model, the first `observed` are those of observations; others are
    conditions, which are no data.

    A model that raises an error at some coordinates is infinite there: a search that comes by turns
    back, as it does where residuals are not finite. `error` is the last one.
    """

    def __init__(
        self,
        predictor: Predictor,
        space: Space,
        target: Array | None,
        weight: Array | None,
        loss: str = "linear",
        loss_scale: float = 1.0,
        prior_scale: float = 1.0,
    ) -> None:
        self.prior_scale = prior_scale
        self.predictor = predictor
        self.space = space
        self.target = None if target is None else target.reshape(-1)
        self._weight = weight
        self.keep = None if weight is None or (weight > 0).all() else numpy.flatnonzero(weight > 0)
        self.weight = weight if self.keep is None or weight is None else weight[self.keep]
        self.count = predictor.size if self.keep is None else len(self.keep)
        self.observed = self.count - predictor.conditions
        self.robustness = Robustness(loss, loss_scale, self.observed)
        self.progress: Progress | None = None
        self.evaluations = 0
        self.rejected = 0
        self.error: Exception | None = None
        self.best: tuple[float, Array] = (numpy.inf, space.start)
        self.history: list[tuple[int, float, float]] = []
        self._began = time.perf_counter()
        self._last: tuple[Array, Array, Array] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether all residuals count as their squares."""
        return self.robustness.is_linear

    @property
    def weighted_target(self) -> Array | None:
        """What is to be fitted, in units of the residuals; `None` where that is not known."""
        if self.target is None:
            return None
        target = self.target if self.keep is None else self.target[self.keep]
        return target if self.weight is None else target * self.weight

    @property
    def has_jacobian(self) -> bool:
        """Whether there is room for all derivatives of all residuals."""
        numbers = self.space.size * self.count
        products = numbers * min(self.space.size, self.count)
        return numbers <= MOST_NUMBERS and products <= _MOST_PRODUCTS

    def residuals(self, coordinates: Array) -> Array:
        """All residuals, whatever they are: shape (observations + priors)."""
        values = self._tried(lambda: self.predictor.values(self.space.flat(coordinates)))
        if values is None:
            return numpy.full(self._rows, numpy.nan)
        return self._weighted(values, coordinates)

    def linearised(self, coordinates: Array) -> tuple[Array, Array]:
        """All residuals and their derivatives by the coordinates; the last ones are kept."""
        if self._last is not None and numpy.array_equal(self._last[0], coordinates):
            return self._last[1:]
        residuals, jacobian = self.looked_at(coordinates)
        self._last = (coordinates.copy(), residuals, jacobian)
        self.seen(coordinates, self.cost_of(residuals))
        return residuals, jacobian

    def looked_at(self, coordinates: Array) -> tuple[Array, Array]:
        """The same, not part of any search."""
        found = self._tried(lambda: self._linearised(coordinates))
        if found is None:
            nothing = numpy.full(self._rows, numpy.nan)
            return nothing, numpy.full((self._rows, self.space.size), numpy.nan)
        return found

    def derivatives(self, coordinates: Array) -> Array:
        """The derivatives alone, not part of any search."""
        return self.looked_at(coordinates)[1]

    @property
    def _rows(self) -> int:
        return self.count + len(self.space.with_prior)

    def _tried(self, compute: Callable[[], Result]) -> Result | None:
        """What the model gives; `None` where it has no value."""
        try:
            return compute()
        except Exception as error:
            if not has_no_value(error):
                raise
            self.error = error
            return None

    def _linearised(self, coordinates: Array) -> tuple[Array, Array]:
        space = self.space
        with numpy.errstate(over="ignore", invalid="ignore"):
            values, jacobian = self.predictor.linearised(space.flat(coordinates), space.free)
            residuals = self._weighted(values, coordinates)
            if self.keep is not None:
                jacobian = jacobian[self.keep]
            if self.weight is not None:
                jacobian = jacobian * self.weight[:, None]
            if space.log.any():
                jacobian = jacobian * space.slope(coordinates)
        if len(space.with_prior):
            rows = numpy.zeros((len(space.with_prior), space.size))
            rows[numpy.arange(len(rows)), space.with_prior] = self._prior_slopes
            jacobian = numpy.concatenate([jacobian, rows])
        return residuals, jacobian

    def _weighted(self, values: Array, coordinates: Array) -> Array:
        if self.target is not None:
            values = values - self.target
        if self.keep is not None:
            values = values[..., self.keep]
        if self.weight is not None:
            values = values * self.weight
        priors = self._prior_residuals(coordinates)
        return values if priors is None else numpy.concatenate([values, priors], axis=-1)

    def _prior_residuals(self, coordinates: Array) -> Array | None:
        space = self.space
        if not len(space.with_prior):
            return None
        own = coordinates[..., space.with_prior]
        return (own - space.prior_mean[space.with_prior]) * self._prior_slopes

    @property
    def _prior_slopes(self) -> Array:
        slopes: Array = self.prior_scale / self.space.prior_deviation[self.space.with_prior]
        return slopes

    def rescale_priors(self, scale: float) -> None:
        """Sets the standard deviation that the other residuals have."""
        self.prior_scale = scale
        self.forget()

    def forget(self) -> None:
        """What was computed is not so any more."""
        self._last = None
        self.best = (numpy.inf, self.best[1])

    def prior_cost(self, position: int, coordinate: float) -> float:
        """What the prior of a coordinate, if it has one, adds to the cost."""
        mean = self.space.prior_mean[position]
        if numpy.isnan(mean):
            return 0.0
        deviation = self.space.prior_deviation[position] / self.prior_scale
        return 0.5 * float((coordinate - mean) / deviation) ** 2

    def holding(self, position: int, coordinate: float) -> Problem:
        """The same with one coordinate held at a value, without its prior."""
        return Problem(
            self.predictor,
            self.space.holding(position, coordinate),
            self.target,
            self._weight,
            self.robustness.name,
            self.robustness.scale,
            self.prior_scale,
        )

    def part(self, rows: Array) -> Problem:
        """The same for some rows of the data, with priors that count in proportion."""
        target = None if self.target is None else self._rows_of(self.target, rows)
        weight = None if self._weight is None else self._rows_of(self._weight, rows)
        return Problem(
            self.predictor.part(rows),
            self.space,
            target,
            weight,
            self.robustness.name,
            self.robustness.scale,
            self.prior_scale * float(numpy.sqrt(len(rows) / self.predictor.rows)),
        )

    def _rows_of(self, flat: Array, rows: Array) -> Array:
        return flat.reshape(self.predictor.shape)[rows].reshape(-1)

    def cost_of(self, residuals: Array) -> float:
        """The cost of residuals; infinite where they are not finite."""
        with numpy.errstate(over="ignore", invalid="ignore"):
            cost = self.robustness.cost(residuals)
        return cost if numpy.isfinite(cost) else numpy.inf

    def costs_at(self, several: Array) -> Array:
        """The costs at several coordinates: shape (several). It is one call of the model, unless
        there are some for which it has no value."""
        with numpy.errstate(over="ignore", invalid="ignore"):
            values = self._tried(lambda: self.predictor.values_at(self.space.flat(several)))
            if values is not None:
                rows = self._weighted(values, several)
                return numpy.array([self.cost_of(row) for row in rows])
        if len(several) == 1:
            return numpy.array([numpy.inf])
        half = len(several) // 2
        return numpy.concatenate([self.costs_at(several[:half]), self.costs_at(several[half:])])

    def gradient(self, coordinates: Array) -> tuple[float, Array]:
        """The cost and its gradient, without a Jacobian."""
        seen: list[Array] = []
        space = self.space

        def cotangent(values: Array) -> Array:
            residuals = self._weighted(values, coordinates)
            seen.append(residuals)
            influence = self.robustness.influence(residuals)[0][: self.count]
            if self.weight is not None:
                influence = influence * self.weight
            if self.keep is None:
                return influence
            whole = numpy.zeros(values.shape)
            whole[self.keep] = influence
            return whole

        with numpy.errstate(over="ignore", invalid="ignore"):
            found = self._tried(
                lambda: self.predictor.pulled_back(space.flat(coordinates), cotangent)
            )
            if found is None:
                self.seen(coordinates, numpy.inf)
                return numpy.inf, numpy.full(space.size, numpy.nan)
            gradient = found[1][space.free] * space.slope(coordinates)
        priors = self._prior_residuals(coordinates)
        if priors is not None:
            gradient[space.with_prior] += priors * self._prior_slopes
        cost = self.cost_of(seen[0])
        self.seen(coordinates, cost)
        return cost, gradient

    def seen(self, coordinates: Array, cost: float) -> None:
        """Writes an evaluation down."""
        self.evaluations += 1
        if not numpy.isfinite(cost):
            self.rejected += 1
        if cost < self.best[0]:
            self.best = (cost, coordinates.copy())
        self.history.append((self.evaluations, cost, time.perf_counter() - self._began))
        if self.progress is not None:
            self.progress.update(cost)

    def check_start(self, coordinates: Array) -> None:
        """Raises a `FitError`, or what the model raises, where the search cannot begin."""
        self.error = None
        if self.has_jacobian:
            residuals, jacobian = self.looked_at(coordinates)
        else:
            residuals = self.residuals(coordinates)
            jacobian = self.gradient(coordinates)[1][None]
        if self.error is not None:
            raise self.error
        if not (numpy.isfinite(residuals).all() and numpy.isfinite(jacobian).all()):
            raise self.failure(coordinates, residuals, jacobian, "at the start")

    def failure(
        self, coordinates: Array, residuals: Array, jacobian: Array | None, when: str
    ) -> FitError:
        """What to raise where numbers are not finite."""
        values = self.space.named_values(self.space.flat(coordinates))
        listed = ", ".join(f"{name} = {_short(value)}" for name, value in values.items())
        bad = numpy.flatnonzero(~numpy.isfinite(residuals))
        if len(bad):
            place = int(bad[0]) if self.keep is None else int(self.keep[bad[0]])
            index = numpy.unravel_index(place, self.predictor.shape) if self.predictor.shape else ()
            row = int(index[0]) if len(index) else None
            count = f"{len(bad)} of {self.count} residuals are"
            where = "" if row is None else f", the first in row {row}"
            if len(index) > 1:
                where = f", the first at {tuple(int(k) for k in index)}"
            text = f"{count} not finite {when}{where}: {listed}"
            if self.error is not None:
                text += f" ({self.error})"
            elif origin := self.predictor.origin(self.space.flat(coordinates), place):
                text += f" ({origin})"
            if self.predictor.hint:
                text += f"; {self.predictor.hint}"
            return FitError(text, values, row)
        columns: list[str] = []
        row = None
        if jacobian is not None:
            wrong = ~numpy.isfinite(jacobian)
            columns = [self.space.names[k] for k in numpy.flatnonzero(wrong.any(axis=0))]
            if len(jacobian) == len(residuals):
                row = int(numpy.flatnonzero(wrong.any(axis=1))[0])
        names = ", ".join(f"`{name}`" for name in columns[:8])
        return FitError(
            f"the derivatives by {names} are not finite {when}"
            f"{'' if row is None else f', the first in row {row}'}: {listed}",
            values,
            row,
        )


def _short(value: Any) -> str:
    array = numpy.asarray(value)
    if array.ndim == 0:
        return f"{float(array):.6g}"
    return numpy.array2string(array, precision=6, threshold=6, separator=", ").replace("\n", "")
