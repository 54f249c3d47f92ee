"""What the experiments with trajectories rest on: their truth, and baselines that are fair."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from experiments.common import trajectories  # noqa: E402
from experiments.common.baselines import neural_ode, pinn  # noqa: E402
from experiments.common.baselines.stacked import StackedMLP, clip_each  # noqa: E402
from experiments.lotka_volterra import models as predators  # noqa: E402
from experiments.lotka_volterra import truth as predators_truth  # noqa: E402
from experiments.pendulum import compiled as pendulum  # noqa: E402
from experiments.pendulum import truth as pendulum_truth  # noqa: E402

pytest.importorskip("llvmlite")


def test_predators_are_followed_as_scipy_does() -> None:
    states = predators_truth.trajectory()
    times = predators_truth.STEP * np.arange(len(states))
    options = {"method": "DOP853", "rtol": 1e-12, "atol": 1e-12}
    exact = solve_ivp(
        lambda _, y: predators_truth.rates(y), times[[0, -1]], states[0], t_eval=times, **options
    )
    assert np.abs(states - exact.y.T).max() < 1e-3


@pytest.mark.parametrize("drive", pendulum_truth.DRIVES)
def test_the_pendulum_is_followed_as_scipy_does(drive: float) -> None:
    states = pendulum_truth.trajectory(drive)
    times = pendulum_truth.STEP * np.arange(len(states))

    def rates(t: float, y: np.ndarray) -> list[float]:
        return [y[1], -9.81 * np.sin(y[0]) - 0.3 * y[1] + drive * np.sin(2 * t / 3)]

    options = {"method": "DOP853", "rtol": 1e-12, "atol": 1e-12}
    exact = solve_ivp(rates, times[[0, -1]], states[0], t_eval=times, **options)
    assert np.abs(states - exact.y.T).max() < 1e-3


def test_noise_is_estimated_from_the_record() -> None:
    record = predators_truth.record(0.02, 0)
    level = trajectories.noise_level(predators_truth.trajectory()[: predators_truth.COUNT + 1])
    assert trajectories.estimated_noise(record) == pytest.approx(0.02 * level, rel=0.2)


def test_a_trajectory_that_diverges_has_an_infinite_error() -> None:
    truth = np.zeros((11, 2))
    model = truth.copy()
    model[8] = np.inf
    errors = trajectories.horizon_errors(model, truth, 2)
    assert errors == {"MSE ×1": 0, "MSE ×2": 0, "MSE ×5": np.inf}


def test_stacked_networks_are_networks() -> None:
    network = StackedMLP([2, 8, 3], [5, 6], torch.tensor([2.0, 4.0]), torch.tensor(0.5))
    assert network.size == 2 * 8 + 8 + 8 * 3 + 3
    inputs = torch.randn(2, 7, 2)
    outputs = network(inputs)
    first, bias, second, last = (stack[1] for stack in network.stacks)
    expected = 0.5 * (
        torch.tanh(inputs[1] / torch.tensor([2.0, 4.0]) @ first + bias) @ second + last
    )
    torch.testing.assert_close(outputs[1], expected)


def test_each_seed_has_its_own_gradient_norm() -> None:
    parameter = torch.zeros(2, 3)
    parameter.grad = torch.tensor([[3.0, 4.0, 0.0], [0.3, 0.4, 0.0]])
    clip_each([parameter], 1.0)
    torch.testing.assert_close(parameter.grad[0], torch.tensor([0.6, 0.8, 0.0]))
    torch.testing.assert_close(parameter.grad[1], torch.tensor([0.3, 0.4, 0.0]))


@pytest.mark.parametrize("method", ["rk4", "dopri5"])
def test_seeds_beside_each_other_are_trained_as_alone(method: str) -> None:
    records = np.stack([predators_truth.record(0.0, seed) for seed in (0, 1)])
    windows = neural_ode.Windows(4, 3, 0.1)
    futures = []
    for seeds in ([0, 1], [0]):
        network = StackedMLP([2, 8, 2], seeds)
        neural_ode.train(
            network,
            records[: len(seeds)],
            windows,
            seeds=seeds,
            epochs=5,
            learning_rate=1e-2,
            method=method,
        )
        futures.append(neural_ode.follow(network, predators_truth.START, 0.1, 5)[0])
    # The adaptive method's steps are common to the seeds, and within its tolerance.
    assert np.abs(futures[0] - futures[1]).max() < (1e-5 if method == "rk4" else 1e-3)


def test_a_pinn_finds_a_rate_of_decay() -> None:
    times = np.linspace(0, 2, 21)
    record = np.exp(-0.7 * times)[None, :, None]
    settings = pinn.Settings(epochs=600, learning_rate=1e-2, collocation=30, hidden=(16, 16))
    found = pinn.train(
        lambda states, _, constants: -constants["rate"][..., None] * states,
        {"rate": 0.2},
        times,
        record,
        [0],
        settings,
    )
    assert found.constants["rate"][0] == pytest.approx(0.7, abs=0.02)
    assert np.abs(found.predict(times) - record).max() < 0.02


def test_the_whole_record_finds_the_predators_constants() -> None:
    outcome = predators.run_task(predators.Task(predators.RECORD, 0.02, (0,)))
    limits = predators_truth.standard_errors(0.02 * 2.286)
    for name, limit in limits.items():
        assert outcome.rows[0][f"{name}, %"] < 3.5 * limit


def test_a_network_of_velocity_leaves_the_known_term_alone() -> None:
    record = pendulum_truth.record(0.0, 0)
    damping = pendulum.fitted("damping", record, 0.0, 0)
    free = pendulum.fitted("free", record, 0.0, 0)
    stated = [100 * found.result.standard_error("k") / 9.81 for found in (damping, free)]
    assert 20 * stated[0] < stated[1]
    assert pendulum.constants(damping)["g/L"] == pytest.approx(9.81, rel=1e-3)
