"""What a plot of multiple shooting shows: what windows give, dense, and what was observed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy
import torch

from neuralc._fit.names import element_names
from neuralc.ode._arguments import Arguments
from neuralc.ode._plan import Plan

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from neuralc.ode._shooting import MultipleShooting

# Points between two observations, about, and how many of them are computed where the number of
# steps is not given.
_POINTS, _PARTS = 16, 4


class Drawing(NamedTuple):
    """Trajectories to be drawn."""

    time: str
    """What the time is called."""
    names: list[str]
    """The elements of the state."""
    lines: list[list[tuple[NDArray[Any], NDArray[Any]]]]
    """For each trajectory and window, points of time and states: shape (points, elements)."""
    points: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any] | None]]
    """For each trajectory, times and states that were observed, NaN where they were not, and the
    errors of the elements, where these were given."""


def drawing_of(problem: MultipleShooting) -> Drawing:
    """What there is to draw of a problem with the parameters that it has now."""
    windows, roles = problem.windows, problem.right.roles
    steps = _PARTS if problem.substeps is None else max(1, problem.substeps)
    times = _divided(windows.times, steps)
    with torch.no_grad():
        starts = problem.first_states()
        arguments = Arguments(starts, torch.tensor(times), len(windows.core))
        plan = (
            Plan.chosen(problem.right, arguments, problem.method, problem.rtol)
            if problem.substeps is None
            else Plan.given(arguments, 1)
        )
        path = plan.path(problem.right, starts, problem.method)
        slopes = _slopes(problem, torch.tensor(times), path)
    shape = (*times.shape, -1)
    states, slopes = path.double().numpy().reshape(shape), slopes.reshape(shape)
    lines = []
    for trajectory in range(len(times)):
        own = []
        for window, length in enumerate(windows.lengths):
            place = (trajectory, window, slice(length * steps + 1))
            own.append(_smooth(times[place], states[place], slopes[place], -(-_POINTS // steps)))
        lines.append(own)
    sigma = problem.sigma.reshape(-1)
    bars = None if (sigma == 1).all() else sigma
    observed = windows.trajectories.reshape(*windows.points.shape, -1)
    return Drawing(
        roles.time.name if roles is not None and roles.time is not None else "time",
        element_names(roles.state.name if roles is not None else "state", windows.core),
        lines,
        [(clock, values, bars) for clock, values in zip(windows.points, observed, strict=True)],
    )


def _divided(times: NDArray[Any], parts: int) -> NDArray[Any]:
    """Points of time with equal parts between them, along the last dimension."""
    shares = numpy.arange(parts) / parts
    between = times[..., :-1, None] + numpy.diff(times)[..., None] * shares
    return numpy.concatenate([between.reshape(*times.shape[:-1], -1), times[..., -1:]], -1)


def _slopes(problem: MultipleShooting, times: Tensor, path: Tensor) -> NDArray[Any]:
    """The derivatives of states at all points."""
    axis = path.dim() - len(problem.windows.core) - 1
    parts = [
        problem.right(times[..., k].to(path.dtype), state)
        for k, state in enumerate(path.unbind(axis))
    ]
    result: NDArray[Any] = torch.stack(parts, axis).double().numpy()
    return result


def _smooth(
    times: NDArray[Any], states: NDArray[Any], slopes: NDArray[Any], parts: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The cubic curve through states with these slopes: Hermite's."""
    share = (numpy.arange(parts) / parts)[:, None]
    lengths = numpy.diff(times)[:, None, None]
    weights = (
        (1 + 2 * share) * (1 - share) ** 2,
        share * (1 - share) ** 2,
        share**2 * (3 - 2 * share),
        share**2 * (share - 1),
    )
    curve = (
        weights[0] * states[:-1, None]
        + weights[1] * lengths * slopes[:-1, None]
        + weights[2] * states[1:, None]
        + weights[3] * lengths * slopes[1:, None]
    )
    curve = numpy.concatenate([curve.reshape(-1, states.shape[-1]), states[-1:]])
    return _divided(times, parts), curve
