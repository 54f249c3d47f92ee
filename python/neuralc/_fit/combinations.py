"""Simple combinations of parameters: products of powers, and weighted sums."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy

from neuralc._fit.space import Array

# The largest numerator and denominator among exponents and factors.
_LARGEST = 6
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Combination:
    """A product of powers, or a sum of multiples."""

    kind: Literal["product", "sum"]
    factors: tuple[int, ...]
    """Exponents or multipliers."""

    def gradient(self, values: Array) -> Array:
        """The derivatives by the parameters, of the logarithm for a product."""
        factors = numpy.array(self.factors, dtype=numpy.float64)
        return factors / values if self.kind == "product" else factors

    def words(self, names: list[str]) -> str:
        """How a text speaks of it."""
        return self._product(names) if self.kind == "product" else self._sum(names)

    def _product(self, names: list[str]) -> str:
        powers = list(zip(names, self.factors, strict=True))
        above = [_power(name, factor) for name, factor in powers if factor > 0]
        below = [_power(name, -factor) for name, factor in powers if factor < 0]
        if not below:
            return f"the product {'·'.join(above)}"
        divisor = "·".join(below)
        divisor = f"({divisor})" if len(below) > 1 else divisor
        return f"the ratio {'·'.join(above)}/{divisor}"

    def _sum(self, names: list[str]) -> str:
        terms = ""
        for name, factor in zip(names, self.factors, strict=True):
            sign = (" + " if factor > 0 else " − ") if terms else ""
            terms += f"{sign}{'' if abs(factor) == 1 else f'{abs(factor)}·'}`{name}`"
        if self.factors in ((1,) * len(self.factors), (1, -1)):
            return f"the {'difference' if -1 in self.factors else 'sum'} {terms}"
        return f"the combination {terms}"


def candidates(gradient: Array, values: Array) -> Iterator[Combination]:
    """The combinations of these parameters that change along this gradient alone."""
    for kind, parts in (("product", gradient * values), ("sum", gradient)):
        factors = _integers(parts)
        if factors is not None:
            yield Combination("product" if kind == "product" else "sum", factors)


def _integers(parts: Array) -> tuple[int, ...] | None:
    """Small integers in the ratio of these numbers, the first positive."""
    if not (numpy.isfinite(parts).all() and parts.all()):
        return None
    ratios = [Fraction(float(part / parts[0])).limit_denominator(_LARGEST) for part in parts]
    if any(
        abs(float(ratio) - part / parts[0]) > 1e-5 * abs(part / parts[0]) or not ratio
        for ratio, part in zip(ratios, parts, strict=True)
    ):
        return None
    common = math.lcm(*[ratio.denominator for ratio in ratios])
    factors = [int(ratio * common) for ratio in ratios]
    return tuple(factors) if max(map(abs, factors)) <= _LARGEST else None


def _power(name: str, exponent: int) -> str:
    return f"`{name}`" + ("" if exponent == 1 else str(exponent).translate(_SUPERSCRIPTS))
