"""What a fit asks of a model: what it gives at parameter values, and the derivatives of that."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy

from neuralc._fit.space import Array, Unknown


class Predictor(ABC):
    """A model with its data: what it gives, flattened to `size` numbers.

    A flat vector has all elements of all `unknowns`, one after the other.
    """

    unknowns: Sequence[Unknown]
    """The parameters, in the order of the flat vector."""
    shape: tuple[int, ...]
    """The shape of what the model gives."""
    hint: str = ""
    """What may help where it gives numbers that are not finite."""
    absent: Array | None = None
    """Which of them have no value, as an input is missing: of this shape; `None` where none is."""
    unobserved: int = 0
    """How many observations are missing in the data that it has itself."""
    precision: float = float(numpy.finfo(numpy.float64).eps)
    """The relative spacing of the numbers that it computes in."""
    conditions: int = 0
    """How many of the last numbers are no observations but conditions that the parameters have to
    meet, each of which takes one of them."""
    weights: Array | None = None
    """What squares of the observations' errors have been multiplied by, where that is not 1."""
    series: Array | None = None
    """To which series each observation belongs, where there are several, each in its order."""

    def settle(self, flat: Array) -> None:  # noqa: B027 (most know their shape)
        """Finds the shape, where it has to be computed, from a vector at which there is a value."""

    @property
    def size(self) -> int:
        """How many numbers it gives."""
        return int(numpy.prod(self.shape, dtype=numpy.int64))

    @abstractmethod
    def values(self, flat: Array) -> Array:
        """What it gives: shape (size)."""

    @abstractmethod
    def linearised(self, flat: Array, free: Array) -> tuple[Array, Array]:
        """What it gives, and the derivatives by the elements at the positions `free`: shapes
        (size) and (size, free)."""

    def values_at(self, flats: Array) -> Array:
        """What it gives at several vectors: shape (several, size)."""
        return numpy.stack([self.values(flat) for flat in flats])

    @abstractmethod
    def pulled_back(self, flat: Array, cotangent: Any) -> tuple[Array, Array]:
        """What it gives, and the gradient by the whole flat vector of its product with
        `cotangent(values)`."""

    def along(self, name: str, values: Array, row: int) -> Predictor | None:
        """The same for other values of one input, the others being as in a row of the data; `None`
        where the values cannot be changed one by one."""
        return None

    def origin(self, flat: Array, place: int) -> str | None:
        """Where in a program the number at a place, which is not finite, comes from."""
        return None

    def stepwise(self) -> set[str]:
        """The parameters that change what it gives by steps alone, which no derivative sees, as far
        as that is known."""
        return set()

    def refine(self, flat: Array, matters: bool) -> bool:
        """Whether it approximates better from now on what it stands for, as it has to where `flat`
        is, or because its error `matters`."""
        return False

    def inaccuracy(self, flat: Array) -> tuple[Array, str] | None:
        """How far its numbers are from those that they approximate, shape (size), and where most;
        `None` where that is nothing."""
        return None

    def part(self, rows: Array) -> Predictor:
        """The same for some rows of the data; raises a `ValueError` where there are no rows."""
        raise ValueError("these data have no rows that batches can be made of")

    @property
    def rows(self) -> int:
        """How many rows there are to make batches of; 0 where there are none."""
        return 0

    @abstractmethod
    def store(self, flat: Array) -> None:
        """Gives the parameters of the model these values."""
