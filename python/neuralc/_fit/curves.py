"""What a plot of a fit draws over an input: points, and curves that are dense between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from neuralc._fit.result import FitResult
    from neuralc._fit.space import Array

# Points of a dense curve.
_POINTS = 400
# Groups that are told apart, and how many points each has on average at least.
_MOST_GROUPS = 6
_FEWEST = 3
# What a model gives for a point by itself, beside what it gave among the data.
_SAME = 1e-6


@dataclass(frozen=True)
class Group:
    """Rows for which all inputs but one are the same."""

    label: str
    """What the other inputs are; empty where there are none that vary."""
    rows: Array
    """Their positions."""
    x: Array
    """Where the curve is drawn."""
    y: Array
    """The curve: shape (points, elements of the target)."""


def abscissa(result: FitResult) -> str | None:
    """The input that observations are drawn over: the one with most values, where the others have
    few together. `""` is the row of a trajectory, `None` where there is no such input."""
    varying = _varying(result)
    assert result.target is not None, "the caller sees to it"
    rows = result.target.shape[0] if result.target.ndim else 0
    if not varying:
        is_trajectory = rows and all(values.size <= 1 for values in result.inputs.values())
        return "" if is_trajectory else None
    name = max(varying, key=lambda name: len(numpy.unique(varying[name])))
    count = len(_keys(result, name)[0])
    return name if (count <= _MOST_GROUPS and count * _FEWEST <= rows) or count == 1 else None


def groups(result: FitResult, name: str, is_logarithmic: bool) -> list[Group]:
    """The groups of rows with their curves over an input."""
    if not name:
        rows = numpy.arange(len(result.fitted))
        return [Group("", rows, rows, _flat(result.fitted))]
    keys, places = _keys(result, name)
    others = [other for other in _varying(result) if other != name]
    found = []
    for k, key in enumerate(keys):
        own = numpy.flatnonzero(places == k)
        own = own[~numpy.isnan(result.inputs[name][own])]
        label = ", ".join(f"{other} = {value:g}" for other, value in zip(others, key, strict=True))
        found.append(Group(label, own, *_curve(result, name, own, is_logarithmic)))
    return found


def _varying(result: FitResult) -> dict[str, Array]:
    """The inputs that differ among rows."""
    assert result.target is not None, "the caller sees to it"
    rows = result.target.shape[0] if result.target.ndim else 0
    return {
        name: values
        for name, values in result.inputs.items()
        if name in _own_inputs(result)
        and values.shape == (rows,)
        and numpy.isfinite(values).any()
        and numpy.nanmin(values) < numpy.nanmax(values)
    }


def _own_inputs(result: FitResult) -> list[str]:
    """The columns that the model takes, as far as that is known."""
    names = getattr(result.model, "inputs", None)
    own = [name for name in result.inputs if names is None or name in names]
    return [name for name in own if name != result.target_name]


def _keys(result: FitResult, name: str) -> tuple[Array, Array]:
    """The values that all other inputs have together, and which of them each row has."""
    others = [values for other, values in _varying(result).items() if other != name]
    rows = len(result.inputs[name])
    if not others:
        return numpy.zeros((1, 0)), numpy.zeros(rows, dtype=int)
    table = numpy.stack(others, axis=1)
    whole = ~numpy.isnan(table).any(axis=1)
    keys, places = numpy.unique(table[whole], axis=0, return_inverse=True)
    result_places = numpy.full(rows, -1)
    result_places[whole] = places.reshape(-1)
    return keys, result_places


def _curve(result: FitResult, name: str, rows: Array, is_logarithmic: bool) -> tuple[Array, Array]:
    """A dense curve where the model can be computed point by point, else the data's points."""
    x = result.inputs[name][rows]
    order = numpy.argsort(x, kind="stable")
    plain = x[order], _flat(result.fitted)[rows[order]]
    if not len(rows) or result.work is None or result.coordinates is None:
        return plain
    low, high = float(x.min()), float(x.max())
    spaced = numpy.geomspace if is_logarithmic and low > 0 else numpy.linspace
    dense = numpy.unique(numpy.concatenate([spaced(low, high, _POINTS), x]))
    problem = result.work.problem
    try:
        predictor = problem.predictor.along(name, dense, int(rows[0]))
        if predictor is None:
            return plain
        values = predictor.values(problem.space.flat(result.coordinates)).reshape(len(dense), -1)
    except (ArithmeticError, LookupError, RuntimeError, ValueError):
        return plain  # It has no value between the data's points.
    # A module may look at all rows together: then points in between mean something else.
    again = values[numpy.searchsorted(dense, plain[0])]
    scale = numpy.nanmax(numpy.abs(plain[1]), initial=0.0)
    is_same = numpy.allclose(again, plain[1], rtol=_SAME, atol=_SAME * scale, equal_nan=True)
    return (dense, values) if is_same else plain


def _flat(values: Array) -> Array:
    """Rows first, everything else side by side."""
    result: Array = values.reshape(len(values), -1)
    return result
