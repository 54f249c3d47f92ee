"""Derivatives multiply plainly, and where 0 times infinity comes up, carefully: as if always so."""

import functools
from typing import Any

import numpy as np
import pytest
import random_programs
import test_random_programs as eager
import torch
from conformance_corpus import ACCEPTED, Program
from native import native  # noqa: F401
from test_kernels import Case

import neuralc as nc
from neuralc._kernels import launch, program
from neuralc._kernels.abi import UNCERTAIN
from neuralc._kernels.execution import Execution
from neuralc._source import Request


@pytest.fixture
def statuses(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often careful products were asked for: an element each time."""
    asked: list[str] = []
    original = Execution.be_careful

    def noted(self: Execution) -> None:
        asked.append("careful")
        original(self)

    monkeypatch.setattr(Execution, "be_careful", noted)
    return asked


def launched(
    monkeypatch: pytest.MonkeyPatch, products: str, code: program.Program, *arguments: Any
) -> list[np.ndarray]:
    """The results of a launch that asks for these products at first."""
    with monkeypatch.context() as patch:
        chosen = functools.partial(program.Specialisation, products=products)
        patch.setattr(launch, "Specialisation", chosen)
        code.plans.clear()
        found = [item.numpy() for item in launch.launch(code, *arguments)]
        code.plans.clear()
        return found


def check(
    monkeypatch: pytest.MonkeyPatch,
    code: program.Program,
    values: list[Any],
    modes: tuple[str, ...] = ("pullback", "pushforward", "second"),
) -> None:
    """Compares both kinds of products. Zeros may differ in sign."""
    wrt = tuple(range(len(values)))
    tangents = [torch.rand_like(value) - 0.5 for value in values]
    for mode in modes:
        extra = [None] if mode != "pushforward" else []
        extra += tangents if mode != "pullback" else []
        arguments: tuple[Any, ...] = (mode, wrt, [*values, *extra])
        try:
            expected = launched(monkeypatch, "careful", code, *arguments)
        except (IndexError, RuntimeError):  # RecursionError is one.
            with pytest.raises((IndexError, RuntimeError)):
                launched(monkeypatch, "plain", code, *arguments)
            continue
        found = launched(monkeypatch, "plain", code, *arguments)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_array_equal(one, other, err_msg=f"{code.text} {mode}")


# Programs, inputs, whether plain products give NaN there, and a gradient other than what forward
# mode gives: a zero counts on both sides of a product in reverse mode.
ZERO_TIMES_INFINITY: list[tuple[str, dict[str, float], bool] | tuple[Any, ...]] = [
    ("(if (> x 0) (sqrt x) 0)", {"x": 0.0}, False),
    ("(let ((y (sqrt x))) (if (> x 0) (* a y) a))", {"x": 0.0, "a": 2.0}, True),
    ("(* a (log x))", {"x": 0.0, "a": 0.0}, True, {"x": 0.0, "a": -np.inf}),
    ("(let ((y (log x))) (select (> x 0) y 1))", {"x": 0.0}, True),
    ("(let ((y (/ 1 x))) (max y a))", {"x": 0.0, "a": 2.0}, False),
    ("(let ((y (/ a x))) (if (= x 0) 0 y))", {"x": 0.0, "a": 2.0}, True),
    ("(let ((y (pow x 0.5))) (* y (if (> x 0) y 0)))", {"x": 0.0}, True, {"x": 0.0}),
    ("(sqrt (max x 0))", {"x": -1.0}, True),
    ("(sqrt (* x x))", {"x": 0.0}, True),
    ("(sqrt (+ (* a a) (* x x)))", {"x": 0.0, "a": 0.0}, True),
    ("(norm [x a])", {"x": 0.0, "a": 0.0}, True),
    ("(hypot x a)", {"x": 0.0, "a": 0.0}, False),
    ("(let ((y (norm [x a]))) (/ x (if (= y 0) 1 y)))", {"x": 0.0, "a": 0.0}, True),
    ("(+ (sqrt x) a)", {"x": 0.0, "a": 1.0}, False),
    ("(acos (min x 1))", {"x": 2.0}, True),
    ("(loop ((i 0) (y x)) (if (< i 3) (recur (+ i 1) (sqrt (max y 0))) y))", {"x": -1.0}, True),
    ("(vsum (scan ((y x)) 4 (recur (sqrt (max (- y 1) 0)))))", {"x": 0.5}, True),
    (
        "(define (f k) (if (< k 1) (sqrt (* x x)) (+ (f (- k 1)) (f (- k 2))))) (f 4)",
        {"x": 0.0},
        True,
    ),
    ("(vsum (tabulate (i 3) (sqrt (* x i))))", {"x": 2.0}, True),
    ("(let ((y (* 1e200 x 1e200))) (* a y))", {"x": 3.0, "a": 0.0}, False, {"x": 0.0, "a": np.inf}),
]


@pytest.mark.parametrize("case", ZERO_TIMES_INFINITY, ids=lambda case: case[0])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_zero_times_infinity(case: tuple[Any, ...], dtype: Any, statuses: list[str]) -> None:
    source, inputs, meets, *given = case
    if dtype == np.float32 and "e200" in source:
        pytest.skip("float32 does not have the range")
    declared = "".join(f"(input {name})" for name in inputs)
    expected = given[0] if given else nc.gradient(declared + source, inputs)
    model = nc.compile(declared + source)
    good = {name: 0.25 * k + 1.25 for k, name in enumerate(inputs)}
    slopes = nc.gradient(declared + source, good)
    tolerance = 1e-12 if dtype == np.float64 else 1e-5
    for count in (1, 37):
        statuses.clear()
        arrays = {name: np.full(count, good[name], dtype) for name in inputs}
        for name, value in inputs.items():
            arrays[name][count // 2] = value
        _, found = model.value_and_grad(**arrays)
        assert bool(statuses) == meets
        for name, gradient in found.items():
            wanted = np.full(count, slopes[name])
            wanted[count // 2] = expected[name]
            np.testing.assert_allclose(gradient, wanted, rtol=tolerance, atol=tolerance)
        again = model.value_and_grad(**arrays)[1]
        assert len(statuses) == meets, "the careful kernel was not remembered"
        for name in inputs:
            np.testing.assert_array_equal(again[name], found[name])


@pytest.mark.parametrize("program", [p for p in ACCEPTED if p.evaluations], ids=str)
def test_corpus(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(program)
    code = launch.Program.of(case.request)
    torch.manual_seed(0)
    values, _ = case.arguments(program.evaluations[0][0])
    items = [torch.tensor(value) for value in values]
    check(monkeypatch, code, items, ("pullback",))
    if not program.is_slow:
        some = [
            item.expand(11, *item.shape) if position % 2 == 0 else item
            for position, item in enumerate(items)
        ]
        check(monkeypatch, code, some, ("second",))


@pytest.mark.parametrize("block", range(70_000, 70_000 + eager.COUNT // 20, 10))
def test_random_programs(block: int, monkeypatch: pytest.MonkeyPatch, statuses: list[str]) -> None:
    for seed in range(block, block + 10):
        made = random_programs.Generator(seed).generate()
        inputs = eager.draw_inputs(made, torch.float64)
        source = random_programs.render(made)
        code = launch.Program.of(Request(source))
        values = [inputs[item.name] for item in code.variables]
        # Whole numbers are where derivatives have their corners.
        pairs = [torch.stack([value, torch.round(value)]) for value in values]
        check(monkeypatch, code, values, ("pullback",))
        check(monkeypatch, code, pairs)


@pytest.mark.parametrize("threads", [1, 2])
def test_large_batches_in_parts(threads: int, statuses: list[str]) -> None:
    """Sums are what they are with careful products from the start, whichever part meets NaN."""
    source = "(let ((y (sqrt x))) (if (> x 0) (* c (+ a y)) (* a c)))"
    count = 60_000
    x = np.linspace(1, 2, count)
    x[41_000] = 0
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        model = nc.compile("(input x) (input a) (parameter c 3)" + source)
        _, first = model.value_and_grad(x=x, a=2.0)
        assert statuses
        statuses.clear()
        _, second = model.value_and_grad(x=x, a=2.0)
        assert not statuses
    finally:
        torch.set_num_threads(before)
    for name in ("x", "a", "c"):
        np.testing.assert_array_equal(first[name], second[name])
    assert first["a"] == 3 * count
    np.testing.assert_allclose(first["c"], 2 * count + np.sqrt(x).sum(), rtol=1e-12)
    assert first["x"][41_000] == 0


def test_gradients_that_are_nan_stay_so(statuses: list[str]) -> None:
    model = nc.compile("(input x) (+ (sqrt x) (/ x 2))")
    for x in (np.array([4.0, -1.0, 9.0]), np.array([-1.0])):
        _, gradient = model.value_and_grad(x=x)
        np.testing.assert_array_equal(np.isnan(gradient["x"]), x < 0)
    assert UNCERTAIN == 3
    assert len(statuses) == 2  # A batch, and one item: kernels of their own.


def test_second_derivatives_by_autograd(statuses: list[str]) -> None:
    model = nc.compile("(input x) (sqrt (* x x))")
    x = torch.tensor([0.0, 2.0, -3.0], dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(model(x).sum(), x, create_graph=True)
    (curve,) = torch.autograd.grad(slope.sum(), x)
    np.testing.assert_array_equal(slope.detach(), [0, 1, -1])
    np.testing.assert_array_equal(curve[1:], [0, 0])
    assert statuses
