"""Where searches end, and what is said of it: "converged" where there is a minimum, and only there."""

from typing import Any

import numpy as np
import pytest
import torch
from search_problems import PROBLEMS, SearchProblem

import neuralc as nc

pytest.importorskip("scipy", reason="fitting needs SciPy")


def residual_fit(program: str, **options: Any) -> nc.FitResult:
    """A fit of a program whose values are the residuals."""
    size = nc.compile(program)().shape
    return nc.fit(program, target=np.zeros(tuple(size)), **options)


def is_known_minimum(problem: SearchProblem, rss: float) -> bool:
    return any(
        rss == pytest.approx(known, rel=1e-5) if known else rss < 1e-25 for known in problem.minima
    )


class TestPublishedProblems:
    @pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
    def test_what_is_called_a_minimum_is_one(self, problem: SearchProblem) -> None:
        result = residual_fit(problem.program)
        assert is_known_minimum(problem, result.statistics.rss)
        assert result.converged, result.message

    @pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.name)
    def test_what_is_none_is_not_called_one(self, problem: SearchProblem) -> None:
        result = residual_fit(problem.program, max_iterations=3)
        assert result.converged == is_known_minimum(problem, result.statistics.rss)

    @pytest.mark.parametrize("name", ["Jennrich and Sampson", "Freudenstein and Roth"])
    def test_a_singular_jacobian_at_a_minimum_is_spoken_of(self, name: str) -> None:
        problem = next(problem for problem in PROBLEMS if problem.name == name)
        result = residual_fit(problem.program)
        assert set(result.states.values()) == {"no standard error"}
        assert np.isnan(list(result.standard_errors.values())).all()
        assert any(
            "the Jacobian is singular there, the whole curvature is not" in text
            for text in result.warnings
        )
        assert result.statistics.parameters == 2

    def test_a_minimum_without_any_slope(self) -> None:
        # All derivatives of second order vanish along two directions at Powell's minimum.
        problem = next(problem for problem in PROBLEMS if problem.name == "Powell singular")
        result = residual_fit(problem.program)
        assert any(text.startswith("at the estimate, only") for text in result.warnings)


class TestExactFits:
    """The level of rounding is that of what was computed."""

    t = np.linspace(0.1, 3, 20)
    parameters = "(parameter a 1) (parameter k 3) (parameter b 1) (parameter l 0.5)"
    sum = "(+ (* a (exp (* (- k) t))) (* b (exp (* (- l) t))))"

    def test_as_residuals_and_with_a_target_alike(self) -> None:
        random = np.random.default_rng(0)
        program = f"(input t) (input y) {self.parameters} (- {self.sum} y)"
        residuals = nc.compile(program, backend="eager")
        start = [float(p.detach()) for p in residuals.parameters()]
        for _ in range(40):
            a, b = random.uniform(0.5, 2, 2)
            k, decay = random.uniform(2, 4), random.uniform(0.2, 0.8)
            y = a * np.exp(-k * self.t) + b * np.exp(-decay * self.t)
            settings = dict(zip("akbl", start, strict=True))
            result = nc.fit(
                residuals, {"t": self.t, "y": y}, target=np.zeros(20), parameters=settings
            )
            assert result.converged, result.message
            assert result.estimates == pytest.approx({"a": a, "k": k, "b": b, "l": decay}, rel=1e-9)

    def test_large_numbers_that_cancel(self) -> None:
        program = "(input t) (input y) (parameter a 1) (parameter b 1) (- (+ 1e6 (* a t) b) y)"
        y = 1e6 + 2 * self.t + 0.3
        result = nc.fit(program, {"t": self.t, "y": y}, target=np.zeros(20))
        assert result.converged, result.message
        assert result.estimates == pytest.approx({"a": 2.0, "b": 0.3}, abs=1e-8)

    def test_a_slope_below_the_size_of_the_target_is_one(self) -> None:
        # The residual of the small parameter is far below 1e-7 of what is observed.
        result = nc.fit(
            "(parameter a 1e6) (parameter b 3e-3) [a (* b b 1e3)]",
            target=np.array([1e6, 4e-3]),
            method="adam",
            max_iterations=1,
            learning_rate=1e-9,
        )
        assert not result.converged

    def test_windows_without_noise(self) -> None:
        pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
        times = np.linspace(0, 3, 31)
        # What the steps themselves give, so that no residual is left but rounding.
        with_truth = nc.compile("(input y) (parameter k 0.5) (* (- k) y)", backend="native")
        start = torch.tensor(2.0, dtype=torch.float64)
        path = nc.ode.integrate(with_truth, start, times).detach().numpy()
        for windows in (1, 4, 8):
            f = nc.compile("(input y) (parameter k 1) (* (- k) y)", backend="native")
            result = nc.fit(nc.ode.MultipleShooting(f, times, path, windows=windows))
            assert result.converged, result.message
            assert result.estimates["k"] == pytest.approx(0.5, rel=1e-9)


class TestSquareSystems:
    program = (
        "(parameter a {}) (parameter b {})"
        "[(- (* 1e4 a b) 1) (- (+ (exp (- a)) (exp (- b))) 1.0001)]"
    )

    def test_the_end_is_looked_at(self) -> None:
        # From here the way down leads to infinity; Levenberg and Marquardt's method stays.
        result = residual_fit(self.program.format(0, 100))
        assert result.statistics.rss < 1e-7
        assert not result.converged
        assert any("no minimum was found" in text for text in result.warnings)

    def test_a_solution_is_one(self) -> None:
        result = residual_fit(self.program.format(1, 1))
        assert result.converged
        assert sorted(result.estimates.values()) == pytest.approx([1.098159e-5, 9.106146], rel=1e-6)

    def test_no_solution_is_a_minimum_nevertheless(self) -> None:
        result = residual_fit("(parameter a 3) (parameter b 1) [(+ 1 (* a a)) (- b 2)]")
        assert result.converged, result.message
        assert result.estimates == pytest.approx({"a": 0.0, "b": 2.0}, abs=1e-6)
        assert result.statistics.rss == pytest.approx(1.0)

    def test_a_slope_where_the_search_has_no_steps_left(self) -> None:
        result = residual_fit(self.program.format(0.5, 7), max_iterations=2)
        assert not result.converged


class TestSaddles:
    """Where the gradient vanishes and there is lower ground near by, a search goes on."""

    x = np.linspace(0, 3, 30)

    def test_a_start_at_a_maximum(self) -> None:
        y = np.cos(2 * self.x) + 0.01 * np.sin(50 * self.x)
        result = nc.fit("(parameter w 0) (cos (* w x))", {"x": self.x}, target=y)
        assert result.converged
        assert abs(result.estimates["w"]) == pytest.approx(2.0, abs=0.01)

    def test_a_start_that_is_symmetric(self) -> None:
        y = 2 * np.exp(-self.x) + np.exp(-5 * self.x) + 0.01 * np.sin(50 * self.x)
        program = (
            "(parameter a 1) (parameter k 1) (parameter b 1) (parameter l 1)"
            "(+ (* a (exp (* (- k) x))) (* b (exp (* (- l) x))))"
        )
        result = nc.fit(program, {"x": self.x}, target=y)
        assert result.converged
        assert sorted((result.estimates["k"], result.estimates["l"])) == pytest.approx(
            [1.0, 5.0], rel=0.05
        )

    def test_a_product_of_zeros(self) -> None:
        result = nc.fit(
            "(parameter a 0) (parameter b 0) (* a b x)", {"x": self.x}, target=2 * self.x
        )
        assert result.converged
        assert result.estimates["a"] * result.estimates["b"] == pytest.approx(2.0)
        assert "only the product `a`·`b` is determined" in result.warnings

    def test_a_true_minimum_there_is_left(self) -> None:
        # No cosine comes as near to what lies above 1 as a constant.
        y = 1 + self.x**2
        result = nc.fit("(parameter w 0.1) (cos (* w x))", {"x": self.x}, target=y)
        assert result.converged, result.message
        assert result.estimates["w"] == pytest.approx(0.0, abs=1e-6)
        assert result.states == {"w": "no standard error"}


class TestSteps:
    t = np.linspace(0, 3, 31)
    y = np.where(t < 1.35, 2 * t, 2.7 - 0.5 * (t - 1.35)) + 0.01 * np.sin(37 * t)
    by_steps = (
        "(parameter tau 1.0) (parameter a 1.5) (parameter b 0.3)"
        "(let ((m (col (scan ((x 0) (t 0)) 300"
        "  (recur (+ x (* 0.01 (if (< t tau) a (- b)))) (+ t 0.01))) 0)))"
        "  (append [0] (tabulate (i 30) (ref m (+ 9 (* 10 i))))))"
    )
    smooth = (
        "(input t) (parameter tau 1.0) (parameter a 1.5) (parameter b 0.3)"
        "(if (< t tau) (* a t) (- (* a tau) (* b (- t tau))))"
    )

    def test_what_no_gradient_sees_is_called_so(self) -> None:
        result = nc.fit(self.by_steps, target=self.y)
        assert result.estimates["tau"] == 1.0
        assert result.states["tau"] == "not determined"
        (warning,) = result.warnings
        assert warning.startswith("`tau` influences the result only by steps")

    def test_several_starts_find_it(self) -> None:
        result = nc.fit(self.by_steps, target=self.y, starts=16, parameters={"tau": (0.5, 2.5)})
        assert result.estimates["tau"] == pytest.approx(1.35, abs=0.1)

    def test_what_is_smooth_is_fitted(self) -> None:
        result = nc.fit(self.smooth, {"t": self.t}, target=self.y)
        assert result.estimates["tau"] == pytest.approx(1.351, abs=0.001)
        assert result.warnings == ()

    def test_within_other_modules(self) -> None:
        class Twice(torch.nn.Module):
            def __init__(self, inner: Any) -> None:
                super().__init__()
                self.inner = inner

            def forward(self, x: Any) -> Any:
                return 2 * self.inner(x)

        inner = nc.compile("(+ (* k x) (floor s))", parameters={"k": 1.0, "s": 0.5})
        result = nc.fit(Twice(inner), {"x": self.t}, target=3 * self.t)
        assert any(
            text.startswith("`s` influences the result only by steps") for text in result.warnings
        )
