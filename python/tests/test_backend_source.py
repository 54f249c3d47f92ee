"""The Python that programs become: readable, standalone, safe with hostile text."""

from __future__ import annotations

import ast
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import neuralc as nc


def load(code: str) -> torch.nn.Module:
    """The module of a generated file, loaded as a file would be."""
    scope: dict[str, object] = {"__name__": "generated"}
    exec(compile(code, "generated.py", "exec"), scope)
    (found,) = [
        value
        for value in scope.values()
        if isinstance(value, type)
        and issubclass(value, torch.nn.Module)
        and value.__module__ == "generated"
    ]
    return found()


def test_file_and_compiled_module_start_alike() -> None:
    text = """
        (parameter a -0.0) (parameter b +inf.0) (parameter c [0.1 -2.5e-310 +nan.0])
        (parameter d [[1 2/3] [1e300 4]])
        (+ a b (vsum c) (det d))
    """
    model = nc.compile(text)
    state, expected = model.state_dict(), load(model.code).state_dict()
    assert list(state) == list(expected) == ["a", "b", "c", "d"]
    for name, value in state.items():
        assert value.dtype == expected[name].dtype == torch.float32
        assert value.view(torch.int32).equal(expected[name].view(torch.int32))


HOSTILE = [
    'x ; """ + __import__("os").abort() + """',
    "x ; '''\n(* x 1) ; \\",
    "(+ x 1) ; \u202e reversed \u2028 separator \x85 next line \x0c feed",
    '(* x 2) #| """ \\""" |#',
    "(+ |__import__('os')| 1)",
    "(+ __class__ __init__ __x)",
    "x\n; \x00",
]


class TestHostileText:
    """Nothing in a program's text becomes Python."""

    @pytest.mark.parametrize("text", HOSTILE)
    def test_text_stays_text(self, text: str) -> None:
        try:
            code = nc.compile(text).code
        except nc.CompileError:
            return
        tree = ast.parse(code)
        kinds = [type(node).__name__ for node in tree.body]
        assert set(kinds) <= {"Expr", "Import", "ImportFrom", "Assign", "FunctionDef", "ClassDef"}
        assert kinds.count("Expr") == 1
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert "__import__" not in called
        load(code)

    @pytest.mark.parametrize("text", ["(* 2 x)", "(+ α 1) ; é", "(+ x\r\n 1)\r\n"])
    def test_hash_is_that_of_the_text(self, text: str) -> None:
        assert hashlib.sha256(text.encode()).hexdigest() in nc.compile(text).code

    @pytest.mark.parametrize("length", [0, 54, 55, 56, 63, 64, 65, 119, 120, 1000])
    def test_hash_of_any_length(self, length: int) -> None:
        text = "x ;" + "y" * length
        assert hashlib.sha256(text.encode()).hexdigest() in nc.compile(text).code


NAMES = [
    "norm",
    "stack",
    "some",
    "attach",
    "checked_index",
    "MAX_ITERATIONS",
    "range",
    "float",
    "sum",
    "max",
    "result",
    "active",
    "depth",
    "like",
    "Model",
    "inner",
    "t",
    "µ",
    "ϑ",
    "ℏ",
    "x′",
    "neg-k",
    "x₀",
    "class",
    "print",
    "torch",
    "self",
    "len",
    "forward",
    "element",
    "str",
    "tuple",
    "K",
    "Å",
    "straße",
    "ﬁ",
    "𝒙",
    "ａ",
    "type",
    "match",
    "None?",
    "->x",
    "dtype",
    "shape",
]


class TestNames:
    """Inputs and parameters of any name."""

    @pytest.mark.parametrize("name", NAMES)
    def test_input(self, name: str) -> None:
        text = f"""
            (input {name}) (input y)
            (define (f n) (if (< n 1) 0 (+ 1 (f (- n 1)))))
            (+ (sqrt (dot [{name} y] [{name} y])) (ref [1 2 {name}] y) (f y)
               (loop ((k 0)) (if (< k {name}) (recur (+ k 1)) k)))"""
        model = nc.compile(text)
        value = model(**{name: torch.tensor(2.0), "y": torch.tensor(1.0)})
        assert value.item() == pytest.approx(5**0.5 + 2 + 1 + 2)
        standalone = load(model.code)
        assert torch.equal(standalone(torch.tensor(2.0), torch.tensor(1.0)), value)

    @pytest.mark.parametrize("name", NAMES)
    def test_parameter(self, name: str) -> None:
        model = nc.compile(f"(parameter {name} 3) (input zz) (* {name} zz)")
        assert model(torch.tensor(2.0)).item() == 6
        standalone = load(model.code)
        (parameter,) = standalone.parameters()
        assert parameter.item() == 3
        assert standalone(torch.tensor(2.0)).item() == 6

    @pytest.mark.parametrize("name", NAMES)
    def test_local_and_function(self, name: str) -> None:
        text = f"""
            (define ({name} a) (let (({name} (* a 2))) (+ {name} a)))
            (+ ({name} x) ({name} (pow (dot [x 1] [x 1]) 1/2)))"""
        value = nc.compile(text)(torch.tensor(2.0))
        assert value.item() == pytest.approx(6 + 3 * 5**0.5)


class TestStandalone:
    """A file that needs torch alone."""

    def test_runs_without_neuralc(self, tmp_path: Path) -> None:
        model = nc.compile("(parameter k 2) (input x) (if (> x 0) (sqrt (* k x)) 0)")
        (tmp_path / "model.py").write_text(model.code, encoding="utf-8")
        script = (
            "import sys, torch, model\n"
            "assert not any(name.startswith('neuralc') for name in sys.modules)\n"
            "print(model.Model()(torch.tensor([8.0, -1.0])).tolist())\n"
        )
        answer = subprocess.run(
            [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, '.')\n{script}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert answer.stdout.strip() == "[4.0, 0.0]"

    def test_same_text_same_bytes(self) -> None:
        text = """
            (define (f a b) (if (> a b) (sqrt (* a b)) (loop ((k 0) (s a)) (if (< k b) (recur (+ k 1) (* s a b)) s))))
            (+ (f x y) (f y z) (f z x))"""
        assert len({nc.compile(text).code for _ in range(5)}) == 1

    @pytest.mark.parametrize(
        "text",
        [
            "(* m (pow c 2))",
            "(loop ((i 0) (a x)) (if (< i y) (recur (+ i 1) (* a 1.5)) a))",
            "(define (f n) (if (< n 1) 1 (* n (f (- n 1))))) (f x)",
            "(input v (vec 9)) (tabulate (i 9) (if (< i 1) 0 (ref v (- i 1))))",
            "(+ " + " ".join(f"(sin (* {k} some-rather-long-name))" for k in range(60)) + ")",
        ],
    )
    def test_lines_are_short(self, text: str) -> None:
        assert (
            max(len(line) for line in nc.compile(text).code.splitlines() if text not in line) <= 100
        )

    def test_reads_as_written_by_hand(self) -> None:
        model = nc.compile("(/ (* m (pow c 2)) (sqrt (- 1 (pow (/ v c) 2))))")
        assert "return m * c**2 / torch.sqrt(1 - (v / c) ** 2)" in model.code


class TestDepth:
    """Programs that are long, or deeply nested."""

    def test_nested_loops(self) -> None:
        text = "x"
        for level in range(30):
            text = f"(loop ((i{level} 0) (a {text})) (if (< i{level} y) (recur (+ i{level} 1) (+ a 1)) a))"
        assert nc.compile(text)(x=torch.tensor(0.0), y=torch.tensor(2.0)).item() == 60

    def test_loops_in_bodies_of_loops(self) -> None:
        text = "(+ a0 x)"
        for level in range(25):
            text = (
                f"(loop ((i{level} 0) (a{level} {'0' if level == 24 else f'a{level + 1}'})) "
                f"(if (< i{level} y) (recur (+ i{level} 1) {text}) a{level}))"
            )
        assert nc.compile(text)(x=torch.tensor(2.0), y=torch.tensor(1.0)).item() == 2

    def test_branches_that_depend_on_data(self) -> None:
        text = "(f x)"
        for level in reversed(range(60)):
            text = f"(if (> x {level}) (+ 1 {text}) (f (- x)))"
        text = f"(define (f n) (if (< n 1) (+ n 3) (* 2 (f (- n 2))))) {text}"
        points = [-2.0, 0.5, 3.25, 59.5, 77.0]
        expected = [nc.evaluate(text, {"x": x}) for x in points]
        assert nc.compile(text)(torch.tensor(points, dtype=torch.float64)).tolist() == expected

    def test_long_chain(self) -> None:
        text = (
            "(let* (" + "".join(f"(a{k + 1} (+ a{k} (* 0.5 x)))" for k in range(5000)) + ") a5000)"
        )
        model = nc.compile(f"(let ((a0 x)) {text})")
        assert model(torch.tensor(1.0, dtype=torch.float64)).item() == 2501
