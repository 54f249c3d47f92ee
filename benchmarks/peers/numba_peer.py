"""numba: functions with derivatives written by hand, in forward mode, as a careful person would."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from .workloads import NotRun, Workload

VERSION = numba.__version__


@numba.njit
def energy(m, v, c, value, by_m, by_v):
    by_c = 0.0
    for i in range(m.size):
        beta = v[i] / c
        gamma = 1 / math.sqrt(1 - beta * beta)
        value[i] = m[i] * c * c * gamma
        by_m[i] = c * c * gamma
        by_v[i] = m[i] * gamma**3 * beta * c
        by_c += 2 * m[i] * c * gamma - m[i] * gamma**3 * beta * beta * c
    return by_c


@numba.njit
def lotka_volterra(prey, predator, rates, steps, value, gradients):
    h = 0.05
    for i in range(prey.size):
        x, y = prey[i], predator[i]
        a, b, c, d = rates[0, i], rates[1, i], rates[2, i], rates[3, i]
        dx, dy = np.zeros(4), np.zeros(4)
        dxs, dys, sum_dx, sum_dy = np.empty(4), np.empty(4), np.empty(4), np.empty(4)
        from_x, from_y = np.zeros(4), np.zeros(4)
        for _ in range(steps):
            xs, ys, sum_x, sum_y = x, y, 0.0, 0.0
            dxs[:], dys[:], sum_dx[:], sum_dy[:] = dx, dy, 0, 0
            for stage in range(4):
                weight = 1.0 if stage in (0, 3) else 2.0
                ahead = h if stage == 2 else h / 2
                from_x[0], from_x[1], from_y[2], from_y[3] = xs, -xs * ys, -ys, xs * ys
                kx, ky = a * xs - b * xs * ys, d * xs * ys - c * ys
                for p in range(4):
                    dkx = (a - b * ys) * dxs[p] - b * xs * dys[p] + from_x[p]
                    dky = d * ys * dxs[p] + (d * xs - c) * dys[p] + from_y[p]
                    sum_dx[p] += weight * dkx
                    sum_dy[p] += weight * dky
                    dxs[p], dys[p] = dx[p] + ahead * dkx, dy[p] + ahead * dky
                sum_x += weight * kx
                sum_y += weight * ky
                xs, ys = x + ahead * kx, y + ahead * ky
            x += h / 6 * sum_x
            y += h / 6 * sum_y
            for p in range(4):
                dx[p] += h / 6 * sum_dx[p]
                dy[p] += h / 6 * sum_dy[p]
        value[i] = x
        gradients[:, i] = dx


@numba.njit
def pendulum(values, steps, value, gradients):
    h = 0.05
    for i in range(values.shape[1]):
        x, y, g, damping = values[0, i], values[1, i], values[2, i], values[3, i]
        dx, dy = np.zeros(4), np.zeros(4)
        dxs, dys, sum_dx, sum_dy = np.empty(4), np.empty(4), np.empty(4), np.empty(4)
        from_y = np.zeros(4)
        dx[0], dy[1] = 1, 1
        for _ in range(steps):
            xs, ys, sum_x, sum_y = x, y, 0.0, 0.0
            dxs[:], dys[:], sum_dx[:], sum_dy[:] = dx, dy, 0, 0
            for stage in range(4):
                weight = 1.0 if stage in (0, 3) else 2.0
                ahead = h if stage == 2 else h / 2
                sine, slope = math.sin(xs), g * math.cos(xs)
                from_y[2], from_y[3] = -sine, -ys
                kx, ky = ys, -g * sine - damping * ys
                for p in range(4):
                    dkx = dys[p]
                    dky = from_y[p] - slope * dxs[p] - damping * dys[p]
                    sum_dx[p] += weight * dkx
                    sum_dy[p] += weight * dky
                    dxs[p], dys[p] = dx[p] + ahead * dkx, dy[p] + ahead * dky
                sum_x += weight * kx
                sum_y += weight * ky
                xs, ys = x + ahead * kx, y + ahead * ky
            x += h / 6 * sum_x
            y += h / 6 * sum_y
            for p in range(4):
                dx[p] += h / 6 * sum_dx[p]
                dy[p] += h / 6 * sum_dy[p]
        value[i] = x
        gradients[:, i] = dx


@numba.njit
def logistic_map(x, n, r, value, by_x):
    by_r = 0.0
    for i in range(x.size):
        y, dx, dr, k = x[i], 1.0, 0.0, 0
        while k < n[i]:
            steep = r * (1 - 2 * y)
            dr = steep * dr + y * (1 - y)
            dx = steep * dx
            y = r * y * (1 - y)
            k += 1
        value[i], by_x[i] = y, dx
        by_r += dr
    return by_r


@numba.njit("UniTuple(float64, 3)(float64, float64, float64)")
def recursion(n, a, b):
    if n == 0:
        return a, 1.0, 0.0
    if n == 1:
        return b, 0.0, 1.0
    x, xa, xb = recursion(n - 1, a, b)
    y, ya, yb = recursion(n - 2, a, b)
    inverse = 1 / (1 + x * y)
    value = (x + y) * inverse
    by_x, by_y = (1 - value * y) * inverse, (1 - value * x) * inverse
    return value, by_x * xa + by_y * ya, by_x * xb + by_y * yb


def prepare(workload: Workload) -> Callable[[], Any]:
    values = list(workload.values.values())
    shape = (workload.count,) if workload.count > 1 else ()
    value = np.empty(workload.count, workload.dtype)
    match workload.program:
        case "energy":
            m, v, c = values
            outputs = np.empty_like(m), np.empty_like(v)

            def run() -> Any:
                return [value, *outputs, energy(m, v, c[()], value, *outputs)]

        case "lotka_volterra":
            prey, predator, *rates = (np.atleast_1d(item) for item in values)
            table, gradients = np.array(rates), np.empty((4, workload.count))

            def run() -> Any:
                lotka_volterra(prey, predator, table, workload.steps, value, gradients)
                return [value.reshape(shape), *gradients.reshape(4, *shape)]

        case "pendulum":
            table, gradients = np.array([np.atleast_1d(item) for item in values]), None
            gradients = np.empty_like(table)

            def run() -> Any:
                pendulum(table, workload.steps, value, gradients)
                return [value.reshape(shape), *gradients.reshape(4, *shape)]

        case "logistic_map":
            x, n, r = values
            by_x = np.empty_like(x)

            def run() -> Any:
                by_r = logistic_map(x, n, r[()], value, by_x)
                return [value, by_x, by_r]

        case "recursion":
            a, b, n = map(float, values)

            def run() -> Any:
                return list(recursion(n, a, b))

        case _:
            raise NotRun("its derivatives would have to be written by hand")
    return run


def arrays(answer: Any) -> list[np.ndarray]:
    return [np.asarray(item) for item in answer]
