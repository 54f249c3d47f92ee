"""Adaptive integration by SciPy, for simulation: stiff solvers with the exact Jacobian."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy
import torch
from torch import nn

from neuralc._module import CompiledModule
from neuralc.ode._right_hand_side import RightHandSide, as_right_hand_side

if TYPE_CHECKING:
    from numpy.typing import NDArray

Solver: TypeAlias = Literal["LSODA", "Radau", "BDF", "DOP853", "RK45", "RK23"]
"""A method of `scipy.integrate.solve_ivp`; the first three are for stiff problems."""

_IMPLICIT = ("LSODA", "Radau", "BDF")


def simulate(
    f: nn.Module,
    y0: Any,
    times: Any,
    *,
    method: Solver = "LSODA",
    rtol: float = 1e-8,
    atol: Any = 1e-10,
    state: str | None = None,
    time: str | None = None,
    constants: Mapping[str, Any] | None = None,
    **options: Any,
) -> NDArray[numpy.float64]:
    """Follows dy/dt = f(t, y) in float64 with `scipy.integrate.solve_ivp`, to a given accuracy.

    Implicit methods are given the exact Jacobian of the right-hand side.

    Args:
        f: A compiled right-hand side or another module; see `RightHandSide`.
        y0: The state to start from, or a batch of them, which are followed one by one.
        times: The points of time at which states are wanted, a vector; the first is that of `y0`.
        method: Of SciPy's: "LSODA" changes between a stiff and a non-stiff method by itself.
        rtol: Relative tolerance.
        atol: Absolute tolerance: a number, or one for each element of the state.
        state: The name of the state's input.
        time: The name of the time's input.
        constants: Values for all other inputs, by name; they may have the batch dimensions too.
        **options: Further options of `solve_ivp`, such as `max_step`.

    Returns:
        The states at all times: an array of the shape batch + (number of times,) + state.

    Raises:
        ArithmeticError: The solver gave up; the message says when and why.
    """
    right = as_right_hand_side(f, state, time, constants)
    start = numpy.asarray(y0, dtype=numpy.float64)
    points = numpy.asarray(times, dtype=numpy.float64)
    if points.ndim != 1 or len(points) < 2:
        raise ValueError(f"times must be a vector of two or more, not of shape {points.shape}")
    rank = 1 if right.rank is None else right.rank
    if start.ndim < rank:
        raise ValueError(f"a state has {rank} dimensions, and y0 the shape {start.shape}")
    batch = start.shape[: start.ndim - rank]
    core = start.shape[start.ndim - rank :]
    ranks = (
        {}
        if right.roles is None
        else {item.identifier: len(item.sizes) for item in right.roles.constants}
    )
    result = numpy.empty((*batch, len(points), *core))
    for index in numpy.ndindex(batch):
        own = {
            name: _item(value, batch, index, ranks[name]) if name in ranks else value
            for name, value in right.constants.items()
        }
        one = right.with_constants(own)
        path = _solve(one, start[index], points, method, rtol, atol, options)
        result[index] = path.T.reshape(len(points), *core)
    return result


def _item(value: Any, batch: tuple[int, ...], index: tuple[int, ...], rank: int) -> Any:
    """What one item of a batch has of a constant."""
    array = numpy.asarray(value.detach() if isinstance(value, torch.Tensor) else value)
    own = array.shape[array.ndim - rank :]
    return numpy.broadcast_to(array, batch + own)[index].astype(numpy.float64)


def _solve(
    right: RightHandSide,
    start: NDArray[numpy.float64],
    points: NDArray[numpy.float64],
    method: Solver,
    rtol: float,
    atol: Any,
    options: dict[str, Any],
) -> NDArray[numpy.float64]:
    """One trajectory: the flat states, a column a point of time."""
    try:
        from scipy.integrate import solve_ivp
    except ImportError:
        raise ImportError('simulate needs SciPy: pip install "neuralc[ode]"') from None
    shape = start.shape

    def derivative(t: float, y: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
        with torch.no_grad():
            value = right(torch.tensor(t, dtype=torch.float64), torch.from_numpy(y).reshape(shape))
        flat: NDArray[numpy.float64] = value.numpy().reshape(-1)
        return flat

    if method in _IMPLICIT:
        options = {"jac": _jacobian_of(right, shape), **options}
    solution = solve_ivp(
        derivative,
        (points[0], points[-1]),
        start.reshape(-1),
        method=method,
        t_eval=points,
        rtol=rtol,
        atol=atol,
        **options,
    )
    if not solution.success:
        reached = solution.t[-1] if len(solution.t) else points[0]
        raise ArithmeticError(f"{method} stopped after t = {reached:g}: {solution.message}")
    path: NDArray[numpy.float64] = solution.y
    return path


def _jacobian_of(
    right: RightHandSide, shape: tuple[int, ...]
) -> Callable[[float, NDArray[numpy.float64]], NDArray[numpy.float64]]:
    """The derivatives of the derivative by the state, as a function of time and flat state."""
    f, roles = right.f, right.roles

    def compiled(t: float, y: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
        assert isinstance(f, CompiledModule)
        assert roles is not None
        values = {**right.constants, roles.state.identifier: y.reshape(shape)}
        if roles.time is not None:
            values[roles.time.identifier] = t
        wrt = roles.state.identifier
        _, jacobians = f.value_and_jacobian(**values, wrt=wrt)
        found: NDArray[numpy.float64] = numpy.asarray(jacobians[roles.state.name])
        return found.reshape(y.size, y.size)

    def by_autograd(t: float, y: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
        moment = torch.tensor(t, dtype=torch.float64)
        found = torch.func.jacrev(lambda value: right(moment, value))(
            torch.from_numpy(y).reshape(shape)
        ).detach()
        result: NDArray[numpy.float64] = found.numpy().reshape(y.size, y.size)
        return result

    return compiled if isinstance(f, CompiledModule) else by_autograd
