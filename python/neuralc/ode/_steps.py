"""How many steps are enough: the same trajectory by fewer and by more of them.

The difference of two solutions by a method of order p, with n and with rn steps, is r^p − 1 times
the error of the second (Richardson's extrapolation; Hairer, Nørsett and Wanner, Solving Ordinary
Differential Equations I, section II.4). Unlike the difference of an embedded pair, which is the
error of one step, it is that of the trajectory, in the units of the state, and needs no other
kernel.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from neuralc._module import CompiledModule
from neuralc.ode._arguments import Arguments, is_visible
from neuralc.ode._errors import Estimate
from neuralc.ode._follow import follow
from neuralc.ode._methods import MethodName, method_of
from neuralc.ode._right_hand_side import RightHandSide

# Steps of two trajectories that are compared, as multiples: with 1 and 2, what oscillates as often
# as there are steps looks constant to both.
_COARSE, _FINE = 2, 3
LEAST_COUNT = _FINE
"""As many steps as are taken in a round at least."""
# So many steps are taken at most, or so many in each round if that is more.
_MOST_STEPS, _MOST_IN_ROUND = 12_000, 12
# Steps are made at most so much shorter at once, and so much where the state is not finite.
_LARGEST_GROWTH, _BLIND_GROWTH = 8.0, 4.0
# A lower density of steps than this times the last one is not worth another trajectory.
_LEAST_GROWTH = 1.5
# The part of the error that is asked for which the estimate has to be below.
_SAFETY = 0.5
# An error that is no larger, and that shorter steps do not lessen, is one of rounding.
_ROUNDING = 1e-3


class Chosen(NamedTuple):
    """Numbers of steps, and what they come to."""

    counts: Tensor
    """Of each round: batch + (rounds,)."""
    estimate: Estimate
    excess: Tensor
    """The greatest error of each item of the batch as a multiple of what was asked for."""


def choose(
    right: RightHandSide, arguments: Arguments, method: MethodName, rtol: float, shared: int = 0
) -> Chosen:
    """As many steps as make the estimated error small enough.

    They are found anew for each call, from the state alone: with and without derivatives they are
    the same. `shared` is how many of the last dimensions of the batch are of one trajectory.
    """
    y0, times = arguments.y0, arguments.times
    if not (is_visible(y0) and is_visible(times)):
        raise ValueError(
            "the number of steps follows from values, which cannot be looked at in torch.compile, "
            "torch.export and torch.func.vmap: give substeps="
        )
    lengths = times.detach().diff().abs()
    longest = lengths.amax(-1, keepdim=True)
    share = torch.where(longest > 0, lengths / longest, 0.0)
    most = max(_MOST_STEPS, _MOST_IN_ROUND * lengths.shape[-1]) / _FINE
    limit = most / share.sum(-1, keepdim=True).clamp(min=1)
    density = torch.ones_like(longest)
    goal = _SAFETY * max(rtol, 32 * torch.finfo(y0.dtype).eps)
    previous, stalls = torch.full((), torch.inf), torch.zeros(())
    while True:
        counts = _FINE * (density * share - 1e-9).ceil().clamp(min=1)
        estimate = _compared(right, arguments, method, counts, shared)
        excess = estimate.relative() / goal
        if not isinstance(right.f, CompiledModule):
            excess = excess.amax()  # Its items need not be independent of each other.
        is_stuck = (excess > previous / _LEAST_GROWTH) & (excess * goal < _ROUNDING)
        stalls = torch.where(is_stuck, stalls + 1, 0)
        growth = (1.1 * excess ** (1 / method_of(method).order)).ceil().clamp(2, _LARGEST_GROWTH)
        growth = torch.where(torch.isfinite(excess), growth, _BLIND_GROWTH)
        growth = torch.where((excess <= 1) | (stalls > 1), 1.0, growth)
        denser = torch.minimum(density * growth.unsqueeze(-1), limit)
        is_denser = denser > _LEAST_GROWTH * density
        if not bool(is_denser.any()):
            return Chosen(counts, estimate, excess)
        density, previous = torch.where(is_denser, denser, density), excess


def _compared(
    right: RightHandSide, arguments: Arguments, method: MethodName, counts: Tensor, shared: int
) -> Estimate:
    """The trajectory by so many steps, and how far it is from the true one."""
    ratio = (_FINE / _COARSE) ** method_of(method).order
    given = arguments.detached()
    with torch.no_grad():
        path = follow(right, *given, method, counts)
        coarse = follow(right, *given, method, counts / _FINE * _COARSE)
    return Estimate(path, (path - coarse) / (ratio - 1), given.times, given.rank, shared)


def estimate_of(
    right: RightHandSide,
    arguments: Arguments,
    method: MethodName,
    substeps: int | Tensor,
    path: Tensor,
    shared: int = 0,
) -> Estimate:
    """How far a trajectory by so many steps is from the true one."""
    more = 2 * substeps + 1
    ratio = torch.as_tensor(more).double().sum(-1) / torch.as_tensor(substeps).double().sum(-1)
    factor = ratio ** method_of(method).order
    factor = factor.reshape(factor.shape + (1,) * (1 + arguments.rank if factor.dim() else 0))
    given = arguments.detached()
    with torch.no_grad():
        fine = follow(right, *given, method, more)
        path = path.detach()
        error = (fine - path) * (factor / (factor - 1))
    return Estimate(path, error, given.times, given.rank, shared)
