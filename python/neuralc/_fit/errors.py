"""What a fit raises where there is no number to go on with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


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
