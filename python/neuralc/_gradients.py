"""Values with their derivatives, detached, for optimisers and samplers: what both back ends share,
and how eager modules compute them, by autograd."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import numpy
import torch
from torch import Tensor
from torch.func import functional_call

from neuralc import _call
from neuralc._masks import refuse_masked
from neuralc._memory import is_within_storage, name_of_kind, numbers_of

if TYPE_CHECKING:
    from neuralc._module import CompiledModule, Definition, Variable

Kind: TypeAlias = Literal["tensor", "array", "number"]
"""What a caller gives and gets: an array for what is no scalar, where it gives plain numbers."""

Derivatives: TypeAlias = dict[str, Any]
Destination: TypeAlias = "Mapping[str, Any] | tuple[Any, Mapping[str, Any]] | None"


class Arguments(NamedTuple):
    """What is computed, and by which variables it is differentiated."""

    variables: tuple[Variable, ...]
    """The inputs, then the parameters."""
    values: list[Tensor]
    """One for each variable, detached."""
    wrt: tuple[int, ...]
    """Positions among the variables."""
    kind: Kind


def value_and_grad(
    module: CompiledModule,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    wrt: str | Iterable[str] | None,
    cotangent: Any,
    out: Destination,
) -> tuple[Any, Derivatives]:
    """The value, and the gradient of its product with the cotangent, by autograd."""
    arguments = prepare(module, args, kwargs, wrt)
    with torch.inference_mode(False), torch.enable_grad():
        value, leaves = _differentiable(module, arguments)
        seed = seed_of(value.shape, value.dtype, value.device, cotangent)
        gradients = _gradients(value, leaves, seed)
    return deliver(arguments, value.detach(), gradients, out)


def value_and_jacobian(
    module: CompiledModule,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    wrt: str | Iterable[str] | None,
    out: Destination,
) -> tuple[Any, Derivatives]:
    """The value, and for each element of a batch the derivatives of every element of the result."""
    arguments = prepare(module, args, kwargs, wrt)
    batch = batch_of(arguments)
    for position in arguments.wrt:  # Each element of the batch has a variable of its own.
        value = arguments.values[position]
        shape = batch + core(value, arguments.variables[position])
        arguments.values[position] = value.expand(shape).contiguous()
    with torch.inference_mode(False), torch.enable_grad():
        value, leaves = _differentiable(module, arguments)
        if value.shape[: len(batch)] != batch:  # It depends on nothing that has a batch.
            value = value.expand(batch + tuple(value.shape))
        shape = tuple(value.shape[len(batch) :])
        columns = value.reshape(*batch, math.prod(shape))
        rows = [
            _gradients(columns[..., index], leaves, torch.ones_like(columns[..., index]))
            for index in range(columns.shape[-1])
        ]
    jacobians = []
    for leaf, *parts in zip(leaves, *rows, strict=True):
        own = batch + shape + tuple(leaf.shape[len(batch) :])
        jacobians.append(
            torch.stack(parts, len(batch)).reshape(own) if parts else leaf.new_zeros(own)
        )
    return deliver(arguments, value.detach(), jacobians, out)


def is_transforming() -> bool:
    """Whether a transform of torch.func is on the way: its tensors have no memory."""
    return torch._C._functorch.peek_interpreter_stack() is not None


def prepare(
    module: CompiledModule,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    wrt: str | Iterable[str] | None,
) -> Arguments:
    """All values as detached tensors, and what is differentiated."""
    if is_transforming():
        raise RuntimeError(
            "neuralc: value_and_grad and value_and_jacobian give detached results and do not work "
            "inside a transform of torch.func; transform the module itself"
        )
    definition = module.__neuralc__
    variables = definition.inputs + definition.parameters
    given: list[Any] = [None] * len(definition.parameters)
    for position, item in enumerate(definition.parameters):
        for name in (item.name, item.identifier):
            if name in kwargs and not _is_input(definition, name):
                kwargs = dict(kwargs)
                given[position] = kwargs.pop(name)
                break
    values = _call.bind(definition, args, kwargs)
    count = len(values)
    own = [getattr(module, item.identifier) for item in definition.parameters]
    explicit = [*values, *(value for value in given if value is not None)]
    kind = kind_of(explicit)
    values += [
        value if value is not None else parameter
        for value, parameter in zip(given, own, strict=True)
    ]
    if module.__kernels__ is not None:
        values = [
            numbers_of(value, f"`{item.name}`") if isinstance(value, Tensor) else value
            for item, value in zip(variables, values, strict=True)
        ]
    if kind == "tensor":
        tensors = _call.coerce(module, values, variables)
    else:
        tensors = _from_arrays(variables, values, _array_dtype(explicit))
    for item, value in zip(variables, tensors, strict=True):
        check_shape(item, value, "input" if count > 0 else "parameter")
        count -= 1
    detached = [value.detach() for value in tensors]
    return Arguments(variables, detached, _positions(variables, wrt), kind)


def _is_input(definition: Definition, name: str) -> bool:
    return any(name in (item.name, item.identifier) for item in definition.inputs)


def kind_of(values: Iterable[Any]) -> Kind:
    """What the results are to be: what the values are."""
    kind: Kind | None = None
    for value in values:
        if isinstance(value, Tensor):
            return "tensor"
        kind = "array" if hasattr(value, "__array__") else kind or "number"
    return kind or "tensor"  # Parameters alone, which are tensors.


def _array_dtype(values: Iterable[Any]) -> Any:
    """The dtype of what has no floating-point type of its own: that of the arrays beside it, or
    float64, which Python's numbers are."""
    types = [
        value.dtype
        for value in values
        if getattr(getattr(value, "dtype", None), "kind", None) == "f" and value.dtype.itemsize <= 8
    ]
    return numpy.result_type(*types) if types else numpy.dtype(numpy.float64)


def _from_arrays(variables: Sequence[Variable], values: list[Any], dtype: Any) -> list[Tensor]:
    """Numbers, sequences, arrays and parameters as tensors of the widest type among them."""
    tensors = [
        value if isinstance(value, Tensor) else _from_array(item, value, dtype)
        for item, value in zip(variables, values, strict=True)
    ]
    widest = functools.reduce(torch.promote_types, (value.dtype for value in tensors))
    return [value.to(widest) for value in tensors]


def _from_array(item: Variable, value: Any, dtype: Any) -> Tensor:
    """A number, a sequence or an array as a tensor of its own memory."""
    array = _call.as_array(item, value)
    # Python's numbers are float64, but only for want of another type, as in NumPy.
    if not hasattr(value, "dtype") or array.dtype.kind != "f" or array.dtype.itemsize > 8:
        array = array.astype(dtype)
    return torch.from_numpy(array)


def check_shape(item: Variable, value: Tensor, role: str = "input") -> None:
    """Sees to it that a value has the dimensions of its type."""
    rank = len(item.sizes)
    own = tuple(value.shape[value.dim() - rank :]) if value.dim() >= rank else None
    if own is None or any(
        isinstance(size, int) and size != length
        for size, length in zip(item.sizes, own, strict=True)
    ):
        raise ValueError(
            f"the {role} `{item.name}` must be {_call.expectation(item)}, not of shape "
            f"{tuple(value.shape)}"
        )


def core(value: Tensor, item: Variable) -> tuple[int, ...]:
    """The shape of a value without its batch."""
    return tuple(value.shape[value.dim() - len(item.sizes) :])


def batch_of(arguments: Arguments) -> tuple[int, ...]:
    """The batch of all values together."""
    return _call.common_batch(
        [item.name for item in arguments.variables],
        [
            value.shape[: value.dim() - len(item.sizes)]
            for item, value in zip(arguments.variables, arguments.values, strict=True)
        ],
    )


def _positions(variables: tuple[Variable, ...], wrt: str | Iterable[str] | None) -> tuple[int, ...]:
    """Where the variables of these names are; all of them unless any are named."""
    if wrt is None:
        return tuple(range(len(variables)))
    positions = []
    for name in (wrt,) if isinstance(wrt, str) else wrt:
        found = [i for i, item in enumerate(variables) if name in (item.name, item.identifier)]
        if not found:
            names = ", ".join(f"`{item.name}`" for item in variables) or "none"
            raise TypeError(
                f"wrt: there is no input or parameter {_call.describe(name)}; there are {names}"
            )
        positions.append(found[0])
    return tuple(dict.fromkeys(positions))


def _differentiable(module: CompiledModule, arguments: Arguments) -> tuple[Tensor, list[Tensor]]:
    """The value, and the variables that its graph leads to."""
    values = [value.clone() if value.is_inference() else value for value in arguments.values]
    leaves = [values[position].requires_grad_() for position in arguments.wrt]
    definition = module.__neuralc__
    count = len(definition.inputs)
    parameters = {
        item.identifier: value
        for item, value in zip(definition.parameters, values[count:], strict=True)
    }
    batch_of(arguments)
    result: Tensor = functional_call(module, parameters, tuple(values[:count]))
    return result, leaves


def seed_of(
    shape: Sequence[int], dtype: torch.dtype, device: torch.device, cotangent: Any
) -> Tensor:
    """The cotangent of a value of this shape; ones where none is given."""
    if cotangent is None:
        return torch.ones(tuple(shape), dtype=dtype, device=device)
    refuse_masked("the cotangent", cotangent)
    try:
        if not isinstance(cotangent, Tensor):
            array = numpy.asarray(cotangent)
            if array.dtype.kind not in "biuf":
                raise TypeError
            cotangent = torch.from_numpy(array.astype(numpy.float64))
        seed: Tensor = cotangent.detach().to(device, dtype)
    except (TypeError, ValueError):
        raise TypeError(
            f"the cotangent must be a number, an array or a tensor, not {_call.describe(cotangent)}"
        ) from None
    try:
        return seed.expand(tuple(shape))
    except RuntimeError:
        raise ValueError(
            f"the cotangent has the shape {tuple(seed.shape)}, and the value {tuple(shape)}"
        ) from None


def _gradients(value: Tensor, leaves: list[Tensor], seed: Tensor) -> list[Tensor]:
    """Gradients by all leaves, 0 by those that the value does not depend on."""
    if not leaves or not value.requires_grad:
        return [torch.zeros_like(leaf) for leaf in leaves]
    found = torch.autograd.grad(value, leaves, seed, retain_graph=True, allow_unused=True)
    return [
        torch.zeros_like(leaf) if gradient is None else gradient
        for leaf, gradient in zip(leaves, found, strict=True)
    ]


def deliver(
    arguments: Arguments, value: Tensor, derivatives: list[Tensor], out: Destination
) -> tuple[Any, Derivatives]:
    """The results as what the caller gave, in the places that the caller has for them."""
    place, places = destinations(out)
    kind = arguments.kind
    names = [arguments.variables[position].name for position in arguments.wrt]
    for name in places:
        if name not in names:
            raise TypeError(f"out: there is no derivative by `{name}`")
    return (
        store(kind, value, place, "the value"),
        {
            name: store(kind, derivative, places.get(name), f"the derivative by `{name}`")
            for name, derivative in zip(names, derivatives, strict=True)
        },
    )


def destinations(out: Destination) -> tuple[Any, Mapping[str, Any]]:
    """Where the value goes, and where the derivatives go."""
    if out is None:
        return None, {}
    if isinstance(out, Mapping):
        return None, out
    if isinstance(out, tuple) and len(out) == 2 and isinstance(out[1], Mapping):
        return out[0], out[1]
    raise TypeError(
        "out must be a dict of arrays by name, or a tuple of an array for the value and such a dict"
    )


def store(kind: Kind, result: Tensor, place: Any, what: str) -> Any:
    """A result as the caller wants it, in `place` unless that is `None`."""
    if place is None:
        if kind == "tensor":
            return result
        try:
            array = result.numpy()
        except RuntimeError:
            raise TypeError(f"{what} is {name_of_kind(result)}, which no array has") from None
        return array.item() if kind == "number" and array.ndim == 0 else array
    if isinstance(place, Tensor):
        if not is_within_storage(place):
            raise TypeError(f"out: the place of {what} has another shape than its memory")
        if place.shape != result.shape:
            raise ValueError(_mismatch(what, tuple(result.shape), tuple(place.shape)))
        with torch.no_grad():
            place.copy_(result)
    elif isinstance(place, numpy.ndarray):
        if place.shape != tuple(result.shape):
            raise ValueError(_mismatch(what, tuple(result.shape), place.shape))
        numpy.copyto(place, result.cpu().numpy(), casting="same_kind")
    else:
        raise TypeError(f"out: {what} needs an array or a tensor, not {_call.describe(place)}")
    return place


def _mismatch(what: str, shape: tuple[int, ...], found: tuple[int, ...]) -> str:
    return f"out: {what} has the shape {shape}, and its place {found}"
