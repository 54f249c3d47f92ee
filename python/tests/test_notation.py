"""Expressions as other languages write them: one error each, with what is written here."""

from __future__ import annotations

import math
import pickle
import random
import re
import time
from pathlib import Path
from typing import Any

import pytest

import neuralc as nc
from neuralc._diagnostic import Diagnostic

VALUES = {"x": 1.7, "y": -0.6, "k": 3.25, "mass": 2.5}


def only(text: str) -> Diagnostic:
    """The one error of a text."""
    found = nc.check(text)
    assert len(found) == 1, (text, found)
    return found[0]


def meant(item: Diagnostic) -> str:
    """What a hint says to write."""
    assert item.hint is not None
    match = re.search(r"write `([^`]*)`", item.hint)
    assert match, item.hint
    return match[1]


def value(text: str) -> Any:
    """The value of a program over some of `VALUES`."""
    names = {name: number for name, number in VALUES.items() if re.search(rf"\b{name}\b", text)}
    return nc.evaluate(text, names)


def python(text: str) -> float:
    """What Python makes of an expression, in which `^` is a power."""
    functions = {name: getattr(math, name) for name in ("sin", "exp", "hypot", "cos")}
    return float(eval(text.replace("^", "**"), {"__builtins__": {}}, functions | VALUES))


class Words:
    """Undeclared names."""

    @staticmethod
    def cases() -> list[tuple[str, str]]:
        return [
            ("-x", "(- x)"), ("+x", "x"), ("-θ", "(- θ)"), ("-x_1", "(- x_1)"),
            ("m*c^2", "(* m (square c))"), ("x**2", "(square x)"), ("x**3", "(pow x 3)"),
            ("x^-1", "(pow x -1)"), ("2^x".replace("2", "b"), "(pow b x)"), ("a*b*c", "(* a b c)"),
            ("a<b", "(< a b)"), ("a<=b", "(<= a b)"), ("a==b", "(= a b)"), ("a≤b", "(<= a b)"),
            ("a!=b", "(not (= a b))"), ("a&&b", "(and a b)"), ("!x", "(not x)"), ("√x", "(sqrt x)"),
            ("x²", "(square x)"), ("x⁻¹", "(pow x -1)"), ("a·b", "(* a b)"), ("a×b", "(* a b)"),
            ("a÷b", "(/ a b)"), ("e^x", "(exp x)"), ("-x^2", "(- (square x))"), ("x'*y", "(* x' y)"),
            ("a*b/c", "(/ (* a b) c)"), ("a.*b", "(* a b)"), ("x%y", "(modulo x y)"),
        ]  # fmt: skip


@pytest.mark.parametrize(("word", "here"), Words.cases())
def test_words(word: str, here: str) -> None:
    for text, first in [(word, 1), (f"(exp {word})", 6), (f"(input a) (+ a {word})", 16)]:
        found = [item for item in nc.check(text) if item.code != "NC502"]
        assert [item.code for item in found] == ["NC309"], text
        assert found[0].span is not None
        assert (found[0].span.start.column, found[0].span.end.column) == (first, first + len(word))
        assert meant(found[0]) == here
        if found[0].fix:
            assert found[0].fix.replacement == here
            assert found[0].fix.span == found[0].span


@pytest.mark.parametrize("word", [word for word, _ in Words.cases()])
def test_words_that_are_declared(word: str) -> None:
    assert nc.check(f"(input {word}) (exp {word})") == []
    assert nc.check(f"(parameter {word} 1) (exp {word})") == []
    assert nc.check(f"(let (({word} 1)) (exp {word}))") == []
    assert nc.check(f"(define (f {word}) (exp {word})) (f x)") == []
    assert nc.check(f"(exp {word})", inputs={word: ()}) == []
    assert nc.check(f"(exp {word})", parameters={word: 1.0}) == []
    (python_name,) = nc.compile(f"(exp {word})", inputs={word: ()}).inputs
    assert nc.compile(f"(exp {word})", inputs={word: ()})(**{python_name: 0.0}) == 1


@pytest.mark.parametrize(
    "word",
    ["k-1", "dx/dt", "Na+", "Cl-", "x'", "a->b", "u*", "neg-k", "x_1", "scale!", "θ₁", "Ca²⁺", "H₂O",
     "f.0.weight", "a+b", "x?", "a/b", "p^", "null->0", "x-axis", "$x", "größe", "σ", "&rest"],
)  # fmt: skip
def test_words_that_are_names(word: str) -> None:
    assert nc.check(f"(* 2 {word})") == []


@pytest.mark.parametrize("word", ["k*a-b", "a-b<c", "a/b*c", "x^y^z", "-x^2", "x%y", "e^x", "-cos"])
def test_what_has_several_meanings_has_no_fix(word: str) -> None:
    assert only(f"(+ 1 {word})").fix is None


@pytest.mark.parametrize("size", ["n*2", "-n", "n^2"])
def test_sizes(size: str) -> None:
    assert only(f"(input v (vec {size})) (vsum v)").code == "NC309"
    assert nc.check("(input v (vec n-1)) (vsum v)") == []


@pytest.mark.parametrize(
    ("text", "here"),
    [
        ("sin(x)", "(sin x)"), ("(+ 1 sin(x))", "(sin x)"), ("(+ 1 sin (x))", "(sin x)"),
        ("hypot(x, y)", "(hypot x y)"), ("max(1,2)", "(max 1 2)"), ("f(x, y)", "(f x y)"),
        ("(+ 1 f(x))", "(f x)"), ("exp(-x^2/2)", "(exp (/ (- (square x)) 2))"),
        ("sin(2x)", "(sin (* 2 x))"), ("np.exp(x)", "(exp x)"), ("math.atan2(y, x)", "(atan2 y x)"),
        ("np.arctan2(y, x)", "(atan2 y x)"), ("2*(x + 1)", "(* 2 (+ x 1))"),
        ("2(x + 1)", "(* 2 (+ x 1))"), ("e^(-x)", "(exp (- x))"), ("(x + 1)", "(+ x 1)"),
        ("(x - 1)", "(- x 1)"), ("(x -1)", "(- x 1)"), ("(2 * x)", "(* 2 x)"), ("x + 1", "(+ x 1)"),
        ("((sin x) + 1)", "(+ (sin x) 1)"), ("(a + b * c)", "(+ a (* b c))"),
        ("((a + b) * (c - d))", "(* (+ a b) (- c d))"), ("(x > 0)", "(> x 0)"),
        ("(x and y)", "(and x y)"), ("(x ** 2)", "(square x)"), ("(- x + 1)", "(+ (- x) 1)"),
        ("(if x > 0 x 0)", "(> x 0)"), ("(if (> x 0) sin(x) 0)", "(sin x)"),
        ("(let ((y sin(x))) y)", "(sin x)"), ("(let ((y x + 1)) y)", "(+ x 1)"),
        ("(let ((y 1)) y * x)", "(* y x)"), ("(define (f x) x + 1) (f 1)", "(+ x 1)"),
        ("(define f(x) (* 2 x)) (f 1)", "(f x)"), ("(cond ((> x 0) sin(x)) (else 1))", "(sin x)"),
        ("(tabulate (i 3) sin(i))", "(sin i)"), ("(loop ((k 0)) k + 1)", "(+ k 1)"),
        ("[1 sin(x)]", "(sin x)"), ("[x + 1]", "(+ x 1)"), ("v[0]", "(ref v 0)"),
        ("(+ v[0] 1)", "(ref v 0)"), ("(+ v[i] 1)", "(ref v i)"), ("m[1][2]", "(ref m 1 2)"),
        ("(+ 1 sin[x])", "(sin x)"), ("sin x", "(sin x)"), ("+ x 1", "(+ x 1)"),
        ("sqrt(x^2 + y^2)", "(sqrt (+ (square x) (square y)))"),
        ("a*x**2 + b*x + c", "(+ (* a (square x)) (* b x) c)"), ("x = 3", "3"),
        ("E = m*c^2", "(* m (square c))"), ("y = 2*x + 1", "(+ (* 2 x) 1)"),
    ],
)  # fmt: skip
def test_shapes(text: str, here: str) -> None:
    item = only(text)
    assert item.code == "NC212"
    assert meant(item) == here


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("2x", "NC104", "(* 2 x)"), ("(+ 1 2*x)", "NC104", "(* 2 x)"), ("3x^2", "NC104",
        "(* 3 (square x))"), ("(+ 1 1-x)", "NC104", "(- 1 x)"), ("2,5", "NC104", "`2.5`"),
        ("[1,2,3]", "NC104", "`1 2 3`"), ("[1, 2, 3]", "NC105", "spaces alone"),
        ("(sin x", "NC101", "missing"), ("(* x 1.5f)", "NC104", "suffixes"),
        ("(* x 2d3)", "NC104", "`2e3`"), ("(* x 3i)", "NC104", "complex"), ("−x", "NC105", "(- x)"),
        ("(+ 1 x−1)", "NC105", "(- x 1)"), ("|x|", "NC105", "(abs x)"), ("(x)", "NC301", "`x`"),
        ("(2)", "NC304", "without them"), ("((+ 1 x))", "NC304", "without them"),
        ("(x-1)", "NC301", "(- x 1)"), ("(2 x)", "NC304", "(* 2 x)"), ("(-x 3)", "NC301", "(- x)"),
        ("\\frac{a}{b}", "NC105", "(/ a b)"), ("lambda x: x", "NC212", "(lambda (parameter"),
        ("def f(x): return x", "NC212", "(define (name"), ("return x", "NC212", "its body"),
        ("import numpy", "NC212", "built in"), ("(a ? b : c)", "NC212", "(if condition"),
        ("x := 3", "NC212", "(define x 3)"), ("x = 3\ny = 2\nx*y", "NC212", "one expression"),
        ("if x > 0 then x else 0", "NC212", "(if condition"), ("f(x", "NC101", "missing"),
        ("(derivative ((x 1)) (f x))", "NC301", "yet"), ("(for ((i 0)) (f x))", "NC301", "(loop"),
        ("(if a || b 1 0)", "NC105", "(or a b)"), ("(sin(x))", "NC301", "without them"),
        ("(max [])", "NC401", "at least one"), ("(ref [1 2] -1)", "NC410", "negative ones"),
        ("(ref [1 2] 2)", "NC410", "from 0 to 1"), ("(!= a b)", "NC301", "(not (= x y))"),
        ("(* x 1/2y)", "NC104", "numbers are written"),
    ],
)  # fmt: skip
def test_one_error_each(text: str, code: str, words: str) -> None:
    item = only(text)
    assert (item.code, words in (item.hint or "")) == (code, True), item


@pytest.mark.parametrize(
    "text",
    ["(+ a(* b c))", "(sqrt(+ x 1))", "(let loop ((i 0)) (if (> i 9) i (loop (+ i 1))))",
     "(let((x 1))(+ x 1))", "(norm[3 4])", "(dot v[1 2])", "(let ((+ 1)) (* + 2))",
     "(define (* a b) (- a b)) (* 1 2)", "(let ((if 3) (norm 4)) (hypot if norm))", "(* mod div)",
     "(let* ((sin x) (y [sin 1])) (vsum y))"],
)  # fmt: skip
def test_what_is_right_stays_right(text: str) -> None:
    assert [item for item in nc.check(text) if item.severity == "error"] == []


@pytest.mark.parametrize(
    "text",
    ["(+ (* 2 x 3)", "(* 2 (+ x) 1))", "x)", "'x", "'(1 2)", "#(1 2)", "(f ,x)", "(* 1,000 x)",
     "(* 2,5 x)", "(* x 5'3)", "(input force1) (* 2 force2)", "(input weights) weight",
     "(input x-axis) y-axis", "(input theta) theta'", "(f x_1) (define (f x_2) x_2)",
     "(define (fold-1 x) x) (fold-2 1)", "(min inf x)", "(erfc x)", "(fmax x y)", "(~ x)", "(sqr x)",
     "(+ x k-1*y)", "(expm x)", "(asinh x)", "(lg x)", "(mod x y)", "(return x)"],
)  # fmt: skip
def test_no_fix_where_the_meaning_is_not_certain(text: str) -> None:
    assert [item.fix for item in nc.check(text) if item.fix] == []


def applied(text: str) -> str:
    """A text with the fixes of all its errors."""
    data = text.encode()
    for item in reversed(nc.check(text)):
        if item.fix and item.fix.span:
            start, end = item.fix.span.start.offset, item.fix.span.end.offset
            data = data[:start] + item.fix.replacement.encode() + data[end:]
    return data.decode()


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("(exp -x)", "(exp (- x))"), ("(+ x*y k^2)", "(+ (* x y) (square k))"),
        ("(+ x −1)", "(+ x -1)"), ("(− x 1)", "(- x 1)"), ("(+ x k−1)", "(+ x (- k 1))"),
        ("(* 2 np.pi x)", "(* 2 pi x)"), ("(arcsin x)", "(asin x)"), ("(** x 2)", "(pow x 2)"),
        ("(sin x", "(sin x)"), ("(sin x))", "(sin x)"), ("(sqrtt x)", "(sqrt x)"),
        ("(* 1_000 x)", "(* 1000 x)"), ("(* 1'000 x)", "(* 1000 x)"), ("(max x, y)", "(max x y)"),
        ("(if True x y)", "(if #t x y)"), ("(* x 0x10)", "(* x 16)"), ("(+ x 1.5/2)",
        "(+ x (/ 1.5 2))"), ("(input velocity) (* 2 velocty)", "(input velocity) (* 2 velocity)"),
        ("(hypot [x y) 1]", "(hypot [x y] 1)"), ("(* 2 √x)", "(* 2 (sqrt x))"),
    ],
)  # fmt: skip
def test_fixes(text: str, result: str) -> None:
    assert applied(text) == result
    assert [item for item in nc.check(result) if item.severity == "error"] == []


def expression(draw: random.Random, depth: int) -> str:
    """A random expression as Python writes it, but for `^`."""
    if depth == 0 or draw.random() < 0.15:
        return draw.choice([*VALUES, "2", "0.5", "3"])
    inner = [expression(draw, depth - 1) for _ in range(2)]
    space = draw.choice([" ", " ", ""])
    match draw.randrange(8):
        case 0:
            return f"{draw.choice(['sin', 'cos'])}({inner[0]})"
        case 1:
            return f"hypot({inner[0]}, {inner[1]})"
        case 2:
            return f"-{inner[0]}" if inner[0][0].isalpha() else f"-({inner[0]})"
        case 3:
            return f"({inner[0]}){draw.choice(['^', '**'])}{draw.choice(['2', '3'])}"
        case 4:
            return f"({inner[0]})"
        case _:
            return f"{inner[0]}{space}{draw.choice('+-*/*+')}{space}{inner[1]}"


@pytest.mark.parametrize("seed", range(400))
def test_translations_compute_what_python_computes(seed: int) -> None:
    draw = random.Random(seed)
    text = expression(draw, 4)
    try:
        expected = python(text)
    except (OverflowError, ZeroDivisionError, ValueError):
        return
    if len(text) > 150 or not abs(expected) < 1e100:
        return
    source = f"(+ 1 ({text}))" if draw.random() < 0.5 else text
    found = nc.check(source)
    # A word with signs inside, `x-y`, is a name, and a program of it is right.
    assert any(item.severity == "error" for item in found) or re.fullmatch(r"[-+/()\w. 1]*", source)
    for item in found:
        if item.code in ("NC212", "NC309", "NC104") and "write `" in (item.hint or ""):
            if "…" in meant(item):
                continue
            assert item.span is not None
            part = source[item.span.start.offset : item.span.end.offset]
            assert value(meant(item)) == pytest.approx(python(part), rel=1e-9), (source, item)


HOSTILE = {
    "signs": "(+ " + "-x " * 200_000 + ")",
    "many signs": "(+ " + " ".join(f"-x{i}" for i in range(200_000)) + ")",
    "a long sign": "(exp -" + "x" * 2_000_000 + ")",
    "a long product": "(exp " + "x*" * 1_000_000 + "x)",
    "a long exponent": "(exp x" + "²" * 500_000 + ")",
    "infix": "(" + "x + " * 300_000 + "x)",
    "nested infix": "(" * 20_000 + "x" + " + 1)" * 20_000,
    "nested calls": "sin(" * 20_000 + "x" + ")" * 20_000,
    "calls": "(+ " + "sin(x) " * 100_000 + ")",
    "roots": "x + 1 " * 200_000,
    "commas": "(f " + "x, " * 300_000 + "x)",
    "lists of commas": "(f " + "(x, y) " * 100_000 + ")",
    "commands": "(+ " + "\\a{" * 200_000 + ")",
    "minus signs": "(+ " + "x−1 " * 100_000 + ")",
    "indices": "(+ " + "v[0] " * 100_000 + ")",
    "modules": "(+ " + "np.pi " * 200_000 + ")",
    "a long number": "(+ 2" + "*x" * 1_000_000 + ")",
    "paths": "; comment\n" * 300_000 + "model.scm",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_take_linear_time(text: str) -> None:
    began = time.monotonic()
    assert any(item.severity == "error" for item in nc.check(text))
    assert time.monotonic() - began < 60


PATHS = ["model.scm", "models/model.scm", "./model.scm", " model.scm\n", "C:\\models\\a.scm",
         "my model (1).scm", "MODEL.SCM", "/tmp/x.scm"]  # fmt: skip


class TestPathAsText:
    @pytest.mark.parametrize("path", PATHS)
    def test_every_entry(self, path: str) -> None:
        entries = [
            nc.compile, nc.evaluate, nc.gradient, lambda text: nc.emit(text, "torch"),
            lambda text: nc.compile(text, backend="native"), nc.non_finite,
            lambda text: nc.fit(text, {"x": [1.0], "y": [1.0]}, target="y"),
        ]  # fmt: skip
        for entry in entries:
            with pytest.raises(nc.CompileError, match="Path") as caught:
                entry(path)
            assert isinstance(caught.value, ValueError)
            assert [item.code for item in caught.value.diagnostics] == ["NC109"]
            again = pickle.loads(pickle.dumps(caught.value))
            assert str(again) == str(caught.value)
            assert type(again) is type(caught.value)
        assert [item.code for item in nc.check(path)] == ["NC109"]

    def test_a_path_is_read(self, tmp_path: Path) -> None:
        file = tmp_path / "model.scm"
        file.write_text("(* 2 x) ; see other.scm", encoding="utf-8")
        assert nc.evaluate(file, {"x": 2.0}) == 4

    @pytest.mark.parametrize("text", ["(* 2 x) ; model.scm", "(+ x.scm 1)", "(* 2\n x) ; a.scm\n"])
    def test_programs(self, text: str) -> None:
        assert nc.check(text) == []
