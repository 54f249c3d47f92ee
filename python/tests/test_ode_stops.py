"""Rates that jump at a time: solvers stop there, or say that they cannot."""

import math
import warnings

import numpy as np
import pytest
import torch

import neuralc as nc
from neuralc.ode._stops import stops_of

pytest.importorskip("scipy")
pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

BACKENDS = ("eager", "native")
# A pulse of a parameter's size, on a system at rest.
PULSE = """
(input t) (input y) (parameter dose 50) (parameter begin 3)
(- (if (and (>= t begin) (<= t (+ begin 0.4))) dose 0) (* 0.2 y))
"""
TIMES = np.array([0.0, 5.0, 10.0, 20.0])
EXACT = np.array(
    [0, *(250 * (math.exp(-0.2 * (t - 3.4)) - math.exp(-0.2 * (t - 3))) for t in TIMES[1:])]
)


def pulse(backend="native"):
    return nc.compile(PULSE, backend=backend).double()


@pytest.mark.parametrize("method", ["LSODA", "Radau", "BDF", "DOP853", "RK45", "RK23"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_simulate_stops_at_a_pulse(backend, method):
    f = pulse(backend)
    forth = nc.ode.simulate(f, 0.0, TIMES, method=method)
    back = nc.ode.simulate(f, EXACT[-1], TIMES[::-1], method=method)[::-1]
    assert np.abs(forth - EXACT).max() < 1e-5
    assert np.abs(back - EXACT).max() < 1e-4  # The way back is unstable.


@pytest.mark.parametrize("method", ["dopri5", "dopri8"])
@pytest.mark.parametrize("adjoint", [False, True])
def test_odeint_stops_at_a_pulse(method, adjoint):
    pytest.importorskip("torchdiffeq")
    f = pulse()
    path = nc.ode.odeint(f, 0.0, TIMES, method=method, adjoint=adjoint, rtol=1e-9, atol=1e-11)
    # torchdiffeq interpolates between its steps; at the end it does not.
    assert np.abs(path.detach().numpy() - EXACT).max() < 1e-3
    assert path[-1].item() == pytest.approx(EXACT[-1], abs=1e-6)
    path[-1].backward()
    assert f.dose.grad.item() == pytest.approx(EXACT[-1] / 50, rel=1e-5)
    back = nc.ode.odeint(f, EXACT[-1], TIMES[::-1], method=method)
    assert back[-1].item() == pytest.approx(0, abs=1e-2)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_integrate_stops_at_a_pulse(dtype, backend):
    f = nc.compile(PULSE, backend=backend).to(dtype)
    path = nc.ode.integrate(f, 0.0, TIMES)
    assert path.shape == (4,)
    assert np.abs(path.detach().numpy() - EXACT).max() < 1e-4
    back = nc.ode.integrate(f, float(EXACT[-1]), TIMES[::-1].copy()).detach().numpy()[::-1]
    assert np.abs(back - EXACT).max() < (1e-4 if dtype == torch.float64 else 1e-2)
    path[-1].backward()
    assert f.dose.grad.item() == pytest.approx(EXACT[-1] / 50, rel=1e-4)


def test_each_item_with_its_own_times():
    f = pulse()
    times = np.stack([TIMES, TIMES / 2])
    path = nc.ode.integrate(f, 0.0, times).detach().numpy()
    assert np.abs(path[0] - EXACT).max() < 1e-4
    expected = nc.ode.simulate(f, 0.0, times[1])
    assert np.abs(path[1] - expected).max() < 1e-4


def test_times_of_pulses_are_those_of_parameters_and_constants():
    f = nc.compile(
        "(input t) (input y) (input at) (parameter wait 1) (- (if (< at t (+ at wait)) 2 0) y)",
        backend="native",
    ).double()
    right = nc.ode.RightHandSide(f, constants={"at": np.array([1.0, 4.0])})
    assert stops_of(right, torch.tensor(0.0), 0.0, 10.0).times == [1, 2, 4, 5]
    with torch.no_grad():
        f.wait.fill_(0.5)
    assert stops_of(right, torch.tensor(0.0), 0.0, 4.4).times == [1, 1.5, 4]
    assert stops_of(right, torch.tensor(0.0), 10.0, 2.0).times == [4, 4.5]
    path = nc.ode.simulate(f, 0.0, [0.0, 10.0], constants={"at": np.array([1.0, 4.0])})
    exact = [2 * (math.exp(-10 + at + 0.5) - math.exp(-10 + at)) for at in (1, 4)]
    assert path[:, -1] == pytest.approx(exact, rel=1e-5)


@pytest.mark.parametrize(
    "rate",
    ["(if (> (sin t) 0.99) 5 0)", "(floor t)", "(if (< (modulo t 3) 0.1) 5 0)", "(if (> t y) 1 2)"],
)
def test_jumps_at_times_that_are_not_known_are_spoken_of(rate):
    pytest.importorskip("torchdiffeq")
    f = nc.compile(f"(input t) (input y) (- {rate} y)", backend="native")
    for follow in (nc.ode.simulate, nc.ode.odeint, nc.ode.integrate):
        with pytest.warns(nc.ode.IntegrationWarning, match="may jump at times that are not known"):
            follow(f, 0.0, [0.0, 1.0])


def test_what_does_not_jump_is_not_spoken_of():
    smooth = "(- (max (sin t) 0.5) (if (> y 2) 1 0) y)"
    with warnings.catch_warnings():
        warnings.simplefilter("error", nc.ode.IntegrationWarning)
        f = nc.compile(f"(input t) (input y) {smooth}", backend="native")
        nc.ode.simulate(f, 0.0, [0.0, 1.0])
        nc.ode.integrate(f, 0.0, [0.0, 1.0])
        nc.ode.simulate(pulse(), 0.0, TIMES)


def test_a_program_is_as_it_was_after_a_look():
    f = nc.compile("(input t) (input y) (- (* k y (< t 3)))", parameters={"k": 1.0})
    before = list(f.__neuralc__.request.numbers)
    nc.ode.simulate(f, 1.0, TIMES)
    assert f.__neuralc__.request.numbers == before


def test_a_fit_of_doses():
    true = pulse()
    times = np.arange(13.0)
    observed = nc.ode.simulate(true, 0.0, times, rtol=1e-10)
    f = pulse()
    with torch.no_grad():
        f.dose.fill_(20.0)
    problem = nc.ode.MultipleShooting(f, times, observed, windows=3)
    result = nc.fit(problem, parameters={"begin": nc.Parameter(fixed=True)})
    assert result.estimates["dose"] == pytest.approx(50, rel=1e-4)
