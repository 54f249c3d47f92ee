"""Where the items of a batch lie in memory, and what shape results have."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeAlias

Shape: TypeAlias = tuple[int, ...]


class Layout(NamedTuple):
    """An array: its dimensions, and how many elements are between their neighbours."""

    shape: Shape
    strides: Shape


def contiguous(shape: Shape) -> Shape:
    """The strides of an array in one piece."""
    return tuple([math.prod(shape[k + 1 :]) for k in range(len(shape))])


def broadcast(batches: list[Shape]) -> Shape | None:
    """The batch of all together; `None` where they do not go together."""
    rank = max(map(len, batches), default=0)
    result = [1] * rank
    for batch in batches:
        for position, length in enumerate(batch, rank - len(batch)):
            if length != 1:
                if result[position] not in (1, length):
                    return None
                result[position] = length
    return tuple(result)


def item_stride(layout: Layout, core: Shape, batch: Shape) -> int | None:
    """How far apart the items of a batch are, 0 where all have the same; `None` where the elements
    of an item do not lie one after another or items are not equally far apart."""
    rank = len(layout.shape) - len(core)
    expected = 1
    for length, stride in zip(reversed(core), reversed(layout.strides[rank:]), strict=True):
        if length > 1 and stride != expected:
            return None
        expected *= length
    step: int | None = None
    span = 0  # What one round of the dimensions so far covers.
    for position in range(1, len(batch) + 1):
        count = batch[-position]
        if count == 1:
            continue
        own = position <= rank and layout.shape[rank - position] != 1
        stride = layout.strides[rank - position] if own else 0
        if step is None:
            step = stride
        elif stride != span:
            return None
        span = stride * count
    return 0 if step is None else step


Treatment: TypeAlias = Literal["store", "sum", "reduce"]


class Result(NamedTuple):
    """How a kernel writes one of its results."""

    shape: Shape
    """What the caller gets."""
    full: Shape
    """What is written: a whole batch, unless the kernel sums."""
    core: int
    """How many elements one item has."""
    treatment: Treatment
    """Whether items are stored, summed up by the kernel, or stored and summed afterwards."""

    @property
    def stride(self) -> int:
        """How far apart items are written."""
        return 0 if self.treatment == "sum" else self.core


def placement(
    strides: Sequence[int | None],
    cores: Sequence[Shape],
    results: Sequence[Result | None],
    count: int,
) -> str:
    """A letter for each input and then each output of a kernel, which is compiled for them: `d`
    where the items of a batch lie one after the other, `s` where all have the same memory, `a`
    where they lie otherwise. `None` instead of a stride is an input of ones, `1`; `None`
    instead of a result is one that has an element for each item."""
    letters = [
        "1"
        if stride is None
        else "d"
        if count == 1 or stride == math.prod(core)
        else "a"
        if stride
        else "s"
        for stride, core in zip(strides, cores, strict=True)
    ]
    return "".join(letters) + "".join(
        "s" if item is not None and item.treatment == "sum" else "d" for item in results
    )


def result(own: Shape, core: Shape, batch: Shape) -> Result:
    """How a derivative is written by a variable with a batch of its own, broadcast to another."""
    count = math.prod(core)
    rank = len(batch) - len(own)
    if (1,) * rank + own == batch:
        return Result(own + core, own + core, count, "store")
    if math.prod(own) == 1:
        return Result(own + core, own + core, count, "sum")
    return Result(own + core, batch + core, count, "reduce")
