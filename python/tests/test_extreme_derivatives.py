"""Derivatives at the ends of the range: wherever the value of a row is right, so is its derivative.

Every row of the table, at its own samples, whose operands are scaled by 10 to ± half of the range of
exponents and more, and into subnormal numbers, all together and one at a time. The witness is mpmath
at a thousand digits; a differentiable row that has none fails. Where the value itself is beyond the
range, or lost, there is nothing to compare.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, Literal, cast

import mpmath
import numpy as np
import pytest
import torch
from test_primitives import CALLS, MPMATH, ROWS, Call

import neuralc as nc

mp = mpmath.mp

Vector = list[Any]
Matrix = list[list[Any]]


def solve(a: Matrix, b: Matrix) -> Matrix:
    """By Cramer's rule, which needs no pivots."""
    whole = det(a)
    return [
        [det([[*r[:i], s[k], *r[i + 1 :]] for r, s in zip(a, b, strict=True)]) / whole
         for k in range(len(b[0]))]
        for i in range(len(a))
    ]  # fmt: skip


def det(a: Matrix) -> Any:
    if not a:
        return mp.mpf(1)
    minors = [[r[:j] + r[j + 1 :] for r in a[1:]] for j in range(len(a))]
    return mp.fsum((-1) ** j * a[0][j] * det(m) for j, m in enumerate(minors))


def matmul(a: Matrix, b: Matrix) -> Matrix:
    return [[dot(row, column) for column in zip(*b, strict=True)] for row in a]


def dot(v: Any, w: Any) -> Any:
    return mp.fsum(a * b for a, b in zip(v, w, strict=True))


def norm(v: Vector) -> Any:
    return mp.sqrt(dot(v, v))


def column(v: Vector) -> Matrix:
    return [[x] for x in v]


def matrix_by(function: Callable[[Matrix, Matrix], Matrix], a: Matrix, b: Any) -> Any:
    if isinstance(b[0], list):
        return function(a, b)
    return [row[0] for row in function(a, column(b))]


def identity(n: int) -> Matrix:
    return [[mp.mpf(i == j) for j in range(n)] for i in range(n)]


def chosen(mask: Any, a: Any, b: Any) -> Any:
    return a if mask != 0 else b


# What rows compute that are not functions of each number by itself.
ARRAYS: dict[str, Callable[..., Any]] = {
    "vec": lambda *xs: list(xs),
    "ref": lambda a, *i: a[int(i[0])] if len(i) == 1 else a[int(i[0])][int(i[1])],
    "dot": dot,
    "cross": lambda a, b: [a[i - 2] * b[i - 1] - a[i - 1] * b[i - 2] for i in range(3)],
    "norm": norm,
    "normalize": lambda v: [x / norm(v) for x in v],
    "scale": lambda s, a: [[s * x for x in r] if isinstance(r, list) else s * r for r in a],
    "vsum": mp.fsum,
    "vmean": lambda v: mp.fsum(v) / len(v),
    "vmin": min,
    "vmax": max,
    "vprod": mp.fprod,
    "slice": lambda v, a, b: v[int(a) : int(b)],
    "append": lambda *vs: list(itertools.chain(*vs)),
    "roll": lambda v, k: [v[(i - int(k)) % len(v)] for i in range(len(v))],
    "mat": lambda *rows: list(rows),
    "diag": lambda a: (
        [r[i] for i, r in enumerate(a)] if isinstance(a[0], list)
        else [[x if i == j else mp.mpf(0) for j in range(len(a))] for i, x in enumerate(a)]
    ),
    "row": lambda a, i: a[int(i)],
    "col": lambda a, i: [r[int(i)] for r in a],
    "transpose": lambda a: [list(r) for r in zip(*a, strict=True)],
    "trace": lambda a: mp.fsum(r[i] for i, r in enumerate(a)),
    "matmul": matmul,
    "matvec": lambda a, v: matrix_by(matmul, a, v),
    "outer": lambda v, w: [[a * b for b in w] for a in v],
    "inv": lambda a: solve(a, identity(len(a))),
    "solve": lambda a, b: matrix_by(solve, a, b),
    "det": det,
    "logdet": lambda a: mp.log(det(a)),
    "select": chosen,
}  # fmt: skip

# Rows whose derivative in an eager module is PyTorch's own, which is wrong at some of these points
# (Docs/Language.md has the table).
AS_PYTORCH = {"atan", "pow", "norm", "normalize"}

SCALES = {
    "float64": [1e154, 1e-154, 1e170, 1e-170, 1e300, 1e-300, 3e-310],
    "float32": [1e19, 1e-19, 1e23, 1e-23, 1e36, 1e-36, 3e-40],
}
# Rows that eliminate: their results are as good as the matrix allows, and reciprocals of subnormal
# numbers are beyond the range.
ELIMINATING = {"inv", "solve", "logdet", "det"}
DIFFERENTIABLE = [
    pytest.param(*call.values, id=call.id)
    for call in CALLS
    for name, index in [cast(tuple[str, int], call.values)]
    if ROWS[name].differentiable and ROWS[name].samples[index]["regular"] and index < 3
]


@pytest.fixture(autouse=True)
def thousand_digits() -> Iterator[None]:
    with mpmath.workdps(1000):
        yield


def witness(name: str) -> Callable[..., Any]:
    """What a row computes, of numbers of many digits."""
    return ARRAYS.get(name) or MPMATH[name]


def exact(values: Any) -> Any:
    """An array in mpmath's numbers."""
    return [exact(x) for x in values] if np.ndim(values) else mp.mpf(float(values))


def outputs(result: Any) -> Iterator[tuple[tuple[int, ...], Any]]:
    """The numbers of a result with their indices."""
    if not isinstance(result, list):
        yield (), result
        return
    for i, part in enumerate(result):
        for index, number in outputs(part):
            yield (i, *index), number


def variables(call: Call) -> list[str]:
    """The operands that have derivatives: no indices and masks."""
    if call.name in ("ref", "row", "col"):
        return ["x0"]
    return [v for v in call.values if not (call.name == "select" and v == "x0")]


def points(call: Call, dtype: str) -> Iterator[dict[str, np.ndarray]]:
    """The operands scaled together, and each alone; indices and masks stay."""
    moving = variables(call)
    groups = [moving, *([[v] for v in moving] if len(moving) > 1 else [])]
    scales = SCALES[dtype][: -1 if call.name in ELIMINATING else None]
    for scale, group in itertools.product(scales, groups):
        with np.errstate(over="ignore", under="ignore"):
            point = {
                k: (v * scale if k in group else v).astype(dtype) for k, v in call.values.items()
            }
        if all(np.isfinite(v).all() for v in point.values()):
            yield point


class Element:
    """One number of the result of a row, as a program and as mpmath computes it."""

    def __init__(self, call: Call, index: tuple[int, ...]) -> None:
        *declarations, body = call.source.split("\n")
        if index:
            body = f"(ref {body} {' '.join(map(str, index))})"
        self.call, self.index = call, index
        self.source = "\n".join([*declarations, body])

    def value(self, point: dict[str, Any]) -> Any:
        operands = [
            int(data) if kind == "static" else point[data] for kind, data in self.call.operands
        ]
        result = witness(self.call.name)(*operands)
        for i in self.index:
            result = result[i]
        return result

    def slope(self, point: dict[str, Any], variable: str, place: tuple[int, ...]) -> Any:
        """The derivative by a number, from differences over a step that is far too small for
        anything but a thousand digits; `None` at a kink, where the two sides differ."""

        def moved(step: Any) -> Any:
            def change(values: Any, place: tuple[int, ...]) -> Any:
                if not place:
                    return values + step
                return [change(x, place[1:]) if i == place[0] else x for i, x in enumerate(values)]

            return self.value(point | {variable: change(point[variable], place)})

        number = point[variable]
        for i in place:
            number = number[i]
        step = (min(abs(number), mp.mpf(1)) or mp.mpf(1)) * mp.mpf(10) ** -330
        middle = self.value(point)
        after, before = (moved(step) - middle) / step, (middle - moved(-step)) / step
        if abs(after - before) > mp.mpf(10) ** -30 * abs(after):
            return None
        return (after + before) / 2


def spacing(number: Any, dtype: str) -> Any:
    """The distance of floating point numbers at a number."""
    info = np.finfo(dtype)
    if number == 0:
        return mp.mpf(float(info.smallest_subnormal))
    exponent = max(mp.floor(mp.log(abs(number), 2)), mp.mpf(int(info.minexp)))
    return mp.mpf(2) ** (int(exponent) - int(info.nmant))


def is_close(found: float, expected: Any, dtype: str, precision: Any) -> bool:
    """Whether a number is the exact one but for rounding, or is beyond the range with it."""
    largest = mp.mpf(float(np.finfo(dtype).max))
    if np.isnan(found) or isinstance(expected, mpmath.mpc):
        return False
    if np.isinf(found):
        return bool(abs(expected) > largest / 2 and (found > 0) == (expected > 0))
    error = abs(mp.mpf(found) - expected)
    return bool(error <= 8 * spacing(expected, dtype) + precision * abs(expected))


def check(element: Element, point: dict[str, np.ndarray], dtype: str, found: Any) -> list[str]:
    """What is wrong in a value's derivatives, where the value is right."""
    numbers = {k: exact(v) for k, v in point.items()}
    value, gradient = found
    expected = element.value(numbers)
    if not np.isfinite(value) or not is_close(float(value), expected, dtype, 0):
        return []
    # A subnormal value has few digits, one that underflowed none, and what is computed from it no more.
    precision = 8 * spacing(expected, dtype) / abs(expected) if expected != 0 else mp.mpf(0)
    if element.call.name in ELIMINATING:
        precision += 256 * mp.mpf(float(np.finfo(dtype).eps))
    faults = []
    exact_slopes = {
        (variable, place): element.slope(numbers, variable, place)
        for variable in variables(element.call)
        for place in np.ndindex(np.shape(gradient[variable]))
    }
    for (variable, place), slope in exact_slopes.items():
        if slope is None:
            continue
        slopes = gradient[variable]
        largest = float(np.finfo(dtype).max)
        if abs(slope) > largest and element.call.name in ELIMINATING:
            continue  # Sums of infinities are NaN.
        got = float(np.asarray(slopes)[place])
        # What is left of a difference is as good as what it is the difference of.
        if element.call.name == "normalize" and abs(got) <= largest:
            whole = 1 / max(abs(x) for x in numbers["x0"])
            if abs(mp.mpf(got) - slope) <= 8 * spacing(whole, dtype):
                continue
        if not is_close(got, slope, dtype, precision):
            faults.append(
                f"{element.source.splitlines()[-1]} at {point} by {variable}{list(place)}: "
                f"{got}, not {mp.nstr(slope, 8)}"
            )
    return faults


def elements(name: str, index: int) -> list[Element]:
    call = Call(name, index)
    result = witness(name)(
        *(int(d) if k == "static" else exact(call.values[d]) for k, d in call.operands)
    )
    places = [place for place, _ in outputs(result)]
    # All are alike; the first and the last will do.
    return [Element(call, place) for place in dict.fromkeys([places[0], places[-1]])]


@pytest.fixture(autouse=True)
def _subnormal_numbers() -> None:
    """Lets this thread compute with subnormal numbers again: code that TorchInductor has compiled in
    another test of the same process makes them 0 as soon as it is loaded."""
    torch.set_flush_denormal(False)


def has_large_products(point: dict[str, np.ndarray], dtype: str) -> bool:
    """Whether products of elements are beyond the range, where an eager determinant has the derivative
    0 (Docs/Language.md has the table)."""
    largest = max(abs(x) for array in point.values() for x in np.ravel(array).tolist())
    return bool(largest * largest > float(np.finfo(dtype).max))


@pytest.mark.parametrize(("name", "index"), DIFFERENTIABLE)
def test_reference(name: str, index: int) -> None:
    faults = []
    for element in elements(name, index):
        for point in points(element.call, "float64"):
            value = nc.evaluate(element.source, inputs=point)
            gradient = nc.gradient(element.source, inputs=point)
            faults += check(element, point, "float64", (value, gradient))
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("name", "index"), DIFFERENTIABLE)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("backend", ["native", "eager"])
def test_modules(name: str, index: int, dtype: str, backend: Literal["native", "eager"]) -> None:
    if backend == "eager" and name in AS_PYTORCH:
        pytest.skip("PyTorch's own derivative")
    faults = []
    for element in elements(name, index):
        model = nc.compile(element.source, backend=backend)
        for point in points(element.call, dtype):
            if backend == "eager" and name == "det" and has_large_products(point, dtype):
                continue
            faults += check(element, point, dtype, model.value_and_grad(**point))
    assert not faults, "\n".join(faults)
