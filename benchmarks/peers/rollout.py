"""A million Runge-Kutta steps with the gradients of the rates: time, and the memory that it takes.

`python -m peers.rollout TOOL` measures one tool in a process of its own, so that its memory is what
this one needed, and prints the record as JSON.
"""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from .workloads import lotka_volterra

STEPS = 1_000_000
MODULES = {
    "native": "native",
    "JAX": "jax_peer",
    "CasADi": "casadi_peer",
    "numba": "numba_peer",
    "C by hand": "c_peer",
}


def peak() -> int:
    """The most memory that this process has had, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # Unlike `getrusage`, this does not count what the parent had.
        return 1024 * int(status.read_text().partition("VmHWM:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def one(tool: str) -> dict[str, Any]:
    """Time, memory and results of one tool in this process."""
    module = importlib.import_module(f"peers.{MODULES[tool]}")
    prepare = getattr(module, "prepare", None) or (lambda work: module.candidates(work)[0])
    module.arrays(prepare(lotka_volterra(1, 10))())
    before = peak()
    run = prepare(lotka_volterra(1, STEPS))
    run()
    start = time.perf_counter()
    answer = run()
    seconds = time.perf_counter() - start
    results = [float(item) for item in module.arrays(answer)]
    return {"seconds": seconds, "bytes": peak() - before, "results": results}


def measure(tools: list[str]) -> dict[str, dict[str, Any]]:
    """The records of all tools; one that fails has the end of its message instead."""
    records: dict[str, dict[str, Any]] = {}
    for tool in tools:
        if tool not in MODULES:
            continue
        found = subprocess.run(
            [sys.executable, "-m", "peers.rollout", tool],
            cwd=Path(__file__).resolve().parent.parent,
            capture_output=True,
            text=True,
        )
        if found.returncode == 0:
            records[tool] = json.loads(found.stdout.splitlines()[-1])
        else:
            records[tool] = {"failure": (found.stderr.strip().splitlines() or ["killed"])[-1]}
    results = [record["results"] for record in records.values() if "results" in record]
    for found in results[1:]:
        # The orbit is neutrally stable, so rounding errors grow with the steps.
        np.testing.assert_allclose(found, results[0], rtol=1e-5)
    return records


if __name__ == "__main__":
    print(json.dumps(one(sys.argv[1])))
