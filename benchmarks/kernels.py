"""Value and gradients of whole programs: this package beside its peers, in one process.

Prints, for each workload, the median time of every tool and its ratio to the native kernels, then
how long the first result takes and what a rollout of a million steps needs; writes
`benchmarks/results/kernels.json` and `kernels.svg`. All tools run on one processor, in turns;
before anything is timed, their results are compared with each other. A tool that is not installed
is left out with a line (`pip install 'neuralc[benchmarks]'` installs all of them).
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np

from peers import latency, report, rollout
from peers.workloads import NotRun, Workload, all_workloads, energy

TOOLS = {
    "native": ("native", "candidates"),
    "eager": ("eager", "prepare"),
    "torch.compile": ("eager", "prepare_compiled"),
    "JAX": ("jax_peer", "prepare"),
    "CasADi": ("casadi_peer", "prepare"),
    "numba": ("numba_peer", "prepare"),
    "C by hand": ("c_peer", "candidates"),
}
PATIENCE = 1.0
"""Seconds that one tool may take for its rounds of one workload, after the first."""


@dataclass
class Entry:
    """A tool's part in one workload."""

    tool: str
    run: Callable[[], Any]
    calls: int = 1
    """How many calls are timed as one."""
    rounds: int = 1
    first: float = 0.0
    """Seconds from the text to the first result."""
    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return float(np.median(self.times))

    def measure(self) -> None:
        """Times one round."""
        start = time.perf_counter()
        for _ in range(self.calls):
            self.run()
        self.times.append((time.perf_counter() - start) / self.calls)


class Tools:
    """The tools that are installed."""

    def __init__(self) -> None:
        self.modules: dict[str, Any] = {}
        for name, (module, _) in TOOLS.items():
            try:
                self.modules[name] = importlib.import_module(f"peers.{module}")
                if name == "C by hand":
                    self.modules[name].library()
            except ImportError as error:
                self.modules.pop(name, None)
                print(f"{name} is left out: {error}")

    def entries(self, workload: Workload) -> tuple[list[Entry], dict[str, str]]:
        """The tools that can do a workload, checked against each other, and why the others do
        not."""
        entries: list[Entry] = []
        absent: dict[str, str] = {}
        expected: list[np.ndarray] | None = None
        for name, module in self.modules.items():
            try:
                start = time.perf_counter()
                made = getattr(module, TOOLS[name][1])(workload)
                runs = made if isinstance(made, list) else [made]
                for run in runs:
                    found = [np.array(item) for item in module.arrays(run())]
                    first = time.perf_counter() - start
                    if expected is None:
                        expected = found
                    compare(name, workload, found, expected)
                    entries.append(Entry(name, run, first=first))
            except NotRun as reason:
                absent[name] = str(reason)
        return entries, absent


def compare(
    tool: str, workload: Workload, found: list[np.ndarray], expected: list[np.ndarray]
) -> None:
    """Leaves with a message unless two results agree, as far as rounding lets them."""
    tolerance = 1e-9 if workload.dtype == np.float64 else 1e-4
    names = ["value", *workload.wrt]
    for name, one, other in zip(names, found, expected, strict=True):
        if one.shape != other.shape:
            sys.exit(f"{tool}, {workload.name}: {name} has shape {one.shape}, not {other.shape}")
        error = np.max(np.abs(one - other)) / np.max(np.abs(other))
        if not error <= tolerance:
            sys.exit(f"{tool}, {workload.name}: {name} differs from the others by {error:.1e}")


def duration(run: Callable[[], Any]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def take_turns(entries: list[Entry], rounds: int) -> None:
    """Times all tools, a round of each in turn."""
    for entry in entries:
        once = duration(entry.run)
        if once < 0.01:  # The first call takes longer; what counts is a call among many.
            once = min(duration(entry.run) for _ in range(5))
        entry.calls = max(1, int(0.002 / max(once, 1e-7)))
        entry.rounds = max(1, min(rounds, int(PATIENCE / once)))
        if entry.rounds == 1:
            entry.times.append(once)
    gc.collect()
    gc.disable()
    for number in range(rounds):
        for entry in entries:
            if number < entry.rounds:
                entry.measure()
    gc.enable()


def measured(workload: Workload, tools: Tools, rounds: int) -> dict[str, Any]:
    """The times of all tools for one workload."""
    entries, absent = tools.entries(workload)
    take_turns(entries, rounds)
    best: dict[str, Entry] = {}
    for entry in entries:
        if entry.tool not in best or entry.median < best[entry.tool].median:
            best[entry.tool] = entry
    return {
        "workload": workload.name,
        "sequential": workload.is_sequential,
        "median": {tool: entry.median for tool, entry in best.items()},
        "least": {tool: min(entry.times) for tool, entry in best.items()},
        "first": {tool: entry.first for tool, entry in best.items()},
        "absent": absent,
    }


def lower_bounds(tools: Tools, rounds: int) -> dict[str, dict[str, float]]:
    """What the elementwise workloads of a million points cannot go below, in seconds."""
    if "C by hand" not in tools.modules:
        return {}
    result = {}
    for dtype in (np.float64, np.float32):
        workload = energy(1_000_000, dtype)
        runs = tools.modules["C by hand"].limits(workload)
        entries = [Entry(name, run) for name, run in runs.items()]
        take_turns(entries, rounds)
        result[workload.name] = {entry.tool: entry.median for entry in entries}
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="workloads whose name contains this")
    parser.add_argument("--tools", default="", help="tools to run, with commas between")
    parser.add_argument("--rounds", type=int, default=31, help="rounds of the quick tools")
    parser.add_argument("--threads", type=int, default=1, help="processors to run on")
    parser.add_argument("--out", type=Path, default=report.RESULTS, help="folder for the results")
    options = parser.parse_args()

    # Nothing is left from earlier runs, so that first results are first results.
    cache = tempfile.TemporaryDirectory()
    os.environ["NEURALC_CACHE"] = cache.name

    import torch

    torch.set_num_threads(options.threads)
    if options.tools:
        for name in set(TOOLS) - set(options.tools.split(",")):
            del TOOLS[name]
    tools = Tools()
    rows = []
    for workload in all_workloads():
        if options.only in workload.name:
            rows.append(measured(workload, tools, options.rounds))
            report.print_row(rows[-1], list(tools.modules))
    results: dict[str, Any] = {"facts": report.facts(options.threads), "rows": rows}
    # Already now, since what follows takes long.
    report.write(options.out, "kernels", results)
    report.plot(options.out / "kernels.svg", rows)
    if not options.only:
        names = list(tools.modules)
        results["bounds"] = lower_bounds(tools, options.rounds)
        report.print_bounds(results["bounds"])
        results["latency"] = latency.measure(names)
        report.print_latency(results["latency"])
        report.plot_latency(options.out / "latency.svg", results["latency"])
        results["rollout"] = rollout.measure(names)
        report.print_rollout(results["rollout"])
        report.write(options.out, "kernels", results)


if __name__ == "__main__":
    # One processor for everybody, before any tool starts its threads.
    wanted = int(sys.argv[sys.argv.index("--threads") + 1]) if "--threads" in sys.argv else 1
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-wanted:])
    main()
