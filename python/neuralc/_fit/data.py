"""Columns by name: what a fit is given, whatever it comes in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from neuralc._fit.names import did_you_mean
from neuralc._fit.numbers import Numbers, numbers, place_of
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
        parts = [numbers(part, self._columns[part]) for part in self._parts(name)]
        if not parts:
            raise KeyError(name)
        return numpy.ma.array(
            numpy.stack([part.values for part in parts], axis=-1),
            mask=numpy.stack([part.missing for part in parts], axis=-1),
        )

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

    def numbers(self, name: str, role: str) -> Numbers:
        """A column as numbers; NaN is left in it."""
        if name not in self:
            raise ValueError(
                f"the data have no column `{name}` for {role}{did_you_mean(name, self._columns)}"
            )
        return numbers(name, self[name])


_ADVICE = (
    "leave such rows out, mask them (numpy.ma.masked_invalid) where the number is missing, or give "
    "them weight 0"
)


def check_finite(name: str, array: Array, keep: Array | None = None, advice: str = _ADVICE) -> None:
    """Sees to it that all numbers that count are finite."""
    bad = ~numpy.isfinite(array)
    if keep is not None:
        bad &= keep
    if not bad.any():
        return
    places = numpy.argwhere(bad)
    first = tuple(int(k) for k in places[0])
    value = array[first] if first else array
    more = f" (and {len(places) - 1} more)" if len(places) > 1 else ""
    raise ValueError(f"`{name}` has {value} in {place_of(first)}{more}: {advice}")
