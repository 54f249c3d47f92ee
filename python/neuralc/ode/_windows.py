"""Trajectories cut into windows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy

from neuralc._fit.numbers import numbers
from neuralc.ode._arguments import as_array, check_count

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Windows:
    """Observed trajectories, each cut into windows that begin where the one before ends.

    Windows are of equal length, to a step; the shorter ones end in steps of length 0. Arrays have
    a trajectory a row and a window a column.
    """

    def __init__(self, times: Any, observations: Any, rank: int, windows: int) -> None:
        values = numbers("observations", observations).values
        points = as_array("times", times).astype(numpy.float64)
        if values.ndim < rank + 1 or points.ndim < 1:
            raise ValueError(
                f"observations of the shape {values.shape} have no dimension of time before the "
                f"{rank} of the state"
            )
        core = values.shape[values.ndim - rank :]
        batch, count = values.shape[: values.ndim - rank - 1], values.shape[values.ndim - rank - 1]
        if numpy.isinf(values).any():
            raise ValueError("the observations have to be finite, or NaN where there is none")
        if not numpy.isfinite(values).any():
            raise ValueError("there is nothing to fit to: nothing was observed")
        if rank == 0 and values.shape[1:] == (1,) and points.shape == values.shape[:1]:
            raise ValueError(
                f"the observations have the shape {values.shape}, and the state is a real: give "
                f"them as a vector, observations[:, 0]"
            )
        if points.shape[-1] != count or points.shape[:-1] not in ((), batch):
            raise ValueError(
                f"the times have the shape {points.shape}, and the observations {values.shape}: "
                f"there must be {count} times, for all trajectories alike or for each"
            )
        if not numpy.isfinite(points).all():
            raise ValueError("the times have to be finite")
        if (numpy.diff(points, axis=-1) <= 0).any():
            raise ValueError("the times have to increase from one observation to the next")
        if count < 2:
            raise ValueError("there must be two points of time or more")
        if check_count("windows", windows) >= count:
            raise ValueError(
                f"windows must be an integer from 1 to {count - 1}, the number of steps, not "
                f"{windows!r}"
            )
        self.batch, self.core = batch, core
        values = values.reshape(-1, count, *core)
        points = numpy.broadcast_to(points, (*batch, count)).reshape(-1, count)
        self.bounds = numpy.rint(numpy.linspace(0, count - 1, windows + 1)).astype(int)
        self.lengths = numpy.diff(self.bounds)
        steps = int(self.lengths.max())
        # The indices of each window's points, its last one repeated: steps of length 0.
        index = numpy.minimum(
            self.bounds[:-1, None] + numpy.arange(steps + 1), self.bounds[1:, None]
        )
        self.times: NDArray[numpy.float64] = points[:, index]
        """(trajectories, windows, steps + 1)"""
        self.starts: NDArray[numpy.float64] = values[:, self.bounds[:-1]]
        """What was observed where windows begin: (trajectories, windows, state)."""
        self.targets: NDArray[numpy.float64] = values[:, index[:, 1:]]
        """What was observed after each step: (trajectories, windows, steps, state)."""
        self.trajectories = values
        self.points = points

    @property
    def is_step(self) -> NDArray[numpy.bool_]:
        """Where there are steps, and not what fills shorter windows: (windows, steps)."""
        result: NDArray[numpy.bool_] = numpy.arange(self.lengths.max()) < self.lengths[:, None]
        return result

    def interpolated_starts(self) -> NDArray[numpy.float64]:
        """The same as `starts`, with what was not observed taken from the line between neighbours;
        NaN where an element never was."""
        starts = self.starts.copy()
        for place in numpy.argwhere(numpy.isnan(starts)):
            trajectory, window, *element = place
            series = self.trajectories[(trajectory, slice(None), *element)]
            known = ~numpy.isnan(series)
            if known.any():
                clock = self.points[trajectory]
                starts[tuple(place)] = numpy.interp(
                    clock[self.bounds[window]], clock[known], series[known]
                )
        return starts
