"""Columns as numbers, with a message for whatever is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from neuralc._command.errors import UsageError
from neuralc._command.reading import Table

if TYPE_CHECKING:
    import polars

MISSING = ("", "na", "n/a", "nan", "null", "none")
"""What stands for a value that is missing, in any mixture of small and capital letters."""

_SHOWN = 5


def numeric(table: Table, name: str) -> NDArray[np.float64]:
    """A column as float64, of the shape `(rows,)`, or `(rows, n)` for a column of lists.

    A value that is missing is NaN.

    Raises:
        UsageError: There is no such column, or something in it is not a number.
    """
    series = table.column(name)
    dtype = series.dtype
    if dtype.is_numeric() or str(dtype) in ("Boolean", "Null"):
        return _finite(table, name, _floats(series))
    if str(dtype) == "String":
        return _finite(table, name, _parsed(table, name, series))
    if str(dtype).startswith(("List", "Array")):
        return _finite(table, name, _rows(table, name, series))
    raise UsageError(f"{table.title}: column `{name}` has the type {dtype}, and numbers are needed")


def _floats(series: polars.Series) -> NDArray[np.float64]:
    import polars

    return np.array(
        series.cast(polars.Float64).fill_null(float("nan")).to_numpy(), dtype=np.float64
    )


def _parsed(table: Table, name: str, series: polars.Series) -> NDArray[np.float64]:
    """Text as numbers."""
    import polars

    text = series.fill_null("").str.strip_chars()
    is_missing = text.str.to_lowercase().is_in(list(MISSING))
    is_missing |= text.is_in(list(table.dialect.null_values))
    plain = text
    if table.dialect.decimal == ",":  # A point is nothing there: thousands may be meant.
        plain = text.str.replace_all(".", "?", literal=True).str.replace(",", ".", literal=True)
    found = polars.select(
        polars.when(is_missing).then(None).otherwise(plain.cast(polars.Float64, strict=False))
    ).to_series()
    wrong = (found.is_null() & ~is_missing).arg_true().to_list()
    if wrong:
        first = text[wrong[0]]
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise UsageError(
            f'{table.title}, {table.places[wrong[0]]}, column `{name}`: "{first}" is not a number'
            f"{more}{_hint(first, table.dialect.decimal)}"
        )
    return _floats(found)


def _hint(text: str, decimal: str) -> str:
    """What to write where another decimal separator would make a number of a text."""
    other = "," if decimal == "." else "."
    try:
        float(text.replace(other, ".", 1))
    except ValueError:
        return ""
    if other not in text:
        return ""
    if decimal == ".":
        return ": the decimal separator must be a point, or give --decimal ,"
    return ": with --decimal , the decimal separator must be a comma"


def _rows(table: Table, name: str, series: polars.Series) -> NDArray[np.float64]:
    """A column of lists as a matrix, a list a row."""
    rows = series.to_list()
    lengths = {len(row) for row in rows if row is not None}
    if len(lengths) > 1:
        raise UsageError(
            f"{table.title}: the lists in column `{name}` have different lengths "
            f"({', '.join(map(str, sorted(lengths)))})"
        )
    width = lengths.pop() if lengths else 1
    blank = [float("nan")] * width
    try:
        return np.array(
            [[float("nan") if x is None else x for x in row or blank] for row in rows],
            dtype=np.float64,
        )
    except (TypeError, ValueError):
        raise UsageError(
            f"{table.title}: column `{name}` has lists of {series.dtype}, and lists of numbers are "
            "needed"
        ) from None


def _finite(table: Table, name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same values, unless one is infinite."""
    infinite = np.flatnonzero(np.isinf(values).reshape(len(values), -1).any(axis=1))
    if infinite.size:
        raise UsageError(
            f"{table.title}: column `{name}` is infinite in {places(table, infinite.tolist())}"
        )
    return values


def places(table: Table, rows: Sequence[int]) -> str:
    """Rows as a message names them: `line 3, line 8 and 12 more`."""
    shown = ", ".join(table.places[row] for row in rows[:_SHOWN])
    return f"{shown} and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else shown
