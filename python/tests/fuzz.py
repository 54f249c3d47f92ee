"""A fuzzer of the compiler behind its C interface.

Texts are made from the corpus, the examples and random programs by cutting, joining, repeating and
damaging them, and from raw bytes. Whatever comes in, the compiler must answer in bounded time: with
diagnostics whose spans lie inside the text, or with code that Python can compile. A crash ends the
process, so `test_fuzz.py` runs this file in one of its own.

    python python/tests/fuzz.py --seconds 3600 --seed 1
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import sys
import time
import traceback
from pathlib import Path

from random_programs import Generator, render

import neuralc as nc

ROOT = Path(__file__).resolve().parents[2]
TOKENS = (
    b"( ) [ ] ; #| |# #; ' ` , \" \\ . : + - * / if cond else let let* letrec loop recur scan "
    b"tabulate lambda define input parameter vec mat ref slice append dot zeros eye vlen x y f 0 1 "
    b"-1 .5 1e3 1/2 1e400 +inf.0 +nan.0 #t #f pi \xce\xb8 \xff \x00 \xc3 \n (vec (mat (ref [1 2] "
    b"real"
).split(b" ")
SECONDS_PER_TEXT = 10.0
SECONDS_PER_VALUE = 1.0
MEMORY = 6 << 30
"""Bytes of address space that the process may have: what needs more fails at once, and alone."""


def corpus() -> list[bytes]:
    files = sorted((ROOT / "Tests" / "Conformance").rglob("*.scm"))
    files += sorted((ROOT / "examples").rglob("*.scm"))
    return [path.read_bytes() for path in files]


def mutate(pick: random.Random, texts: list[bytes]) -> bytes:
    """A text of up to some thousand bytes that nobody wrote."""
    kind = pick.random()
    if kind < 0.1:
        return render(Generator(pick.randrange(1 << 30)).generate()).encode()
    if kind < 0.2:
        return pick.randbytes(pick.randrange(200))
    if kind < 0.35:
        return b" ".join(pick.choice(TOKENS) for _ in range(pick.randrange(80)))
    text = bytearray(pick.choice(texts))
    for _ in range(pick.randint(1, 6)):
        at = pick.randrange(len(text) + 1)
        end = min(len(text), at + pick.randrange(1, 40))
        match pick.randrange(7):
            case 0:
                del text[at:end]
            case 1:
                text[at:at] = text[at:end]
            case 2:
                text[at:at] = pick.choice(TOKENS)
            case 3 if at < len(text):
                text[at] = pick.randrange(256)
            case 4:
                other = pick.choice(texts)
                start = pick.randrange(len(other) + 1)
                text[at:end] = other[start : start + pick.randrange(120)]
            case 5:
                text[at:at] = pick.choice(
                    (b"(", b"[", b"(let ((a b)) ", b"(+ 1 ")
                ) * pick.randrange(300)
            case 6:
                text[at:at] = bytes(text[at:end]) * pick.randrange(30)
    return bytes(text[:20_000])


def attempt(text: bytes) -> str:
    """Compiles one text; what became of it."""
    source = text.decode("utf-8", "surrogateescape")
    for found in nc.check(source):
        if found.span is not None:
            assert 0 <= found.span.start.offset <= found.span.end.offset <= len(text) + 3, found
    try:
        code = nc.emit(source, "torch")
    except nc.CompileError as error:
        if not error.diagnostics or not str(error):
            raise AssertionError("a rejection without a message") from error
        return "rejected"
    compile(code, "<fuzz>", "exec")
    return evaluate(source)


def evaluate(source: str) -> str:
    """Evaluates a program in a process of its own, as `(fib 120)` is correct and never done."""
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_REAL, SECONDS_PER_VALUE)
        inputs = dict.fromkeys(nc_inputs(source), 0.5)
        try:
            nc.evaluate(source, inputs=inputs, max_iterations=10_000, max_depth=1_000)
        except (ValueError, TypeError, RuntimeError, IndexError, RecursionError):
            os._exit(1)
        except BaseException:
            traceback.print_exc()
            os._exit(2)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    outcomes = {0: "accepted", 1: "failed", -signal.SIGALRM: "endless"}
    code = os.waitstatus_to_exitcode(status)
    if code not in outcomes:
        raise AssertionError(f"its evaluation ended with {code}")
    return outcomes[code]


def nc_inputs(source: str) -> list[str]:
    """Names of the inputs, from the printed IR."""
    lines = nc.emit(source, "ir").splitlines()
    return [line.split()[1].strip('"') for line in lines if line.startswith("input ")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--last", type=Path, help="file that holds the text being tried")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    pick = random.Random(options.seed)
    texts = corpus()
    counts: dict[str, int] = {}
    slowest = 0.0
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        text = mutate(pick, texts)
        if options.last:
            options.last.write_bytes(text)
        start = time.monotonic()
        try:
            outcome = attempt(text)
        except BaseException:
            print(f"seed {options.seed}, text {text!r}", file=sys.stderr)
            raise
        elapsed = time.monotonic() - start
        slowest = max(slowest, elapsed)
        if elapsed > SECONDS_PER_TEXT:
            sys.exit(f"{elapsed:.1f} s for {text!r}")
        counts[outcome] = counts.get(outcome, 0) + 1
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{counts}, slowest {slowest:.2f} s, at most {memory:.0f} MiB")


if __name__ == "__main__":
    main()
