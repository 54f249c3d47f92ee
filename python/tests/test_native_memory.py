"""What kernels read: tensors that other threads change meanwhile, and tensors that are none."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch._subclasses.fake_tensor import FakeTensorMode

import neuralc as nc
from neuralc import _memory

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="native kernels need POSIX")

EXCHANGE = """
import sys, threading, time
import numpy as np, torch, neuralc as nc

torch.set_num_threads(1)
SIZE = 1000

def module_of(way):
    inputs, parameters = {"x": ()}, {"k": [1.0] * SIZE}
    if way == "input":
        inputs["k"], parameters = f"(vec {SIZE})", None
    return nc.compile("(+ x (vsum k))", inputs=inputs, parameters=parameters, backend="native")

def exchange(call, way, seconds=0.5):
    m = module_of(way).double()
    given = torch.ones(SIZE, dtype=torch.float64)
    own = (given,) if way == "input" else ()
    x, array = torch.zeros(64, dtype=torch.float64), np.zeros(64)
    calls = {
        "number": lambda: m.value_and_grad(0.0)[0],
        "array": lambda: m.value_and_grad(array)[0][0],
        "tensor": lambda: m.value_and_grad(x, *own)[0][0].item(),
        "jacobian": lambda: m.value_and_jacobian(x[:2], *own, wrt="x")[0][0].item(),
        "forward": lambda: m(x, *own)[0].item(),
    }

    def replace(c):
        w = torch.full((SIZE,), float(1 + c % 3), dtype=torch.float64)
        if way == "parameter": m.k = torch.nn.Parameter(w)
        elif way == "data": m.k.data = w
        elif way == "input": given.data = w
        elif way == "assign": m.load_state_dict({"k": w}, assign=True)
        elif way == "to": m.float() if c % 2 else m.double()
        elif way == "swap": torch.utils.swap_tensors(m.k, torch.nn.Parameter(w))
        elif way == "shape": m.k.data = w if c % 2 else w[:1]
        elif way == "delete":
            del m.k
            m.k = torch.nn.Parameter(w)

    counts, wrong, done = [0], [], threading.Event()

    def run():
        while not done.is_set():
            try:
                with torch.no_grad():
                    value = float(calls[call]())
            except (AttributeError, ValueError, RuntimeError) as error:
                if way not in ("delete", "shape"): wrong.append(repr(error))
                continue
            counts[0] += 1
            if value not in (1000.0, 2000.0, 3000.0): wrong.append(value)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads: thread.start()
    end, c = time.time() + seconds, 0
    while time.time() < end or counts[0] < 10 and time.time() < end + 20:
        c += 1
        try:
            replace(c)
        except RuntimeError:
            pass  # PyTorch swaps no tensor that somebody holds.
    done.set()
    for thread in threads: thread.join()
    assert counts[0] and not wrong, (call, way, counts, wrong[:3])

for pair in sys.argv[1:]:
    print(pair, flush=True)
    exchange(*pair.split(":"))
"""


class TestOtherThreads:
    """A call keeps what it reads, whatever becomes of parameters and inputs meanwhile."""

    @pytest.mark.parametrize("way", ["parameter", "data"])
    def test_parameters_are_exchanged(self, way: str) -> None:
        calls = ("number", "array", "tensor", "jacobian", "forward")
        _alone(EXCHANGE, *[f"{call}:{way}" for call in calls])

    def test_in_other_ways(self) -> None:
        ways = ("assign", "to", "delete", "swap", "shape")
        _alone(EXCHANGE, *[f"forward:{way}" for way in ways], "tensor:input")

    def test_where_pytorch_does_not_show_its_tensors(self) -> None:
        older = "import torch, neuralc._kernels.interpreter as i; i._exchange_api = lambda: None\n"
        _alone(older + EXCHANGE, "array:data", "array:shape", "number:parameter")


def _alone(code: str, *arguments: str) -> None:
    """Runs code in a process of its own, which must end well."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout[-200:] + done.stderr[-2000:]


def _leaked(transform: Callable[..., Any]) -> torch.Tensor:
    """A tensor that a transform has let out."""
    seen: list[torch.Tensor] = []

    def keep(x: torch.Tensor) -> torch.Tensor:
        seen.append(x)
        return x.sum()

    transform(keep)(torch.ones(3))
    return seen[0]


def _without_storage() -> torch.Tensor:
    tensor = torch.ones(3)
    tensor.untyped_storage().resize_(0)
    return tensor


def _short_of_storage() -> torch.Tensor:
    tensor = torch.ones(3)
    tensor.untyped_storage().resize_(4)
    return tensor


class Subclass(torch.Tensor):
    """A tensor that is one in all but name."""


def _inferred() -> torch.Tensor:
    with torch.inference_mode():
        return torch.ones(3)


NUMBERS: dict[str, Callable[[], torch.Tensor]] = {
    "plain": lambda: torch.ones(3),
    "of inference": _inferred,
    "subclass": lambda: torch.ones(3).as_subclass(Subclass),
    "parameter": lambda: nn.Parameter(torch.ones(3)),
    "zeros without memory": lambda: torch._efficientzerotensor(3),
    "negated view": lambda: torch._neg_view(torch.ones(3)),
    "imaginary part of a conjugate": lambda: torch.full((3,), 2 + 1j).conj().imag,
    "real part": lambda: torch.full((3,), 2 + 1j).real,
    "expanded": lambda: torch.ones(1).expand(3),
    "every second": lambda: torch.ones(6)[::2],
    "empty": lambda: torch.ones(0),
    "shared": lambda: torch.ones(3).share_memory_(),
    "of a transform that has ended": lambda: _leaked(torch.func.grad),
}

NONE: dict[str, Callable[[], torch.Tensor]] = {
    "meta": lambda: torch.ones(3, device="meta"),
    "fake": lambda: FakeTensorMode().from_tensor(torch.ones(3)),
    "sparse": lambda: torch.ones(3).to_sparse(),
    "compressed": lambda: torch.ones(2, 2).to_sparse_csr(),
    "mkldnn": lambda: torch.ones(3).to_mkldnn(),
    "nested": lambda: torch.nested.nested_tensor([torch.ones(3), torch.ones(2)]),
    "jagged": lambda: torch.nested.nested_tensor([torch.ones(3)], layout=torch.jagged),
    "functional": lambda: torch._to_functional_tensor(torch.ones(3)),
    "mapped": lambda: _leaked(torch.vmap),
    "masked": lambda: torch.masked.masked_tensor(torch.ones(3), torch.ones(3) > 0),
    "quantised": lambda: torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8),
    "lazy": lambda: nn.parameter.UninitializedParameter(),
    "without storage": _without_storage,
    "short of storage": _short_of_storage,
}

PROGRAM = "(* k (sin x))"
REFUSAL = (TypeError, RuntimeError, ValueError)  # The last is PyTorch's of lazy parameters.


def _entries(tensor: torch.Tensor, as_parameter: bool) -> dict[str, Callable[[], Any]]:
    """All ways into a native module with a tensor as an input or as its parameter."""
    module = nc.compile(PROGRAM, parameters={"k": 2.0}, backend="native")
    if as_parameter:
        module._parameters["k"] = tensor  # type: ignore[assignment]
        return {
            "forward": lambda: module(torch.ones(3)),
            "number": lambda: module.value_and_grad(1.0),
            "array": lambda: module.value_and_grad(np.ones(3)),
            "tensor": lambda: module.value_and_grad(torch.ones(3)),
            "jacobian": lambda: module.value_and_jacobian(torch.ones(3)),
        }
    return {
        "forward": lambda: module(tensor),
        "gradient": lambda: module.value_and_grad(tensor),
        "cotangent": lambda: module.value_and_grad(tensor, cotangent=2.0),
        "jacobian": lambda: module.value_and_jacobian(tensor),
        "replaced parameter": lambda: module.value_and_grad(torch.ones(3), k=tensor),
        "as cotangent": lambda: module.value_and_grad(torch.ones(3), cotangent=tensor),
    }


@pytest.mark.filterwarnings("ignore::UserWarning")
class TestTensorsThatAreNone:
    @pytest.mark.parametrize("kind", NONE)
    @pytest.mark.parametrize("as_parameter", [False, True])
    def test_are_refused(self, kind: str, as_parameter: bool) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            entries = _entries(NONE[kind](), as_parameter)
        for name, call in entries.items():
            if kind in ("fake", "masked") and name == "forward":
                continue  # PyTorch decides what becomes of these.
            with pytest.raises(REFUSAL):
                print(name, call())  # Shown where it fails.

    @pytest.mark.parametrize("kind", NONE)
    def test_are_no_place_for_results(self, kind: str) -> None:
        module = nc.compile(PROGRAM, parameters={"k": 2.0}, backend="native")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            place = NONE[kind]()
        if kind in ("meta", "functional", "sparse", "masked", "quantised"):
            pytest.skip("PyTorch copies to these")
        with pytest.raises((*REFUSAL, AssertionError)):
            module.value_and_grad(torch.ones(3), out=(place, {}))

    def test_a_fake_input_gives_a_fake_result(self) -> None:
        module = nc.compile(PROGRAM, parameters={"k": 2.0}, backend="native")
        with FakeTensorMode(allow_non_fake_inputs=True) as mode:
            result = module(mode.from_tensor(torch.ones(3)))
        assert type(result).__name__ == "FakeTensor"
        assert result.shape == (3,)

    def test_the_refusal_says_what_it_is(self) -> None:
        module = nc.compile(PROGRAM, parameters={"k": 2.0}, backend="native")
        fake = FakeTensorMode().from_tensor(torch.ones(3))
        with pytest.raises(TypeError, match="`x` is a FakeTensor, and no plain tensor"):
            module.value_and_grad(fake)
        with pytest.raises(TypeError, match="`x` is a tensor with the layout sparse_coo"):
            module(torch.ones(3).to_sparse())


class TestTensorsThatAreSome:
    @pytest.mark.parametrize("kind", NUMBERS)
    def test_give_what_plain_ones_give(self, kind: str) -> None:
        tensor = NUMBERS[kind]()
        plain = torch.tensor((tensor.detach() + 0).tolist())
        for as_parameter in (False, True):
            if as_parameter and kind == "empty":
                continue
            expected = _entries(plain, as_parameter)
            for name, call in _entries(tensor, as_parameter).items():
                if kind == "empty" and name in ("replaced parameter", "as cotangent"):
                    continue
                with torch.no_grad():
                    assert _lists(call()) == _lists(expected[name]()), name


def _lists(result: Any) -> Any:
    if isinstance(result, tuple):
        return [_lists(part) for part in result]
    if isinstance(result, dict):
        return {name: _lists(part) for name, part in result.items()}
    return result.tolist() if hasattr(result, "tolist") else result


class TestModes:
    """Modules that are made and called under modes of PyTorch."""

    @pytest.mark.parametrize("backend", ["eager", "native"])
    def test_a_module_of_fake_parameters_has_no_numbers(self, backend: Any) -> None:
        with FakeTensorMode():
            module = nc.compile(PROGRAM, parameters={"k": 2.0}, backend=backend)
        for inputs in (1.0, np.ones(3), torch.ones(3)):
            with pytest.raises((TypeError, AssertionError)):
                module.value_and_grad(inputs)

    @pytest.mark.parametrize("backend", ["eager", "native"])
    def test_a_module_of_meta_parameters_has_no_numbers(self, backend: Any) -> None:
        with torch.device("meta"):
            module = nc.compile(PROGRAM, parameters={"k": 2.0}, backend=backend)
        assert module.k.is_meta
        for inputs in (1.0, np.ones(3)):
            with pytest.raises((TypeError, RuntimeError)):
                module.value_and_grad(inputs)

    @pytest.mark.parametrize("shape", [(), (3,), (5000,), (0,), (2, 1)])
    def test_the_default_device_is_no_matter(self, shape: tuple[int, ...]) -> None:
        module = nc.compile(PROGRAM, parameters={"k": 2.0}, backend="native")
        x = torch.full(shape, 0.5)
        expected = module(x), module.value_and_grad(x), module.value_and_jacobian(x)
        fresh = nc.compile(PROGRAM, parameters={"k": 2.0}, backend="native")
        for one in (module, fresh):
            with torch.device("meta"):
                found = one(x), one.value_and_grad(x), one.value_and_jacobian(x)
                with torch.no_grad():
                    assert one(0.5).item() == pytest.approx(2 * np.sin(0.5))
            assert _lists(found) == _lists(expected)

    @pytest.mark.parametrize("known", [False, True])
    def test_gradients_of_real_tensors_are_real_under_a_mode(self, known: bool) -> None:
        module = nc.compile(PROGRAM, parameters={"k": 2.0}, backend="native")
        x = torch.ones(3)
        plain = nc.compile(PROGRAM, parameters={"k": 2.0}, backend="native").value_and_grad(x)
        if known:
            module.value_and_grad(x)
        with FakeTensorMode():
            assert type(module.value_and_grad(x)[0]) is torch.Tensor
            found = module.value_and_grad(x)
        assert _lists(found) == _lists(plain)

    def test_what_traces_by_a_mode_sees_the_kernel(self) -> None:
        from torch.fx.experimental.proxy_tensor import make_fx

        module = nc.compile(PROGRAM, parameters={"k": 2.0}, backend="native")
        graph = make_fx(lambda x: module(x))(torch.ones(3))
        assert torch.equal(graph(torch.full((3,), 0.5)), module(torch.full((3,), 0.5)))

    def test_plain_is_what_an_ordinary_tensor_is(self) -> None:
        assert _memory.is_plain(torch.ones(3))
        assert _memory.is_plain(nn.Parameter(torch.ones(3)))
        for kind in ("fake", "sparse", "functional", "mapped", "nested", "mkldnn"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                assert not _memory.is_plain(NONE[kind]()), kind


class TestTorchCompile:
    @pytest.mark.parametrize("backend", ["eager", "native"])
    def test_breaks_its_graph_at_derivatives(self, backend: Any) -> None:
        module = nc.compile(PROGRAM, parameters={"k": 2.0}, backend=backend)
        x = torch.full((3,), 0.5)

        def gradient(x: torch.Tensor) -> torch.Tensor:
            return module.value_and_grad(x + 1)[1]["x"] * 2 + module(x).detach()  # type: ignore[no-any-return]

        def jacobian(x: torch.Tensor) -> torch.Tensor:
            return module.value_and_jacobian(x + 1, wrt="x")[1]["x"] * 2  # type: ignore[no-any-return]

        for function in (gradient, jacobian):
            traced = torch.compile(function, backend="aot_eager")
            torch.testing.assert_close(traced(x), function(x))
            torch.testing.assert_close(traced(x), function(x))

    @pytest.mark.parametrize("backend", ["eager", "native"])
    def test_says_that_a_whole_graph_cannot_have_them(self, backend: Any) -> None:
        module = nc.compile(PROGRAM, parameters={"k": 2.0}, backend=backend)
        traced = torch.compile(
            lambda x: module.value_and_grad(x)[0], backend="aot_eager", fullgraph=True
        )
        with pytest.raises(Exception, match="compile the module itself"):
            traced(torch.ones(3))


def test_a_cotangent_counts_after_a_call_without_one() -> None:
    module = nc.compile("(* k k)", parameters={"k": 2.0}, backend="native")
    assert module.value_and_grad()[1]["k"].item() == 4.0
    assert module.value_and_grad(cotangent=3.0)[1]["k"].item() == 12.0
    assert module.value_and_grad()[1]["k"].item() == 4.0
