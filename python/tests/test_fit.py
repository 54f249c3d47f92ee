"""`neuralc.fit` on problems whose answers are known."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import neuralc as nc

pytest.importorskip("scipy")

LINE = "(+ a (* b x))"
BACKENDS = ["eager", *(["native"] if find_spec("llvmlite") else [])]


def line_data(noise: float = 0.5, count: int = 60, seed: int = 0) -> dict[str, Any]:
    """Points about 3 + 2 x."""
    random = np.random.default_rng(seed)
    x = random.uniform(0, 10, count)
    return {"x": x, "y": 3 + 2 * x + random.normal(0, noise, count)}


def line(**options: Any) -> nc.CompiledModule:
    """The model of a straight line."""
    return nc.compile(LINE, parameters={"a": 1.0, "b": 1.0}, **options)


def regression(
    x: Any, y: Any, weights: Any = 1.0, variance: float | None = None
) -> tuple[Any, Any, float]:
    """Ordinary weighted regression in closed form: estimates, their covariance, and the variance
    of a residual of weight 1."""
    columns = np.stack([np.ones_like(x), x], axis=1)
    weights = np.broadcast_to(weights, x.shape)
    precision = columns.T @ (columns * weights[:, None])
    estimates = np.linalg.solve(precision, columns.T @ (weights * y))
    residuals = y - columns @ estimates
    if variance is None:
        variance = float((weights * residuals**2).sum() / (len(x) - 2))
    return estimates, variance * np.linalg.inv(precision), variance


class TestStraightLine:
    @pytest.mark.parametrize("backend", BACKENDS)
    @pytest.mark.parametrize("method", ["auto", "lm", "trf", "dogbox", "lbfgs"])
    def test_agrees_with_the_closed_form(self, backend: Any, method: Any) -> None:
        data = line_data()
        result = nc.fit(line(backend=backend), data, target="y", method=method)
        estimates, covariance, variance = regression(data["x"], data["y"])
        found = [result.estimates["a"], result.estimates["b"]]
        np.testing.assert_allclose(found, estimates, rtol=1e-7)
        np.testing.assert_allclose(result.covariance, covariance, rtol=1e-8)
        errors = [result.standard_errors["a"], result.standard_errors["b"]]
        np.testing.assert_allclose(errors, np.sqrt(np.diag(covariance)), rtol=1e-8)
        assert result.converged
        assert result.statistics.residual_standard_deviation == pytest.approx(variance**0.5)

    def test_gives_the_model_its_estimates(self) -> None:
        model = line().double()
        result = nc.fit(model, line_data(), target="y")
        assert result.model is model
        assert model.a.item() == result.estimates["a"]

    def test_takes_text_arrays_and_tensors(self) -> None:
        data = line_data()
        settings = {"a": 1.0, "b": 0.0}
        first = nc.fit(LINE, data, target="y", parameters=settings)
        second = nc.fit(LINE, {"x": torch.tensor(data["x"])}, target=data["y"], parameters=settings)
        assert first.estimates == second.estimates

    def test_other_modules_and_residuals_agree(self) -> None:
        data = line_data()

        class Line(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.a = nn.Parameter(torch.tensor(1.0, dtype=torch.float64))
                self.b = nn.Parameter(torch.tensor(1.0, dtype=torch.float64))

            def forward(self, x: torch.Tensor) -> torch.Tensor:
                return self.a + self.b * x

        def residuals(model: Any, data: Any) -> Any:
            return model(torch.as_tensor(data["x"])) - torch.as_tensor(data["y"])

        reference = nc.fit(line(), data, target="y")
        for found in (
            nc.fit(Line(), data, target="y"),
            nc.fit(Line(), data, residuals=residuals),
            nc.fit(line(), data, residuals=residuals),
        ):
            assert found.estimates == pytest.approx(reference.estimates, rel=1e-10)
            np.testing.assert_allclose(found.covariance, reference.covariance, rtol=1e-8)
