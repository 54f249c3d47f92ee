"""What a fit refuses, or says besides its numbers, where the data or the model are not as usual."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import neuralc as nc

pytest.importorskip("scipy")

LINE = "(input x) (parameter a 1) (parameter b 0) (+ (* a x) b)"


def line(slope: float = 2.0, count: int = 40, noise: float = 0.1) -> dict[str, Any]:
    """Points about a straight line through (0, 1)."""
    x = np.linspace(0, 1, count)
    return {"x": x, "y": 1 + slope * x + np.random.default_rng(1).normal(0, noise, count)}


class TestData:
    @pytest.mark.parametrize("data", [{"x": [], "y": []}, {"x": np.zeros(0), "y": np.zeros(0)}])
    def test_no_rows(self, data: Any) -> None:
        with pytest.raises(ValueError, match="no rows"):
            nc.fit(LINE, data, target="y")

    @pytest.mark.parametrize("scale", [1e160, 1e-170])
    def test_numbers_without_squares(self, scale: float) -> None:
        data = line()
        data["y"] *= scale
        with pytest.raises(ValueError, match="choose other units"):
            nc.fit(LINE, data, target="y")

    def test_large_and_small_numbers(self) -> None:
        for scale in (1e140, 1e-140):
            data = line()
            plain = nc.fit(LINE, data, target="y").estimates["a"]
            data["y"] = data["y"] * scale
            found = nc.fit(LINE, data, target="y").estimates["a"]
            assert found == pytest.approx(plain * scale, rel=1e-6)

    def test_one_number_for_two_parameters(self) -> None:
        result = nc.fit(LINE, {"x": 1.0, "y": 2.0}, target="y")
        assert result.fitted == pytest.approx(2.0)
        assert "not determined" in result.states.values()

    def test_tensors_of_short_numbers(self) -> None:
        data = {"x": torch.arange(4.0), "y": torch.arange(1.0, 5.0).bfloat16()}
        assert nc.fit(LINE, data, target="y").estimates["b"] == pytest.approx(1.0)

    def test_an_element_without_a_column(self) -> None:
        program = "(input r (vec 2)) (parameter a 1) (* a (norm r))"
        with pytest.raises(ValueError, match=r"no column `r\[1\]`"):
            nc.fit(program, {"r[0]": [1.0, 2.0], "y": [1.0, 2.0]}, target="y")

    def test_names_that_are_not_declared(self) -> None:
        with pytest.raises(ValueError, match=r"inputs `v` and `k`.*\(parameter v 1\)"):
            nc.fit("(/ (* v s) (+ k s))", {"s": [1.0], "y": [1.0]}, target="y")

    def test_sigma_that_is_no_number(self) -> None:
        data = line() | {"s": np.full(40, np.nan)}
        with pytest.raises(ValueError, match="a number for each observation"):
            nc.fit(LINE, data, target="y", sigma="s")

    def test_a_path_as_text(self) -> None:
        with pytest.raises(ValueError, match="did you mean a Path"):
            nc.fit("model.scm", line(), target="y")


class TestSettings:
    def test_how_many_starts(self) -> None:
        assert nc.fit(LINE, line(), target="y", starts=np.int64(2)).converged
        with pytest.raises(TypeError, match=r"whole number, not 4\.0"):
            nc.fit(LINE, line(), target="y", starts=4.0)  # type: ignore[arg-type]


def test_an_interruption_while_starts_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("neuralc._fit.fit.starting_points", interrupted)
    result = nc.fit(LINE, line(), target="y", starts=5)
    assert not result.converged
    assert result.message == "interrupted"
    assert result.estimates == {"a": 1.0, "b": 0.0}
    assert any("no minimum was found" in warning for warning in result.warnings)


class TestBounds:
    def test_a_positive_parameter_that_is_none(self) -> None:
        program = "(input x) (parameter k 1 positive) (parameter c 0) (+ c (* k x))"
        data = line(slope=-1.0)
        result = nc.fit(program, data, target="y")
        bounded = nc.fit(program.replace("positive", "(at-least 0)"), data, target="y")
        assert result.converged
        assert result.states["k"] == "at its lower bound"
        assert bounded.states["k"] == "at its lower bound"
        for found in (result.estimates, result.standard_errors):
            other = bounded.estimates if found is result.estimates else bounded.standard_errors
            assert found["c"] == pytest.approx(other["c"], rel=1e-6)

    @pytest.mark.parametrize("bound", [2.02, 1.5])
    def test_profiles_end_at_bounds(self, bound: float) -> None:
        result = nc.fit(LINE, line(), target="y", parameters={"a": (0, bound)})
        low, high = result.profile("a").interval
        assert low < result.estimates["a"]
        assert high == bound

    def test_profiles_of_exact_fits(self) -> None:
        data = {"x": [1.0, 2.0, 3.0], "y": [2.0, 4.0, 6.0]}
        result = nc.fit("(* a x)", data, target="y", parameters={"a": 1})
        with pytest.raises(ValueError, match="this fit is exact"):
            result.profile("a")


def test_residuals_beyond_sigma() -> None:
    data = line()
    good = nc.fit(LINE, data, target="y", sigma=0.1)
    assert not any("sigma" in warning for warning in good.warnings)
    bad = nc.fit(LINE, data, target="y", sigma=0.01)
    assert any("larger than `sigma` says" in warning for warning in bad.warnings)


class TestTimes:
    decay = nc.compile("(input y) (parameter k 1) (- (* k y))")

    def test_observations_out_of_order(self) -> None:
        times = [0.0, 2.0, 1.0, 3.0]
        with pytest.raises(ValueError, match="have to increase"):
            nc.ode.MultipleShooting(self.decay, times, np.ones(4), windows=2)

    def test_forth_and_back(self) -> None:
        with pytest.raises(ValueError, match="in order"):
            nc.ode.integrate(self.decay, 1.0, [0.0, 2.0, 1.0])
        back = nc.ode.integrate(self.decay, 1.0, [1.0, 0.5, 0.0], substeps=20)
        assert back[-1].item() == pytest.approx(np.e, rel=1e-6)

    def test_steps_that_are_too_long(self) -> None:
        stiff = nc.compile("(input y) (parameter k 1000) (* (- k) (- (* y y y) 1))")
        times = np.linspace(0, 10, 11)
        for substeps, advice in ((1, "more substeps than 1"), (None, "may be too stiff")):
            problem = nc.ode.MultipleShooting(
                stiff, times, np.full(11, 3.0), windows=1, substeps=substeps
            )
            with pytest.raises(nc.FitError, match=advice):
                nc.fit(problem)
