"""How far a trajectory is from the true one, and what is said about it."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from neuralc.ode._arguments import Arguments
from neuralc.ode._follow import picked
from neuralc.ode._right_hand_side import RightHandSide

# Elements of the state that are smaller than the largest by more than this are looked at as if they
# were not: what is 0 but for rounding has no scale.
_RANGE = 1e-10
SMALL_EXCESS = 10.0
"""An error that was asked for is met up to this factor: it is an estimate."""
NEGLIGIBLE = 1e-9
"""An error, as a part of the scale, that is not spoken of."""
# An error of given steps that shows, as a part of the scale.
_PART = 1e-3
# Points of time are to be known to this part of a step.
_PART_OF_STEP = 1 / 32


class IntegrationWarning(UserWarning):
    """Steps are too long, or cannot tell times apart: states are off by more than they should."""


class Estimate(NamedTuple):
    """A trajectory and its error."""

    path: Tensor
    """batch + (times,) + state"""
    error: Tensor
    """What is missing in the path to the true one, estimated, in the units of the state."""
    times: Tensor
    rank: int
    """How many dimensions a state has."""
    shared: int = 0
    """How many of the last dimensions of the batch are of one trajectory."""

    def at(self, wanted: Tensor) -> Estimate:
        """The same at some of the times, for each item of a batch its own."""
        path, error = (picked(item, wanted, self.rank) for item in (self.path, self.error))
        return self._replace(path=path, error=error, times=self.times.gather(-1, wanted))

    def scale(self) -> Tensor:
        """The greatest size on the way, of each element of the state."""
        size = self.path.abs()
        before = size.dim() - self.rank
        scale = size.amax(tuple(range(before - 1 - self.shared, before)), keepdim=True)
        if not self.rank:
            return scale
        largest = scale.amax(tuple(range(before, size.dim())), keepdim=True)
        return torch.maximum(scale, _RANGE * largest)

    def by_scale(self) -> Tensor:
        """The error as a part of the scale; infinite where either is no number."""
        parts = torch.where(self.error == 0, 0.0, self.error.abs() / self.scale())
        return torch.where(torch.isfinite(parts), parts, torch.inf)

    def relative(self) -> Tensor:
        """The greatest of these for each item of the batch."""
        parts = self.by_scale()
        return parts.amax(tuple(range(parts.dim() - self.rank - 1, parts.dim())))

    def worst(self, right: RightHandSide) -> str:
        """What is said of the element that is furthest off: its name, time, error and scale."""
        is_lost = ~torch.isfinite(self.path) | ~torch.isfinite(self.error)
        parts = self.by_scale()
        place = tuple(torch.nonzero(is_lost if bool(is_lost.any()) else parts == parts.amax())[0])
        before = self.path.dim() - self.rank - 1
        batch, moment, element = place[:before], place[before], place[before + 1 :]
        item = self._item(batch)
        name = "y" if right.roles is None else right.roles.state.name
        times = self.times.expand((*self.path.shape[:before], self.times.shape[-1]))
        subject = f"`{name}{_index(element)}`{item} at t = {float(times[(*batch, moment)]):.6g}"
        if bool(is_lost.any()):
            return f"{subject} is not finite"
        size = float(self.scale().expand_as(self.path)[place])
        return (
            f"{subject} is off by about {abs(float(self.error[place])):.1g}, of at most {size:.3g}"
        )

    def _item(self, place: tuple[Tensor, ...]) -> str:
        """Which item of a batch is at a place, in words."""
        if not place:
            return ""
        if not self.shared:
            return f" of item {_index(place)} of the batch"
        *trajectory, window = (int(index) for index in place)
        several = self.path.shape[0] > 1
        return f" in window {window}" + (f" of trajectory {trajectory[0]}" if several else "")


def _index(place: tuple[Tensor, ...]) -> str:
    return "".join(f"[{int(index)}]" for index in place)


def too_long(right: RightHandSide, estimate: Estimate, remedy: str) -> str | None:
    """What is said of given steps that are too long."""
    if float(estimate.relative().amax()) <= _PART:
        return None
    return f"the steps are too long: {estimate.worst(right)}; give {remedy}"


def narrowing(right: RightHandSide, arguments: Arguments, counts: int | Tensor) -> str | None:
    """What is said where the rates cannot tell the times of steps apart; `None` where they can, or
    do not depend on the time."""
    dtype = arguments.y0.dtype
    spacing = torch.finfo(dtype).eps
    times = arguments.times.detach()
    if not right.takes_time or spacing <= torch.finfo(times.dtype).eps or times.shape[-1] < 2:
        return None
    steps = times.diff().abs() / counts
    size = torch.maximum(times[..., 1:].abs(), times[..., :-1].abs())
    part = torch.where(steps > 0, size * spacing / steps, 0.0)
    if float(part.amax()) <= _PART_OF_STEP:
        return None
    place = int(part.flatten().argmax())
    step = float(steps.expand_as(part).flatten()[place])
    latest = float(size.expand_as(part).flatten()[place])
    return (
        f"the rates take times in {str(dtype).removeprefix('torch.')}, which near t = {latest:.6g} "
        f"are {latest * spacing:.1g} apart, with steps of {step:.1g}: choose float64 (.double()), "
        "or another origin of time"
    )
