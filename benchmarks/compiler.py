"""What the compiler and its modules cost, measured in one run.

Prints tables and writes them as JSON to out/benchmarks/compiler.json:

* from text to a callable module, for the fifteen Feynman laws (µs, median);
* `nc.check` from a thousand to a million nodes, and nested a hundred thousand deep (ns a node);
* a compiled module beside the function that a person would write, at batch 1 and 1,000,000
  (ratio of medians over interleaved rounds), and what any Python object with parameters costs;
* what `import neuralc` adds to the start of Python (ms).
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

import neuralc as nc

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "examples" / "feynman"))

import reference  # noqa: E402


def median_time(action: Callable[[], Any], rounds: int) -> float:
    """Median seconds of a call."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def latency() -> dict[str, float]:
    """Microseconds from the text of each law to a module that can be called."""
    result = {}
    for path in sorted((ROOT / "examples" / "feynman").glob("*.scm")):
        source = path.read_text()
        nc.compile(source)
        result[path.stem] = 1e6 * median_time(lambda source=source: nc.compile(source), 200)
    return result


def wide(nodes: int) -> str:
    """A sum of `nodes / 2` sines."""
    return "(let ((y x)) (+ " + "(sin y) " * (nodes // 2) + "))"


def check_scaling() -> dict[str, float]:
    """Nanoseconds a node of `nc.check`."""
    texts = {f"{n:,} nodes": (wide(n), n) for n in (1_000, 10_000, 100_000, 1_000_000)}
    deep = 100_000
    texts["nested 100,000 deep"] = ("(+ 1 " * deep + "x" + ")" * deep, 2 * deep)
    result = {}
    for name, (text, nodes) in texts.items():
        assert not [d for d in nc.check(text) if d.severity == "error"], name
        rounds = 20 if nodes <= 10_000 else 3
        result[name] = 1e9 * median_time(lambda text=text: nc.check(text), rounds) / nodes
    return result


def interleaved(first: Callable[[], Any], second: Callable[[], Any], rounds: int) -> float:
    """Ratio of the medians of two actions that take turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for action, record in zip((first, second), times, strict=True):
            start = time.perf_counter()
            action()
            record.append(time.perf_counter() - start)
    return statistics.median(times[0]) / statistics.median(times[1])


def bare(model: nc.CompiledModule) -> Any:
    """The least that a Python object with parameters of its own can be: `forward`, and slots. No
    module, and nothing is checked."""
    names = [name for name, _ in model.named_parameters()]
    made = type("Bare", (), {"__slots__": names, "__call__": type(model).forward})()
    for name, parameter in model.named_parameters():
        setattr(made, name, parameter)
    return made


def unchecked(model: nc.CompiledModule) -> Any:
    """The least that a module can be: `__call__` calls `forward`, and nothing is checked."""
    names = ", ".join(item.identifier for item in model.__neuralc__.inputs)
    call = eval(f"lambda self, {names}: self.forward({names})")
    return type("Unchecked", (type(model),), {"__call__": call})()


def module_cost(batch: int, rounds: int, form: Callable[[Any], Any] = lambda model: model) -> Any:
    """Time of a module, in some form, over the time of the function by hand, by law."""
    result = {}
    for law in reference.LAWS:
        model = nc.compile((ROOT / "examples" / "feynman" / f"{law.name}.scm").read_text())
        generator = torch.Generator().manual_seed(1)
        inputs = [
            low + (high - low) * torch.rand(batch, generator=generator)
            for low, high in law.ranges.values()
        ]
        constants = list(model.parameters())

        def by_hand(law=law, inputs=inputs, constants=constants) -> Any:
            return law.function(*inputs, *constants)

        model = form(model)

        def by_module(model=model, inputs=inputs) -> Any:
            return model(*inputs)

        for _ in range(3):
            by_hand(), by_module()
        result[law.name] = interleaved(by_module, by_hand, rounds)
    return result


def import_cost() -> dict[str, float]:
    """Milliseconds that importing the package adds to an empty Python."""

    def start(statement: str) -> float:
        command = [sys.executable, "-c", statement]
        return median_time(lambda: subprocess.run(command, check=True), 11)

    empty = start("pass")
    assert_lazy = "import neuralc, sys; assert 'torch' not in sys.modules"
    return {"import neuralc": 1e3 * (start(assert_lazy) - empty)}


def print_table(title: str, rows: dict[str, float], form: str) -> None:
    print(f"\n{title}")
    width = max(map(len, rows))
    for name, value in rows.items():
        print(f"  {name:<{width}}  {value:{form}}")
    if len(rows) > 2:
        print(f"  {'median':<{width}}  {statistics.median(rows.values()):{form}}")


def main() -> None:
    torch.set_num_threads(1)
    results = {
        "import (ms)": import_cost(),
        "compile, text to module (µs)": latency(),
        "check (ns a node)": check_scaling(),
        "module / by hand, batch 1": module_cost(1, 3000),
        "bare object / by hand, batch 1": module_cost(1, 3000, bare),
        "module without checks / by hand, batch 1": module_cost(1, 3000, unchecked),
        "module / by hand, batch 1,000,000": module_cost(1_000_000, 15),
    }
    print(f"torch {torch.__version__}, Python {platform.python_version()}, {platform.machine()}")
    for title, rows in results.items():
        print_table(title, rows, ".3f" if "by hand" in title else ".1f")
    out = ROOT / "out" / "benchmarks"
    out.mkdir(parents=True, exist_ok=True)
    (out / "compiler.json").write_text(json.dumps(results, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
