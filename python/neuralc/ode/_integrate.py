"""Fixed steps in PyTorch, for any module: a loop of calls, or one kernel where there are any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn

from neuralc import _compile
from neuralc._module import CompiledModule
from neuralc.ode._methods import MethodName, method_of, step
from neuralc.ode._right_hand_side import RightHandSide, as_right_hand_side
from neuralc.ode._rollout import rollout_text

_kernels: WeakKeyDictionary[nn.Module, dict[Any, CompiledModule]] = WeakKeyDictionary()


def integrate(
    f: nn.Module,
    y0: Any,
    times: Any,
    *,
    method: MethodName = "rk4",
    substeps: int = 1,
    state: str | None = None,
    time: str | None = None,
    constants: Mapping[str, Any] | None = None,
) -> Tensor:
    """Follows dy/dt = f(t, y) with steps of fixed length; differentiable by PyTorch.

    Where `f` is compiled for native kernels, a whole trajectory is one call.

    Args:
        f: A compiled right-hand side or another module; see `RightHandSide`.
        y0: The states to start from, with any batch dimensions before their own. A module that
            is not compiled takes a vector as its state, or a batch of them.
        times: The points of time at which states are wanted, in order, the first that of `y0`:
            a vector, or one for each item of the batch. They may decrease.
        method: "rk4", "heun", "midpoint" or "euler".
        substeps: How many steps lead from one point to the next.
        state: The name of the state's input.
        time: The name of the time's input.
        constants: Values for all other inputs, by name.

    Returns:
        The states at all times: a tensor of the shape batch + (number of times,) + state.
    """
    right = as_right_hand_side(f, state, time, constants)
    y0, times = as_tensors(right.f, y0, times)
    _check_order(times)
    return follow(right, y0, times, method, substeps)


def follow(
    right: RightHandSide, y0: Tensor, times: Tensor, method: MethodName, substeps: int
) -> Tensor:
    """The same for times that are known to be in order."""
    rank = 1 if right.rank is None else right.rank
    if times.dim() == 0 or y0.dim() < rank:
        raise ValueError(
            f"the states have the shape {tuple(y0.shape)} and the times {tuple(times.shape)}: "
            f"a state has {rank} dimensions, and times at least one"
        )
    batch = torch.broadcast_shapes(  # type: ignore[no-untyped-call]
        y0.shape[: y0.dim() - rank], times.shape[:-1]
    )
    if times.shape[-1] == 1:
        start: Tensor = y0.expand(batch + y0.shape[y0.dim() - rank :]).unsqueeze(-rank - 1)
        return start
    program = kernel_of(right, times.shape[-1] - 1, y0, method, substeps)
    if program is not None:
        return _by_kernel(right, program, y0, times, batch, rank)
    return _by_calls(right, y0, times, batch, rank, method, substeps)


def _check_order(times: Tensor) -> None:
    """Refuses times that go forth and back, where their values can be looked at."""
    if torch.compiler.is_compiling() or torch._C._functorch.peek_interpreter_stack() is not None:
        return
    if times.dim() == 0 or times.is_meta:
        return
    steps = times.detach().diff()
    if bool(((steps > 0).any(-1) & (steps < 0).any(-1)).any()):
        raise ValueError("the times have to be in order: all steps forward, or all back")


def kernel_of(
    right: RightHandSide, steps: int, y0: Any, method: MethodName, substeps: int
) -> CompiledModule | None:
    """The program of a whole trajectory, whose inputs are start, constants, parameters and times in
    the order of `operands_of`; `None` where a loop of calls has to do."""
    f, roles = right.f, right.roles
    if not isinstance(f, CompiledModule) or f.__neuralc__.backend != "native" or roles is None:
        return None
    if len(roles.state.sizes) > 1:
        return None
    known = _kernels.setdefault(f, {})
    size = y0.shape[-1] if roles.state.sizes else None
    names = (roles.state.name, roles.time.name if roles.time is not None else None)
    key = (names, steps, method, substeps, size)
    program = known.get(key)
    if program is None:
        text = rollout_text(
            f, roles, steps, method=method, substeps=substeps, size=size, free_parameters=True
        )
        program = known[key] = _compile.compile(
            text, backend="native", max_iterations=max(1_000_000, steps + 1, substeps + 1)
        )
    return program


def operands_of(right: RightHandSide, y0: Any, times: Any, parameters: list[Any]) -> list[Any]:
    """What such a program is called with."""
    assert right.roles is not None
    values = {**right.constants, right.roles.state.identifier: y0}
    time = None if right.roles.time is None else right.roles.time.identifier
    f = right.f
    assert isinstance(f, CompiledModule)
    inputs = [values[item.identifier] for item in f.__neuralc__.inputs if item.identifier != time]
    return [*inputs, *parameters, times]


def _by_kernel(
    right: RightHandSide,
    program: CompiledModule,
    y0: Tensor,
    times: Tensor,
    batch: tuple[int, ...],
    rank: int,
) -> Tensor:
    """The trajectory by one call."""
    f = right.f
    assert isinstance(f, CompiledModule)
    parameters = [getattr(f, item.identifier) for item in f.__neuralc__.parameters]
    path = program(*operands_of(right, y0, times, parameters))
    batch = tuple(path.shape[: path.dim() - rank - 1])
    start = y0.expand(batch + tuple(y0.shape[y0.dim() - rank :])).unsqueeze(-rank - 1)
    return torch.cat([start.to(path.dtype), path], -rank - 1)


def _by_calls(
    right: RightHandSide,
    y0: Tensor,
    times: Tensor,
    batch: tuple[int, ...],
    rank: int,
    method: MethodName,
    substeps: int,
) -> Tensor:
    """The trajectory by a loop."""
    scheme = method_of(method)
    y = y0.expand(batch + tuple(y0.shape[y0.dim() - rank :]))
    states = [y]
    for now, then in zip(times.unbind(-1), times.unbind(-1)[1:], strict=False):
        dt = (then - now) / substeps
        h = dt.reshape(dt.shape + (1,) * rank)
        for number in range(substeps):
            y = step(scheme, right, now + number * dt, y, h, dt)
        states.append(y)
    return torch.stack(states, -rank - 1)


def as_tensors(f: nn.Module, y0: Any, times: Any) -> tuple[Tensor, Tensor]:
    """Start and times as tensors of floating-point numbers."""
    if isinstance(y0, Tensor) and y0.is_floating_point():
        return y0, torch.as_tensor(times, dtype=y0.dtype, device=y0.device)
    start = torch.as_tensor(y0)
    if not start.is_floating_point():
        like = next((item for item in f.parameters() if item.is_floating_point()), None)
        start = start.to(torch.get_default_dtype() if like is None else like.dtype)
    return start, torch.as_tensor(times, dtype=start.dtype, device=start.device)
