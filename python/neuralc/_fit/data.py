"""Columns of numbers, whatever they come in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from neuralc._fit.names import did_you_mean
from neuralc._fit.space import Array


class Columns(Mapping[str, Any]):
    """Data by name: a mapping, or a data frame of pandas or polars.

    A vector may be given as one array of shape (rows, n) or as columns `r[0]`, `r[1]`, …
    """

    def __init__(self, data: Any) -> None:
        if data is None:
            self._columns: dict[str, Any] = {}
        elif isinstance(data, Mapping):
            self._columns = {str(name): column for name, column in data.items()}
        elif hasattr(data, "columns") and hasattr(data, "__getitem__"):
            self._columns = {str(name): data[name] for name in data.columns}
        else:
            raise TypeError(
                "data must be a mapping of names to arrays or a data frame, not "
                f"{type(data).__name__}"
            )

    def __getitem__(self, name: str) -> Any:
        if name in self._columns:
            return self._columns[name]
        parts = self._parts(name)
        if not parts:
            raise KeyError(name)
        return numpy.stack([numbers(part, self._columns[part]) for part in parts], axis=-1)

    def __contains__(self, name: object) -> bool:
        return name in self._columns or (isinstance(name, str) and bool(self._parts(name)))

    def __iter__(self) -> Any:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def _parts(self, name: str) -> list[str]:
        pattern = re.compile(re.escape(name) + r"\[(\d+)\]")
        found = [
            (int(m[1]), column) for column in self._columns if (m := pattern.fullmatch(column))
        ]
        found.sort()
        is_whole = [index for index, _ in found] == list(range(len(found)))
        return [column for _, column in found] if is_whole else []

    def check_parts(self, name: str, sizes: Sequence[int | str]) -> None:
        """Names the column that is missing where a vector is given as columns of its elements."""
        if name in self._columns or len(sizes) != 1 or not isinstance(sizes[0], int):
            return
        for index in range(sizes[0]):
            if f"{name}[{index}]" not in self._columns:
                raise ValueError(f"the data have no column `{name}[{index}]`")

    def array(self, name: str, role: str) -> Array:
        """A column as numbers; NaN is left in it."""
        if name not in self:
            raise ValueError(
                f"the data have no column `{name}` for {role}{did_you_mean(name, self._columns)}"
            )
        return numbers(name, self[name])


def numbers(name: str, column: Any) -> Array:
    """A column as float64; raises a `TypeError` that names the first cell that is no number."""
    if hasattr(column, "detach"):  # A tensor.
        column = column.detach().cpu()
        column = (column.double() if column.is_floating_point() else column).numpy()
    elif hasattr(column, "to_numpy"):
        column = column.to_numpy()
    try:
        array = numpy.asarray(column)
    except ValueError:
        raise TypeError(f"column `{name}`: the rows are of different lengths") from None
    if array.dtype.kind == "O":
        array = _from_objects(name, array)
    if array.dtype.kind not in "biuf":
        bad = _first_text(array.ravel())
        raise TypeError(f"column `{name}` has no number in row {bad[0]}: {bad[1]!r}")
    return array.astype(numpy.float64)


def _from_objects(name: str, array: Any) -> Array:
    """Cells of whatever kind: numbers, missing ones, or sequences of one length."""
    try:
        if array.size and isinstance(array.flat[0], (Sequence, numpy.ndarray)):
            return numpy.stack([numpy.asarray(cell, dtype=numpy.float64) for cell in array])
        cells = [numpy.nan if cell is None else cell for cell in array.ravel()]
        return numpy.asarray(cells, dtype=numpy.float64).reshape(array.shape)
    except (TypeError, ValueError):
        row, cell = _first_text(array.ravel())
        raise TypeError(f"column `{name}` has no number in row {row}: {cell!r}") from None


def _first_text(cells: Any) -> tuple[int, Any]:
    """The first cell that cannot be read as a number, or the first that is none, and its
    position."""
    first = None
    for row, cell in enumerate(cells):
        try:
            float(cell)
        except (TypeError, ValueError):
            return row, str(cell) if isinstance(cell, str) else cell
        if first is None and isinstance(cell, (str, bytes)):
            first = row, str(cell)
    return first or (0, cells[0])


_ADVICE = "leave such rows out, or give them weight 0 where only the target is missing"


def check_finite(name: str, array: Array, keep: Array | None = None, advice: str = _ADVICE) -> None:
    """Sees to it that all numbers that count are finite."""
    bad = ~numpy.isfinite(array)
    if keep is not None:
        bad &= keep
    if not bad.any():
        return
    places = numpy.argwhere(bad)
    first = tuple(int(k) for k in places[0])
    where = f"row {first[0]}" if len(first) == 1 else f"position {first}"
    value = array[first] if first else array
    more = f" (and {len(places) - 1} more)" if len(places) > 1 else ""
    raise ValueError(f"`{name}` has {value} in {where}{more}: {advice}")
