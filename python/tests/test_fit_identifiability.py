"""What `neuralc.fit` says of parameters that data do not determine, and its profiles."""

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
RANDOM = np.random.default_rng(0)
X = RANDOM.uniform(0.5, 3, 100)
Z = RANDOM.normal(size=100)
NOISE = RANDOM.normal(0, 0.01, 100)


def warnings_of(program: str, truth: Any, **parameters: Any) -> tuple[str, ...]:
    """The warnings of a fit, less those about steps that were turned down."""
    y = truth + NOISE
    model = nc.compile(
        program, parameters={k: getattr(v, "start", v) for k, v in parameters.items()}
    )
    result = nc.fit(model, {"x": X, "z": Z}, target=y, parameters=parameters)
    assert result.converged
    return tuple(text for text in result.warnings if "of the search" not in text)


@pytest.mark.parametrize(
    ("program", "truth", "parameters", "expected"),
    [
        ("(* a b x)", 6 * X, {"a": 1.0, "b": 1.0}, "only the product `a`·`b` is determined"),
        ("(* a b x)", 6 * X, {"a": 1.0, "b": 2.0}, "only the product `a`·`b` is determined"),
        ("(* (/ a b) x)", 6 * X, {"a": 1.0, "b": 1.0}, "only the ratio `a`/`b` is determined"),
        ("(* a b b x)", 6 * X, {"a": 1.0, "b": 1.0}, "only the product `a`·`b`² is determined"),
        ("(/ x (* a (sqrt b)))", 6 * X, {"a": 1.0, "b": 1.0}, "only the product `a`²·`b` is determined"),
        ("(* (+ a b) x)", 6 * X, {"a": 1.0, "b": 1.0}, "only the sum `a` + `b` is determined"),
        ("(* (- a b) x)", 6 * X, {"a": 3.0, "b": 1.0}, "only the difference `a` − `b` is determined"),
        (
            "(* (+ a (* 2 b)) x)",
            6 * X,
            {"a": 1.0, "b": 1.0},
            "only the combination `a` + 2·`b` is determined",
        ),
        (
            "(* a b c x)",
            6 * X,
            {"a": 1.0, "b": 2.0, "c": 1.5},
            "only the product `a`·`b`·`c` is determined",
        ),
        ("(* (exp (* a b)) x)", 6 * X, {"a": 1.0, "b": 0.5}, "only the product `a`·`b` is determined"),
        (
            "(* (+ (* a a) b) x)",
            6 * X,
            {"a": 1.0, "b": 0.5},
            "only one combination of `a` and `b` is determined",
        ),
        (
            "(+ (* a b x) (* b c z))",
            6 * X + 2 * Z,
            {"a": 1.0, "b": 2.0, "c": 1.5},
            "only 2 combinations of the 3 parameters `a`, `b` and `c` are determined",
        ),
        ("(+ (* a x) (* 0 b))", 6 * X, {"a": 1.0, "b": 1.0}, "`b` does not influence the result"),
        (
            "(* a b x)",
            6 * X,
            {"a": nc.Parameter(1.0, positive=True), "b": nc.Parameter(2.0, positive=True)},
            "only the product `a`·`b` is determined",
        ),
    ],
)  # fmt: skip
def test_combinations_in_words(program: str, truth: Any, parameters: Any, expected: str) -> None:
    assert warnings_of(program, truth, **parameters) == (expected,)


def test_groups_are_told_apart() -> None:
    found = warnings_of(
        "(+ (* a b x) (* c d z) e)", 6 * X + 2 * Z, a=1.0, b=2.0, c=1.0, d=1.5, e=0.0
    )
    assert found == (
        "only the product `a`·`b` is determined",
        "only the product `c`·`d` is determined",
    )


def test_a_parameter_without_influence_at_the_estimate_alone() -> None:
    model = nc.compile("(+ (* a x) (* b b z))", parameters={"a": 1.0, "b": 0.0})
    result = nc.fit(model, {"x": X, "z": Z}, target=6 * X - Z + NOISE)
    assert any("`b` does not influence the residuals at the estimate" in t for t in result.warnings)
    # The residuals bend along it: 0 is where the fit is best, but no standard error says how well.
    assert result.states == {"a": "free", "b": "no standard error"}
    assert np.isnan(result.standard_errors["b"])


def test_what_is_determined_keeps_its_standard_error() -> None:
    y = 6 * X + 2 + NOISE
    program = "(+ (* a b x) c)"
    both = nc.fit(program, {"x": X}, target=y, parameters={"a": 1.0, "b": 2.0, "c": 0.0})
    one = nc.fit("(+ (* a x) c)", {"x": X}, target=y, parameters={"a": 1.0, "c": 0.0})
    assert both.states == {"a": "not determined", "b": "not determined", "c": "free"}
    assert both.standard_errors["c"] == pytest.approx(one.standard_errors["c"])
    assert both.statistics.degrees_of_freedom == one.statistics.degrees_of_freedom == 98


def test_a_prior_determines() -> None:
    found = warnings_of("(* a b x)", 6 * X, a=1.0, b=nc.Parameter(2.0, prior=(2.0, 0.1)))
    assert not any("determined" in text for text in found)
    # Alone, as only one is known, and not well.
    assert all(text.startswith("the data hardly tell `a` and `b` apart") for text in found)


def test_what_data_hardly_tell_apart() -> None:
    found = warnings_of("(+ (* a x) (* b (+ x (* 1e-4 z))))", 6 * X, a=1.0, b=0.5)
    assert len(found) == 1
    assert found[0].startswith("the data hardly tell `a` and `b` apart (correlation -")


class TestProfiles:
    x = np.linspace(0.2, 4, 25)
    y = 3 * (1 - np.exp(-0.6 * x)) + np.random.default_rng(2).normal(0, 0.15, 25)

    def saturation(self, **options: Any) -> Any:
        model = nc.compile(
            "(* a (- 1 (exp (- (* b x)))))", parameters={"a": 1.0, "b": 1.0}, backend=BACKEND
        )
        return nc.fit(model, {"x": self.x}, target=self.y, **options)

    def test_of_a_linear_model_it_is_the_interval(self) -> None:
        model = nc.compile("(+ a (* b x))", parameters={"a": 1.0, "b": 1.0}, backend=BACKEND)
        result = nc.fit(model, {"x": self.x}, target=self.y)
        for name in "ab":
            profile = result.profile(name)
            assert profile.interval == pytest.approx(result.intervals[name], rel=1e-6)
            expected = (profile.values - result.estimates[name]) / result.standard_errors[name]
            np.testing.assert_allclose(profile.z, expected, atol=1e-5)

    @pytest.mark.parametrize("name", ["a", "b"])
    @pytest.mark.parametrize("sigma", [None, 0.15])
    def test_its_interval_is_where_the_likelihood_has_fallen(self, name: str, sigma: Any) -> None:
        from scipy.optimize import brentq, minimize_scalar

        result = self.saturation(sigma=sigma)
        profile = result.profile(name, level=0.9)
        scale = 1.0 if sigma is None else sigma

        def lowest(value: float) -> float:
            def rss(other: float) -> float:
                a, b = (value, other) if name == "a" else (other, value)
                return float(((a * (1 - np.exp(-b * self.x)) - self.y) ** 2).sum()) / scale**2

            bounds = (0.01, 5.0) if name == "a" else (0.1, 20.0)
            found: float = minimize_scalar(
                rss, bounds=bounds, method="bounded", options={"xatol": 1e-10}
            ).fun
            return found

        from scipy import stats

        variance = 1.0 if sigma else result.statistics.rss / 23
        reach = stats.norm.ppf(0.95) if sigma else stats.t.ppf(0.95, 23)
        limit = result.statistics.rss + variance * reach**2
        estimate, error = result.estimates[name], result.standard_errors[name]
        expected = [
            brentq(lambda v: lowest(v) - limit, estimate, estimate + side * 6 * error)
            for side in (-1, 1)
        ]
        assert profile.interval == pytest.approx(expected, rel=1e-4)
        assert profile.confidence == 0.9
        assert profile.other_names == ("b",) if name == "a" else ("a",)

    def test_it_is_on_the_scale_of_the_parameter(self) -> None:
        plain = self.saturation().profile("b")
        logarithmic = self.saturation(parameters={"b": nc.Parameter(1.0, positive=True)})
        assert logarithmic.profile("b").interval == pytest.approx(plain.interval, rel=1e-4)

    def test_a_side_may_have_no_end(self) -> None:
        x = np.array([3.0, 4.0, 5.0, 6.0, 7.0])
        y = np.array([1.0, 1.1, 0.9, 1.05, 0.95])
        model = nc.compile("(* a (- 1 (exp (- (* b x)))))", parameters={"a": 1.0, "b": 1.0})
        result = nc.fit(model, {"x": x}, target=y, parameters={"b": nc.Parameter(1.0, log=True)})
        low, high = result.profile("b").interval
        assert 0 < low < 2
        assert high == np.inf

    def test_a_better_fit_on_the_way_is_spoken_of(self) -> None:
        # k² = 1, and 0.3 k = -0.3: a minimum near 1, and a lower one at -1.
        data = {"u": [1.0, 0.0], "v": [0.0, 0.3], "y": [1.0, -0.3]}
        model = nc.compile("(+ (* u k k) (* v k))", parameters={"k": 1.0}, backend=BACKEND)
        result = nc.fit(model, data, target="y", sigma=1.0)
        assert result.estimates["k"] > 0.9
        profile = result.profile("k", points=40)
        assert any("the estimate is not the best one" in text for text in profile.warnings)

    def test_what_has_no_profile(self) -> None:
        result = self.saturation()
        with pytest.raises(KeyError, match="no element `c`"):
            result.profile("c")
        with pytest.raises(ValueError, match="4 points"):
            result.profile("a", points=2)
        robust = self.saturation(loss="huber")
        with pytest.raises(ValueError, match="loss='linear'"):
            robust.profile("a")

    def test_a_held_parameter_keeps_its_prior(self) -> None:
        parameters = {"b": nc.Parameter(1.0, prior=(0.6, 1e-3))}
        result = self.saturation(sigma=0.15, parameters=parameters)
        low, high = result.profile("b").interval
        assert (high - low) / 2 == pytest.approx(1.96e-3, rel=0.02)


def test_names_within_modules() -> None:
    class Two(nn.Module):
        """Two programs, of which a parameter of one has a name of its own."""

        def __init__(self) -> None:
            super().__init__()
            self.first = nc.compile("(* k x)", parameters={"k": 1.0})
            self.second = nc.compile(
                "(+ (* k x) rest-length)", parameters={"k": 1.0, "rest-length": 0.0}
            )

        def forward(self, x: torch.Tensor, z: torch.Tensor) -> Any:
            return self.first(x) + self.second(z)

    result = nc.fit(
        Two(), {"x": X, "z": Z}, target=6 * X + 2 * Z + 1 + NOISE, parameters={"second.k": 0.5}
    )
    assert list(result.estimates) == ["first.k", "second.k", "rest-length"]
    assert result.estimates["first.k"] == pytest.approx(6, abs=0.01)
    assert result.estimates["rest-length"] == pytest.approx(1, abs=0.01)
