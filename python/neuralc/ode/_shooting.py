"""Multiple shooting: trajectories as a least-squares problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy
import torch
from torch import Tensor, nn

from neuralc._fit.numbers import complete
from neuralc._module import CompiledModule
from neuralc.ode._arguments import Arguments, check_core, check_count, check_tolerance
from neuralc.ode._errors import SMALL_EXCESS, Estimate
from neuralc.ode._methods import MethodName, method_of
from neuralc.ode._plan import Plan
from neuralc.ode._right_hand_side import RightHandSide, as_right_hand_side
from neuralc.ode._windows import Windows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from neuralc._fit.predictor import Predictor
    from neuralc.ode._drawing import Drawing

# No shorter steps are taken than for this error: rounding is not far below.
_LEAST_RTOL = 1e-11


class MultipleShooting(nn.Module):
    """The residuals of observed trajectories, which are followed in windows; for `neuralc.fit`.

    Windows keep the search from losing a trajectory that it does not know yet: each is followed
    only as far as the next begins. All windows of all trajectories are one batch.

    >>> problem = nc.ode.MultipleShooting(f, times, observations, windows=8)
    >>> result = nc.fit(problem)

    Args:
        f: A compiled right-hand side or another module; see `RightHandSide`. Its parameters are
            those of the problem.
        times: The points of time of the observations: a vector, or one for each trajectory.
        observations: States, of the shape trajectories + (number of times,) + state, in any number
            of dimensions of trajectories; what was not observed is masked, `None` or NaN.
        windows: Into how many windows each trajectory is cut.
        substeps: How many steps of the method lead from one observation to the next. If `None`, as
            many as the estimated error asks for with the parameters at first, and again where a
            search ends: a fit goes on with more of them where it has to.
        rtol: The error that is asked for where `substeps` is `None`, relative to the greatest size
            of each element of the state in a trajectory.
        method: "rk4", "heun", "midpoint" or "euler".
        starts: "free": the starts of windows are parameters, and a jump from the end of a window
            to the start of the next is a residual. "observed": windows start from the observations
            at their beginning; errors of these make the estimates biased and look too certain. An
            array: free, and these at first, a state for each window of each trajectory: of the
            shape trajectories + (windows,) + state, or one that is broadcast to it, such as one
            state for all.
        continuity: How many times as much a jump weighs as an observation's residual. Estimates
            tend to those of whole trajectories: with 100, within a hundredth of a standard error
            where a trajectory is cut into eight windows.
        sigma: The scale of the observations' errors: a number, or one for each element of the
            state. All residuals are divided by it.
        state: The name of the state's input.
        time: The name of the time's input.
        constants: Values for all other inputs, by name; they may have the trajectories' dimensions.

    Raises:
        ValueError: Shapes do not go together, or a start is not observed and not free.
    """

    def __init__(
        self,
        f: nn.Module,
        times: Any,
        observations: Any,
        *,
        windows: int = 8,
        substeps: int | None = None,
        rtol: float = 1e-6,
        method: MethodName = "rk4",
        starts: Literal["free", "observed"] | Any = "free",
        continuity: float = 100.0,
        sigma: Any = 1.0,
        state: str | None = None,
        time: str | None = None,
        constants: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        right = as_right_hand_side(f, state, time, constants)
        rank = 1 if right.rank is None else right.rank
        self.windows = Windows(times, observations, rank, windows)
        check_core("the observations", right, self.windows.core)
        self.right = right.with_constants(self._constants_by_window(right))
        method_of(method)
        if substeps is not None:
            substeps = check_count("substeps", substeps)
        check_tolerance("rtol", rtol)
        self.substeps, self.method, self.rtol = substeps, method, rtol
        self.sigma = _scale(sigma, self.windows.core)
        check_tolerance("continuity", continuity)
        self.continuity = float(continuity)
        self.dtype = _dtype_of(f)
        is_free = not (isinstance(starts, str) and starts == "observed")
        values = self._first_starts(starts)
        self.starts = nn.Parameter(torch.tensor(values, dtype=self.dtype)) if is_free else None
        self.observed_starts = None if is_free else values
        self.is_used, self.targets = self._comparison()
        self._plan: Plan | None = None
        if substeps is not None:
            self._plan = Plan.given(self._arguments(), substeps)

    @property
    def plan(self) -> Plan:
        """How windows are followed."""
        if self._plan is None:
            self._plan = Plan.chosen(self.right, self._arguments(), self.method, self.rtol)
        return self._plan

    def refine(self, matters: bool) -> bool:
        """Whether shorter steps are taken from now on: where the number of steps is open, and the
        error with the parameters as they are is more than was asked for, or `matters`."""
        if self.substeps is not None:
            return False
        if float(self.error().relative().amax()) <= SMALL_EXCESS * self.rtol:
            if not matters or self.rtol <= _LEAST_RTOL:
                return False
            self.rtol = max(self.rtol / 100, _LEAST_RTOL)
        before = self.plan
        plan = Plan.chosen(self.right, self._arguments(), self.method, self.rtol)
        self._plan = plan
        return plan.arguments.times.shape != before.arguments.times.shape or bool(
            (torch.as_tensor(plan.counts) > torch.as_tensor(before.counts)).any()
        )

    def error(self) -> Estimate:
        """How far the states in the windows are from those of the equation, with the parameters as
        they are."""
        return self.plan.estimate(self.right, self.first_states(), self.method)

    def _arguments(self) -> Arguments:
        """What windows are followed from, and when."""
        times = torch.from_numpy(self.windows.times)
        return Arguments(self.first_states().detach(), times, len(self.windows.core))

    @property
    def f(self) -> nn.Module:
        """The right-hand side."""
        return self.right.f

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the residuals."""
        jumps = 0 if self.starts is None else self.windows.starts[:, 1:].size
        return (int(self.is_used.sum()) + jumps,)

    def forward(self) -> Tensor:
        """All residuals: a vector of those of observations, then of the jumps between windows."""
        windows = self.windows
        path = self._paths()
        axis = path.dim() - len(windows.core) - 1
        ends = path.narrow(axis, path.shape[axis] - 1, 1).squeeze(axis)
        # Observations are not narrowed where states are in float32.
        sigma, targets = torch.from_numpy(self.sigma), torch.from_numpy(self.targets)
        errors = ((path - targets) / sigma)[torch.from_numpy(self.is_used)]
        if self.starts is None:
            return errors
        jumps = (ends[:, :-1] - self.starts[:, 1:]) * self.continuity / sigma
        return torch.cat([errors, jumps.reshape(-1)])

    def trajectories(self) -> Tensor:
        """The states at all times as the windows give them: trajectories + (number of times,) +
        state, where a window's start is what the window begins with."""
        windows = self.windows
        with torch.no_grad():
            path = self._paths()
        parts = [
            path[:, number, : length + (number == len(windows.lengths) - 1)]
            for number, length in enumerate(windows.lengths)
        ]
        whole = torch.cat(parts, 1)
        return whole.reshape(windows.batch + tuple(whole.shape[1:]))

    def __predictor__(self) -> Predictor:
        """How `neuralc.fit` computes the residuals."""
        from neuralc.ode._predictor import predictor_of

        return predictor_of(self)

    def __drawing__(self) -> Drawing:
        """What `FitResult.plot` draws."""
        from neuralc.ode._drawing import drawing_of

        return drawing_of(self)

    def first_states(self) -> Tensor:
        """What windows begin with: (trajectories, windows, state)."""
        starts: Tensor | None = self.starts
        return torch.tensor(self.observed_starts, dtype=self.dtype) if starts is None else starts

    def _paths(self) -> Tensor:
        """The states in all windows: (trajectories, windows, steps + 1, state)."""
        return self.plan.path(self.right, self.first_states(), self.method)

    def extra_repr(self) -> str:
        count, windows = self.windows.starts.shape[:2]
        kind = "observed" if self.starts is None else "free"
        return f"{count} trajectories, {windows} windows, {kind} starts, {self.shape[0]} residuals"

    def _first_starts(self, starts: Any) -> NDArray[numpy.float64]:
        windows = self.windows
        if isinstance(starts, str) and starts == "observed":
            missing = numpy.argwhere(numpy.isnan(windows.starts))
            if len(missing):
                trajectory, window, *_ = missing[0]
                raise ValueError(
                    f"the start of window {window} of trajectory {trajectory} was not observed: "
                    'choose starts="free", or other windows'
                )
            return windows.starts
        if isinstance(starts, str) and starts == "free":
            values = windows.interpolated_starts()
            if numpy.isnan(values).any():
                raise ValueError(
                    "an element of the state is never observed: give its starts, as an array of "
                    f"the shape {windows.batch + windows.starts.shape[1:]}"
                )
            return values
        if isinstance(starts, str):
            raise ValueError(f'starts must be "observed", "free" or an array, not {starts!r}')
        array = complete("starts", starts)
        if not numpy.isfinite(array).all():
            raise ValueError("the starts have to be finite")
        own = windows.batch + windows.starts.shape[1:]
        try:
            return numpy.broadcast_to(array, own).reshape(windows.starts.shape).copy()
        except ValueError:
            raise ValueError(f"the starts have the shape {array.shape}, not {own}") from None

    def _comparison(self) -> tuple[NDArray[numpy.bool_], NDArray[numpy.float64]]:
        """Which points of the windows are compared with an observation, and with what: each
        observation once. Shape (trajectories, windows, steps + 1, state)."""
        windows = self.windows
        targets = numpy.concatenate([windows.starts[:, :, None], windows.targets], 2)
        is_point = numpy.pad(windows.is_step, ((0, 0), (1, 0)))
        if self.starts is not None:
            # Free starts are compared with their observations, and so ends with the next starts.
            is_point[:, 0] = True
            is_point[numpy.arange(len(is_point) - 1), windows.lengths[:-1]] = False
        shape = is_point.shape + (1,) * len(windows.core)
        is_used = is_point.reshape(shape) & ~numpy.isnan(targets)
        return is_used, numpy.nan_to_num(targets)

    def _constants_by_window(self, right: RightHandSide) -> dict[str, Any]:
        """All constants for the batch of windows."""
        ranks = {}
        if right.roles is not None:
            ranks = {item.identifier: len(item.sizes) for item in right.roles.constants}
        return {
            name: self._by_window(value, ranks[name]) if name in ranks else value
            for name, value in right.constants.items()
        }

    def _by_window(self, value: Any, rank: int) -> Any:
        """A constant for the batch of windows."""
        tensor = torch.as_tensor(value)
        batch = tensor.shape[: tensor.dim() - rank]
        if not batch:
            return value
        own = tensor.shape[tensor.dim() - rank :]
        if len(batch) > len(self.windows.batch) or any(
            size not in (1, count)
            for size, count in zip(reversed(batch), reversed(self.windows.batch), strict=False)
        ):
            raise ValueError(
                f"a constant has the batch {tuple(batch)}, and the trajectories "
                f"{self.windows.batch}"
            )
        return tensor.expand(self.windows.batch + tuple(own)).reshape(-1, 1, *own)


def _scale(sigma: Any, core: tuple[int, ...]) -> NDArray[numpy.float64]:
    """The scale of errors as an array that goes with states."""
    scale = complete("sigma", sigma)
    if not (scale > 0).all() or not numpy.isfinite(scale).all():
        raise ValueError("sigma must be positive")
    try:
        return numpy.broadcast_to(scale, core).copy()
    except ValueError:
        raise ValueError(f"sigma has the shape {scale.shape}, and a state {core}") from None


def _dtype_of(f: nn.Module) -> torch.dtype:
    """The dtype that residuals are computed in: float64 for programs."""
    if isinstance(f, CompiledModule):
        return torch.float64
    kinds = [item.dtype for item in f.parameters() if item.is_floating_point()]
    return kinds[0] if kinds else torch.float64
