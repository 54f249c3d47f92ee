"""Random programs over vectors that are held in memory: chains of elementwise operations, pieces and
joints of vectors, and updates, in loops and branches, against eager modules."""

import math
import random

import numpy as np
import pytest
import torch
from native import native  # noqa: F401

import neuralc as nc

eager = nc.compile

PROGRAMS = 30


class Writer:
    """Writes one program."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def number(self, depth: int) -> str:
        """A real."""
        choice = self.random.randrange(6)
        if choice == 0 or depth == 0:
            return self.random.choice(["a", "0.5", "-1.25", "a"])
        if choice == 1:
            return f"(vsum {self.vector(self.random.choice([17, 23]), depth - 1)})"
        if choice == 2:
            return f"(ref {self.vector(23, depth - 1)} {self.random.randrange(23)})"
        if choice == 3:
            return f"(sin {self.number(depth - 1)})"
        operation = self.random.choice("+-*")
        return f"({operation} {self.number(depth - 1)} {self.number(depth - 1)})"

    def vector(self, length: int, depth: int) -> str:
        """A vector of so many numbers, at least 17."""
        if depth == 0:
            start = self.random.randrange(70 - length + 1)
            return f"(slice {self.random.choice(['x', 'y'])} {start} {start + length})"
        choice = self.random.randrange(9)
        one = self.vector(length, depth - 1)
        if choice == 0:
            name = self.random.choice(["sin", "tanh", "abs", "square"])
            return f"({name} {one})"
        if choice == 1:
            start = self.random.randrange(5)
            longer = self.vector(length + 5, depth - 1) if length <= 60 else f"(append {one} {one})"
            return f"(slice {longer} {start} {start + length})"
        if choice == 2 and length > 40:
            first = self.random.randrange(17, length - 16)
            halves = self.vector(first, depth - 1), self.vector(length - first, depth - 1)
            return f"(append {halves[0]} {halves[1]})"
        if choice == 3:
            self.count += 1
            name = f"s{self.count}"
            self_used = self.random.choice([f"(* {name} {name})", f"(+ {name} (roll {name} 3))"])
            return f"(let (({name} {one})) {self_used})"
        if choice == 4:
            self.count += 1
            i, v = f"i{self.count}", f"v{self.count}"
            step = f"(+ (* 0.5 {v}) (* 0.1 (sin {v})) (roll {v} 1) {self.vector(length, 0)})"
            body = f"(if (< {i} 4) (recur (+ {i} 1) {step}) {v})"
            return f"(loop (({i} 0) ({v} {one})) {body})"
        if choice == 5:
            other = self.vector(length, depth - 1)
            return f"(if (< {self.number(1)} 0.1) {one} {other})"
        if choice == 6:
            return f"(select (> {one} 0) {self.vector(length, depth - 1)} {one})"
        operation = self.random.choice("+-*")
        other = self.random.choice([self.vector(length, depth - 1), self.number(1)])
        return f"({operation} {one} {other})"

    def program(self) -> str:
        body = self.vector(self.random.choice([17, 24, 61]), 4)
        return f"(input a) (input x (vec 70)) (input y (vec 70)) {body}"


@pytest.mark.parametrize("seed", range(PROGRAMS))
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_as_eager(seed: int, dtype: torch.dtype) -> None:
    source = Writer(seed).program()
    model, reference = nc.compile(source), eager(source)
    generator = torch.Generator().manual_seed(seed)
    tolerance = 1e-9 if dtype == torch.float64 else 2e-3
    for batch in [(), (11,)]:
        a = torch.randn(batch, generator=generator, dtype=torch.float64).to(dtype)
        x = torch.randn((*batch, 70), generator=generator, dtype=torch.float64).to(dtype)
        y = torch.randn(70, generator=generator, dtype=torch.float64).to(dtype)
        value, gradient = model.value_and_grad(a=a, x=x, y=y)
        expected, slopes = reference.value_and_grad(a=a, x=x, y=y)
        check(value, expected, tolerance, source)
        for name in ("a", "x", "y"):
            check(gradient[name], slopes[name], tolerance, f"{source} by {name}")


def check(found: torch.Tensor, expected: torch.Tensor, tolerance: float, message: str) -> None:
    scale = max(1.0, float(expected.abs().max()))
    np.testing.assert_allclose(
        found.numpy(), expected.numpy(), rtol=0, atol=tolerance * scale, err_msg=message
    )


@pytest.mark.parametrize("seed", range(PROGRAMS, PROGRAMS + 4))
def test_second_derivatives(seed: int) -> None:
    source = Writer(seed).program()
    model, reference = nc.compile(source), eager(source)
    generator = torch.Generator().manual_seed(seed)
    sizes = [(3,), (3, 70), (70,)]
    values = [torch.randn(s, generator=generator, dtype=torch.float64) for s in sizes]
    along = [torch.randn(s, generator=generator, dtype=torch.float64) for s in sizes]

    def curvature(function: nc.CompiledModule) -> list[torch.Tensor]:
        leaves = [value.clone().requires_grad_() for value in values]
        total = function(*leaves).square().sum()  # So that nothing is linear.
        slopes = torch.autograd.grad(total, leaves, create_graph=True, materialize_grads=True)
        total = torch.stack([(s * move).sum() for s, move in zip(slopes, along, strict=True)]).sum()
        bent = torch.autograd.grad(total, leaves, materialize_grads=True)
        return [item.detach() for item in bent]  # PyTorch 2.6 has some in the graph.

    for found, expected in zip(curvature(model), curvature(reference), strict=True):
        check(found, expected, 1e-8, source)


@pytest.mark.parametrize("count", [1, 7, 15, 16, 17, 23, 24, 64, 101])
@pytest.mark.parametrize("batch", [(), (5,)])
def test_long_sums(count: int, batch: tuple[int, ...]) -> None:
    """Sums that take turns leave nothing out, and lose less than one sum would."""
    random = np.random.default_rng(count)
    v = random.normal(size=(*batch, count))
    w = random.normal(size=(*batch, count))
    model = nc.compile("(input v (vec n)) (input w (vec n)) [(vsum v) (dot v w)]")
    value, _ = model.value_and_jacobian(v, w, wrt=())
    pairs = value.reshape(-1, 2)
    for (total, product), one, other in zip(
        pairs, v.reshape(-1, count), w.reshape(-1, count), strict=True
    ):
        bound = (count / 8 + 4) * np.finfo(float).eps
        assert abs(total - math.fsum(one)) <= bound * np.abs(one).sum()
        assert abs(product - math.fsum(one * other)) <= bound * np.abs(one * other).sum()


@pytest.mark.parametrize("count", [2, 9, 10, 11, 30])
def test_runs_are_added_where_they_begin(count: int) -> None:
    """The reverse of a slice adds to a run of elements, several at once and the rest one by one."""
    text = f"(input v (vec {count})) (+ (vsum (square (slice v 1 {count}))) (* 3 (ref v 0)))"
    v = np.arange(1.0, count + 1)
    expected = np.concatenate([[3.0], 2 * v[1:]])
    found = nc.compile(text).value_and_grad(v)[1]["v"]
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 8, 11, 23])
def test_elements_go_to_lanes_and_back(length: int, dtype: type) -> None:
    """Vectors of every length, in batches that fill lanes or not, side by side in memory or apart."""
    model = nc.compile(f"(input v (vec {length})) (input k) (* k v)")
    for count in (2, 3, 4, 7, 8, 16, 21, 32, 67):
        rows = np.arange(2 * count * (length + 3), dtype=dtype).reshape(2 * count, -1)
        k = np.arange(1, count + 1, dtype=dtype)
        for v in (rows[:count, :length].copy(), rows[count:, 2 : 2 + length], rows[::2, :length]):
            np.testing.assert_array_equal(model(v=v, k=k), k[:, None] * v)
            value, slopes = model.value_and_grad(v=v, k=k)
            np.testing.assert_array_equal(value, k[:, None] * v)
            np.testing.assert_array_equal(slopes["v"], np.repeat(k[:, None], length, 1))
            np.testing.assert_array_equal(slopes["k"], v.sum(1))
