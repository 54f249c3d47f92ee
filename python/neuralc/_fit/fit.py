"""`neuralc.fit`."""

from __future__ import annotations

import functools
import inspect
import math
import operator
import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import numpy
import torch
from torch import nn

from neuralc._compile import compile
from neuralc._fit.compiled import CompiledPredictor, compiled_inputs, value_and_jacobian
from neuralc._fit.data import Columns, check_finite
from neuralc._fit.errors import FitError, has_no_value, reason
from neuralc._fit.inaccuracy import refined
from neuralc._fit.modules import ModulePredictor
from neuralc._fit.names import listed
from neuralc._fit.numbers import Numbers, numbers
from neuralc._fit.outcome import Outcome
from neuralc._fit.parameter import as_parameter
from neuralc._fit.predictor import Predictor
from neuralc._fit.problem import Problem
from neuralc._fit.progress import Progress
from neuralc._fit.report import report
from neuralc._fit.result import FitResult
from neuralc._fit.space import Array, Space
from neuralc._fit.starts import Starts, agreement, spread_points, starting_points
from neuralc._fit.work import Work
from neuralc._module import CompiledModule
from neuralc._optional import optional

METHODS = ("auto", "lm", "trf", "dogbox", "lbfgs", "adam")

# The smallest and the reciprocal of the largest size of a target: sums of squares need room.
_SMALLEST = 1e-145

# Where the search begins if nothing says where.
_START = 1.0

# More free elements than this are left to gradient methods.
_MOST_FREE = 2_000


def fit(
    model: nn.Module | str | Path,
    data: Any = None,
    *,
    target: Any = None,
    residuals: Callable[[Any, Any], Any] | None = None,
    parameters: Mapping[str, Any] | None = None,
    method: Literal["auto", "lm", "trf", "dogbox", "lbfgs", "adam"] = "auto",
    sigma: Any = None,
    weights: Any = None,
    loss: Literal["linear", "soft_l1", "huber", "cauchy", "arctan"] = "linear",
    loss_scale: float = 1.0,
    starts: int = 1,
    seed: int = 0,
    batch_size: int | None = None,
    max_iterations: int | None = None,
    learning_rate: float | None = None,
    schedule: str | Callable[[Any], Any] = "cosine",
    tolerance: float | None = None,
    confidence: float = 0.95,
    progress: bool | None = None,
) -> FitResult:
    """Finds the parameters of a model for which it is nearest to data, and how well they are known.

    The model is given the estimates, also where the search is interrupted (Ctrl-C): then the best
    so far.

    Args:
        model: A compiled module, any other `nn.Module`, or the text or `Path` of a program, which
            is compiled: to native kernels where llvmlite is installed. Its free names that are in
            `parameters` are parameters, from 1 or between their bounds where no start is given.
            Without `target` and `residuals`, one whose value for no inputs are residuals, such as
            `neuralc.ode.MultipleShooting`. Parameters of compiled modules within another module
            are called as the program spells them where that is unique.
        data: Columns by name, as a mapping or a data frame of pandas or polars: those that the
            model's inputs are called, with rows as the batch, and the target. With `residuals`,
            whatever that function takes.
        target: What the model is to give: the name of a column, or an array of its value's shape.
        residuals: In place of `target`, a function of model and data that gives a tensor of
            residuals; it is differentiated by PyTorch.
        parameters: What is known about parameters, by name or by a pattern such as `"net.*"`: a
            `neuralc.Parameter`, a number to start from, or a tuple of bounds. Elements without
            bounds, priors or other settings are free.
        method: `"lm"` (Levenberg-Marquardt), `"trf"` or `"dogbox"` (trust regions, with bounds),
            by `scipy.optimize.least_squares`; `"lbfgs"` or `"adam"`, by `torch.optim`. By itself:
            `"lm"` where there are neither bounds nor a loss, and `"trf"` where there are or where
            that fails; `"lbfgs"` for more than 2,000 free elements, and `"adam"` where `batch_size`
            is given.
        sigma: Standard deviations of the observations, taken as known: a number, the name of a
            column, or an array of the target's shape.
        weights: Relative weights of squared residuals, in the same way. Observations of weight 0
            are left out.
        loss: What is summed in place of the square r² of a weighted residual, as in SciPy.
        loss_scale: The residual from which on a loss differs from the square: in units of the
            target, or in standard deviations where `sigma` is given.
        starts: How many searches are made: from the start, and from the best of 16 times as many
            points of a Sobol sequence between the bounds, as the priors have it, or about the
            start. The best result is kept; a start at which the model has no value is passed over,
            and named in the warnings.
        seed: Of the sequence, and of the order of minibatches.
        batch_size: Rows in a minibatch of Adam; all if `None`.
        max_iterations: Evaluations after which SciPy gives up (200 for each parameter), iterations
            of L-BFGS, steps of Adam (2,000).
        learning_rate: Of Adam (0.01), or of the first step of L-BFGS.
        schedule: How Adam's rate falls: `"cosine"` to 0, `"constant"`, or a function that makes a
            `torch.optim` scheduler of an optimiser.
        tolerance: The relative change of cost or parameters at which a search ends: 1e-12, or 1e-6
            in float32.
        confidence: The level of the intervals.
        progress: Whether a bar is shown; if `None`, in a terminal and after a second.

    Raises:
        ValueError: Names, shapes, settings or data do not go together.
        TypeError: A column has something else than numbers.
        FitError: Residuals or derivatives are not finite where the search begins, or Adam arrived
            where they are not; of several starts, at all of them. What the model itself raises at
            the only start, such as an index outside, comes as it is.
        CompileError: A program is rejected.
        ImportError: SciPy is missing, or tqdm where `progress=True`.
    """
    began = time.perf_counter()
    optional("scipy", "fitting needs", "fit")
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(map(repr, METHODS))}, not {method!r}")
    try:
        starts = operator.index(starts)
    except TypeError:
        raise TypeError(
            f"starts is how many searches are made, and must be a whole number, not {starts!r}: "
            "where they begin is said in `parameters`"
        ) from None
    if starts < 1:
        raise ValueError(f"starts must be at least 1, not {starts}")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, not {confidence!r}")
    module = _module(model, parameters)
    predictor, observed, columns = _predictor(module, data, target, residuals)
    space = Space(predictor.unknowns, parameters)
    _settle(predictor, space, starts, seed)
    if observed is not None and predictor.shape != observed.values.shape:
        raise ValueError(_mismatch(observed.values.shape, predictor.shape))
    weight, is_known, missing = _weight(predictor, columns, observed, sigma, weights)
    if observed is not None:
        keep = None if weight is None else weight.reshape(predictor.shape) > 0
        name = target if isinstance(target, str) else "the target"
        check_finite(name, observed.values, keep)
    if predictor.size == 0:
        raise ValueError("there is nothing to fit to: the data have no rows")
    problem = Problem(
        predictor,
        space,
        None if observed is None else observed.values,
        None if weight is None else numpy.sqrt(weight).reshape(-1),
        loss,
        loss_scale,
    )
    if observed is not None and weight is not None:
        problem.target = numpy.where(weight > 0, observed.values, 0.0).reshape(-1)
    _check_scale(problem)
    chosen = _method(method, problem, batch_size)
    if tolerance is None:
        tolerance = 1e-12 if predictor.precision < 1e-12 else 1e-6
    work = Work(
        problem,
        chosen,
        tolerance,
        max_iterations,
        learning_rate,
        schedule,
        batch_size,
        seed,
        is_known,
        may_switch=method == "auto",
    )
    with Progress(progress) as problem.progress:
        outcome, several = _searched(work, starts)
        outcome = refined(work, outcome)
    problem.progress = None
    predictor.store(space.flat(outcome.coordinates))
    name = target if isinstance(target, str) else ""
    return report(
        work, outcome, several, module, columns, observed, missing, name, confidence, began
    )


def _module(model: Any, parameters: Mapping[str, Any] | None) -> nn.Module:
    """The model itself, or the module of a program's text."""
    if isinstance(model, nn.Module):
        return model
    if not isinstance(model, (str, Path)):
        raise TypeError(
            f"the model must be an nn.Module, or a program's text or Path, not "
            f"{type(model).__name__}"
        )
    starts: dict[str, Any] = {}
    unsaid = []
    for name, setting in (parameters or {}).items():
        start = as_parameter(name, setting).start
        if start is None:
            unsaid.append(name)
        else:
            starts[name] = start
    backend: Any = "native" if find_spec("llvmlite") else "eager"
    module = compile(model, parameters=starts, backend=backend)
    # Free names would be inputs otherwise.
    free = {name: _START for name in unsaid if name in module.inputs}
    if free:
        module = compile(model, parameters=starts | free, backend=backend)
    for item, value in zip(module.__neuralc__.parameters, module.__neuralc__.initial, strict=True):
        module._parameters[item.identifier] = nn.Parameter(torch.tensor(value, dtype=torch.float64))
    return module


def _predictor(
    model: nn.Module, data: Any, target: Any, residuals: Any
) -> tuple[Predictor, Numbers | None, Columns]:
    """What the model gives, what it is to give, and the columns."""
    own: Any = getattr(model, "__predictor__", None)
    if own is not None:  # It has its data itself, such as multiple shooting.
        if data is not None or target is not None or residuals is not None:
            raise ValueError(f"a {type(model).__name__} has its data itself")
        return own(), None, Columns(None)
    if target is not None and residuals is not None:
        raise ValueError("give either `target` or `residuals`")
    if target is None and residuals is None:
        if data is not None or not _is_complete(model):
            raise ValueError("a fit needs `target` or `residuals`, or a model without inputs")
        return ModulePredictor.of_itself(model), None, Columns(None)
    if residuals is not None:
        if not callable(residuals):
            raise TypeError("residuals must be a function of the model and the data")
        return ModulePredictor.of_residuals(model, residuals, data), None, Columns(None)
    columns = Columns(data)
    name = target if isinstance(target, str) else None
    observed = columns.numbers(name, "the target") if name else numbers("the target", target)
    shape = observed.values.shape
    if isinstance(model, CompiledModule):
        return _compiled_predictor(model, columns, shape), observed, columns
    return ModulePredictor.of_inputs(model, columns, name, shape), observed, columns


def _is_complete(model: nn.Module) -> bool:
    """Whether a model takes no inputs."""
    return not any(
        item.default is item.empty and item.kind not in (item.VAR_KEYWORD, item.VAR_POSITIONAL)
        for item in inspect.signature(model.forward).parameters.values()
    )


def _compiled_predictor(
    model: CompiledModule, columns: Columns, target: tuple[int, ...]
) -> CompiledPredictor:
    """A compiled module whose value has the target's shape, or is the same for all of it."""
    inputs, gaps = compiled_inputs(model, columns)
    gap = functools.reduce(numpy.logical_or, gaps, numpy.zeros((), bool))
    try:
        value, _ = value_and_jacobian(model, inputs, {}, ())
    except Exception as error:
        # Other starts may have one; the shape is looked at again where there is.
        if not has_no_value(error):
            raise
        return CompiledPredictor(model, inputs, target, _absent(gap, target))
    shape = numpy.shape(value)
    fits = shape == target
    if not fits and not gap.ndim and len(target) > len(shape):
        fits = target[len(target) - len(shape) :] == shape
    if not fits:
        raise ValueError(_mismatch(target, shape))
    return CompiledPredictor(model, inputs, target, _absent(gap, shape))


def _absent(gap: Array, shape: tuple[int, ...]) -> Array | None:
    """Which numbers of a shape have no value where inputs of some items are missing."""
    if not gap.any():
        return None
    return numpy.broadcast_to(gap.reshape(gap.shape + (1,) * (len(shape) - gap.ndim)), shape)


def _settle(predictor: Predictor, space: Space, starts: int, seed: int) -> None:
    """Finds the shape of what the model gives: at the start, or at another of several."""
    first: Exception | None = None
    for point in (space.start, *spread_points(space, starts, seed)):
        try:
            return predictor.settle(space.flat(point))
        except Exception as error:
            if not has_no_value(error):
                raise
            first = first or error
    assert first is not None, "neuralc bug: there was no start, please report it"
    raise first


def _mismatch(target: tuple[int, ...], value: tuple[int, ...]) -> str:
    return f"the target has the shape {target}, and the model's value {value}"


def _weight(
    predictor: Predictor, columns: Columns, observed: Numbers | None, sigma: Any, weights: Any
) -> tuple[Array | None, bool, int]:
    """The weights of squared residuals, whether they are reciprocals of known variances, and how
    many observations have none, as a number is missing."""
    if sigma is not None and weights is not None:
        raise ValueError("give either `sigma` or `weights`")
    missing = numpy.zeros(predictor.shape, bool)
    for gap in (predictor.absent, None if observed is None else observed.missing):
        if gap is not None:
            missing |= gap
    weight = None
    if sigma is not None:
        array, gap = _spread(predictor, columns, "sigma", sigma, missing)
        missing |= gap
        if not (array[~missing] > 0).all():
            raise ValueError("sigma must be above 0 everywhere")
        weight = 1 / numpy.where(missing, 1.0, array) ** 2
    elif weights is not None:
        array, gap = _spread(predictor, columns, "weights", weights, missing)
        missing |= gap
        # An observation that is not to count is not missing.
        weight = numpy.where(missing & (array != 0), 1.0, array)
        if not (weight >= 0).all() or not (weight > 0).any():
            raise ValueError("weights must not be below 0, nor all 0")
    if missing.any():
        weight = numpy.ones(predictor.shape) if weight is None else weight
        missing &= weight > 0
        weight = numpy.where(missing, 0.0, weight)
        if not weight.any():
            raise ValueError("there is nothing to fit to: all observations are missing")
    return weight, sigma is not None, int(missing.sum()) + predictor.unobserved


def _spread(
    predictor: Predictor, columns: Columns, name: str, given: Any, missing: Array
) -> tuple[Array, Array]:
    """A number for each observation, and where it is missing. `missing` says which observations do
    not count, and need none."""
    found = columns.numbers(given, name) if isinstance(given, str) else numbers(name, given)
    try:
        values = numpy.broadcast_to(found.values, predictor.shape)
        gap = numpy.broadcast_to(found.missing, predictor.shape)
    except ValueError:
        raise ValueError(
            f"{name} has the shape {found.values.shape}, and the target {predictor.shape}"
        ) from None
    needed = ~(missing | gap)
    check_finite(name, values, needed, "there must be a number for each observation")
    return values, gap


def _check_scale(problem: Problem) -> None:
    """Refuses targets whose squares are no numbers."""
    target = problem.weighted_target
    if target is None:
        return
    size = float(numpy.abs(target).max())
    if size > 1 / _SMALLEST or 0 < size < _SMALLEST:
        unit = "" if problem.weight is None else " in units of its weights"
        raise ValueError(
            f"the target is of the order of {size:.0e}{unit}, and its squares are no numbers any "
            "more: choose other units"
        )


def _method(method: str, problem: Problem, batch_size: int | None) -> str:
    """The method to use, checked against what it can do."""
    space = problem.space
    many = space.size > _MOST_FREE or not problem.has_jacobian
    rows = problem.count + len(space.with_prior)
    if method == "auto":
        if batch_size is not None:
            return "adam"
        if many:
            return "lbfgs"
        plain = not space.is_bounded and problem.is_plain
        return "lm" if plain and rows >= space.size else "trf"
    if batch_size is not None and method != "adam":
        raise ValueError(f'batch_size is for method="adam", not {method!r}')
    if method not in ("lbfgs", "adam") and not problem.has_jacobian:
        raise ValueError(
            f"method={method!r} needs the derivatives of {problem.count} residuals by {space.size} "
            'elements, which is too much: use "lbfgs" or "adam"'
        )
    if method == "lm":
        reasons = []
        if bounded := _bounded_names(space):
            reasons.append(f"bounds ({listed(bounded)})")
        if not problem.is_plain:
            reasons.append(f"the loss {problem.robustness.name!r}")
        if rows < space.size:
            reasons.append(f"fewer observations ({rows}) than parameters ({space.size})")
        if reasons:
            raise ValueError(f'method="lm" cannot have {" or ".join(reasons)}: use "trf"')
    return method


def _bounded_names(space: Space) -> list[str]:
    bounded = numpy.isfinite(space.lower) | numpy.isfinite(space.upper)
    return [space.names[k] for k in numpy.flatnonzero(bounded)]


def _searched(work: Work, count: int) -> Any:
    """The best outcome of all searches, and what they came to."""
    problem = work.problem
    try:
        points, screened = starting_points(problem, count, work.seed)
    except KeyboardInterrupt:
        start = problem.space.start
        problem.check_start(start)
        cost = problem.cost_of(problem.residuals(start))
        found = Outcome(start, cost, False, "interrupted", 0, True)
        return found, Starts(0, (cost,), 1)
    best = None
    costs: list[float] = []
    failures: list[str] = []
    first: Exception | None = None
    for point in points:
        outcome = _searched_from(work, point)
        if isinstance(outcome, Exception):
            if count == 1:
                raise outcome
            first = first or outcome
            costs.append(math.inf)
            failures.append(reason(outcome))
            continue
        costs.append(outcome.cost)
        failures.append("")
        if best is None or outcome.cost < best.cost:
            best = outcome
        if outcome.interrupted:
            best = type(outcome)(
                best.coordinates, best.cost, False, outcome.message, best.iterations, True
            )
            break
    scale = float(problem.target @ problem.target) if problem.target is not None else 0.0
    several = Starts(screened, tuple(costs), agreement(costs, scale), tuple(failures))
    if best is None:
        assert first is not None, "neuralc bug: no search was made, please report it"
        raise _all_failed(several, count, first)
    return best, several


def _searched_from(work: Work, point: Array) -> Outcome | Exception:
    """Where a search from a point ends, or why there is none."""
    try:
        work.problem.check_start(point)
    except Exception as error:
        if not has_no_value(error):
            raise
        return error
    try:
        return work.search(point)
    except FitError as error:
        return error


def _all_failed(several: Starts, count: int, first: Exception) -> FitError:
    """What to raise where no search came to an end."""
    text = f"all {count} starts failed: {several}"
    if len(several.failures) < count:
        text += f"; the model has a value at none of {several.screened - 1} other points"
    if isinstance(first, FitError):
        return FitError(text, first.parameters, first.row)
    return FitError(text)
