"""Multiple shooting as a problem of `neuralc.fit`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy
import torch
from torch import nn

from neuralc._fit.compiled import stepwise, unknowns_of
from neuralc._fit.modules import ModulePredictor
from neuralc._fit.predictor import Predictor
from neuralc._fit.space import Array, Unknown
from neuralc._module import CompiledModule
from neuralc.ode._errors import NEGLIGIBLE
from neuralc.ode._follow import kernel_of, operands_of

if TYPE_CHECKING:
    from neuralc.ode._shooting import MultipleShooting


# What the starts of windows are a part of.
_OWNER = "the states that windows begin with"


def predictor_of(problem: MultipleShooting) -> Predictor:
    """How a fit computes the residuals: by one kernel where there is one, else by PyTorch."""
    program = _program(problem)
    result = _by_modules(problem) if program is None else KernelPredictor(problem, program)
    _describe(result, problem)
    result.unobserved = int(numpy.isnan(problem.windows.trajectories).sum())
    given = problem.substeps
    result.hint = (
        f"steps may be too long: try more substeps than {given}"
        if given is not None
        else "the equation may be too stiff for as many steps as are taken by themselves"
    )
    return result


def _program(problem: MultipleShooting) -> CompiledModule | None:
    """The kernel that follows a window, if there is one."""
    clock = problem.plan.clock(problem.right)
    starts = problem.windows.starts
    return kernel_of(problem.right, clock.rounds, starts, problem.method, clock.substeps)


def _by_modules(problem: MultipleShooting) -> Predictor:
    """Residuals by PyTorch, with the names that parameters have in the right-hand side."""
    predictor = ShootingPredictor.of_residuals(problem, _residuals_of, None)
    assert isinstance(predictor, ShootingPredictor)  # It makes its own kind.
    predictor.problem = problem
    predictor.shape = problem.shape
    predictor.unknowns = [_renamed(unknown) for unknown in predictor.unknowns]
    return predictor


def _residuals_of(model: nn.Module, data: Any) -> Any:
    """What a problem gives of itself; a lambda could not be pickled."""
    return model()


def _describe(predictor: Predictor, problem: MultipleShooting) -> None:
    """Says which residuals are observations, of which series and how weighted, and which are jumps
    between windows."""
    trajectory, *_, element = numpy.nonzero(problem.is_used.reshape(*problem.is_used.shape[:3], -1))
    scale = problem.sigma.reshape(-1)
    predictor.conditions = problem.shape[0] - len(trajectory)
    predictor.weights = 1 / scale[element] ** 2
    predictor.series = trajectory * len(scale) + element


def _renamed(unknown: Unknown) -> Unknown:
    if unknown.name == "starts":
        return replace(unknown, is_named=False, owner=_OWNER)
    return replace(unknown, name=unknown.name.removeprefix("right.f."))


class _Refined(Predictor):
    """What follows windows in steps, which can be made shorter."""

    problem: MultipleShooting

    def refine(self, flat: Array, matters: bool) -> bool:
        self.store(flat)
        return self.problem.refine(matters)

    def inaccuracy(self, flat: Array) -> tuple[Array, str] | None:
        self.store(flat)
        problem = self.problem
        found = problem.error()
        is_small = float(found.relative().amax()) <= (
            NEGLIGIBLE if problem.substeps is None else 0.0
        )
        errors = found.error.double().numpy() / problem.sigma
        rows = errors[problem.is_used]
        if problem.starts is not None:
            ends = errors[:, :-1, -1] * problem.continuity
            rows = numpy.concatenate([rows, ends.reshape(-1)])
        return None if is_small else (rows, found.worst(problem.right))


class ShootingPredictor(_Refined, ModulePredictor):
    """Residuals by PyTorch."""


class KernelPredictor(_Refined):
    """Residuals and their derivatives by a kernel that follows a window; all windows are a batch.

    The flat vector has the parameters of the right-hand side, then the starts where they are free.
    """

    def __init__(self, problem: MultipleShooting, program: CompiledModule) -> None:
        f = problem.f
        assert isinstance(f, CompiledModule)
        self.problem, self._program, self._f = problem, program, f
        self.unknowns = unknowns_of(f)
        self._count = sum(unknown.start.size for unknown in self.unknowns)
        if problem.starts is not None:
            values = problem.starts.detach().double().numpy().copy()
            self.unknowns = [
                *self.unknowns,
                Unknown("starts", values, is_named=False, owner=_OWNER),
            ]
        self.shape = problem.shape
        roles = problem.right.roles
        assert roles is not None
        self._state = roles.state.name
        right = problem.right
        self._right = right.with_constants(
            {name: _as_array(value) for name, value in right.constants.items()}
        )
        # Where residuals come from: trajectory, window, point, element of the state.
        shape = (*problem.is_used.shape[:3], -1)
        self._rows = numpy.nonzero(problem.is_used.reshape(shape))
        self._targets = problem.targets.reshape(shape)[self._rows]
        self._sigma = problem.sigma.reshape(-1)

    def refine(self, flat: Array, matters: bool) -> bool:
        is_finer = super().refine(flat, matters)
        if is_finer:
            program = _program(self.problem)
            assert program is not None
            self._program = program
        return is_finer

    def values(self, flat: Array) -> Array:
        starts = self._starts(flat)
        path, _ = self._run(flat, starts, ())
        return self._residuals(path, starts)

    def linearised(self, flat: Array, free: Array) -> tuple[Array, Array]:
        starts = self._starts(flat)
        names = [item.name for item in self._f.__neuralc__.parameters]
        has_starts = self.problem.starts is not None
        wrt = (*names, *([self._state] if has_starts else []))
        path, found = self._run(flat, starts, wrt)
        residuals = self._residuals(path, starts)
        blocks = [found[name].reshape(*path.shape, -1) for name in names]
        by_parameters = numpy.concatenate(blocks, -1) if blocks else numpy.zeros((*path.shape, 0))
        jacobian = numpy.zeros((len(residuals), len(flat)))
        self._fill_parameters(jacobian, by_parameters)
        if has_starts:
            self._fill_starts(jacobian, found[self._state].reshape(*path.shape, path.shape[-1]))
        return residuals, jacobian[:, free]

    def stepwise(self) -> set[str]:
        return stepwise(self._f)

    def pulled_back(self, flat: Array, cotangent: Callable[[Array], Array]) -> tuple[Array, Array]:
        residuals, jacobian = self.linearised(flat, numpy.arange(len(flat)))
        return residuals, jacobian.T @ cotangent(residuals)

    def store(self, flat: Array) -> None:
        with torch.no_grad():
            for item, value in zip(self._f.__neuralc__.parameters, self._values(flat), strict=True):
                parameter = self._f._parameters[item.identifier]
                assert parameter is not None
                parameter.copy_(torch.from_numpy(numpy.array(value)))
            if self.problem.starts is not None:
                self.problem.starts.copy_(torch.from_numpy(self._starts(flat)))

    def _values(self, flat: Array) -> list[Array]:
        """The parameters of the right-hand side."""
        shapes = [item.start.shape for item in self.unknowns]
        shapes = shapes[: len(self._f.__neuralc__.parameters)]
        ends = numpy.cumsum([numpy.prod(shape, dtype=int) for shape in shapes])
        parts = numpy.split(flat[: self._count], ends[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=False)]

    def _starts(self, flat: Array) -> Array:
        """Where windows start: (trajectories, windows, state)."""
        if self.problem.starts is None:
            starts: Array = self.problem.windows.starts
            return starts
        return flat[self._count :].reshape(self.problem.windows.starts.shape)

    def _run(
        self, flat: Array, starts: Array, wrt: tuple[str, ...]
    ) -> tuple[Array, dict[str, Array]]:
        """The states after each step, (trajectories, windows, steps, elements), and their
        derivatives."""
        plan = self.problem.plan
        clock = plan.clock(self.problem.right)
        operands = operands_of(self._right, starts, clock, list(self._values(flat)))
        value, jacobians = self._program.value_and_jacobian(*operands, wrt=wrt)
        shape = (*starts.shape[:2], clock.rounds, -1)
        path = numpy.asarray(value).reshape(shape)
        if plan.wanted is None:
            return path, jacobians
        index = plan.wanted.numpy()[..., 1:, None] - 1  # The start is no result.
        picked = {
            name: numpy.take_along_axis(found.reshape(*path.shape[:3], -1), index, 2)
            for name, found in jacobians.items()
        }
        return numpy.take_along_axis(path, index, 2), picked

    def _residuals(self, path: Array, starts: Array) -> Array:
        """Errors of observations, then the jumps between windows."""
        starts = starts.reshape(*starts.shape[:2], -1)
        points = numpy.concatenate([starts[:, :, None], path], 2)
        errors = (points[self._rows] - self._targets) / self._sigma[self._rows[-1]]
        if self.problem.starts is None:
            return errors
        jumps = (path[:, :-1, -1] - starts[:, 1:]) * (self.problem.continuity / self._sigma)
        return numpy.concatenate([errors, jumps.reshape(-1)])

    def _fill_parameters(self, jacobian: Array, derivatives: Array) -> None:
        """Writes the columns of the parameters: on them a start does not depend."""
        trajectory, window, point, element = self._rows
        own = derivatives[trajectory, window, point - 1, element] * (point > 0)[:, None]
        jacobian[: len(own), : self._count] = own / self._sigma[element][:, None]
        if self.problem.starts is not None:
            ends = derivatives[:, :-1, -1] * (self.problem.continuity / self._sigma)[:, None]
            jacobian[len(own) :, : self._count] = ends.reshape(-1, self._count)

    def _fill_starts(self, jacobian: Array, derivatives: Array) -> None:
        """Writes the columns of the starts: of a window's own, and of the next one's in a jump."""
        trajectories, windows, _, size, _ = derivatives.shape
        trajectory, window, point, element = self._rows
        count = len(trajectory)
        first = self._count + (trajectory * windows + window) * size
        columns = first[:, None] + numpy.arange(size)
        own = derivatives[trajectory, window, point - 1, element]
        own = numpy.where((point > 0)[:, None], own, numpy.eye(size)[element])
        scaled = own / self._sigma[element][:, None]
        jacobian[numpy.arange(count)[:, None], columns] = scaled
        weight = self.problem.continuity / self._sigma
        rows = count + numpy.arange(trajectories * (windows - 1) * size)
        index = numpy.arange(trajectories * windows * size).reshape(trajectories, windows, size)
        into = self._count + numpy.repeat(index[:, :-1], size, axis=1).reshape(-1, size)
        ends = derivatives[:, :-1, -1] * weight[:, None]
        jacobian[rows[:, None], into] = ends.reshape(-1, size)
        following = self._count + index[:, 1:].reshape(-1)
        jacobian[rows, following] = -numpy.broadcast_to(
            weight, (trajectories, windows - 1, size)
        ).reshape(-1)


def _as_array(value: Any) -> Any:
    return value.detach().double().numpy() if isinstance(value, torch.Tensor) else value
