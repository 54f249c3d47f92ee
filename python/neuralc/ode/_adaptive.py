"""Adaptive integration by torchdiffeq, differentiable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from neuralc.ode._integrate import as_tensors
from neuralc.ode._right_hand_side import as_right_hand_side


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
        **options: Further arguments of `torchdiffeq.odeint`.

    Returns:
        The states at all times: a tensor of the shape batch + (number of times,) + state.
    """
    try:
        import torchdiffeq
    except ImportError:
        raise ImportError('odeint needs torchdiffeq: pip install "neuralc[ode]"') from None
    right = as_right_hand_side(f, state, time, constants)
    y0, times = as_tensors(right.f, y0, times)
    rank = 1 if right.rank is None else right.rank
    solve = torchdiffeq.odeint_adjoint if adjoint else torchdiffeq.odeint
    path: Tensor = solve(right, y0, times, method=method, rtol=rtol, atol=atol, **options)
    return path.movedim(0, path.dim() - rank - 1)
