"""The data with fitted values and residuals, as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

from neuralc._command.assembly import Array, Measurements

if TYPE_CHECKING:
    from neuralc._fit.result import FitResult


def rows(result: FitResult, measurements: Measurements) -> str:
    """A line a row: the inputs, and each target with what was fitted and the residual."""
    shape = measurements.target.shape
    columns: dict[str, Array] = {}
    for name, values in measurements.data.items():
        _add(
            columns,
            name,
            np.broadcast_to(values, (shape[0], *values.shape)) if values.ndim == 0 else values,
        )
    _add(columns, "observed", measurements.target)
    _add(columns, "fitted", result.fitted)
    _add(columns, "residual", result.residuals)
    columns = {name: values for name, values in columns.items() if len(values) == shape[0]}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for line in zip(*(values.tolist() for values in columns.values()), strict=True):
        writer.writerow(["" if value != value else repr(value) for value in line])
    return text.getvalue()


def _add(columns: dict[str, Array], name: str, values: Array) -> None:
    """A column, or one for each element of a row."""
    if values.ndim == 1:
        columns[name] = values
        return
    for index in np.ndindex(values.shape[1:]):
        suffix = "".join(f"[{k}]" for k in index)
        columns[f"{name}{suffix}"] = values[(slice(None), *index)]
