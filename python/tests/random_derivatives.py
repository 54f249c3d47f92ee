"""Derivatives of random programs, by all witnesses.

Those of the reference count, which goes forward. Going backward may instead give what plain PyTorch
by hand gives where that is NaN or infinite: in `(sqrt (- x x))` two infinite contributions meet that
are none where tangents cancel first. So may an eager module, which has PyTorch's products.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np
import torch
from random_cases import LIMITS, Array, Case, Item
from random_values import BACKENDS, ERRORS, is_close
from random_wide import run_wide, show

import neuralc as nc

Jacobian = dict[str, Array]
RANGE = {torch.float64: 1e60, torch.float32: 1e9}
"""Between this and its reciprocal, products of a few derivatives neither overflow nor vanish."""
SMALLEST = 1.0
"""Derivatives that are smaller are as exact as these are: terms of them may have cancelled."""


def check_derivatives(case: Case, pick: random.Random) -> list[str]:
    """What witnesses say otherwise than the reference of derivatives."""
    if any(isinstance(item.reference, Exception) for item in case.items):
        return []
    found = list(chain(*(of_module(case, backend, pick) for backend in BACKENDS)))
    if case.points == "generic" and case.items and 0 not in case.type:
        found += by_differences(pick.choice(case.items), pick)
    return found


def of_module(case: Case, backend: str, pick: random.Random) -> Iterator[str]:
    """A module's derivatives beside those of the reference, alone and as sums over the batch."""
    model = case.model(backend)
    try:
        value, jacobians = model.value_and_jacobian(**case.tensors())
    except ERRORS as error:
        if all(item.rounding is not None for item in case.items):
            yield f"value_and_jacobian of {backend} raises {error!r}"
        return
    for name, type in case.program.inputs.items():
        shape = case.batch + case.type + type
        if tuple(jacobians[name].shape) != shape or tuple(value.shape) != case.batch + case.type:
            yield f"Jacobian of {backend} by {name}: {tuple(jacobians[name].shape)}, not {shape}"
            return
    for item in case.items:
        alone = {name: x[item.index].double().numpy() for name, x in jacobians.items()}
        text = disagreement(item, alone, backend)
        if text:
            yield text
            return
    yield from of_sums(case, model, backend, pick)


def of_sums(case: Case, model: Any, backend: str, pick: random.Random) -> Iterator[str]:
    """Cotangents through a batch: what was broadcast gets sums."""
    generator = torch.Generator().manual_seed(pick.randrange(1 << 30))
    shape = case.batch + case.type
    cotangent = torch.randn(shape, generator=generator, dtype=torch.float64).to(case.dtype)
    _, gradients = model.value_and_grad(**case.tensors(), cotangent=cotangent)
    known = [jacobian(item) for item in case.items]
    for name, x in case.inputs.items():
        found = gradients[name].double().numpy()
        if found.shape != x.shape:
            yield f"gradient of {backend} by {name}: {found.shape}, not {x.shape}"
            return
        if any(part is None or not np.isfinite(part[name]).all() for part in known):
            continue
        weights = [cotangent[item.index].double().numpy() for item in case.items]
        parts = [part[name] for part in known if part is not None]
        expected = summed(case, x, zip(weights, parts, strict=True))
        size = summed(
            case, x, ((abs(w), abs(part)) for w, part in zip(weights, parts, strict=True))
        )
        tolerance = 1e4 * torch.finfo(case.dtype).eps * (size + SMALLEST)
        if is_close(found, expected, tolerance):
            continue
        if not all(np.isfinite(hand_jacobian(item)[name]).all() for item in case.items):
            continue
        moved = [conditioning(item) for item in case.items]
        if any(m is None for m in moved):
            continue
        spreads = [m[name] for m in moved if m is not None]
        size = summed(case, x, ((abs(w), m) for w, m in zip(weights, spreads, strict=True)))
        if not is_close(found, expected, tolerance + 10 * size):
            yield f"gradient of {backend} by {name}: {found}, reference {expected}"
            return


def summed(case: Case, x: Array, pairs: Iterable[tuple[Array, Array]]) -> Array:
    """Products of cotangents and Jacobians, summed over what an input is broadcast along."""
    total = np.zeros(x.shape)
    for item, (weights, part) in zip(case.items, pairs, strict=True):
        product = np.tensordot(weights, part, len(case.type))
        own = x.shape[: x.ndim - product.ndim]
        index = item.index[len(item.index) - len(own) :]
        place = tuple(0 if n == 1 else k for n, k in zip(own, index, strict=True))
        total[place] += product
    return total


def jacobian(item: Item) -> Jacobian | None:
    """The derivatives by the reference, where they can be compared."""
    if "jacobian" not in item.__dict__:
        item.__dict__["jacobian"] = reference(item, item.inputs) if is_moderate(item) else None
    found: Jacobian | None = item.__dict__["jacobian"]
    return found


def is_moderate(item: Item) -> bool:
    """Whether rounding decides nothing, and no product of numbers overflows or vanishes."""
    if item.rounding is None or isinstance(item.by_hand, Exception):
        return False
    limit = RANGE[item.case.dtype]
    inputs = np.abs(np.concatenate([x.ravel() for x in item.inputs.values()]))
    seen = [*item.by_hand[1].magnitudes, *inputs[np.isfinite(inputs) & (inputs != 0)]]
    return max(seen) < limit and min(seen) > 1 / limit


def reference(item: Item, inputs: Jacobian) -> Jacobian | None:
    """The derivatives of each element of the result; `None` where there are none."""
    case = item.case
    declarations = case.text.rsplit("\n", 1)[0]
    body = show(case.program.body)
    rows: list[Any] = []
    for place in np.ndindex(*case.type):
        element = f"(ref {body} {' '.join(map(str, place))})" if place else body
        try:
            rows.append(nc.gradient(f"{declarations}\n{element}", inputs, **LIMITS))
        except (ValueError, RuntimeError, IndexError):
            return None
    return {
        name: np.array([row[name] for row in rows], dtype=float).reshape(case.type + type)
        for name, type in case.program.inputs.items()
    }


def conditioning(item: Item) -> Jacobian | None:
    """How far derivatives move where the inputs do in their last places; `None` where they jump."""
    known = jacobian(item)
    if known is None:
        return None
    if "conditioning" not in item.__dict__:
        item.__dict__["conditioning"] = moved(item, known)
    found: Jacobian | None = item.__dict__["conditioning"]
    return found


def moved(item: Item, known: Jacobian) -> Jacobian | None:
    unit = 1e3 * torch.finfo(item.case.dtype).eps
    spread = {name: np.zeros_like(x) for name, x in known.items()}
    for sign in (1, -1):
        other = reference(item, {name: x * (1 + sign * unit) for name, x in item.inputs.items()})
        if other is None:
            return None
        for name, x in known.items():
            with np.errstate(all="ignore"):
                distance = np.abs(other[name] - x)
            if np.any(np.isfinite(other[name]) != np.isfinite(x)):
                return None
            spread[name] = np.fmax(spread[name], np.where(np.isfinite(distance), distance, 0))
    return spread


def disagreement(item: Item, found: Jacobian, what: str) -> str | None:
    """What a Jacobian says otherwise than the reference, if anything."""
    known = jacobian(item)
    if known is None:
        return None
    eps = torch.finfo(item.case.dtype).eps
    finite = [np.abs(x[np.isfinite(x)]).max(initial=SMALLEST) for x in known.values()]
    scale = float(max(finite, default=SMALLEST))
    value = np.asarray(item.reference)
    for name, expected in known.items():
        # What is not a number has no derivative.
        is_number = ~np.isnan(value.reshape(value.shape + (1,) * len(item.inputs[name].shape)))
        expected, found[name] = (np.where(is_number, x, 0.0) for x in (expected, found[name]))
        tolerance = np.full(expected.shape, 1e3 * eps * scale)
        if is_close(found[name], expected, tolerance):
            continue
        spread = conditioning(item)
        if spread is None and item.case.points == "generic":
            continue
        if spread is not None:
            tolerance += 1e4 * eps * scale + 10 * spread[name]
        if is_close(found[name], expected, tolerance):
            continue
        if may_differ(what) and is_as_by_hand(item, name, found[name], expected, tolerance):
            continue
        return (
            f"Jacobian of {what} by {name}: {found[name].tolist()}, reference {expected.tolist()} "
            f"at {item.inputs}"
        )
    return None


def may_differ(what: str) -> bool:
    """Whether a witness may give what plain PyTorch gives; not a native kernel that goes forward."""
    return what != "native by jacfwd"


def is_as_by_hand(item: Item, name: str, found: Array, expected: Array, tolerance: Array) -> bool:
    """Whether each element is that of the reference, or as little a number as by hand. Eager modules
    cut off what is infinite where a 0 can be met, and so may have less than infinity."""
    by_hand = hand_jacobian(item)[name]
    same = [
        is_close(f, e, t) or not (np.isfinite(h) or np.isfinite(f)) or not np.isfinite(e)
        for f, e, t, h in zip(
            found.ravel(), expected.ravel(), tolerance.ravel(), by_hand.ravel(), strict=True
        )
    ]
    return all(same)


def hand_jacobian(item: Item) -> Jacobian:
    """The derivatives that autograd gives of the program by hand."""
    case = item.case
    leaves = {
        k: torch.from_numpy(x).to(case.dtype).requires_grad_() for k, x in item.inputs.items()
    }
    value, _ = run_wide(case.program, leaves)
    rows = []
    for element in value.reshape(-1):
        if not element.requires_grad:
            rows.append([torch.zeros_like(x) for x in leaves.values()])
            continue
        parts = torch.autograd.grad(
            element, list(leaves.values()), allow_unused=True, retain_graph=True
        )
        rows.append(
            [
                torch.zeros_like(x) if part is None else part
                for x, part in zip(leaves.values(), parts, strict=True)
            ]
        )
    return {
        name: torch.stack([row[k] for row in rows])
        .double()
        .numpy()
        .reshape(case.type + case.program.inputs[name])
        for k, name in enumerate(leaves)
    }


def by_differences(item: Item, pick: random.Random) -> Iterator[str]:
    """The reference's derivative along a direction beside differences of its values."""
    case = item.case
    known = jacobian(item)
    if known is None or not case.program.smooth:
        return
    generator = np.random.default_rng(pick.randrange(1 << 30))
    direction = {name: generator.normal(size=x.shape) for name, x in item.inputs.items()}
    place = tuple(pick.randrange(n) for n in case.type)
    expected = sum(float(np.sum(known[name][place] * direction[name])) for name in known)

    def along(step: float) -> float | None:
        at = Item(
            case, (), {k: np.asarray(x + step * direction[k]) for k, x in item.inputs.items()}
        )
        if isinstance(at.reference, Exception) or isinstance(at.by_hand, Exception):
            return None
        assert not isinstance(item.by_hand, Exception)
        return float(at.reference[place]) if at.by_hand[1].trace == item.by_hand[1].trace else None

    def central(step: float) -> float | None:
        ahead, behind = along(step), along(-step)
        if ahead is None or behind is None:
            return None
        return (ahead - behind) / (2 * step)

    found = [central(step) for step in (2e-4, 1e-4, 5e-5)]
    if any(x is None or not np.isfinite(x) for x in found) or not np.isfinite(expected):
        return
    first, second, third = (float(x) for x in found if x is not None)
    coarse, fine = (4 * second - first) / 3, (4 * third - second) / 3
    scale = max(1.0, abs(expected), float(np.abs(np.asarray(item.reference)).max()))
    if abs(fine - expected) > 100 * abs(fine - coarse) + 1e-6 * scale:
        yield f"differences {fine}, reference {expected}, along {direction} at {item.inputs}"
