"""Every row of the table of primitives, at its own samples, against independent witnesses.

The value is compared with PyTorch written by hand (to the bit) and with mpmath at 50 digits; the
derivative with autograd by hand, the reference gradient and finite differences; alone and in
batches, in float64 and float32. A primitive without a witness fails.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
from bits import assert_identical
from torch import Tensor

import neuralc as nc

mpmath.mp.dps = 50
mpf = mpmath.mpf

ROWS = {row.name: row for row in nc.primitives()}
CALLS = [
    pytest.param(name, index, id=f"{name}-{index}")
    for name, row in ROWS.items()
    for index in range(len(row.samples))
]
DTYPES = [torch.float64, torch.float32]


def chain(compare: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """A chained comparison of tensors."""

    def apply(*xs: Tensor) -> Tensor:
        result = torch.ones_like(xs[0], dtype=torch.bool)
        for a, b in pairwise(xs):
            result = result & compare(a, b)
        return result.to(xs[0].dtype)

    return apply


def fold(function: Callable[[Any, Any], Any], empty: float) -> Callable[..., Any]:
    def apply(*xs: Any) -> Any:
        return functools.reduce(function, xs) if xs else torch.tensor(empty)

    return apply


def integer(x: Tensor) -> int:
    return int(x.item())


def log(x: Tensor, base: Tensor | None = None) -> Tensor:
    return torch.log(x) if base is None else torch.log(x) / torch.log(base)


def normalize(v: Tensor) -> Tensor:
    length = torch.linalg.vector_norm(v)
    return v / length if length != 0 else v


def ref(v: Tensor, *index: Tensor) -> Tensor:
    return v[tuple(integer(i) for i in index)]


# Plain PyTorch, as one writes it by hand for one element.
TORCH: dict[str, Callable[..., Tensor]] = {
    "+": fold(lambda a, b: a + b, 0.0),
    "*": fold(lambda a, b: a * b, 1.0),
    "-": lambda x, *r: functools.reduce(lambda a, b: a - b, r, x) if r else -x,
    "/": lambda x, *r: functools.reduce(lambda a, b: a / b, r, x) if r else 1 / x,
    "pow": lambda x, y: x**y,
    "abs": torch.abs,
    "min": lambda *xs: torch.stack(xs).amin(0) if len(xs) != 2 else torch.minimum(*xs),
    "max": lambda *xs: torch.stack(xs).amax(0) if len(xs) != 2 else torch.maximum(*xs),
    "modulo": torch.remainder,
    "remainder": torch.fmod,
    "sqrt": torch.sqrt,
    "square": torch.square,
    "exp": torch.exp,
    "expm1": torch.expm1,
    "log": log,
    "log1p": torch.log1p,
    "sign": torch.sign,
    "floor": torch.floor,
    "ceiling": torch.ceil,
    "round": torch.round,
    "truncate": torch.trunc,
    "clamp": torch.clamp,
    "hypot": torch.hypot,
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "asin": torch.asin,
    "acos": torch.acos,
    "atan": torch.atan,
    "atan2": torch.atan2,
    "sinh": torch.sinh,
    "cosh": torch.cosh,
    "tanh": torch.tanh,
    "erf": torch.erf,
    "sigmoid": torch.sigmoid,
    "softplus": lambda x: torch.nn.functional.softplus(x, threshold=40),
    "relu": torch.relu,
    "=": chain(torch.eq),
    "<": chain(torch.lt),
    ">": chain(torch.gt),
    "<=": chain(torch.le),
    ">=": chain(torch.ge),
    "not": lambda x: (x == 0).to(x.dtype),
    "select": lambda m, a, b: torch.where(m != 0, a, b),
    "vec": lambda *xs: torch.stack(xs),
    "ref": ref,
    "dot": lambda a, b: (a * b).sum(-1),
    "cross": lambda a, b: torch.linalg.cross(a, b),
    "norm": torch.linalg.vector_norm,
    "normalize": normalize,
    "vsum": torch.sum,
    "scale": lambda s, v: s * v,
    "vlen": lambda v: torch.tensor(float(len(v)), dtype=v.dtype),
    "vmin": torch.amin,
    "vmax": torch.amax,
    "vmean": torch.mean,
    "vprod": torch.prod,
    "slice": lambda v, a, b: v[integer(a) : integer(b)],
    "append": lambda *vs: torch.cat(vs),
    "roll": lambda v, k: torch.roll(v, integer(k)),
    "mat": lambda *rows: torch.stack(rows),
    "matmul": lambda a, b: a @ b,
    "matvec": lambda a, v: (a @ v.unsqueeze(-1)).squeeze(-1),
    "transpose": lambda a: a.mT,
    "trace": torch.trace,
    "det": torch.linalg.det,
    "inv": lambda a: torch.linalg.inv_ex(a).inverse,
    "solve": lambda a, b: torch.linalg.solve_ex(a, b).result,
    "outer": torch.outer,
    "eye": lambda n: torch.eye(integer(n), dtype=n.dtype),
    "zeros": lambda *n: torch.zeros(*map(integer, n), dtype=n[0].dtype),
    "ones": lambda *n: torch.ones(*map(integer, n), dtype=n[0].dtype),
    "diag": torch.diag,
    "row": lambda a, i: a[integer(i)],
    "col": lambda a, i: a[:, integer(i)],
    "logdet": torch.logdet,
}


def softplus(x: Any) -> Any:
    return mpmath.log1p(mpmath.exp(x))


def half_even(x: Any) -> Any:
    return mpmath.nint(x)


# What mpmath calls as the language does.
NAMED_ALIKE = """
    sqrt exp expm1 log1p sign floor hypot sin cos tan asin acos atan atan2 sinh cosh tanh erf
"""

# Values at 50 digits, for real operands that are finite.
MPMATH: dict[str, Callable[..., Any]] = {
    **{name: getattr(mpmath, name) for name in NAMED_ALIKE.split()},
    "+": lambda *xs: mpmath.fsum(xs),
    "*": lambda *xs: mpmath.fprod(xs),
    "-": lambda x, *r: x - mpmath.fsum(r) if r else -x,
    "/": lambda x, *r: x / mpmath.fprod(r) if r else 1 / x,
    "pow": lambda x, y: mpmath.power(x, y),
    "abs": abs,
    "min": lambda *xs: min(xs),
    "max": lambda *xs: max(xs),
    "modulo": lambda x, y: x - y * mpmath.floor(x / y),
    "remainder": lambda x, y: x - y * (mpmath.floor(x / y) if x / y >= 0 else mpmath.ceil(x / y)),
    "square": lambda x: x * x,
    "log": lambda x, b=None: mpmath.log(x) if b is None else mpmath.log(x) / mpmath.log(b),
    "ceiling": mpmath.ceil,
    "round": half_even,
    "truncate": lambda x: mpmath.floor(x) if x >= 0 else mpmath.ceil(x),
    "clamp": lambda x, lo, hi: min(max(x, lo), hi),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "softplus": softplus,
    "relu": lambda x: max(x, mpf(0)),
}


class Call:
    """One sample of a primitive as a program."""

    def __init__(self, name: str, index: int) -> None:
        self.name = name
        sample = ROWS[name].samples[index]
        self.regular: bool = sample["regular"]
        self.values: dict[str, np.ndarray] = {}
        self.operands: list[tuple[str, Any]] = []
        words, declarations = [], []
        for position, operand in enumerate(sample["operands"]):
            shape = tuple(operand["shape"])
            if operand["static"]:
                words.append(str(operand["elements"][0]))
                self.operands.append(("static", float(operand["elements"][0])))
                continue
            variable = f"x{position}"
            self.values[variable] = np.array(operand["elements"], dtype=float).reshape(shape)
            kind = {0: "real", 1: "(vec {})", 2: "(mat {} {})"}[len(shape)].format(*shape)
            declarations.append(f"(input {variable} {kind})")
            words.append(variable)
            self.operands.append(("value", variable))
        self.source = "\n".join([*declarations, f"({' '.join([name, *words])})"])

    def tensors(self, dtype: torch.dtype) -> dict[str, Tensor]:
        return {k: torch.tensor(v, dtype=torch.float64).to(dtype) for k, v in self.values.items()}

    def by_hand(self, tensors: dict[str, Tensor], dtype: torch.dtype) -> Tensor:
        operands = [
            tensors[data] if kind == "value" else torch.tensor(data, dtype=dtype)
            for kind, data in self.operands
        ]
        return TORCH[self.name](*operands)


def test_every_primitive_has_a_witness() -> None:
    assert set(TORCH) == set(ROWS)


def test_the_table_has_the_operations_of_the_language() -> None:
    assert len(ROWS) >= 51


@pytest.mark.parametrize(("name", "index"), CALLS)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_value_is_that_of_pytorch_to_the_bit(name: str, index: int, dtype: torch.dtype) -> None:
    call = Call(name, index)
    tensors = call.tensors(dtype)
    expected = call.by_hand(tensors, dtype)
    model = nc.compile(call.source)
    if not tensors:
        model = model.to(dtype)
        expected = expected.to(torch.get_default_dtype())
    assert_identical(model(**tensors).detach(), expected)


@pytest.mark.parametrize(("name", "index"), CALLS)
def test_reference_agrees_with_pytorch(name: str, index: int) -> None:
    call = Call(name, index)
    expected = call.by_hand(call.tensors(torch.float64), torch.float64).double().numpy()
    actual = np.asarray(nc.evaluate(call.source, inputs=call.values))
    assert actual.shape == expected.shape
    scale = np.max(np.abs(expected[np.isfinite(expected)]), initial=0.0)
    np.testing.assert_allclose(actual, expected, rtol=4e-15, atol=4e-16 * scale)


@pytest.mark.parametrize(
    ("name", "index"),
    [call for call in CALLS if call.values[0] in MPMATH],  # type: ignore[operator]
)
def test_reference_is_within_an_ulp_or_two_of_the_exact_value(name: str, index: int) -> None:
    call = Call(name, index)
    flat = [np.atleast_1d(call.values[data]).ravel() for kind, data in call.operands]
    actual = np.atleast_1d(np.asarray(nc.evaluate(call.source, inputs=call.values))).ravel()
    for position, value in enumerate(actual):
        operands = [column[position if len(column) > 1 else 0] for column in flat]
        if not all(math.isfinite(x) for x in operands) or not math.isfinite(value):
            continue
        if any(x == 0 and math.copysign(1, x) < 0 for x in operands):
            continue  # mpmath has no negative zero.
        exact = MPMATH[name](*(mpf(float(x)) for x in operands))
        if isinstance(exact, mpmath.mpc):
            continue
        error = abs(mpf(float(value)) - exact)
        assert error <= 4 * mpf(np.spacing(abs(float(exact)))), f"{operands}: {value} {exact}"


def jacobian_by_hand(call: Call) -> dict[str, Tensor]:
    tensors = call.tensors(torch.float64)
    names = list(tensors)
    rows = torch.autograd.functional.jacobian(
        lambda *xs: call.by_hand(dict(zip(names, xs, strict=True)), torch.float64),
        tuple(tensors.values()),
    )
    return dict(zip(names, rows, strict=True))


def jacobian_of(model: torch.nn.Module, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    names = list(tensors)
    rows = torch.autograd.functional.jacobian(
        lambda *xs: model(**dict(zip(names, xs, strict=True))), tuple(tensors.values())
    )
    return dict(zip(names, rows, strict=True))


# What PyTorch computes in an order that depends on the batch.
ACCUMULATING = {
    "det", "inv", "solve", "logdet", "matmul", "matvec", "dot", "trace", "vsum", "vmean",
}  # fmt: skip

SMOOTH = [
    pytest.param(*call.values, id=call.id)
    for call in CALLS
    if ROWS[call.values[0]].samples[call.values[1]]["regular"]  # type: ignore[index]
    and any(not o["static"] for o in ROWS[call.values[0]].samples[call.values[1]]["operands"])  # type: ignore[index]
]


@pytest.mark.parametrize(("name", "index"), SMOOTH)
def test_derivative_agrees_with_pytorch_and_differences(name: str, index: int) -> None:
    call = Call(name, index)
    tensors = call.tensors(torch.float64)
    actual = jacobian_of(nc.compile(call.source), tensors)
    expected = jacobian_by_hand(call)
    scale = max(1.0, float(call.by_hand(tensors, torch.float64).abs().max()))
    for variable, x in tensors.items():
        torch.testing.assert_close(actual[variable], expected[variable], rtol=1e-12, atol=1e-13)
        flat = x.flatten()
        for position in range(flat.numel()):
            column = expected[variable].reshape(*expected[variable].shape[: -x.ndim or None], -1)[
                ..., position
            ]
            if call.name in ("ref", "row", "col") and variable != "x0":
                continue  # An index is piecewise constant; its neighbours may lie outside.
            # Piecewise constant functions need a step that stays on the piece.
            step = 1e-4 * abs(float(flat[position])) or 1e-4
            if not ROWS[name].differentiable:
                step = min(step, 1e-5)

            def moved(factor: float, x: Tensor = x, position: int = position, step: float = step,
                      variable: str = variable) -> Tensor:  # fmt: skip
                y = x.clone().flatten()
                y[position] += factor * step
                return call.by_hand(tensors | {variable: y.reshape(x.shape)}, torch.float64)

            estimate = (8 * (moved(1) - moved(-1)) - (moved(2) - moved(-2))) / (12 * step)
            torch.testing.assert_close(
                column, estimate, rtol=1e-6, atol=1e-7 + 1e-14 * scale / step
            )


@pytest.mark.parametrize(("name", "index"), SMOOTH)
def test_reference_gradient_agrees_with_pytorch(name: str, index: int) -> None:
    call = Call(name, index)
    expected = jacobian_by_hand(call)
    shape = call.by_hand(call.tensors(torch.float64), torch.float64).shape
    if shape != ():
        weights = torch.cos(torch.arange(1.0, 1.0 + math.prod(shape), dtype=torch.float64))
        total = weighted_sum(call, len(shape), weights)
        expected = {
            k: torch.tensordot(weights.reshape(shape), j, dims=len(shape))
            for k, j in expected.items()
        }
    else:
        total = call.source
    actual = nc.gradient(total, inputs=call.values)
    for variable in call.values:
        np.testing.assert_allclose(
            np.asarray(actual[variable]), expected[variable].numpy(), rtol=1e-11, atol=1e-12
        )


def weighted_sum(call: Call, rank: int, weights: Tensor) -> str:
    """A program that gives one real: the result weighted, element by element."""
    *declarations, expression = call.source.split("\n")
    shape = call.by_hand(call.tensors(torch.float64), torch.float64).shape
    rows = weights.reshape(shape).tolist()
    if rank == 1:
        body = f"(dot [{' '.join(map(repr, rows))}] {expression})"
    else:
        terms = [f"(dot [{' '.join(map(repr, row))}] (row m {i}))" for i, row in enumerate(rows)]
        body = f"(let ((m {expression})) (+ {' '.join(terms)}))"
    return "\n".join([*declarations, body])


@pytest.mark.parametrize(("name", "index"), SMOOTH)
def test_second_derivatives_pass_gradgradcheck(name: str, index: int) -> None:
    call = Call(name, index)
    if any(0 < abs(x) < 1e-4 for value in call.values.values() for x in value.flat):
        return  # The step of gradgradcheck is 1e-6.
    model = nc.compile(call.source)
    names = [v for v in call.values if not (name in ("ref", "row", "col") and v != "x0")]
    fixed = {k: v for k, v in call.tensors(torch.float64).items() if k not in names}
    leaves = tuple(call.tensors(torch.float64)[k].requires_grad_() for k in names)

    def function(*xs: Tensor) -> Tensor:
        return model(**fixed, **dict(zip(names, xs, strict=True)))

    assert torch.autograd.gradcheck(function, leaves, atol=1e-4, rtol=1e-3)
    assert torch.autograd.gradgradcheck(function, leaves, atol=1e-3, rtol=1e-2)


@pytest.mark.parametrize(("name", "index"), CALLS)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_a_batch_of_copies_gives_copies(name: str, index: int, dtype: torch.dtype) -> None:
    call = Call(name, index)
    tensors = call.tensors(dtype)
    if not tensors:
        return
    model = nc.compile(call.source)
    alone = model(**tensors)
    lengths = {n for x in tensors.values() for n in x.shape} | {1}
    for size in sorted(lengths | {2, 3}):
        for batch in ((size,), (2, size)):
            stacked = {k: x.expand(batch + x.shape).contiguous() for k, x in tensors.items()}
            together = model(**stacked)
            assert together.shape == batch + alone.shape
            # Sums in another order, and blocked algorithms, differ in the last places.
            absolute = 0.0 if name not in ACCUMULATING else 1e5 * torch.finfo(dtype).eps
            torch.testing.assert_close(
                together,
                alone.expand(together.shape),
                equal_nan=True,
                rtol=4 * torch.finfo(dtype).eps,
                atol=absolute,
            )
