"""Which elements of the parameters are free, and the coordinates that a search has them in."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeAlias

import numpy
from numpy.typing import NDArray

from neuralc._fit.names import did_you_mean, element_names
from neuralc._fit.numbers import complete
from neuralc._fit.parameter import Parameter, as_parameter

Array: TypeAlias = NDArray[Any]
"""Float64 numbers, unless something else is said."""


@dataclass(frozen=True)
class Unknown:
    """A parameter of a model, before settings."""

    name: str
    start: Array
    """Its value in the model."""
    is_named: bool = True
    """Whether it has a meaning of its own; a layer of a network has none."""
    declared: Parameter | None = None
    """What the program itself says."""
    alias: str | None = None
    """What else it may be called."""
    owner: str = "the network"
    """What it is a part of, where it has no meaning of its own."""


class Space:
    """All parameters of a fit as one flat vector, and the free elements of it as coordinates.

    A coordinate is the element itself, or its logarithm. Everything of length `size` belongs to a
    coordinate each.
    """

    def __init__(self, unknowns: Sequence[Unknown], settings: Mapping[str, Any] | None) -> None:
        self.unknowns = tuple(unknowns)
        parameters = _assigned(self.unknowns, settings or {})
        rows = [
            _resolved(unknown, parameter)
            for unknown, parameter in zip(self.unknowns, parameters, strict=True)
        ]
        self.shapes = [unknown.start.shape for unknown in self.unknowns]
        lengths = [math.prod(shape) for shape in self.shapes]
        ends = numpy.cumsum([0, *lengths])
        self.slices = [slice(int(a), int(b)) for a, b in pairwise(ends)]

        def joined(field: str) -> Array:
            parts = [numpy.ravel(row[field]) for row in rows]
            return numpy.concatenate(parts) if parts else numpy.zeros(0)

        self.start_flat = joined("start")
        self.fixed = joined("fixed").astype(bool)
        self.free = numpy.flatnonzero(~self.fixed)
        self.log = joined("log").astype(bool)[self.free]
        self.lower_flat, self.upper_flat = joined("lower"), joined("upper")
        self.lower = self._onto_scale(self.lower_flat[self.free])
        self.upper = self._onto_scale(self.upper_flat[self.free])
        self.prior_mean = joined("mean")[self.free]
        self.prior_deviation = joined("deviation")[self.free]
        self.with_prior = numpy.flatnonzero(~numpy.isnan(self.prior_mean))
        named = [unknown.is_named for unknown in self.unknowns]
        named_flat = numpy.repeat(named, lengths) if lengths else numpy.zeros(0, bool)
        self.named = named_flat.astype(bool)[self.free]

    @property
    def size(self) -> int:
        """The number of coordinates."""
        return len(self.free)

    @property
    def is_bounded(self) -> bool:
        """Whether any coordinate has a bound."""
        return bool(numpy.isfinite(self.lower).any() or numpy.isfinite(self.upper).any())

    @cached_property
    def elements(self) -> list[str]:
        """The names of all elements of the flat vector."""
        return [
            name
            for unknown in self.unknowns
            for name in element_names(unknown.name, unknown.start.shape)
        ]

    @cached_property
    def names(self) -> list[str]:
        """The names of the free elements."""
        return [self.elements[k] for k in self.free]

    @property
    def start(self) -> Array:
        """The coordinates that the search begins at."""
        return self.coordinates(self.start_flat)

    def coordinates(self, flat: Array) -> Array:
        """The coordinates of a flat vector."""
        return self._onto_scale(flat[self.free])

    def flat(self, coordinates: Array) -> Array:
        """The flat vector at coordinates: shape (…, size) to (…, elements)."""
        result = numpy.broadcast_to(
            self.start_flat, (*coordinates.shape[:-1], len(self.start_flat))
        ).copy()
        result[..., self.free] = self.physical(coordinates)
        return result

    def physical(self, coordinates: Array) -> Array:
        """The free elements themselves, in physical units."""
        if not self.log.any():
            return coordinates
        with numpy.errstate(over="ignore"):
            return numpy.where(self.log, numpy.exp(coordinates), coordinates)

    def slope(self, coordinates: Array) -> Array:
        """The derivative of each free element by its coordinate."""
        return numpy.where(self.log, self.physical(coordinates), 1.0)

    def holding(self, position: int, coordinate: float) -> Space:
        """The same with one coordinate held at a value."""
        result = copy.copy(self)
        result.__dict__.pop("names", None)
        at = self.start
        at[position] = coordinate
        result.start_flat = self.flat(at)
        result.fixed = self.fixed.copy()
        result.fixed[self.free[position]] = True
        for field in ("free", "log", "lower", "upper", "prior_mean", "prior_deviation", "named"):
            setattr(result, field, numpy.delete(getattr(self, field), position))
        result.with_prior = numpy.flatnonzero(~numpy.isnan(result.prior_mean))
        return result

    def values(self, flat: Array) -> dict[str, Any]:
        """The values by name: numbers, or arrays of the parameter's shape."""
        return {
            unknown.name: flat[part].reshape(shape) if shape else float(flat[part][0])
            for unknown, part, shape in zip(self.unknowns, self.slices, self.shapes, strict=True)
        }

    def named_values(self, flat: Array, most: int = 20) -> dict[str, Any]:
        """The same of what has a meaning of its own, for messages."""
        values = self.values(flat)
        names = [unknown.name for unknown in self.unknowns if unknown.is_named]
        return {name: values[name] for name in names[:most]}

    def _onto_scale(self, physical: Array) -> Array:
        if not self.log.any():
            return physical.copy()
        with numpy.errstate(divide="ignore", invalid="ignore"):
            return numpy.where(self.log, numpy.log(physical), physical)


def _assigned(unknowns: Sequence[Unknown], settings: Mapping[str, Any]) -> list[Parameter]:
    """The setting of each parameter: under its own name, or under the first pattern it matches."""
    aliases = {unknown.alias: unknown.name for unknown in unknowns if unknown.alias}
    names = {unknown.name for unknown in unknowns}
    settings = {
        name if name in names else aliases.get(name, name): setting
        for name, setting in settings.items()
    }
    patterns = {}
    for name, setting in settings.items():
        if name in names:
            continue
        if any(fnmatchcase(known, name) for known in names):
            patterns[name] = as_parameter(name, setting)
        else:
            raise ValueError(
                f"the model has no parameter `{name}`{did_you_mean(name, sorted(names))}"
            )
    result = []
    for unknown in unknowns:
        if unknown.name in settings:
            setting = as_parameter(unknown.name, settings[unknown.name])
        else:
            matching = [p for pattern, p in patterns.items() if fnmatchcase(unknown.name, pattern)]
            setting = matching[0] if matching else Parameter()
        result.append(setting if unknown.declared is None else setting.over(unknown.declared))
    return result


def _resolved(unknown: Unknown, setting: Parameter) -> dict[str, Array]:
    """All settings of a parameter as arrays of its shape, checked."""
    name, shape = unknown.name, unknown.start.shape

    def spread(what: str, value: Any) -> Array:
        try:
            array = complete(what, value)
        except (TypeError, ValueError):
            raise ValueError(
                f"parameter `{name}`: {what} {value!r} has something in it that is no number"
            ) from None
        try:
            return numpy.broadcast_to(array, shape).copy()
        except ValueError:
            raise ValueError(
                f"parameter `{name}`: {what} {value!r} does not fit its shape {shape}"
            ) from None

    log = setting.is_logarithmic
    lower = spread("the lower bound", -math.inf if setting.lower is None else setting.lower)
    upper = spread("the upper bound", math.inf if setting.upper is None else setting.upper)
    if log:
        if (upper <= 0).any():
            raise ValueError(
                f"parameter `{name}`: it is to be positive, and its upper bound is {setting.upper}"
            )
        lower = numpy.maximum(lower, 0.0)
    fixed = spread("fixed", bool(setting.fixed) if setting.fixed is None else setting.fixed)
    bounds = f"[{_shown(lower)}, {_shown(upper)}]"
    if not (lower < upper).all():
        raise ValueError(f"parameter `{name}`: there is nothing between the bounds {bounds}")
    if setting.start is not None:
        start = spread("the start", setting.start)
    else:
        start = _inside(unknown.start, lower, upper, log)
    inside = (start >= lower) & (start <= upper) & ((start > 0) | (not log))
    if not (inside | (fixed > 0)).all() or not numpy.isfinite(start).all():
        where = "above 0" if log and not (start > 0).all() else f"in {bounds}"
        raise ValueError(f"parameter `{name}`: the start {_shown(start)} is not {where}")
    mean, deviation = setting.prior if setting.prior is not None else (math.nan, 1.0)
    deviation = spread("the prior's deviation", deviation)
    if not (deviation > 0).all():
        raise ValueError(f"parameter `{name}`: the prior's standard deviation must be above 0")
    if setting.prior is not None and not numpy.isfinite(spread("the prior's mean", mean)).all():
        raise ValueError(f"parameter `{name}`: the prior's mean must be finite")
    return {
        "start": start,
        "fixed": fixed,
        "log": numpy.full(shape, float(log)),
        "lower": lower,
        "upper": upper,
        "mean": spread("the prior's mean", mean),
        "deviation": deviation,
    }


def _inside(start: Array, lower: Array, upper: Array, log: bool) -> Array:
    """The model's own value, or one between the bounds where it lies outside: the middle, or one
    unit (on a logarithmic scale, one power of e) from the only bound."""
    inside = (start >= lower) & (start <= upper) & ((start > 0) | (not log))
    with numpy.errstate(all="ignore"):
        if log:
            low, high = numpy.log(lower), numpy.log(upper)
        else:
            low, high = lower, upper
        middle = numpy.select(
            [
                numpy.isfinite(low) & numpy.isfinite(high),
                numpy.isfinite(low),
                numpy.isfinite(high),
            ],
            [(low + high) / 2, low + 1.0, high - 1.0],
            0.0,
        )
        return numpy.where(inside, start, numpy.exp(middle) if log else middle)


def _shown(array: Array) -> str:
    """An array in a message, as one number where it is one."""
    first = array.flat[0] if array.size else 0.0
    return f"{first:g}" if (array == first).all() else str(array.tolist())
