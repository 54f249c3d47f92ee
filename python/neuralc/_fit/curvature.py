"""The derivatives of residuals at some coordinates, taken apart, and what bends beyond them.

The curvature of a sum of squares is JᵀJ + Σ r ∂²r. Where the residuals r are small, or their bends
cancel, the first part is all there is, and it is that of which standard errors are made. Where the
Jacobian J is singular, the second part decides: whether there is a minimum at all, and whether what
J does not tell apart is determined nevertheless.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy

from neuralc._fit.bounds import movable
from neuralc._fit.problem import Problem
from neuralc._fit.space import Array

# Singular values below this fraction of the largest, per row and column, are nothing.
_RANK = 100.0
# Where they are below this fraction, the second part of the curvature is looked at, ...
_WEAK = 1e-3
# ... and for coordinates whose own size makes out this part of the residuals' scatter, ...
_SLIGHT = 0.1
# ... for so many directions at most.
_MOST = 20
# It decides where it is so many times the first part.
_DECIDES = 10.0
# What is left to networks has less than this share of parameters with a meaning of their own.
_SHARE = 0.1
# Of it counts what is so many times what changes with the length of a difference, ...
_CERTAIN = 3.0
# ... and no small part of what residuals and their bends could make out: a rest of slope makes as
# much where parameters can move along a curve without any change.
_NOTABLE = 1e-2


@dataclass(frozen=True)
class Bends:
    """The scaled directions along which the residuals' bends decide."""

    directions: Array
    """Orthogonal ones: shape (directions, free)."""
    curvature: Array
    """The whole curvature along each, where other coordinates follow: positive, or negative where
    this is no minimum."""
    ways: Array
    """The directions together with what follows."""

    @staticmethod
    def none(size: int) -> Bends:
        """No directions of so many coordinates."""
        return Bends(numpy.zeros((0, size)), numpy.zeros(0), numpy.zeros((0, size)))


class Curvature:
    """The derivatives of the residuals at coordinates, taken apart.

    Columns are scaled to unit length, so that nothing depends on units. Coordinates that an active
    bound holds are left out. Where there is no room for the derivatives, nothing is known of any
    coordinate (`is_known`), and all count as determined.
    """

    def __init__(self, problem: Problem, coordinates: Array) -> None:
        self.problem = problem
        self.coordinates = coordinates
        self.is_known = problem.has_jacobian
        if self.is_known:
            self.residuals, self.jacobian = problem.linearised(coordinates)
        else:
            self.residuals = problem.residuals(coordinates)
            self.jacobian = numpy.broadcast_to(0.0, (len(self.residuals), len(coordinates)))
        self.influence, self.slope = problem.robustness.influence(self.residuals)
        self.free = numpy.zeros(0, dtype=numpy.int64)
        if self.is_known:
            with numpy.errstate(over="ignore", invalid="ignore"):
                gradient = self.influence @ self.jacobian
            self.free = movable(problem, coordinates, gradient, self.jacobian)
        self.norms = numpy.linalg.norm(self.jacobian[:, self.free], axis=0)
        # The coordinates' changes that a scaled direction is made of.
        self.units = 1 / numpy.where(self.norms > 0, self.norms, 1.0)
        self.scaled = self.jacobian[:, self.free] * self.units
        self.singular, self.directions = _decomposed(self.scaled)
        self.rank = self._rank() if self.is_known else len(coordinates)
        self.bends = self._bent()
        if len(self.bends.directions):
            self._leave_out(self.bends.directions)

    def _rank(self) -> int:
        count = max(self.scaled.shape, default=1)
        largest = self.singular[0] if len(self.singular) else 0.0
        threshold = _RANK * count * self.problem.predictor.precision * largest
        return int((self.singular > threshold).sum())

    def _bent(self) -> Bends:
        """The directions along which the second part of the curvature decides."""
        weak = self._weak()
        if not 0 < len(weak) <= _MOST or not self.problem.space.named[self.free].any():
            return Bends.none(len(self.free))
        _, _, basis = numpy.linalg.svd(weak, full_matrices=True)
        weak, strong = basis[: len(weak)], basis[len(weak) :]
        second = self._second_part(weak, basis)
        if second is None:
            return Bends.none(len(self.free))
        # Strong coordinates follow where weak ones go, so that the cost is lowest.
        own, others = self.scaled @ weak.T, self.scaled @ strong.T
        following = numpy.linalg.lstsq(others, own, rcond=None)[0]
        linear = own.T @ (own - others @ following)
        mixed = second[:, len(weak) :]
        bent = numpy.linalg.pinv(others.T @ others, hermitian=True) @ mixed.T
        both = second[:, : len(weak)]
        change = (both + both.T) / 2 - mixed @ following - following.T @ mixed.T - mixed @ bent
        values, vectors = numpy.linalg.eigh(change)
        beside = numpy.maximum(numpy.einsum("ik,ij,jk->k", vectors, linear, vectors), 0.0)
        chosen = (numpy.abs(values) > _DECIDES * beside) & (values != 0)
        # Among the weights of a network there are always some; a parameter's error leaves them in.
        named = self.problem.space.named[self.free]
        chosen &= ((weak.T @ vectors)[named] ** 2).sum(axis=0) > _SHARE
        vectors = vectors[:, chosen].T
        directions = vectors @ weak
        ways = directions - vectors @ (following + bent).T @ strong
        return Bends(directions, (values + beside)[chosen], ways)

    def _weak(self) -> Array:
        """Orthogonal directions that the Jacobian says little of, so that its change may say more:
        those of small singular values, and coordinates whose own size makes out little."""
        largest = self.singular[0] if len(self.singular) else 0.0
        weak = self.directions[int((self.singular > _WEAK * largest).sum()) :]
        sizes = self.norms * numpy.abs(self.coordinates[self.free])
        scatter = float(numpy.linalg.norm(self.influence)) / math.sqrt(max(len(self.influence), 1))
        slight = numpy.eye(len(self.free))[sizes < _SLIGHT * scatter]
        _, singular, basis = numpy.linalg.svd(numpy.concatenate([weak, slight]))
        result: Array = basis[: int((singular > _WEAK).sum())]
        return result

    def _second_part(self, weak: Array, basis: Array) -> Array | None:
        """Σ r ∂²r between weak directions and all of a basis, where it is more than the length of a
        difference or a rest of slope makes out: shape (weak, free). `None` where the model has no
        value."""
        rows = []
        influence = self._beyond_slopes(basis[len(weak) :])
        length = float(numpy.linalg.norm(influence))
        for direction in weak:
            step = numpy.zeros(len(self.coordinates))
            step[self.free] = direction * self.units
            near = _change(self.problem, self.coordinates, step, 1.0)
            far = _change(self.problem, self.coordinates, step, 2.0)
            if near is None or far is None:
                return None
            bends = near.values[:, self.free] * self.units @ basis.T
            row = influence @ bends
            doubt = numpy.abs(influence @ (far.values[:, self.free] * self.units @ basis.T) - row)
            notable = length * (_NOTABLE * numpy.linalg.norm(bends, axis=0) + _RANK * near.rounding)
            rows.append(numpy.where(numpy.abs(row) > _CERTAIN * doubt + notable, row, 0.0))
        return numpy.array(rows)

    def _beyond_slopes(self, strong: Array) -> Array:
        """The influence of residuals without what strong directions could still take away, a rest
        of slope. A curved valley of equal costs bends in those directions alone."""
        columns = self.scaled @ strong.T
        rest = numpy.linalg.lstsq(columns, self.influence, rcond=None)[0]
        result: Array = self.influence - columns @ rest
        return result

    def _leave_out(self, some: Array) -> None:
        """Takes directions out of those that the Jacobian speaks of; they stay orthogonal to all
        others."""
        _, _, basis = numpy.linalg.svd(some, full_matrices=True)
        rest = basis[len(some) :]
        self.singular, directions = _decomposed(self.scaled @ rest.T)
        self.directions = directions @ rest
        self.rank = self._rank()

    @property
    def null(self) -> Array:
        """Scaled directions that change no residual: shape (directions, free)."""
        return self.directions[self.rank :]

    @cached_property
    def is_determined(self) -> Array:
        """Whether each free coordinate is determined by data and priors."""
        result: Array = (self.null**2).sum(axis=0) < 1e-8
        return result

    @cached_property
    def is_linear(self) -> Array:
        """Whether the derivatives of the residuals determine each free coordinate: if not, only
        their bends do, and there is no standard error."""
        result: Array = (self.bends.directions**2).sum(axis=0) < 1e-8
        return result

    @property
    def parameters(self) -> int:
        """How many parameters are determined, less one for each condition that they must meet."""
        return self.rank + len(self.bends.directions) - self.problem.predictor.conditions

    @cached_property
    def degrees_of_freedom(self) -> float:
        """The number of observations, less that of parameters which these alone determine: of all,
        less what priors contribute to them."""
        count = self.problem.count
        spare = float(self.problem.observed - self.parameters)
        priors = self.jacobian[count:][:, self.free]
        if not len(priors) or not self.rank or not self.is_known:
            return spare
        basis = self.directions[: self.rank] / self.singular[: self.rank, None]
        scaled = priors * self.units
        return spare + float(((scaled @ basis.T) ** 2).sum())

    def covariance(self, variance: float) -> Array:
        """The covariance of all coordinates, NaN where they are not determined or held.

        `variance` is that of a residual. Without a linear loss, it is the sandwich estimator that
        counts, with residuals as they are.
        """
        size = len(self.coordinates)
        if not self.is_known:
            return numpy.broadcast_to(math.nan, (size, size))
        result = numpy.full((size, size), math.nan)
        basis = self.directions[: self.rank]
        if self.problem.is_plain:
            half = basis.T / self.singular[: self.rank]
            found = variance * (half @ half.T)
        else:
            found = self._sandwich(basis, variance)
        with numpy.errstate(divide="ignore", invalid="ignore"):
            found = found / self.norms[:, None] / self.norms[None, :]
        has_none = ~(self.is_determined & self.is_linear)
        found[has_none] = math.nan
        found[:, has_none] = math.nan
        result[numpy.ix_(self.free, self.free)] = found
        return result

    def _sandwich(self, basis: Array, variance: float) -> Array:
        """The covariance of an M-estimate: H⁻¹ (Σ ψ² j jᵀ) H⁻¹ with H = Σ ψ' j jᵀ.

        Huber, Robust Statistics (1981), section 6.3; White, Econometrica 48 (1980) 817.
        """
        columns = self.scaled @ basis.T
        observed, count = self.problem.observed, self.problem.count
        hessian = columns.T @ (columns * self.slope[:, None])
        if len(hessian) and numpy.linalg.eigvalsh(hessian)[0] <= 1e-8 * numpy.trace(hessian):
            # Not a clear minimum: far residuals bend the wrong way.
            hessian = max(float(self.slope[:observed].mean()), 1e-8) * (columns.T @ columns)
        squares = self.influence**2
        squares[:observed] *= observed / max(self.degrees_of_freedom, 1.0)
        squares[observed:count] = 0.0  # Conditions hold without chance.
        squares[count:] = variance
        middle = columns.T @ (columns * squares[:, None])
        inverse = numpy.linalg.inv(hessian)
        result: Array = basis.T @ (inverse @ middle @ inverse) @ basis
        return result


class _Change(NamedTuple):
    """The derivative of the Jacobian along a direction."""

    values: Array
    rounding: float
    """What rounding makes of a column of length 1."""


def _change(problem: Problem, coordinates: Array, step: Array, length: float) -> _Change | None:
    """The derivative of the Jacobian along a direction, as a difference over so many lengths."""
    space = problem.space
    size = numpy.where(coordinates == 0, 1.0, numpy.abs(coordinates))
    size = numpy.where(space.log, 1.0, size)
    room = numpy.minimum(coordinates - space.lower, space.upper - coordinates) / 4
    size = numpy.minimum(problem.predictor.precision**0.25 * size, room)
    moved = step != 0
    if not moved.any():
        return None
    part = length * float((size[moved] / numpy.abs(step[moved])).min())
    if not part > 0 or not math.isfinite(part):
        return None
    ends = [problem.derivatives(coordinates + sign * part * step) for sign in (-1.0, 1.0)]
    change: Array = (ends[1] - ends[0]) / (2 * part)
    if not numpy.isfinite(change).all():
        return None
    return _Change(change, problem.predictor.precision / part)


def _decomposed(matrix: Array) -> tuple[Array, Array]:
    """The singular values and all right directions."""
    rows, columns = matrix.shape
    if not columns:
        return numpy.zeros(0), numpy.zeros((0, 0))
    if rows > columns:  # A triangular factor has the same ones, and fewer rows.
        matrix = numpy.asarray(numpy.linalg.qr(matrix, mode="r"))
    _, singular, right = numpy.linalg.svd(matrix, full_matrices=True)
    return singular, right
