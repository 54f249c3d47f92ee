"""Text that means harm: compiled correctly or refused, in bounded time, and nothing of it runs."""

import ast
import ctypes
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

import neuralc as nc
from neuralc import _library


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Fails where something takes longer, with much room for slow machines."""
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < seconds


def codes(source: str) -> set[str]:
    return {item.code for item in nc.check(source)}


def names_in(code: str) -> set[str]:
    """Every name that a Python module uses."""
    return {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}


HOSTILE_NAMES = [
    "__import__",
    "exec",
    "eval",
    "open",
    "__builtins__",
    "__class__",
    "__del__",
    "self",
    "torch",
    "nn",
    "Tensor",
    "forward",
    "None",
    "class",
    "import",
    "os.system",
    "a\\b",
    "x'",
    '|a"b|',
    "$(rm)",
    "%s",
    "{x}",
    "x=1",
    "x:y",
    "@property",
    "\u202ex",
    "ﬁ",
    "𝐱",
    "١",
    "x١",
    "ª",
    "ǅ",
    "_",
    "__",
    "___",
    "-",
    "...",
]


class TestNames:
    @pytest.mark.parametrize("name", HOSTILE_NAMES)
    def test_as_input(self, name: str) -> None:
        source = f"(+ {name} 1)"
        if any(item.severity == "error" for item in nc.check(source)):
            return
        model = nc.compile(source)
        if model.inputs:
            assert list(model.inputs) == [name]
            assert model(torch.tensor(2.0)) == 3
            assert model(**{name: torch.tensor(2.0)}) == 3
        assert not {"__import__", "exec", "eval", "open"} & names_in(model.code) or name in (
            "exec",
            "eval",
            "open",
        )

    @pytest.mark.parametrize("name", HOSTILE_NAMES)
    def test_as_parameter_and_function(self, name: str) -> None:
        source = f"(parameter {name} 2) (define (f {name}) (* 2 {name})) (f {name})"
        if any(item.severity == "error" for item in nc.check(source)):
            return
        model = nc.compile(source)
        assert model() == 4
        assert len(list(model.named_parameters())) == 1
        source = f"(define ({name} x) (if (< x 1) x ({name} (- x 1)))) ({name} x)"
        if any(item.severity == "error" for item in nc.check(source)):
            return
        assert nc.compile(source)(torch.tensor(2.5)) == 0.5

    @pytest.mark.parametrize(
        "text",
        [
            "(__import__ 'os)",
            '(x) ; """\nimport os',
            '(+ x 1) ; """ + __import__("os").system("false") + """',
            '(+ x 1) #| \\"\\"\\" |#',
            "(+ x 1) ; \\",
            "(+ x 1) ; \\N{BULLET} \\x41 \\u0041 \\",
            '(+ x 1) ; \'\'\'\n; """""\n; \\"""',
            "(+ x 1) ;\r; a\x0cb \x00",
        ],
    )
    def test_text_stays_inside_the_docstring(self, text: str) -> None:
        if any(item.severity == "error" for item in nc.check(text)):
            return
        model = nc.compile(text)
        tree = ast.parse(model.code)
        kinds = [type(node) for node in tree.body]
        assert kinds[0] is ast.Expr
        assert set(kinds[1:]) <= {ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef}
        assert model(torch.tensor(1.0)) == 2

    def test_file_name_stays_inside_the_docstring(self, tmp_path: Path) -> None:
        path = tmp_path / 'a"""\nimport os\n"""\\.scm'
        path.write_text("(+ x 1)", encoding="utf-8")
        model = nc.compile(path)
        assert model(torch.tensor(1.0)) == 2
        assert "os" not in names_in(model.code)

    def test_names_in_options(self) -> None:
        evil = "x\"'):\n  import os\n#"
        for options in [
            {"inputs": {evil: "real"}},
            {"inputs": {"x": evil}},
            {"parameters": {evil: 1.0}},
            {"entry": evil},
            {"inputs": {"x": "real", "5:entry,1:f,": "real"}},
        ]:
            try:
                model = nc.compile("(+ x 1)", **options)
            except nc.CompileError:
                continue
            assert "os" not in names_in(model.code)

    def test_line_separators_are_blanks(self) -> None:
        assert list(nc.compile("(+ x\u2028y)").inputs) == ["x", "y"]

    def test_names_that_collide(self) -> None:
        assert "NC306" in codes("(+ a-b a_b)")


class TestBytes:
    def test_lone_surrogates(self) -> None:
        assert codes("(+ x \ud800)") == {"NC107"}
        assert codes("\udc80") == {"NC107"}

    @pytest.mark.parametrize(
        "data",
        [b"\xff", b"(+ x \xc3(", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"x\xe2\x82", b"\xc0\x80"],
    )
    def test_invalid_utf8(self, data: bytes, tmp_path: Path) -> None:
        path = tmp_path / "x.scm"
        path.write_bytes(data)
        with pytest.raises(nc.CompileError) as caught:
            nc.compile(path)
        assert [item.code for item in caught.value.diagnostics] == ["NC107"]

    def test_nul(self) -> None:
        assert nc.check("(+ x \0 1)")[0].severity == "error"
        assert nc.check("x ; \0") == []
        with pytest.raises(nc.CompileError):
            nc.compile("\0")

    def test_byte_order_mark(self) -> None:
        nc.check("\ufeff(+ x 1)")

    def test_names_with_surrogates(self) -> None:
        with pytest.raises(nc.CompileError):
            nc.compile("(+ x 1)", inputs={"\ud800": "real"})

    def test_empty(self) -> None:
        assert codes("") == {"NC203"}
        assert codes(" ; nothing\n") == {"NC203"}


class TestSize:
    @pytest.mark.parametrize(
        "text", ["(", ")", "[", "]", "()", "(]", "([", "#|", "#;", "'", "-", "1", "(a "]
    )
    def test_ten_megabytes(self, text: str) -> None:
        source = text * (10_000_000 // len(text))
        with at_most(30):
            found = nc.check(source)
        assert len(found) <= 10_000

    def test_rejection_of_ten_megabytes_can_be_shown(self) -> None:
        with at_most(30), pytest.raises(nc.CompileError) as caught:
            nc.compile("(" * 10_000_000)
        assert len(str(caught.value)) < 1_000_000

    def test_one_name_of_a_megabyte(self) -> None:
        name = "x" * 1_000_000
        assert nc.evaluate(f"(+ {name} 1)", {name: 1}) == 2

    def test_one_number_of_a_megabyte(self) -> None:
        assert nc.evaluate("(* 0 " + "1" * 300 + ")") == 0
        assert nc.evaluate("0." + "0" * 1_000_000 + "1") == 0
        with at_most(10):
            nc.check("1" * 1_000_000)
            nc.check("1/" + "3" * 1_000_000)
            nc.check("1e" + "9" * 1_000_000)

    @pytest.mark.parametrize("depth", [1_000, 100_000])
    def test_nesting(self, depth: int) -> None:
        source = "(sin " * depth + "x" + ")" * depth
        with at_most(60):
            assert nc.check(source) == []
            assert -1 <= nc.evaluate(source, {"x": 1.0}) <= 1
            assert nc.emit(source, "torch").count("sin") >= depth
            assert nc.gradient(source, {"x": 0.0}) == {"x": 1.0}

    @pytest.mark.parametrize(
        ("opening", "closing", "depth"),
        [
            ("(if (> x 0) ", " 0)", 10_000),
            ("(let ((y x)) ", ")", 10_000),
            ("(let ((x ", ")) x)", 10_000),
            ("(cond ((> x 0) ", ") (else 0))", 10_000),
            ("(and ", " 1)", 10_000),
            ("((lambda (x) ", ") x)", 10_000),
            ("(loop ((i 0)) (if (< i 1) (recur (+ i 1)) ", "))", 500),
            ("(loop ((i 0)) (if (< i x) (recur (+ i 1)) ", "))", 500),
            ("(ref ", " 0)", 10_000),
            ("[", "]", 10_000),
            ("#;(", ")x", 10_000),
            ("#|", "|#", 10_000),
        ],
    )
    def test_nested_forms(self, opening: str, closing: str, depth: int) -> None:
        source = opening * depth + "x" + closing * depth
        with at_most(60):
            if not any(item.severity == "error" for item in nc.check(source)):
                nc.emit(source, "torch")

    def test_deep_modules_run(self) -> None:
        depth = 2_000
        source = "(if (> x 0) (+ 1 " * depth + "x" + ") x)" * depth
        assert nc.compile(source)(torch.tensor(1.0)) == depth + 1

    def test_a_million_nodes(self) -> None:
        source = "(+ " + " ".join(["(* x 2)"] * 250_000) + ")"
        with at_most(60):
            assert nc.check(source) == []

    def test_doubling_by_let(self) -> None:
        lines = "".join(f"(x{k + 1} (+ x{k} x{k}))" for k in range(1000))
        source = f"(let* ((x0 x) {lines}) x1000)"
        with at_most(10):
            assert nc.evaluate(source, {"x": 1.0}) == 2.0**1000
            assert nc.compile(source)(torch.tensor(1.0, dtype=torch.float64)) == 2.0**1000

    def test_doubling_by_functions(self) -> None:
        lines = "".join(f"(define (f{k + 1} x) (+ (f{k} x) (f{k} x)))" for k in range(40))
        source = f"(define (f0 x) x) {lines} (f40 x)"
        with at_most(30):
            assert nc.check(source) == []
            assert len(nc.emit(source, "torch")) < 100_000

    @pytest.mark.parametrize("start", ["1", "[1 2]", "[]", "(zeros 0)", "(zeros 100 100)", "x"])
    @pytest.mark.parametrize("use", ["(input m (vec a70)) m", "(parameter p a70) p"])
    def test_doubling_by_constants(self, start: str, use: str) -> None:
        """Each constant mentions the one before twice; none is computed twice."""
        lines = "".join(f"(define a{k + 1} (- (* 2 a{k}) a{k}))" for k in range(70))
        with at_most(30):
            nc.check(f"(define a0 {start}) {lines} {use}")

    def test_constants_in_a_ring_as_a_size(self) -> None:
        with at_most(10):
            found = codes("(define v (ref v k)) (input m (mat n k)) (define k (append v v)) m")
        assert "NC305" in found

    def test_many_types_of_one_function(self) -> None:
        calls = " ".join(f"(vsum (f (zeros {k})))" for k in range(1, 300))
        with at_most(30):
            nc.check(f"(define (f v) (* 2 v)) (+ {calls})")

    def test_sizes_that_are_too_large(self) -> None:
        for source in [
            "(vsum (zeros 1000000000000))",
            "(vsum (zeros 1e300))",
            "(det (eye 100000000000))",
            "(vsum (tabulate (i 99999999999999999999) i))",
            "(vsum (scan ((x 0)) 1e18 (recur x)))",
            "(zeros -1)",
            "(zeros +nan.0)",
            "(trace (eye 20000))",
            "(vsum (matvec (outer (ones 20000) (ones 20000)) v))",
        ]:
            assert any(item.severity == "error" for item in nc.check(source)), source

    @pytest.mark.parametrize("declaration", ["", "(input v (vec n))", "(input v (vec 3))"])
    def test_doubling_by_append(self, declaration: str) -> None:
        source = f"{declaration} (let* ({'(v (append v v)) ' * 70}) (vsum v))"
        with at_most(10):
            assert [item.code for item in nc.check(source)] == ["NC409"]

    def test_doubling_by_sizes_that_follow(self) -> None:
        """Each length is twice the one before, which is found out from the last to the first."""
        inputs = "".join(f"(input v{k} (vec n{k}))" for k in range(71))
        sums = " ".join(f"(vsum (+ v{k + 1} (append v{k} v{k})))" for k in reversed(range(70)))
        assert codes(f"{inputs} (+ {sums})") == {"NC409"}

    def test_doubling_until_it_is_too_large_for_the_inputs(self) -> None:
        source = f"(input v (vec n)) (let* ({'(v (append v v)) ' * 20}) (vsum v))"
        assert nc.evaluate(source, {"v": [1.0, 2.0]}) == 3 * 2**20
        with at_most(10), pytest.raises(ValueError, match="more than 134217728 elements"):
            nc.evaluate(source, {"v": [1.0] * 200})

    def test_many_open_sizes(self) -> None:
        names = [f"v{k}" for k in range(3000)]
        inputs = "".join(f"(input {name} (vec n{name}))" for name in names)
        with at_most(60):
            assert nc.check(f"{inputs} (vsum (append {' '.join(names)}))") == []

    def test_long_lines_in_messages(self) -> None:
        source = "(+ " + "x " * 1_000_000 + "(foo))"
        with pytest.raises(nc.CompileError) as caught:
            nc.compile(source)
        assert len(str(caught.value)) < 10_000

    def test_many_errors(self) -> None:
        with at_most(30):
            found = nc.check("(+ " + "(foo 1) " * 100_000 + ")")
        assert 1 <= len(found) <= 10_000

    @pytest.mark.parametrize(
        "source",
        [
            "(vsum (loop ((k x)) (recur k)))",
            "(define (f x) (+ 1 (f x))) (det (f x))",
            "(define (f x) (+ 1 (f x))) (ref (f x) 3 2)",
            "(if (> x 5) (ref (loop ((k x)) (recur k)) 7) x)",
            "(vsum (append [x] (loop ((k x)) (recur k))))",
            "(letrec ((f (lambda (x) (g x))) (g (lambda (x) (f x)))) (norm (f x)))",
        ],
    )
    def test_what_never_ends_may_have_any_size(self, source: str) -> None:
        limits = {"max_iterations": 100, "max_depth": 100}
        assert nc.emit(source, "ir")
        x = torch.tensor(1.0, requires_grad=True)
        for backend in ("eager", "native"):
            model = nc.compile(source, backend=backend, **limits)
            if source.startswith("(if"):
                assert model(x) == 1
            else:
                with pytest.raises(RuntimeError):
                    model(x)

    def test_endless_loops_end(self) -> None:
        with pytest.raises(RuntimeError, match="1000"):
            nc.evaluate("(loop ((i 0)) (if (< i x) (recur i) i))", {"x": 1}, max_iterations=1000)


class TestLibrary:
    """The C interface, called as no shell of ours would."""

    @pytest.mark.parametrize(
        "options",
        [
            b"x",
            b":",
            b"5:input",
            b"5:input,",
            b"5:input,1:x,",
            b"5:inputX1:x,4:real,",
            b"99:input,",
            b"-1:input,",
            b"00000000005:input,",
            b"9999999999:input,",
            b"9:parameter,1:x,0:,",
            b"9:parameter,1:x,1:3,",
            b"9:parameter,1:x,2:-1,",
            b"9:parameter,1:x,5:1 1 1,",
            b"9:parameter,1:x,21:2147483647 2147483647,",
            b"9:parameter,1:x,19:9223372036854775807,",
            b"5:depth,1:x,",
            b"5:depth,20:99999999999999999999,",
            b"7:nothing,",
            b"\xff\xfe",
            b"1:\xff,",
        ],
    )
    def test_malformed_options(self, options: bytes) -> None:
        answer = _library.run(b"check", b"x", options)
        assert "malformed" in answer["error"]

    def test_numbers_that_nobody_asked_for(self) -> None:
        assert "malformed" in _library.run(b"check", b"x", b"", [1.0, 2.0])["error"]

    @pytest.mark.parametrize("command", [b"", b"nothing", b"\xff", b"check\0", b"c" * 100_000])
    def test_unknown_commands(self, command: bytes) -> None:
        assert "malformed" in _library.run(command, b"x", b"")["error"]

    @pytest.mark.parametrize(
        "limit", [b"0", b"-1", b"-9223372036854775808", b"9223372036854775807"]
    )
    @pytest.mark.parametrize("name", [b"depth", b"iterations"])
    def test_limits(self, name: bytes, limit: bytes) -> None:
        options = _library.records([name, limit])
        for command in [b"check", b"compile", b"interface", b"evaluate", b"info"]:
            assert isinstance(_library.run(command, b"(+ 1 2)", options), dict)

    def test_null_pointers(self) -> None:
        length = ctypes.c_size_t()
        answer = _library._run(None, 5, None, 5, None, 5, None, 5, None, ctypes.byref(length))
        assert b"malformed" in ctypes.string_at(answer, length.value)
        _library._free(answer)
        _library._free(None)
        answer = _library._run(b"check", 5, b"x", 1, b"", 0, None, 0, None, None)
        _library._free(answer)

    def test_negative_lengths(self) -> None:
        length = ctypes.c_size_t()
        huge = 2**64 - 1  # -1 as the library reads it
        answer = _library._run(
            b"check", 5, b"x", huge, b"", huge, None, huge, None, ctypes.byref(length)
        )
        assert b"NC203" in ctypes.string_at(answer, length.value)
        _library._free(answer)

    def test_no_leaks(self) -> None:
        code = """
import resource, neuralc as nc
def use():
    nc.check("(+ " + "(* x 2) " * 1000 + ")"), nc.check("(foo " * 1000)
    nc.evaluate("(vsum (* 2 v))", {"v": [1.0] * 1000}), nc.gradient("(sin x)", {"x": 1})
for _ in range(50): use()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for _ in range(300): use()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert int(done.stdout) < 20_000  # In kilobytes.

    def test_small_stacks(self) -> None:
        code = """
import threading, neuralc as nc
threading.stack_size(256 * 1024)
results = []
def work():
    results.append(nc.evaluate("(sin " * 20_000 + "x" + ")" * 20_000, {"x": 0.0}))
    results.append(nc.check("(if x " * 20_000 + "x" + " 0)" * 20_000))
    results.append(len(nc.emit("(sin " * 150 + "x" + ")" * 150, "torch")) > 0)
thread = threading.Thread(target=work); thread.start(); thread.join()
print(results)
"""
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == "[0.0, [], True]"
