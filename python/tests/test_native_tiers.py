"""Kernels that are made quickly first: the same results, before, while and after they are replaced."""

import gc
import os
import subprocess
import sys
import textwrap
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

from one_item import bits, called

import neuralc as nc
from neuralc._kernels import background, interpreter, tiers
from neuralc._kernels.abi import UNCERTAIN
from neuralc._kernels.machine import host
from neuralc._kernels.program import Kernel, Program, Specialisation
from neuralc._source import Request

LAW = """
(input a) (input b)
(let* ((u (sin (* a b))) (v (- (exp u) (/ a (+ 2 (* u u))))))
  (if (< v 1) (* u (sqrt (max v 0))) (pow (+ 1 (abs v)) (- b a))))
"""
POINTS = [(0.3, 0.7), (-1.5, 2.25), (0.0, -0.0), (4.0, 0.1), (float("inf"), 1.0), (1e200, -1e200)]
# Where fast derivatives do.
FINITE = [(0.3, 0.7), (4.0, 0.1)]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    interpreter.is_available()  # Once in a process.
    monkeypatch.setenv("NEURALC_CACHE", str(tmp_path / "cache"))


def entries(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "cache").glob("*.kernel"))


def done() -> None:
    """Waits until there is nothing left to do in the background."""
    finished = threading.Event()
    background.do(finished.set)
    assert finished.wait(60)


def function_of(kernel: Kernel) -> Any:
    return kernel.function


def results(call: Callable[[float, float], Any], points: Any = POINTS) -> list[bytes]:
    answers = [call(a, b) for a, b in points]
    numbers = np.array([[value, *gradients.values()] for value, gradients in answers])
    # Every NaN is as good as another.
    return [np.where(np.isnan(row), np.nan, row).tobytes() for row in numbers]


def test_a_kernel_is_replaced_after_some_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiers, "OFTEN", 20)
    program = Program.of(Request(LAW))
    specialisation = Specialisation("pullback", 64, 1, (0, 1), (), placement="dd1ddd")
    model = nc.compile(LAW, backend="native")
    model.__kernels__.program = program
    before = results(model.value_and_grad, FINITE)
    quick = function_of(program.kernel(specialisation))
    made = len(entries(tmp_path))
    for _ in range(20):
        model.value_and_grad(0.3, 0.7)
    done()
    assert len(entries(tmp_path)) == made + 1
    assert function_of(program.kernel(specialisation)) is not quick
    assert results(model.value_and_grad, FINITE) == before


@pytest.mark.parametrize("mode", ["value", "pullback", "pushforward", "second"])
def test_both_kinds_of_code_give_the_same_bits(mode: Any) -> None:
    program = Program.of(Request(LAW))
    wrt = () if mode == "value" else (0, 1)
    specialisation = Specialisation(mode, 64, 1, wrt, ())
    quick = program._loaded(specialisation, *program._compile(specialisation, "least"))
    well = program._loaded(specialisation, *program._compile(specialisation, "full"))
    generator = np.random.default_rng(0)
    for point in [*POINTS, *generator.normal(scale=3, size=(200, 2))]:
        seeds = generator.normal(size=len(quick.inputs) - 2)
        (status, first), (other, second) = (
            called(kernel, [*point, *seeds]) for kernel in (quick, well)
        )
        assert status == other
        assert status == UNCERTAIN or bits(first) == bits(second)


def test_threads_that_call_while_a_kernel_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "OFTEN", 50)
    model = nc.compile(LAW, backend="native")
    expected = results(model.value_and_grad)
    found: list[list[bytes]] = []

    def call() -> None:
        for _ in range(300):
            found.append(results(model.value_and_grad))

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done()
    assert len(found) == 1200
    assert all(item == expected for item in found)


def test_programs_go_while_their_kernels_wait() -> None:
    program = Program.of(Request(LAW))
    kernel = program.kernel(Specialisation("pullback", 64, 1, (0, 1), (), placement="dd1ddd"))
    references = weakref.ref(program), weakref.ref(kernel)
    gc.disable()
    try:
        del program, kernel
        assert [reference() for reference in references] == [None, None]
    finally:
        gc.enable()


def test_what_fails_in_the_background_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tiers, "OFTEN", 10)
    model = nc.compile(LAW, backend="native")
    before = results(model.value_and_grad)

    def fail(*_: Any) -> Any:
        raise MemoryError("no room")

    monkeypatch.setattr(type(host()), "compile", fail)
    for _ in range(10):
        model.value_and_grad(0.3, 0.7)
    done()
    assert "no room" in caplog.text
    assert results(model.value_and_grad) == before


def test_entries_on_disk(tmp_path: Path) -> None:
    specialisation = Specialisation("pullback", 64, 1, (0, 1), (), placement="dd1ddd")
    Program.of(Request(LAW)).kernel(specialisation)
    (quick,) = entries(tmp_path)
    written = quick.stat().st_mtime_ns
    os.utime(quick, (0, 0))
    Program.of(Request(LAW)).kernel(specialisation)
    assert entries(tmp_path) == [quick]
    assert quick.stat().st_mtime_ns >= written  # It was used.
    Program.of(Request(LAW))._compile(specialisation, "full")
    assert len(entries(tmp_path)) == 2
    os.utime(quick, (0, 0))
    Program.of(Request(LAW)).kernel(specialisation)
    assert quick.stat().st_mtime == 0  # The better one is there.


@pytest.mark.parametrize("which", [0, 1])
def test_entries_that_are_cut_short(tmp_path: Path, which: int) -> None:
    specialisation = Specialisation("pullback", 64, 1, (0, 1), (), placement="dd1ddd")
    program = Program.of(Request(LAW))
    expected = bits(called(program.kernel(specialisation), [0.3, 0.7, 1.0])[1])
    program._compile(specialisation, "full")
    path = sorted(entries(tmp_path))[which]
    path.write_bytes(path.read_bytes()[:100])
    found = called(Program.of(Request(LAW)).kernel(specialisation), [0.3, 0.7, 1.0])[1]
    assert bits(found) == expected


def test_programs_with_loops_are_made_well_at_once(tmp_path: Path) -> None:
    source = "(input x) (let loop ((k 0) (y x)) (if (< k 9) (loop (+ k 1) (sin y)) y))"
    kernel = Program.of(Request(source)).kernel(Specialisation("pullback", 64, 1, (0,), ()))
    function = function_of(kernel)
    for _ in range(2 * tiers.OFTEN):
        called(kernel, [0.5, 1.0])
    done()
    assert function_of(kernel) is function
    assert len(entries(tmp_path)) == 1


PROGRAM = """
    import neuralc as nc
    from neuralc._kernels import background, tiers
    tiers.OFTEN = 2
    if __name__ == "__main__":
        model = nc.compile("(input x) (sin (* x x))", backend="native")
        for number in range(4):
            model.value_and_grad(0.5)
        {end}
"""


def run(end: str) -> str:
    text = textwrap.dedent(PROGRAM).format(end=end)
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_end_of_a_process_waits_for_what_has_begun() -> None:
    # Both what is compiled when it ends and what only waits for that.
    end = "[background.do(lambda: nc.compile('(input y) (exp y)', backend='native')(y=1.0))" + (
        " for _ in range(50)]; print('end')"
    )
    assert run(end) == "end\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_processes_that_are_forked_meanwhile() -> None:
    end = """
        import os, warnings
        warnings.simplefilter("ignore")
        child = os.fork()
        other = nc.compile("(input x) (exp (* x x))", backend="native")
        for number in range(4):
            other.value_and_grad(0.5)
        if child:
            assert os.waitpid(child, 0)[1] == 0
            print("end")
    """
    assert run(textwrap.indent(textwrap.dedent(end), " " * 4).strip()) == "end\n"


def test_native_modules_have_the_generated_python_too() -> None:
    native, eager = (nc.compile(LAW, backend=backend) for backend in ("native", "eager"))
    assert native.code == eager.code
