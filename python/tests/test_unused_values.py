"""What is reached is computed, errors included, whether its value is used or not; what is not reached
does not count. The reference and both back ends agree, and say it in the same words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import neuralc as nc

pytest.importorskip("llvmlite")

OUTSIDE = "index 5 is out of range for size 3"
LIMITS: dict[str, Any] = {"max_iterations": 200, "max_depth": 50}
INPUTS = {"x": 5.0, "v": np.array([1.0, 2.0, 3.0])}

# Programs of x = 5 and a vector of three elements.
REACHED = {
    "(let ((_a (ref v x))) 2)": OUTSIDE,
    "(let ((_a (+ 1 (ref v x)))) (* 2 x))": OUTSIDE,
    "(define c (ref v x)) x": OUTSIDE,
    "(define (f _a) 3) (f (ref v x))": OUTSIDE,
    "((lambda (_a) x) (ref v x))": OUTSIDE,
    "(loop ((_a (ref v x)) (k 0)) (if (= k 2) k (recur 1 (+ k 1))))": OUTSIDE,
    "(loop ((_a 0) (k 0)) (if (= k 2) k (recur (ref v x) (+ k 1))))": OUTSIDE,
    "(loop ((_a 0) (k x)) (if (> k 20) k (recur (ref v x) (+ k 1))))": OUTSIDE,
    "(loop ((_a 0) (k 0)) (if (= k 7) x (recur (ref v k) (+ k 1))))": "index 3 is out of",
    "(ref (scan ((s x) (_t 0)) 2 (recur (+ s 1) (ref v x))) 1 0)": OUTSIDE,
    "(let ((_a (scan ((s x)) 2 (recur (ref v x))))) x)": OUTSIDE,
    "(let ((_a (tabulate (i 5) (ref v i)))) x)": "index 3 is out of range for size 3",
    "(let ((_a (tabulate (i 2) (ref v (+ i x))))) x)": OUTSIDE,
    "(ref [(ref v x) 7] 1)": OUTSIDE,
    "(vlen [(ref v x) 7])": OUTSIDE,
    "(select 1 x (ref v x))": OUTSIDE,
    "(* 0 (ref v x))": OUTSIDE,
    "(if (> (ref v x) 0) 1 1)": OUTSIDE,
    "(let ((_a (if (> x 1) (ref v x) 0))) x)": OUTSIDE,
    "(let ((_a (row [[1 2] [3 4]] x))) x)": "index 5 is out of range for size 2",
    "(let ((_a (ref [[1 2] [3 4]] 0 x))) x)": "index 5 is out of range for size 2",
    "(let ((_a (loop ((k 0)) (recur (+ k 1))))) x)": "200 rounds",
    "(let ((_a (loop ((k x)) (if (< k 0) k (recur k))))) x)": "200 rounds",
    "(define (f n) (+ 1 (f n))) (let ((_a (f 1))) x)": "50",
    "(define (f n) (+ 1 (f n))) (let ((_a (f x))) x)": "50",
    "(define (f n) (if (> n 5) 0 (+ (ref v n) (f (+ n 1))))) (let ((_a (f 1))) x)": "index 3",
}

NOT_REACHED = [
    "(if (> x 100) (let ((_a (ref v x))) 1) 2)",
    "(and (> x 100) (let ((_a (ref v x))) 1))",
    "(loop ((k 0)) (if (and (< k 3) (> (let ((_a (ref v k))) 1) 0)) (recur (+ k 1)) x))",
    "(loop ((k 0) (s 0)) (if (= k 3) s (recur (+ k 1) (if (> x 9) (let ((_a (ref v x))) 1) 2))))",
    "(letrec ((f (lambda (n) (ref v n)))) x)",
    "(define (f m) (ref m 7)) x",
    "(define (f m) (ref m 7)) (define (g m) (f m)) x",
    "(define (f) (ref v 7)) x",
    "(define (f m) (ref m 1)) (define (g m) (slice (append m m) 5 9)) (f v)",
]


def witnesses(program: str, backend: Any) -> list[Callable[[], Any]]:
    """All that computes a value of the program."""
    source = "(input x) (input v (vec n)) " + program
    if backend == "reference":
        return [lambda: nc.evaluate(source, inputs=INPUTS, **LIMITS)]
    model = nc.compile(source, backend=backend, **LIMITS)
    x, v = torch.tensor(5.0, dtype=torch.float64), torch.tensor(INPUTS["v"])
    return [
        lambda: model(x, v),
        lambda: model(torch.stack([x - 4, x]), v)[1],
        lambda: torch.func.vmap(model, in_dims=(0, None))(torch.stack([x - 4, x]), v)[1],
        lambda: model.value_and_grad(5.0, INPUTS["v"])[0],
        lambda: model.value_and_jacobian(5.0, INPUTS["v"])[0],
    ]


@pytest.mark.parametrize("backend", ["reference", "eager", "native"])
@pytest.mark.parametrize("program", REACHED)
def test_an_error_in_a_value_that_nobody_uses(program: str, backend: str) -> None:
    for compute in witnesses(program, backend):
        with pytest.raises((IndexError, RuntimeError), match=REACHED[program]):
            compute()


@pytest.mark.parametrize("backend", ["eager", "native"])
@pytest.mark.parametrize("program", NOT_REACHED)
def test_no_error_where_nothing_is_reached(program: str, backend: str) -> None:
    (expected,) = (compute() for compute in witnesses(program, "reference"))
    for compute in witnesses(program, backend):
        assert float(compute()) == expected


def test_functions_that_are_never_called_are_checked() -> None:
    for source in ("(define (f m) (ref [1 2] 7)) x", "(define (f [m : (vec 2)]) (ref m 7)) x"):
        with pytest.raises(nc.CompileError, match="NC410"):
            nc.compile(source)
    with pytest.raises(ValueError, match="the size n must be at least 8, got 3"):
        nc.evaluate("(input v (vec n)) (define (f m) (ref m 7)) (f v)", inputs={"v": [1, 2, 3]})


@pytest.mark.parametrize("program", ["(norm v)", "(ref (normalize v) 0)"])
@pytest.mark.parametrize(
    "v", [[1e200], [-1e-170], [1e200, 0.0], [1e-170, 1e-170], [1e-170, 0.0, -1e-180]]
)
def test_lengths_whose_squares_overflow_or_underflow(program: str, v: list[float]) -> None:
    inputs = {"v": (len(v),)}
    value = nc.evaluate(f"(input v (vec n)) {program}", inputs={"v": v})
    gradient = nc.gradient(f"(input v (vec n)) {program}", inputs={"v": v})["v"]
    by_hand = torch.linalg.vector_norm(torch.tensor(v, dtype=torch.float64)).item()
    if program == "(norm v)":
        assert value == by_hand
    for backend in ("eager", "native"):
        model = nc.compile(program, inputs=inputs, backend=backend)
        found = model.value_and_grad(np.array(v))
        assert found[0] == value
        np.testing.assert_array_equal(found[1]["v"], gradient)
