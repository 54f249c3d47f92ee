"""Adaptive integration by torchdiffeq, differentiable."""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from neuralc.ode._arguments import (
    Arguments,
    arguments_of,
    check_tolerance,
    check_vector,
    with_whole_batch,
)
from neuralc.ode._errors import Estimate, IntegrationWarning, narrowing, too_long
from neuralc.ode._looking import is_time_to_look
from neuralc.ode._options import check_method, check_options
from neuralc.ode._right_hand_side import RightHandSide, as_right_hand_side
from neuralc.ode._stops import pieces_of

# What torchdiffeq takes beside what `odeint` has itself.
_FOR_ADJOINT = (
    "adjoint_rtol",
    "adjoint_atol",
    "adjoint_method",
    "adjoint_options",
    "adjoint_params",
)
# Arguments of its solvers that are no options.
_NO_OPTIONS = ("self", "func", "y0", "rtol", "atol", "args", "kwargs", "unused_kwargs")


def odeint(
    f: nn.Module,
    y0: Any,
    times: Any,
    *,
    method: str = "dopri5",
    rtol: float = 1e-7,
    atol: float = 1e-9,
    adjoint: bool = False,
    state: str | None = None,
    time: str | None = None,
    constants: Mapping[str, Any] | None = None,
    **options: Any,
) -> Tensor:
    """Follows dy/dt = f(t, y) with torchdiffeq, to a given accuracy; differentiable by PyTorch.

    Where a comparison of the time changes in a program, at times that are known, the solver stops
    and starts anew.

    Args:
        f: A compiled right-hand side or another module; see `RightHandSide`.
        y0: The states to start from, with any batch dimensions before their own. The steps are the
            same for the whole batch.
        times: The points of time at which states are wanted, a vector; the first is that of `y0`.
        method: One of torchdiffeq's.
        rtol: Relative tolerance.
        atol: Absolute tolerance.
        adjoint: Whether the gradient comes from the adjoint equation, solved backwards with
            constant memory, instead of from the steps taken.
        state: The name of the state's input.
        time: The name of the time's input.
        constants: Values for all other inputs, by name.
        **options: `options=`, a mapping of what the method can be told, such as `max_step` or
            `step_size`; with `adjoint`, `adjoint_rtol`, `adjoint_atol`, `adjoint_method`,
            `adjoint_options` and `adjoint_params`.

    Returns:
        The states at all times: a tensor of the shape batch + (number of times,) + state.

    Warns:
        IntegrationWarning: The rates may jump at times that are not known, or cannot tell times
            apart; or states are off by more than a thousandth of their greatest size where the
            method has fixed steps, which are as long as from one time to the next without
            `step_size`.
    """
    try:
        import torchdiffeq
    except ImportError:
        raise ImportError('odeint needs torchdiffeq: pip install "neuralc[ode]"') from None
    right = as_right_hand_side(f, state, time, constants)
    solvers = sys.modules[torchdiffeq.odeint.__module__].SOLVERS
    check_method(method, solvers)
    own = _options_of(solvers[method])
    known = ("options", *(_FOR_ADJOINT if adjoint else ()))
    check_options("odeint", method, options, known, dict.fromkeys(own, "options"))
    told = options.pop("options", None) or {}
    if not isinstance(told, Mapping):
        raise TypeError(f"options must be values by name, not {type(told).__name__}")
    check_options("options= of odeint", method, told, own)
    check_tolerance("rtol", rtol)
    check_tolerance("atol", atol)
    arguments = with_whole_batch(right, arguments_of(right, y0, times))
    check_vector(arguments.times)
    solve = torchdiffeq.odeint_adjoint if adjoint else torchdiffeq.odeint
    solver = _Solver(
        right, partial(solve, method=method, rtol=rtol, atol=atol, **options), method, told, own
    )
    path, unknown = solver.path(arguments)
    messages = [unknown, narrowing(right, arguments, 1)]
    is_fixed = "step_size" in own and "grid_constructor" not in told
    how = ("odeint", method, str(told.get("step_size")))
    if is_fixed and is_time_to_look(right, arguments, how):
        estimate = solver.estimate(arguments, path, solvers[method].order)
        messages.append(too_long(right, estimate, 'options={"step_size": …}, or no fixed steps'))
    for message in messages:
        if message is not None:
            warnings.warn(message, IntegrationWarning, stacklevel=2)
    return path


class _Solver(NamedTuple):
    """A method of torchdiffeq with its settings."""

    right: RightHandSide
    solve: Callable[..., Tensor]
    method: str
    options: Mapping[str, Any]
    known: Sequence[str]
    """The options that there are."""

    def path(
        self, arguments: Arguments, options: Mapping[str, Any] | None = None
    ) -> tuple[Tensor, str | None]:
        """The states at all times, one piece after the other; and what there is to say."""
        times, y = arguments.times, arguments.y0
        states = [y]
        pieces, unknown = pieces_of(self.right, y, times)
        if not pieces or not y.numel():  # Nothing moves.
            return torch.stack([y] * len(times), y.dim() - arguments.rank), unknown
        for piece in pieces:
            ends = times.new_tensor([piece.start, piece.end])
            moments = torch.cat([ends[:1], times[piece.own], ends[1:]])
            # torchdiffeq takes no time twice.
            differs = torch.cat([torch.ones_like(moments[:1]), moments.detach().diff()]) != 0
            module = _Within(self.right, *piece.inside(y.dtype)) if piece.has_stop else self.right
            told = dict(options or self.options)
            if piece.has_stop and "step_t" in self.known:
                told.setdefault("step_t", ends[1:])  # A step ends there, and not beyond.
            found = self._follow(module, y, moments[differs], told)
            path = found[differs.long().cumsum(0) - 1]
            states += path[1:-1].unbind(0)
            y = path[-1]
        whole = torch.stack(states)
        return whole.movedim(0, whole.dim() - arguments.rank - 1), unknown

    def estimate(self, arguments: Arguments, path: Tensor, order: int) -> Estimate:
        """How far a path by fixed steps is from the true one: by half as long ones."""
        given, size = arguments.detached(), self.options.get("step_size")
        count, axis = len(given.times), -1 - arguments.rank
        with torch.no_grad():
            if size is None:
                between = (given.times[1:] + given.times[:-1]) / 2
                every = torch.cat([given.times, between]).sort(descending=_is_back(given.times))
                fine, _ = self.path(given._replace(times=every.values))
                fine = fine.index_select(axis, torch.arange(0, 2 * count - 1, 2))
            else:
                fine, _ = self.path(given, {**self.options, "step_size": size / 2})
            error = (fine - path) * (2**order / (2**order - 1))
        return Estimate(path.detach(), error, given.times, given.rank)

    def _follow(
        self, module: nn.Module, start: Tensor, moments: Tensor, options: dict[str, Any]
    ) -> Tensor:
        """The states at these times, none of them twice."""
        try:
            return self.solve(module, start, moments, options=options)
        except AssertionError as error:  # That is how torchdiffeq gives up.
            raise ArithmeticError(
                f"{self.method} gave up between t = {moments[0]:g} and {moments[-1]:g}: {error}"
            ) from None


def _is_back(times: Tensor) -> bool:
    return bool(times[-1] < times[0])


class _Within(nn.Module):
    """A right-hand side that is given no time outside a piece."""

    def __init__(self, right: RightHandSide, low: float, high: float) -> None:
        super().__init__()
        self.right = right
        self._low, self._high = low, high

    def forward(self, t: Tensor, y: Tensor) -> Tensor:
        """The derivative."""
        result: Tensor = self.right(t.clamp(self._low, self._high), y)
        return result


def _options_of(solver: type) -> list[str]:
    """The names that a solver of torchdiffeq takes as options."""
    names: dict[str, None] = {}
    for owner in solver.__mro__:
        if "__init__" in vars(owner) and owner is not object:
            names |= dict.fromkeys(inspect.signature(owner.__init__).parameters)  # type: ignore[misc]
    return [name for name in names if name not in _NO_OPTIONS]
