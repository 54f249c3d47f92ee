"""What a result shows of itself, as rows of text: the same in a terminal and in a notebook."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from neuralc._fit.result import FitResult

METHODS = {
    "lm": "Levenberg-Marquardt",
    "trf": "trust region",
    "dogbox": "dogleg in a box",
    "lbfgs": "L-BFGS",
    "adam": "Adam",
}

# Correlations from here on are shown, at most so many.
_NOTABLE = 0.9
_SHOWN = 5
# Digits of a standard error, and of numbers that have none.
_ERROR_DIGITS = 3
_DIGITS = 6
_MOST_DIGITS = 15
NOTHING = "–"


@dataclass(frozen=True)
class Row:
    """One element of a parameter."""

    name: str
    estimate: str
    standard_error: str
    lower: str
    upper: str
    state: str
    """What there is to say; empty for a free element."""


def rows(result: FitResult) -> list[Row]:
    """The elements, in the order of the program."""
    return [_row(result, name, state) for name, state in result.states.items()]


def _row(result: FitResult, name: str, state: str) -> Row:
    estimate, error = result.estimate(name), result.standard_error(name)
    if state == "fixed":
        return Row(name, plain(estimate, _DIGITS), NOTHING, NOTHING, NOTHING, state)
    # Of what the data do not determine, digits mean nothing.
    digits = _ERROR_DIGITS if state == "not determined" else _digits(estimate, error)
    low, high = result.intervals.get(name, (math.nan, math.nan))
    return Row(
        name,
        number(estimate, digits),
        number(error, _ERROR_DIGITS),
        number(low, _digits(low, error)),
        number(high, _digits(high, error)),
        "" if state == "free" else state,
    )


def _digits(value: float, error: float) -> int:
    """As many significant digits as a standard error leaves meaning to."""
    if not (math.isfinite(error) and error > 0 and math.isfinite(value) and value != 0):
        return _DIGITS
    gap = math.floor(math.log10(abs(value))) - math.floor(math.log10(error))
    return min(max(gap + _ERROR_DIGITS, 2), _MOST_DIGITS)


def number(value: float, digits: int = _DIGITS) -> str:
    """A number with so many significant digits, zeros at the end included."""
    if math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    text = f"{value:#.{digits}g}"
    mantissa, mark, exponent = text.partition("e")
    return f"{mantissa.rstrip('.')}{mark}{exponent}"


def plain(value: float, digits: int = 5) -> str:
    """A number with so many significant digits at most."""
    return NOTHING if math.isnan(value) else f"{value:.{digits}g}"


def title(result: FitResult) -> str:
    """What was fitted, how, and how that ended."""
    statistics = result.statistics
    free = len(result.names)
    count = f"{free} parameter{'' if free == 1 else 's'}"
    observations = statistics.observations
    found = f"{observations:,} observation{'' if observations == 1 else 's'}"
    if statistics.missing:
        found += f" ({statistics.missing:,} missing)"
    method = METHODS.get(result.method, result.method)
    end = "converged" if result.converged else f"NOT CONVERGED, {result.message}"
    return f"{count}, {found}, {method}: {end}"


def facts(result: FitResult) -> list[tuple[str, str]]:
    """Names and values of the statistics that apply."""
    s = result.statistics
    known = [
        ("degrees of freedom", s.degrees_of_freedom),
        ("sum of squared residuals", s.rss),
        ("residual standard deviation", s.residual_standard_deviation),
        ("R²", s.r_squared),
        ("χ²", s.chi_squared),
        ("p-value of χ²", s.chi_squared_p),
        ("log-likelihood", s.log_likelihood),
        ("AIC", s.aic),
        ("BIC", s.bic),
        ("Durbin-Watson", s.durbin_watson),
    ]
    lines = [(name, plain(value)) for name, value in known if not math.isnan(value)]
    if s.degrees_of_freedom == int(s.degrees_of_freedom):
        lines[0] = (lines[0][0], f"{s.degrees_of_freedom:,.0f}")
    costs = result.starts.costs
    if len(costs) > 1:
        lines.append(("starting points", f"{result.starts.agreed} of {len(costs)} agree"))
    return lines


def correlations(result: FitResult) -> list[tuple[str, str, float]]:
    """The pairs of elements that are correlated most, if they are much."""
    matrix = result.correlation
    upper = numpy.triu(numpy.abs(numpy.nan_to_num(matrix)), 1)
    order = numpy.argsort(-upper, axis=None, kind="stable")[:_SHOWN]
    pairs = [divmod(int(k), len(matrix)) for k in order] if len(matrix) else []
    return [
        (result.names[i], result.names[j], float(matrix[i, j]))
        for i, j in pairs
        if upper[i, j] >= _NOTABLE
    ]


def level(result: FitResult) -> str:
    """The level of the intervals, in percent."""
    return f"{100 * result.confidence:g} %"
