"""Numbers in whatever they come in, and which of them are missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import numpy

from neuralc._masks import is_masked

if TYPE_CHECKING:
    from neuralc._fit.space import Array

_MISSING = numpy.nan
# The kinds of NumPy's dtypes that are numbers: logical ones, whole ones and real ones.
_NUMBERS = "biuf"
# What Python or NumPy would turn into a number that it does not stand for.
_NO_NUMBERS = (str, bytes, complex, numpy.complexfloating, numpy.datetime64, numpy.timedelta64)
_MOMENTS = {"M": "points of time", "m": "spans of time", "c": "complex numbers"}


class Numbers(NamedTuple):
    """An array of numbers, some of which may be missing."""

    values: Array
    """Float64; NaN where a number is missing."""
    missing: Array
    """Where that is so: of the same shape."""


def numbers(name: str, column: Any) -> Numbers:
    """A column as numbers. Missing is what a mask hides, what a data frame calls missing, and
    `None`, NA, NaT or NaN among objects; NaN in an array of floats is a number that is none.

    Raises:
        TypeError: A cell is no number; the message names it.
    """
    if isinstance(column, (list, tuple)) and is_masked(column):
        column = _with_none(column)
    if isinstance(column, numpy.ma.MaskedArray):
        missing = numpy.ma.getmaskarray(column)
        # What a mask hides need not be a number.
        cells = column.tolist() if column.dtype.kind == "O" else column.data
        return _without(_plain(name, cells), missing)
    if hasattr(column, "detach"):  # A tensor.
        column = column.detach().cpu()
        column = (column.double() if column.is_floating_point() else column).numpy()
    elif hasattr(column, "to_pylist"):  # Of Arrow.
        column = column.to_pylist()
    elif hasattr(column, "isna"):  # Of pandas, whose NaN is a missing number.
        return _without(_plain(name, column.to_numpy()), numpy.asarray(column.isna(), bool))
    elif hasattr(column, "is_null"):  # Of polars, whose lists come as objects.
        cells = column.to_list() if column.dtype.is_nested() else column.to_numpy()
        return _without(_plain(name, cells), numpy.asarray(column.is_null(), bool))
    elif hasattr(column, "to_numpy"):
        column = column.to_numpy()
    return _plain(name, column)


def complete(name: str, value: Any) -> Array:
    """The same where nothing may be missing.

    Raises:
        TypeError: A cell is no number.
        ValueError: A number is missing.
    """
    values, missing = numbers(name, value)
    if missing.any():
        where = [int(k) for k in numpy.argwhere(missing)[0]]
        raise ValueError(f"`{name}` has a missing number{f' at {where}' if where else ''}")
    return values


def _with_none(cell: Any) -> Any:
    """Lists with `None` for what is hidden in them."""
    if isinstance(cell, (list, tuple)):
        return [_with_none(item) for item in cell]
    return cell.tolist() if isinstance(cell, numpy.ma.MaskedArray) else cell


def _without(found: Numbers, missing: Array) -> Numbers:
    """The same where further numbers are missing; whole rows, where there is a flag for each."""
    missing = missing.reshape(missing.shape + (1,) * (found.values.ndim - missing.ndim))
    missing = found.missing | missing
    return Numbers(numpy.where(missing, _MISSING, found.values), missing)


def _plain(name: str, column: Any) -> Numbers:
    """What is no container of its own kind."""
    try:
        array = numpy.asarray(column)
    except ValueError:
        array = _rows(name, column)
    if array.dtype.kind in "US":  # NumPy makes texts of numbers beside a text.
        array = numpy.array(column, dtype=object)
    if array.dtype.kind == "O":
        return _from_objects(name, array)
    if array.dtype.kind in _MOMENTS:
        raise TypeError(
            f"column `{name}` has {_MOMENTS[array.dtype.kind]} ({array.dtype}), and numbers are "
            "needed"
        )
    if array.dtype.kind not in _NUMBERS:
        _refuse(name, (0,) * array.ndim, array.flat[0])
    return Numbers(array.astype(numpy.float64), numpy.zeros(array.shape, bool))


def _rows(name: str, rows: Any) -> Any:
    """Rows of which some are missing, as objects."""
    lengths = {len(row) for row in rows if isinstance(row, (Sequence, numpy.ndarray))}
    if len(lengths) != 1 or not any(_is_missing(row) for row in rows):
        raise TypeError(f"column `{name}`: the rows are of different lengths") from None
    result = numpy.empty(len(rows), dtype=object)
    for k, row in enumerate(rows):
        result[k] = row
    return result


def _from_objects(name: str, array: Any) -> Numbers:
    """Cells of whatever kind: numbers, missing ones, or sequences of one length."""
    cells = array.ravel()
    width = next((len(cell) for cell in cells if _is_row(cell)), None)
    if width is not None:
        blank = numpy.full(width, _MISSING)
        rows = [
            _without(_plain(name, blank), numpy.ones(width, bool))
            if _is_missing(cell)
            else _row(name, k, cell, width)
            for k, cell in enumerate(cells)
        ]
        return Numbers(
            numpy.stack([row.values for row in rows]), numpy.stack([row.missing for row in rows])
        )
    missing = numpy.array([_is_missing(cell) for cell in cells], dtype=bool)
    values = [
        _MISSING if is_missing else _number(name, index, cell)
        for index, cell, is_missing in zip(numpy.ndindex(array.shape), cells, missing, strict=True)
    ]
    return Numbers(
        numpy.array(values, dtype=numpy.float64).reshape(array.shape), missing.reshape(array.shape)
    )


def _is_row(cell: Any) -> bool:
    """Whether a cell is a sequence of numbers."""
    if isinstance(cell, numpy.ndarray):
        return cell.ndim > 0
    return isinstance(cell, Sequence) and not isinstance(cell, (str, bytes))


def _row(name: str, row: int, cell: Any, width: int) -> Numbers:
    if not _is_row(cell):
        _refuse(name, (row,), cell)
    if len(cell) != width:
        raise TypeError(f"column `{name}`: the rows are of different lengths")
    try:
        return numbers(name, cell)
    except TypeError:
        _refuse(name, (row,), cell)


def _is_missing(cell: Any) -> bool:
    """Whether a cell says that there is no number. NaN and NaT do not equal themselves, and NA
    neither does nor does not."""
    if cell is None or cell is numpy.ma.masked:
        return True
    if _is_row(cell):
        return False
    try:
        return bool(cell != cell)
    except (TypeError, ValueError):
        return type(cell).__name__ == "NAType"


def _number(name: str, index: tuple[int, ...], cell: Any) -> float:
    """A cell that is a number."""
    if not isinstance(cell, _NO_NUMBERS):
        try:
            return float(cell)
        except (TypeError, ValueError):
            pass
    _refuse(name, index, cell)


def _refuse(name: str, index: tuple[int, ...], cell: Any) -> NoReturn:
    shown = str(cell) if isinstance(cell, str) else cell
    raise TypeError(f"column `{name}` has no number in {place_of(index or (0,))}: {shown!r}")


def place_of(index: tuple[int, ...]) -> str:
    """Where in an array, as a message says it."""
    return f"row {index[0]}" if len(index) == 1 else f"position {index}"
