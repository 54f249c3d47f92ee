"""Adaptive integration by SciPy, for simulation: stiff solvers with the exact Jacobian."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy
import torch
from torch import nn

from neuralc._module import CompiledModule
from neuralc.ode._arguments import (
    arguments_of,
    as_array,
    check_tolerance,
    check_vector,
    with_whole_batch,
)
from neuralc.ode._errors import IntegrationWarning
from neuralc.ode._options import check_method, check_options
from neuralc.ode._right_hand_side import RightHandSide, as_right_hand_side
from neuralc.ode._stops import Piece, pieces_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

Solver: TypeAlias = Literal["LSODA", "Radau", "BDF", "DOP853", "RK45", "RK23"]
"""A method of `scipy.integrate.solve_ivp`; the first three are for stiff problems."""

_IMPLICIT = ("LSODA", "Radau", "BDF")

# What SciPy's solvers take of their own.
_FOR_ALL = ("first_step", "max_step")
_OPTIONS: dict[str, tuple[str, ...]] = {
    "LSODA": ("jac", "min_step", "lband", "uband"),
    "Radau": ("jac", "jac_sparsity"),
    "BDF": ("jac", "jac_sparsity"),
    "DOP853": (),
    "RK45": (),
    "RK23": (),
}


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

    Implicit methods are given the exact Jacobian of the right-hand side. Where a comparison of the
    time changes in a program, at times that are known, the solver stops and starts anew.

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
        **options: `first_step` and `max_step` for every method; `jac` for the implicit ones (in
            place of the exact Jacobian), `jac_sparsity` for "Radau" and "BDF", `min_step`, `lband`
            and `uband` for "LSODA".

    Returns:
        The states at all times: an array of the shape batch + (number of times,) + state.

    Raises:
        ArithmeticError: The solver gave up; the message says when and why.
        TypeError: There is no such option for the method.

    Warns:
        IntegrationWarning: The rates may jump at times that are not known.
    """
    right = as_right_hand_side(f, state, time, constants)
    if right.roles is None:
        right = copy.deepcopy(right).double()
    check_method(method, _OPTIONS)
    check_options("simulate", method, options, (*_FOR_ALL, *_OPTIONS[method]))
    check_tolerance("rtol", rtol)
    check_tolerance("atol", atol)
    given = arguments_of(right, as_array("y0", y0), as_array("times", times))
    given = with_whole_batch(right, given)
    check_vector(given.times)
    start, points, rank = given.y0.double().numpy(), given.times.numpy(), given.rank
    batch, core = start.shape[: start.ndim - rank], start.shape[start.ndim - rank :]
    ranks = (
        {}
        if right.roles is None
        else {item.identifier: len(item.sizes) for item in right.roles.constants}
    )
    result = numpy.empty((*batch, len(points), *core))
    messages: dict[str, None] = {}
    for index in numpy.ndindex(batch):
        own = {
            name: _item(value, batch, index, ranks[name]) if name in ranks else value
            for name, value in right.constants.items()
        }
        one = right.with_constants(own)
        pieces, unknown = pieces_of(one, torch.as_tensor(start[index]), given.times)
        if unknown is not None:
            messages[unknown] = None
        path = numpy.empty((start[index].size, len(points)))
        flat = start[index].reshape(-1)
        path[:] = flat[:, None]
        for piece in pieces:
            part = _solve(one, flat, core, points, piece, method, rtol, atol, options)
            path[:, piece.own], flat = part[:, :-1], part[:, -1]
        result[index] = path.T.reshape(len(points), *core)
    for message in messages:
        warnings.warn(message, IntegrationWarning, stacklevel=2)
    return result


def _item(value: Any, batch: tuple[int, ...], index: tuple[int, ...], rank: int) -> Any:
    """What one item of a batch has of a constant."""
    array = numpy.asarray(value.detach() if isinstance(value, torch.Tensor) else value)
    own = array.shape[array.ndim - rank :]
    return numpy.broadcast_to(array, batch + own)[index].astype(numpy.float64)


def _solve(
    right: RightHandSide,
    start: NDArray[numpy.float64],
    shape: tuple[int, ...],
    points: NDArray[numpy.float64],
    piece: Piece,
    method: Solver,
    rtol: float,
    atol: Any,
    options: dict[str, Any],
) -> NDArray[numpy.float64]:
    """The flat states at a piece's points of time and at its end, a column each."""
    try:
        from scipy.integrate import solve_ivp
    except ImportError:
        raise ImportError('simulate needs SciPy: pip install "neuralc[ode]"') from None
    low, high = piece.inside() if piece.has_stop else (-numpy.inf, numpy.inf)

    def derivative(t: float, y: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
        moment = torch.tensor(min(max(t, low), high), dtype=torch.float64)
        with torch.no_grad():
            value = right(moment, torch.from_numpy(y).reshape(shape))
        flat: NDArray[numpy.float64] = value.double().numpy().reshape(-1)
        return flat

    if method in _IMPLICIT:
        jacobian = _jacobian_of(right, shape)
        options = {"jac": lambda t, y: jacobian(min(max(t, low), high), y), **options}
    moments = numpy.append(points[piece.own], piece.end)
    wanted, places = numpy.unique(moments, return_inverse=True)
    if piece.end < piece.start:
        wanted, places = wanted[::-1], len(wanted) - 1 - places
    solution = solve_ivp(
        derivative,
        (piece.start, piece.end),
        start,
        method=method,
        t_eval=wanted,
        rtol=rtol,
        atol=atol,
        **options,
    )
    if not solution.success:
        reached = solution.t[-1] if len(solution.t) else piece.start
        raise ArithmeticError(f"{method} stopped after t = {reached:g}: {solution.message}")
    path: NDArray[numpy.float64] = solution.y[:, places]
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
