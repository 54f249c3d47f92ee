"""`value_and_grad` and `value_and_jacobian`: against the reference evaluator and torch.func."""

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.func import jacrev, vmap

import neuralc as nc

PULL = "(* k (dot r r) (sin x))"
BACKENDS: list[dict[str, Any]] = [{}]
if find_spec("llvmlite"):
    BACKENDS.append({"backend": "native"})


@pytest.fixture(params=BACKENDS, ids=lambda options: options.get("backend", "eager"))
def options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """How the program is compiled."""
    return dict(request.param)


def pull(options: dict[str, Any]) -> nc.CompiledModule:
    model = nc.compile(PULL, inputs={"r": (3,), "x": ()}, parameters={"k": 0.5}, **options)
    return model.double()


def close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), rtol=1e-12, atol=1e-12)


class TestKinds:
    def test_numbers_give_numbers(self, options: dict[str, Any]) -> None:
        value, gradients = nc.compile("(* a b)", **options).value_and_grad(3, b=0.1)
        assert (value, gradients) == (3 * 0.1, {"a": 0.1, "b": 3.0})
        assert type(value) is float
        assert all(type(gradient) is float for gradient in gradients.values())

    def test_sequences_give_arrays(self, options: dict[str, Any]) -> None:
        value, gradients = pull(options).value_and_grad([1, 2, 2], 0.5)
        expected = nc.gradient(PULL, {"r": [1, 2, 2], "x": 0.5}, parameters={"k": 0.5})
        assert isinstance(value, float)
        assert isinstance(gradients["r"], np.ndarray)
        assert list(gradients) == list(expected)
        for name in expected:
            close(gradients[name], expected[name])

    @pytest.mark.parametrize("dtype", [np.float32, np.float64])
    def test_arrays_give_arrays(self, options: dict[str, Any], dtype: Any) -> None:
        model = nc.compile("(* k (exp x))", parameters={"k": 2.0}, **options)
        x = np.linspace(0, 1, 5, dtype=dtype)
        value, gradients = model.value_and_grad(x)
        for result in (value, *gradients.values()):
            assert isinstance(result, np.ndarray)
            assert result.dtype == dtype
        np.testing.assert_allclose(gradients["x"], 2 * np.exp(x), rtol=1e-6)
        np.testing.assert_allclose(gradients["k"], np.exp(x).sum(), rtol=1e-6)

    def test_tensors_give_detached_tensors(self, options: dict[str, Any]) -> None:
        model = pull(options)
        r = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
        value, gradients = model.value_and_grad(r, torch.tensor(0.5, dtype=torch.float64))
        assert not value.requires_grad
        assert all(isinstance(gradient, Tensor) for gradient in gradients.values())
        assert not any(gradient.requires_grad for gradient in gradients.values())
        assert r.grad is None
        model(r, 0.5).sum().backward()
        assert r.grad is not None
        close(gradients["r"], r.grad)
        close(gradients["k"], model.k.grad)

    def test_integers_and_readonly_and_strided_arrays(self, options: dict[str, Any]) -> None:
        model = nc.compile("(* a b)", **options)
        assert model.value_and_grad(np.array(3), np.array(2))[0] == 6
        reverse = np.arange(4.0)[::-1]
        frozen = np.arange(4.0)
        frozen.flags.writeable = False
        close(model.value_and_grad(reverse, frozen)[1]["a"], frozen)
        close(model.value_and_grad(reverse, frozen)[1]["b"], reverse)

    def test_parameters_alone_give_tensors(self, options: dict[str, Any]) -> None:
        model = nc.compile("(* k k)", parameters={"k": 3.0}, **options)
        value, gradients = model.value_and_grad()
        assert value == 9
        assert gradients["k"] == 6
        assert isinstance(value, Tensor)

    def test_within_no_grad(self, options: dict[str, Any]) -> None:
        with torch.no_grad():
            close(pull(options).value_and_grad([1, 2, 2], 0.5)[1]["k"], 9 * np.sin(0.5))
        with torch.inference_mode():
            close(pull(options).value_and_grad([1, 2, 2], 0.5)[1]["k"], 9 * np.sin(0.5))


class TestArguments:
    def test_current_parameters(self, options: dict[str, Any]) -> None:
        model = nc.compile("(* k x)", parameters={"k": 2.0}, **options)
        assert model.value_and_grad(3.0)[0] == 6
        with torch.no_grad():
            model.k.fill_(5)
        assert model.value_and_grad(3.0)[0] == 15
        value, gradients = model.value_and_grad(3.0, k=7.0)
        assert (value, gradients) == (21, {"x": 7, "k": 3})
        assert model.k == 5

    def test_parameters_by_keyword(self, options: dict[str, Any]) -> None:
        model = nc.compile("(- (* j x) k)", parameters={"j": 2.0, "k": 3.0}, **options).double()
        for _ in range(2):
            assert model.value_and_grad(5.0, j=7.0) == (32, {"x": 7, "j": 5, "k": -1})
            assert model.value_and_grad(5.0, k=7.0) == (3, {"x": 2, "j": 5, "k": -1})
            assert model.value_and_grad(k=7.0, x=5.0, j=1.0, wrt="j") == (-2, {"j": 5})
            close(model.value_and_grad(5.0, k=np.array([1.0, 2.0]))[0], [9, 8])
            close(model.value_and_grad(torch.tensor(5.0), k=torch.tensor(1.0))[0], 9)

    def test_wrt(self, options: dict[str, Any]) -> None:
        model = pull(options)
        assert list(model.value_and_grad([1, 2, 2], 0.5, wrt="x")[1]) == ["x"]
        assert list(model.value_and_grad([1, 2, 2], 0.5, wrt=["k", "r"])[1]) == ["k", "r"]
        value, gradients = model.value_and_grad([1, 2, 2], 0.5, wrt=[])
        close(value, 4.5 * np.sin(0.5))
        assert gradients == {}

    def test_what_the_value_does_not_depend_on(self, options: dict[str, Any]) -> None:
        model = nc.compile("(input x) (input y (vec 2)) (* 2 x)", **options)
        gradients = model.value_and_grad(1.0, np.ones((3, 2)))[1]
        close(gradients["y"], np.zeros((3, 2)))
        constant = nc.compile("(input x) (vec 1 2)", **options)
        value, gradients = constant.value_and_grad(1.0)
        close(value, [1, 2])
        assert gradients == {"x": 0}

    def test_cotangents(self, options: dict[str, Any]) -> None:
        model = nc.compile("(* x v)", inputs={"x": (), "v": (2,)}, **options)
        x, v, seed = np.arange(3.0), np.array([3.0, 5.0]), np.arange(6.0).reshape(3, 2)
        value, gradients = model.value_and_grad(x, v, cotangent=seed)
        close(value, x[:, None] * v)
        close(gradients["x"], seed @ v)
        close(gradients["v"], x @ seed)
        close(model.value_and_grad(x, v, cotangent=[1, 0])[1]["x"], [3, 3, 3])
        close(model.value_and_grad(x, v, cotangent=2)[1]["x"], [16, 16, 16])

    def test_names_of_programs(self, options: dict[str, Any]) -> None:
        model = nc.compile("(* drop-time drop-time)", **options)
        assert model.value_and_grad(drop_time=3.0)[1] == {"drop-time": 6}
        assert model.value_and_grad(**{"drop-time": 3.0}, wrt="drop_time")[1] == {"drop-time": 6}

    def test_names_of_methods(self, options: dict[str, Any]) -> None:
        names = ["value_and_grad", "value_and_jacobian", "wrt", "out", "self", "cotangent"]
        model = nc.compile(f"(* {' '.join(names)})", parameters={names[0]: 2.0}, **options)
        assert model.value_and_grad == 2
        value, gradients = nc.CompiledModule.value_and_grad(model, 1, 2, 3, 4, 5, wrt="out")
        assert (value, gradients) == (240, {"out": 80})

    def test_out(self, options: dict[str, Any]) -> None:
        model = nc.compile("(* x v)", inputs={"x": (), "v": (2,)}, **options)
        place = np.full(3, np.nan)
        values = np.full((3, 2), np.nan)
        value, gradients = model.value_and_grad(np.arange(3.0), [3, 5], out=(values, {"x": place}))
        assert value is values
        assert gradients["x"] is place
        close(place, [8, 8, 8])
        close(gradients["v"], [3, 3])
        close(values, [[0, 0], [3, 5], [6, 10]])
        tensor = torch.full((3,), torch.nan, dtype=torch.float64)
        x = torch.arange(3.0, dtype=torch.float64)
        assert model.value_and_grad(x, [3, 5], out={"x": tensor})[1]["x"] is tensor
        close(tensor, [8, 8, 8])


class TestBatches:
    def test_gradients_are_summed_where_variables_were_broadcast(
        self, options: dict[str, Any]
    ) -> None:
        model = pull(options)
        r, x = np.random.default_rng(0).normal(size=(4, 1, 3)), np.linspace(0, 1, 5)
        value, gradients = model.value_and_grad(r, x)
        square = (r * r).sum(-1)
        close(value, 0.5 * square * np.sin(x))
        close(gradients["r"], (r * np.sin(x).sum()))
        close(gradients["x"], 0.5 * square.sum() * np.cos(x))
        close(gradients["k"], (square * np.sin(x)).sum())

    def test_parameters_with_a_batch(self, options: dict[str, Any]) -> None:
        value, gradients = pull(options).value_and_grad([1, 2, 2], 0.5, k=np.arange(3.0))
        close(value, 9 * np.sin(0.5) * np.arange(3))
        close(gradients["k"], np.full(3, 9 * np.sin(0.5)))

    def test_empty_batches(self, options: dict[str, Any]) -> None:
        value, gradients = pull(options).value_and_grad(np.ones((0, 3)), 0.5)
        assert value.shape == (0,)
        assert gradients["r"].shape == (0, 3)
        assert gradients["k"] == 0

    def test_jacobians(self, options: dict[str, Any]) -> None:
        source = "(input x) (input v (vec 2)) (input a (mat 2 2)) (* x (matvec a v))"
        model = nc.compile(source, **options)
        eager = nc.compile(source)
        generator = torch.Generator().manual_seed(0)
        x, v, a = (
            torch.randn(shape, generator=generator, dtype=torch.float64)
            for shape in ((5,), (4, 1, 2), (2, 2))
        )
        value, jacobians = model.value_and_jacobian(x, v, a)
        full = x.expand(4, 5), v.expand(4, 5, 2), a.expand(4, 5, 2, 2)
        expected = vmap(vmap(jacrev(eager, (0, 1, 2))))(*full)
        close(value, eager(x, v, a))
        assert [tuple(j.shape) for j in jacobians.values()] == [
            (4, 5, 2),
            (4, 5, 2, 2),
            (4, 5, 2, 2, 2),
        ]
        for found, right in zip(jacobians.values(), expected, strict=True):
            close(found, right)
        close(model.value_and_jacobian(2, [3, 4], np.eye(2))[1]["v"], 2 * np.eye(2))

    def test_jacobians_of_numbers(self, options: dict[str, Any]) -> None:
        value, jacobians = nc.compile("(* x x)", **options).value_and_jacobian(3)
        assert (value, jacobians) == (9.0, {"x": 6.0})
        assert type(jacobians["x"]) is float

    def test_loops_that_depend_on_data(self, options: dict[str, Any]) -> None:
        model = nc.compile("(loop ((x a)) (if (< x 1) x (recur (/ x 2))))", **options)
        value, gradients = model.value_and_grad(np.array([0.5, 3.0, 9.0]))
        close(value, [0.5, 0.75, 0.5625])
        close(gradients["a"], [1, 1 / 4, 1 / 16])
        close(model.value_and_jacobian(np.array([0.5, 3.0]))[1]["a"], [1, 1 / 4])


class TestErrors:
    @pytest.mark.parametrize(
        ("args", "kwargs", "error", "message"),
        [
            ((1.0,), {}, TypeError, "the input `x` is missing"),
            (([1, 2, 3], 1), {"y": 1}, TypeError, "there is no input `y`"),
            (([1, 2, 3], 1), {"r": 1}, TypeError, "given twice"),
            (([1, 2, 3], 1), {"wrt": "z"}, TypeError, "there is no input or parameter"),
            (([1, 2, 3], "1"), {}, TypeError, "the input `x` must be real"),
            (([1, 2, 3], 1j), {}, TypeError, "not complex"),
            (([1, 2], 1), {}, ValueError, r"the input `r` must be \(vec 3\)"),
            (([1, 2, 3], 1), {"cotangent": [1, 2]}, ValueError, "the cotangent has the shape"),
            (([1, 2, 3], 1), {"cotangent": "1"}, TypeError, "the cotangent must be"),
            (([1, 2, 3], 1), {"out": 1}, TypeError, "out must be a dict"),
            (([1, 2, 3], 1), {"out": {"y": 1}}, TypeError, "no derivative by `y`"),
            (([1, 2, 3], 1), {"out": {"x": np.ones(2)}}, ValueError, "and its place"),
            (([1, 2, 3], 1), {"out": {"x": 1.0}}, TypeError, "needs an array"),
            ((np.ones((2, 3)), np.ones(5)), {}, ValueError, r"the batch \(5,\)"),
        ],
    )
    def test_calls(
        self,
        options: dict[str, Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        error: type[Exception],
        message: str,
    ) -> None:
        with pytest.raises(error, match=message):
            pull(options).value_and_grad(*args, **kwargs)

    def test_of_programs(self, options: dict[str, Any]) -> None:
        model = nc.compile("(ref v i)", inputs={"v": (3,), "i": ()}, **options)
        close(model.value_and_grad([1, 2, 3], 1)[1]["v"], [0, 1, 0])
        with pytest.raises(IndexError, match="index 3 is out of range for size 3"):
            model.value_and_grad([1, 2, 3], 3)
