"""How `neuralc.fit` searches: methods, settings, starts, interruption, and what is not finite."""

from __future__ import annotations

import signal
import sys
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import neuralc as nc

pytest.importorskip("scipy")

BACKENDS = ["eager", *(["native"] if find_spec("llvmlite") else [])]
BACKEND: Any = BACKENDS[-1]


def samples(noise: float = 0.05, count: int = 60) -> dict[str, Any]:
    """Points about 2 exp(-0.7 x)."""
    random = np.random.default_rng(0)
    x = np.linspace(0, 4, count)
    return {"x": x, "y": 2 * np.exp(-0.7 * x) + random.normal(0, noise, count)}


def decay(backend: Any = BACKEND, **parameters: Any) -> nc.CompiledModule:
    """An exponential decay from a with the rate k."""
    return nc.compile(
        "(* a (exp (- (* k x))))", parameters={"a": 1.0, "k": 1.0} | parameters, backend=backend
    )


class TestMethods:
    reference = nc.fit(decay(), samples(), target="y").estimates

    @pytest.mark.parametrize("backend", BACKENDS)
    @pytest.mark.parametrize("method", ["lm", "trf", "dogbox", "lbfgs"])
    def test_all_find_the_same(self, backend: Any, method: Any) -> None:
        result = nc.fit(decay(backend), samples(), target="y", method=method)
        assert result.converged
        assert result.method == method
        assert result.estimates == pytest.approx(self.reference, rel=1e-6)

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_adam(self, backend: Any) -> None:
        result = nc.fit(decay(backend), samples(), target="y", method="adam", learning_rate=0.05)
        assert result.estimates == pytest.approx(self.reference, rel=1e-4)
        assert result.iterations == 2000

    def test_adam_on_minibatches(self) -> None:
        data = samples(count=2000)
        reference = nc.fit(decay(), data, target="y")
        options: Any = {"batch_size": 128, "max_iterations": 1500, "learning_rate": 0.05}
        result = nc.fit(decay(), data, target="y", **options)
        assert result.method == "adam"
        for name in "ak":
            error = abs(result.estimates[name] - reference.estimates[name])
            assert error < 0.5 * reference.standard_errors[name]
        again = nc.fit(decay(), data, target="y", **options)
        assert again.estimates == result.estimates
        other = nc.fit(decay(), data, target="y", seed=1, **options)
        assert other.estimates != result.estimates

    @pytest.mark.parametrize(
        "schedule", ["constant", lambda o: torch.optim.lr_scheduler.StepLR(o, 500)]
    )
    def test_schedules(self, schedule: Any) -> None:
        result = nc.fit(
            decay(), samples(), target="y", method="adam", learning_rate=0.02, schedule=schedule
        )
        assert result.estimates == pytest.approx(self.reference, rel=1e-3)

    @pytest.mark.parametrize("method", ["trf", "lbfgs"])
    @pytest.mark.parametrize("loss", ["huber", "soft_l1", "cauchy", "arctan"])
    def test_robust_losses_agree(self, method: Any, loss: Any) -> None:
        data = samples()
        data["y"][[3, 20, 41]] += 3
        result = nc.fit(decay(), data, target="y", method=method, loss=loss, loss_scale=0.1)
        direct = nc.fit(decay(), data, target="y", method="dogbox", loss=loss, loss_scale=0.1)
        assert result.estimates == pytest.approx(direct.estimates, rel=1e-5)
        for name, truth in (("a", 2.0), ("k", 0.7)):
            assert abs(result.estimates[name] - truth) < 0.1
        plain = nc.fit(decay(), data, target="y")
        assert abs(plain.estimates["a"] - 2.0) > 0.1

    def test_units_do_not_matter(self) -> None:
        data = samples()
        for unit in (1e-9, 1e9):
            model = decay(a=unit)
            result = nc.fit(model, {"x": data["x"], "y": unit * data["y"]}, target="y")
            assert result.converged
            assert result.estimates["a"] / unit == pytest.approx(self.reference["a"], rel=1e-6)
            assert result.estimates["k"] == pytest.approx(self.reference["k"], rel=1e-6)

    def test_data_without_noise(self) -> None:
        result = nc.fit(decay(), samples(noise=0.0), target="y")
        assert result.converged
        assert result.estimates == pytest.approx({"a": 2.0, "k": 0.7}, rel=1e-10)

    def test_methods_say_what_they_cannot_do(self) -> None:
        bounded = {"k": (0.0, 2.0)}
        with pytest.raises(ValueError, match=r'"lm" cannot have bounds \(`k`\)'):
            nc.fit(decay(), samples(), target="y", method="lm", parameters=bounded)
        with pytest.raises(ValueError, match="loss"):
            nc.fit(decay(), samples(), target="y", method="lm", loss="huber")
        with pytest.raises(ValueError, match="fewer observations"):
            nc.fit(decay(), {"x": [1.0]}, target=[1.0], method="lm")
        with pytest.raises(ValueError, match="method must be"):
            nc.fit(decay(), samples(), target="y", method="newton")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="batch_size"):
            nc.fit(decay(), samples(), target="y", method="trf", batch_size=4)


class TestWithoutRoomForAJacobian:
    @pytest.fixture(autouse=True)
    def no_room(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("neuralc._fit.problem.MOST_NUMBERS", 100)

    def test_gradients_suffice(self) -> None:
        result = nc.fit(decay(), samples(), target="y")
        assert result.method == "lbfgs"
        assert result.estimates == pytest.approx(TestMethods.reference, rel=1e-6)
        assert np.isnan(result.standard_errors["a"])
        assert result.states == {"a": "free", "k": "free"}
        assert any("there are no standard errors" in text for text in result.warnings)
        assert result.statistics.degrees_of_freedom == 58

    def test_a_start_that_is_not_finite(self) -> None:
        x = np.linspace(0.5, 3, 101)
        with pytest.raises(nc.FitError, match="`sqrt` of"):
            nc.fit("(parameter c 1) (sqrt (- x c))", {"x": x}, target=x)
        with pytest.raises(
            nc.FitError, match="the derivatives by `c` are not finite at the start:"
        ):
            nc.fit("(parameter c 0.5) (sqrt (- x c))", {"x": x}, target=x)

    def test_others_say_what_they_need(self) -> None:
        with pytest.raises(ValueError, match='use "lbfgs" or "adam"'):
            nc.fit(decay(), samples(), target="y", method="trf")


def test_adam_that_is_stopped_early_has_not_converged() -> None:
    result = nc.fit(decay(), samples(), target="y", method="adam", max_iterations=20)
    assert not result.converged
    assert "relative offset" in result.message


class TestSettings:
    def test_fixed_parameters_stay(self) -> None:
        result = nc.fit(
            decay(), samples(), target="y", parameters={"k": nc.Parameter(0.6, fixed=True)}
        )
        assert result.estimates["k"] == 0.6
        assert result.states == {"a": "free", "k": "fixed"}
        assert result.names == ("a",)
        assert np.isnan(result.standard_errors["k"])

    @pytest.mark.parametrize("method", ["trf", "dogbox", "lbfgs", "adam"])
    def test_an_active_bound_is_reached_and_spoken_of(self, method: Any) -> None:
        data = samples()
        result = nc.fit(
            decay(), data, target="y", method=method, parameters={"k": nc.Parameter(0.3, upper=0.5)}
        )
        assert result.estimates["k"] == pytest.approx(0.5, abs=1e-7)
        assert result.states == {"a": "free", "k": "at its upper bound"}
        assert any("`k` is at its upper bound" in text for text in result.warnings)
        fixed = nc.fit(decay(), data, target="y", parameters={"k": nc.Parameter(0.5, fixed=True)})
        tolerance = 1e-3 if method == "adam" else 1e-6
        assert result.estimates["a"] == pytest.approx(fixed.estimates["a"], rel=tolerance)
        assert result.standard_errors["a"] == pytest.approx(fixed.standard_errors["a"], rel=1e-3)
        assert np.isnan(result.standard_errors["k"])

    @pytest.mark.parametrize("method", ["trf", "dogbox", "lbfgs"])
    def test_bounds_that_are_not_active_change_nothing(self, method: Any) -> None:
        free = nc.fit(decay(), samples(), target="y")
        bounded = nc.fit(
            decay(),
            samples(),
            target="y",
            method=method,
            parameters={"k": (0.1, 1.5), "a": nc.Parameter(lower=0)},
        )
        assert bounded.estimates == pytest.approx(free.estimates, rel=1e-6)
        assert bounded.standard_errors == pytest.approx(free.standard_errors, rel=1e-5)

    def test_a_logarithmic_scale_changes_no_estimate(self) -> None:
        free = nc.fit(decay(), samples(), target="y")
        settings = {"a": nc.Parameter(positive=True), "k": nc.Parameter(30.0, log=True)}
        logarithmic = nc.fit(decay(), samples(), target="y", parameters=settings)
        assert logarithmic.estimates == pytest.approx(free.estimates, rel=1e-7)
        assert logarithmic.standard_errors == pytest.approx(free.standard_errors, rel=1e-6)
        np.testing.assert_allclose(logarithmic.covariance, free.covariance, rtol=1e-5)

    def test_declarations_in_the_program_hold(self) -> None:
        program = "(parameter a 1 positive) (parameter k 0.3 (between 0 0.5)) (input x) (* a (exp (- (* k x))))"
        result = nc.fit(program, samples(), target="y")
        assert result.states["k"] == "at its upper bound"
        assert result.logarithmic == {"a"}
        # A start does not take the bounds away, and other bounds do.
        result = nc.fit(program, samples(), target="y", parameters={"k": 0.2})
        assert result.states["k"] == "at its upper bound"
        result = nc.fit(program, samples(), target="y", parameters={"k": (0.0, 5.0)})
        assert result.states["k"] == "free"

    def test_vectors_and_matrices(self) -> None:
        random = np.random.default_rng(4)
        r = random.normal(size=(50, 3))
        matrix = np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 0.0]])
        y = r @ matrix.T + [4.0, 5.0] + random.normal(0, 0.01, (50, 2))
        program = (
            "(input r (vec 3)) (parameter m (zeros 2 3)) (parameter b [0 0]) (+ (matvec m r) b)"
        )
        result = nc.fit(program, {"r": r}, target=y)
        columns = np.concatenate([r, np.ones((50, 1))], axis=1)
        expected = np.linalg.lstsq(columns, y, rcond=None)[0]
        np.testing.assert_allclose(result.estimates["m"], expected[:3].T, rtol=1e-8)
        np.testing.assert_allclose(result.estimates["b"], expected[3], rtol=1e-8)
        assert result.names[:4] == ("m[0,0]", "m[0,1]", "m[0,2]", "m[1,0]")
        assert result.estimate("m[1,2]") == result.estimates["m"][1, 2]
        assert result.standard_errors["m"].shape == (2, 3)
        settings = {"m": nc.Parameter(fixed=[[False, False, True], [False, False, False]])}
        partly = nc.fit(program, {"r": r}, target=y, parameters=settings)
        assert partly.estimates["m"][0, 2] == 0
        assert partly.states["m[0,2]"] == "fixed"
        assert len(partly.names) == 7

    def test_free_names_of_a_text_need_no_start(self) -> None:
        settings = {"a": nc.Parameter(positive=True), "k": (0.1, 0.9)}
        result = nc.fit("(* a (exp (- (* k x))))", samples(), target="y", parameters=settings)
        reference = nc.fit(decay(), samples(), target="y")
        assert result.estimates == pytest.approx(reference.estimates, rel=1e-7)

    def test_names_and_contradictions(self) -> None:
        def fit(**parameters: Any) -> Any:
            return nc.fit(decay(), samples(), target="y", parameters=parameters)

        model = nc.compile("(* rate x)", parameters={"rate": 1.0})
        with pytest.raises(ValueError, match="no parameter `rat`; did you mean `rate`"):
            nc.fit(model, samples(), target="y", parameters={"rat": 1.0})
        with pytest.raises(ValueError, match=r"`k`: the start 3 is not in \[0, 2\]"):
            fit(k=nc.Parameter(3.0, lower=0, upper=2))
        with pytest.raises(ValueError, match="`k`: the start -1 is not above 0"):
            fit(k=nc.Parameter(-1.0, positive=True))
        with pytest.raises(ValueError, match="`k`: there is nothing between the bounds"):
            fit(k=(2.0, 1.0))
        with pytest.raises(ValueError, match="`k`: the prior's standard deviation"):
            fit(k=nc.Parameter(prior=(1.0, 0.0)))
        with pytest.raises(ValueError, match=r"`k`: the start \[1.0, 2.0\] does not fit its shape"):
            fit(k=nc.Parameter([1.0, 2.0]))
        with pytest.raises(TypeError, match="parameter `k`"):
            fit(k="large")


class TestData:
    def test_missing_and_unusable_columns(self) -> None:
        data = samples()
        with pytest.raises(ValueError, match="no column `z` for the target"):
            nc.fit(decay(), data, target="z")
        with pytest.raises(ValueError, match="no column for the input `x`; they have `t` and `y`"):
            nc.fit(decay(), {"t": data["x"], "y": data["y"]}, target="y")
        with pytest.raises(TypeError, match="column `y` has no number in row 1: 'two'"):
            nc.fit(decay(), {"x": [1, 2], "y": [1.0, "two"]}, target="y")
        data["y"][7] = np.nan
        with pytest.raises(ValueError, match="`y` has nan in row 7"):
            nc.fit(decay(), data, target="y")
        data["x"][3] = np.inf
        with pytest.raises(ValueError, match="`x` has inf in row 3"):
            nc.fit(decay(), data, target="y")
        with pytest.raises(ValueError, match=r"the target has the shape \(3,\)"):
            nc.fit(decay(), {"x": [1.0, 2.0]}, target=[1.0, 2.0, 3.0])
        with pytest.raises(ValueError, match="either `sigma` or `weights`"):
            nc.fit(decay(), samples(), target="y", sigma=1.0, weights=1.0)
        with pytest.raises(ValueError, match="sigma must be above 0"):
            nc.fit(decay(), samples(), target="y", sigma=0.0)

    def test_vectors_from_single_columns(self) -> None:
        random = np.random.default_rng(4)
        r = random.normal(size=(50, 2))
        y = 3 * r[:, 0] ** 2 + 3 * r[:, 1] ** 2
        data = {"r[0]": r[:, 0], "r[1]": r[:, 1], "y": y}
        result = nc.fit("(input r (vec 2)) (parameter k 1) (* k (dot r r))", data, target="y")
        assert result.estimates["k"] == pytest.approx(3.0)

    def test_data_frames(self) -> None:
        polars = pytest.importorskip("polars")
        frame = polars.DataFrame(samples())
        result = nc.fit(decay(), frame, target="y")
        assert result.estimates == nc.fit(decay(), samples(), target="y").estimates

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_a_trajectory_is_one_observation(self, backend: Any) -> None:
        program = """
            (input start) (parameter rate 0.1 positive) (parameter limit 5 positive)
            (scan ((n start)) 20 (recur (+ n (* rate n (- 1 (/ n limit))))))
        """
        model = nc.compile(program, backend=backend)
        starts = np.array([0.5, 2.0, 14.0])

        def trajectory(n: Any) -> Any:
            states = []
            for _ in range(20):
                n = n + 0.3 * n * (1 - n / 10)
                states.append(n)
            return np.stack(states, axis=-1)

        random = np.random.default_rng(0)
        batch = trajectory(starts) + random.normal(0, 0.01, (3, 20))
        result = nc.fit(model, {"start": starts}, target=batch)
        for name, truth in (("rate", 0.3), ("limit", 10.0)):
            assert abs(result.estimates[name] - truth) < 4 * result.standard_errors[name] < 0.02
        alone = nc.fit(model, {"start": 0.5}, target=batch[0])
        assert alone.statistics.observations == 20
        assert abs(alone.estimates["rate"] - 0.3) < 4 * alone.standard_errors["rate"]

    def test_a_value_without_a_batch_is_that_of_each_row(self) -> None:
        y = np.array([1.0, 2.0, 6.0])
        for method in ("lm", "lbfgs"):
            result = nc.fit("(parameter m 1) (* m 1)", target=y, method=method)  # type: ignore[arg-type]
            assert result.estimates["m"] == pytest.approx(3.0)
            assert result.standard_errors["m"] == pytest.approx(y.std(ddof=1) / np.sqrt(3))


class TestStarts:
    x = np.random.default_rng(0).uniform(0, 6, 300)
    y = 2 * np.sin(3 * x + 0.5) + np.random.default_rng(1).normal(0, 0.02, 300)
    program = "(* A (sin (+ (* w t) p)))"

    def fit(self, **options: Any) -> Any:
        model = nc.compile(self.program, parameters={"A": 1.0, "w": 1.0, "p": 1.0}, backend=BACKEND)
        return nc.fit(model, {"t": self.x}, target=self.y, **options)

    def test_several_starts_find_what_one_does_not(self) -> None:
        alone = self.fit()
        several = self.fit(
            starts=8, parameters={"w": (0.1, 10.0), "A": nc.Parameter(positive=True)}
        )
        assert several.statistics.rss < 0.01 * alone.statistics.rss
        assert several.estimates["w"] == pytest.approx(3.0, abs=0.01)
        assert several.starts.screened == 129
        assert len(several.starts.costs) == 8
        assert 1 <= several.starts.agreed <= 8
        agreeing = sum(cost < 1.001 * min(several.starts.costs) for cost in several.starts.costs)
        assert several.starts.agreed == agreeing

    def test_the_seed_decides(self) -> None:
        first, again, other = (self.fit(starts=4, seed=seed) for seed in (1, 1, 2))
        assert first.starts == again.starts
        assert first.starts != other.starts
        assert (first.seed, other.seed) == (1, 2)

    def test_a_start_without_a_finite_value_is_passed_over(self) -> None:
        x = np.linspace(0.5, 3, 20)
        y = 2 * np.sqrt(x - 0.2)
        model = nc.compile("(* k (sqrt (- x c)))", parameters={"k": 1.0, "c": 1.0})
        with pytest.raises(nc.FitError):
            nc.fit(model, {"x": x}, target=y)
        result = nc.fit(model, {"x": x}, target=y, starts=4, parameters={"c": (-1.0, 1.5)})
        assert result.estimates == pytest.approx({"k": 2.0, "c": 0.2}, rel=1e-6)


class TestNotFinite:
    x = np.linspace(0.5, 3, 20)

    def test_at_the_start(self) -> None:
        with pytest.raises(nc.FitError) as caught:
            nc.fit(
                "(parameter k 1) (parameter c 2) (* k (sqrt (- x c)))", {"x": self.x}, target=self.x
            )
        assert caught.value.parameters == {"k": 1.0, "c": 2.0}
        assert caught.value.row == 0
        assert "k = 1, c = 2" in str(caught.value)
        assert "`sqrt` of -1.5 is nan" in str(caught.value)

    def test_a_derivative_at_the_start(self) -> None:
        with pytest.raises(nc.FitError, match="the derivatives by `c` are not finite at the start"):
            nc.fit("(parameter c 0.5) (sqrt (- x c))", {"x": self.x}, target=self.x)

    @pytest.mark.parametrize("method", ["lm", "trf", "dogbox", "lbfgs"])
    def test_during_the_search_a_step_is_turned_down(self, method: Any) -> None:
        truth = np.log(self.x - 0.49)
        result = nc.fit(
            "(parameter c -20) (log (- x c))", {"x": self.x}, target=truth, method=method
        )
        assert result.estimates["c"] == pytest.approx(0.49, abs=1e-5)

    def test_such_steps_are_counted(self) -> None:
        truth = np.log(self.x - 0.49)
        result = nc.fit("(parameter c -20) (log (- x c))", {"x": self.x}, target=truth, method="lm")
        assert not np.isfinite(result.history.costs).all()
        assert any("residuals that are not finite" in text for text in result.warnings)

    def test_adam_says_where_it_lost_its_way(self) -> None:
        with pytest.raises(nc.FitError, match=r"in step \d+.* c = "):
            nc.fit(
                "(parameter c 0.4) (log (- x c))",
                {"x": self.x},
                target=np.log(self.x - 0.49),
                method="adam",
                learning_rate=1.0,
            )

    def test_an_error_of_the_program_is_one_of_the_start_alone(self) -> None:
        program = "(parameter k 20) (loop ((z k)) (if (> z 10) (* z x) (recur z)))"
        model = nc.compile(program, max_iterations=100)
        result = nc.fit(model, {"x": self.x}, target=2 * self.x)
        assert not result.converged
        assert any("did not end" in text for text in result.warnings)
        with torch.no_grad():
            model.k.fill_(5.0)
        with pytest.raises(RuntimeError, match="did not end"):
            nc.fit(model, {"x": self.x}, target=2 * self.x)


class TestInterruption:
    @pytest.mark.parametrize("method", ["lm", "trf", "lbfgs", "adam"])
    def test_the_best_so_far_is_kept(self, method: Any) -> None:
        class Interrupting(nn.Module):
            """A straight line through 0; the fifth value or so is the last."""

            def __init__(self) -> None:
                super().__init__()
                self.k = nn.Parameter(torch.tensor(9.0, dtype=torch.float64))
                self.calls = 0

            def forward(self, x: torch.Tensor) -> torch.Tensor:
                self.calls += 1
                if self.calls == 12:
                    raise KeyboardInterrupt
                return torch.exp(self.k * x)

        model = Interrupting()
        data = {"x": np.linspace(0, 1, 10), "y": np.exp(np.linspace(0, 1, 10))}
        result = nc.fit(model, data, target="y", method=method)
        assert not result.converged
        assert result.message == "interrupted"
        assert any("interrupted" in text for text in result.warnings)
        lowest = result.history.costs.min()
        assert result.statistics.rss / 2 == pytest.approx(lowest)
        assert lowest < result.history.costs[0]
        assert model.k.item() == result.estimates["k"] < 9

    @pytest.mark.skipif(sys.platform == "win32", reason="signals are of Unix")
    def test_a_real_signal(self) -> None:
        def alarm(*_: Any) -> None:
            raise KeyboardInterrupt

        before = signal.signal(signal.SIGALRM, alarm)
        signal.setitimer(signal.ITIMER_REAL, 1.0)
        try:
            result = nc.fit(
                decay(), samples(), target="y", method="adam", max_iterations=10_000_000
            )
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        assert not result.converged
        assert result.message == "interrupted"
        assert result.statistics.rss < 5

    def test_a_second_one_gets_through(self) -> None:
        class Insisting(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.k = nn.Parameter(torch.tensor(9.0, dtype=torch.float64))
                self.calls = 0

            def forward(self, x: torch.Tensor) -> torch.Tensor:
                self.calls += 1
                if self.calls >= 12:
                    raise KeyboardInterrupt
                return torch.exp(self.k * x)

        with pytest.raises(KeyboardInterrupt):
            nc.fit(Insisting(), {"x": [1.0, 2.0, 3.0]}, target=[1.0, 2.0, 3.5])


def test_progress_is_shown_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    nc.fit(decay(), samples(), target="y", progress=True)
    assert "evaluations" in capsys.readouterr().err
    nc.fit(decay(), samples(), target="y")
    nc.fit(decay(), samples(), target="y", progress=False)
    assert capsys.readouterr().err == ""


def test_what_is_written_down() -> None:
    result = nc.fit(decay(), samples(), target="y", seed=5)
    assert result.seed == 5
    assert set(result.versions) == {"neuralc", "python", "numpy", "scipy", "torch"}
    history = result.history
    assert len(history.costs) == result.evaluations == history.evaluations[-1]
    assert (np.diff(history.seconds) >= 0).all()
    assert history.costs.min() == pytest.approx(result.statistics.rss / 2)
    assert 0 < history.seconds[-1] <= result.seconds


class TestFailedStarts:
    """A start at which the model has no value is one start less, and not the end of the fit."""

    x = np.linspace(0.5, 3, 20)
    loop = (
        "(input x) (parameter k {} (between 0 30)) (loop ((z k)) (if (> z 10) (* z x) (recur z)))"
    )
    index = "(input x) (parameter k {} (between 0 6)) (* k x (ref [1 1 1] (floor k)))"
    programs = pytest.mark.parametrize(
        ("program", "outside", "inside", "truth", "words"),
        [
            (loop, 5, 20, 12.0, "RuntimeError: line 1, column 42: the loop did not end"),
            (index, 5, 1, 2.5, "IndexError: line 1, column 48: index 5 is out of range for size 3"),
        ],
        ids=["loop", "index"],
    )

    def fit(self, program: str, truth: float, how: str, **options: Any) -> nc.FitResult:
        model = nc.compile(program, max_iterations=1000, backend=BACKEND)
        data = {"x": torch.tensor(self.x)}
        if how == "target":
            return nc.fit(model, data, target=truth * self.x, **options)
        return nc.fit(
            model,
            data,
            residuals=lambda model, data: model(data["x"]) - truth * data["x"],
            **options,
        )

    @programs
    @pytest.mark.parametrize("how", ["target", "residuals"])
    @pytest.mark.parametrize("method", ["auto", "lbfgs", "adam"])
    def test_the_first_of_several(
        self,
        program: str,
        outside: Any,
        inside: Any,
        truth: float,
        words: str,
        how: str,
        method: Any,
    ) -> None:
        options = {"learning_rate": 0.1} if method == "adam" else {}
        result = self.fit(program.format(outside), truth, how, starts=8, method=method, **options)
        assert result.estimates["k"] == pytest.approx(truth, rel=1e-3)
        assert result.starts.costs[0] == np.inf
        assert words in result.starts.failures[0]
        assert any(
            "of 8 starts failed: start" in text and words in text for text in result.warnings
        )
        assert nc.FitResult.from_json(result.to_json()).starts == result.starts

    @programs
    @pytest.mark.parametrize("how", ["target", "residuals"])
    def test_the_only_one(
        self, program: str, outside: Any, inside: Any, truth: float, words: str, how: str
    ) -> None:
        kind, _, text = words.partition(": ")
        with pytest.raises((IndexError, RuntimeError), match=text) as caught:
            self.fit(program.format(outside), truth, how)
        assert type(caught.value).__name__ == kind
        # The value that the model has is nobody's business where another start is given.
        result = self.fit(program.format(outside), truth, how, parameters={"k": float(inside)})
        assert result.estimates["k"] == pytest.approx(truth)

    def test_all_of_them(self) -> None:
        with pytest.raises(nc.FitError, match="all 4 starts failed: start 1: Runtime") as caught:
            nc.fit(
                nc.compile(self.loop.format(5), max_iterations=1000),
                {"x": self.x},
                target=self.x,
                starts=4,
                parameters={"k": (0, 9)},
            )
        assert "the loop did not end" in str(caught.value)
        assert "the model has a value at none of 64 other points" in str(caught.value)

    @pytest.mark.parametrize(
        "error",
        [
            IndexError("no such row"),
            ValueError("math domain error"),
            OverflowError("too large"),
            ZeroDivisionError("division by zero"),
            np.linalg.LinAlgError("singular matrix"),
            torch.linalg.LinAlgError("singular matrix"),
            MemoryError("too much"),
            RecursionError("too deep"),
        ],
        ids=lambda error: type(error).__name__,
    )
    @pytest.mark.parametrize("method", ["lm", "trf", "dogbox", "lbfgs"])
    def test_a_step_that_raises_is_turned_down(self, method: Any, error: Exception) -> None:
        class Line(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.k = torch.nn.Parameter(torch.tensor(8.0, dtype=torch.float64))

            def forward(self, x: torch.Tensor) -> torch.Tensor:
                if bool(self.k.detach() < 0.9):
                    raise error
                return torch.log(self.k - 0.9 + 0.1) * x

        def residuals(model: Any, data: Any) -> Any:
            return model(data["x"]) - float(np.log(0.2)) * data["x"]

        result = nc.fit(Line(), {"x": torch.tensor(self.x)}, residuals=residuals, method=method)
        assert result.estimates["k"] == pytest.approx(1.0, abs=1e-4)

    @pytest.mark.parametrize("error", [TypeError("no"), KeyError("no"), NotImplementedError("no")])
    @pytest.mark.parametrize("starts", [1, 4])
    def test_a_fault_of_the_model_comes_through(self, error: Exception, starts: int) -> None:
        calls = []

        def residuals(model: Any, data: Any) -> Any:
            calls.append(1)
            if len(calls) > 3:
                raise error
            return model(data["x"]) - data["x"]

        model = nc.compile("(* k x)", parameters={"k": 2.0})
        with pytest.raises(type(error)):
            nc.fit(model, {"x": torch.tensor(self.x)}, residuals=residuals, starts=starts)

    def test_settings_are_no_starts(self) -> None:
        with pytest.raises(ValueError, match="schedule must be"):
            self.fit(self.loop.format(20), 12.0, "target", starts=2, method="adam", schedule="no")

    def test_profiles_pass_over_them(self) -> None:
        program = (
            "(input x) (parameter k 2 (between 0 6)) (parameter c 0)"
            "(+ c (* k x (ref [1 1 1] (floor k))))"
        )
        y = 2.9 * self.x + 0.5 * np.sin(40 * self.x)
        result = nc.fit(nc.compile(program, backend=BACKEND), {"x": self.x}, target=y)
        profile = result.profile("k")
        assert profile.values.max() < 3 < result.interval("k")[1]
        assert np.isfinite(profile.costs).all()
