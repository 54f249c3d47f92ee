"""Nonsense given to `nc.ode`: what is refused names the argument."""

import numpy as np
import pytest
import torch

import neuralc as nc

pytest.importorskip("scipy")
pytest.importorskip("torchdiffeq")
pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

PAIR = nc.compile("(input y (vec 2)) (parameter a 1) (* a y)", backend="native")
SCALED = nc.compile("(input t) (input y) (input k) (- (* k y t))", backend="native")
FOLLOW = (nc.ode.integrate, nc.ode.odeint, nc.ode.simulate)
T = [0.0, 1.0, 2.0]
NAN = float("nan")

TIMES = [
    ([0.0, NAN, 2.0], ValueError, r"times must be finite: times\[1\] is nan"),
    ([0.0, np.inf], ValueError, r"times must be finite: times\[1\] is inf"),
    ([0.0, 2.0, 1.0], ValueError, "times have to be in order"),
    ([], ValueError, "at least one point of time"),
    (1.0, ValueError, "at least one point of time"),
    (["0", "1"], TypeError, "times must be real numbers"),
    ([0, 1j], TypeError, "times must be real numbers"),
    ([True, False], TypeError, "times must be real numbers"),
    (None, TypeError, "times must be real numbers, not None"),
    ([[0.0, 1.0], [0.0]], ValueError, "times has rows of different lengths"),
    (np.array(["2020-01-01", "2020-01-02"], "datetime64[D]"), TypeError, "times must be"),
    (np.ma.array(T, mask=[0, 0, 1]), ValueError, "times has masked elements"),
    (torch.tensor([0, 1j]), TypeError, "times must be real numbers, not"),
]
STARTS = [
    ([NAN, 1.0], ValueError, r"y0 must be finite: y0\[0\] is nan"),
    ([1.0, 2.0, 3.0], ValueError, r"states in y0 have the shape \(3,\), and `y` is \(vec 2\)"),
    (1.0, ValueError, r"y0 has the shape \(\), and a state has 1 dimensions"),
    ("ab", TypeError, "y0 must be real numbers, not 'ab'"),
    ([1j, 1], TypeError, "y0 must be real numbers"),
    (None, TypeError, "y0 must be real numbers, not None"),
    ([], ValueError, r"states in y0 have the shape \(0,\)"),
    (np.ma.array([1.0, 2.0], mask=[0, 1]), ValueError, "y0 has masked elements"),
]
CONSTANTS = [
    (None, TypeError, r"the input `k` \(real\) is neither"),
    ({"k": "a"}, TypeError, "the constant `k` must be real numbers, not 'a'"),
    ({"k": None}, TypeError, "the constant `k` must be real numbers, not None"),
    ({"k": 1j}, TypeError, "the constant `k` must be real numbers"),
    ({"k": NAN}, ValueError, "the constant `k` must be finite"),
    ([1.0], TypeError, "constants must be values by name, not list"),
    ({"k": [1.0, 2.0, 3.0]}, ValueError, r"y0 has the batch \(2,\), and the constant `k` \(3,\)"),
]


@pytest.mark.parametrize("follow", FOLLOW)
@pytest.mark.parametrize(("times", "kind", "message"), TIMES)
def test_times(follow, times, kind, message):
    with pytest.raises(kind, match=message):
        follow(PAIR, [1.0, 2.0], times)


@pytest.mark.parametrize("follow", FOLLOW)
@pytest.mark.parametrize(("y0", "kind", "message"), STARTS)
def test_starts(follow, y0, kind, message):
    with pytest.raises(kind, match=message):
        follow(PAIR, y0, T)


@pytest.mark.parametrize("follow", FOLLOW)
@pytest.mark.parametrize(("constants", "kind", "message"), CONSTANTS)
def test_constants(follow, constants, kind, message):
    with pytest.raises(kind, match=message):
        follow(SCALED, [1.0, 2.0], T, constants=constants)


@pytest.mark.parametrize("follow", FOLLOW)
def test_settings(follow):
    for options, kind, message in (
        ({"method": "foo"}, ValueError, "there is no method 'foo'; there are \""),
        ({"method": 3}, ValueError, "there is no method 3"),
        ({"rtol": -1}, ValueError, "rtol must be positive and finite, not -1"),
        ({"rtol": "a"}, TypeError, "rtol must be a number, not 'a'"),
        ({"state": 3}, TypeError, "state must be the name of an input, not 3"),
        ({"time": "q"}, TypeError, "there is no input `q`"),
        ({"maxstep": 1}, TypeError, "maxstep"),
        ({"events": len}, TypeError, "events"),
    ):
        with pytest.raises(kind, match=message):
            follow(PAIR, [1.0, 2.0], T, **options)


def test_options_that_there_are_not():
    with pytest.raises(TypeError, match=r"`maxstep` for .*LSODA.*`lband`.*did you mean `max_step`"):
        nc.ode.simulate(PAIR, [1.0, 2.0], T, maxstep=1)
    with pytest.raises(TypeError, match='no option `min_step` for method="RK45"'):
        nc.ode.simulate(PAIR, [1.0, 2.0], T, method="RK45", min_step=1)
    with pytest.raises(TypeError, match="no option `events`: what happens at a state is not"):
        nc.ode.simulate(PAIR, [1.0, 2.0], T, events=lambda t, y: y[0])
    with pytest.raises(TypeError, match=r"takes `max_step` in options=\{\"max_step\": …\}"):
        nc.ode.odeint(PAIR, [1.0, 2.0], T, max_step=1)
    with pytest.raises(TypeError, match=r"no option `maxstep` .*did you mean `max_step`"):
        nc.ode.odeint(PAIR, [1.0, 2.0], T, options={"maxstep": 1})
    with pytest.raises(TypeError, match="no option `adjoint_rtol`"):
        nc.ode.odeint(PAIR, [1.0, 2.0], T, adjoint_rtol=1)
    with pytest.raises(TypeError, match="options must be values by name"):
        nc.ode.odeint(PAIR, [1.0, 2.0], T, options=3)


def test_options_that_there_are():
    exact = np.exp(2) * np.array([1.0, 2.0])
    for method, options in (
        ("LSODA", {"max_step": 0.1, "min_step": 0.0, "first_step": 0.01}),
        ("Radau", {"max_step": 0.1, "jac_sparsity": None}),
        ("RK45", {"max_step": 0.1}),
    ):
        path = nc.ode.simulate(PAIR, [1.0, 2.0], T, method=method, **options)
        assert path[-1] == pytest.approx(exact, rel=1e-6)
    path = nc.ode.odeint(PAIR, [1.0, 2.0], T, options={"max_step": 0.1})
    assert path[-1].tolist() == pytest.approx(exact, rel=1e-5)


@pytest.mark.parametrize("follow", FOLLOW)
def test_what_makes_sense(follow):
    for times, count in (
        ([0.0], 1), ([1.0, 1.0], 2), ([0.0, 1.0, 1.0, 2.0], 4), ([2.0, 1.0, 0.0], 3),
        (range(3), 3), (torch.arange(3), 3), (np.float32([0, 1]), 2),
    ):  # fmt: skip
        assert follow(PAIR, [1, 2], times).shape == (count, 2)
    path = follow(PAIR, [1, 2], [0.0, 1.0, 1.0, 2.0])
    assert path[1].tolist() == path[2].tolist()
    assert follow(PAIR, np.zeros((0, 2)), T).shape == (0, 3, 2)
    assert follow(SCALED, 1.0, T, constants={"k": [1.0, 2.0, 3.0]}).shape == (3, 3)


@pytest.mark.parametrize("count", [0, -1, 1.5, True, "a", 2.0])
def test_counts(count):
    for call in (
        lambda: nc.ode.integrate(PAIR, [1.0, 2.0], T, substeps=count),
        lambda: nc.ode.MultipleShooting(PAIR, T, np.ones((3, 2)), windows=1, substeps=count),
        lambda: nc.ode.MultipleShooting(PAIR, T, np.ones((3, 2)), windows=count),
        lambda: nc.ode.rollout(PAIR, count, dt=1.0),
    ):
        with pytest.raises(ValueError, match="must be a positive integer, not"):
            call()


def test_counts_of_numpy_are_counts():
    assert nc.ode.integrate(PAIR, [1.0, 2.0], T, substeps=np.int64(20)).shape == (3, 2)
    assert nc.ode.rollout(PAIR, np.int64(3), dt=0.1)([1.0, 2.0]).shape == (3, 2)


@pytest.mark.parametrize(
    ("times", "observations", "options", "kind", "message"),
    [
        (np.arange(25.0), np.ones((25, 1)), {}, ValueError, r"give them as a vector, .*\[:, 0\]"),
        ([0, NAN, 2], np.ones(3), {}, ValueError, "times have to be finite"),
        (["0", "1", "2"], np.ones(3), {}, TypeError, "times must be real numbers"),
        ([0.0], np.ones(1), {}, ValueError, "two points of time or more"),
        (T, [1, np.inf, 3], {}, ValueError, "observations have to be finite"),
        (T, [NAN] * 3, {}, ValueError, "nothing was observed"),
        (T, np.ones(3), {"continuity": "a"}, TypeError, "continuity must be a number"),
        (T, np.ones(3), {"continuity": np.inf}, ValueError, "continuity must be positive and fin"),
        (T, np.ones(3), {"starts": NAN}, ValueError, "starts have to be finite"),
        (T, np.ones(3), {"method": "foo"}, ValueError, "there is no method 'foo'"),
        (T, np.ones(3), {"rtol": 0}, ValueError, "rtol must be positive"),
    ],
)
def test_shooting(times, observations, options, kind, message):
    f = nc.compile("(input y) (parameter k 1) (- (* k y))", backend="native")
    with pytest.raises(kind, match=message):
        nc.ode.MultipleShooting(f, times, observations, **{"windows": 1, **options})


def test_shooting_of_states_of_another_length():
    with pytest.raises(ValueError, match=r"observations have the shape \(3,\), and `y` is \(vec 2"):
        nc.ode.MultipleShooting(PAIR, T, np.ones((3, 3)), windows=1)
    with pytest.raises(ValueError, match=r"a constant has the batch \(3,\), and the trajectories"):
        nc.ode.MultipleShooting(SCALED, T, np.ones((2, 3)), windows=1, constants={"k": np.ones(3)})
