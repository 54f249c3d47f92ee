"""What the data do not determine, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from neuralc._fit.combinations import Combination, candidates
from neuralc._fit.curvature import Curvature
from neuralc._fit.names import listed
from neuralc._fit.space import Array, Space

# Two coordinates belong together where the projector onto the null space has more than this.
_LINKED = 1e-6
# What a direction may change, relative to others, and still be one that changes nothing.
_NOTHING = 1e-6
# How far parameters are moved to see whether what holds at the estimate holds elsewhere.
_MOVES = (0.37, -0.23)
# What is told apart has singular values of more than this.
_TOLD_APART = 1e-6
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
    bent = [_bent_sentence(curvature, members) for members in _bent_members(curvature)]
    return bent + [_sentence(curvature, group) for group in _groups(curvature)]


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
    groups = []
    for own in _connected(projector):
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


def _connected(projector: Array) -> list[Array]:
    """The positions that a projector links, group by group."""
    remaining = set(range(len(projector)))
    groups = []
    while remaining:
        fringe = [min(remaining)]
        members = set(fringe)
        while fringe:
            near = numpy.flatnonzero(numpy.abs(projector[fringe.pop()]) > _LINKED).tolist()
            fringe += [k for k in near if k in remaining and k not in members]
            members |= remaining.intersection(near)
        remaining -= members
        groups.append(numpy.array(sorted(members)))
    return groups


def _bent_members(curvature: Curvature) -> list[Array]:
    """The coordinates that only the bends of residuals determine, those that belong together."""
    unsettled = numpy.flatnonzero(~curvature.is_linear)
    bent = curvature.bends.directions[:, unsettled]
    return [curvature.free[unsettled[own]] for own in _connected(bent.T @ bent)]


def _bent_sentence(curvature: Curvature, members: Array) -> str:
    """What to say of coordinates that the Jacobian alone would leave open."""
    space = curvature.problem.space
    names = [space.names[k] for k in members if space.named[k]]
    if not names:
        return f"{len(members)} {_parts(space, members)} are determined only by bends of residuals"
    if len(names) == 1:
        lost = f"`{names[0]}` does not influence the residuals at the estimate but by their bends"
        errors = "it has no standard error"
    else:
        lost = f"{listed(names)} are not told apart at the estimate but by the residuals' bends"
        errors = "they have no standard errors"
    return f"{lost}: the Jacobian is singular there, the whole curvature is not, and {errors}"


def _sentence(curvature: Curvature, group: _Group) -> str:
    space = curvature.problem.space
    names = [space.names[k] for k in group.members if space.named[k]]
    if not names:
        return f"{len(group.members)} {_parts(space, group.members)} are determined only together"
    if len(names) < len(group.members):
        verb = "is" if len(names) == 1 else "are"
        owners = " and ".join(_owners(space, group.members))
        return f"{owners} can absorb {listed(names)}, which {verb} not determined"
    if not len(group.determined):
        return _idle(curvature, group, names)
    here = "at the estimate, " if _is_local(curvature, group) else ""
    if len(group.determined) == 1:
        found = None if here else _combination(curvature, group)
        if found is not None:
            return f"only {found.words(names)} is determined"
        return f"{here}only one combination of {listed(names)} is determined"
    count = len(group.determined)
    return (
        f"{here}only {count} combinations of the {len(names)} parameters {listed(names)} are "
        "determined"
    )


def _owners(space: Space, members: Array) -> list[str]:
    """What those coordinates are part of that have no meaning of their own."""
    lengths = [unknown.start.size for unknown in space.unknowns]
    owners = numpy.repeat([unknown.owner for unknown in space.unknowns], lengths)[space.free]
    return list(dict.fromkeys(owners[[k for k in members if not space.named[k]]].tolist()))


def _parts(space: Space, members: Array) -> str:
    """What to call coordinates that have no meaning of their own."""
    return f"elements of {' and '.join(_owners(space, members))}"


def _is_local(curvature: Curvature, group: _Group) -> bool:
    """Whether the data tell the coordinates of a group apart where the search began."""
    jacobian = curvature.problem.derivatives(curvature.problem.space.start)[:, group.members]
    lengths = numpy.linalg.norm(jacobian, axis=0)
    if not (numpy.isfinite(lengths).all() and (lengths > 0).all()):
        return False
    singular = numpy.linalg.svd(jacobian / lengths, compute_uv=False)
    return len(singular) == len(lengths) and bool(singular[-1] > _TOLD_APART * singular[0])


def _idle(curvature: Curvature, group: _Group, names: list[str]) -> str:
    """What to say of coordinates that change nothing."""
    many = len(names) > 1
    by_steps = curvature.problem.predictor.stepwise()
    if all(name.partition("[")[0] in by_steps for name in names):
        return (
            f"{listed(names)} {'influence' if many else 'influences'} the result only by steps, "
            "which no gradient sees: the search left "
            f"{'them where they were' if many else 'it where it was'}; compare several starts, or "
            f"write a program that is smooth in {'them' if many else 'it'}"
        )
    at_units = curvature.problem.derivatives(_units(curvature))
    for jacobian in (*(jacobian for *_, jacobian in _elsewhere(curvature)), at_units):
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


def _units(curvature: Curvature) -> Array:
    """Coordinates of the size 1, with their signs: a way off from what has run away."""
    space = curvature.problem.space
    units = numpy.where(curvature.coordinates < 0, -1.0, 1.0)
    result: Array = numpy.clip(units, space.lower, space.upper)
    return result


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
