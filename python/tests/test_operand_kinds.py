"""Every elementwise primitive with constants, single inputs and inputs of unlike batch shapes beside
each other, and numbers that float32 does not have."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
import torch

import neuralc as nc

pytest.importorskip("llvmlite")

BATCHES: dict[str, tuple[int, ...]] = {"single": (), "row": (3,), "column": (2, 1)}


def sources() -> list[str]:
    """Each primitive of up to three reals at its first smooth sample, with every choice of constants."""
    found = []
    for row in nc.primitives():
        known: set[int] = set()
        for sample in row.samples:
            operands = sample["operands"]
            plain = all(not o["static"] and not o["shape"] for o in operands)
            if (
                row.name == "vec"
                or not plain
                or not sample["regular"]
                or len(operands) in known | {0}
            ):
                continue
            known.add(len(operands))
            numbers = [repr(o["elements"][0]) for o in operands]
            for choice in itertools.product((False, True), repeat=min(len(numbers), 3)):
                if any(choice) and len(numbers) <= 3:
                    words = [
                        f"{'abc'[k]}={number}" if is_input else number
                        for k, (is_input, number) in enumerate(zip(choice, numbers, strict=True))
                    ]
                    found.append(" ".join([row.name, *words]))
    return found


@pytest.mark.parametrize("source", sources())
def test_gradients_of_unlike_batches(source: str) -> None:
    name, *words = source.split()
    inputs = dict(word.split("=") for word in words if "=" in word)
    text = f"({' '.join([name, *(word.split('=')[0] for word in words)])})"
    types = dict.fromkeys(inputs, ())
    eager, native = (nc.compile(text, inputs=types, backend=b) for b in ("eager", "native"))
    gradient = nc.gradient(text, inputs={k: float(x) for k, x in inputs.items()})
    for shapes in itertools.product(BATCHES.values(), repeat=len(inputs)):
        values = {
            k: np.full(shape, float(x))
            for (k, x), shape in zip(inputs.items(), shapes, strict=True)
        }
        found, expected = eager.value_and_grad(**values), native.value_and_grad(**values)
        np.testing.assert_allclose(found[0], expected[0], rtol=1e-12)
        count = math.prod(np.broadcast_shapes(*shapes))
        for k, shape in zip(inputs, shapes, strict=True):
            total = gradient[k] * count / math.prod(shape)
            for result in (found, expected):
                assert result[1][k].shape == shape
                np.testing.assert_allclose(result[1][k], total, rtol=1e-10, atol=1e-12)


def test_bounds_of_batches_of_their_own_under_transforms() -> None:
    model = nc.compile("(clamp x lo hi)")
    x, low, high = torch.tensor([0.5, 4.0]), torch.tensor(1.0), torch.tensor([2.0, 3.0])
    hessian = torch.func.hessian(lambda *xs: model(*xs).sum(), argnums=(0, 1, 2))(x, low, high)
    assert all(not bool(part.any()) for row in hessian for part in row)
    gradient = torch.func.vmap(torch.func.grad(model, argnums=(0, 1, 2)), in_dims=(0, None, 0))
    assert [g.tolist() for g in gradient(x, low, high)] == [[0, 0], [1, 0], [0, 1]]


# Programs of `x`, `v` and one large number, `C`.
WITH_A_NUMBER = [
    "(max x C)", "[x C]", "(if (> x 0) x C)", "(if (> x 0) C x)", "(clamp x 0 C)", "(clamp x C x)",
    "(* x C)", "(+ x C)", "(- C x)", "(/ x C)", "(/ C x)", "(select (> x 9) C x)", "(> x C)",
    "(pow x C)", "(modulo x C)", "(remainder x C)", "(atan2 x C)", "(hypot x C)", "(+ v C)",
    "(append v [C])", "(tabulate (i 2) C)", "(ref [C x] 0)", "(select (> v 1) v C)", "(* C 1)",
    "(loop ((k 0) (s C)) (if (> k x) s (recur (+ k 1) (/ s 2))))", "(if (> x 9) (if (> x 8) C x) x)",
    "(define (f n) (if (> n 3) C (* x (f (+ n 1))))) (f 1)", "(min x v C)", "(scale C v)",
    "(ref (scan ((s C)) 3 (recur (* s x))) 0)", "(let ((s (loop ((k 0) (s C)) (if (= k 2) s"
    " (recur (+ k 1) (* s 10)))))) (if (> x 0) s x))",
]  # fmt: skip
NUMBERS = ["1e39", "-1e39", "3.4028235677973366e38", "1e-40", "1e-50", "+inf.0", "-inf.0", "+nan.0"]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("program", WITH_A_NUMBER)
def test_numbers_that_float32_does_not_have(program: str, number: str) -> None:
    """Rounded once, to infinity or zero where that is nearest; in branches that are not taken, too."""
    source = "(input x) (input v (vec 2)) " + program.replace("C", number)
    models: list[Any] = [nc.compile(source, backend=b) for b in ("eager", "native")]
    for dtype in (torch.float32, torch.float64):
        for batch in ((), (3,)):
            x = torch.full(batch, 0.5, dtype=dtype, requires_grad=True)
            v = torch.tensor([0.5, 2.0], dtype=dtype, requires_grad=True)
            eager, native = (model(x, v) for model in models)
            assert eager.dtype == native.dtype == dtype
            torch.testing.assert_close(eager, native, equal_nan=True)
            eager.sum().backward()


def test_rounded_once() -> None:
    assert nc.compile("(if (> x 0) 1e39 x)")(torch.tensor(1.0)).item() == math.inf
    model = nc.compile("(if (> x 0) 1e39 x)")
    assert model(torch.tensor(1.0, dtype=torch.float64)).item() == 1e39
    largest = float(torch.finfo(torch.float32).max)
    above = nc.compile(f"(if (> x 0) {largest * (1 + 1e-9)!r} x)")  # Nearer to this than to 2^128.
    assert above(torch.tensor(1.0)).item() == largest
