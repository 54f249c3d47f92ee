"""Integrating right-hand sides: known solutions, orders, derivatives, and what is wrong."""

import itertools
import math
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

import neuralc as nc

pytest.importorskip("scipy")
pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

LOTKA_VOLTERRA = """
(input y (vec 2))
(parameter α 1.0) (parameter β 0.5) (parameter δ 0.25) (parameter γ 0.5)
(let ((prey (ref y 0)) (predator (ref y 1)))
  [(- (* α prey) (* β prey predator)) (- (* δ prey predator) (* γ predator))])
"""
OSCILLATOR = "(input y (vec 2)) (parameter ω 2.0) [(ref y 1) (- (* ω ω (ref y 0)))]"
GAUSSIAN = "(input t) (input y) (parameter c 2.0) (- (* c t y))"  # y = exp(−c t² / 2)
ORDERS = {"euler": 1, "midpoint": 2, "heun": 2, "rk4": 4}
BACKENDS = ("eager", "native")


@pytest.fixture(autouse=True)
def float64():
    """Parameters in double precision."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


class Linear(nn.Module):
    """A right-hand side that is no program."""

    def __init__(self) -> None:
        super().__init__()
        self.matrix = nn.Parameter(torch.tensor([[-0.1, 2.0], [-2.0, -0.1]]))

    def forward(self, y: torch.Tensor) -> torch.Tensor:
        return y @ self.matrix.T


def worst(f, y0, times, exact, **options):
    with warnings.catch_warnings():  # Large errors are what is measured.
        warnings.simplefilter("ignore", nc.ode.IntegrationWarning)
        return float((nc.ode.integrate(f, y0, times, **options).detach() - exact).abs().max())


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("method", ORDERS)
def test_errors_fall_with_the_order_of_the_method(method, backend):
    times = torch.linspace(0, 1, 11)
    oscillator = nc.compile(OSCILLATOR, backend=backend)
    gaussian = nc.compile(GAUSSIAN, backend=backend)
    circle = torch.stack([torch.cos(2 * times), -2 * torch.sin(2 * times)], -1)
    bell = torch.exp(-times.square())
    for f, y0, exact in ((oscillator, [1.0, 0.0], circle), (gaussian, 1.0, bell)):
        errors = [
            worst(f, torch.tensor(y0), times, exact, method=method, substeps=substeps)
            for substeps in (4, 8)
        ]
        assert errors[0] / errors[1] == pytest.approx(2 ** ORDERS[method], rel=0.15)


@pytest.mark.filterwarnings("ignore::neuralc.ode.IntegrationWarning")
def test_kernels_take_the_steps_of_the_loop_to_the_bit():
    y0 = torch.tensor([[4.0, 1.0], [2.0, 2.5]])
    times = torch.tensor([0.0, 0.1, 0.25, 0.7, 0.9])
    for method, substeps in itertools.product(ORDERS, (1, 3)):
        paths = [
            nc.ode.integrate(
                nc.compile(LOTKA_VOLTERRA, backend=backend),
                y0,
                times,
                method=method,
                substeps=substeps,
            )
            for backend in BACKENDS
        ]
        assert paths[0].shape == (2, 5, 2)
        assert torch.equal(*paths)


@pytest.mark.parametrize("backend", BACKENDS)
def test_each_item_of_a_batch_is_what_it_would_be_alone(backend):
    f = nc.compile("(input t) (input x (vec 2)) (input k) (* (sin (* k t)) x)", backend=backend)
    y0 = torch.rand(3, 2)
    times = torch.rand(4, 1, 6).sort().values
    k = torch.rand(3)
    path = nc.ode.integrate(f, y0, times, constants={"k": k})
    assert path.shape == (4, 3, 6, 2)
    for i, j in itertools.product(range(4), range(3)):
        alone = nc.ode.integrate(f, y0[j], times[i, 0], constants={"k": k[j]})
        torch.testing.assert_close(path[i, j], alone, rtol=1e-15, atol=1e-15)


def test_one_time_gives_the_start():
    f = nc.compile(LOTKA_VOLTERRA)
    assert nc.ode.integrate(f, [4.0, 1.0], [0.0]).tolist() == [[4.0, 1.0]]


def test_matrices_are_states_too():
    f = nc.compile("(input m (mat 2 2)) (matmul [[0 1] [-1 0]] m)", backend="native")
    path = nc.ode.integrate(f, torch.eye(2), torch.linspace(0, 1, 101))
    turn = [[math.cos(1), math.sin(1)], [-math.sin(1), math.cos(1)]]
    assert np.allclose(path[-1], turn, rtol=0, atol=1e-9)
    assert np.allclose(nc.ode.simulate(f, np.eye(2), [0.0, 1.0])[-1], turn, rtol=0, atol=1e-6)


def test_torchdiffeq_agrees_with_small_steps():
    f = nc.compile(LOTKA_VOLTERRA, backend="native")
    y0, times = torch.tensor([[4.0, 1.0], [2.0, 2.5]]), torch.linspace(0, 12, 13)
    ours = nc.ode.integrate(f, y0, times, substeps=200)
    theirs = nc.ode.odeint(f, y0, times, rtol=1e-10, atol=1e-12)
    torch.testing.assert_close(ours, theirs, rtol=1e-8, atol=1e-8)
    same_steps = nc.ode.odeint(f, y0, times, method="rk4", options={"step_size": 0.5})
    assert same_steps.shape == ours.shape


@pytest.mark.parametrize("adjoint", [False, True])
def test_gradients_through_torchdiffeq(adjoint):
    f = nc.compile(OSCILLATOR, backend="native")
    y0 = torch.tensor([1.0, 0.0], requires_grad=True)
    path = nc.ode.odeint(f, y0, [0.0, 0.7], rtol=1e-10, atol=1e-12, adjoint=adjoint)
    path[-1, 0].backward()  # cos ω t
    assert f.ω.grad.item() == pytest.approx(-0.7 * math.sin(1.4), abs=1e-7)
    assert y0.grad[0].item() == pytest.approx(math.cos(1.4), abs=1e-7)


@pytest.mark.parametrize("backend", BACKENDS)
def test_derivatives_of_steps_are_exact(backend):
    f = nc.compile(LOTKA_VOLTERRA, backend=backend)

    def path(y0, *values):
        parameters = dict(zip("αβδγ", values, strict=True))

        class Bound(nn.Module):
            def forward(self, y):
                return torch.func.functional_call(f, parameters, (y,))

        if backend == "native":
            right = nc.ode.RightHandSide(f)
            program = nc.ode._follow.kernel_of(right, 4, y0, "rk4", 1)
            times = torch.linspace(0, 0.4, 5)
            return program(y0, *values, times[:-1], times.diff())
        return nc.ode.integrate(Bound(), y0, torch.linspace(0, 0.4, 5))

    y0 = torch.tensor([4.0, 1.0], requires_grad=True)
    values = [torch.tensor(value, requires_grad=True) for value in (1.0, 0.5, 0.25, 0.5)]
    assert torch.autograd.gradcheck(path, (y0, *values))
    assert torch.autograd.gradgradcheck(path, (y0, *values))


def test_a_rollout_is_a_program_with_the_same_parameters():
    f = nc.compile(LOTKA_VOLTERRA, backend="native")
    with torch.no_grad():
        f.α.copy_(torch.tensor(1.1))
    model = nc.ode.rollout(f, 20, dt=0.1)
    assert dict(model.inputs) == {"y": "(vec 2)"}
    assert [name for name, _ in model.named_parameters()] == list("αβδγ")
    assert model.α.item() == 1.1
    y0 = np.array([[4.0, 1.0], [2.0, 2.5], [1.0, 1.0]])
    value, jacobians = model.value_and_jacobian(y0)
    expected = nc.ode.integrate(f, y0, torch.arange(21) * 0.1, substeps=1)
    assert np.allclose(value, expected[:, 1:].detach(), rtol=1e-13)
    for name in "αβδγ":
        step = 1e-5
        moved = [
            model.value_and_grad(y0, wrt=(), **{name: getattr(model, name).item() + side})[0]
            for side in (step, -step)
        ]
        slope = (moved[0] - moved[1]) / (2 * step)
        assert np.allclose(jacobians[name], slope, rtol=1e-7, atol=1e-7)


# Texts that mean −k y, or −k y + sin t, and what they are compiled with.
DECAYS = [
    ("(- (* k y))", {"parameters": {"k": 2.0}}),
    ("(parameter k 2) (define rate (* k y)) (- rate)", {}),
    ("(input y) (define (rate) (* k y)) (parameter k 2) (- (rate)) #;(input z) ; (y", {}),
    ("(define (f y k) (- (* y k))) 3", {"entry": "f", "state": "y", "constants": {"k": 2.0}}),
    ("(define f (lambda (y) (- (* y k)))) 3", {"entry": "f", "parameters": {"k": 2.0}}),
    # Functions that need each other, and the state.
    (
        "(input y) (define (even n) (if (= n 0) (- (* 2 y)) (odd (- n 1))))"
        "(define (odd n) (if (= n 0) y (even (- n 1)))) (even 4)",
        {},
    ),
    # Names that a rollout might use itself, and operations that mean something else here.
    (
        "(input y) (input i) (define times (- 1 i)) (define (advance h) (* h times))"
        "(define (derivative z) (- (advance z))) (derivative y)",
        {"constants": {"i": -1.0}},
    ),
    ("(input y) (define (slice a) (* 2 a)) (define (col a) (- a)) (col (slice y))", {}),
    ("#| (y #| nested |# |# (input x) ((lambda (y) (- (* 2 y))) x)", {}),
    ("(input time) (input x) (* x -2 (cos (* 0 time)))", {}),
]


@pytest.mark.parametrize(("source", "options"), DECAYS)
@pytest.mark.parametrize("substeps", [1, 2])
def test_programs_of_every_form_are_rolled_out(source, options, substeps):
    options = dict(options)
    constants = options.pop("constants", {})
    state = options.pop("state", None)
    f = nc.compile(source, **options)
    model = nc.ode.rollout(f, 5, dt=0.1, substeps=substeps, state=state)
    start = {"time": 0.0} if "time" in f.inputs else {}
    path = model(**{name: 3.0 for name in f.inputs if name in ("x", "y")}, **constants, **start)
    expected = 3 * np.exp(-0.2 * np.arange(1, 6))
    assert np.allclose(path.detach(), expected, rtol=3e-5)
    assert not np.allclose(path.detach(), expected, rtol=1e-9)  # These are steps of 0.1.


def test_names_that_a_rollout_cannot_keep_apart_are_refused():
    source = "(define (f y k) (- (* y k))) (define k 2) 3"
    with pytest.raises(ValueError, match="the input `k` has the name of something at top level"):
        nc.ode.rollout(nc.compile(source, entry="f"), 2, dt=0.1, state="y")
    with pytest.raises(ValueError, match="`ref` has the name of an operation"):
        nc.ode.rollout(nc.compile("(input y) (parameter ref 1) (- (* ref y))"), 2, dt=0.1)


def test_values_that_need_each_other_are_refused():
    source = "(input y) (define a (let ((b 1)) (+ b y))) (define b (* a 2)) (- b)"
    with pytest.raises(ValueError, match="`a`, `b` need each other"):
        nc.ode.rollout(nc.compile(source), 2, dt=0.1)


def test_open_lengths_are_given():
    f = nc.compile("(input u (vec n)) (input k (vec n)) (- (* k u))")
    with pytest.raises(ValueError, match="is open: give it with size="):
        nc.ode.rollout(f, 3, dt=0.1, state="u")
    model = nc.ode.rollout(f, 3, dt=0.1, state="u", size=4)
    assert model(np.ones(4), np.zeros(4)).shape == (3, 4)
    path = nc.ode.integrate(f, np.ones((2, 4)), [0.0, 0.1], state="u", constants={"k": np.ones(4)})
    assert path.shape == (2, 2, 4)


def test_a_rollout_takes_text_and_files(tmp_path: Path):
    file = tmp_path / "decay.scm"
    file.write_text("(input y) (parameter k 2) (- (* k y))")
    for source in (file, file.read_text()):
        model = nc.ode.rollout(source, 3)
        assert dict(model.inputs) == {"y": "real", "times": "(vec 4)"}
        path = model(1.0, np.linspace(0, 0.3, 4))
        assert np.allclose(path.detach(), np.exp(-2 * np.array([0.1, 0.2, 0.3])), rtol=1e-4)


ROBERTSON = """
(input y (vec 3))
(parameter k1 0.04) (parameter k2 3e7) (parameter k3 1e4)
(let ((a (* k1 (ref y 0))) (b (* k3 (ref y 1) (ref y 2))) (c (* k2 (square (ref y 1)))))
  [(- b a) (- a b c) c])
"""


@pytest.mark.parametrize("method", ["LSODA", "Radau", "BDF"])
@pytest.mark.parametrize("backend", BACKENDS)
def test_stiff_solvers_do_as_with_a_jacobian_written_by_hand(method, backend):
    from scipy.integrate import solve_ivp

    def by_hand(t, y):
        a, b, c = 0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] ** 2
        return np.array([b - a, a - b - c, c])

    def jacobian(t, y):
        row = [-0.04, 1e4 * y[2], 1e4 * y[1]]
        reaction = 6e7 * y[1]
        return np.array([row, [0.04, -row[1] - reaction, -row[2]], [0, reaction, 0]])

    times = np.array([0.0, 0.4, 40.0, 4e3, 4e5])
    options = {"rtol": 1e-8, "atol": np.array([1e-10, 1e-14, 1e-10])}
    f = nc.compile(ROBERTSON, backend=backend)
    ours = nc.ode.simulate(f, [1, 0, 0], times, method=method, **options)
    theirs = solve_ivp(
        by_hand, (0, 4e5), [1, 0, 0], method=method, jac=jacobian, t_eval=times, **options
    )
    assert np.allclose(ours, theirs.y.T, rtol=1e-9, atol=1e-14)
    # Hairer and Wanner, Solving Ordinary Differential Equations II; the total is kept.
    assert np.allclose(ours.sum(-1), 1, rtol=1e-7)
    assert ours[2] == pytest.approx([0.7158270688, 9.185534765e-6, 0.2841637457], rel=1e-6)


def test_simulations_of_batches_and_modules():
    f = nc.compile("(input t) (input y) (input k) (* k y (cos t))", backend="native")
    k = np.array([[0.5], [1.0]])
    y0, times = np.array([1.0, 2.0, 3.0]) + np.zeros((2, 1)), np.array([0.0, 1.0, 2.0])
    path = nc.ode.simulate(f, y0, times, constants={"k": k})
    assert path.shape == (2, 3, 3)
    exact = y0[..., None] * np.exp(k[..., None] * np.sin(times))
    assert np.allclose(path, exact, rtol=1e-7)
    linear = Linear()
    path = nc.ode.simulate(linear, np.eye(2), times, method="Radau")
    for t, states in zip(times, path.swapaxes(0, 1), strict=True):
        exact = torch.linalg.matrix_exp(t * linear.matrix.detach()).T
        assert np.allclose(states, exact, rtol=0, atol=1e-6)


def test_a_solver_that_gives_up_says_when():
    f = nc.compile("(input y) (* y y)")  # 1 / (1 − t)
    with pytest.raises(ArithmeticError, match="stopped after t = 0"):
        nc.ode.simulate(f, 1.0, [0.0, 0.5, 2.0], method="Radau")


class Clock(nn.Module):
    def forward(self, time, x):
        return time * x


class Backwards(nn.Module):
    def forward(self, x, t, k=1.0):
        return k * t * x


@pytest.mark.parametrize("module", [Clock(), Backwards()])
def test_modules_say_by_names_whether_they_take_the_time(module):
    path = nc.ode.integrate(module, torch.ones(1), torch.linspace(0, 1, 11))
    assert path[-1].item() == pytest.approx(math.exp(0.5), rel=1e-6)


def test_who_is_state_and_time_is_told_or_asked():
    right = nc.ode.RightHandSide(
        nc.compile("(input k) (input x) (input t) (* k x t)"), state="x", constants={"k": 3}
    )
    assert right(2.0, torch.tensor(5.0)).item() == 30
    ambiguous = nc.compile("(input k) (input x) (* k x)")
    with pytest.raises(ValueError, match="there are `k`, `x`; name it with state="):
        nc.ode.RightHandSide(ambiguous)
    with pytest.raises(TypeError, match=r"`k` \(real\) is neither the state nor the time"):
        nc.ode.RightHandSide(ambiguous, state="x")
    with pytest.raises(TypeError, match="no input `kk`; there are `k`; did you mean `k`"):
        nc.ode.RightHandSide(ambiguous, state="x", constants={"k": 1, "kk": 2})
    with pytest.raises(TypeError, match="no input `z`"):
        nc.ode.RightHandSide(ambiguous, state="z")
    with pytest.raises(ValueError, match=r"is \(vec 2\), and its derivative real"):
        nc.ode.RightHandSide(nc.compile("(input y (vec 2)) (vsum y)"), state="y")
    with pytest.raises(TypeError, match="a right-hand side is a module, not function"):
        nc.ode.RightHandSide(worst)


def test_wrong_calls_are_explained():
    f = nc.compile(LOTKA_VOLTERRA)
    with pytest.raises(ValueError, match="there is no method 'rk5'"):
        nc.ode.integrate(f, [4.0, 1.0], [0.0, 1.0], method="rk5")
    with pytest.raises(ValueError, match="steps must be a positive integer, not 0"):
        nc.ode.rollout(f, 0)
    with pytest.raises(ValueError, match="dt must be a finite number"):
        nc.ode.rollout(f, 3, dt=math.inf)
    with pytest.raises(ValueError, match="is \\(mat 2 2\\): a trajectory"):
        nc.ode.rollout("(input m (mat 2 2)) m", 3, dt=0.1)
    with pytest.raises(ValueError, match="a state has 1 dimensions"):
        nc.ode.integrate(f, 1.0, [0.0, 1.0])


def test_a_parameter_may_be_called_source():
    f = nc.compile("(input y (vec 2)) (parameter source [1 2]) source")
    assert nc.ode.rollout(f, 2, dt=1.0)(np.zeros(2)).tolist() == [[1.0, 2.0], [2.0, 4.0]]
