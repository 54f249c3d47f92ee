"""Where a search ended, and why."""

from __future__ import annotations

from dataclasses import dataclass

from neuralc._fit.space import Array


@dataclass(frozen=True)
class Outcome:
    """Where a search ended, and why."""

    coordinates: Array
    cost: float
    converged: bool
    message: str
    iterations: int
    interrupted: bool = False
    method: str | None = None
    """How it was found, where that is not the method that was to be used."""
