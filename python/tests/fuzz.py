"""A fuzzer of the compiler behind its C interface.

Texts are made from the corpus, the examples and random programs by cutting, joining, repeating and
damaging them, from raw bytes, and from forms that do not fit together (`hostile_texts.py`). Whatever
comes in, the compiler must answer in bounded time: with diagnostics whose spans lie inside the text,
or with code that Python can compile, with the text of every kind of kernel, and with a value or an
error. Each text has a process of its own, so that a crash is a finding and the next text is tried.

    python python/tests/fuzz.py --seconds 3600 --seed 1
"""

from __future__ import annotations

import argparse
import math
import os
import random
import re
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from hostile_texts import Texts
from random_programs import Generator, render

import neuralc as nc
from neuralc import _library
from neuralc._source import Request

ROOT = Path(__file__).resolve().parents[2]
TOKENS = (
    b"( ) [ ] ; #| |# #; ' ` , \" \\ . : + - * / if cond else let let* letrec loop recur scan "
    b"tabulate lambda define input parameter vec mat ref slice append dot zeros eye vlen x y f 0 1 "
    b"-1 .5 1e3 1/2 1e400 +inf.0 +nan.0 #t #f pi \xce\xb8 \xff \x00 \xc3 \n (vec (mat (ref [1 2] "
    b"real"
).split(b" ")
SECONDS_PER_TEXT = 10.0
SECONDS_PER_VALUE = 1.0
LARGEST_TO_EVALUATE = 1 << 22
STAGES = {"c": "compiling", "k": "a kernel", "e": "its evaluation"}
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


def attempt(text: bytes, pick: random.Random, reach: Callable[[bytes], None]) -> str:
    """Compiles one text by all ways there are; what became of it. Says where it is by a letter."""
    source = text.decode("utf-8", "surrogateescape")
    reach(b"c")
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
    intermediate = nc.emit(source, "ir")
    request = Request(source)
    interface = request.run(b"interface")
    request.run(b"info")
    sizes = {name: pick.choice((0, 1, 2, 3, 3)) for name in symbols(interface)}
    for mode in ("value", "pullback", "pushforward", "second"):
        reach(b"k")
        kernel(request, interface, sizes, mode, pick)
    if elements(intermediate) > LARGEST_TO_EVALUATE:
        return "large"
    reach(b"e")
    return evaluate(source, inputs(interface, sizes))


def symbols(interface: dict[str, Any]) -> list[str]:
    """The names of open sizes that are one symbol; others follow from them, or do not."""
    declared = [size for item in interface["inputs"] for size in item[3]]
    return sorted({size for size in declared if isinstance(size, str) and size.isidentifier()})


def kernel(
    request: Request,
    interface: dict[str, Any],
    sizes: dict[str, int],
    mode: str,
    pick: random.Random,
) -> None:
    """Asks for the text or the code of a kernel; that there is none is an answer."""
    count = len(interface["inputs"]) + len(interface["parameters"])
    wrt = [position for position in range(count) if mode != "value" and pick.random() < 0.8]
    lanes = pick.choice((1, 8))
    fields = ["mode", mode, "dtype", pick.choice(("float64", "float32")), "lanes", str(lanes)]
    fields += ["derivatives", pick.choice(("fast", "careful")), "wrt", " ".join(map(str, wrt))]
    for name, length in sizes.items():
        fields += ["size", name, str(length)]
    if lanes == 1 and pick.random() < 0.5:
        fields += ["baseline", "sin cos exp log pow"]
    options = request.options + _library.records(fields)
    Request.restored(request.source, options, request.numbers).run(b"kernel")


def elements(intermediate: str) -> int:
    """How many elements the values of a program have, as far as that is known."""
    types = re.findall(r": \((?:vec|mat) (\d+)(?: (\d+))?\)", intermediate)
    return sum(int(rows) * int(columns or 1) for rows, columns in types)


def inputs(interface: dict[str, Any], sizes: dict[str, int]) -> dict[str, Any]:
    """Values for a program's inputs: of the sizes given, and at points where something happens."""
    points = np.array([0.5, 0.0, 2.0, -1.0])
    values = {}
    for name, _, _, lengths in interface["inputs"]:
        shape = [sizes.get(length, 2) if isinstance(length, str) else length for length in lengths]
        count = math.prod(shape)
        values[name] = np.resize(points, shape) if count <= LARGEST_TO_EVALUATE else 0.5
    return values


def evaluate(source: str, values: dict[str, Any]) -> str:
    """The value and the gradient of a program, which may have none."""
    limits: Any = {"max_iterations": 10_000, "max_depth": 1_000}
    try:
        nc.evaluate(source, inputs=values, **limits)
        nc.gradient(source, inputs=values, **limits)
    except (ValueError, TypeError, RuntimeError, IndexError, RecursionError):
        return "failed"
    return "accepted"


def apart(text: bytes, seed: int) -> str:
    """Attempts one text in a process of its own: a crash is a finding, and `(fib 120)` never done."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(alone(text, seed, writing))
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        return said.decode().rpartition(" ")[2]
    stage = said[-1:].decode()
    if code == -signal.SIGPROF and stage == "e":
        return "endless"
    return f"FOUND {STAGES.get(stage, 'nothing')} ended with {code}"


def alone(text: bytes, seed: int, writing: int) -> int:
    """What the process does that attempts a text; its exit status."""

    def reach(stage: bytes) -> None:
        os.write(writing, stage)
        signal.setitimer(
            signal.ITIMER_PROF, SECONDS_PER_VALUE if stage == b"e" else SECONDS_PER_TEXT
        )

    try:
        os.write(writing, b" " + attempt(text, random.Random(seed), reach).encode())
    except BaseException:
        traceback.print_exc()
        return 2
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pick = random.Random(options.seed)
    texts = corpus()
    others = Texts(pick, texts)
    counts: dict[str, int] = {}
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        text = mutate(pick, texts) if pick.random() < 0.4 else others.draw()
        outcome = apart(text, pick.randrange(1 << 30))
        if outcome.startswith("FOUND"):
            print(f"{outcome}: {text!r}", file=sys.stderr, flush=True)
            outcome = "FOUND"
        counts[outcome] = counts.get(outcome, 0) + 1
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{sum(counts.values())} texts: {counts}, at most {memory:.0f} MiB")
    sys.exit("FOUND" in counts)


if __name__ == "__main__":
    main()
