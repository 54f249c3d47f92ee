"""What a result shows of itself, as rows of text: the same in a terminal and in a notebook."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy

from neuralc._fit.digits import NOTHING, PLAIN_DIGITS, Digits, plain
from neuralc._fit.names import element_names

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
# A parameter with more elements has one row.
_MOST_ELEMENTS = 40


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
    """The elements in the order of the program, a large array as one, then networks."""
    digits = Digits(result)
    found = []
    for name, value in result.estimates.items():
        if numpy.size(value) > _MOST_ELEMENTS:
            found.append(_whole(result, name))
        else:
            names = element_names(name, numpy.shape(value))
            found += [_row(result, digits, own, result.states[own]) for own in names]
    return found + [_blank(name, f"{count:,} weights") for name, count in result.weights.items()]


def _row(result: FitResult, digits: Digits, name: str, state: str) -> Row:
    estimate, error = result.estimate(name), result.standard_error(name)
    if state == "fixed":
        return replace(_blank(name, state), estimate=plain(estimate, PLAIN_DIGITS))
    if state == "not determined":  # The data say nothing of where the search left it.
        return _blank(name, state)
    if name in result.bounds:
        return replace(_blank(name, state), estimate=plain(result.bounds[name], PLAIN_DIGITS))
    low, high = result.intervals.get(name, (math.nan, math.nan))
    accuracy = result.accuracies.get(name, 0.0)
    return Row(
        name,
        digits.estimate(estimate, error, accuracy),
        digits.standard_error(error),
        digits.estimate(low, error, accuracy),
        digits.estimate(high, error, accuracy),
        "" if state == "free" else state,
    )


def _whole(result: FitResult, name: str) -> Row:
    """A parameter with so many elements that nobody reads them one by one."""
    names = element_names(name, numpy.shape(result.estimates[name]))
    states = [result.states[own] for own in names]
    others = [
        f"{states.count(state):,} {state}" for state in dict.fromkeys(states) if state != "free"
    ]
    return _blank(name, ", ".join([f"{len(names):,} elements", *others]))


def _blank(name: str, state: str) -> Row:
    return Row(name, NOTHING, NOTHING, NOTHING, NOTHING, state)


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
    s, digits = result.statistics, Digits(result)
    known = [
        ("degrees of freedom", _count(s.degrees_of_freedom)),
        ("sum of squared residuals", digits.squares(s.rss)),
        ("residual standard deviation", digits.of_noise(s.residual_standard_deviation)),
        ("R²", plain(round(s.r_squared, 12))),
        ("χ²", digits.squares(s.chi_squared)),
        ("p-value of χ²", plain(s.chi_squared_p)),
        ("log-likelihood", digits.of_likelihood(s.log_likelihood)),
        ("AIC", digits.of_likelihood(s.aic)),
        ("BIC", digits.of_likelihood(s.bic)),
        ("Durbin-Watson", digits.of_noise(s.durbin_watson)),
    ]
    lines = [(name, text) for name, text in known if text != NOTHING]
    costs = result.starts.costs
    if len(costs) > 1:
        lines.append(("starting points", f"{result.starts.agreed} of {len(costs)} agree"))
    return lines


def _count(number: float) -> str:
    """A number that is whole in most cases."""
    return f"{number:,.0f}" if number == int(number) else plain(number)


def correlations(result: FitResult) -> list[tuple[str, str, float]]:
    """The pairs of elements that are correlated most, if they are much."""
    if Digits(result).is_exact:  # Without errors there is nothing to be correlated.
        return []
    matrix = result.correlation
    # Rounded, so that those that are equal stay in their order.
    upper = numpy.triu(numpy.abs(numpy.nan_to_num(matrix)), 1).round(6)
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
