"""How many steps are taken by themselves, what their error is said to be, and what that does to
fits; times in double precision."""

import math
import warnings

import numpy as np
import pytest
import torch
from torch import nn

import neuralc as nc
from neuralc.ode._arguments import arguments_of
from neuralc.ode._steps import choose, estimate_of

pytest.importorskip("scipy")
pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

BACKENDS = ("eager", "native")
EPIDEMIC = """
(input y (vec 2)) (parameter β 0.5) (parameter γ 0.3)
(let ((infections (* β (ref y 0) (ref y 1))))
  [(- infections) (- infections (* γ (ref y 1)))])
"""
DAYS = np.linspace(0, 100, 8)
DECAY = "(input y) (parameter k 1) (- (* k y))"
OSCILLATOR = "(input y (vec 2)) [(ref y 1) (- (ref y 0))]"


def epidemic(backend="native", β=0.5, γ=0.3):
    f = nc.compile(EPIDEMIC, backend=backend).double()
    with torch.no_grad():
        f.β.fill_(β)
        f.γ.fill_(γ)
    return f


def seen(noise=0.0):
    """An epidemic of β = 0.3 and γ = 0.1, seen eight times in 100 days."""
    states = nc.ode.simulate(epidemic(β=0.3, γ=0.1), [0.999, 0.001], DAYS, rtol=1e-12, atol=1e-14)
    return states + noise * np.random.default_rng(0).normal(size=states.shape)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("method", ["rk4", "heun", "midpoint", "euler"])
def test_the_error_is_as_small_as_was_asked_for(method, backend):
    rtol = 1e-2 if method == "euler" else 1e-5
    f = epidemic(backend, β=0.3, γ=0.1)
    exact = seen()
    path = nc.ode.integrate(f, [0.999, 0.001], DAYS, method=method, rtol=rtol).detach().numpy()
    error = np.abs(path - exact) / np.abs(exact).max(0)
    assert error.max() < rtol
    # Nor much smaller: no more steps are taken than that needs.
    assert error.max() > rtol / 1e4


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_back_ends_choose_the_same_steps(dtype):
    y0 = torch.tensor([[0.999, 0.001], [0.5, 0.2]], dtype=dtype)
    paths = [nc.ode.integrate(epidemic(backend).to(dtype), y0, DAYS) for backend in BACKENDS]
    assert paths[0].dtype == dtype
    torch.testing.assert_close(*paths, rtol=0, atol=0 if dtype == torch.float64 else 1e-6)


def test_steps_do_not_depend_on_whether_derivatives_are_asked_for():
    f, y0 = epidemic(), torch.tensor([0.999, 0.001], dtype=torch.float64)
    times = torch.from_numpy(DAYS)
    with torch.no_grad():
        plain = nc.ode.integrate(f, y0, times)
    followed = nc.ode.integrate(f, y0.clone().requires_grad_(), times)
    forward, _ = torch.func.vjp(lambda y: nc.ode.integrate(f, y, times), y0)
    moved, _ = torch.func.jvp(lambda y: nc.ode.integrate(f, y, times), (y0,), (y0,))
    for other in (followed, forward, moved):
        assert torch.equal(plain, other)
    # As a whole, too: forward over reverse.
    jacobians = [
        transform(lambda y: nc.ode.integrate(f, y, times)[-1])(y0)
        for transform in (torch.func.jacrev, torch.func.jacfwd)
    ]
    torch.testing.assert_close(*jacobians, rtol=1e-9, atol=1e-12)


def test_each_item_of_a_batch_takes_its_own_steps():
    f = nc.compile("(input y) (input k) (- (* k y))", backend="native")
    k = np.array([0.1, 1.0, 20.0])
    both = nc.ode.integrate(f, 1.0, [0.0, 1.0, 3.0], constants={"k": k})
    for item, own in zip(both, k, strict=True):
        alone = nc.ode.integrate(f, 1.0, [0.0, 1.0, 3.0], constants={"k": np.array(own)})
        assert torch.equal(item, alone)
    right = nc.ode.RightHandSide(f, constants={"k": k})
    counts = choose(right, arguments_of(right, 1.0, [0.0, 1.0, 3.0]), "rk4", 1e-6).counts
    assert counts.shape == (3, 2)
    assert (counts.diff(dim=0) > 0).all()


class Linear(nn.Module):
    def __init__(self):
        super().__init__()
        self.matrix = nn.Parameter(torch.tensor([[0.0, 1.0], [-1.0, 0.0]], dtype=torch.float64))

    def forward(self, y):
        return y @ self.matrix.T


def test_modules_choose_steps_too():
    path = nc.ode.integrate(Linear(), np.eye(2), [0.0, 5.0, 20.0]).detach().numpy()
    exact = [[math.cos(20), -math.sin(20)], [math.sin(20), math.cos(20)]]
    assert np.abs(path[:, -1] - exact).max() < 1e-6


def test_what_oscillates_with_the_steps_is_seen():
    # Both 1 and 2 steps a round see sin 4πt at its zeros alone.
    f = nc.compile("(input t) (input y) (square (sin (* 4 pi t)))", backend="native")
    path = nc.ode.integrate(f, 0.0, np.arange(4.0))
    assert path.tolist() == pytest.approx([0, 0.5, 1, 1.5], rel=1e-5)


@pytest.mark.parametrize("method", ["euler", "heun", "rk4"])
@pytest.mark.parametrize("substeps", [1, 4])
def test_the_estimate_is_the_error(method, substeps):
    f = nc.compile(OSCILLATOR, backend="native")
    right = nc.ode.RightHandSide(f)
    times = np.linspace(0, 6, 31)
    arguments = arguments_of(right, np.array([1.0, 0.0]), times)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = nc.ode.integrate(f, np.array([1.0, 0.0]), times, method=method, substeps=substeps)
    exact = np.stack([np.cos(times), -np.sin(times)], -1)
    found = estimate_of(right, arguments, method, substeps, path).error.numpy()
    error = exact - path.detach().numpy()
    assert np.allclose(found, error, rtol=0, atol=0.3 * np.abs(error).max())


def test_steps_that_are_too_long_are_spoken_of():
    f = epidemic(β=0.3, γ=0.1)
    message = r"too long: `y\[1\]` at t = 28.5714 is off by about 0.03, of at most 0.29"
    with pytest.warns(nc.ode.IntegrationWarning, match=message) as caught:
        nc.ode.integrate(f, [0.999, 0.001], DAYS, substeps=1)
    assert caught[0].filename == __file__
    with pytest.warns(nc.ode.IntegrationWarning, match=r"item \[1\] of the batch at t = 3"):
        nc.ode.integrate(nc.compile(DECAY), np.array([0.0, 1.0]), [0.0, 3.0], substeps=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nc.ode.integrate(f, [0.999, 0.001], DAYS, substeps=20)
        nc.ode.integrate(f, [0.999, 0.001], DAYS)


def test_the_error_is_looked_at_again_but_ever_more_rarely(recwarn):
    f = nc.compile(DECAY)
    warnings.simplefilter("always")
    for _ in range(20):
        nc.ode.integrate(f, 1.0, [0.0, 3.0], substeps=1)
    assert len(recwarn) == 5  # The calls 1, 2, 4, 8, 16.


def test_what_no_number_of_steps_is_enough_for_is_spoken_of():
    chaos = """
    (input y (vec 3))
    (let ((a (ref y 0)) (b (ref y 1)) (c (ref y 2)))
      [(* 10 (- b a)) (- (* a (- 28 c)) b) (- (* a b) (* 8/3 c))])
    """
    with pytest.warns(nc.ode.IntegrationWarning, match="is off by about .* with as many steps"):
        nc.ode.integrate(nc.compile(chaos, backend="native"), np.ones(3), [0.0, 60.0])
    pole = nc.compile("(input y) (* y y)", backend="native")  # 1 / (1 − t)
    with pytest.warns(nc.ode.IntegrationWarning, match="`y` at t = 2 is"):
        nc.ode.integrate(pole, np.array(1.0), [0.0, 0.5, 2.0])


def test_fixed_steps_of_torchdiffeq_are_looked_at_too():
    pytest.importorskip("torchdiffeq")
    f, y0 = nc.compile(OSCILLATOR), np.array([1.0, 0.0])
    for options in ({}, {"options": {"step_size": 1.0}}):
        with pytest.warns(nc.ode.IntegrationWarning, match="the steps are too long: `y"):
            nc.ode.odeint(f, y0, [0.0, 4.0], method="rk4", **options)
    with warnings.catch_warnings():
        warnings.simplefilter("error", nc.ode.IntegrationWarning)
        nc.ode.odeint(f, y0, [0.0, 4.0], method="rk4", options={"step_size": 0.05})
        nc.ode.odeint(f, y0, [0.0, 4.0])


@pytest.mark.parametrize("windows", [1, 4, 7])
def test_an_epidemic_seen_eight_times_is_fitted(windows):
    f = epidemic()
    problem = nc.ode.MultipleShooting(f, DAYS, seen(0.005), windows=windows, sigma=0.005)
    result = nc.fit(problem)
    assert result.converged
    for name, true in (("β", 0.3), ("γ", 0.1)):
        assert abs(result.estimates[name] - true) < 3 * result.standard_errors[name]
        assert result.standard_errors[name] < 0.02 * true
    assert not any("not exact" in text for text in result.warnings)


def test_steps_of_a_fit_that_are_too_long_are_in_its_report():
    # With one step from an observation to the next, γ comes out as 0.22.
    problem = nc.ode.MultipleShooting(epidemic(), DAYS, seen(0.005), windows=4, substeps=1)
    result = nc.fit(problem)
    assert result.estimates["γ"] > 0.2
    (text,) = [text for text in result.warnings if "the model itself is not exact" in text]
    assert "`y[1]` in window 1 at t = 42.8571 is off by about 0.1, of at most 0.22" in text
    assert "would move by about" in text


def test_steps_are_as_short_as_the_noise_asks_for():
    problem = nc.ode.MultipleShooting(epidemic(), DAYS, seen(), windows=4)
    result = nc.fit(problem)
    assert problem.rtol < 1e-6
    assert result.estimates["γ"] == pytest.approx(0.1, rel=1e-7)
    assert not any("not exact" in text for text in result.warnings)


@pytest.mark.parametrize("windows", [1, 3])
def test_kernels_and_pytorch_agree_where_steps_are_chosen(windows):
    from neuralc.ode._predictor import KernelPredictor, _by_modules

    pulse = "(input t) (input y) (parameter k 1) (- (if (< 2.5 t 3.5) 4 0) (* k y))"
    f = nc.compile(pulse, backend="native")
    times = np.arange(7.0)
    problem = nc.ode.MultipleShooting(f, times, np.exp(-times), windows=windows)
    kernels, modules = problem.__predictor__(), _by_modules(problem)
    assert isinstance(kernels, KernelPredictor)
    flat = np.concatenate([np.ravel(unknown.start) for unknown in kernels.unknowns])
    order = np.arange(len(flat))
    values, jacobian = kernels.linearised(flat, order)
    others, derivatives = modules.linearised(np.roll(flat, -1), order)
    assert np.allclose(values, others, rtol=1e-13, atol=1e-13)
    assert np.allclose(jacobian[:, np.roll(order, -1)], derivatives, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize("origin", [0.0, 1e8, 2_460_000.5, 1e9])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("backend", BACKENDS)
def test_times_are_float64_whatever_the_states_are(backend, dtype, origin):
    f = nc.compile(DECAY, backend=backend).to(dtype)
    times = np.array([origin, origin + 1, origin + 2])
    path = nc.ode.integrate(f, 1.0, times, substeps=100)
    assert path.dtype == dtype
    assert path.tolist() == pytest.approx([1, math.exp(-1), math.exp(-2)], rel=1e-6)
    assert nc.ode.odeint(f, 1.0, times).tolist() == pytest.approx(path.tolist(), rel=1e-5)


def test_a_fit_with_julian_dates():
    days = 2_460_000.5 + np.linspace(0, 10, 21)
    values = np.exp(-0.3 * (days - days[0]))
    for f in (nc.compile(DECAY, backend="native"), nc.compile(DECAY, backend="eager")):
        problem = nc.ode.MultipleShooting(f, days, values, windows=2)
        assert nc.fit(problem).estimates["k"] == pytest.approx(0.3, rel=1e-6)


class Rate(nn.Module):
    """A float32 module."""

    def __init__(self):
        super().__init__()
        self.k = nn.Parameter(torch.tensor(1.0))

    def forward(self, y):
        return -self.k * y


def test_modules_in_float32_lose_nothing_of_times_and_observations():
    days = 2_460_000.5 + np.linspace(0, 4, 9)
    values = np.exp(-0.3 * (days - days[0]))[:, None]
    problem = nc.ode.MultipleShooting(Rate(), days, values, windows=2)
    assert problem().dtype == torch.float64
    assert nc.fit(problem).estimates["k"] == pytest.approx(0.3, rel=1e-4)
    assert nc.ode.simulate(Rate(), [1.0], days)[-1] == pytest.approx(math.exp(-4), rel=1e-6)


def test_rates_that_cannot_tell_times_apart_are_spoken_of():
    pytest.importorskip("torchdiffeq")
    f = nc.compile("(input t) (input y) (parameter k 1) (* k y (cos t))", backend="native")
    times = np.array([1e8, 1e8 + 1])
    for follow in (nc.ode.integrate, nc.ode.odeint):
        with pytest.warns(nc.ode.IntegrationWarning, match="times in float32, which near t = 1e"):
            follow(f, 1.0, times)
    with warnings.catch_warnings():
        warnings.simplefilter("error", nc.ode.IntegrationWarning)
        nc.ode.integrate(f, 1.0, [0.0, 1.0])
        nc.ode.integrate(nc.compile(f.source, backend="native").double(), 1.0, times)
        # Rates that do not depend on the time need not tell times apart.
        nc.ode.integrate(nc.compile(DECAY), 1.0, times)


def test_states_have_the_widest_dtype():
    f = nc.compile("(input y) (input k) (* k y)")
    follow = nc.ode.integrate
    for y0, k, expected in (
        (1.0, 2.0, torch.float32),
        (np.float64(1), 2.0, torch.float64),
        (np.ones(2), 2.0, torch.float64),
        (1, np.ones(2), torch.float64),
        (torch.tensor(1.0), torch.tensor(2.0), torch.float32),
        (np.float32(1), 2, torch.float32),
        ([1, 2], 2, torch.float32),
    ):
        assert follow(f, y0, [0.0, 0.1], constants={"k": k}, substeps=1).dtype == expected
    double = nc.compile(DECAY).double()
    for y0 in (1.0, 1, torch.tensor(1.0), np.float32(1)):
        assert follow(double, y0, [0.0, 0.1], substeps=1).dtype == torch.float64


def test_values_that_cannot_be_looked_at_choose_no_steps():
    f = nc.compile(DECAY, backend="native")
    with pytest.raises(ValueError, match=r"cannot be looked at .* give substeps="):
        torch.func.vmap(lambda y: nc.ode.integrate(f, y, [0.0, 1.0]))(torch.ones(3))
    path = torch.func.vmap(lambda y: nc.ode.integrate(f, y, [0.0, 1.0], substeps=2))(torch.ones(3))
    assert path.shape == (3, 2)
