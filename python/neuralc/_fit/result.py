"""What a fit gives."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy

from neuralc._fit.names import did_you_mean
from neuralc._fit.space import Array
from neuralc._fit.starts import Starts
from neuralc._fit.statistics import Statistics, quantile

if TYPE_CHECKING:
    from torch import nn

    from neuralc._fit.plots import Kind
    from neuralc._fit.profile import Profile
    from neuralc._fit.work import Work


@dataclass(frozen=True)
class History:
    """What a search saw, evaluation by evaluation.

    Attributes:
        evaluations: Their numbers, from 1.
        costs: Half the sum of squared residuals, or of the loss; infinite where they were not
            finite.
        seconds: Times since the beginning.
    """

    evaluations: Array
    costs: Array
    seconds: Array


@dataclass(frozen=True, eq=False)
class FitResult:
    """Estimates and what is known about them; `neuralc.fit` makes it.

    Elements are named `k` for a number, `r[0]` and `a[1,2]` for elements of a vector and a matrix.
    Everything is in the units of the parameters. Layers of a network are no parameters here: they
    are in `model`, and count as unknowns of no interest.

    Attributes:
        names: The names of the elements that were free, in the order of the rows of `covariance`.
        estimates: Parameters by name: numbers, or arrays of their shape. Fixed ones are among them.
        standard_errors: The same for standard errors; NaN where there is none.
        covariance: Of the elements in `names`; NaN in rows of elements that the data do not
            determine or that a bound holds.
        intervals: The confidence intervals of the elements, by name.
        confidence: Their level.
        states: By element, `"free"`, `"fixed"`, `"at its lower bound"`, `"at its upper bound"`,
            `"not determined"`, or `"no standard error"`, where only the residuals' bends hold it.
        residuals: Target − fitted, of the target's shape; NaN where the weight is 0. Residuals of
            the caller's own are as given.
        fitted: What the model gives, of the target's shape.
        target: What was to be fitted; `None` with residuals of the caller's own.
        inputs: The columns that the model was given, by name.
        statistics: Numbers about the fit as a whole.
        warnings: What to know before the numbers are used.
        converged: Whether a minimum was found.
        message: Why the search ended.
        method: How it was made.
        iterations: Of the search that gave the result.
        evaluations: Of the model with derivatives, in all searches.
        seconds: The time it took.
        seed: Of everything random.
        starts: What several searches came to.
        history: Costs on the way.
        versions: Of the packages that computed.
        model: The model, with the estimates in it.
    """

    names: tuple[str, ...]
    estimates: Mapping[str, Any]
    standard_errors: Mapping[str, Any]
    covariance: Array
    intervals: Mapping[str, tuple[float, float]]
    confidence: float
    states: Mapping[str, str]
    residuals: Array
    fitted: Array
    target: Array | None
    inputs: Mapping[str, Array]
    statistics: Statistics
    warnings: tuple[str, ...]
    converged: bool
    message: str
    method: str
    iterations: int
    evaluations: int
    seconds: float
    seed: int
    starts: Starts
    history: History
    versions: Mapping[str, str]
    model: nn.Module | None = field(repr=False)
    logarithmic: frozenset[str] = frozenset()
    """The elements whose intervals are formed on a logarithmic scale."""
    quantile_freedom: float = math.inf
    """The degrees of freedom of Student's t for intervals; infinite for the normal distribution."""
    target_name: str = ""
    """What the target's column is called, if it has a name."""
    weights: Mapping[str, int] = field(default_factory=dict)
    """How many weights without a name of their own each network has, and other such unknowns."""
    bounds: Mapping[str, float] = field(default_factory=dict)
    """The bound of each element that is at one."""
    rounding: float = 0.0
    """The size of a residual that is nothing but rounding."""
    sigma: Array | None = None
    """The standard deviations of the observations, where they were given; NaN where one is left
    out."""
    accuracies: Mapping[str, float] = field(default_factory=dict)
    """How far rounding of the residuals changes each element that the data determine."""
    error_accuracy: float = 0.0
    """How far rounding changes standard errors, relative to them."""
    coordinates: Array | None = field(default=None, repr=False)
    """The estimates of all free elements as the search has them; `None` after reading from JSON."""
    work: Work | None = field(default=None, repr=False)
    """What a profile needs; `None` after reading from JSON."""

    __module__ = "neuralc"

    @property
    def correlation(self) -> Array:
        """The correlation of the elements in `names`."""
        deviations = numpy.sqrt(numpy.diag(self.covariance))
        with numpy.errstate(divide="ignore", invalid="ignore"):
            result: Array = self.covariance / deviations[:, None] / deviations[None, :]
        return result

    def estimate(self, name: str) -> float:
        """The estimate of an element."""
        return self._element(self.estimates, name)

    def standard_error(self, name: str) -> float:
        """The standard error of an element."""
        return self._element(self.standard_errors, name)

    def interval(self, name: str, level: float | None = None) -> tuple[float, float]:
        """The confidence interval of an element, at another level where one is given."""
        if name not in self.names:
            raise KeyError(f"no element `{name}` was free{did_you_mean(name, self.names)}")
        reach = quantile(self.quantile_freedom, self.confidence if level is None else level)
        return interval(
            self.estimate(name), self.standard_error(name), reach, name in self.logarithmic
        )

    def profile(self, name: str, points: int = 20, level: float | None = None) -> Profile:
        """The profile likelihood of an element: how the fit worsens as the element is held at other
        values and all others are fitted anew. Unlike the intervals above, the profile's do not
        take the model as linear.

        Args:
            name: The element.
            points: About how many values there are, of both sides together.
            level: The confidence of the interval; that of the fit if `None`.

        Raises:
            KeyError: No such element was free.
            ValueError: The loss is not the sum of squares, or the result was read from a file.
        """
        from neuralc._fit.profile import profile

        return profile(self, name, points, level)

    def _element(self, values: Mapping[str, Any], name: str) -> float:
        if name in values and numpy.ndim(values[name]) == 0:
            return float(values[name])
        parameter, bracket, index = name.partition("[")
        if not bracket or parameter not in values:
            raise KeyError(f"there is no element `{name}`{did_you_mean(name, self.states)}")
        place = tuple(int(k) for k in index.rstrip("]").split(","))
        return float(values[parameter][place])

    def __str__(self) -> str:
        from neuralc._fit import text

        return text.table(self)

    def _repr_html_(self) -> str:
        """The tables, for notebooks."""
        from neuralc._fit import html

        return html.fragment(self)

    def plot(
        self, kind: Kind = "fit", axes: Any = None, names: str | Sequence[str] | None = None
    ) -> Any:
        """Draws a picture with Matplotlib.

        Args:
            kind: `"fit"`: observations and fitted values over the input that varies (for each group
                where the others have few values), over the row for a trajectory, or one against
                the other; for `MultipleShooting` the trajectories, an element of the state on axes
                of its own. Error bars are `sigma`. `"residuals"`: over fitted values.
                `"convergence"`: the cost, evaluation by evaluation.
                `"profiles"`: `profile` of each element, on axes of its own.
            axes: Where to draw; new ones of `matplotlib.pyplot` if `None`. For several profiles or
                elements of a state, an array of as many.
            names: The elements to show profiles of; all that are free and determined if `None`.

        Returns:
            The axes; an array of them for several profiles or elements.

        Raises:
            ImportError: Matplotlib is missing.
            ValueError: There is no such kind, or nothing to draw.
        """
        from neuralc._fit import plots

        return plots.plot(self, kind, axes, names)

    def to_json(self, indent: int | None = 2) -> str:
        """All fields but the model as a JSON object, in full precision.

        NaN is null there; infinities are the strings "inf" and "-inf".
        """
        from neuralc._fit import document

        return document.to_json(self, indent)

    @staticmethod
    def from_json(text: str) -> FitResult:
        """The result that `to_json` wrote, without its model.

        Raises:
            ValueError: The text is something else.
        """
        from neuralc._fit import document

        return document.from_json(text)


# The exponential of more is no number of 64 bits.
_LARGEST_EXPONENT = 709.0


def interval(
    estimate: float, standard_error: float, reach: float, is_logarithmic: bool
) -> tuple[float, float]:
    """An interval of so many standard errors to either side; NaN where there is none."""
    if math.isnan(standard_error):
        return math.nan, math.nan
    if is_logarithmic:
        # An estimate that has run towards 0 has an interval without end.
        exponent = reach * standard_error / estimate if estimate > 0 else math.inf
        factor = math.exp(exponent) if exponent < _LARGEST_EXPONENT else math.inf
        return estimate / factor, estimate * factor
    return estimate - reach * standard_error, estimate + reach * standard_error
