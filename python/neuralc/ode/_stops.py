"""Times at which the rates jump, as far as the compiler can know them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy
import torch
from torch import Tensor

from neuralc._module import CompiledModule
from neuralc._source import Request
from neuralc.ode._arguments import Arguments, is_visible, plain
from neuralc.ode._right_hand_side import RightHandSide

# The constants of so many items of a batch are looked at.
_MOST_ITEMS = 1_000


class Stops(NamedTuple):
    """Where a comparison of the time changes."""

    times: list[float]
    """Inside the interval that was asked about, in ascending order."""
    unknown: list[str]
    """Places in the text that may jump at other times."""


def stops_of(right: RightHandSide, y0: Tensor, start: float, end: float) -> Stops:
    """The stops between two times, for all items of a batch of constants together."""
    f, roles = right.f, right.roles
    if roles is None or roles.time is None or start == end:
        return Stops([], [])
    assert isinstance(f, CompiledModule)
    parameters = {item.name: getattr(f, item.identifier) for item in f.__neuralc__.parameters}
    constants = {item.name: right.constants[item.identifier] for item in roles.constants}
    tensors = [item for item in [*parameters.values(), *constants.values(), y0] if _is_tensor(item)]
    if not all(map(is_visible, tensors)):
        return Stops([], [])
    low, high = min(start, end), max(start, end)
    state = plain(y0).reshape(-1, *y0.shape[y0.dim() - len(roles.state.sizes) :])[0]
    values: dict[str, Any] = {name: plain(value) for name, value in parameters.items()}
    values |= {roles.state.name: state, roles.time.name: low}
    subject = f"{roles.time.name} {roles.state.name} {high!r}"
    times: set[float] = set()
    unknown: dict[str, None] = {}
    for own in _items(constants, [len(item.sizes) for item in roles.constants]):
        about = f.__neuralc__.request.about(subject)
        request = Request.restored(about.source, about.options, list(about.numbers))
        request.add_values(values | own)
        answer = request.run(b"switches")
        if "failure" in answer:
            continue  # A call of the module says what is wrong.
        times |= {time for time in answer["result"]["times"] if low < time < high}
        for span in answer["result"]["unknown"]:
            unknown[f"{span['start']['line']}:{span['start']['column']}"] = None
    return Stops(sorted(times), list(unknown))


def with_stops(
    right: RightHandSide, arguments: Arguments
) -> tuple[Arguments, Tensor | None, str | None]:
    """The same with points of time where the rates jump, which of the points are wanted (all if
    `None`), and what there is to say."""
    times = arguments.times
    if not right.takes_time or not is_visible(times):
        return arguments, None, None
    known = plain(times)
    found = stops_of(right, arguments.y0, float(known.min()), float(known.max()))
    message = said_of(right, found.unknown)
    if not found.times:
        return arguments, None, message
    stops = torch.tensor(found.times, dtype=times.dtype, device=times.device)
    extra = stops.expand((*times.shape[:-1], len(found.times)))
    # A batch whose times differ has stops outside some of its items: these are steps of length 0.
    extra = extra.clamp(known.amin(-1, keepdim=True), known.amax(-1, keepdim=True))
    every = torch.cat([times, extra], -1)
    is_back = (known[..., -1:] < known[..., :1]).to(times.dtype)
    order = (plain(every) * (1 - 2 * is_back)).argsort(dim=-1, stable=True)
    wanted = order.argsort(-1)[..., : times.shape[-1]]
    return arguments._replace(times=every.gather(-1, order), stops=stops), wanted, message


class Piece(NamedTuple):
    """A part of the time in which no comparison of it changes."""

    start: float
    end: float
    own: slice
    """The numbers of the points of time in it, but for the first of all."""
    spacing: float
    """The relative spacing of the numbers that stops follow from."""
    is_stop: tuple[bool, bool]
    """Whether it begins, and ends, at a stop."""

    @property
    def has_stop(self) -> bool:
        """Whether the rates may jump at one of its ends."""
        return any(self.is_stop)

    def inside(self, dtype: torch.dtype = torch.float64) -> tuple[float, float]:
        """The least and the greatest time that the rates may be given in this dtype: not a stop."""
        spacing = max(self.spacing, torch.finfo(dtype).eps)
        margin = margin_of(self.start, self.end, spacing)
        first = self.start + margin * self.is_stop[0]
        last = self.end - margin * self.is_stop[1]
        return min(first, last), max(first, last)


def margin_of(start: float, end: float, spacing: float) -> float:
    """How far from a stop at an end the rates are to stay: a few roundings, and no more than a
    quarter of the whole."""
    size = max(abs(start), abs(end)) * 8 * spacing
    return math.copysign(min(size, abs(end - start) / 4), end - start)


def pieces_of(right: RightHandSide, y0: Tensor, times: Tensor) -> tuple[list[Piece], str | None]:
    """The parts of a vector of times between stops, none where there is one time; and what there is
    to say."""
    points = plain(times).cpu().numpy()
    start, end = float(points[0]), float(points[-1])
    if start == end:
        return [], None
    found = stops_of(right, y0, start, end)
    sign = 1 if end > start else -1
    bounds = [start, *found.times[::sign], end]
    ends = numpy.searchsorted(sign * points, sign * numpy.array(bounds), side="right")
    ends[0] = 1
    pieces = [
        Piece(
            low,
            high,
            slice(int(first), int(last)),
            right.spacing,
            (number > 0, number < len(found.times)),
        )
        for number, (low, high, first, last) in enumerate(
            zip(bounds, bounds[1:], ends, ends[1:], strict=False)
        )
    ]
    return pieces, said_of(right, found.unknown)


def said_of(right: RightHandSide, places: Sequence[str]) -> str | None:
    """What is said of jumps at times that are not known."""
    if not places:
        return None
    state = "y" if right.roles is None else right.roles.state.name
    return (
        f"the rates may jump at times that are not known ({', '.join(places)} of the text): what "
        "is compared there, or rounded, depends on the time otherwise than by a line with known "
        f"numbers, or on `{state}` too; steps may go over such a time"
    )


def _is_tensor(value: Any) -> bool:
    return isinstance(value, Tensor)


def _items(constants: dict[str, Any], ranks: list[int]) -> Iterator[dict[str, Any]]:
    """The constants of each item of a batch."""
    arrays = {
        name: numpy.asarray(
            plain(value).cpu() if isinstance(value, Tensor) else value, numpy.float64
        )
        for name, value in constants.items()
    }
    batches = [
        array.shape[: array.ndim - rank] for array, rank in zip(arrays.values(), ranks, strict=True)
    ]
    try:
        batch = numpy.broadcast_shapes(*batches)
    except ValueError:
        return  # A call of the module says what is wrong.
    for number, index in enumerate(numpy.ndindex(batch)):
        if number == _MOST_ITEMS:
            return
        yield {
            name: numpy.broadcast_to(array, batch + array.shape[array.ndim - rank :])[index]
            for (name, array), rank in zip(arrays.items(), ranks, strict=True)
        }
