"""Every row of the table of primitives as a native kernel: value and derivatives, one number after
the other and in lanes that differ, in registers and in loops over memory."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from bits import assert_identical
from test_primitives import CALLS, DTYPES, SMOOTH, Call
from torch import Tensor

import neuralc as nc

pytest.importorskip("llvmlite")

# More than one group of lanes, and one that is not full.
BATCH = 19


def assert_same(found: Tensor, expected: Tensor, units: float) -> None:
    """Equal but for so many units in the last place of the largest element; infinities, NaN and the
    signs of zeros alike."""
    assert found.shape == expected.shape
    assert found.dtype == expected.dtype
    finite = expected[expected.isfinite()].abs()
    scale = float(finite.max()) if finite.numel() else 0.0
    tolerance = units * torch.finfo(expected.dtype).eps
    torch.testing.assert_close(
        found, expected, rtol=tolerance, atol=tolerance * scale, equal_nan=True
    )


def lanes(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """A batch of operands that are a little different in each lane; indices stay."""
    generator = torch.Generator().manual_seed(5)
    batch = {}
    for name, x in tensors.items():
        noise = torch.rand(BATCH, *x.shape, generator=generator, dtype=torch.float64)
        batch[name] = (x * (1 + 1e-3 * noise)).to(x.dtype)
    return batch


@pytest.mark.parametrize(("name", "index"), CALLS)
def test_value_is_that_of_the_reference(name: str, index: int) -> None:
    call = Call(name, index)
    tensors = call.tensors(torch.float64)
    found = nc.compile(call.source, backend="native")(**tensors).detach()
    if not tensors:
        found = found.double()
    expected = torch.from_numpy(np.asarray(nc.evaluate(call.source, inputs=call.values)))
    assert_same(found, expected, 4)
    zero = (expected == 0) & (found == 0)
    assert bool((torch.signbit(found) == torch.signbit(expected))[zero].all())


@pytest.mark.parametrize(("name", "index"), CALLS)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_lanes_are_what_they_are_alone(name: str, index: int, dtype: torch.dtype) -> None:
    call = Call(name, index)
    tensors = call.tensors(dtype)
    if not tensors:
        return
    model = nc.compile(call.source, backend="native")
    batch = lanes(tensors)
    if name in ("ref", "row", "col"):
        batch |= {k: x.expand(BATCH) for k, x in tensors.items() if k != "x0"}
    together = model(**batch)
    for item in range(BATCH):
        alone = model(**{k: x[item] for k, x in batch.items()})
        assert_identical(together[item].detach(), alone.detach())


def derivatives(
    model: torch.nn.Module, tensors: dict[str, Tensor], order: int
) -> list[Tensor | None]:
    """The derivatives of a weighted sum of the results, or of a weighted sum of those."""
    leaves = {k: x.clone().requires_grad_() for k, x in tensors.items()}
    results: list[Tensor | None] = [model(**leaves)]
    for _ in range(order):
        terms = [
            (
                r * torch.cos(torch.arange(1.0, 1.0 + r.numel(), dtype=r.dtype)).reshape(r.shape)
            ).sum()
            for r in results
            if r is not None and r.requires_grad
        ]
        if not terms:
            return [None] * len(leaves)
        results = list(
            torch.autograd.grad(
                sum(terms[1:], terms[0]),
                list(leaves.values()),
                create_graph=True,
                allow_unused=True,
            )
        )
    return results


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize(("name", "index"), SMOOTH)
def test_derivatives_are_those_of_the_eager_module(name: str, index: int, order: int) -> None:
    call = Call(name, index)
    tensors = call.tensors(torch.float64)
    if name not in ("ref", "row", "col"):
        tensors = lanes(tensors)
    found = derivatives(nc.compile(call.source, backend="native"), tensors, order)
    expected = derivatives(nc.compile(call.source), tensors, order)
    for variable, f, e in zip(tensors, found, expected, strict=True):
        zero = torch.zeros_like(tensors[variable])
        f, e = (zero if f is None else f.detach()), (zero if e is None else e.detach())
        torch.testing.assert_close(f, e, rtol=1e-11, atol=1e-11 * max(1.0, float(e.abs().max())))


# Programs whose vectors and matrices are too large for registers.
LARGE = [
    ("(vsum v)", ["v"]), ("(vprod v)", ["v"]), ("(vmean v)", ["v"]), ("(vmin v)", ["v"]),
    ("(vmax v)", ["v"]), ("(norm v)", ["v"]), ("(normalize v)", ["v"]), ("(dot v w)", ["v", "w"]),
    ("(scale (ref v 3) w)", ["v", "w"]), ("(roll v 5)", ["v"]), ("(slice v 3 20)", ["v"]),
    ("(append v w)", ["v", "w"]), ("(outer v w)", ["v", "w"]), ("(diag v)", ["v"]),
    ("(diag m)", ["m"]), ("(matmul m n)", ["m", "n"]), ("(matvec m v)", ["m", "v"]),
    ("(transpose m)", ["m"]), ("(trace m)", ["m"]), ("(row m 7)", ["m"]), ("(col m 7)", ["m"]),
    ("(ref m 3 4)", ["m"]), ("(ref v (ref i 0))", ["v", "i"]), ("(row m (ref i 1))", ["m", "i"]),
    ("(col m (ref i 1))", ["m", "i"]), ("(solve m v)", ["m", "v"]), ("(solve m n)", ["m", "n"]),
    ("(inv m)", ["m"]), ("(logdet m)", ["m"]), ("(sigmoid v)", ["v"]), ("(max v w)", ["v", "w"]),
    ("(select (< v w) v (exp w))", ["v", "w"]), ("(+ (eye 23) m)", ["m"]),
    ("(mat v w)", ["v", "w"]),
]  # fmt: skip
SHAPES = {"v": (23,), "w": (23,), "m": (23, 23), "n": (23, 23), "i": (2,)}


@pytest.mark.parametrize(("expression", "names"), LARGE)
def test_loops_over_memory(expression: str, names: list[str]) -> None:
    generator = torch.Generator().manual_seed(3)
    tensors = {}
    for name in names:
        x = 0.5 + torch.rand(BATCH, *SHAPES[name], generator=generator, dtype=torch.float64)
        if name == "m":
            # Far from singular, with pivots that lie elsewhere than on the diagonal.
            x = x + 40 * torch.eye(23, dtype=torch.float64).roll(5, 0)
        tensors[name] = (
            torch.randint(0, 23, x.shape, generator=generator).double() if name == "i" else x
        )
    if expression.startswith("(logdet"):
        tensors["m"] = tensors["m"] @ tensors["m"].mT
    declarations = "".join(
        f"(input {n} ({'vec' if len(SHAPES[n]) == 1 else 'mat'} {' '.join(map(str, SHAPES[n]))}))"
        for n in names
    )
    found = nc.compile(declarations + expression, backend="native")
    expected = nc.compile(declarations + expression)
    assert_same(found(**tensors).detach(), expected(**tensors).detach(), 4096)
    for f, e, x in zip(
        derivatives(found, tensors, 1),
        derivatives(expected, tensors, 1),
        tensors.values(),
        strict=True,
    ):
        f, e = (torch.zeros_like(x) if g is None else g.detach() for g in (f, e))
        torch.testing.assert_close(f, e, rtol=1e-10, atol=1e-10 * max(1.0, float(e.abs().max())))
