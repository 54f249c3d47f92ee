"""The gallery in `examples/` against the same computations in NumPy and SciPy."""

import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp

import neuralc as nc

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NATIVE = Path(nc.__file__).parent / "_native" / "neuralc"


def compiled(name: str) -> nc.CompiledModule:
    return nc.compile(EXAMPLES / f"{name}.scm").double()


def reals(*numbers: float) -> torch.Tensor:
    return torch.tensor(numbers, dtype=torch.float64)


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.scm")), ids=lambda path: path.stem)
def test_compiles_without_a_word(path: Path) -> None:
    assert nc.check(path.read_text(encoding="utf-8")) == []


def test_pendulum() -> None:
    def motion(_time: float, state: np.ndarray) -> list[float]:
        return [state[1], -9.81 * math.sin(state[0]) - 0.3 * state[1]]

    times = np.linspace(0.05, 10, 200)
    exact = solve_ivp(motion, (0, 10), [1, 0], t_eval=times, rtol=1e-10, atol=1e-10)
    with torch.no_grad():
        found = compiled("pendulum")(angle=1.0, velocity=0.0).numpy()
    np.testing.assert_allclose(found, exact.y.T, atol=2e-4)


def test_heat() -> None:
    points = np.linspace(0, 1, 10)
    temperature = np.sin(math.pi * points)
    expected = temperature.copy()
    for _ in range(20):
        curvature = np.zeros(10)
        curvature[1:-1] = (expected[:-2] - 2 * expected[1:-1] + expected[2:]) / (1 / 9) ** 2
        expected = np.where((points == 0) | (points == 1), 0, expected + 0.01 * 0.1 * curvature)
    found = compiled("heat")(temperature=torch.tensor(temperature)).detach()
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_three_body() -> None:
    places = np.array([[0.0, 0, 0], [1, 0, 0], [0, 2, 0.5]])
    velocities = np.array([[0.0, -0.3, 0], [0, 0.6, 0.1], [-0.4, 0, 0]])

    def acceleration(places: np.ndarray) -> np.ndarray:
        away = places[None] - places[:, None]
        distance = np.linalg.norm(away, axis=-1, keepdims=True)
        return np.where(distance > 0, away / np.where(distance > 0, distance, 1) ** 3, 0).sum(1)

    r, v = places.copy(), velocities.copy()
    for _ in range(100):
        v = v + 0.005 * acceleration(r)
        r = r + 0.01 * v
        v = v + 0.005 * acceleration(r)
    inputs = {f"r{k + 1}": torch.tensor(places[k]) for k in range(3)}
    inputs |= {f"v{k + 1}": torch.tensor(velocities[k]) for k in range(3)}
    found = compiled("three_body")(**inputs)
    assert found.item() == pytest.approx(np.linalg.norm(r[1] - r[0]), rel=1e-12)


def test_kalman() -> None:
    rng = np.random.default_rng(0)
    series = np.cumsum(rng.normal(size=80)) / 3 + rng.normal(size=80)
    # The joint density of the series, written out: what the filter computes step by step.
    transition = np.array([[1.0, 1], [0, 1]])
    wander = np.diag(np.exp([-2.0, -4.0]))
    states = [transition @ (10 * np.eye(2)) @ transition.T + wander]
    for _ in range(79):
        states.append(transition @ states[-1] @ transition.T + wander)
    covariance = np.empty((80, 80))
    for i in range(80):
        cross = states[i]
        for j in range(i, 80):
            covariance[i, j] = covariance[j, i] = cross[0, 0]
            cross = cross @ transition.T
    covariance += math.exp(-1.0) * np.eye(80)
    _, logdet = np.linalg.slogdet(2 * math.pi * covariance)
    expected = -0.5 * (logdet + series @ np.linalg.solve(covariance, series))
    found = compiled("kalman")(series=torch.tensor(series))
    assert found.item() == pytest.approx(expected, rel=1e-9)


def test_escape_time() -> None:
    def rounds(c: float) -> int:
        x, count = 0.0, 0
        while not (abs(x) > 2 or count >= 100):
            x, count = x * x + c, count + 1
        return count

    c = torch.linspace(-2.5, 1, 200, dtype=torch.float64)
    found = compiled("escape_time")(c=c)
    assert found.tolist() == [rounds(number) for number in c.tolist()]


def test_logistic_map() -> None:
    x, n = reals(0.1, 0.2, 0.3, 0.4), reals(0, 1, 5, 30)
    expected = x.tolist()
    r = compiled("logistic_map").r.item()
    for k, times in enumerate(n.int().tolist()):
        for _ in range(times):
            expected[k] = r * expected[k] * (1 - expected[k])
    assert compiled("logistic_map")(x=x, n=n).tolist() == pytest.approx(expected, rel=1e-6)


def test_newton_sqrt() -> None:
    a = reals(2, 0.01, 1e6, 3).requires_grad_()
    value = compiled("newton_sqrt")(a=a)
    np.testing.assert_allclose(value.detach(), a.detach().sqrt(), rtol=1e-10)
    (slope,) = torch.autograd.grad(value.sum(), a)
    np.testing.assert_allclose(slope, 0.5 / a.detach().sqrt(), rtol=1e-4)


def test_fibonacci() -> None:
    a, b = reals(0, 1).requires_grad_(), reals(1, 1).requires_grad_()
    value = compiled("fibonacci")(a=a, b=b)
    assert value.tolist() == [144, 233]
    slopes = torch.autograd.grad(value.sum(), (a, b))
    assert [slope.tolist() for slope in slopes] == [[89, 89], [144, 144]]


def test_even_odd() -> None:
    assert compiled("even_odd")(n=reals(0, 7, 100)).tolist() == [1, 0, 1]


def test_demonstration(tmp_path: Path) -> None:
    plot = tmp_path / "plots" / "lynx_hare.png"
    run = subprocess.run(
        [sys.executable, EXAMPLES / "demo.py", "--plot", plot],
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "DIFFERENT" not in run.stdout
    assert run.stdout.count("identical   identical") == 15
    assert run.stderr == ""
    assert plot.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.scm")), ids=lambda path: path.stem)
def test_layout_is_standard(path: Path) -> None:
    assert subprocess.run([NATIVE, "format", "--check", path]).returncode == 0
