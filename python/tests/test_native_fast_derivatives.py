"""Derivatives multiply and divide as costs least, and where that matters carefully: as if always so."""

import functools
from pathlib import Path
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
    """How often careful derivatives were asked for: an element each time."""
    asked: list[str] = []
    original = Execution.be_careful

    def noted(self: Execution) -> None:
        asked.append("careful")
        original(self)

    monkeypatch.setattr(Execution, "be_careful", noted)
    return asked


def launched(
    monkeypatch: pytest.MonkeyPatch, derivatives: str, code: program.Program, *arguments: Any
) -> list[np.ndarray]:
    """The results of a launch that asks for these derivatives at first."""
    with monkeypatch.context() as patch:
        chosen = functools.partial(program.Specialisation, derivatives=derivatives)
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
    """Compares both kinds of derivatives. Values are the same to the bit, derivatives but for
    rounding; zeros may differ in sign."""
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
                launched(monkeypatch, "fast", code, *arguments)
            continue
        found = launched(monkeypatch, "fast", code, *arguments)
        np.testing.assert_array_equal(found[0], expected[0])
        for one, other in zip(found[1:], expected[1:], strict=True):
            np.testing.assert_allclose(one, other, 1e-12, 1e-14, err_msg=f"{code.text} {mode}")


# Programs, inputs, whether fast derivatives are not finite there, and a gradient other than what forward
# mode gives: a zero counts on both sides of a product in reverse mode.
ZERO_TIMES_INFINITY: list[tuple[str, dict[str, float], bool] | tuple[Any, ...]] = [
    ("(if (> x 0) (sqrt x) 0)", {"x": 0.0}, False),
    ("(let ((y (sqrt x))) (if (> x 0) (* a y) a))", {"x": 0.0, "a": 2.0}, True),
    ("(* a (log x))", {"x": 0.0, "a": 0.0}, True, {"x": 0.0, "a": -np.inf}),
    ("(let ((y (log x))) (select (> x 0) y 1))", {"x": 0.0}, True),
    ("(let ((y (/ 1 x))) (max y a))", {"x": 0.0, "a": 2.0}, True),
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
    """Sums are what they are with careful derivatives from the start, whichever part meets NaN."""
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


# Divisors of which some have no reciprocal, as they are too small, and some one that is not normal.
DIVISORS = {
    np.float64: [
        0.0,
        -0.0,
        5e-324,
        1e-310,
        -3e-309,
        5.7e-309,
        1e-300,
        3.0,
        -1e300,
        1.7e308,
        np.inf,
    ],
    np.float32: [0.0, -0.0, 1.5e-45, 1e-40, -2.5e-39, 3e-39, 1e-30, 3.0, -1e30, 3.2e38, np.inf],
}


def quotient_slopes(x: Any, y: Any, cotangent: Any) -> tuple[np.ndarray, np.ndarray]:
    """The derivatives of x/y, as they are defined, in the precision of the arguments."""

    def product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return np.where((left == 0) | (right == 0), 0, left * right)

    with np.errstate(all="ignore"):
        return product(cotangent, 1 / y), product(cotangent, -(x / y) / y)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("count", [1, 37])
@pytest.mark.parametrize(
    "source",
    [
        "(/ x y)",
        "(vsum (/ [x x] y))",
        "(loop ((k 0) (s 0)) (if (< k 1) (recur (+ k 1) (+ s (/ x y))) s))",
    ],
)
def test_quotients_by_any_divisor(source: str, count: int, dtype: Any, statuses: list[str]) -> None:
    """Whatever the divisor, derivatives are those of a division: with one such item in a batch."""
    times = 2 if "vsum" in source else 1
    smallest = np.finfo(dtype).smallest_subnormal
    meets = set()
    for divisor in DIVISORS[dtype]:
        for dividend in (0.0, 3 * smallest, 1.5, np.inf, np.nan):
            for cotangent in (0.0, smallest, 0.75, np.nan):
                x, y = np.full((2, count), 1.25, dtype)
                g = np.full(count, 0.5, dtype)
                x[count // 2], y[count // 2], g[count // 2] = dividend, divisor, cotangent
                a, b, c = (torch.from_numpy(item) for item in (x, y, g))
                a.requires_grad_(), b.requires_grad_()
                statuses.clear()
                model = nc.compile("(input x) (input y)" + source)  # With its fast kernel again.
                found = torch.autograd.grad(model(a, b), (a, b), c)
                meets.add(bool(statuses))
                with np.errstate(all="ignore"):
                    expected = [np.multiply(times, item) for item in quotient_slopes(x, y, g)]
                for one, other in zip(found, expected, strict=True):
                    tolerance = 4 * np.finfo(dtype).eps
                    np.testing.assert_allclose(
                        one.numpy(), other, tolerance, 4 * smallest, err_msg=f"{x} {y} {g}"
                    )
    assert meets == {False, True}


def divisions(source: str, positions: tuple[int, ...], placement: str) -> tuple[int, int]:
    """How many divisions of vectors a pullback has before its loop over items, and in it."""
    code = program.Program.of(Request(source))
    kernel = program.Specialisation("pullback", 64, 8, positions, (), placement=placement)
    (text,) = code._ask(kernel)["texts"]
    before, inside = text.split("\ngroup:")
    return before.count("fdiv <8"), inside.count("fdiv <8")


def test_divisions_of_the_benchmarks() -> None:
    """Values are divided, derivatives share reciprocals, and what a batch has one of is divided by
    once."""
    folder = Path(__file__).parents[2] / "benchmarks" / "programs"
    energy = (folder / "energy.scm").read_text()
    assert divisions(energy, (0, 1, 2), "ddsdddds") == (1, 3)
    kalman = (folder / "kalman.scm").read_text()
    # A round, a round that is computed again, a round back.
    assert divisions(kalman, (1, 2), "dssddss") == (0, 3 + 2 + 2)
