"""A trajectory by given steps: a loop of calls, or one kernel where there are any."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn

from neuralc import _compile
from neuralc._module import CompiledModule
from neuralc.ode._clock import Clock
from neuralc.ode._methods import MethodName, method_of, step
from neuralc.ode._right_hand_side import RightHandSide
from neuralc.ode._rollout import rollout_text

_kernels: WeakKeyDictionary[nn.Module, dict[Any, CompiledModule]] = WeakKeyDictionary()


def follow(
    right: RightHandSide,
    y0: Tensor,
    times: Tensor,
    rank: int,
    stops: Tensor | None,
    method: MethodName,
    substeps: int | Tensor,
) -> Tensor:
    """The states at all times: batch + (times,) + state. The arguments are known to make sense;
    `substeps` is the number of steps in each round."""
    batch = torch.broadcast_shapes(  # type: ignore[no-untyped-call]
        y0.shape[: y0.dim() - rank], times.shape[:-1]
    )
    if times.shape[-1] == 1:
        start: Tensor = y0.expand(batch + y0.shape[y0.dim() - rank :]).unsqueeze(-rank - 1)
        return start
    clock = Clock.of(times, substeps, y0.dtype, stops, right.spacing)
    program = kernel_of(right, clock.rounds, y0, method, clock.substeps)
    if program is not None:
        return _by_kernel(right, program, y0, clock, rank)
    return _by_calls(right, y0, clock, batch, rank, method)


def kernel_of(
    right: RightHandSide, steps: int, y0: Any, method: MethodName, substeps: Any
) -> CompiledModule | None:
    """The program of a whole trajectory, whose inputs are start, constants, parameters and clock in
    the order of `operands_of`; `None` where a loop of calls has to do. Where `substeps` is no
    integer, the numbers of steps are an input."""
    f, roles = right.f, right.roles
    if not isinstance(f, CompiledModule) or f.__neuralc__.backend != "native" or roles is None:
        return None
    if len(roles.state.sizes) > 1:
        return None
    known = _kernels.setdefault(f, {})
    size = y0.shape[-1] if roles.state.sizes else None
    names = (roles.state.name, roles.time.name if roles.time is not None else None)
    fixed = substeps if isinstance(substeps, int) else None
    key = (names, steps, method, fixed, size)
    program = known.get(key)
    if program is None:
        text = rollout_text(
            f, roles, steps, method=method, substeps=fixed, size=size, for_kernel=True
        )
        program = known[key] = _compile.compile(
            text, backend="native", max_iterations=max(1_000_000, steps + 1, (fixed or 0) + 1)
        )
    return program


def operands_of(right: RightHandSide, y0: Any, clock: Clock, parameters: list[Any]) -> list[Any]:
    """What such a program is called with."""
    assert right.roles is not None
    values = {**right.constants, right.roles.state.identifier: y0}
    time = None if right.roles.time is None else right.roles.time.identifier
    f = right.f
    assert isinstance(f, CompiledModule)
    inputs = [values[item.identifier] for item in f.__neuralc__.inputs if item.identifier != time]
    return [*inputs, *parameters, *clock.operands]


def _by_kernel(
    right: RightHandSide, program: CompiledModule, y0: Tensor, clock: Clock, rank: int
) -> Tensor:
    """The trajectory by one call."""
    f = right.f
    assert isinstance(f, CompiledModule)
    parameters = [getattr(f, item.identifier) for item in f.__neuralc__.parameters]
    path = program(*operands_of(right, y0, clock, parameters))
    batch = tuple(path.shape[: path.dim() - rank - 1])
    start = y0.expand(batch + tuple(y0.shape[y0.dim() - rank :])).unsqueeze(-rank - 1)
    return torch.cat([start.to(path.dtype), path], -rank - 1)


def _by_calls(
    right: RightHandSide,
    y0: Tensor,
    clock: Clock,
    batch: tuple[int, ...],
    rank: int,
    method: MethodName,
) -> Tensor:
    """The trajectory by a loop."""
    scheme = method_of(method)
    y = y0.expand(batch + tuple(y0.shape[y0.dim() - rank :]))
    states = [y]
    for number in range(clock.rounds):
        for t, h, dt in clock.steps(number):
            y = step(scheme, right, t, y, h.reshape(h.shape + (1,) * rank), dt)
        states.append(y)
    return torch.stack(torch.broadcast_tensors(*states), -rank - 1)  # type: ignore[no-untyped-call]


def picked(path: Tensor, wanted: Tensor, rank: int) -> Tensor:
    """The states at some of the times: these are numbered, for each item of a batch where they
    differ."""
    if wanted.dim() == 1:
        return path.index_select(-rank - 1, wanted)
    before, state = path.shape[: path.dim() - rank - 1], path.shape[path.dim() - rank :]
    index = wanted.expand((*before, wanted.shape[-1]))
    index = index.reshape(index.shape + (1,) * rank)
    return path.gather(-rank - 1, index.expand((*index.shape[: len(before) + 1], *state)))
