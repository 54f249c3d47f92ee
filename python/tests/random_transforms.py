"""Random programs under PyTorch's transforms and compilers, by both back ends."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from random_cases import Case, Item
from random_derivatives import disagreement, is_moderate, jacobian, reference
from random_values import BACKENDS, agrees
from torch import Tensor

Call = Callable[..., Tensor]


def check_transforms(case: Case, pick: random.Random) -> list[str]:
    """What transforms say otherwise than the reference."""
    if not case.items or any(isinstance(item.reference, Exception) for item in case.items):
        return []
    if case.program.has_data_dependent_loop:
        return []  # These cannot be traced or transformed, and say so.
    found: list[str] = []
    item = pick.choice(case.items)
    for backend in BACKENDS:
        try:
            found += of_one(case, item, backend, pick.random())
        except RuntimeError as error:
            # A recursion in a branch is not traced either.
            if not (case.program.recurs and "depends on data" in str(error)):
                raise
    return found


def of_one(case: Case, item: Item, backend: str, drawn: float) -> Iterator[str]:
    """One of the transforms."""
    model = case.model(backend)
    if drawn < 0.4:
        yield from of_vmap(case, model, backend)
    elif drawn < 0.6:
        yield from of_jacobians(item, model, backend)
    elif drawn < 0.8:
        yield from of_hessian(item, model, backend)
    elif drawn < 0.81:
        yield from of_compiler(case, model, backend)
    elif drawn < 0.83 and backend == "eager":
        yield from of_export(case, model)


def positional(model: Any, names: list[str]) -> Call:
    """The module as a function of its inputs."""
    return lambda *values: model(**dict(zip(names, values, strict=True)))


def of_vmap(case: Case, model: Any, backend: str) -> Iterator[str]:
    """Each dimension of the batch by a `vmap` of its own."""
    if not case.batch:
        return
    mapped: list[tuple[int | None, ...]] = []
    values = list(case.tensors().values())
    for position in range(-len(case.batch), 0):
        axes: list[int | None] = []
        for k, type in enumerate(case.program.inputs.values()):
            own = values[k].dim() - len(type)
            is_wide = own >= -position and values[k].shape[own + position] == case.batch[position]
            if own >= -position and not is_wide:
                values[k] = values[k].squeeze(own + position)
            axes.append(0 if is_wide else None)
        mapped.append(tuple(axes))
    function = positional(model, list(case.inputs))
    for in_dims in reversed(mapped):
        function = torch.func.vmap(function, in_dims=in_dims)
    yield from of_values(case, function(*values), f"vmap of {backend}")


def of_values(case: Case, value: Tensor, what: str) -> Iterator[str]:
    """A batch of values beside the reference."""
    if value.shape != case.batch + case.type:
        yield f"{what}: {tuple(value.shape)}, not {case.batch + case.type}"
        return
    for item in case.items:
        if not agrees(item, value[item.index].detach().double().numpy()):
            yield f"{what}: {value[item.index]}, reference {item.reference} at {item.inputs}"
            return


def alone(item: Item) -> tuple[Tensor, ...]:
    return tuple(torch.from_numpy(x).to(item.case.dtype) for x in item.inputs.values())


def of_jacobians(item: Item, model: Any, backend: str) -> Iterator[str]:
    """Jacobians by `jacrev` and `jacfwd`."""
    if jacobian(item) is None:
        return
    names = list(item.inputs)
    transforms = [torch.func.jacrev]
    if backend == "native" or item.case.points == "generic":
        transforms.append(
            torch.func.jacfwd
        )  # Elsewhere PyTorch's products of 0 and infinity are NaN.
    for transform in transforms:
        parts = transform(positional(model, names), tuple(range(len(names))))(*alone(item))
        found = {name: x.detach().double().numpy() for name, x in zip(names, parts, strict=True)}
        text = disagreement(item, found, f"{backend} by {transform.__name__}")
        if text:
            yield text


def of_hessian(item: Item, model: Any, backend: str) -> Iterator[str]:
    """Second derivatives beside differences of the reference's first ones."""
    case = item.case
    count = sum(x.size for x in item.inputs.values())
    is_smooth = case.points == "generic" and case.program.smooth and case.dtype == torch.float64
    if case.type != () or not is_smooth or not 0 < count <= 8 or not is_moderate(item):
        return
    names = list(item.inputs)
    function = positional(model, names)
    found = torch.func.hessian(function, tuple(range(len(names))))(*alone(item))
    for k, name in enumerate(names):
        for place in np.ndindex(*item.inputs[name].shape):
            expected = differences(item, name, place)
            if expected is None:
                return
            for other, (fine, error) in zip(range(len(names)), expected, strict=True):
                row = found[other][k].detach().double().numpy()[(..., *place)]
                if not np.all(np.abs(row - fine) <= error):
                    yield (
                        f"hessian of {backend} by {names[other]} and {name}: {row}, "
                        f"differences {fine} at {item.inputs}"
                    )
                    return


def differences(item: Item, name: str, place: tuple[int, ...]) -> list[Any] | None:
    """How derivatives change with one element of the inputs, and how sure that is."""

    def gradient(step: float) -> list[Any] | None:
        inputs = {k: np.array(x) for k, x in item.inputs.items()}
        inputs[name][place] += step
        at = Item(item.case, (), inputs)
        if isinstance(at.by_hand, Exception) or isinstance(item.by_hand, Exception):
            return None
        if at.by_hand[1].trace != item.by_hand[1].trace:
            return None
        known = reference(item, inputs)
        return None if known is None else list(known.values())

    def central(step: float) -> list[Any] | None:
        ahead, behind = gradient(step), gradient(-step)
        if ahead is None or behind is None:
            return None
        return [(a - b) / (2 * step) for a, b in zip(ahead, behind, strict=True)]

    first, second = central(2e-4), central(1e-4)
    if first is None or second is None:
        return None
    found = []
    for coarse, fine in zip(first, second, strict=True):
        scale = np.abs(fine).max(initial=1.0)
        if not np.isfinite(fine).all() or not np.isfinite(coarse).all():
            return None
        found.append((fine, 10 * np.abs(fine - coarse).max(initial=0.0) + 1e-5 * scale))
    return found


def of_compiler(case: Case, model: Any, backend: str) -> Iterator[str]:
    """`torch.compile` in one graph."""
    torch._dynamo.reset()
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    yield from of_values(case, compiled(**case.tensors()), f"torch.compile of {backend}")


def of_export(case: Case, model: Any) -> Iterator[str]:
    """`torch.export`."""
    exported = torch.export.export(model, (), kwargs=case.tensors())
    yield from of_values(case, exported.module()(**case.tensors()), "torch.export")
