"""Native modules beside eager ones: what PyTorch does with them, layouts, threads, errors."""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from native import native  # noqa: F401
from test_module_conventions import (  # noqa: F401
    ALL,
    Example,
    TestCopies,
    TestParameters,
    TestSurroundings,
    _fresh_dynamo,
    every,
)
from torch import Tensor
from torch.func import functional_call, grad, hessian, jacfwd, jacrev, vmap

import neuralc as nc


def eager(model: nc.CompiledModule) -> nc.CompiledModule:
    """The same program with the same parameters, operation by operation."""
    other = nc._compile.compile(model.source)  # type: ignore[attr-defined]
    other.load_state_dict(model.state_dict())
    return other.to(next(iter(model.parameters()), torch.empty(0)).dtype)


def close(found: Any, expected: Any) -> None:
    torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-9, check_stride=False)


TRANSFORMS: dict[str, Callable[..., Any]] = {
    "vmap": lambda f, n: vmap(f),
    "vmap over one": lambda f, n: (
        lambda *x: vmap(f, (0, *[None] * (n - 1)))(x[0], *[value[0] for value in x[1:]])
    ),
    "grad": lambda f, n: grad(lambda *x: f(*x).sum(), tuple(range(n))),
    "vmap of grad": lambda f, n: vmap(grad(f, tuple(range(n)))),
    "jacrev": lambda f, n: jacrev(f, tuple(range(n))),
    "jacfwd": lambda f, n: jacfwd(f, tuple(range(n))),
    "vmap of hessian": lambda f, n: vmap(hessian(f, tuple(range(n)))),
    "reverse over reverse": lambda f, n: vmap(jacrev(jacrev(f))),
    "reverse over forward": lambda f, n: vmap(jacrev(jacfwd(f))),
    "forward over forward": lambda f, n: vmap(jacfwd(jacfwd(f, tuple(range(n))))),
}


@every
@pytest.mark.parametrize("name", list(TRANSFORMS))
def test_transforms(example: Example, name: str) -> None:
    model = example.compile(torch.float64)
    other = eager(model)
    inputs = example.inputs(4, dtype=torch.float64)
    if example.name == "data-dependent loop":
        # Eager modules do not run under vmap: by hand, for each element.
        own = model(*inputs)
        close(vmap(model)(*inputs), own)
        assert own.shape == (4,)
        return
    transform = TRANSFORMS[name]
    count = len(inputs)
    close(transform(model, count)(*inputs), transform(other, count)(*inputs))


@every
def test_gradcheck(example: Example) -> None:
    model = example.compile(torch.float64)
    inputs = tuple(value.requires_grad_() for value in example.inputs(2, dtype=torch.float64))
    parameters = {k: v.detach().clone().requires_grad_() for k, v in model.named_parameters()}

    def call(*values: Tensor) -> Tensor:
        own = dict(zip(parameters, values[len(inputs) :], strict=True))
        return functional_call(model, own, values[: len(inputs)])

    everything = (*inputs, *parameters.values())
    assert torch.autograd.gradcheck(call, everything, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(
        call, everything, check_fwd_over_rev=True, check_rev_over_rev=True
    )


@every
@pytest.mark.parametrize("strict", [False, True])
def test_export(example: Example, strict: bool) -> None:
    model = example.compile(torch.float64)
    inputs = example.inputs(3, dtype=torch.float64)
    exported = torch.export.export(model, inputs, strict=strict)
    close(exported.module()(*inputs), model(*inputs))


def test_exported_programs_in_another_process(tmp_path: Any) -> None:
    path = tmp_path / "program.pt2"
    exported = torch.export.export(ALL[-1].compile(), ALL[-1].inputs(3))
    torch.export.save(exported, path)
    script = f"""
import torch, neuralc._kernels.operators
model = torch.export.load({str(path)!r}).module()
print(model(torch.tensor([4.0, 9.0, 16.0])).tolist())
"""
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert [round(x) for x in eval(found.stdout)] == [2, 3, 4]


@every
def test_torch_compile(example: Example) -> None:
    model = example.compile(torch.float64)
    inputs = [x.requires_grad_() for x in example.inputs(3, dtype=torch.float64)]
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    found = torch.autograd.grad(compiled(*inputs).sum(), inputs)
    close(found, torch.autograd.grad(model(*inputs).sum(), inputs))


def test_third_derivatives() -> None:
    model = nc.compile("(sin x)")
    with pytest.raises(RuntimeError, match="first and second derivatives"):
        grad(grad(grad(model)))(torch.tensor(1.0))
    x = torch.tensor(1.0, requires_grad=True)
    (first,) = torch.autograd.grad(model(x), x, create_graph=True)
    (second,) = torch.autograd.grad(first, x, create_graph=True)
    with pytest.raises(RuntimeError, match="first and second derivatives"):
        torch.autograd.grad(second, x)


class TestLayouts:
    SOURCE = "(input r (vec 3)) (input x) (parameter k 0.5) (* k x (sin r))"

    @pytest.mark.parametrize(
        ("r", "x"),
        [
            (lambda r: r, lambda x: x[0]),
            (lambda r: r[0], lambda x: x),
            (lambda r: r.flip(0), lambda x: x.flip(0)),
            (lambda r: r[::2], lambda x: x[::2]),
            (lambda r: r.t().contiguous().t(), lambda x: x),
            (lambda r: r[:1].expand(6, 3), lambda x: x),
            (lambda r: r[:, None], lambda x: x[:5]),
            (lambda r: r[:, None].expand(6, 5, 3), lambda x: x[:5].expand(6, 5)),
            (lambda r: r.reshape(2, 3, 3).transpose(0, 1), lambda x: x.reshape(3, 2)),
            (lambda r: r[:0], lambda x: x[:0]),
            (lambda r: r[:1], lambda x: x[:1, None, None]),
        ],
    )
    @pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
    def test_values_and_gradients(self, r: Any, x: Any, dtype: torch.dtype) -> None:
        model = nc.compile(self.SOURCE).to(dtype)
        other = eager(model)
        generator = torch.Generator().manual_seed(0)
        leaves = [
            torch.randn(6, 3, generator=generator, dtype=torch.float64).to(dtype).requires_grad_(),
            torch.randn(6, generator=generator, dtype=torch.float64).to(dtype).requires_grad_(),
        ]
        tolerance = 1e-12 if dtype == torch.float64 else 1e-5
        values = []
        for module in (model, other):
            value = module(r(leaves[0]), x(leaves[1]))
            seed = torch.linspace(0, 1, value.numel(), dtype=dtype).reshape(value.shape)
            gradients = torch.autograd.grad(value, [*leaves, module.k], seed)
            values.append((value, *gradients))
        for found, expected in zip(*values, strict=True):
            assert found.dtype == expected.dtype
            torch.testing.assert_close(found, expected, rtol=tolerance, atol=tolerance)

    def test_negated_views(self) -> None:
        x = torch.complex(torch.ones(3), torch.arange(3.0)).conj().imag
        assert x.is_neg()
        assert torch.equal(nc.compile("(* 2 x)")(x), -2 * torch.arange(3.0))

    def test_half_precision_is_computed_in_float32_and_rounded(self) -> None:
        model = nc.compile("(/ (exp x) 3)")
        for dtype in (torch.float16, torch.bfloat16):
            x = torch.linspace(-1, 1, 7, dtype=dtype, requires_grad=True)
            value = model(x)
            assert value.dtype == dtype
            assert torch.equal(value, model(x.float()).to(dtype))
            value.sum().backward()
            assert x.grad is not None
            assert x.grad.dtype == dtype

    def test_other_devices(self) -> None:
        model = nc.compile("(* 2 x)")
        with pytest.raises(RuntimeError, match='compile with backend="eager"'):
            model(torch.ones(3, device="meta"))
        model(torch.ones(3))
        with pytest.raises(RuntimeError, match="`x` is on meta"):
            model(torch.ones(3, device="meta"))


class TestBatches:
    LOOP = "(parameter k 1.5) (loop ((x a) (n 0)) (if (< x 1) (* k n) (recur (/ x k) (+ n x))))"

    def test_sums_do_not_depend_on_threads(self) -> None:
        model = nc.compile(self.LOOP).double()
        a = torch.rand(5000, dtype=torch.float64) * 100
        threads = torch.get_num_threads()
        found = []
        try:
            for count in (1, 2, 3):
                torch.set_num_threads(count)
                value, gradients = model.value_and_grad(a)
                found.append((value, gradients["k"], gradients["a"]))
        finally:
            torch.set_num_threads(threads)
        for one in found[1:]:
            assert all(torch.equal(x, y) for x, y in zip(one, found[0], strict=True))
        expected = eager(model).value_and_grad(a)[1]
        close(found[0][1], expected["k"])

    def test_first_failure_of_a_large_batch(self) -> None:
        model = nc.compile("(input v (vec 3)) (input i) (ref v (+ i (vsum (tabulate (j 3) 0))))")
        i = torch.zeros(20_000)
        i[[15_000, 19_000]] = 7
        with pytest.raises(IndexError, match="index 7 is out of range for size 3"):
            model(torch.ones(3), i)

    def test_calls_from_many_threads(self) -> None:
        model = nc.compile(self.LOOP).double()
        a = torch.rand(64, dtype=torch.float64) * 50
        expected = model.value_and_grad(a)
        numbers = model.value_and_grad(30.0)
        wrong: list[object] = []

        def work() -> None:
            for _ in range(200):
                value, gradients = model.value_and_grad(a)
                if not torch.equal(value, expected[0]) or gradients["k"] != expected[1]["k"]:
                    wrong.append(value)
                if model.value_and_grad(30.0) != numbers:
                    wrong.append(numbers)

        workers = [threading.Thread(target=work) for _ in range(6)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert not wrong

    def test_after_a_fork(self) -> None:
        if not hasattr(os, "fork"):
            pytest.skip("processes are not forked here")
        script = """
import os, torch, neuralc as nc
torch.set_num_threads(2)
model = nc.compile("(loop ((x a) (n 0)) (if (< x 1) n (recur (/ x 1.001) (+ n x))))", backend="native")
a = torch.rand(3000) * 50
expected = model(a)
child = os.fork()
if child == 0:
    os._exit(0 if torch.equal(model(a), expected) else 1)
assert os.waitpid(child, 0)[1] == 0
"""
        assert subprocess.run([sys.executable, "-c", script], timeout=120).returncode == 0


class TestRecursion:
    DEEP = "(define (f n) (if (< n 1) x (+ 1 (f (- n 1))))) (f depth)"

    def test_deep_recursion(self) -> None:
        model = nc.compile(self.DEEP, inputs={"x": (), "depth": ()}, max_depth=1_000_000)
        x = torch.tensor(0.5, requires_grad=True)
        value = model(x, torch.tensor(200_000.0))
        value.backward()
        assert value == 200_000.5
        assert x.grad == 1

    def test_the_limit_of_recursion(self) -> None:
        model = nc.compile(self.DEEP, inputs={"x": (), "depth": ()}, max_depth=50)
        assert model(1, 49.0) == 50
        with pytest.raises(RecursionError):
            model(1, 60.0)

    def test_within_a_thread(self) -> None:
        model = nc.compile(self.DEEP, inputs={"x": (), "depth": ()}, max_depth=1_000_000)
        found: list[float] = []
        worker = threading.Thread(target=lambda: found.append(float(model(1, 100_000.0))))
        worker.start()
        worker.join()
        assert found == [100_001]


def test_pickles_keep_the_back_end() -> None:
    model = pickle.loads(pickle.dumps(nc.compile("(* 2 x)")))
    assert model.__neuralc__.backend == "native"
    assert model(3) == 6


def test_two_back_ends_give_the_same_text() -> None:
    source = "(parameter k 2) (* k (exp x))"
    assert nc.compile(source).code == nc._compile.compile(source).code  # type: ignore[attr-defined]


def test_no_programs_leak() -> None:
    script = """
import gc, os, neuralc as nc
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
def work(count):
    for k in range(count):
        assert nc.compile("(* 2 x)", backend="native").value_and_grad(3.0)[0] == 6
    gc.collect()
work(1200)
before = resident()
work(800)
print(resident() - before)
"""
    if not os.path.exists("/proc/self/statm"):
        pytest.skip("memory is read from /proc")
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert int(found.stdout) < 4 << 20


def test_without_llvmlite() -> None:
    script = """
import sys
sys.modules["llvmlite"] = None
import neuralc as nc
assert nc.compile("(* 2 x)")(3) == 6
try:
    nc.compile("(* 2 x)", backend="native")
except ImportError as error:
    assert "pip install \\"neuralc[native]\\"" in str(error), error
else:
    raise AssertionError
"""
    assert subprocess.run([sys.executable, "-c", script], timeout=120).returncode == 0


def test_unknown_back_ends() -> None:
    with pytest.raises(ValueError, match="backend must be"):
        nc._compile.compile("x", backend="fast")  # type: ignore


def test_arrays_of_results() -> None:
    model = nc.compile("(outer v v)", inputs={"v": (3,)})
    v = np.array([1.0, 2.0, 3.0])
    value, jacobians = model.value_and_jacobian(v)
    np.testing.assert_array_equal(value, np.outer(v, v))
    eye = np.eye(3)
    expected = np.einsum("ik,j->ijk", eye, v) + np.einsum("i,jk->ijk", v, eye)
    np.testing.assert_array_equal(jacobians["v"], expected)
