"""0 times infinity is 0 in derivatives: in the reference, in native kernels, and in eager modules where
the compiler sees that the two can meet.

At the points of these programs a derivative is infinite or undefined, and nothing depends on it, or
nothing moves it. Random programs are compared at such points, too, forward mode (the reference) with
reverse mode (kernels).
"""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import torch

import neuralc as nc

# A program, a point, and its gradient there.
CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    # A derivative that is 0 where the one behind it is infinite.
    ("(sqrt (square x))", {"x": 0.0}, {"x": 0.0}),
    ("(sqrt (+ (* x x) (* y y)))", {"x": 0.0, "y": 0.0}, {"x": 0.0, "y": 0.0}),
    ("(sqrt (+ (square (- x y)) (square (- y x))))", {"x": 2.0, "y": 2.0}, {"x": 0.0, "y": 0.0}),
    ("(pow (square (- x y)) 0.5)", {"x": 1.0, "y": 1.0}, {"x": 0.0, "y": 0.0}),
    ("(pow (* 3 (square x)) 0.25)", {"x": 0.0}, {"x": 0.0}),
    ("(sqrt (abs x))", {"x": 0.0}, {"x": 0.0}),
    ("(sqrt (/ (square x) 3))", {"x": 0.0}, {"x": 0.0}),
    ("(sqrt (pow x 4))", {"x": 0.0}, {"x": 0.0}),
    ("(let ((v [x y])) (sqrt (dot v v)))", {"x": 0.0, "y": 0.0}, {"x": 0.0, "y": 0.0}),
    ("(let ((v [x y])) (sqrt (vsum (square v))))", {"x": 0.0, "y": 0.0}, {"x": 0.0, "y": 0.0}),
    ("(sqrt (max x 0))", {"x": -1.0}, {"x": 0.0}),
    ("(acos (min x 1))", {"x": 2.0}, {"x": 0.0}),
    # What levels off, behind what overflows or has a pole.
    ("(/ 1 (+ 1 (exp (- x))))", {"x": -1000.0}, {"x": 0.0}),
    ("(/ 3 (- (exp x) 1))", {"x": 1000.0}, {"x": 0.0}),
    ("(/ 1 (square (cosh x)))", {"x": 1000.0}, {"x": 0.0}),
    ("(exp (- (exp x)))", {"x": 1000.0}, {"x": 0.0}),
    ("(tanh (exp x))", {"x": 1000.0}, {"x": 0.0}),
    ("(atan (sinh x))", {"x": 1000.0}, {"x": 0.0}),
    ("(log 2 x)", {"x": 0.0}, {"x": 0.0}),
    # What is not chosen.
    ("(select (> x 1) (sqrt x) (* 3 x))", {"x": 0.0}, {"x": 3.0}),
    ("(select (> x 1) (/ 1 x) (* 3 x))", {"x": 0.0}, {"x": 3.0}),
    ("(select (> x 1) (pow x -0.5) (* 3 x))", {"x": 0.0}, {"x": 3.0}),
    ("(ref [(sqrt x) (* 3 x)] 1)", {"x": 0.0}, {"x": 3.0}),
    ("(let ((v [(log x) (* 3 x) x])) (+ (ref v 1) (ref v 2)))", {"x": 0.0}, {"x": 4.0}),
    ("(max (log x) 4)", {"x": 0.0}, {"x": 0.0}),
    ("(max 4 (log1p x) x)", {"x": -1.0}, {"x": 0.0}),
    ("(clamp (asin x) -1 1)", {"x": 1.0}, {"x": 0.0}),
    ("(relu (log x))", {"x": 0.0}, {"x": 0.0}),
    ("(* 0 (sqrt x))", {"x": 0.0}, {"x": 0.0}),
    # The same of vectors, in which each number has its own.
    ("(vsum (sqrt (square v)))", {"v": [0.0, 2.0, 0.0]}, {"v": [0.0, 1.0, 0.0]}),
    ("(vsum (/ 1 (+ 1 (exp v))))", {"v": [1000.0, -1000.0]}, {"v": [0.0, 0.0]}),
    ("(vsum (max (log v) 4))", {"v": [0.0, np.e**5]}, {"v": [0.0, np.e**-5]}),
    ("(vsum (select (> v 0) (/ 1 v) v))", {"v": [0.0, 2.0]}, {"v": [1.0, -0.25]}),
]
# Values that are not used, of operations on vectors and matrices.
UNUSED = [
    ("(logdet [[x]])", 0.0), ("(logdet [[x x] [x x]])", 2.0), ("(det [[x x] [x x]])", 2.0),
    ("(det [[(/ 1 x) 1] [2 (/ 1 x)]])", 0.0), ("(ref (solve [[x x] [x x]] [x 1]) 0)", 2.0),
    ("(ref (solve [[x x] [x x]] [[x 1] [1 x]]) 0 1)", 2.0), ("(ref (inv [[x x] [x x]]) 0 0)", 2.0),
    ("(vprod [x (/ 1 x)])", 0.0), ("(vprod [(log x) 2 x])", 0.0), ("(dot [x 1] [(/ 1 x) x])", 0.0),
    ("(ref (cross [x 1 2] [(/ 1 x) x 3]) 1)", 0.0), ("(norm [x (/ 1 x)])", 0.0),
    ("(norm (normalize [x (/ 1 x)]))", 0.0), ("(ref (scale (/ 1 x) [x 1]) 0)", 0.0),
    ("(ref (matmul [[x (/ 1 x)] [1 x]] [[(/ 1 x) 1] [x x]]) 0 0)", 0.0),
    ("(ref (matvec [[x (/ 1 x)] [1 x]] [x (/ 1 x)]) 1)", 0.0),
    ("(trace (outer [x (/ 1 x)] [(/ 1 x) x]))", 0.0), ("(vmax [x (/ 1 x) (log x)])", 0.0),
    ("(vmean [x (/ 1 x)])", 0.0), ("(atan2 (/ 1 x) (/ 1 x))", 0.0), ("(hypot (/ 1 x) 1)", 0.0),
    ("(modulo x x)", 0.0), ("(log x)", 0.0), ("(pow x -1)", 0.0), ("(tan (/ 1 x))", 0.0),
]  # fmt: skip
LAYOUTS = [
    "(let ((a {e})) (if (> x 5) a x))",
    "(loop ((k 0) (s {e})) (if (= k 2) s (recur (+ k 1) x)))",
    "(let ((a {e})) (select (> x 5) a x))",
    "(ref [{e} x] 1)",
    "(+ x (* 0 {e}))",
]


def assert_equal(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert set(found) == set(expected)
    for name, slope in expected.items():
        np.testing.assert_allclose(found[name], slope, rtol=1e-14, atol=0, err_msg=name)


@pytest.mark.parametrize(("source", "point", "gradient"), CASES, ids=[c[0] for c in CASES])
def test_the_derivative_is_0(source: str, point: dict[str, Any], gradient: dict[str, Any]) -> None:
    kinds = {k: f"(vec {len(v)})" for k, v in point.items() if isinstance(v, list)}
    declared = "".join(f"(input {k} {kinds.get(k, 'real')})" for k in point) + source
    assert_equal(nc.gradient(declared, inputs=point), gradient)
    for backend in ("native", "eager"):
        model = nc.compile(declared, backend=backend).double()
        assert_equal(model.value_and_grad(**point)[1], gradient)
        # In a batch, beside points where there is nothing of the kind.
        batch = {k: np.stack([v, np.full(np.shape(v), 0.7), v]) for k, v in point.items()}
        slopes = model.value_and_grad(**batch)[1]
        for k, slope in gradient.items():
            np.testing.assert_allclose(slopes[k][0], slope, rtol=1e-14)
            assert np.isfinite(slopes[k]).all()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("expression", "x"), UNUSED)
@pytest.mark.parametrize("order", [1, 2])
def test_what_is_not_used_contributes_nothing(
    layout: str, expression: str, x: float, order: int
) -> None:
    source = layout.format(e=expression)
    assert nc.gradient(source, inputs={"x": x}) == {"x": 1.0}
    model = nc.compile(source, backend="native").double()
    assert model.value_and_grad(x)[1] == {"x": 1.0}
    if order == 2:
        point = torch.tensor([x, 0.7], dtype=torch.float64, requires_grad=True)
        (slope,) = torch.autograd.grad(model(point).sum(), point, create_graph=True)
        assert slope[0].item() == 1.0
        if slope.requires_grad:
            (bend,) = torch.autograd.grad(slope.sum(), point)
            assert bend[0].item() == 0.0
    elif "if" in layout:
        assert nc.compile(source).double().value_and_grad(x)[1] == {"x": 1.0}


@pytest.mark.parametrize("source", ["(sqrt x)", "(+ 1 (sqrt x))", "(* 2 (log x))", "(pow x 0.5)"])
def test_infinite_derivatives_stay_where_no_zero_meets_them(source: str) -> None:
    assert nc.gradient(source, inputs={"x": 0.0}) == {"x": np.inf}
    for backend in ("native", "eager"):
        model = nc.compile(source, backend=backend).double()
        assert model.value_and_grad(0.0)[1] == {"x": np.inf}


def test_laws_stay_as_they_are_written() -> None:
    code = nc.compile("(/ (* m (pow c 2)) (sqrt (- 1 (pow (/ v c) 2))))").code
    assert "return m * c**2 / torch.sqrt(1 - (v / c) ** 2)" in code
    assert "safe_" not in nc.compile("(* (exp (- (* k t))) (/ a (sqrt b)))").code
    assert "safe_sqrt(x * x + y * y)" in nc.compile("(sqrt (+ (* x x) (* y y)))").code


@pytest.mark.parametrize(
    "source",
    ["(sqrt (square x))", "(/ 1 (+ 1 (exp (- x))))", "(max (log x) (/ 1 x))", "(atan2 x 2)"],
)
def test_guards_work_in_transforms(source: str) -> None:
    model = nc.compile(source).double()
    points = torch.tensor([0.3, 1.2, 2.5], dtype=torch.float64)
    plain = torch.autograd.functional.hessian(lambda x: model(x).sum(), points).diagonal()
    for transform in (torch.func.hessian, lambda f: torch.func.jacfwd(torch.func.grad(f))):
        torch.testing.assert_close(torch.func.vmap(transform(model))(points), plain)
    exported = torch.export.export(model, (points,)).module()
    torch.testing.assert_close(exported(points), model(points), rtol=0, atol=0)


# What eager modules do otherwise: the table of Docs/Language.md.
OTHERWISE = [
    ("(* y (sqrt x))", {"x": 0.0, "y": 0.0}, np.nan, 0.0),
    ("(sqrt (- 1 (cos x)))", {"x": 0.0}, np.nan, 0.0),
    ("(/ 1 (+ 1 (/ 1 x)))", {"x": 0.0}, np.nan, 0.0),
    ("(ref [(sqrt x) (* 3 x)] i)", {"x": 0.0, "i": 1.0}, np.nan, 3.0),
    ("(max (sqrt x) 0)", {"x": 0.0}, 0.0, np.inf),
    ("(atan x)", {"x": 1e155}, 0.0, 1e-310),
    ("(expm1 x)", {"x": -40.0}, 0.0, float(np.exp(-40))),
    ("(pow x y)", {"x": 1e-155, "y": 0.2}, 2.0000000000000317e123, 1.9999999999999923e123),
    ("(det [[x x] [x (* 2 x)]])", {"x": 1.2e154}, 0.0, 2.4e154),
]


@pytest.mark.parametrize(
    ("source", "point", "eager", "right"), OTHERWISE, ids=[c[0] for c in OTHERWISE]
)
def test_the_table_of_what_eager_modules_do_otherwise(
    source: str, point: dict[str, Any], eager: float, right: float
) -> None:
    found = nc.compile(source).double().value_and_grad(**point)[1]["x"]
    np.testing.assert_allclose(found, eager, rtol=2e-15)
    np.testing.assert_allclose(nc.gradient(source, inputs=point)["x"], right, rtol=2e-15)
    kernel = nc.compile(source, backend="native").double()
    np.testing.assert_allclose(kernel.value_and_grad(**point)[1]["x"], right, rtol=2e-15)


# Random programs.

UNARY = [
    "sqrt",
    "square",
    "exp",
    "log",
    "abs",
    "tanh",
    "sigmoid",
    "relu",
    "log1p",
    "expm1",
    "cosh",
    "atan",
    "erf",
    "softplus",
]
BINARY = ["+", "-", "*", "/", "max", "min", "hypot", "atan2"]
SPECIAL = [0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1000.0, -1000.0]


def expression(draw: random.Random, depth: int) -> str:
    """A program of x and y that has singular points."""
    if depth == 0 or draw.random() < 0.1:
        return draw.choice(["x", "y", "x", "y", "2", "0.5", "1", "0"])
    kind = draw.random()
    first = expression(draw, depth - 1)
    if kind < 0.45:
        return f"({draw.choice(UNARY)} {first})"
    second = expression(draw, depth - 1)
    if kind < 0.8:
        return f"({draw.choice(BINARY)} {first} {second})"
    if kind < 0.9:
        return f"(pow {first} {draw.choice(['0.5', '2', '-1', '1.5', '0', '1'])})"
    third = expression(draw, depth - 1)
    return draw.choice(
        [f"(select (> {first} 0) {second} {third})", f"(norm [{first} {second}])",
         f"(ref [{first} {second} {third}] 1)", f"(dot [{first} {second}] [{third} {first}])",
         f"(det [[{first} {second}] [{third} x]])", f"(vprod [{first} {second} {third}])"]
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_forward_and_reverse_mode_agree_at_special_points(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(5):
        source = f"(input x)(input y) (+ (* 0 x y) {expression(draw, 3)})"
        model = nc.compile(source, backend="native").double()
        for _ in range(6):
            point: dict[str, Any] = {k: draw.choice(SPECIAL) for k in "xy"}
            value, found = model.value_and_grad(**point)
            if not np.isfinite(value):
                continue
            expected = nc.gradient(source, inputs=point)
            for name in point:
                message = f"{source} at {point} by {name}"
                np.testing.assert_allclose(
                    found[name], expected[name], rtol=1e-9, atol=1e-12, err_msg=message
                )
