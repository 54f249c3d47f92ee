"""`value_and_grad` of native modules with arrays of all kinds: what is called more than once goes
through builtin functions that read and write the memory of arrays."""

import gc
import sys
import threading
import types
from typing import Any

import numpy as np
import pytest
import torch

import neuralc as nc
from neuralc import _library

pytest.importorskip("llvmlite")

from neuralc._kernels import calls, direct_plan, interpreter, launch

PROGRAM = "(parameter k 2) (input x) (input v (vec 3)) (* k (sin x) (dot v v))"
NAMES = ("x", "v", "k")
CALLS = 4  # The first ones prepare the others.


def compiled(source: str = PROGRAM, **options: Any) -> tuple[Any, Any]:
    """A native module, and an eager one with the same parameters in float64."""
    native = nc.compile(source, backend="native", **options).double()
    return native, nc.compile(source, **options).double()


def agree(found: Any, expected: Any) -> None:
    for one, other in zip(
        [found[0], *found[1].values()], [expected[0], *expected[1].values()], strict=True
    ):
        assert type(one) is type(other)
        if isinstance(one, np.ndarray):
            assert (one.shape, one.dtype) == (other.shape, other.dtype)
        tolerance = 1e-12 if getattr(one, "itemsize", 8) == 8 else 1e-6
        np.testing.assert_allclose(one, other, rtol=tolerance, atol=tolerance)


def same(found: Any, expected: Any, *given: Any) -> None:
    """Tensors of the same types, detached, for what is given."""
    if not isinstance(expected[0], torch.Tensor):
        return agree(found, expected)
    assert list(found[1]) == list(expected[1])
    # Eager modules compute with what is given, kernels with no less than float32.
    results = [expected[0], *expected[1].values()]
    widths = [getattr(getattr(item, "dtype", None), "itemsize", 8) for item in given]
    narrowest = min([item.element_size() for item in results] + widths)
    tolerance = {8: 1e-12, 4: 1e-6, 2: 1e-2}[narrowest]
    for one, other in zip([found[0], *found[1].values()], results, strict=True):
        assert type(one) is torch.Tensor
        assert not one.requires_grad
        assert one.dtype == other.dtype
        torch.testing.assert_close(one, other, rtol=tolerance, atol=tolerance)


def strange(kind: str, count: int = 4) -> tuple[Any, Any]:
    """An x and a v that lie in memory, or are typed, in an unusual way."""
    generator = np.random.default_rng(3)
    x, v = generator.normal(size=count), generator.normal(size=(count, 3))
    match kind:
        case "plain":
            return x, v
        case "0-dim":
            return np.array(0.5), v[0]
        case "one item":
            return x[:1], v[:1]
        case "broadcast":
            return x[:, None], np.broadcast_to(v[0], (count, 5, 3))
        case "reversed":
            return x[::-1], v[::-1]
        case "strided":
            return np.repeat(x, 3)[::3], np.repeat(v, 2, 0)[::2]
        case "columns":
            return x, np.asfortranarray(v)
        case "one item in a column":
            return np.array(0.5), np.asfortranarray(v)[1]
        case "read only":
            x.flags.writeable = False
            return x, v
        case "unaligned":
            memory = np.zeros(8 * count + 1, np.uint8)[1:].view(np.float64)
            memory[:] = x
            return memory, v
        case "big endian":
            return x.astype(">f8"), v
        case "integers":
            return np.arange(count), v
        case "float32":
            return x.astype(np.float32), v.astype(np.float32)
        case "mixed":
            return x.astype(np.float32), v
        case "mixed item":
            return np.array(0.5, np.float32), v[0]
        case "number":
            return 0.5, v
        case "whole number":
            return 3, v
        case "numbers":
            return 0.5, [1, 2, 3.5]
        case "truth":
            return True, v
        case "NumPy's number":
            return np.float64(0.5), v
        case "subclass":
            return x.view(np.memmap), v
    raise AssertionError(kind)


KINDS = ["plain", "0-dim", "one item", "broadcast", "reversed", "strided", "columns"]
KINDS += ["one item in a column", "read only", "unaligned", "big endian", "integers", "float32"]
KINDS += ["mixed", "mixed item", "number", "whole number", "numbers", "truth", "NumPy's number"]
KINDS += ["subclass"]


class TestArguments:
    @pytest.mark.parametrize("kind", KINDS)
    def test_of_all_kinds(self, kind: str) -> None:
        native, eager = compiled()
        x, v = strange(kind)
        for _ in range(CALLS):
            agree(native.value_and_grad(x, v), eager.value_and_grad(x, v))
            agree(native.value_and_grad(v=v, x=x), eager.value_and_grad(v=v, x=x))

    def test_one_after_another(self) -> None:
        # One place in the program that is called with everything.
        native, eager = compiled()
        for kind in KINDS * 3:
            x, v = strange(kind)
            agree(native.value_and_grad(x, v), eager.value_and_grad(x, v))

    def test_parameters_by_keyword(self) -> None:
        native, eager = compiled()
        x, v = strange("plain")
        for k in (3.0, 4, np.array(5.0), np.arange(4.0), np.arange(4.0)[::-1]):
            for _ in range(CALLS):
                arguments = {"k": k, "x": x, "v": v}
                agree(native.value_and_grad(**arguments), eager.value_and_grad(**arguments))

    def test_wrong_shapes(self) -> None:
        native, _ = compiled()
        x, v = strange("plain")
        for _ in range(CALLS):
            native.value_and_grad(x, v)
        for wrong in (v[:, :2], v[:3], np.ones(()), np.ones((4, 3, 3))):
            with pytest.raises(ValueError, match=r"`v`|batch"):
                native.value_and_grad(x, wrong)

    def test_arrays_that_change(self) -> None:
        native, eager = compiled("(* x x)")
        x = np.arange(8.0)
        for _ in range(CALLS):
            native.value_and_grad(x)
        for length in (3, 1000, 0):
            x.resize(length, refcheck=False)
            agree(native.value_and_grad(x), eager.value_and_grad(x))
        x = np.arange(8.0)
        x.dtype = np.float32  # type: ignore[misc]
        agree(native.value_and_grad(x), eager.value_and_grad(x))

    def test_numbers_take_the_type_of_what_is_beside_them(self) -> None:
        x, v = strange("float32")
        source = PROGRAM.replace("(parameter k 2)", "").replace("k (sin", "(sin")
        for model in (nc.compile(source), nc.compile(source, backend="native")):
            for _ in range(CALLS):
                for given in (0.5, 3, True, np.float32(0.5), [0.5, 1, 2, 3]):
                    value, gradients = model.value_and_grad(given, v)
                    assert {value.dtype, gradients["v"].dtype} == {np.dtype(np.float32)}
                assert model.value_and_grad(np.float64(0.5), v)[0].dtype == np.float64
                assert model.value_and_grad(x, [1.0, 2.0, 3.0])[0].dtype == np.float32
                assert model.value_and_grad(0.5, [1.0, 2.0, 3.0])[1]["v"].dtype == np.float64

    def test_numbers_that_are_too_large(self) -> None:
        native, _ = compiled("(* x x)")
        for _ in range(CALLS):
            assert native.value_and_grad(-1.0) == (1.0, {"x": -2.0})
            with pytest.raises(TypeError, match="`x` must be real"):
                native.value_and_grad(10**400)


def tensors(kind: str) -> tuple[Any, Any]:
    """An x and a v as tensors."""
    x, v = (torch.from_numpy(array) for array in strange("plain"))
    match kind:
        case "plain":
            return x, v
        case "0-dim":
            return x[0], v[0]
        case "broadcast":
            return x[:, None], v[0].expand(4, 5, 3)
        case "strided":
            return x.repeat_interleave(3)[::3], v.repeat_interleave(2, 0)[::2]
        case "columns":
            return x, v.t().contiguous().t()
        case "one item in a column":
            return x[0], v.t().contiguous().t()[1]
        case "with gradients":
            return x.requires_grad_(), v.requires_grad_()
        case "negative":
            return (1j * x).conj().imag, torch.complex(v, v).conj().imag
        case "float32":
            return x.float(), v.float()
        case "mixed":
            return x.float(), v
        case "half":
            return x.half(), v.half()
        case "whole":
            return torch.arange(4), v
        case "parameters":
            return torch.nn.Parameter(x), torch.nn.Parameter(v)
        case "with an array":
            return x, v.numpy()
        case "with a number":
            return 0.5, v
        case "sparse":
            return x.to_sparse(), v
        case "empty":
            return x[:0], v[:0]
    raise AssertionError(kind)


TENSORS = ["plain", "0-dim", "broadcast", "strided", "columns", "one item in a column"]
TENSORS += ["with gradients", "negative", "float32", "mixed", "half", "whole", "parameters"]
TENSORS += ["with an array", "with a number", "empty"]


class TestTensors:
    @pytest.mark.parametrize("kind", TENSORS)
    @pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
    def test_of_all_kinds(self, kind: str, dtype: torch.dtype) -> None:
        native, eager = compiled()
        native, eager = native.to(dtype), eager.to(dtype)
        x, v = tensors(kind)
        for _ in range(CALLS):
            expected = eager.value_and_grad(x, v)
            same(native.value_and_grad(x, v), expected, x, v)
            same(native.value_and_grad(v=v, x=x), expected, x, v)
            found, expected = (m.value_and_grad(x, v, wrt="v") for m in (native, eager))
            same(found, expected, x, v)

    def test_one_after_another(self) -> None:
        native, eager = compiled()
        for kind in (TENSORS + KINDS) * 2:
            given = tensors(kind) if kind in TENSORS else strange(kind)
            same(native.value_and_grad(*given), eager.value_and_grad(*given), *given)

    def test_with_places(self) -> None:
        native, eager = compiled()
        x, v = tensors("plain")
        for _ in range(CALLS):
            native.value_and_grad(x, v)
            place = torch.empty(4, dtype=torch.float64)
            found = native.value_and_grad(x, v, out={"x": place})
            assert found[1]["x"] is place
            same(found, eager.value_and_grad(x, v))

    def test_in_a_transform(self) -> None:
        x, v = tensors("plain")
        for model in compiled():
            for method in (model.value_and_grad, model.value_and_jacobian):
                method(x[0], v[0])
                method(x[0], v[0])
                with pytest.raises(RuntimeError, match=r"transform of torch\.func"):
                    torch.func.vmap(lambda x, v, f=method: f(x, v)[0])(x, v)

    def test_that_cannot_be_read(self) -> None:
        native, _ = compiled()
        x, v = tensors("plain")
        for _ in range(CALLS):
            native.value_and_grad(x, v)
        for wrong in (x.to("meta"), x.to_sparse(), torch.complex(x, x)):
            with pytest.raises(Exception) as refused:  # noqa: PT011  The same, whatever it is.
                native.value_and_grad(wrong, v)
            assert type(refused.value) in (TypeError, ValueError, NotImplementedError, RuntimeError)


class TestParameters:
    def test_that_are_given_new_memory(self) -> None:
        native, eager = compiled()
        x, v = strange("plain")
        for value in (1.0, [1.0, 2.0, 3.0, 4.0], 5.0, [[1.0], [2.0]]):
            for model in (native, eager):
                model.k.data = torch.tensor(value, dtype=torch.float64)
            for _ in range(CALLS):
                agree(native.value_and_grad(x, v), eager.value_and_grad(x, v))

    def test_of_other_types(self) -> None:
        native, eager = compiled()
        x, v = strange("plain")
        for dtype in (torch.float64, torch.float32, torch.float16, torch.float64):
            native.to(dtype)
            eager.to(dtype)
            for _ in range(CALLS):
                found, expected = native.value_and_grad(x, v), eager.value_and_grad(x, v)
                np.testing.assert_allclose(found[0], expected[0])

    def test_vectors_of_floats_beside_doubles(self) -> None:
        source = "(input x) (parameter w (vec 3)) (* x (dot w w))"
        native = nc.compile(source, parameters={"w": [1, 2, 3]}, backend="native")
        eager = nc.compile(source, parameters={"w": [1, 2, 3]})
        for _ in range(CALLS):
            agree(native.value_and_grad(2.5), eager.value_and_grad(2.5))

    def test_that_lie_in_another_way(self) -> None:
        source = "(input x) (parameter a (mat 2 3)) (* x (trace (matmul a (transpose a))))"
        start = {"a": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}
        native = nc.compile(source, parameters=start, backend="native").double()
        eager = nc.compile(source, parameters=start).double()
        memory = torch.arange(24, dtype=torch.float64)
        for a in (
            memory[:6].view(2, 3),
            memory[3:9].view(3, 2).t(),
            memory[::2][:6].view(2, 3),
            memory[:3].expand(2, 3),
            memory[5:11].view(2, 3),
            memory[:18].view(3, 2, 3),
        ):
            for model in (native, eager):
                model.a.data = a
            for _ in range(CALLS):
                agree(native.value_and_grad(2.5), eager.value_and_grad(2.5))
                agree(native.value_and_grad(np.ones(3)), eager.value_and_grad(np.ones(3)))

    def test_that_are_others(self) -> None:
        class Own(torch.nn.Parameter):
            """A parameter of another class."""

        native, eager = compiled()
        x, v = strange("plain")
        for number, kind in enumerate((torch.nn.Parameter, Own, torch.nn.Parameter), 3):
            for model in (native, eager):
                model.k = kind(torch.tensor(float(number), dtype=torch.float64))
            for _ in range(CALLS):
                agree(native.value_and_grad(x, v), eager.value_and_grad(x, v))

    def test_that_are_a_batch_beside_numbers(self) -> None:
        # The derivative by the number is a sum.
        native, eager = compiled("(input x) (parameter k 2) (* k x x)")
        for model in (native, eager):
            model.k.data = torch.arange(5, dtype=torch.float64)
        for _ in range(CALLS):
            agree(native.value_and_grad(1.5), eager.value_and_grad(1.5))


class TestOut:
    @pytest.mark.parametrize("kind", KINDS)
    def test_of_all_kinds(self, kind: str) -> None:
        native, eager = compiled()
        x, v = strange(kind)
        expected = eager.value_and_grad(x, v)
        for _ in range(CALLS):
            value = np.full_like(expected[0], np.nan)
            places = {name: np.full_like(item, np.nan) for name, item in expected[1].items()}
            found = native.value_and_grad(x, v, out=(value, places))
            assert found[0] is value
            assert all(found[1][name] is places[name] for name in NAMES)
            arrays = {name: np.asarray(item) for name, item in expected[1].items()}
            agree(found, (np.asarray(expected[0]), arrays))

    def test_some_places(self) -> None:
        native, eager = compiled()
        x, v = strange("plain")
        expected = eager.value_and_grad(x, v)
        for _ in range(CALLS):
            place = np.empty_like(x)
            found = native.value_and_grad(x, v, out={"x": place})
            assert found[1]["x"] is place
            agree(found, expected)
            found = native.value_and_grad(x, v, wrt="v", out=(place, {}))
            assert found[0] is place
            agree(found, (expected[0], {"v": expected[1]["v"]}))

    def test_memory_in_common(self) -> None:
        native, eager = compiled()
        for first, second in [(0, 0), (1, 0), (0, 1), (2, 0), (0, 3)]:
            for _ in range(CALLS):
                x, v = strange("plain")
                memory = np.zeros(7)
                shared, place = memory[first : first + 4], memory[second : second + 4]
                shared[:] = x
                expected = eager.value_and_grad(x, v)
                found = native.value_and_grad(shared, v, out={"x": place})
                agree(found, expected)
                np.testing.assert_array_equal(place, found[1]["x"])

    def test_places_that_do_not_fit(self) -> None:
        native, eager = compiled()
        x, v = strange("plain")
        expected = eager.value_and_grad(x, v)
        locked = np.empty(4)
        locked.flags.writeable = False
        for _ in range(CALLS):
            native.value_and_grad(x, v, out={"x": np.empty(4)})
            for place, error in [
                (np.empty(3), ValueError),
                (np.empty((4, 1)), ValueError),
                (locked, ValueError),
                (np.empty(4, int), TypeError),
                ([0.0] * 4, TypeError),
            ]:
                with pytest.raises(error):
                    native.value_and_grad(x, v, out={"x": place})
            with pytest.raises(TypeError, match="no derivative by `y`"):
                native.value_and_grad(x, v, out={"y": np.empty(4)})
            for place in (np.empty(8)[::2], np.empty(4, np.float32), np.empty(4)[::-1]):
                found = native.value_and_grad(x, v, out={"x": place})
                assert found[1]["x"] is place
                np.testing.assert_allclose(place, expected[1]["x"], rtol=1e-6)

    def test_containers(self) -> None:
        class Own(dict[str, Any]):
            """A dictionary of another class."""

        native, eager = compiled()
        x, v = strange("plain")
        expected = eager.value_and_grad(x, v)
        place = np.empty(4)
        for _ in range(CALLS):
            for out in (
                {"x": place},
                Own(x=place),
                types.MappingProxyType({"x": place}),
                {"x": place, "v": None},
                (None, {"x": place}),
                (None, Own(x=place)),
            ):
                found = native.value_and_grad(x, v, out=out)
                assert found[1]["x"] is place
                agree(found, expected)
            for wrong in ((place,), (place, {}, {}), [place, {}], place, "x", (place, None)):
                with pytest.raises(TypeError) as refused:
                    native.value_and_grad(x, v, out=wrong)
                with pytest.raises(TypeError) as expected_error:
                    eager.value_and_grad(x, v, out=wrong)
                assert str(refused.value) == str(expected_error.value)

    def test_sums_start_anew(self) -> None:
        native, _ = compiled("(parameter k 3) (* k x)")
        x = np.arange(100.0)
        place = np.full((), np.nan)
        for _ in range(CALLS):
            native.value_and_grad(x, out={"k": place})
            assert place == 4950
        long = np.ones(50_000)
        for _ in range(CALLS):
            native.value_and_grad(long, out={"k": place})
            assert place == 50_000


LOOP = "(loop ((n 0) (y x)) (if (= n 3) y (recur (+ n 1) (* {} (sin y)))))"
PARTS = {
    "a number": "(input x) (parameter k 2)" + LOOP.format("k"),
    "a vector": "(input x) (input v (vec 3))" + LOOP.format("(dot v v)"),
    "without loops": "(input x) (parameter k 2) (/ k x)",
}


class TestParts:
    """Large batches, of which each part has sums of its own."""

    @pytest.mark.parametrize("kind", PARTS)
    @pytest.mark.parametrize("dtype", [np.float64, np.float32])
    def test_sums_are_the_same_however_they_are_run(
        self, kind: str, dtype: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        x = np.random.default_rng(1).uniform(0.5, 1.5, 9_999).astype(dtype)
        v = np.array([0.5, 1.0, 0.25], dtype)
        given: dict[str, Any] = {"x": x, "v": v} if kind == "a vector" else {"x": x}
        threads = torch.get_num_threads()
        found = []
        try:
            for patience, count in [(0, 1), (0, 2), (10**12, 2)]:
                monkeypatch.setattr(calls, "WORTH_SHARING", patience)
                torch.set_num_threads(count)
                model = nc.compile(PARTS[kind], backend="native")
                model = model.to(torch.from_numpy(x).dtype)
                for _ in range(CALLS):
                    found.append(model.value_and_grad(**given))
                    out = {name: np.full_like(g, np.nan) for name, g in found[0][1].items()}
                    found.append(model.value_and_grad(**given, out=out))
                    as_tensors = {name: torch.from_numpy(item) for name, item in given.items()}
                    value, gradients = model.value_and_grad(**as_tensors)
                    found.append((value.numpy(), {n: g.numpy() for n, g in gradients.items()}))
        finally:
            torch.set_num_threads(threads)
        for value, gradients in found:
            np.testing.assert_array_equal(value, found[0][0])
            for name, gradient in gradients.items():
                np.testing.assert_array_equal(gradient, found[0][1][name])
        _, expected = (
            nc.compile(PARTS[kind])
            .to(torch.float64)
            .value_and_grad(**{name: item.astype(np.float64) for name, item in given.items()})
        )
        for name, gradient in expected.items():
            tolerance = 1e-10 if dtype == np.float64 else 1e-3
            np.testing.assert_allclose(found[0][1][name], gradient, rtol=tolerance)

    def test_the_first_failure_counts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        native, _ = compiled(
            "(input v (vec 3)) (input w (vec 2)) (input i) (input j)"
            "(loop ((n 0) (s 0)) (if (= n 2) s (recur (+ n 1) (+ s (ref v i) (ref w j)))))"
        )
        v, w, i, j = np.arange(3.0), np.arange(2.0), np.ones(5_000), np.zeros(5_000)
        for patience in (10**12, 0):
            monkeypatch.setattr(calls, "WORTH_SHARING", patience)
            for _ in range(CALLS):
                i[4_000] = j[3_000] = 1
                value, gradients = native.value_and_grad(v, w, i, j)
                assert value.sum() == 2 * (5_000 + 1)
                np.testing.assert_array_equal(gradients["v"], [0, 10_000, 0])
                i[4_000] = j[3_000] = 7
                with pytest.raises(IndexError, match="for size 2"):
                    native.value_and_grad(v, w, i, j)


class TestErrors:
    def test_of_programs(self) -> None:
        native, _ = compiled("(input v (vec 3)) (input i) (ref v i)")
        v, i = np.arange(3.0), np.arange(3.0)
        for _ in range(CALLS):
            np.testing.assert_array_equal(native.value_and_grad(v, i)[0], v)
            with pytest.raises(IndexError, match="for size 3"):
                native.value_and_grad(v, np.array([0.0, 1.0, 7.0]))
            with pytest.raises(IndexError, match="for size 3"):
                native.value_and_grad(v, np.array([0.0, 1.0, 7.0]), out=(np.empty(3), {}))


def test_threads() -> None:
    native, eager = compiled()
    cases = [strange(kind, 40) for kind in ("plain", "reversed", "number", "float32")]
    expected = [eager.value_and_grad(*case) for case in cases]
    wrong: list[BaseException] = []

    def work(shift: int) -> None:
        try:
            for number in range(300):
                k = (number + shift) % len(cases)
                agree(native.value_and_grad(*cases[k]), expected[k])
        except BaseException as error:
            wrong.append(error)

    workers = [threading.Thread(target=work, args=(shift,)) for shift in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong


def test_layouts_of_objects() -> None:
    assert interpreter.is_known_layout()
    assert interpreter.is_available()
    assert interpreter.takes_tensors() or not hasattr(torch.Tensor, "__dlpack_c_exchange_api__")


class TestOlderPyTorch:
    """Parameters where PyTorch does not show the memory of tensors by itself."""

    @pytest.fixture(autouse=True)
    def look_by_python(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert interpreter.is_available()
        used = interpreter.Interpreter.in_dll(_library.library, "neuralc_interpreter")
        monkeypatch.setattr(used, "view", interpreter.address_of(interpreter._view))

    def test_parameters(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patch:
            patch.setattr("neuralc._kernels.gradients.Kernels._with_care", None)
            native, eager = compiled()
            x, v = strange("plain")
            for _ in range(CALLS):
                agree(native.value_and_grad(x, v), eager.value_and_grad(x, v))
        parameters = TestParameters()
        parameters.test_that_are_given_new_memory()
        parameters.test_of_other_types()
        parameters.test_that_lie_in_another_way()
        parameters.test_that_are_others()
        parameters.test_vectors_of_floats_beside_doubles()

    def test_tensors_without_memory(self) -> None:
        native, _ = compiled()
        x, v = tensors("plain")
        for _ in range(CALLS):
            native.value_and_grad(x, v)
        sparse = x.to_sparse()
        for k in (sparse, x.to("meta"), torch.ones((), dtype=torch.int64)):
            native.k = torch.nn.Parameter(k, requires_grad=False)
            with pytest.raises((RuntimeError, TypeError, NotImplementedError)):
                native.value_and_grad(x, v)


def test_without_builtin_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (direct_plan, launch):
        monkeypatch.setattr(module, "is_available", lambda: False)
    native, eager = compiled()
    for _ in range(CALLS):
        agree(native.value_and_grad(*strange("plain")), eager.value_and_grad(*strange("plain")))
        given = tensors("plain")
        same(native.value_and_grad(*given), eager.value_and_grad(*given))
        torch.testing.assert_close(native(*given), eager(*given))


@pytest.mark.skipif(
    not interpreter.takes_tensors(), reason="this PyTorch does not show its tensors"
)
def test_builtin_functions_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    native, _ = compiled()
    x, v = strange("plain")
    native.value_and_grad(x, v)
    native.value_and_grad(x, v, out={})

    def fail(*_: object) -> None:
        raise AssertionError("with care")

    monkeypatch.setattr("neuralc._kernels.gradients.Kernels._with_care", fail)
    for kind in ("plain", "strided", "reversed", "number", "read only", "0-dim"):
        native.value_and_grad(*strange(kind))
    native.value_and_grad(x, v, out=(np.empty(4), {"x": np.empty(4)}))
    native.value_and_grad(*tensors("plain"))
    monkeypatch.setattr("neuralc._kernels.direct.launch", fail)
    for kind in ("plain", "strided", "0-dim", "with gradients"):
        native.value_and_grad(*tensors(kind))


def test_no_leaks() -> None:
    native, _ = compiled()
    x, v = strange("plain")
    right, wrong = np.empty(4), np.empty(3)  # NumPy itself keeps a dtype with each np.empty(n).
    for _ in range(CALLS):
        native.value_and_grad(x, v)
    dtype = np.dtype(np.float64)
    kept = x, v, np.ndarray, dtype, None, native.k, float, "v"
    before = [sys.getrefcount(item) for item in kept]
    for _ in range(1000):
        native.value_and_grad(x, v)
        native.value_and_grad(x, v[:, :3], out={"x": right})
        with pytest.raises(ValueError, match="shape"):
            native.value_and_grad(x, v, out={"x": wrong})
    gc.collect()
    after = [sys.getrefcount(item) for item in kept]
    assert max(b - a for a, b in zip(before, after, strict=True)) <= 20


@pytest.mark.parametrize("given", [strange("plain"), tensors("plain"), strange("numbers")])
def test_results_are_owned_by_the_caller_alone(given: Any) -> None:
    native, _ = compiled()
    for _ in range(CALLS):
        results = native.value_and_grad(*given)
    items = [results, results[1], results[0], *results[1].values()]
    counts = [sys.getrefcount(items[k]) for k in range(len(items))]
    # Of the list and of the call that counts; of the variable, or of where it is in the results.
    assert counts == [3] * len(items)
