"""Libraries for C: what `neuralc build` makes is compiled, linked, run and compared."""

import ctypes
import os
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import accuracy
import neuralc as nc

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(nc.__file__).parent / "_native" / "neuralc"

pytestmark = pytest.mark.skipif(shutil.which("clang") is None, reason="there is no clang")


def build(*arguments: object, text: str = "", **environment: str) -> Any:
    return subprocess.run(
        [PROGRAM, "build", *map(str, arguments)],
        input=text,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )


def built(*arguments: object, text: str = "") -> None:
    done = build(*arguments, text=text)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def clang(*arguments: object) -> None:
    done = subprocess.run(["clang", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


class Failure(ctypes.Structure):
    _fields_ = (("item", ctypes.c_size_t), ("index", ctypes.c_double))


class Library:
    """A program's shared library, called with arrays."""

    def __init__(self, source: str, folder: Path, *arguments: object) -> None:
        path = folder / "law.so"
        built("-", "--name", "law", "-o", path, *arguments, text=source)
        self.header = (folder / "law.h").read_text(encoding="utf-8")
        self._library = ctypes.CDLL(str(path))
        self._library.law_message.restype = ctypes.c_char_p
        self.model = nc.compile(source)
        self.names = list(self.model.summary()["inputs"]) + list(self.model.summary()["parameters"])
        self.failure = Failure()

    def message(self, status: int) -> str:
        text: bytes = self._library.law_message(status)
        return text.decode()

    def call(self, name: str, count: int, *arrays: np.ndarray | None) -> int:
        pointers = [None if a is None else ctypes.c_void_p(a.ctypes.data) for a in arrays]
        function = getattr(self._library, f"law_{name}")
        status: int = function(ctypes.c_size_t(count), *pointers, ctypes.byref(self.failure))
        return status

    def check(self, count: int, dtype: str, shape: tuple[int, ...], **values: Any) -> None:
        """Compares value and gradients of items with what PyTorch computes of each."""
        arrays = {name: np.array(value, dtype) for name, value in values.items()}
        parameters = dict(self.model.to(getattr(torch, dtype)).named_parameters())
        cotangent = np.random.default_rng(1).normal(size=(count, *shape)).astype(dtype)
        ordered = [
            arrays[name] if name in arrays else parameters[name].detach().numpy()
            for name in self.names
        ]
        value = np.full((count, *shape), np.nan, dtype)
        assert self.call(f"value_{dtype}", count, *ordered, value) == 0
        again = np.full_like(value, np.nan)
        gradients = [np.full_like(array, np.nan) for array in ordered]
        assert self.call(f"gradient_{dtype}", count, *ordered, cotangent, again, *gradients) == 0
        np.testing.assert_array_equal(value, again)

        tensors = {name: torch.from_numpy(array).requires_grad_() for name, array in arrays.items()}
        expected = self.model(**tensors)
        leaves = [tensors[n] if n in tensors else parameters[n] for n in self.names]
        slopes = torch.autograd.grad(
            expected, leaves, torch.from_numpy(cotangent), allow_unused=True
        )
        tolerance = 1e-11 if dtype == "float64" else 1e-4
        np.testing.assert_allclose(value, expected.detach().numpy(), rtol=tolerance)
        for name, gradient, slope in zip(self.names, gradients, slopes, strict=True):
            wanted = np.zeros_like(gradient) if slope is None else slope.numpy()
            scale = max(1.0, float(np.max(np.abs(wanted), initial=0)))
            np.testing.assert_allclose(
                gradient, wanted, rtol=tolerance, atol=tolerance * scale, err_msg=name
            )


LAW = "(input m) (input v) (parameter c 3) (/ (* m (pow c 2)) (sqrt (- 1 (pow (/ v c) 2))))"
MAP = "(input x) (input n) (parameter r 3.2)" + (
    "(loop ((x x) (k 0)) (if (< k n) (recur (* r x (- 1 x)) (+ k 1)) x))"
)
TREE = "(input a) (input n) (letrec ((f (lambda (n)" + (
    "(if (< n 2) (+ a n) (+ (sin (f (- n 1))) (* a (f (- n 2)))))))) (f n))"
)
MATRICES = "(input A (mat 2 3)) (input x (vec 3)) (parameter B [[2 1] [0 3]])" + (
    "(matvec B (+ (matvec A x) [1 (norm x)]))"
)


class TestNumbers:
    @pytest.mark.parametrize("count", [0, 1, 2, 8, 17, 1000])
    @pytest.mark.parametrize("dtype", ["float64", "float32"])
    def test_elementwise(self, tmp_path_factory: Any, count: int, dtype: str) -> None:
        library = shared(tmp_path_factory, "law", LAW)
        generator = np.random.default_rng(0)
        m, v = generator.uniform(1, 5, count), generator.uniform(0.1, 0.9, count)
        library.check(count, dtype, (), m=m, v=v)

    @pytest.mark.parametrize("count", [1, 11])
    def test_every_item_goes_its_own_way(self, tmp_path_factory: Any, count: int) -> None:
        generator = np.random.default_rng(0)
        library = shared(tmp_path_factory, "map", MAP)
        x, n = generator.uniform(0.1, 0.9, count), generator.integers(0, 30, count)
        library.check(count, "float64", (), x=x, n=n)

    @pytest.mark.parametrize("count", [1, 5])
    def test_recursion(self, tmp_path_factory: Any, count: int) -> None:
        library = shared(tmp_path_factory, "tree", TREE)
        a = np.linspace(0.1, 0.5, count)
        library.check(count, "float64", (), a=a, n=np.arange(count) + 3)

    @pytest.mark.parametrize("count", [1, 9])
    @pytest.mark.parametrize("dtype", ["float64", "float32"])
    def test_matrices(self, tmp_path_factory: Any, count: int, dtype: str) -> None:
        library = shared(tmp_path_factory, "matrices", MATRICES)
        generator = np.random.default_rng(0)
        A, x = generator.normal(size=(count, 2, 3)), generator.normal(size=(count, 3))
        library.check(count, dtype, (2,), A=A, x=x)

    def test_open_sizes(self, tmp_path: Path) -> None:
        source = "(input x (vec n)) (input y (vec n)) (* (dot x y) x)"
        library = Library(source, tmp_path, "--size", "n=5", "--dtype", "float64")
        generator = np.random.default_rng(0)
        x, y = generator.normal(size=(2, 3, 5))
        library.check(3, "float64", (5,), x=x, y=y)
        assert "x: input, count x 5 numbers" in library.header
        assert "float32" not in library.header

    def test_elementary_functions(self, tmp_path: Path) -> None:
        source = """(input x) (input y)
            (+ (exp x) (expm1 x) (log y) (log1p y) (pow y x) (sin x) (cos x) (tan x) (asin x)
               (acos x) (atan x) (atan2 x y) (sinh x) (cosh x) (tanh x) (hypot x y) (erf x)
               (modulo x y) (remainder x y))"""
        library = Library(source, tmp_path)
        generator = np.random.default_rng(0)
        x, y = generator.uniform(-0.9, 0.9, 10), generator.uniform(0.1, 2, 10)
        library.check(10, "float64", (), x=x, y=y)
        library.check(1, "float32", (), x=x[:1], y=y[:1])

    @pytest.mark.parametrize("name", ["sigmoid", "softplus"])
    def test_the_logistic_function_is_as_accurate_as_in_process(
        self, tmp_path: Path, name: str
    ) -> None:
        function = accuracy.FUNCTIONS[name]
        library = Library(function.program, tmp_path)

        def apply(x: Any) -> Any:
            value = np.full_like(x, np.nan)
            assert library.call(f"value_{x.dtype}", len(x), x, value) == 0
            return value

        for dtype in (np.float64, np.float32):
            found = accuracy.measure(function, apply, dtype, 3000)
            assert found.distance <= 1, found.where


_libraries: dict[str, Library] = {}


def shared(factory: Any, name: str, source: str) -> Library:
    """A library that several tests use."""
    if name not in _libraries:
        _libraries[name] = Library(source, factory.mktemp(name))
    return _libraries[name]


class TestFailures:
    def test_index(self, tmp_path: Path) -> None:
        library = Library("(input x (vec 3))\n(input i)\n(* 2 (ref x i))", tmp_path)
        x, i, value = np.ones((20, 3)), np.zeros(20), np.empty(20)
        assert library.call("value_float64", 20, x, i, value) == 0
        i[13] = 7
        for count, first in [(20, 0), (1, 13)]:
            status = library.call("value_float64", count, x[first:], i[first:], value)
            assert status > 0
            assert "line 3" in library.message(status)
            assert (library.failure.item, library.failure.index) == (13 - first, 7)

    def test_iterations(self, tmp_path: Path) -> None:
        source = "(input x) (loop ((x x)) (if (< x 0) x (recur (+ x 1))))"
        library = Library(source, tmp_path, "--max-iterations", 50)
        status = library.call("value_float64", 1, np.array([1.0]), np.empty(1))
        assert status > 0
        assert "50" in library.message(status)

    @pytest.mark.parametrize("name", ["value", "gradient"])
    def test_depth(self, tmp_path: Path, name: str) -> None:
        source = "(input x) (letrec ((f (lambda (x) (+ 1 (f (+ x 1)))))) (f x))"
        library = Library(source, tmp_path, "--max-depth", 1_000_000_000)
        more = [None, np.empty(9), np.empty(9)] if name == "gradient" else [np.empty(9)]
        found = []

        def run() -> None:
            status = library.call(f"{name}_float64", 9, np.ones(9), *more)
            found.append(library.message(status) if status > 0 else status)

        threading.stack_size(1 << 20)
        try:
            for target in (run, lambda: on_a_thread(run)):
                target()
        finally:
            threading.stack_size(0)
        assert len(found) == 2
        assert all("f" in message for message in found)

    def test_missing_arrays_and_absurd_counts(self, tmp_path_factory: Any) -> None:
        library = shared(tmp_path_factory, "law", LAW)
        ones = np.ones(4)
        for arrays in [
            (None, ones, ones, ones),
            (ones, None, ones, ones),
            (ones, ones, ones, None),
        ]:
            assert library.call("value_float64", 4, *arrays) == -2
            assert library.call("value_float64", 0, *arrays) == 0
        for count in (2**64 - 1, 2**63, 2**60):
            assert library.call("value_float64", count, ones, ones, ones, ones) == -2
        assert library.message(-2) != library.message(-1) != library.message(0)
        assert {library.message(code) for code in (-100, 100)} == {"there is no such status"}

    def test_a_parameter_has_its_initial_value(self, tmp_path_factory: Any) -> None:
        library = shared(tmp_path_factory, "law", LAW)
        m, v, value = np.ones(4), np.zeros(4), np.empty(4)
        assert library.call("value_float64", 4, m, v, None, value) == 0
        np.testing.assert_array_equal(value, 9)


def on_a_thread(action: Any) -> None:
    thread = threading.Thread(target=action)
    thread.start()
    thread.join()


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "library"),
        [("law.so", "law.so"), ("law", "law.so"), ("law.a", "law.a"), ("law.o", "law.o")],
    )
    def test_form(self, tmp_path: Path, name: str, library: str) -> None:
        built("-", "--name", "energy", "-o", tmp_path / name, text=LAW)
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["law.h", library])
        example = (ROOT / "examples" / "c" / "energy.c").read_text(encoding="utf-8")
        source = tmp_path / "main.c"
        source.write_text(example.replace("energy.h", "law.h"), encoding="utf-8")
        clang(source, tmp_path / library, "-lm", "-o", tmp_path / "main")
        assert subprocess.run([tmp_path / "main"], check=True, capture_output=True).stdout

    def test_example(self, tmp_path: Path) -> None:
        law = ROOT / "examples" / "feynman" / "relativistic_energy.scm"
        built(law, "--name", "energy", "-o", tmp_path / "energy.o")
        example = ROOT / "examples" / "c" / "energy.c"
        warnings = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
        clang(
            *warnings, f"-I{tmp_path}", example, tmp_path / "energy.o", "-lm", "-o", tmp_path / "x"
        )
        output = subprocess.run([tmp_path / "x"], check=True, capture_output=True, text=True).stdout
        found = [float(word.rstrip(",")) for word in output.split() if word[0].isdigit()]
        expected = []
        total = 0.0
        for m, v in [(1, 0.1), (2, 0.5), (3, 0.9)]:
            gradient = nc.gradient(law, {"m": m, "v": v})
            expected += [nc.evaluate(law, {"m": m, "v": v}), gradient["m"], gradient["v"]]
            total += gradient["c"]
        np.testing.assert_allclose(found, [*expected, total], rtol=1e-14)

    def test_names_that_are_no_names_in_c(self, tmp_path: Path) -> None:
        source = "(input int) (input θ-1) (input a*/b) (input value) (input gradient_int)" + (
            "(parameter linux 2) (+ int θ-1 a*/b value gradient_int linux)"
        )
        built("-", "--name", "no-name\n#error", "-o", tmp_path / "x.a", text=source)
        (tmp_path / "main.c").write_text('#include "x.h"\nint main(void) { return 0; }\n')
        (tmp_path / "main.cc").write_text('#include "x.h"\nint main() { return 0; }\n')
        strict = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]
        clang("-std=c99", *strict, tmp_path / "main.c")
        clang("-std=c++11", *strict, tmp_path / "main.cc")
        assert "no_name__error_value_float64" in (tmp_path / "x.h").read_text(encoding="utf-8")

    def test_for_another_processor(self, tmp_path: Path) -> None:
        built("-", "-o", tmp_path / "law.so", "--march", "x86-64", text=LAW)

    @pytest.mark.parametrize(
        ("arguments", "status", "sentence"),
        [
            (("--march", "abacus"), 2, "abacus"),
            (("--size", "n"), 2, "--size"),
            (("--size", "n=x"), 2, "whole number"),
            (("--size", "n=1", "--size", "n=2"), 2, "twice"),
            (("--size", "k=3"), 2, "`k`"),
            (("--dtype", "float16"), 2, "float16"),
            (("--emit", "rust"), 2, "rust"),
        ],
    )
    def test_what_cannot_be_built_leaves_everything_as_it_was(
        self, tmp_path: Path, arguments: tuple[str, ...], status: int, sentence: str
    ) -> None:
        (tmp_path / "law.so").write_text("old")
        done = build("-", "-o", tmp_path / "law.so", *arguments, text=LAW)
        assert done.returncode == status
        assert sentence in done.stderr
        assert (tmp_path / "law.so").read_text() == "old"
        assert [path.name for path in tmp_path.iterdir()] == ["law.so"]

    def test_open_size_without_a_number(self, tmp_path: Path) -> None:
        done = build("-", "-o", tmp_path / "law", text="(input x (vec n)) (vsum x)")
        assert done.returncode == 2
        assert "`n`" in done.stderr
        assert not list(tmp_path.iterdir())

    def test_rejected(self, tmp_path: Path) -> None:
        done = build("-", "-o", tmp_path / "law", text="(+ x")
        assert done.returncode == 1
        assert "NC101" in done.stderr
        assert not list(tmp_path.iterdir())

    def test_without_clang(self, tmp_path: Path) -> None:
        done = build("-", "-o", tmp_path / "law", text=LAW, PATH=str(tmp_path))
        assert done.returncode == 2
        assert done.stderr == (
            "error: clang is needed to build a library, and there is no clang command\n"
        )
        assert not list(tmp_path.iterdir())

    def test_no_such_folder(self, tmp_path: Path) -> None:
        done = build("-", "-o", tmp_path / "no" / "law", text=LAW)
        assert done.returncode == 2
        assert "cannot write" in done.stderr


SANITIZED = {
    "law": (LAW, [(1,), (1,)], [1], 1),
    "map": (MAP, [(1,), (1,)], [1], 1),
    "tree": (TREE, [(1,), (1,)], [], 1),
    "matrices": (MATRICES, [(6,), (3,)], [4], 2),
}


class TestSanitizers:
    """Every array is allocated with exactly the numbers that it must have."""

    @pytest.mark.parametrize("name", SANITIZED)
    def test_clean(self, tmp_path: Path, name: str) -> None:
        done = sanitized(tmp_path, name, missing=0)
        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.parametrize("name", ["law", "matrices"])
    def test_an_array_that_is_too_short_is_noticed(self, tmp_path: Path, name: str) -> None:
        done = sanitized(tmp_path, name, missing=1)
        assert done.returncode != 0
        assert "heap-buffer-overflow" in done.stderr
        assert "law_kernel" in done.stderr


def sanitized(folder: Path, name: str, missing: int) -> Any:
    """Runs value and gradients for several counts under sanitizers, the value too short by some."""
    source, inputs, parameters, result = SANITIZED[name]
    built("-", "--name", "law", "--sanitize", "-o", folder / "law.a", text=source)
    lines = []
    for number, type in (("float64", "double"), ("float32", "float")):
        arguments, slopes = [], []
        for shape in inputs:
            arguments.append(f"numbers_{type}(count * {shape[0]})")
            slopes.append(arguments[-1])
        for size in parameters:
            arguments.append(f"numbers_{type}({size})")
            slopes.append(arguments[-1])
        value = f"numbers_{type}(count * {result} - {missing})"
        every = ", ".join(arguments)
        lines.append(f"if (law_value_{number}(count, {every}, {value}, 0)) return 1;")
        cotangent = f"numbers_{type}(count * {result})"
        lines.append(
            f"if (law_gradient_{number}(count, {every}, {cotangent}, {value}, "
            f"{', '.join(slopes)}, 0)) return 2;"
        )
    makers = "".join(
        f"static {type} *numbers_{type}(size_t n) {{ {type} *x = malloc(n * sizeof *x);"
        f" for (size_t i = 0; i < n; i++) x[i] = ({type})0.5; return all[used++] = x; }}\n"
        for type in ("double", "float")
    )
    body = "\n  ".join(lines)
    (folder / "main.c").write_text(
        f'#include "law.h"\n#include <stdlib.h>\nstatic void *all[10000];\nstatic int used;\n'
        f"{makers}int main(void) {{\n for (size_t count = 1; count < 35; count++) {{\n  {body}\n }}\n"
        " while (used) free(all[--used]);\n return 0;\n}\n"
    )
    flags = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    clang(*flags, folder / "main.c", folder / "law.a", "-lm", "-lpthread", "-o", folder / "main")
    return subprocess.run([folder / "main"], capture_output=True, text=True)
