"""Columns as what a program takes: which column is which input, rows that are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from neuralc._command.errors import UsageError, listed, suggestion
from neuralc._command.numbers import numeric, places
from neuralc._command.reading import Table

if TYPE_CHECKING:
    from neuralc._module import CompiledModule, Variable

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Measurements:
    """What `neuralc.fit` takes. Values that are missing are masked."""

    data: dict[str, Array]
    """Inputs by name: rows first, unless the whole table is one item."""
    target: Array
    sigma: Array | float | None
    weights: Array | None
    places: list[str]
    """What messages call each row; none where the table is one item."""
    kept: NDArray[np.bool_]
    """Which rows of the table are fitted: in the others, values are missing."""
    targets: list[str]
    """The columns that are fitted."""
    gaps: str
    """Where values are missing, in words."""

    @property
    def skipped(self) -> int:
        """How many rows were left out."""
        return len(self.kept) - int(self.kept.sum())


def renamed(table: Table, renames: Mapping[str, str]) -> Table:
    """The table with the names that a program has for its columns."""
    for name in renames:
        table.column(name)
    return replace(
        table, columns=[(renames.get(name, name), series) for name, series in table.columns]
    )


def assemble(
    table: Table,
    model: CompiledModule,
    target: Sequence[str],
    *,
    sigma: str | None = None,
    weights: str | None = None,
) -> Measurements:
    """Takes what a program needs from a table.

    Each row is one item of a batch. Where the program gives a vector or a matrix and the target is
    a plain column, the whole table is one item: the value is a trajectory, and its rows are those
    of the table.

    Raises:
        UsageError: Columns are missing, hold anything but numbers, or lack values.
    """
    columns = Columns(table)
    sizes = result_sizes(model)
    is_trajectory = _is_trajectory(table, sizes, target)
    inputs = {item.name: item for item in model.__neuralc__.inputs}
    data = {name: columns.variable(item, is_trajectory) for name, item in inputs.items()}
    values = columns.target(target, 0 if is_trajectory else len(sizes))
    spread = columns.number_or_column(sigma)
    weight = None if weights is None else columns.column(weights)
    errors = [column for column in (spread, weight) if isinstance(column, np.ndarray)]
    kept = columns.fitted_rows(values, [*data.values(), *errors])
    if is_trajectory:
        columns.check_complete(data)
        found = _trajectory(table, inputs, data, values, spread, weight, sizes)
        return replace(found, kept=kept, targets=list(target), gaps=columns.gaps(columns.used))
    return Measurements(
        {name: _masked(array) for name, array in data.items()},
        _masked(values),
        _masked(_beside(spread, values)) if isinstance(spread, np.ndarray) else spread,
        None if weight is None else _masked(_beside(weight, values)),
        table.places,
        kept,
        list(target),
        columns.gaps(columns.used),
    )


def result_sizes(model: CompiledModule) -> tuple[int | str, ...]:
    """The lengths of the value's dimensions; an open one is a str."""
    words = model.__neuralc__.result.strip("()").split()
    return tuple(int(word) if word.isdigit() else word for word in words[1:])


def _is_trajectory(table: Table, sizes: Sequence[int | str], target: Sequence[str]) -> bool:
    """Whether the value has the rows of the table among its own dimensions."""
    if not sizes:
        return False
    if len(sizes) == 2:
        return True
    is_plain = len(target) == 1 and target[0] in table.names
    return is_plain and not str(table.column(target[0]).dtype).startswith(("List", "Array"))


class Columns:
    """The columns of a table that a fit uses."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.used: dict[str, Array] = {}

    def column(self, name: str) -> Array:
        """A column as numbers."""
        if name not in self.used:
            self.used[name] = numeric(self.table, name)
        return self.used[name]

    def variable(self, item: Variable, is_trajectory: bool) -> Array:
        """The values of an input, rows first."""
        if not item.sizes or (
            is_trajectory and len(item.sizes) == 1 and item.name in self.table.names
        ):
            return self._plain(item)
        return self.elements(item.name, item.sizes, f"the input `{item.name}` is a {item.type}")

    def _plain(self, item: Variable) -> Array:
        names = self.table.names
        if item.name not in names:
            hint = suggestion(item.name, names)
            raise UsageError(
                f"{self.table.title} has no column `{item.name}`, which is an input of the program"
                f"{hint} (its columns: {listed(names)}; --rename COLUMN={item.name} takes another)"
            )
        return self.column(item.name)

    def elements(self, name: str, sizes: Sequence[int | str], reason: str) -> Array:
        """A vector or matrix from the columns of its elements: `r[0]`, `r[1]`, or `a[0][1]`."""
        if name in self.table.names:
            values = self.column(name)
            if (
                values.ndim == 2
                and len(sizes) == 1
                and sizes[0] in (values.shape[1], str(sizes[0]))
            ):
                return values
        rows = self._length(name, sizes[0], "[0]" * (len(sizes) - 1))
        if len(sizes) == 1:
            wanted = [f"{name}[{k}]" for k in range(rows)]
        else:
            width = self._length(f"{name}[0]", sizes[1], "")
            wanted = [f"{name}[{i}][{j}]" for i in range(rows) for j in range(width)]
        missing = [column for column in wanted if column not in self.table.names]
        if missing:
            raise UsageError(
                f"{self.table.title} has no column {listed(missing[:3])}"
                f"{' …' if len(missing) > 3 else ''}: {reason}, a column an element "
                f"(its columns: {listed(self.table.names)})"
            )
        stacked = np.stack([self.column(column) for column in wanted], axis=-1)
        return stacked.reshape(len(stacked), *([rows] if len(sizes) == 1 else [rows, -1]))

    def _length(self, prefix: str, size: int | str, suffix: str) -> int:
        """A length that is known, or the number of columns in a row from 0 on; at least 1."""
        if isinstance(size, int):
            return size
        count = 0
        while f"{prefix}[{count}]{suffix}" in self.table.names:
            count += 1
        return max(count, 1)

    def target(self, names: Sequence[str], order: int) -> Array:
        """The measurements: one column, or several side by side."""
        if len(names) > 1:
            return np.stack([self.column(name) for name in names], axis=-1)
        (name,) = names
        if order == 0 and name not in self.table.names and f"{name}[0]" in self.table.names:
            return self.elements(name, ("n",), "")
        if order == 0:
            return self.column(name)
        return self.elements(name, ("n",) * order, f"the target `{name}` has several elements")

    def number_or_column(self, text: str | None) -> Array | float | None:
        """A positive number, or the column of a name."""
        if text is None:
            return None
        try:
            return float(text)
        except ValueError:
            return self.column(text)

    def fitted_rows(self, target: Array, others: Sequence[Array]) -> NDArray[np.bool_]:
        """Which rows have a measurement with all that belongs to it.

        Raises:
            UsageError: None has.
        """
        kept: NDArray[np.bool_] = np.logical_not(_gaps(target).all(axis=1))
        for column in others:
            kept &= ~_gaps(column).any(axis=1)
        if not kept.any():
            raise UsageError(f"{self.table.title}: {self.gaps(self.used)}: no row is complete")
        return kept

    def check_complete(self, inputs: Mapping[str, Array]) -> None:
        """Refuses inputs with missing values."""
        if reason := self.gaps(inputs):
            raise UsageError(
                f"{self.table.title}: {reason}: a program that gives a trajectory needs all values "
                "of its inputs"
            )

    def gaps(self, columns: Mapping[str, Array]) -> str:
        """Where columns have no value, in words."""
        found = [
            (name, np.flatnonzero(_gaps(column).any(axis=1))) for name, column in columns.items()
        ]
        return "; ".join(
            f"column `{name}` has no value in {places(self.table, rows.tolist())}"
            for name, rows in found
            if rows.size
        )


def _gaps(column: Array) -> NDArray[np.bool_]:
    """Where values are missing: shape (rows, elements)."""
    return np.isnan(column).reshape(len(column), -1)


def _masked(column: Array) -> Array:
    """The same with a mask over what is missing."""
    return np.ma.masked_invalid(column) if np.isnan(column).any() else column


def _beside(column: Array, values: Array) -> Array:
    """A column a row, for values that have several elements a row."""
    return column.reshape(-1, *[1] * (values.ndim - 1)) if column.ndim == 1 else column


def _trajectory(
    table: Table,
    inputs: Mapping[str, Variable],
    data: Mapping[str, Array],
    values: Array,
    sigma: Array | float | None,
    weights: Array | None,
    sizes: Sequence[int | str],
) -> Measurements:
    """The whole table as one item."""
    height = len(values)
    shape = values.shape if len(sizes) == values.ndim else (*values.shape, 1)
    flip = len(sizes) == 2 and not _fits(shape, sizes) and _fits(shape[::-1], sizes)
    if not flip and not _fits(shape, sizes):
        wanted = " × ".join(map(str, sizes))
        raise UsageError(
            f"the program gives {wanted} numbers, and {table.title} has {height} rows with "
            f"{shape[1] if len(shape) == 2 else 1} target column"
            f"{'s' if len(shape) == 2 and shape[1] != 1 else ''}"
        )

    def laid(array: Array) -> Array:
        full = (
            array.reshape(shape)
            if array.size == values.size
            else np.broadcast_to(array.reshape(-1, *[1] * (len(shape) - 1)), shape)
        )
        return _masked(np.ascontiguousarray(full.T if flip else full))

    return Measurements(
        {name: _once(table, inputs[name], array) for name, array in data.items()},
        laid(values),
        laid(sigma) if isinstance(sigma, np.ndarray) else sigma,
        None if weights is None else laid(weights),
        [],
        np.ones(height, dtype=np.bool_),
        [],
        "",
    )


def _fits(shape: Sequence[int], sizes: Sequence[int | str]) -> bool:
    return len(shape) == len(sizes) and all(
        isinstance(size, str) or size == length for length, size in zip(shape, sizes, strict=True)
    )


def _once(table: Table, item: Variable, values: Array) -> Array:
    """An input of the whole trajectory: the column itself for a vector, one value for anything
    else, which has to be the same in every row."""
    if len(item.sizes) == 1 and values.ndim == 1:
        return values
    changed = np.flatnonzero((values != values[0]).reshape(len(values), -1).any(axis=1))
    if changed.size:
        raise UsageError(
            f"{table.title}: the input `{item.name}` is one {item.type} for the whole trajectory, "
            f"and its column has another value in {places(table, changed.tolist())}"
        )
    return np.asarray(values[0])
