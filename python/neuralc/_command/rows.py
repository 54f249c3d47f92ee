"""The data with fitted values and residuals, as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from neuralc._command.assembly import Array, Measurements
from neuralc._command.reading import Table

if TYPE_CHECKING:
    from neuralc._fit.result import FitResult


def rows(result: FitResult, table: Table, measurements: Measurements) -> str:
    """The rows of a table that were fitted, with all of their columns, and behind these what was
    fitted and the residual of each target."""
    columns: list[tuple[str, list[Any]]] = [
        (name, series.filter(measurements.kept).to_list()) for name, series in table.columns
    ]
    for kind, values in (("fitted", result.fitted), ("residual", result.residuals)):
        parts = _by_row(values, len(measurements.kept))[measurements.kept]
        for name, column in zip(_names(kind, measurements.targets, parts), parts.T, strict=True):
            columns.append((_new(name, table.names), column.tolist()))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([name for name, _ in columns])
    for line in zip(*(values for _, values in columns), strict=True):
        writer.writerow(["" if value is None or value != value else value for value in line])
    return text.getvalue()


def _by_row(values: Array, count: int) -> Array:
    """Values with a row of the table a row; a trajectory may have them along its last dimension."""
    if len(values) != count:
        values = values.T
    return values.reshape(count, -1)


def _names(kind: str, targets: list[str], parts: Array) -> list[str]:
    """What new columns are called: by their targets where there are several."""
    width = parts.shape[1]
    if width == 1:
        return [kind]
    if len(targets) == width:
        return [f"{kind} {target}" for target in targets]
    return [f"{kind} {targets[0]}[{k}]" for k in range(width)]


def _new(name: str, known: list[str]) -> str:
    """A name that no column of the table has."""
    while name in known:
        name += "_"
    return name
