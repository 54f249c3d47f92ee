"""Gradient methods of torch.optim: L-BFGS and Adam."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy
import torch

from neuralc._fit.bounds import movable
from neuralc._fit.ending import examined
from neuralc._fit.outcome import Outcome
from neuralc._fit.problem import Problem
from neuralc._fit.space import Array

Schedule: TypeAlias = "str | Callable[[Any], Any]"
"""`"cosine"`, `"constant"`, or what makes a scheduler of an optimiser."""

# Numbers in a Jacobian that is computed once, for the scale of things.
_MOST_NUMBERS = 5_000_000
# A relative offset below which a minimum is taken as reached: about this many standard errors.
_OFFSET = 0.1
# Rounds of L-BFGS between looks at bounds and progress.
_ROUND = 20


def lbfgs(
    problem: Problem,
    start: Array,
    tolerance: float,
    max_iterations: int | None,
    learning_rate: float | None,
) -> Outcome:
    """L-BFGS with a strong Wolfe line search over all data.

    Bounds are kept by projection: a coordinate that a bound holds has no gradient, and one that
    strays is put back after each round.
    """
    scale, unit = _scales(problem, start)
    leaf = torch.from_numpy(start / unit)
    optimizer = torch.optim.LBFGS(
        [leaf],
        lr=learning_rate or 1.0,
        max_iter=_ROUND,
        history_size=20,
        tolerance_grad=0.0,
        tolerance_change=0.0,
        line_search_fn="strong_wolfe",
    )

    def closure() -> float:
        coordinates = _clipped(problem, leaf.numpy() * unit)
        cost, gradient = problem.gradient(coordinates)
        held = numpy.ones(len(gradient), dtype=bool)
        held[movable(problem, coordinates, gradient)] = False
        gradient[held] = 0.0
        leaf.grad = torch.from_numpy(gradient * unit / scale)
        return cost / scale

    limit = max_iterations or 100 * _ROUND
    cost, done = numpy.inf, 0
    stalled = 0
    while done < limit:
        optimizer.param_groups[0]["max_iter"] = min(_ROUND, limit - done)
        before = cost
        with torch.no_grad():
            optimizer.step(closure)  # type: ignore[no-untyped-call]
        done += _ROUND
        coordinates = _clipped(problem, leaf.numpy() * unit)
        leaf.copy_(torch.from_numpy(coordinates / unit))
        cost = problem.best[0]
        if not numpy.isfinite(leaf.numpy()).all():
            break
        # One round without progress may be due to a stale model of the curvature.
        stalled = stalled + 1 if before - cost <= tolerance * abs(cost) else 0
        if stalled == 1:
            optimizer.state.clear()
            leaf.copy_(torch.from_numpy(problem.best[1] / unit))
        elif stalled == 2:
            break
    best_cost, best = problem.best
    if stalled >= 2:
        return _judged(problem, start, best, best_cost, "the cost does not change any more", done)
    message = "the limit of iterations is reached" if done >= limit else "the search diverged"
    return Outcome(best, best_cost, False, message, done)


def adam(
    problem: Problem,
    start: Array,
    max_iterations: int | None,
    learning_rate: float | None,
    schedule: Schedule,
    batch_size: int | None,
    seed: int,
) -> Outcome:
    """Adam, over all data or minibatches, in random order each epoch.

    An iteration is a step. The estimate is what has the lowest cost over all data among the
    states at the ends of epochs.
    """
    leaf = torch.from_numpy(start.copy())
    rate = 1e-2 if learning_rate is None else learning_rate
    optimizer = torch.optim.Adam([leaf], lr=rate)
    limit = max_iterations or 2000
    scheduler = _scheduler(optimizer, schedule, limit)
    batches = _Batches(problem, batch_size, seed)
    cost = problem.costs_at(start[None])[0]
    scale = float(cost) if numpy.isfinite(cost) and cost > 0 else 1.0
    best = (cost, start)
    done = 0
    while done < limit:
        for part, share in batches.epoch():
            coordinates = leaf.numpy().copy()
            cost, gradient = part.gradient(coordinates)
            if not (numpy.isfinite(cost) and numpy.isfinite(gradient).all()):
                residuals = part.residuals(coordinates)
                raise part.failure(coordinates, residuals, None, f"in step {done + 1}")
            if not batches.is_split and cost < best[0]:
                best = (cost, coordinates)
            leaf.grad = torch.from_numpy(gradient / (share * scale))
            with torch.no_grad():
                optimizer.step()
            leaf.copy_(torch.from_numpy(_clipped(problem, leaf.numpy())))
            if scheduler is not None:
                scheduler.step()
            done += 1
            if done >= limit:
                break
        if batches.is_split or done >= limit:
            coordinates = leaf.numpy().copy()
            cost = problem.costs_at(coordinates[None])[0]
            problem.seen(coordinates, cost)
            if cost < best[0]:
                best = (cost, coordinates)
    return _judged(problem, start, best[1], float(best[0]), f"{done} steps of Adam are done", done)


def _judged(
    problem: Problem, start: Array, coordinates: Array, cost: float, message: str, iterations: int
) -> Outcome:
    """An outcome that counts as a minimum if it is near one, as far as can be said."""
    if problem.has_jacobian:
        ending = examined(problem, coordinates, start, _OFFSET)
        if not ending.is_minimum:
            return Outcome(coordinates, cost, False, f"{message}; {ending.message}", iterations)
    return Outcome(coordinates, cost, True, message, iterations)


class _Batches:
    """All data at once, or parts of them in random order."""

    def __init__(self, problem: Problem, size: int | None, seed: int) -> None:
        self._problem = problem
        self._rows = problem.predictor.rows
        self._size = size
        self.is_split = size is not None and size < self._rows
        self._random = numpy.random.default_rng(seed)
        if size is not None and size < 1:
            raise ValueError(f"batch_size must be at least 1, not {size}")
        if size is not None and not self._rows:
            problem.predictor.part(numpy.zeros(0, dtype=numpy.int64))

    def epoch(self) -> list[tuple[Problem, float]]:
        """The parts of one pass over the data, each with its share of them."""
        if not self.is_split or self._size is None:
            return [(self._problem, 1.0)]
        order = self._random.permutation(self._rows)
        parts = [order[k : k + self._size] for k in range(0, self._rows, self._size)]
        return [(self._problem.part(rows), len(rows) / self._rows) for rows in parts]


def _scheduler(optimizer: Any, schedule: Schedule, limit: int) -> Any:
    if callable(schedule):
        return schedule(optimizer)
    if schedule == "cosine":
        return torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, limit)
    if schedule == "constant":
        return None
    raise ValueError(f'schedule must be "cosine", "constant" or a function, not {schedule!r}')


def _clipped(problem: Problem, coordinates: Array) -> Array:
    result: Array = numpy.clip(coordinates, problem.space.lower, problem.space.upper)
    return result


def _scales(problem: Problem, start: Array) -> tuple[float, Array]:
    """What the cost is divided by, and units for the coordinates, so that no result depends on the
    units of the data: those in which the curvature is about 1 along each."""
    cost = problem.costs_at(start[None])[0]
    scale = float(cost) if numpy.isfinite(cost) and cost > 0 else 1.0
    if problem.space.size * problem.count <= _MOST_NUMBERS:
        norms = numpy.linalg.norm(problem.derivatives(start), axis=0)
        with numpy.errstate(divide="ignore"):
            unit = numpy.where(norms > 0, numpy.sqrt(scale) / norms, 1.0)
        return scale, numpy.where(numpy.isfinite(unit), unit, 1.0)
    size = numpy.abs(start)
    return scale, numpy.where(problem.space.log | (size == 0), 1.0, size)
