"""The benchmarks' programs, and the C that is written by hand for them, against each other."""

import sys
from pathlib import Path

import numpy as np
import pytest

import neuralc as nc

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from peers import c_peer, eager, latency, workloads  # noqa: E402

SMALL = [
    workloads.energy(1_000, np.float64),
    workloads.energy(1_000, np.float32),
    workloads.lotka_volterra(1, 20),
    workloads.lotka_volterra(16, 20),
    workloads.pendulum(1, 20),
    workloads.pendulum(8, 20),
    workloads.heat(),
    workloads.kalman(1),
    workloads.kalman(8),
    workloads.logistic_map(64),
    workloads.recursion(6),
]


@pytest.mark.parametrize(
    "path", sorted((BENCHMARKS / "programs").glob("*.scm")), ids=lambda p: p.stem
)
def test_program_compiles_without_a_word(path: Path) -> None:
    assert nc.check(path) == []


@pytest.mark.parametrize("workload", SMALL, ids=lambda workload: workload.name)
def test_reference_computes_what_the_program_says(workload: workloads.Workload) -> None:
    try:
        c_peer.library()
    except ImportError as reason:
        pytest.skip(str(reason))
    expected = eager.arrays(eager.prepare(workload)())
    for run in c_peer.candidates(workload):
        found = c_peer.arrays(run())
        for one, other in zip(found, expected, strict=True):
            tolerance = 1e-10 if workload.dtype == np.float64 else 1e-5
            np.testing.assert_allclose(one, other, rtol=0, atol=tolerance * np.max(np.abs(other)))


def test_straight_lines_mean_the_same_in_both_spellings() -> None:
    steps = latency.straight_line(200, seed=1)
    value, *gradients = latency.eager(steps)()
    assert value == pytest.approx(latency.build(steps, latency.INPUTS.values(), np.sin))
    assert all(gradients)
