"""When steps are taken: the points of time, and how many steps lead from one to the next."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor


class Clock(NamedTuple):
    """The rounds of a trajectory, as tensors or arrays of what states are computed in."""

    starts: Any
    """When each begins: (…, rounds)."""
    intervals: Any
    """How long each takes."""
    substeps: Any
    """Into how many steps each is cut: an integer for all, or whole numbers of the shape (…,
    rounds)."""
    spans: Any
    """How long each takes by the time that the rates are given."""

    @classmethod
    def of(
        cls,
        times: Tensor,
        substeps: int | Tensor,
        dtype: torch.dtype,
        stops: Tensor | None = None,
        spacing: float = 0.0,
    ) -> Clock:
        """The rounds between points of time, which are in float64, as their differences are
        computed.

        The rates are not to see what is beyond a stop: they are given times inside the round, as
        far from it as numbers of this relative spacing can be off.
        """
        starts, intervals = times[..., :-1], times.diff()
        spans = intervals
        if isinstance(substeps, Tensor):
            substeps = substeps.to(dtype)
        if stops is not None:
            is_stop = (times.unsqueeze(-1) == stops).any(-1)
            before, after = (
                margin * side
                for margin, side in _margins(times, is_stop, max(spacing, torch.finfo(dtype).eps))
            )
            starts, spans = starts + before, intervals - before - after
        return cls(starts.to(dtype), intervals.to(dtype), substeps, spans.to(dtype))

    @property
    def operands(self) -> list[Any]:
        """What a kernel takes of them."""
        own = [self.starts, self.intervals]
        return own if isinstance(self.substeps, int) else [*own, self.substeps, self.spans]

    @property
    def rounds(self) -> int:
        """How many there are."""
        return int(self.starts.shape[-1])

    def steps(self, number: int) -> list[tuple[Any, Any, Any]]:
        """When the steps of a round begin, their lengths, and those by the time that the rates are
        given: 0 where an item of a batch has taken all of its own."""
        start, interval = self.starts[..., number], self.intervals[..., number]
        if isinstance(self.substeps, int):
            dt = interval / self.substeps
            return [(start + index * dt, dt, dt) for index in range(self.substeps)]
        counts = self.substeps[..., number]
        h, dt = interval / counts, self.spans[..., number] / counts
        least, most = int(counts.min()), int(counts.max())
        steps = []
        for index in range(most):
            is_own = 1 if index < least else (index < counts).to(h.dtype)
            steps.append((start + index * (dt * is_own), h * is_own, dt * is_own))
        return steps


def _margins(times: Tensor, is_stop: Tensor, spacing: float) -> list[tuple[Tensor, Tensor]]:
    """How far from a stop the rates are to stay at the beginning and at the end of each round: a
    few roundings, and no more than a quarter of it."""
    starts, ends = times[..., :-1], times[..., 1:]
    size = torch.maximum(starts.abs(), ends.abs())
    margin = torch.minimum(8 * spacing * size, (ends - starts).abs() / 4)
    signed = margin * (ends - starts).sign()
    return [(signed, is_stop[..., :-1]), (signed, is_stop[..., 1:])]
