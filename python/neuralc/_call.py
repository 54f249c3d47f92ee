"""Calls of modules that are not plain: what is no tensor yet, and what is wrong."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import torch
from torch import Tensor, nn

from neuralc import _hooks
from neuralc._masks import refuse_masked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from neuralc._module import CompiledModule, Definition, Variable


MISSING = object()
"""Stands for an input that a call does not give."""


def with_care(module: CompiledModule, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Calls a module with values of which some are no floating-point tensors."""
    definition = module.__neuralc__
    values = bind(definition, args, kwargs)
    tensors = coerce(module, values)
    try:
        if _hooks.has_any(module):
            return nn.Module.__call__(module, *tensors)
        return module.forward(*tensors)
    except RuntimeError:
        check_batches(definition, tensors)
        raise


def after(
    error: Exception, module: CompiledModule, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Finds out what was wrong with a call that failed, and says so; or repeats it where only names
    were spelled as the program spells them."""
    definition = module.__neuralc__
    try:
        values = bind(definition, args, kwargs)
        if all(isinstance(value, Tensor) for value in values):
            check_batches(definition, values)
    except (TypeError, ValueError) as explanation:
        raise explanation from None
    except RuntimeError:  # Of a tensor that has no shape.
        raise error from None
    identifiers = {item.identifier for item in definition.inputs}
    if any(name not in identifiers for name in kwargs):
        return module(*values)
    raise error


def bind(definition: Definition, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    """The values in the order of the inputs."""
    inputs = definition.inputs
    if len(args) > len(inputs):
        raise TypeError(
            f"{len(args)} inputs are given, and the program has {len(inputs)}: "
            f"{signature(definition)}"
        )
    values = {
        item.identifier: value
        for item, value in zip(inputs, args, strict=False)
        if value is not MISSING
    }
    identifiers = {item.name: item.identifier for item in inputs}
    for name, value in kwargs.items():
        identifier = identifiers.get(name, name)
        if identifier in values:
            raise TypeError(f"the input `{name}` is given twice")
        if identifier not in identifiers.values():
            raise_unknown(definition, name)
        values[identifier] = value
    for item in inputs:
        if item.identifier not in values:
            raise TypeError(
                f"the input `{item.name}` is missing ({expectation(item)}); "
                f"the inputs are {signature(definition)}"
            )
    return [values[item.identifier] for item in inputs]


def raise_unknown(definition: Definition, name: str) -> NoReturn:
    """Says that there is no such input, and which there are."""
    names = [item.name for item in definition.inputs]
    near = difflib.get_close_matches(name, names, 1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    inputs = f"the inputs are {signature(definition)}" if names else "the program has no inputs"
    raise TypeError(f"there is no input `{name}`: {inputs}{hint}")


def coerce(
    module: CompiledModule, values: list[Any], items: Sequence[Variable] | None = None
) -> list[Tensor]:
    """The values as floating-point tensors.

    What has no floating-point type of its own takes that of the tensors beside it, then that of the
    parameters, then the default one.
    """
    likeness = [value for value in values if is_floating(value)] or list(module.parameters())
    dtype = torch.get_default_dtype()
    if likeness:
        dtype = likeness[0].dtype
        for other in likeness[1:]:
            if other.dtype != dtype:
                dtype = torch.promote_types(dtype, other.dtype)
    tensors = [value for value in values if isinstance(value, Tensor)] or likeness
    device = None if module.__kernels__ is None else torch.device("cpu")
    if tensors:
        device = tensors[0].device
    items = module.__neuralc__.inputs if items is None else items
    return [
        as_tensor(item, value, dtype, device) for item, value in zip(items, values, strict=True)
    ]


def is_floating(value: object) -> bool:
    """Whether a value is a tensor of a floating-point type."""
    return isinstance(value, Tensor) and value.is_floating_point()


def as_tensor(
    item: Variable, value: Any, dtype: torch.dtype, device: torch.device | None
) -> Tensor:
    """One value as a floating-point tensor."""
    if isinstance(value, Tensor):
        result = value
    elif isinstance(value, (int, float)):
        return torch.tensor(float(value), dtype=dtype, device=device)
    else:
        array = as_array(item, value)
        if array.dtype.itemsize > 8:  # PyTorch has none that is wider.
            array = array.astype("f8")
        if isinstance(value, (list, tuple)):
            return torch.from_numpy(array.astype("f8")).to(device, dtype)
        result = torch.from_numpy(array).to(device)
    if result.is_complex():
        raise TypeError(f"the input `{item.name}` must be {expectation(item)}, not complex")
    return result if result.is_floating_point() else result.to(dtype)


def as_array(item: Variable, value: Any) -> NDArray[Any]:
    """A sequence or an array as one that PyTorch takes: of numbers in the order of this machine,
    and with memory that can be written and goes forward."""
    import numpy

    refuse_masked(f"the input `{item.name}`", value)
    wrong = None
    try:
        array = numpy.asarray(value)
    except (TypeError, ValueError, RuntimeError):
        array = numpy.asarray(None)
    if array.dtype.kind not in "biuf":
        wrong = "complex" if array.dtype.kind == "c" else describe(value)
    if wrong is not None:
        raise TypeError(f"the input `{item.name}` must be {expectation(item)}, not {wrong}")
    array = array.astype(array.dtype.newbyteorder("="), copy=False)
    if not array.flags.writeable or any(
        stride < 0 or stride % array.itemsize for stride in array.strides
    ):
        array = array.copy()  # Torch warns of the one, and does not know the others.
    return array


def describe(value: object) -> str:
    """A wrong value in a few words."""
    text = repr(value)
    return f"{type(value).__name__} {text}" if len(text) <= 40 else type(value).__name__


def check_batches(definition: Definition, tensors: list[Tensor]) -> None:
    """Sees to it that the batches of all inputs go together."""
    names, batches = [], []
    for item, value in zip(definition.inputs, tensors, strict=True):
        rank = len(item.sizes)
        if value.dim() < rank:
            break  # The module itself says so.
        names.append(item.name)
        batches.append(value.shape[: value.dim() - rank])
    common_batch(names, batches)


def common_batch(names: Sequence[str], batches: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The batch of all inputs together."""
    batch: tuple[int, ...] = ()
    for name, own in zip(names, batches, strict=True):
        try:
            batch = tuple(torch.broadcast_shapes(batch, own))  # type: ignore[no-untyped-call]
        except RuntimeError:
            raise ValueError(
                f"the batch {tuple(own)} of input `{name}` does not go with the batch {batch} of "
                "the inputs before it"
            ) from None
    return batch


def expectation(item: Variable) -> str:
    """What an input must be: `(vec 3), a tensor of shape (…, 3)`."""
    if not item.sizes:
        return "real, a tensor of any shape"
    return f"{item.type}, a tensor of shape (…, {', '.join(map(str, item.sizes))})"


def signature(definition: Definition) -> str:
    """All inputs with their types."""
    return ", ".join(f"{item.name}: {item.type}" for item in definition.inputs) or "none"
