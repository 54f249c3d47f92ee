"""What a fit raises where there is no number to go on with, and what models raise there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What models raise where they have no value: a loop without end, an index outside, a logarithm of
# Python's of a negative number, a matrix that has no inverse, too much memory.
_NO_VALUE = (ArithmeticError, IndexError, MemoryError, RuntimeError, ValueError)


def has_no_value(error: Exception) -> bool:
    """Whether an error says that there is no value at these parameters, and not that the model
    itself is at fault."""
    return isinstance(error, _NO_VALUE) and not isinstance(error, NotImplementedError)


def reason(error: Exception) -> str:
    """An error in one line."""
    text = " ".join(str(error).split())
    if isinstance(error, FitError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


class FitError(ArithmeticError):
    """The residuals or their derivatives are not finite where a fit must begin or go on.

    `parameters` has the values there by name, `row` the position of the first such residual, or
    `None`.
    """

    __module__ = "neuralc"

    def __init__(
        self, message: str, parameters: Mapping[str, Any] | None = None, row: int | None = None
    ) -> None:
        super().__init__(message)
        self.parameters = dict(parameters or {})
        self.row = row

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (*self.args, self.parameters, self.row)
