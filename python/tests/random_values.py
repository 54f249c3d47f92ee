"""Values and errors of random programs, by all witnesses."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from random_cases import Array, Case, Item
from torch import Tensor

ERRORS = (ValueError, RuntimeError, IndexError)
BACKENDS = ("eager", "native")


def check_values(case: Case, pick: random.Random) -> list[str]:
    """What witnesses say otherwise than the reference evaluator of values and errors."""
    found = list(by_hand(case))
    for backend in BACKENDS:
        found += of_module(case, backend, pick)
    return found


def by_hand(case: Case) -> Iterator[str]:
    """The run by hand beside the reference."""
    for item in case.items:
        value = item.by_hand
        if isinstance(value, Exception) != isinstance(item.reference, Exception):
            if item.rounding is not None or isinstance(value, Exception):
                yield f"by hand {value!r}, reference {item.reference!r} at {item.inputs}"
        elif not isinstance(value, Exception) and not agrees(item, value[0].double().numpy()):
            yield f"by hand {value[0]}, reference {item.reference} at {item.inputs}"


def of_module(case: Case, backend: str, pick: random.Random) -> Iterator[str]:
    """A module, on the batch and on one item, beside the reference."""
    model = case.model(backend)
    yield from compare(case, backend, lambda: model(**case.tensors()), case.items)
    if not case.items:
        return
    item = pick.choice(case.items)
    alone = {name: torch.from_numpy(x).to(case.dtype) for name, x in item.inputs.items()}
    yield from compare(case, f"{backend} alone", lambda: model(**alone), [item])
    if pick.random() < 0.1:
        yield from in_threads(case, backend, model)


def compare(case: Case, what: str, call: Callable[[], Tensor], items: list[Item]) -> Iterator[str]:
    """What a call gives beside the reference's values of items."""
    failing = [item for item in items if isinstance(item.reference, Exception)]
    try:
        value = call()
    except ERRORS as error:
        if not failing and all(item.rounding is not None for item in items):
            yield f"{what} raises {error!r}, and the reference does not"
        return
    if failing:
        if any(isinstance(item.by_hand, Exception) for item in failing):
            yield f"{what} gives {value}, and the reference raises {failing[0].reference!r}"
        return
    batch = case.batch if len(items) == len(case.items) and "alone" not in what else ()
    if value.shape != batch + case.type or value.dtype != case.dtype:
        yield f"{what} gives {value.dtype} of {tuple(value.shape)}, not {batch + case.type}"
        return
    numbers = value.detach().double().numpy()
    for item in items:
        if not agrees(item, numbers[item.index if batch else ()]):
            yield (
                f"{what} {numbers[item.index if batch else ()]}, reference {item.reference} "
                f"at {item.inputs}"
            )
            return


def agrees(item: Item, found: Array) -> bool:
    """Whether a value is that of the reference but for rounding, or rounding decides."""
    expected = item.reference
    assert isinstance(expected, np.ndarray)
    eps = torch.finfo(item.case.dtype).eps
    tolerance: Any = 16 * eps * np.abs(expected)
    if is_close(found, expected, tolerance):
        return True
    if item.rounding is None:
        return True
    return is_close(found, expected, item.rounding)


def is_close(found: Array, expected: Array, tolerance: Array) -> bool:
    """Whether numbers agree: NaN with NaN, infinities with infinities of the same sign."""
    with np.errstate(all="ignore"):
        near = np.abs(found - expected) <= tolerance
        same = (found == expected) | (np.isnan(found) & np.isnan(expected))
        return bool(np.all(same | (near & np.isfinite(found) & np.isfinite(expected))))


def in_threads(case: Case, backend: str, model: Any) -> Iterator[str]:
    """The same module in several threads at once: the same bits, or the same error."""
    results: list[Any] = [None] * 4

    def call(position: int) -> None:
        try:
            results[position] = model(**case.tensors()).detach()
        except ERRORS as error:
            results[position] = type(error)

    threads = [threading.Thread(target=call, args=(k,)) for k in range(len(results))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first = results[0]
    for other in results[1:]:
        is_same = (
            torch.equal(torch.nan_to_num(first, nan=7.5), torch.nan_to_num(other, nan=7.5))
            if isinstance(first, Tensor) and isinstance(other, Tensor)
            else first is other
        )
        if not is_same:
            yield f"{backend} in threads: {first} and {other}"
