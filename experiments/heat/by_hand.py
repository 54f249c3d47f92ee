"""The same equations as a careful person writes them in PyTorch."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import pad

Constants = dict[str, Tensor]
Rate = Callable[[Tensor, Constants], Tensor]


def heat(u: Tensor, constants: Constants) -> Tensor:
    """Heat conduction on a rod with ends at 0; constants go with the batch of states."""
    spacing = 1 / (u.shape[-1] - 1)
    curvature = u[..., :-2] - 2 * u[..., 1:-1] + u[..., 2:]
    return pad(constants["α"] / spacing**2 * curvature, (1, 1))


def heat_2d(u: Tensor, constants: Constants) -> Tensor:
    """Heat conduction on a plate with edges at 0."""
    size = round(u.shape[-1] ** 0.5)
    spacing = 1 / (size + 1)
    wide = pad(u.unflatten(-1, (size, size)), (1, 1, 1, 1))
    inner = wide[..., 1:-1, 1:-1]
    across = wide[..., 1:-1, :-2] - 2 * inner + wide[..., 1:-1, 2:]
    down = wide[..., :-2, 1:-1] - 2 * inner + wide[..., 2:, 1:-1]
    rate = constants["αx"] / spacing**2 * across + constants["αy"] / spacing**2 * down
    return rate.flatten(-2)


def burgers(u: Tensor, constants: Constants) -> Tensor:
    """Burgers' equation on a ring."""
    spacing = 2 * torch.pi / u.shape[-1]
    left, right = u.roll(1, -1), u.roll(-1, -1)
    advection = (right.square() - left.square()) / (4 * spacing)
    return constants["ν"] * ((left - 2 * u + right) / spacing**2) - advection


def wave(y: Tensor, constants: Constants) -> Tensor:
    """A damped string: displacements, then velocities."""
    u, velocity = y.chunk(2, -1)
    spacing = 1 / (u.shape[-1] + 1)
    wide = pad(u, (1, 1))
    force = (constants["c"] / spacing).square() * (wide[..., :-2] - 2 * u + wide[..., 2:])
    return torch.cat([velocity, force - constants["γ"] * velocity], -1)


RATES: dict[str, Rate] = {"heat": heat, "heat_2d": heat_2d, "burgers": burgers, "wave": wave}


def runge_kutta(
    rate: Rate, start: Tensor, constants: Constants, count: int, substeps: int, step: float
) -> Tensor:
    """`count` states, with `substeps` steps of the classical method from each to the next:
    (…, count, state)."""
    states = []
    state = start
    for _ in range(count):
        for _ in range(substeps):
            k1 = rate(state, constants)
            k2 = rate(state + step / 2 * k1, constants)
            k3 = rate(state + step / 2 * k2, constants)
            k4 = rate(state + step * k3, constants)
            state = state + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        states.append(state)
    return torch.stack(states, -2)


def euler(rate: Rate, start: Tensor, constants: Constants, count: int, step: float) -> Tensor:
    """`count` steps of Euler's method: (…, count, state)."""
    states = []
    state = start
    for _ in range(count):
        state = state + step * rate(state, constants)
        states.append(state)
    return torch.stack(states, -2)
