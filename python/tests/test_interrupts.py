"""Ctrl-C comes soon, whatever runs."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType

import numpy as np
import pytest

import neuralc as nc

LOOP = "(loop ((k 0) (y x)) (if (>= k n) y (recur (+ k 1) (sin y))))"
ENDLESS = {"x": 1.0, "n": 1e15}
FIBONACCI = "(define (f k) (if (<= k 1) 1 (+ (f (- k 1)) (f (- k 2))))) (f 60)"

AFTER, SOON = 0.2, 1.0
"""When the signal is sent, and how late it may come on a machine that does other things as well."""

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="POSIX")


class Interrupted(BaseException):
    """As a handler may raise it."""


@pytest.fixture(autouse=True)
def _handler() -> Iterator[None]:
    def handle(number: int, frame: FrameType | None) -> None:
        raise Interrupted

    before = signal.signal(signal.SIGALRM, handle)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def is_interrupted_soon(call: Callable[[], object]) -> None:
    start = time.monotonic()
    signal.setitimer(signal.ITIMER_REAL, AFTER)
    with pytest.raises(Interrupted):
        call()
    assert time.monotonic() - start < AFTER + SOON


class TestReference:
    @pytest.mark.parametrize("ask", [nc.evaluate, nc.gradient, nc.non_finite])
    def test_loops(self, ask: Callable[..., object]) -> None:
        is_interrupted_soon(lambda: ask(LOOP, ENDLESS, max_iterations=10**15))

    @pytest.mark.parametrize(
        "text",
        [
            FIBONACCI,
            "(define (f k) (if (< k 0) k (f (+ k 1)))) (f 1)",
            "(vsum (tabulate (i 50000000) (sin i)))",
            "(loop ((k 0) (v (tabulate (i 100000) i))) (if (< k 0) v (recur (+ k 1) (sin v))))",
        ],
    )
    def test_other_work(self, text: str) -> None:
        is_interrupted_soon(lambda: nc.evaluate(text, max_iterations=10**15))

    def test_what_follows_is_right(self) -> None:
        is_interrupted_soon(lambda: nc.evaluate(LOOP, ENDLESS, max_iterations=10**15))
        assert nc.evaluate("(+ 1 2)") == 3
        assert nc.gradient("(* x x)", {"x": 3.0}) == {"x": 6.0}

    def test_a_handler_that_raises_nothing(self) -> None:
        calls: list[int] = []
        signal.signal(signal.SIGALRM, lambda number, frame: calls.append(number))
        signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
        value = nc.evaluate(LOOP, {"x": 1.0, "n": 30_000.0})
        signal.setitimer(signal.ITIMER_REAL, 0)
        y = 1.0
        for _ in range(30_000):
            y = np.sin(y)
        assert value == y

    def test_the_signal_of_a_terminal(self) -> None:
        done = subprocess.Popen(
            [sys.executable, "-c", f"import neuralc as nc; nc.evaluate({FIBONACCI!r})"],
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(3.0)
        start = time.monotonic()
        done.send_signal(signal.SIGINT)
        _, errors = done.communicate(timeout=60)
        assert "KeyboardInterrupt" in errors
        assert time.monotonic() - start < 5.0


def test_large_batches_in_one_thread() -> None:
    torch = pytest.importorskip("torch")
    module = nc.compile(
        LOOP, inputs={"x": (), "n": ()}, backend="native", max_iterations=10**9
    ).double()
    x = np.linspace(0, 1, 4096)
    module.value_and_grad(x, 10.0, wrt="x")
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        is_interrupted_soon(lambda: module.value_and_grad(x, 1e5, wrt="x"))
        value = module.value_and_grad(x, 10.0, wrt="x")[0]
    finally:
        torch.set_num_threads(threads)
    for _ in range(10):
        x = np.sin(x)
    np.testing.assert_allclose(value, x, rtol=1e-14)
