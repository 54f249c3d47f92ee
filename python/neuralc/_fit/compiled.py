"""Compiled programs as predictors: float64 throughout, without autograd."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy
import torch

from neuralc import _gradients
from neuralc._evaluate import non_finite_origins
from neuralc._fit.data import Columns, check_finite
from neuralc._fit.kernel import KernelJacobian
from neuralc._fit.names import listed
from neuralc._fit.numbers import Numbers, place_of
from neuralc._fit.parameter import Parameter
from neuralc._fit.predictor import Predictor
from neuralc._fit.space import Array, Unknown
from neuralc._source import Request

if TYPE_CHECKING:
    from neuralc._module import CompiledModule, Domain, Variable


class CompiledPredictor(Predictor):
    """A compiled module with arrays for its inputs."""

    def __init__(
        self,
        model: CompiledModule,
        inputs: list[Array],
        shape: tuple[int, ...],
        absent: Array | None = None,
    ) -> None:
        self.model = model
        self.shape = shape
        self.absent = absent
        self._inputs = inputs
        self._parameters = model.__neuralc__.parameters
        self.unknowns = unknowns_of(model)
        self._shapes = [unknown.start.shape for unknown in self.unknowns]
        lengths = [math.prod(own) for own in self._shapes]
        self._offsets = [sum(lengths[:k]) for k in range(len(lengths))]
        self._lengths = lengths
        self._kernel: KernelJacobian | None = None
        if model.__kernels__ is not None and lengths:
            self._kernel = KernelJacobian(model.__kernels__, inputs, self._shapes)

    def _given(self, flat: Array) -> dict[str, Any]:
        """The parameters by name, for a call."""
        return {
            item.identifier: flat[..., offset : offset + length].reshape(flat.shape[:-1] + shape)
            for item, offset, length, shape in zip(
                self._parameters, self._offsets, self._lengths, self._shapes, strict=True
            )
        }

    def _split(self, flat: Array) -> list[Array]:
        """The parameters in their order."""
        return [
            flat[offset : offset + length].reshape(shape)
            for offset, length, shape in zip(
                self._offsets, self._lengths, self._shapes, strict=True
            )
        ]

    def values(self, flat: Array) -> Array:
        return self._flattened(self._value(flat))

    def _value(self, flat: Array) -> Array:
        """What the model itself gives, which may stand for several observations."""
        if self._kernel is not None:
            return self._kernel.values(self._split(flat))
        value, _ = value_and_jacobian(self.model, self._inputs, self._given(flat), ())
        return numpy.asarray(value)

    def linearised(self, flat: Array, free: Array) -> tuple[Array, Array]:
        wanted = self._wanted(free)
        if self._kernel is not None and wanted:
            if self._kernel.is_forward(len(free)):
                return self._forward(self._kernel, flat, free)
            if self._kernel.is_scalar:
                value, derivatives = self._kernel.reverse(self._split(flat), wanted)
                return self._flattened(value), self._columns(value.shape, derivatives, wanted, free)
        names = tuple(self._parameters[k].identifier for k in wanted)
        value, jacobians = value_and_jacobian(self.model, self._inputs, self._given(flat), names)
        parts = [jacobians[self._parameters[k].name] for k in wanted]
        columns = self._columns(numpy.shape(value), parts, wanted, free)
        return self._flattened(value), columns

    def _forward(self, kernel: KernelJacobian, flat: Array, free: Array) -> tuple[Array, Array]:
        """Values and derivatives, an element of the parameters at a time."""
        owners = numpy.searchsorted(self._offsets, free, side="right") - 1
        elements = [
            (int(owner), int(element - self._offsets[owner]))
            for owner, element in zip(owners, free, strict=True)
        ]
        value, derivatives = kernel.forward(self._split(flat), elements)
        if value.shape != self.shape:
            derivatives = numpy.stack([numpy.broadcast_to(row, self.shape) for row in derivatives])
        return self._flattened(value), derivatives.reshape(len(free), self.size).T

    def _columns(
        self, shape: tuple[int, ...], parts: list[Any], wanted: list[int], free: Array
    ) -> Array:
        """Derivatives by parameters, of the shape value + parameter, as columns for elements."""
        result = numpy.empty((self.size, len(free)))
        for k, part in zip(wanted, parts, strict=True):
            offset, length = self._offsets[k], self._lengths[k]
            columns = numpy.asarray(part).reshape(*shape, length)
            columns = numpy.broadcast_to(columns, (*self.shape, length)).reshape(self.size, length)
            own = (free >= offset) & (free < offset + length)
            result[:, own] = columns[:, free[own] - offset]
        return result

    def _wanted(self, free: Array) -> list[int]:
        """The parameters that have any of these elements."""
        return [
            k
            for k, (offset, length) in enumerate(zip(self._offsets, self._lengths, strict=True))
            if ((free >= offset) & (free < offset + length)).any()
        ]

    def values_at(self, flats: Array) -> Array:
        # One more batch dimension in front of all others.
        count = len(flats)
        rank = max(
            (
                value.ndim - len(item.sizes)
                for value, item in zip(self._inputs, self.model.__neuralc__.inputs, strict=True)
            ),
            default=0,
        )
        given = {
            name: value.reshape(count, *[1] * rank, *value.shape[1:])
            for name, value in self._given(flats).items()
        }
        value, _ = value_and_jacobian(self.model, self._inputs, given, ())
        value = numpy.asarray(value)
        if not given or value.ndim == 0:
            return numpy.broadcast_to(self._flattened(value), (count, self.size))
        missing = len(self.shape) + 1 - value.ndim
        value = value.reshape(value.shape[0], *[1] * missing, *value.shape[1:])
        return numpy.broadcast_to(value, (count, *self.shape)).reshape(count, self.size)

    def pulled_back(self, flat: Array, cotangent: Callable[[Array], Array]) -> tuple[Array, Array]:
        value = self._value(flat)
        values, own = self._flattened(value), value.shape
        seed = cotangent(values).reshape(self.shape)
        if own != self.shape:  # The model's value stands for several observations.
            seed = seed.reshape(-1, *own).sum(axis=0)
        given = self._given(flat)
        names = tuple(item.identifier for item in self._parameters)
        _, gradients = value_and_grad(self.model, self._inputs, given, names, seed)
        parts = [numpy.ravel(gradients[item.name]) for item in self._parameters]
        return values, numpy.concatenate(parts) if parts else numpy.zeros(0)

    def _flattened(self, value: Any) -> Array:
        array = numpy.asarray(value)
        if array.shape != self.shape:
            array = numpy.broadcast_to(array, self.shape)
        return array.reshape(self.size)

    def along(self, name: str, values: Array, row: int) -> CompiledPredictor | None:
        items = self.model.__neuralc__.inputs
        rows = self.rows
        inputs = []
        for k, (item, array) in enumerate(zip(items, self._inputs, strict=True)):
            batch = self._batch(k)
            if name in (item.name, item.identifier):
                if item.sizes or batch != (rows,):
                    return None
                inputs.append(values)
            elif batch not in ((), (rows,)):
                return None
            else:
                inputs.append(numpy.asarray(array[row]) if batch else array)
        return CompiledPredictor(self.model, inputs, (len(values), *self.shape[1:]))

    def origin(self, flat: Array, place: int) -> str | None:
        definition = self.model.__neuralc__
        index = numpy.unravel_index(place, self.shape) if self.shape else ()
        batches = [self._batch(k) for k in range(len(self._inputs))]
        batch = numpy.broadcast_shapes(*batches)
        values: dict[str, Any] = {}
        for item, array, own in zip(definition.inputs, self._inputs, batches, strict=True):
            core = array.shape[len(own) :]
            values[item.name] = numpy.broadcast_to(array, batch + core)[index[: len(batch)]]
        for item, value in zip(self._parameters, self._split(flat), strict=True):
            values[item.name] = value
        old = definition.request
        request = Request.restored(old.source, old.options, list(old.numbers))
        try:
            request.add_values(values)
            origins = non_finite_origins(request)
        except (ArithmeticError, LookupError, RuntimeError, ValueError):
            return None  # This is about one error: another must not take its place.
        return origins[0].message if origins else None

    def stepwise(self) -> set[str]:
        return stepwise(self.model)

    @property
    def rows(self) -> int:
        batches = [self._batch(k) for k in range(len(self._inputs))]
        return max((batch[0] for batch in batches if len(batch) == 1), default=0)

    def _batch(self, k: int) -> tuple[int, ...]:
        rank = len(self.model.__neuralc__.inputs[k].sizes)
        shape = self._inputs[k].shape
        return shape[: len(shape) - rank]

    def part(self, rows: Array) -> CompiledPredictor:
        count = self.rows
        if not count:
            return super().part(rows)  # type: ignore[return-value]
        inputs = [
            value[rows] if self._batch(k) == (count,) else value
            for k, value in enumerate(self._inputs)
        ]
        return CompiledPredictor(self.model, inputs, (len(rows), *self.shape[1:]))

    def store(self, flat: Array) -> None:
        with torch.no_grad():
            for item, value in self._given(flat).items():
                parameter = self.model._parameters[item]
                if parameter is not None:
                    parameter.copy_(torch.from_numpy(value.copy()))


def unknowns_of(model: CompiledModule) -> list[Unknown]:
    """The parameters of a compiled module, as the program spells them."""
    definition = model.__neuralc__
    return [
        Unknown(
            item.name,
            _current(model, item.identifier, initial),
            declared=_declared(definition.domains.get(item.name)),
            alias=item.identifier,
        )
        for item, initial in zip(definition.parameters, definition.initial, strict=True)
    ]


def stepwise(model: CompiledModule) -> set[str]:
    """The parameters of a program that reach its result through comparisons, rounding or indices
    alone."""
    summary = model.__neuralc__.request.run(b"info")["result"]
    return {item["name"] for item in summary["parameters"] if item["stepwise"]}


def _declared(domain: Domain | None) -> Parameter | None:
    """What the program says of a parameter."""
    if domain is None:
        return None
    return Parameter(
        lower=domain.lower,
        upper=domain.upper,
        log=domain.is_logarithmic,
        fixed=domain.is_fixed,
        prior=domain.prior,
    )


def _current(model: CompiledModule, identifier: str, initial: Any) -> Array:
    """The value of a parameter; the number in the text, where the module has its rounding."""
    parameter = model._parameters[identifier]
    assert parameter is not None, f"neuralc bug: no parameter {identifier}, please report it"
    written = torch.tensor(initial, dtype=torch.float64)
    if torch.equal(written.to(parameter.dtype), parameter.detach().cpu()):
        return written.numpy()
    return parameter.detach().cpu().double().numpy()


def compiled_inputs(model: CompiledModule, columns: Columns) -> tuple[list[Array], list[Array]]:
    """The columns for the inputs of a program, in their order, and which items of the batch of each
    are missing: in their place are others, for which the program is as good."""
    items = model.__neuralc__.inputs
    missing = [
        item.name for item in items if item.name not in columns and item.identifier not in columns
    ]
    if missing:
        have = f"they have {listed(list(columns))}" if len(columns) else "there are none"
        inputs = "input" if len(missing) == 1 else "inputs"
        raise ValueError(
            f"the data have no column for the {inputs} {listed(missing)}; {have}; what is to be "
            f"fitted must be declared, as in (parameter {missing[0]} 1)"
        )
    arrays, gaps = [], []
    for item in items:
        name = item.name if item.name in columns else item.identifier
        found = columns.numbers(name, "an input")
        check_finite(name, found.values, ~found.missing)
        columns.check_parts(name, item.sizes)
        _gradients.check_shape(item, torch.from_numpy(found.values))
        array, gap = _bridged(item, found)
        arrays.append(array)
        gaps.append(gap)
    return arrays, gaps


def _bridged(item: Variable, found: Numbers) -> tuple[Array, Array]:
    """An input with another item in place of each that is not complete, and where that is so."""
    values, missing = found
    rank = values.ndim - len(item.sizes)
    gap = numpy.asarray(missing.any(axis=tuple(range(rank, values.ndim))))
    if not gap.any():
        return values, gap
    if not rank:
        index = tuple(int(k) for k in numpy.argwhere(missing)[0])
        where = f" in {place_of(index)}" if index else ""
        raise ValueError(f"the input `{item.name}` is one for all rows, and is missing{where}")
    if gap.all():
        raise ValueError(f"the input `{item.name}` is missing in all rows")
    values = values.copy()
    values[gap] = values[tuple(numpy.argwhere(~gap)[0])]
    return values, gap


def value_and_jacobian(
    model: CompiledModule, inputs: list[Array], given: Mapping[str, Any], wrt: tuple[str, ...]
) -> tuple[Any, dict[str, Any]]:
    """`CompiledModule.value_and_jacobian`, whatever the parameters are called."""
    arguments = tuple(inputs)
    if model.__kernels__ is not None:
        return model.__kernels__.value_and_jacobian(model, arguments, dict(given), wrt, None)
    return _gradients.value_and_jacobian(model, arguments, dict(given), wrt, None)


def value_and_grad(
    model: CompiledModule,
    inputs: list[Array],
    given: Mapping[str, Any],
    wrt: tuple[str, ...],
    cotangent: Any,
) -> tuple[Any, dict[str, Any]]:
    """`CompiledModule.value_and_grad`, whatever the parameters are called."""
    arguments = tuple(inputs)
    if model.__kernels__ is not None:
        return model.__kernels__.value_and_grad(model, arguments, dict(given), wrt, cotangent, None)
    return _gradients.value_and_grad(model, arguments, dict(given), wrt, cotangent, None)
