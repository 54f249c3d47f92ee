"""Multiple shooting: the same answer as for whole trajectories, found from far away."""

import time

import numpy as np
import pytest
import torch
from torch import nn

import neuralc as nc

integrate = pytest.importorskip("scipy.integrate")
pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

LOTKA_VOLTERRA = """
(input y (vec 2))
(parameter α 0.5) (parameter β 0.5) (parameter δ 0.5) (parameter γ 0.5)
(let ((prey (ref y 0)) (predator (ref y 1)))
  [(- (* α prey) (* β prey predator)) (- (* δ prey predator) (* γ predator))])
"""
TRUTH = {"α": 1.0, "β": 0.5, "δ": 0.25, "γ": 0.5}
TIMES = np.arange(121) * 0.1


def trajectory(start):
    def derivative(t, y):
        return [y[0] - 0.5 * y[0] * y[1], 0.25 * y[0] * y[1] - 0.5 * y[1]]

    options = {"t_eval": TIMES, "rtol": 1e-11, "atol": 1e-12, "method": "DOP853"}
    return integrate.solve_ivp(derivative, (0, 12), start, **options).y.T


def noisy(start=(4, 1), level=0.02, seed=0):
    """A trajectory with errors of a part of its mean, and their standard deviation."""
    states = trajectory(start)
    sigma = level * np.abs(states).mean()
    return states + sigma * np.random.default_rng(seed).normal(size=states.shape), sigma


def fitted(windows=8, backend="native", **options):
    f = nc.compile(LOTKA_VOLTERRA, backend=backend)
    observations, sigma = noisy()
    problem = nc.ode.MultipleShooting(
        f, TIMES, observations, windows=windows, sigma=sigma, **options
    )
    return problem, nc.fit(problem)


@pytest.mark.parametrize("backend", ["native", "eager"])
def test_lotka_volterra_is_found_from_eight_windows(backend):
    problem, result = fitted(backend=backend)
    assert result.converged, result.message
    for name, true in TRUTH.items():
        assert abs(result.estimates[name] - true) < 3 * result.standard_errors[name]
        assert result.standard_errors[name] < 0.01 * true
        assert getattr(problem.f, name).item() == pytest.approx(result.estimates[name], rel=1e-6)
    # The trajectory that was found has no jumps and is near the true one.
    assert np.abs(problem.trajectories().numpy() - trajectory((4, 1))).max() < 0.05


def test_windows_give_the_estimates_of_whole_trajectories():
    f = nc.compile(LOTKA_VOLTERRA, backend="native")
    observations, sigma = noisy()
    # From the truth: a whole trajectory is not found from afar.
    with torch.no_grad():
        for name, value in TRUTH.items():
            getattr(f, name).fill_(value)
    whole = nc.fit(nc.ode.MultipleShooting(f, TIMES, observations, windows=1, sigma=sigma))
    _, cut = fitted()
    for name in TRUTH:
        scale = whole.standard_errors[name]
        assert abs(cut.estimates[name] - whole.estimates[name]) < 0.01 * scale
        assert cut.standard_errors[name] == pytest.approx(scale, rel=0.01)


def test_a_fit_takes_well_under_a_second():
    fitted()
    start = time.perf_counter()
    fitted()
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize("starts", ["free", "observed"])
def test_kernels_and_pytorch_agree_on_residuals_and_derivatives(starts):
    from neuralc.ode._predictor import KernelPredictor, _by_modules

    f = nc.compile(LOTKA_VOLTERRA, backend="native")
    observations = np.stack([noisy((4, 1))[0], noisy((2, 3), seed=1)[0]])
    observations[0, 3, 1] = observations[1, 15, 0] = np.nan
    problem = nc.ode.MultipleShooting(
        f, TIMES, observations, windows=7, sigma=[1.0, 2.0], starts=starts
    )
    kernels, modules = problem.__predictor__(), _by_modules(problem)
    assert isinstance(kernels, KernelPredictor)
    assert kernels.shape == modules.shape == problem.shape == problem().shape
    flat = np.concatenate([np.ravel(unknown.start) for unknown in kernels.unknowns])
    order = np.arange(len(flat))
    turned = np.roll(order, -4)  # By PyTorch the starts come first.
    values, jacobian = kernels.linearised(flat, order)
    others, derivatives = modules.linearised(flat[turned], order)
    assert np.allclose(values, others, rtol=1e-13, atol=1e-13)
    assert np.allclose(jacobian[:, turned], derivatives, rtol=1e-11, atol=1e-11)
    assert np.array_equal(kernels.linearised(flat, np.array([2, 0]))[1], jacobian[:, [2, 0]])
    _, gradient = kernels.pulled_back(flat, lambda values: values)
    assert np.allclose(gradient, jacobian.T @ values)


def test_exact_observations_leave_no_residuals():
    f = nc.compile(
        "(input t) (input y) (input a) (parameter k 0.5) (* a k y (sin t))", backend="native"
    )
    a = np.array([1.0, -1.0, 2.0])
    times = np.linspace(0, 3, 31) + np.array([[0.0], [0.1], [0.2]])
    exact = np.exp(a[:, None] * 0.5 * (np.cos(times[:, :1]) - np.cos(times)))
    options = {"constants": {"a": a}, "windows": 4, "substeps": 20}
    problem = nc.ode.MultipleShooting(f, times, exact, **options)
    assert problem().abs().max() < 1e-8
    with torch.no_grad():
        f.k.fill_(-1.0)
    result = nc.fit(problem)
    assert result.estimates["k"] == pytest.approx(0.5, abs=1e-8)


def test_what_is_not_observed_is_filled_in():
    f = nc.compile(LOTKA_VOLTERRA, backend="native")
    observations, sigma = noisy()
    observations[::3, 0] = observations[1::4] = np.nan
    problem = nc.ode.MultipleShooting(f, TIMES, observations, sigma=sigma)
    assert problem.shape == (np.isfinite(observations).sum() + 14,)
    result = nc.fit(problem)
    for name, true in TRUTH.items():
        assert abs(result.estimates[name] - true) < 4 * result.standard_errors[name]


def test_an_element_that_is_never_observed_is_found_too():
    f = nc.compile(
        "(input y (vec 2)) (parameter k 3) [(ref y 1) (- (* k (ref y 0)))]", backend="native"
    )
    times = np.linspace(0, 4, 41)
    exact = np.stack([np.cos(2 * times), np.full(41, np.nan)], -1)
    with pytest.raises(ValueError, match=r"never observed: give its starts, .* shape \(4, 2\)"):
        nc.ode.MultipleShooting(f, times, exact, windows=4)
    starts = np.stack([exact[::10, 0][:4], np.zeros(4)], -1)
    problem = nc.ode.MultipleShooting(f, times, exact, windows=4, starts=starts, substeps=10)
    assert nc.fit(problem).estimates["k"] == pytest.approx(4, abs=1e-5)
    assert problem.trajectories()[:, 1].numpy() == pytest.approx(-2 * np.sin(2 * times), abs=1e-4)


class Hybrid(nn.Module):
    """Growth and death by a program, what predation adds by a network."""

    def __init__(self) -> None:
        super().__init__()
        self.known = nc.compile(
            "(input y (vec 2)) (parameter α 0.8) [(* α (ref y 0)) (* -0.5 (ref y 1))]"
        )
        self.net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))

    def forward(self, y):
        return self.known(y) + self.net(y)


def test_networks_are_fitted_too():
    torch.manual_seed(0)
    f = Hybrid().double()
    problem = nc.ode.MultipleShooting(
        f, TIMES[:41], trajectory((4, 1))[:41], windows=8, starts="observed"
    )
    before = problem().square().mean().item()
    result = nc.fit(problem, method="adam", max_iterations=60, learning_rate=0.02)
    assert list(result.estimates) == ["α"]
    assert problem().square().mean().item() < 0.2 * before


def test_wrong_problems_are_explained():
    f = nc.compile(LOTKA_VOLTERRA)
    observations, _ = noisy()
    shooting = nc.ode.MultipleShooting
    with pytest.raises(ValueError, match="there must be 121 times"):
        shooting(f, TIMES[1:], observations)
    with pytest.raises(ValueError, match="an integer from 1 to 120"):
        shooting(f, TIMES, observations, windows=121)
    with pytest.raises(ValueError, match="sigma must be positive"):
        shooting(f, TIMES, observations, sigma=0.0)
    with pytest.raises(ValueError, match=r"sigma has the shape \(3,\)"):
        shooting(f, TIMES, observations, sigma=np.ones(3))
    with pytest.raises(ValueError, match="continuity must be"):
        shooting(f, TIMES, observations, continuity=0)
    with pytest.raises(ValueError, match='"observed", "free" or an array'):
        shooting(f, TIMES, observations, starts="known")
    with pytest.raises(ValueError, match=r"starts have the shape \(5,\), not \(8, 2\)"):
        shooting(f, TIMES, observations, starts=np.ones(5))
    observations[0] = np.nan
    with pytest.raises(ValueError, match="start of window 0 of trajectory 0 was not observed"):
        shooting(f, TIMES, observations, starts="observed")
    with pytest.raises(ValueError, match="a MultipleShooting has its data itself"):
        nc.fit(shooting(f, TIMES, observations), data={"y": observations})


class TestStatistics:
    """Those of the data, whatever windows the search has taken."""

    @pytest.mark.parametrize("backend", ["native", "eager"])
    def test_windows_do_not_count(self, backend):
        observations, sigma = noisy()
        observations[5, 0] = observations[::10, 1] = np.nan
        found = {}
        for windows in (1, 4) if backend == "eager" else (1, 2, 4, 8):
            f = nc.compile(LOTKA_VOLTERRA, backend=backend)
            with torch.no_grad():
                for name, value in TRUTH.items():
                    getattr(f, name).fill_(value)
            problem = nc.ode.MultipleShooting(
                f, TIMES, observations, windows=windows, sigma=[sigma, 2 * sigma]
            )
            found[windows] = nc.fit(problem).statistics
        whole = found[1]
        assert whole.observations == np.isfinite(observations).sum()
        assert whole.parameters == 4 + 2
        assert whole.degrees_of_freedom == whole.observations - 6
        for cut in found.values():
            assert cut.observations == whole.observations
            assert cut.parameters == whole.parameters
            assert cut.degrees_of_freedom == whole.degrees_of_freedom
            assert cut.log_likelihood == pytest.approx(whole.log_likelihood, abs=0.05)
            assert cut.aic == pytest.approx(whole.aic, abs=0.1)
            assert cut.bic == pytest.approx(whole.bic, abs=0.1)
            assert cut.rss == pytest.approx(whole.rss, rel=1e-3)
            assert cut.residual_standard_deviation == pytest.approx(
                whole.residual_standard_deviation, rel=1e-3
            )
            assert cut.durbin_watson == pytest.approx(whole.durbin_watson, abs=2e-3)

    def test_they_are_those_of_the_trajectory(self):
        observations, sigma = noisy()
        observations[7, 1] = np.nan
        problem = nc.ode.MultipleShooting(
            nc.compile(LOTKA_VOLTERRA, backend="native"),
            TIMES,
            observations,
            windows=8,
            sigma=sigma,
        )
        result = nc.fit(problem)
        errors = problem.trajectories().numpy() - observations
        known = errors[np.isfinite(errors)]
        n, rss = len(known), float(known @ known)
        likelihood = -0.5 * n * (np.log(2 * np.pi * rss / n) + 1)
        # Four parameters, two numbers that each trajectory starts from, and the level of the noise.
        assert result.statistics.log_likelihood == pytest.approx(likelihood, abs=0.05)
        assert result.statistics.aic == pytest.approx(2 * 7 - 2 * likelihood, abs=0.1)
        assert result.statistics.bic == pytest.approx(7 * np.log(n) - 2 * likelihood, abs=0.1)
        successive = sum(
            float(np.nansum(np.diff(series[np.isfinite(series)]) ** 2)) for series in errors.T
        )
        assert result.statistics.durbin_watson == pytest.approx(successive / rss, abs=2e-3)

    def test_starts_that_were_observed_are_no_observations(self):
        observations, sigma = noisy()
        for windows in (2, 8):
            f = nc.compile(LOTKA_VOLTERRA, backend="native")
            problem = nc.ode.MultipleShooting(
                f, TIMES, observations, windows=windows, sigma=sigma, starts="observed"
            )
            statistics = nc.fit(problem).statistics
            assert statistics.observations == observations[1:].size
            assert statistics.parameters == 4

    def test_states_are_no_network(self):
        f = nc.compile(
            "(input y (vec 2)) (parameter k 0.5) (parameter q 1)"
            "[(* (- k) (ref y 0)) (* (- q) (ref y 1))]",
            backend="native",
        )
        times = np.linspace(0, 2, 15)
        seen = np.exp(-0.7 * times) + 0.01 * np.sin(50 * times)
        observations = np.stack([seen, np.full(15, np.nan)], 1)
        problem = nc.ode.MultipleShooting(f, times, observations, windows=3, starts=np.ones((3, 2)))
        warnings = nc.fit(problem).warnings
        assert any("the states that windows begin with can absorb `q`" in text for text in warnings)
        assert not any("network" in text for text in warnings)
