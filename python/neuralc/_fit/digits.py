"""How many digits of a result mean something: those that the data determine, and that rounding on
another machine leaves as they are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from neuralc._fit.result import FitResult
    from neuralc._fit.space import Array

# Digits of a standard error, of a statistic, and of a number that is known otherwise.
ERROR_DIGITS = 3
STATISTIC_DIGITS = 5
PLAIN_DIGITS = 6
# No estimate is computed to more.
_MOST_DIGITS = 12
# How many times what one rounding makes of a number many of them make.
_MANY = 100.0
# How many errors of rounding there are between 0 and a number that is not 0.
_CLEAR = 10.0
NOTHING = "–"
ROUNDED = "0, to rounding"


def number(value: float, digits: int = PLAIN_DIGITS) -> str:
    """A number with so many significant digits, zeros at the end included."""
    if math.isnan(value):
        return NOTHING
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0 or digits < 1:
        return "0"
    text = f"{_settled(value):#.{digits}g}"
    mantissa, mark, exponent = text.partition("e")
    return f"{mantissa.rstrip('.')}{mark}{exponent}"


def plain(value: float, digits: int = STATISTIC_DIGITS) -> str:
    """A number with so many significant digits at most."""
    return NOTHING if math.isnan(value) else f"{_settled(value):.{digits}g}"


def beside(value: float, error: float, digits: int = ERROR_DIGITS) -> str:
    """A number with the decimals that an error of so many digits has."""
    if not (math.isfinite(error) and error > 0 and math.isfinite(value) and value != 0):
        return number(value)
    place = math.floor(math.log10(float(f"{error:.{digits - 1}e}"))) - digits + 1
    units = _settled(value) / 10.0**place
    if abs(units) < 0.5:  # What is left is less than the data tell from 0.
        return "0"
    if abs(units) >= 10.0**_MOST_DIGITS:
        return number(value, _MOST_DIGITS)
    # One that is rounded up to a power of ten has a digit more than it had.
    whole = round(units)
    return number(float(f"{whole}e{place}"), len(str(abs(whole))))


def _settled(value: float) -> float:
    """A number without the digits that are rounding, so that a half is always rounded alike."""
    return float(f"{value:.{_MOST_DIGITS}g}") + 0.0


class Digits:
    """The digits that the numbers of a result have."""

    def __init__(self, result: FitResult) -> None:
        statistics = result.statistics
        self._has_end = result.converged
        count = max(statistics.observations, 1)
        typical = math.sqrt(statistics.rss / count) if statistics.rss > 0 else 0.0
        # The part of the residuals that is rounding.
        self._noise = min(_MANY * result.rounding / typical, 1.0) if typical else 1.0
        # Standard errors come from the residuals, or from errors that were given.
        self._from_residuals = math.isnan(statistics.chi_squared)
        self._error_noise = _MANY * result.error_accuracy

    @property
    def is_exact(self) -> bool:
        """Whether residuals are nothing but rounding."""
        return self.statistic < 1

    @property
    def statistic(self) -> int:
        """Of a statistic that is made of residuals."""
        return min(_of(self._noise), STATISTIC_DIGITS if self._has_end else ERROR_DIGITS)

    def squares(self, total: float) -> str:
        """A sum of squared residuals."""
        return ROUNDED if self.is_exact and not math.isnan(total) else plain(total, self.statistic)

    def of_noise(self, value: float) -> str:
        """A statistic that says something of the noise, where there is any."""
        return NOTHING if self.is_exact else plain(value, self.statistic)

    def of_likelihood(self, value: float) -> str:
        """A likelihood: of errors as large as the residuals are, if their size is not known."""
        return self.of_noise(value) if self._from_residuals else plain(value)

    @property
    def error(self) -> int:
        """Of a standard error."""
        digits = min(_of(self._error_noise), ERROR_DIGITS)
        return max(min(digits, _of(self._noise)) if self._from_residuals else digits, 0)

    def standard_error(self, error: float) -> str:
        """A standard error."""
        return number(error, self.error) if math.isfinite(error) else number(error)

    def estimate(self, value: float, error: float, accuracy: float) -> str:
        """A number of the kind of an estimate with a standard error, which rounding changes by as
        much as `accuracy`."""
        if not self._has_end:  # Where a search was given up, little is certain.
            return number(value, min(_kept(value, error), ERROR_DIGITS))
        smallest = _MANY * accuracy
        if self.is_exact and self._from_residuals:
            clear = _CLEAR * max(smallest, error if math.isfinite(error) else 0.0)
            return "0" if abs(value) <= clear else number(value)
        return beside(value, max(error, smallest), max(self.error, 1))


def _kept(value: float, error: float) -> int:
    """As many significant digits as a standard error leaves meaning to, one at least."""
    if not (math.isfinite(error) and error > 0 and math.isfinite(value) and value != 0):
        return ERROR_DIGITS
    gap = math.floor(math.log10(abs(value))) - math.floor(math.log10(error))
    return max(gap + ERROR_DIGITS, 1)


def _of(noise: float) -> int:
    """How many digits are certain beside noise of this relative size."""
    return _MOST_DIGITS if noise <= 0 else math.floor(-math.log10(noise))


def rounding_of(weighted: Array | None, terms: Array, precision: float) -> float:
    """The size of a residual that is nothing but rounding.

    Args:
        weighted: The targets in units of the residuals, where they are known.
        terms: What each coordinate contributes to each of the model's values, as far as derivatives
            tell: shape (observations, coordinates).
        precision: The relative accuracy of what is subtracted.
    """
    size = numpy.abs(terms).sum(axis=1)
    if weighted is not None:
        size = size + numpy.abs(weighted)
    return precision * float(numpy.sqrt((size**2).mean())) if size.size else 0.0
