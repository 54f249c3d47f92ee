"""Machine code that is made without LLVM: what LLVM's code gives, bit for bit."""

import ctypes
import math
import mmap
import os
from typing import Any

import numpy as np
import pytest

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

from conformance_corpus import programs
from one_item import bits, called
from random_programs import Generator, render

from neuralc._kernels import machine_code, mathematics
from neuralc._kernels.abi import UNCERTAIN
from neuralc._kernels.machine import host
from neuralc._kernels.machine_code import MachineCode
from neuralc._kernels.program import Kernel, Mode, Program, Specialisation, sizes_of
from neuralc._source import Request

KINDS: list[tuple[Mode, int]] = [("value", 32), ("pullback", 64), ("pullback", 32), ("second", 64)]

pytestmark = pytest.mark.skipif(
    not machine_code.is_supported(host().features), reason="there is no such code for this machine"
)


def both(program: Program, specialisation: Specialisation) -> tuple[Kernel, Kernel] | None:
    """The kernel without LLVM and the one with it, where there is the first.

    LLVM's code is that with the least effort: all of LLVM's code gives the same bits.
    """
    reply = program._ask(specialisation, "least")
    if reply["addresses"] is None:
        return None
    quick = program._loaded(specialisation, reply, reply["code"])
    reply = program._ask(specialisation)
    code, functions = host().compile(reply["texts"][0], "least")
    return quick, program._loaded(specialisation, {**reply, "functions": functions}, code)


def compare(source: str, points: list[dict[str, Any]], random: Any, **options: Any) -> int:
    """Compares the kernels of a program in all modes; gives how many there were."""
    program = Program.of(Request(source, **options))
    variables = program.variables
    if not points or any(item.name not in points[0] for item in variables):
        return 0
    shapes = [np.shape(points[0][item.name]) for item in variables]
    everything = tuple(range(len(variables)))
    count = 0
    for mode, width in KINDS:
        wrt = () if mode == "value" else everything
        specialisation = Specialisation(mode, width, 1, wrt, sizes_of(variables, shapes))
        kernels = both(program, specialisation)
        if kernels is None:
            break
        count += 1
        for point in points:
            if [np.shape(point[item.name]) for item in variables] != shapes:
                continue
            for scale in (0, 1e-3, 1, 1e30):
                operands = [
                    np.asarray(point[item.name]) + scale * random.normal(size=shape)
                    for item, shape in zip(variables, shapes, strict=True)
                ]
                for sizes in kernels[0].inputs[len(variables) :]:
                    operands.append(random.normal(size=sizes))
                check(kernels, operands, np.float64 if width == 64 else np.float32)
    return count


def check(kernels: tuple[Kernel, Kernel], operands: list[Any], dtype: Any) -> None:
    with np.errstate(over="ignore"):
        (status, first), (other, second) = (called(k, operands, dtype) for k in kernels)
    assert status == other
    assert status == UNCERTAIN or (status == 0 and bits(first) == bits(second))


def test_the_corpus() -> None:
    random = np.random.default_rng(0)
    count = 0
    for case in programs("accepted"):
        if case.options or case.is_slow:
            continue
        count += compare(case.source, [inputs for inputs, _ in case.evaluations], random)
    assert count > 200


def test_random_programs() -> None:
    random = np.random.default_rng(1)
    count = 0
    for seed in range(60):
        program = Generator(seed).generate()
        points = [
            {name: random.normal(size=type) for name, type in program.inputs.items()}
            for _ in range(3)
        ]
        count += compare(render(program), points, random)
    assert count > 40


def test_long_programs_with_their_memory_on_the_heap() -> None:
    lines = [f"(t{k} (sin (* {k}.5 (+ x t{k - 1}))))" for k in range(1, 6000)]
    source = f"(input x) (let* ((t0 x) {' '.join(lines)}) (* t5999 t17))"
    kernels = both(Program.of(Request(source)), Specialisation("pullback", 64, 1, (0,), ()))
    assert kernels is not None
    for x in (0.1, -2.0, math.inf):
        check(kernels, [x, 1.0], np.float64)


@pytest.mark.parametrize("width", [64, 32])
def test_sums_are_added_to_what_is_there(width: int) -> None:
    source = "(input v (vec 3)) (* v (exp v))"
    dtype = np.float64 if width == 64 else np.float32
    kernels = both(Program.of(Request(source)), Specialisation("pullback", width, 1, (0,), ()))
    assert kernels is not None
    for start in (0.1, -0.0, 1e8, math.inf):
        operands = [[0.3, -0.0, 1e5], [1.0, -1.0, 2.0]]
        results = [called(kernel, operands, dtype, start)[1] for kernel in kernels]
        assert bits(results[0]) == bits(results[1])


def test_no_item_is_nothing_to_do() -> None:
    kernel = Program.of(Request("(input x) (sin x)")).kernel(Specialisation("value", 64, 1, (), ()))
    null, one = ctypes.c_void_p(None), ctypes.c_int64(1)
    assert kernel.function(null, null, one, one, null, null) == 0


@pytest.mark.parametrize(
    "source",
    [
        "(input x) (let loop ((k 0) (y x)) (if (< k 3) (loop (+ k 1) (sin y)) y))",
        "(input x) (letrec ((f (lambda (n) (if (< n 1) x (* x (f (- n 1))))))) (f x))",
        "(input v (vec 3)) (input i) (ref v i)",
        "(input v (vec 17)) (dot v v)",
    ],
)
def test_what_llvm_is_needed_for(source: str) -> None:
    program = Program.of(Request(source))
    wrt = tuple(range(len(program.variables)))
    description, _ = program._compile(Specialisation("pullback", 64, 1, wrt, ()), "least")
    assert description["addresses"] is None


def test_functions_that_the_c_library_has_not_well_enough() -> None:
    program = Program.of(Request("(input x) (tanh x)"))
    description, _ = program._compile(Specialisation("value", 64, 1, (), ()), "least")
    rounded_well = "tanh" in mathematics.linked(64, host().features)
    assert (description["addresses"] is not None) == rounded_well


def test_other_machines(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("NEURALC_CACHE", str(tmp_path))
    monkeypatch.setattr(machine_code, "is_supported", lambda _: False)
    program = Program.of(Request("(input x) (sin (* x x))"))
    specialisation = Specialisation("value", 64, 1, (), ())
    description, _ = program._compile(specialisation, "least")
    assert (description["addresses"], description["effort"]) == (None, "least")
    assert called(program.kernel(specialisation), [0.5])[1][0] == np.sin(0.25)


def test_systems_that_let_no_program_make_code(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        def mprotect(self, *_: Any) -> int:
            ctypes.set_errno(13)
            return -1

    machine_code.is_supported.cache_clear()
    monkeypatch.setattr(machine_code, "_c", Refusing)
    try:
        assert not machine_code.is_supported(host().features)
        with pytest.raises(OSError, match="executable"):
            MachineCode(b"\xc3", [])
    finally:
        machine_code.is_supported.cache_clear()


def test_memory_is_given_back() -> None:
    pages = mmap.PAGESIZE * 200

    def mapped() -> int:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * mmap.PAGESIZE

    if not os.path.exists("/proc/self/statm"):
        pytest.skip("memory is read from /proc")
    before = mapped()
    for _ in range(1000):
        MachineCode(b"\xc3" * pages, [])
    assert mapped() - before < 100 * pages
