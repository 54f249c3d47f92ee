"""What `neuralc.fit` says about uncertainty: closed forms, coverage, and the Cramér-Rao bound."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import neuralc as nc

pytest.importorskip("scipy")

BACKEND: Any = "native" if find_spec("llvmlite") else "eager"
DECAY = "(* a (exp (- (* k x))))"


def decay(**parameters: Any) -> nc.CompiledModule:
    """An exponential decay from a with the rate k."""
    return nc.compile(DECAY, parameters={"a": 1.0, "k": 1.0} | parameters, backend=BACKEND)


def jacobian_of_decay(x: Any, a: float, k: float) -> Any:
    """The derivatives of the decay by a and k."""
    return np.stack([np.exp(-k * x), -a * x * np.exp(-k * x)], axis=1)


def line_columns(x: Any) -> Any:
    """The columns of a straight line."""
    return np.stack([np.ones_like(x), x], axis=1)


class TestClosedForms:
    """A straight line, where everything is known."""

    random = np.random.default_rng(3)
    x = random.uniform(0, 10, 40)
    y = 3 + 2 * x + random.normal(0, 0.5, 40)
    scale = random.uniform(0.2, 2.0, 40)

    def fit(self, **options: Any) -> Any:
        model = nc.compile("(+ a (* b x))", parameters={"a": 1.0, "b": 1.0}, backend=BACKEND)
        data = {"x": self.x, "y": self.y, "scale": self.scale, "weight": 1 / self.scale**2}
        return nc.fit(model, data, target="y", **options)

    def test_known_deviations(self) -> None:
        result = self.fit(sigma="scale")
        columns = line_columns(self.x) / self.scale[:, None]
        covariance = np.linalg.inv(columns.T @ columns)
        estimates = covariance @ columns.T @ (self.y / self.scale)
        np.testing.assert_allclose(list(result.estimates.values()), estimates, rtol=1e-9)
        np.testing.assert_allclose(result.covariance, covariance, rtol=1e-9)
        chi_squared = float((((self.y - line_columns(self.x) @ estimates) / self.scale) ** 2).sum())
        statistics = result.statistics
        assert statistics.chi_squared == pytest.approx(chi_squared)
        from scipy import stats

        assert statistics.chi_squared_p == pytest.approx(stats.chi2.sf(chi_squared, 38))
        likelihood = stats.norm.logpdf(self.y, line_columns(self.x) @ estimates, self.scale).sum()
        assert statistics.log_likelihood == pytest.approx(likelihood)
        reach = stats.norm.ppf(0.975) * np.sqrt(covariance[0, 0])
        assert result.interval("a") == pytest.approx((estimates[0] - reach, estimates[0] + reach))

    def test_relative_weights(self) -> None:
        result = self.fit(weights="weight")
        columns = line_columns(self.x) / self.scale[:, None]
        inverse = np.linalg.inv(columns.T @ columns)
        estimates = inverse @ columns.T @ (self.y / self.scale)
        residuals = self.y / self.scale - columns @ estimates
        variance = residuals @ residuals / 38
        np.testing.assert_allclose(result.covariance, variance * inverse, rtol=1e-9)
        again = self.fit(weights=self.scale**-2.0 * 1000)
        np.testing.assert_allclose(again.covariance, result.covariance, rtol=1e-9)
        from scipy import stats

        deviations = np.sqrt(residuals @ residuals / 40) * self.scale
        likelihood = stats.norm.logpdf(self.y, line_columns(self.x) @ estimates, deviations).sum()
        assert result.statistics.log_likelihood == pytest.approx(likelihood)
        assert result.statistics.aic == pytest.approx(2 * 3 - 2 * likelihood)
        assert result.statistics.bic == pytest.approx(3 * np.log(40) - 2 * likelihood)

    def test_intervals_are_those_of_student(self) -> None:
        from scipy import stats

        result = self.fit(confidence=0.9)
        low, high = result.intervals["b"]
        reach = stats.t.ppf(0.95, 38) * result.standard_errors["b"]
        assert (high - low) / 2 == pytest.approx(reach)
        low, high = result.interval("b", 0.5)
        assert (high - low) / 2 == pytest.approx(
            stats.t.ppf(0.75, 38) * result.standard_errors["b"]
        )

    @pytest.mark.parametrize("method", ["lm", "trf", "lbfgs"])
    def test_priors_are_ridge_regression(self, method: Any) -> None:
        result = self.fit(
            sigma=0.5,
            method=method,
            parameters={"a": nc.Parameter(prior=(1.0, 0.1)), "b": nc.Parameter(prior=(2.5, 0.05))},
        )
        columns = line_columns(self.x) / 0.5
        precision = columns.T @ columns + np.diag([0.1**-2.0, 0.05**-2.0])
        right = columns.T @ (self.y / 0.5) + [1.0 / 0.1**2, 2.5 / 0.05**2]
        found = list(result.estimates.values())
        np.testing.assert_allclose(found, np.linalg.solve(precision, right), rtol=1e-7)
        np.testing.assert_allclose(result.covariance, np.linalg.inv(precision), rtol=1e-7)

    def test_priors_beside_noise_of_unknown_level(self) -> None:
        parameters = {"a": nc.Parameter(prior=(2.8, 0.1))}
        result = self.fit(parameters=parameters)
        level = result.statistics.residual_standard_deviation
        # The same as if that level were known.
        again = self.fit(parameters=parameters, sigma=level)
        np.testing.assert_allclose(
            list(result.estimates.values()), list(again.estimates.values()), rtol=1e-6
        )
        np.testing.assert_allclose(result.covariance, again.covariance, rtol=1e-4)
        assert 0.4 < level < 0.7
        # Units do not matter.
        data = {"x": self.x, "y": 1000 * self.y}
        model = nc.compile("(* 1000 (+ a (* b x)))", parameters={"a": 1.0, "b": 1.0})
        scaled = nc.fit(model, data, target="y", parameters=parameters)
        assert scaled.estimates == pytest.approx(result.estimates, rel=1e-6)

    def test_observations_of_weight_0_do_not_count(self) -> None:
        weights = np.ones(40)
        weights[5:9] = 0
        y = self.y.copy()
        y[6] = np.nan
        model = nc.compile("(+ a (* b x))", parameters={"a": 1.0, "b": 1.0})
        result = nc.fit(model, {"x": self.x}, target=y, weights=weights)
        keep = weights > 0
        fewer = nc.fit(model, {"x": self.x[keep]}, target=y[keep])
        assert result.estimates == pytest.approx(fewer.estimates)
        np.testing.assert_allclose(result.covariance, fewer.covariance)
        assert result.statistics.observations == 36
        np.testing.assert_array_equal(np.isnan(result.residuals), ~keep)

    def test_statistics_of_residuals(self) -> None:
        result = self.fit()
        residuals = result.residuals
        np.testing.assert_allclose(residuals, self.y - result.fitted)
        total = ((self.y - self.y.mean()) ** 2).sum()
        assert result.statistics.r_squared == pytest.approx(1 - residuals @ residuals / total)
        differences = np.diff(residuals)
        assert result.statistics.durbin_watson == pytest.approx(
            differences @ differences / (residuals @ residuals)
        )


class TestManySamples:
    """The same experiment many times over."""

    x = np.linspace(0, 4, 30)
    noise = 0.05

    def estimates(self, count: int, **options: Any) -> list[Any]:
        random = np.random.default_rng(11)
        truth = 2 * np.exp(-0.7 * self.x)
        model = decay()
        results = []
        for _ in range(count):
            y = truth + random.normal(0, self.noise, len(self.x))
            results.append(nc.fit(model, {"x": self.x}, target=y, **options))
        return results

    @pytest.mark.parametrize("scale", ["linear", "logarithmic"])
    def test_intervals_cover_the_truth(self, scale: str) -> None:
        parameters = {}
        if scale == "logarithmic":
            parameters = {name: nc.Parameter(positive=True) for name in "ak"}
        results = self.estimates(400, parameters=parameters)
        for name, truth in (("a", 2.0), ("k", 0.7)):
            inside = sum(low <= truth <= high for low, high in (r.intervals[name] for r in results))
            # Three deviations of a binomial distribution about 0.95.
            assert 0.917 <= inside / 400 <= 0.983

    def test_the_spread_is_that_of_cramer_and_rao(self) -> None:
        results = self.estimates(400, sigma=self.noise)
        found = np.array([[r.estimates["a"], r.estimates["k"]] for r in results])
        columns = jacobian_of_decay(self.x, 2.0, 0.7) / self.noise
        bound = np.sqrt(np.diag(np.linalg.inv(columns.T @ columns)))
        # The relative error of a standard deviation from 400 samples is 3.5 %.
        np.testing.assert_allclose(found.std(axis=0), bound, rtol=0.11)
        np.testing.assert_allclose(found.mean(axis=0), [2.0, 0.7], atol=4 * bound.max() / 20)
        errors = np.mean([[r.standard_errors["a"], r.standard_errors["k"]] for r in results], 0)
        np.testing.assert_allclose(errors, bound, rtol=0.02)

    @pytest.mark.parametrize("loss", ["huber", "soft_l1", "cauchy"])
    def test_robust_intervals_cover_the_truth_among_outliers(self, loss: Any) -> None:
        random = np.random.default_rng(5)
        x = np.linspace(0, 4, 80)
        model = decay()
        inside = 0
        for _ in range(200):
            noise = random.normal(0, self.noise, len(x))
            noise[random.random(len(x)) < 0.1] *= 20
            y = 2 * np.exp(-0.7 * x) + noise
            result = nc.fit(model, {"x": x}, target=y, loss=loss, loss_scale=self.noise)
            low, high = result.intervals["k"]
            inside += low <= 0.7 <= high
        assert 0.895 <= inside / 200 <= 0.99


def test_a_robust_loss_without_outliers_is_nearly_least_squares() -> None:
    random = np.random.default_rng(2)
    x = np.linspace(0, 4, 2000)
    y = 2 * np.exp(-0.7 * x) + random.normal(0, 0.05, len(x))
    plain = nc.fit(decay(), {"x": x}, target=y)
    robust = nc.fit(decay(), {"x": x}, target=y, loss="huber", loss_scale=1.0)
    assert robust.estimates == pytest.approx(plain.estimates, rel=1e-8)
    np.testing.assert_allclose(robust.covariance, plain.covariance, rtol=0.1)


def test_intervals_on_a_logarithmic_scale_are_above_0() -> None:
    x = np.linspace(0, 4, 5)
    y = np.array([0.3, -0.2, 0.1, 0.3, -0.1])
    settings = {"a": nc.Parameter(0.1, positive=True), "k": nc.Parameter(1.0, fixed=True)}
    result = nc.fit(decay(), {"x": x}, target=y, parameters=settings)
    low, high = result.intervals["a"]
    assert 0 < low < result.estimates["a"] < high
    assert low * high == pytest.approx(result.estimates["a"] ** 2)
    # The standard error is in units of the parameter all the same.
    columns = np.exp(-x)
    linear = nc.fit(decay(), {"x": x}, target=y, parameters={"k": nc.Parameter(1.0, fixed=True)})
    assert linear.estimates["a"] == pytest.approx(columns @ y / (columns @ columns))
    assert result.standard_errors["a"] == pytest.approx(linear.standard_errors["a"], rel=1e-6)


class Hybrid(nn.Module):
    """A constant times one input, and a network of the other."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.k = nn.Parameter(torch.tensor(1.0))
        self.net = nn.Sequential(nn.Linear(1, 3), nn.Tanh(), nn.Linear(3, 1))

    def forward(self, x: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
        return self.k * z + self.net(x[..., None])[..., 0]


class TestHybrids:
    random = np.random.default_rng(1)
    x = random.uniform(-2, 2, 150)
    z = random.normal(size=150) + 0.5 * x

    def test_the_error_of_a_constant_is_what_the_network_leaves(self) -> None:
        y = 2.5 * self.z + np.tanh(1.5 * self.x) + self.random.normal(0, 0.05, 150)
        result = nc.fit(Hybrid().double(), {"x": self.x, "z": self.z}, target=y)
        assert result.names == ("k",)
        assert list(result.estimates) == ["k"]
        work = result.work
        assert work is not None
        _, jacobian = work.problem.linearised(result.coordinates)
        assert jacobian.shape == (150, 11)
        own, rest = jacobian[:, 0], jacobian[:, 1:]
        projected = own - rest @ np.linalg.lstsq(rest, own, rcond=1e-12)[0]
        level = result.statistics.residual_standard_deviation
        expected = level / np.linalg.norm(projected)
        assert result.standard_errors["k"] == pytest.approx(expected, rel=1e-4)
        assert abs(result.estimates["k"] - 2.5) < 4 * expected

    def test_a_network_that_can_absorb_a_constant_is_spoken_of(self) -> None:
        class Absorbing(Hybrid):
            def forward(self, x: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
                return self.k + self.net(x[..., None])[..., 0]

        y = 1 + np.tanh(self.x) + self.random.normal(0, 0.05, 150)
        result = nc.fit(Absorbing().double(), {"x": self.x, "z": self.z}, target=y)
        assert any("the network can absorb `k`" in text for text in result.warnings)
        assert result.states == {"k": "not determined"}
        assert np.isnan(result.standard_errors["k"])

    def test_priors_on_weights_settle_what_a_network_can_absorb(self) -> None:
        class Absorbing(Hybrid):
            def forward(self, x: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
                return self.k + self.net(x[..., None])[..., 0]

        y = 1 + np.tanh(self.x) + self.random.normal(0, 0.05, 150)
        result = nc.fit(
            Absorbing().double(),
            {"x": self.x, "z": self.z},
            target=y,
            sigma=0.05,
            parameters={"net.*": nc.Parameter(prior=(0.0, 1.0))},
        )
        assert result.states == {"k": "free"}
        # No better than the prior of the last bias allows.
        assert 0.3 < result.standard_errors["k"] < 2.0
