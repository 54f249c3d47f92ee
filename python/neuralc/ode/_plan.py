"""The steps of many windows: chosen at first, and again where a search ends."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from neuralc.ode._arguments import Arguments
from neuralc.ode._clock import Clock
from neuralc.ode._errors import Estimate
from neuralc.ode._follow import follow, picked
from neuralc.ode._methods import MethodName
from neuralc.ode._right_hand_side import RightHandSide
from neuralc.ode._steps import LEAST_COUNT, choose, estimate_of
from neuralc.ode._stops import with_stops


class Plan(NamedTuple):
    """How windows are followed; it stays the same while a search goes on, so that what is minimised
    does not jump."""

    arguments: Arguments
    """With the times at which the rates jump."""
    wanted: Tensor | None
    """The numbers of the points of time that were observed; all if `None`."""
    counts: int | Tensor
    """Steps in each round."""
    unknown: str | None = None
    """What there is to say of jumps at other times."""

    @classmethod
    def given(cls, arguments: Arguments, substeps: int) -> Plan:
        """So many steps from one observation to the next."""
        return cls(arguments, None, substeps)

    @classmethod
    def chosen(
        cls, right: RightHandSide, arguments: Arguments, method: MethodName, rtol: float
    ) -> Plan:
        """As many steps as the estimated error asks for, relative to the greatest size in a
        trajectory; the least number where no number of steps leads to the end."""
        stopped, wanted, unknown = with_stops(right, arguments)
        found = choose(right, stopped, method, rtol, shared=1)
        is_lost = ~torch.isfinite(found.excess)
        counts = torch.where(is_lost.unsqueeze(-1), LEAST_COUNT, found.counts)
        return cls(stopped, wanted, counts, unknown)

    def clock(self, right: RightHandSide) -> Clock:
        """The rounds in double precision, as arrays."""
        times, stops = self.arguments.times, self.arguments.stops
        clock = Clock.of(times, self.counts, torch.float64, stops, right.spacing)
        parts: list[Any] = [part.numpy() if isinstance(part, Tensor) else part for part in clock]
        return Clock(*parts)

    def path(self, right: RightHandSide, y0: Tensor, method: MethodName) -> Tensor:
        """The states at the observed times: (trajectories, windows, times, state)."""
        arguments = self.arguments._replace(y0=y0)
        path = follow(right, *arguments, method, self.counts)
        return path if self.wanted is None else picked(path, self.wanted, arguments.rank)

    def estimate(self, right: RightHandSide, y0: Tensor, method: MethodName) -> Estimate:
        """How far the states at the observed times are from the true ones."""
        arguments = self.arguments._replace(y0=y0)
        with torch.no_grad():
            path = follow(right, *arguments.detached(), method, self.counts)
        found = estimate_of(right, arguments, method, self.counts, path, shared=1)
        if self.wanted is None:
            return found
        return found.at(self.wanted)
