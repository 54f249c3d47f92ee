"""How much a residual counts: SciPy's loss functions, and those of M-estimation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy

from neuralc._fit.space import Array

Loss: TypeAlias = "Callable[[Array], tuple[Array, Array, Array]]"
"""From the squares of scaled residuals to ρ and its first two derivatives."""


def _linear(z: Array) -> tuple[Array, Array, Array]:
    return z, numpy.ones_like(z), numpy.zeros_like(z)


def _soft_l1(z: Array) -> tuple[Array, Array, Array]:
    root = numpy.sqrt(1 + z)
    return 2 * (root - 1), 1 / root, -0.5 / root**3


def _huber(z: Array) -> tuple[Array, Array, Array]:
    inside = z <= 1
    root = numpy.sqrt(numpy.where(inside, 1.0, z))
    return (
        numpy.where(inside, z, 2 * root - 1),
        numpy.where(inside, 1.0, 1 / root),
        numpy.where(inside, 0.0, -0.5 / root**3),
    )


def _cauchy(z: Array) -> tuple[Array, Array, Array]:
    return numpy.log1p(z), 1 / (1 + z), -1 / (1 + z) ** 2


def _arctan(z: Array) -> tuple[Array, Array, Array]:
    slope = 1 / (1 + z**2)
    return numpy.arctan(z), slope, -2 * z * slope**2


LOSSES: dict[str, Loss] = {
    "linear": _linear,
    "soft_l1": _soft_l1,
    "huber": _huber,
    "cauchy": _cauchy,
    "arctan": _arctan,
}


class Robustness:
    """A loss with its scale, for residuals of which the last few are priors.

    The cost of a residual r is ½ c² ρ((r/c)²), as in SciPy; priors count as ½ r².
    """

    def __init__(self, name: str, scale: float, count: int) -> None:
        if name not in LOSSES:
            raise ValueError(f"loss must be one of {', '.join(map(repr, LOSSES))}, not {name!r}")
        if not scale > 0:
            raise ValueError(f"loss_scale must be above 0, not {scale!r}")
        self.name = name
        self.scale = scale
        self._loss = LOSSES[name]
        self._count = count

    @property
    def is_linear(self) -> bool:
        """Whether this is ordinary least squares."""
        return self.name == "linear"

    def rho(self, z: Array) -> Any:
        """ρ and its derivatives, as SciPy asks for them: shape (3, residuals)."""
        result = numpy.stack(_linear(z))
        result[:, : self._count] = self._loss(z[: self._count])
        return result

    def cost(self, residuals: Array) -> float:
        """The sum of the costs of all residuals."""
        if self.is_linear:
            return 0.5 * float(residuals @ residuals)
        z = (residuals / self._scales(residuals)) ** 2
        return 0.5 * float((self._scales(residuals) ** 2 * self.rho(z)[0]).sum())

    def influence(self, residuals: Array) -> tuple[Array, Array]:
        """ψ, the derivative of the cost by each residual, and the derivative of ψ."""
        if self.is_linear:
            return residuals, numpy.ones_like(residuals)
        z = (residuals / self._scales(residuals)) ** 2
        _, first, second = self.rho(z)
        return residuals * first, first + 2 * z * second

    def _scales(self, residuals: Array) -> Array:
        scales = numpy.ones_like(residuals)
        scales[: self._count] = self.scale
        return scales
