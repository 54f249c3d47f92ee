"""Native kernels, called as their C interface says, against the reference evaluator: every accepted
program of the corpus, value and gradient, alone and in batches, with one lane and with several."""

import ctypes
from typing import Any

import numpy as np
import pytest
import torch
from conformance_corpus import ACCEPTED, Program

import neuralc as nc
from neuralc import _library
from neuralc._source import Request

pytest.importorskip("llvmlite")

from neuralc._kernels.machine import host

KINDS = {"index": "IndexError", "iterations": "RuntimeError", "depth": "RecursionError"}
LANES = [("float64", 1), ("float64", 2), ("float64", 8), ("float32", 1), ("float32", 16)]
BATCHES = (1, 3, 17)


class Operand(ctypes.Structure):
    """An input or output of a kernel."""

    _fields_ = (("data", ctypes.c_void_p), ("stride", ctypes.c_int64))


class Failure(ctypes.Structure):
    """Where a kernel failed."""

    _fields_ = (
        ("site", ctypes.c_int64),
        ("item", ctypes.c_int64),
        ("value", ctypes.c_double),
    )


class KernelFailure(Exception):
    """An error of the program."""


class Kernel:
    """A kernel in memory."""

    def __init__(self, request: Request, dtype: str, lanes: int, **options: Any) -> None:
        fields = ["mode", options.get("mode", "value"), "dtype", dtype, "lanes", str(lanes)]
        fields += ["wrt", " ".join(map(str, options.get("wrt", ())))]
        if placement := options.get("placement"):
            fields += ["placement", placement]
        for name, length in options.get("sizes", {}).items():
            fields += ["size", name, str(length)]
        answer = _library.run(
            b"kernel", request.source, request.options + _library.records(fields), request.numbers
        )
        text = answer.pop("llvm", None) or answer["texts"][0]
        self.description = answer
        self.dtype = np.dtype(dtype)
        code, functions = host().compile(text)
        self._code = host().load(code, answer["symbol"], functions)
        pointer, size = ctypes.c_void_p, ctypes.c_int64
        self._run = ctypes.CFUNCTYPE(
            ctypes.c_int32, pointer, pointer, size, size, pointer, pointer
        )(self._code.address)

    def __call__(
        self, arguments: list[np.ndarray], count: int, sums: frozenset[int] = frozenset()
    ) -> list[np.ndarray]:
        """The outputs for so many items; those in `sums` are sums over all of them."""
        kept, inputs = [], (Operand * max(1, len(arguments)))()
        for position, argument in enumerate(arguments):
            sizes = tuple(self.description["inputs"][position][1])
            array = np.array(argument, dtype=self.dtype, order="C")
            assert array.shape in (sizes, (count, *sizes))
            kept.append(array)
            stride = 0 if array.shape == sizes else int(np.prod(sizes, dtype=int))
            inputs[position] = Operand(array.ctypes.data, stride)
        results, outputs = [], (Operand * len(self.description["outputs"]))()
        for position, (_, sizes) in enumerate(self.description["outputs"]):
            shape = tuple(sizes) if position in sums else (count, *sizes)
            result = np.zeros(shape, self.dtype)
            stride = 0 if position in sums else max(1, int(np.prod(sizes, dtype=int)))
            results.append(result)
            outputs[position] = Operand(result.ctypes.data, stride)
        failure = Failure()
        status = self._run(
            ctypes.addressof(inputs),
            ctypes.addressof(outputs),
            0,
            count,
            None,
            ctypes.addressof(failure),
        )
        if status == 1:
            raise KernelFailure(*self.description["sites"][failure.site], failure.item)
        assert status == 0
        return results


def request_of(program: Program) -> Request:
    """The program with its options."""
    options = {"max_iterations": 1_000_000, "max_depth": 10_000, **program.options}
    return Request(
        program.source,
        None,
        options.get("parameters"),
        options.get("entry"),
        options["max_iterations"],
        options["max_depth"],
    )


def array(value: Any) -> np.ndarray:
    """A value of a header."""
    return np.vectorize(float, otypes=[float])(np.array(value, dtype=object))


class Case:
    """A program with the variables that its kernels take."""

    def __init__(self, program: Program) -> None:
        self.request = request_of(program)
        answer = self.request.run(b"compile")
        self.variables = answer["inputs"] + answer["parameters"]
        before = torch.get_default_dtype()
        torch.set_default_dtype(torch.float64)
        self.module = nc.compile(program.source, **program.options)
        torch.set_default_dtype(before)

    def arguments(self, inputs: dict[str, Any]) -> tuple[list[np.ndarray], dict[str, int]]:
        """The values of all variables, and the lengths of open sizes."""
        parameters = dict(self.module.named_parameters())
        values, lengths = [], {}
        for name, python_name, _, sizes in self.variables:
            given = name in inputs
            value = array(inputs[name]) if given else parameters[python_name].detach().numpy()
            values.append(value)
            lengths |= {
                size: length
                for size, length in zip(sizes, value.shape, strict=False)
                if isinstance(size, str)
            }
        return values, lengths


def batched(values: list[np.ndarray], count: int) -> list[np.ndarray]:
    """Some variables with a batch dimension, the others the same for all items."""
    return [
        np.broadcast_to(value, (count, *value.shape)) if position % 2 == 0 else value
        for position, value in enumerate(values)
    ]


def batches(program: Program) -> tuple[int, ...]:
    """How many items to compute at once."""
    return (1,) if program.is_slow else BATCHES


@pytest.mark.parametrize(("dtype", "lanes"), LANES)
@pytest.mark.parametrize("program", [p for p in ACCEPTED if p.evaluations], ids=str)
def test_values(program: Program, dtype: str, lanes: int) -> None:
    if dtype == "float32" and not program.has_float32:
        pytest.skip("float32 does not have the range")
    case = Case(program)
    for inputs, expected in program.evaluations:
        values, sizes = case.arguments(inputs)
        kernel = Kernel(case.request, dtype, lanes, sizes=sizes)
        tolerance = max(program.tolerance, 1e-13) if dtype == "float64" else 3e-5
        for count in batches(program):
            (got,) = kernel(batched(values, count), count)
            for item in got:
                np.testing.assert_allclose(
                    item, array(expected), rtol=tolerance, atol=scale(expected) * tolerance
                )


@pytest.mark.parametrize(("dtype", "lanes"), LANES)
@pytest.mark.parametrize("program", [p for p in ACCEPTED if p.failures], ids=str)
def test_failures(program: Program, dtype: str, lanes: int) -> None:
    case = Case(program)
    for inputs, kind in program.failures:
        if kind not in KINDS:
            continue  # A wrong call, which Python finds.
        values, sizes = case.arguments(inputs)
        kernel = Kernel(case.request, dtype, lanes, sizes=sizes)
        with pytest.raises(KernelFailure) as raised:
            kernel(batched(values, 3), 3)
        assert raised.value.args[0] == KINDS[kind]
        assert raised.value.args[3] == 0


@pytest.mark.parametrize(("dtype", "lanes"), LANES)
@pytest.mark.parametrize(
    "program",
    [p for p in ACCEPTED if p.evaluations and np.ndim(p.evaluations[0][1]) == 0],
    ids=str,
)
def test_gradients(program: Program, dtype: str, lanes: int) -> None:
    if dtype == "float32" and not program.has_float32:
        pytest.skip("float32 does not have the range")
    case = Case(program)
    wrt = range(len(case.variables))
    for inputs, _ in program.evaluations[:2]:
        given = {name: array(value) for name, value in inputs.items()}
        gradient = nc.gradient(program.source, given, **program.options)
        values, sizes = case.arguments(inputs)
        kernel = Kernel(case.request, dtype, lanes, mode="pullback", wrt=wrt, sizes=sizes)
        tolerance = max(program.tolerance, 1e-11) if dtype == "float64" else 2e-4
        for count in batches(program):
            items = [np.broadcast_to(value, (count, *value.shape)) for value in values]
            alone = kernel([*items, np.ones(count)], count)
            sums = frozenset(range(1, len(values) + 1))
            summed = kernel([*values, np.ones(())], count, sums)
            for position, (name, *_) in enumerate(case.variables, start=1):
                want = np.asarray(gradient[name])
                bound = (scale(want) + 1e-3) * tolerance
                for item in alone[position]:
                    np.testing.assert_allclose(item, want, rtol=tolerance, atol=bound)
                np.testing.assert_allclose(
                    summed[position], count * want, rtol=tolerance, atol=count * bound
                )


@pytest.mark.parametrize(
    "program", [p for p in ACCEPTED if p.evaluations and not p.is_slow], ids=str
)
def test_lanes_are_independent(program: Program) -> None:
    """Items that go different ways side by side are what each is alone."""
    case = Case(program)
    wrt = range(len(case.variables))
    values, sizes = case.arguments(program.evaluations[0][0])
    alone = Kernel(case.request, "float64", 1, mode="pullback", wrt=wrt, sizes=sizes)
    cotangent = np.ones(alone.description["outputs"][0][1])
    random = np.random.default_rng(1)
    items, expected = [], []
    for number in range(13):
        moves = [random.normal(size=value.shape) * 2 for value in values]
        if number % 2 == 0:
            moves = [np.round(move) for move in moves]
        item = [value + (number > 0) * move for value, move in zip(values, moves, strict=True)]
        try:
            expected.append(alone([*item, cotangent], 1))
        except KernelFailure:
            continue
        items.append(item)
    columns = [np.stack(column) for column in zip(*items, strict=True)]
    for lanes in (2, 8):
        kernel = Kernel(case.request, "float64", lanes, mode="pullback", wrt=wrt, sizes=sizes)
        got = kernel([*columns, cotangent], len(items))
        for result, wanted in zip(got, zip(*expected, strict=True), strict=True):
            want = np.concatenate(wanted)
            np.testing.assert_allclose(result, want, rtol=1e-9, atol=1e-12 * (1 + scale(want)))


@pytest.mark.parametrize("lanes", [1, 8])
@pytest.mark.parametrize(
    "program", [p for p in ACCEPTED if p.evaluations and not p.is_slow], ids=str
)
def test_placement_changes_no_bit(program: Program, lanes: int) -> None:
    """Kernels that know where their operands lie, beside one that looks."""
    case = Case(program)
    wrt = range(len(case.variables))
    values, sizes = case.arguments(program.evaluations[0][0])
    options: dict[str, Any] = {"mode": "pullback", "wrt": wrt, "sizes": sizes}
    general = Kernel(case.request, "float64", lanes, **options)
    cotangent = np.ones(general.description["outputs"][0][1])
    count = 13
    for shared in (0, 1):
        # Which variables are the same for all items; the cotangent may be.
        same = [position % 3 == shared for position in wrt]
        items = [
            value if is_same else np.broadcast_to(value, (count, *value.shape))
            for value, is_same in zip(values, same, strict=True)
        ]
        letters = "".join("s" if is_same else "d" for is_same in same)
        sums = frozenset(position for position, is_same in enumerate(same, 1) if is_same)
        expected = general([*items, cotangent], count, sums)
        for seed in "s1":
            placed = Kernel(
                case.request, "float64", lanes, placement=f"{letters}{seed}d{letters}", **options
            )
            for one, other in zip(placed([*items, cotangent], count, sums), expected, strict=True):
                np.testing.assert_array_equal(one, other)


def scale(value: Any) -> float:
    """The largest finite number of a value."""
    numbers = np.abs(array(value))
    finite = numbers[np.isfinite(numbers)]
    return float(finite.max()) if finite.size else 0.0


def test_sums_lose_nothing() -> None:
    request = Request("(* w x)")
    for dtype, lanes in LANES:
        kernel = Kernel(request, dtype, lanes, mode="pullback", wrt=[0])
        count = 300_000
        x = np.full(count, 0.1, dtype)
        _, adjoint = kernel([np.ones(()), x, np.ones(count)], count, frozenset({1}))
        exact = count * float(x[0])
        assert abs(float(adjoint) - exact) <= np.finfo(dtype).eps * exact


def test_first_item_that_fails_is_named() -> None:
    request = Request("(ref [1 2 3] i)", {"i": ()})
    for dtype, lanes in LANES:
        index = np.zeros(37)
        index[21] = 3
        index[30] = -1
        with pytest.raises(KernelFailure) as raised:
            Kernel(request, dtype, lanes)([index], 37)
        kind, message, length, item = raised.value.args
        assert (kind, length, item) == ("IndexError", 3, 21)
        assert message == "line 1, column 1: index {} is out of range for size 3"


def test_long_loops_are_replayed() -> None:
    """More rounds than states that are kept."""
    source = "(loop ((i 0) (x x)) (if (< i 300000) (recur (+ i 1) (+ x (* 1e-6 (sin x)))) x))"
    for lanes in (1, 8):
        kernel = Kernel(Request(source), "float64", lanes, mode="pullback", wrt=[0])
        x = np.linspace(0.5, 1.5, lanes)
        value, adjoint = kernel([x, np.ones(lanes)], lanes)
        # Of the flow x' = sin x for the time 0.3, by its solution tan(x/2) = e^t tan(x0/2).
        exact = 2 * np.arctan(np.exp(0.3) * np.tan(x / 2))
        np.testing.assert_allclose(value, exact, rtol=1e-6)
        np.testing.assert_allclose(adjoint, np.sin(exact) / np.sin(x), rtol=1e-5)


def test_lanes_have_rounds_of_their_own() -> None:
    source = "(loop ((x x)) (if (< x n) (recur (* x 1.01)) x))"
    request = Request(source)
    kernel = Kernel(request, "float64", 8, mode="pullback", wrt=[0])
    n = np.array([1.0, 2e4, 3.0, 1e3, 1.5, 7e6, 1e2, 2.0, 5.0])
    value, adjoint = kernel([np.ones(9), n, np.ones(9)], 9)
    rounds = np.maximum(0, np.ceil(np.log(n) / np.log(1.01) - 1e-9))
    np.testing.assert_allclose(value, 1.01**rounds, rtol=1e-9)
    np.testing.assert_allclose(adjoint, 1.01**rounds, rtol=1e-9)


def test_very_long_programs_are_written_in_parts() -> None:
    terms = " ".join(f"(v{i + 1} (+ (* 0.5 v{i}) (sin (* x {i % 7 + 1}))))" for i in range(4000))
    source = f"(let* ((v0 x) {terms}) (* v4000 v17))"
    x = 0.7
    expected = nc.evaluate(source, {"x": x})
    slope = nc.gradient(source, {"x": x})["x"]
    for lanes in (1, 8):
        kernel = Kernel(Request(source), "float64", lanes, mode="pullback", wrt=[0])
        value, adjoint = kernel([np.full(3, x), np.ones(3)], 3)
        np.testing.assert_allclose(value, expected, rtol=1e-12)
        np.testing.assert_allclose(adjoint, slope, rtol=1e-11)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (["wrt", "7"], "there is no variable 7"),
        (["lanes", "3"], "lanes, not 3"),
        (["placement", "dd", "size", "n", "2", "size", "m", "2"], "3 inputs and outputs"),
        (["size", "k", "3"], "no input or parameter has the size `k`"),
        (["size", "n", "-1"], "missing"),
        (["size", "n", "100000000", "size", "m", "100000000"], "more numbers"),
    ],
)
def test_wrong_options_are_refused(fields: list[str], message: str) -> None:
    request = Request("(input v (vec n)) (input w (vec m)) (outer v w)")
    options = request.options + _library.records(fields)
    answer = _library.run(b"kernel", request.source, options, request.numbers)
    assert answer["failure"] == "value"
    assert message in answer["message"] or "missing" in answer["message"]
