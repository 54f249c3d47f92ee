"""Reverse mode in kernels: what rounds compute at a cost is recorded, also where states are thinned."""

from typing import Any

import numpy as np
import pytest
from native import native  # noqa: F401

import neuralc as nc

# Ten variables, so that the gradient goes back in reverse.
NAMES = tuple("abcdefghxy")
SOURCE = """
(input n) (input x) (input y)
(input a) (input b) (input c) (input d) (input e) (input f) (input g) (input h)
(loop ((k 0) (s x) (t y))
  (if (< k n)
      (let ((u (- (* a (sin (* b s))) (* c (tanh (+ t (* d s)))))))
        (recur (+ k 1)
               (+ s (* 0.01 (- u (* e s))))
               (+ (* 0.99 t) (* 0.01 (- (exp (- (* f f s s))) (* g u) (* h t))))))
      (+ (log1p (* s s)) (* t (cos s)))))
"""


def values(count: int, rounds: Any) -> dict[str, Any]:
    random = np.random.default_rng(7)
    shape = (count,) if count > 1 else ()
    found = {name: random.uniform(0.2, 1.0, shape) for name in NAMES}
    return {**found, "n": np.broadcast_to(np.asarray(rounds, float), shape).copy()}


@pytest.mark.parametrize(
    ("count", "rounds"),
    [(1, 0), (1, 1), (1, 50), (1, 200_000), (19, 40), (19, 20_000), (19, np.arange(19) * 700)],
    ids=str,
)
def test_gradients_are_those_of_forward_mode(count: int, rounds: Any) -> None:
    model = nc.compile(SOURCE)
    inputs = values(count, rounds)
    value, gradient = model.value_and_grad(**inputs, wrt=NAMES)
    for start in range(0, len(NAMES), 2):
        wrt = NAMES[start : start + 2]
        expected_value, expected = model.value_and_grad(**inputs, wrt=wrt)
        np.testing.assert_array_equal(value, expected_value)
        for name in wrt:
            np.testing.assert_allclose(gradient[name], expected[name], rtol=1e-9, atol=1e-11)


def test_loops_in_loops_are_recorded() -> None:
    source = """
    (input v (vec 3)) (input w (vec 7))
    (loop ((k 0) (s (ref w 0)))
      (if (= k 3)
          (tanh (+ s (vsum w)))
          (let ((t (loop ((i 0) (t (sin (+ s (ref v 1)))))
                     (if (= i 4) (* t (ref v 0)) (recur (+ i 1) (cos (+ t (* s (ref v 2)))))))))
            (recur (+ k 1) (+ (exp (- (* t s))) (sin (+ t (ref v k))) (ref w 3))))))
    """
    random = np.random.default_rng(5)
    inputs = {"v": random.normal(size=3), "w": random.normal(size=7)}
    expected = nc.gradient(source, inputs=inputs)
    model = nc.compile(source)
    _, gradient = model.value_and_grad(**inputs)
    several = {name: np.stack([item] * 3) for name, item in inputs.items()}
    _, gradients = model.value_and_grad(**several)
    for name in inputs:
        np.testing.assert_allclose(gradient[name], expected[name], rtol=1e-11, atol=1e-12)
        np.testing.assert_allclose(gradients[name][2], expected[name], rtol=1e-11, atol=1e-12)


def test_vectors_are_recorded() -> None:
    source = """
    (input w (mat 3 3)) (input b (vec 3))
    (loop ((k 0) (s b)) (if (= k 6) (dot s s) (recur (+ k 1) (tanh (+ (matvec w s) b)))))
    """
    random = np.random.default_rng(3)
    inputs = {"w": random.normal(size=(3, 3)), "b": random.normal(size=3)}
    expected = nc.gradient(source, inputs=inputs)
    model = nc.compile(source)
    _, gradient = model.value_and_grad(**inputs)
    several = {name: np.stack([item] * 3) for name, item in inputs.items()}
    _, gradients = model.value_and_grad(**several)
    for name in inputs:
        np.testing.assert_allclose(gradient[name], expected[name], rtol=1e-12)
        np.testing.assert_allclose(gradients[name][2], expected[name], rtol=1e-12)
