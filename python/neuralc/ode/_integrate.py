"""Fixed steps in PyTorch, as many as are needed or as one says."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn

from neuralc.ode._arguments import (
    arguments_of,
    check_count,
    check_tolerance,
)
from neuralc.ode._errors import SMALL_EXCESS, IntegrationWarning, narrowing, too_long
from neuralc.ode._follow import follow, picked
from neuralc.ode._looking import is_time_to_look
from neuralc.ode._methods import MethodName, method_of
from neuralc.ode._right_hand_side import as_right_hand_side
from neuralc.ode._steps import choose, estimate_of
from neuralc.ode._stops import with_stops


def integrate(
    f: nn.Module,
    y0: Any,
    times: Any,
    *,
    method: MethodName = "rk4",
    substeps: int | None = None,
    rtol: float = 1e-6,
    state: str | None = None,
    time: str | None = None,
    constants: Mapping[str, Any] | None = None,
) -> Tensor:
    """Follows dy/dt = f(t, y) with steps of fixed length; differentiable by PyTorch.

    Where `f` is compiled for native kernels, a whole trajectory is one call. States are computed
    in the widest dtype of `y0`, parameters and constants (Python numbers have none), the lengths
    of steps from times in float64.

    Args:
        f: A compiled right-hand side or another module; see `RightHandSide`.
        y0: The states to start from, with any batch dimensions before their own. A module that
            is not compiled takes a vector as its state, or a batch of them.
        times: The points of time at which states are wanted, in order, the first that of `y0`:
            a vector, or one for each item of the batch. They may decrease.
        method: "rk4", "heun", "midpoint" or "euler".
        substeps: How many steps lead from one point to the next. If `None`, as many as the
            estimated error asks for, for each item of a batch of a program alone; a step ends
            where a comparison of the time changes.
        rtol: The error that is asked for where `substeps` is `None`, relative to the greatest
            size of each element of the state on the way.
        state: The name of the state's input.
        time: The name of the time's input.
        constants: Values for all other inputs, by name.

    Returns:
        The states at all times: a tensor of the shape batch + (number of times,) + state.

    Warns:
        IntegrationWarning: States are off by more than was asked for, or, where `substeps` is
            given, by more than a thousandth of their greatest size. That is looked at in a
            module's first call of each kind, and then in ever fewer of them.
    """
    right = as_right_hand_side(f, state, time, constants)
    method_of(method)
    arguments = arguments_of(right, y0, times)
    if substeps is not None:
        substeps = check_count("substeps", substeps)
        path = follow(right, *arguments, method, substeps)
        if path.numel() and is_time_to_look(right, arguments, (method, substeps)):
            _warn(narrowing(right, arguments, substeps))
            estimate = estimate_of(right, arguments, method, substeps, path)
            _warn(too_long(right, estimate, f"more substeps than {substeps}, or an open number"))
        return path
    check_tolerance("rtol", rtol)
    if arguments.times.shape[-1] == 1 or not arguments.y0.numel():
        return follow(right, *arguments, method, 1)
    stopped, wanted, unknown = with_stops(right, arguments)
    _warn(unknown)
    chosen = choose(right, stopped, method, rtol)
    _warn(narrowing(right, stopped, chosen.counts))
    if float(chosen.excess.amax()) > SMALL_EXCESS:
        _warn(
            f"{chosen.estimate.worst(right)}, with as many steps as are taken: the equation may be "
            "stiff or chaotic, or have no solution to that time; see nc.ode.simulate, or give "
            "substeps="
        )
    path = follow(right, *stopped, method, chosen.counts)
    return path if wanted is None else picked(path, wanted, arguments.rank)


def _warn(message: str | None) -> None:
    """Warns whoever called `integrate`, if there is something to say."""
    if message is not None:
        warnings.warn(message, IntegrationWarning, stacklevel=3)
