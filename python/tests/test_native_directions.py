"""The gradient by few variables goes forward: of one item with a lane for each variable, of several
with a tangent for each where that takes less than going back does."""

import math
from typing import Any

import numpy as np
import pytest
from native import native  # noqa: F401

import neuralc as nc

PENDULUM = """
(loop ((k 0) (θ x) (ω y))
  (if (< k n)
      (recur (+ k 1) (+ θ (* 0.1 ω)) (- ω (* 0.1 (+ (* g (sin θ)) (* d (abs ω) ω)))))
      (+ θ (cos θ))))
"""
RECURSION = """
(define (f n) (if (< n 2) (if (< n 1) x y) (/ (+ (f (- n 1)) (f (- n 2))) (+ 1 (* g (f (- n 2)))))))
(f n)
"""
NEWTON = """
(loop ((r (+ 1 (* x d))))
  (let ((s (/ (+ r (/ (+ (pow g 2) y) r)) 2)))
    (if (< (abs (- s r)) 1e-12) (* s (exp (- n))) (recur s))))
"""
VALUES = {"x": 0.4, "y": -0.3, "n": 7.0, "g": 1.75, "d": 0.2}


@pytest.mark.parametrize("source", [PENDULUM, RECURSION, NEWTON], ids=["loop", "calls", "exits"])
@pytest.mark.parametrize("wrt", [("g",), ("y", "x"), ("x", "y", "g"), ("x", "y", "g", "n", "d")])
def test_are_the_gradient(source: str, wrt: tuple[str, ...]) -> None:
    model = nc.compile(source)
    values = {name: VALUES[name] for name in model.inputs}
    wrt = tuple(name for name in wrt if name in values)
    value, gradient = model.value_and_grad(**values, wrt=wrt)
    assert value == pytest.approx(nc.evaluate(source, inputs=values), rel=1e-14)
    expected = nc.gradient(source, inputs=values)
    for name in wrt:
        assert gradient[name] == pytest.approx(expected[name], rel=1e-12, abs=1e-13)
    several = {name: np.full(3, number) for name, number in values.items()}
    values_of_all, gradients = model.value_and_grad(**several, wrt=wrt)
    np.testing.assert_allclose(values_of_all, value, rtol=1e-13)
    for name in wrt:
        np.testing.assert_allclose(gradients[name], gradient[name], rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("count", [1, 2, 19])
def test_items_go_their_own_ways(count: int, dtype: Any) -> None:
    source = "(loop ((x x) (k 0)) (if (< k n) (recur (* r x (- 1 x)) (+ k 1)) (sqrt x)))"
    random = np.random.default_rng(count)
    x = random.uniform(0.1, 0.9, count).astype(dtype)
    n = random.integers(0, 9, count).astype(dtype)
    cotangent = random.normal(size=count).astype(dtype)
    model = nc.compile(source, parameters={"r": 3.25})
    model = model.double() if dtype == np.float64 else model
    value, gradient = model.value_and_grad(x=x, n=n, wrt=("r", "x"), cotangent=cotangent)
    points = [{"x": float(x[i]), "n": float(n[i]), "r": 3.25} for i in range(count)]
    expected = [nc.gradient(source, inputs=point) for point in points]
    tolerance = {
        "rtol": 1e-11 if dtype == np.float64 else 1e-3,
        "atol": 1e-4 * (dtype != np.float64),
    }
    values = [nc.evaluate(source, inputs=point) for point in points]
    np.testing.assert_allclose(value, values, **tolerance)
    by_x = [one["x"] for one in expected] * cotangent
    np.testing.assert_allclose(gradient["x"], by_x, **tolerance)
    by_r = np.dot([float(one["r"]) for one in expected], cotangent)
    np.testing.assert_allclose(gradient["r"], by_r, **tolerance)


def test_shapes_and_cotangents() -> None:
    model = nc.compile(PENDULUM, parameters={"g": 1.75}).double()
    arrays: dict[str, Any] = {name: np.array(VALUES[name]) for name in "ynd"}
    arrays["x"] = np.array([[VALUES["x"]]])
    value, gradient = model.value_and_grad(**arrays, cotangent=np.array([[-2.0]]))
    assert value.shape == gradient["x"].shape == (1, 1)
    assert gradient["y"].shape == gradient["g"].shape == ()
    expected = nc.gradient(PENDULUM, inputs=VALUES)
    for name in VALUES:
        assert np.sum(gradient[name]) == pytest.approx(-2 * expected[name], rel=1e-12)
    single = model.float().value_and_grad(**{k: np.float32(v) for k, v in arrays.items()})
    assert single[1]["x"] == pytest.approx(expected["x"], rel=1e-4)


def test_zeros_make_infinities_irrelevant() -> None:
    source = "(loop ((k 0) (s (* 0 y))) (if (< k 3) (recur (+ k 1) (+ s (* x (sqrt (* y y))))) s))"
    _, gradient = nc.compile(source).value_and_grad(x=0.0, y=0.0)
    assert gradient == {"x": 0.0, "y": 0.0}
    doubled = "(loop ((s (sqrt x)) (k y)) (if (< k 1) s (recur (+ s s) 0)))"
    _, gradient = nc.compile(doubled).value_and_grad(x=0.0, y=3.0)
    assert gradient == {"x": math.inf, "y": 0.0}
    _, gradients = nc.compile(doubled).value_and_grad(x=np.array([4.0, 0.0, 1.0]), y=np.ones(3))
    assert gradients["x"].tolist() == [0.5, math.inf, 1.0]
    assert gradients["y"].tolist() == [0.0] * 3


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("(loop ((k x)) (if (> k 0) (recur (+ k 1)) k))", RuntimeError),
        ("(define (f k) (if (> k 0) (+ 1 (f (+ k 1))) x)) (f x)", RecursionError),
    ],
)
def test_errors_are_those_of_the_value(source: str, error: type[Exception]) -> None:
    model = nc.compile(source, max_iterations=50, max_depth=50)
    assert model.value_and_grad(x=-1.0)[1] == {"x": 1.0}
    with pytest.raises(error) as expected:
        model(x=1.0)
    with pytest.raises(error) as found:
        model.value_and_grad(x=1.0)
    assert str(found.value) == str(expected.value)
