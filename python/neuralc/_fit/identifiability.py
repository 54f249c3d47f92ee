"""What the data do not determine, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from neuralc._fit.combinations import Combination, candidates
from neuralc._fit.names import listed
from neuralc._fit.space import Array
from neuralc._fit.statistics import Curvature

# Two coordinates belong together where the projector onto the null space has more than this.
_LINKED = 1e-6
# What a direction may change, relative to others, and still be one that changes nothing.
_NOTHING = 1e-6
# How far parameters are moved to see whether what holds at the estimate holds elsewhere.
_MOVES = (0.37, -0.23)
# Correlations are spoken of above this.
_CORRELATED = 0.9999


@dataclass(frozen=True)
class _Group:
    """Coordinates that the data determine only together, if at all."""

    members: Array
    """Positions among all coordinates."""
    determined: Array
    """Directions that do change residuals, by scaled coordinates: shape (directions, members)."""
    norms: Array
    """What scaled coordinates are multiplied by."""


def identifiability(curvature: Curvature) -> list[str]:
    """A sentence for each group of parameters that the data do not determine.

    The null space of the Fisher information has the directions in which parameters can move without
    any residual changing. Where one combination stays the same along all of them, it is looked for
    among products of powers and weighted sums; what fits at the estimate is tried at other values
    of the parameters, too.
    """
    return [_sentence(curvature, group) for group in _groups(curvature)]


def correlated(names: list[str], correlation: Array) -> list[str]:
    """A sentence for each pair of elements that the data hardly tell apart."""
    with numpy.errstate(invalid="ignore"):
        close = numpy.argwhere(numpy.triu(numpy.abs(correlation) > _CORRELATED, 1))
    return [
        f"the data hardly tell `{names[i]}` and `{names[j]}` apart (correlation "
        f"{correlation[i, j]:.6f})"
        for i, j in close[:8]
    ]


def _groups(curvature: Curvature) -> list[_Group]:
    """The connected parts of the null space."""
    null = curvature.null
    unsettled = numpy.flatnonzero(~curvature.is_determined)
    projector = null[:, unsettled].T @ null[:, unsettled]
    remaining = set(range(len(unsettled)))
    groups = []
    while remaining:
        fringe = [min(remaining)]
        members = set(fringe)
        while fringe:
            near = numpy.flatnonzero(numpy.abs(projector[fringe.pop()]) > _LINKED).tolist()
            fringe += [k for k in near if k in remaining and k not in members]
            members |= remaining.intersection(near)
        remaining -= members
        own = numpy.array(sorted(members))
        weights, directions = numpy.linalg.eigh(projector[numpy.ix_(own, own)])
        positions = unsettled[own]
        groups.append(
            _Group(
                curvature.free[positions],
                directions[:, weights < 0.5].T,
                curvature.norms[positions],
            )
        )
    return groups


def _sentence(curvature: Curvature, group: _Group) -> str:
    space = curvature.problem.space
    names = [space.names[k] for k in group.members if space.named[k]]
    if not names:
        return f"{len(group.members)} weights of the network are determined only together"
    if len(names) < len(group.members):
        verb = "is" if len(names) == 1 else "are"
        return f"the network can absorb {listed(names)}, which {verb} not determined"
    if not len(group.determined):
        return _idle(curvature, group, names)
    if len(group.determined) == 1:
        found = _combination(curvature, group)
        if found is not None:
            return f"only {found.words(names)} is determined"
        return f"only one combination of {listed(names)} is determined"
    count = len(group.determined)
    return (
        f"only {count} combinations of the {len(names)} parameters {listed(names)} are determined"
    )


def _idle(curvature: Curvature, group: _Group, names: list[str]) -> str:
    """What to say of coordinates that change nothing."""
    many = len(names) > 1
    for _, _, jacobian in _elsewhere(curvature):
        lengths = numpy.linalg.norm(jacobian, axis=0)
        if (lengths[group.members] > 1e-12 * lengths.max()).any():
            return (
                f"{listed(names)} {'do' if many else 'does'} not influence the residuals at the "
                f"estimate, and {'are' if many else 'is'} not determined there"
            )
    return f"{listed(names)} {'do' if many else 'does'} not influence the result"


def _combination(curvature: Curvature, group: _Group) -> Combination | None:
    """The combination that alone is determined, if it is a simple one."""
    space = curvature.problem.space
    values = space.physical(curvature.coordinates)[group.members]
    slopes = space.slope(curvature.coordinates)[group.members]
    gradient = group.determined[0] * group.norms / slopes
    for candidate in candidates(gradient, values):
        if all(
            _holds(candidate, jacobian[:, group.members], physical[group.members], slope)
            for physical, slope, jacobian in (
                (physical, slope[group.members], jacobian)
                for physical, slope, jacobian in _elsewhere(curvature)
            )
        ):
            return candidate
    return None


def _holds(candidate: Combination, jacobian: Array, physical: Array, slopes: Array) -> bool:
    """Whether residuals depend on parameters through a combination alone, at these values."""
    norms = numpy.linalg.norm(jacobian, axis=0)
    if not (norms > 0).all():
        return False
    along = candidate.gradient(physical) * slopes / norms
    along = along / numpy.linalg.norm(along)
    scaled = jacobian / norms
    rest = scaled - numpy.outer(scaled @ along, along)
    return bool(numpy.linalg.norm(rest) <= _NOTHING * numpy.linalg.norm(scaled))


def _elsewhere(curvature: Curvature) -> list[tuple[Array, Array, Array]]:
    """Values, slopes and derivatives of residuals at parameters a way off."""
    problem, start = curvature.problem, curvature.coordinates
    space = problem.space
    random = numpy.random.default_rng(0)
    result = []
    for move in _MOVES:
        step = move * random.uniform(0.5, 1.0, len(start)) * numpy.where(start == 0, 1.0, start)
        moved = numpy.clip(start + step, space.lower, space.upper)
        jacobian = problem.derivatives(moved)
        if numpy.isfinite(jacobian).all():
            result.append((space.physical(moved), space.slope(moved), jacobian))
    return result
