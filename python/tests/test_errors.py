"""What is said about programs that are rejected."""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import neuralc as nc

SEVERAL = """\
(define (area r)
  (* pi (squre r)))
(input v (vec 3))
(+ (area radius) (dot v [1 2]))
"""


def rejected(source: str | Path, **options: object) -> nc.CompileError:
    with pytest.raises(nc.CompileError) as caught:
        nc.compile(source, **options)
    return caught.value


def test_all_errors_at_once() -> None:
    error = rejected(SEVERAL)
    assert [(item.code, item.span.start.line) for item in error.diagnostics] == [
        ("NC301", 2),
        ("NC302", 4),
        ("NC403", 4),
    ]
    assert all(item.severity == "error" for item in error.diagnostics)


def test_text_shows_the_places() -> None:
    text = str(rejected(SEVERAL))
    for part in ["<string>:2:10", "(* pi (squre r)))", "^^^^^", "square", "radius", "NC403"]:
        assert part in text


def test_attributes_of_a_syntax_error() -> None:
    error = rejected(SEVERAL)
    assert isinstance(error, SyntaxError)
    assert (error.filename, error.lineno, error.offset) == ("<string>", 2, 10)
    assert (error.end_lineno, error.end_offset) == (2, 15)
    assert error.text == "  (* pi (squre r)))"
    assert "NC301" in error.msg


def test_repr_is_short() -> None:
    assert repr(rejected("(foo 1)")) == "CompileError('there is no function `foo` [NC301]')"
    error = rejected("(foo " + "1 " * 100_000 + ")")
    assert len(repr(error)) < 100
    assert error.text is None


def test_the_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "law.scm"
    path.write_text("(+ x", encoding="utf-8")
    error = rejected(path)
    assert error.filename == str(path)
    assert f"{path}:1:1" in str(error)


def test_columns_count_characters_and_offsets_bytes() -> None:
    (item,) = rejected('(+ θ "τ")').diagnostics
    assert item.span == nc.Span(nc.Position(1, 6, 6), nc.Position(1, 9, 10))


def test_fix() -> None:
    (item,) = rejected("(+ x 1").diagnostics
    assert item.fix == nc.FixIt(nc.Span(nc.Position(1, 7, 6), nc.Position(1, 7, 6)), ")")
    source = "(+ x 1"
    start, end = item.fix.span.start.offset, item.fix.span.end.offset
    assert nc.check(source[:start] + item.fix.replacement + source[end:]) == []


def test_hint_and_notes() -> None:
    error = rejected("(define (f x) x) (define (f y) y) (f 1)")
    (item,) = (item for item in error.diagnostics if item.code == "NC206")
    assert item.span.start.column == 27
    assert [note.span.start.column for note in item.notes] == [10]


def test_problems_outside_the_text_have_no_span() -> None:
    (item,) = rejected("(* 2 x)", inputs={"x": "(vec"}).diagnostics
    assert item.span is None
    assert "(vec" in item.message


def test_diagnostics_are_values() -> None:
    first, second = rejected(SEVERAL), rejected(SEVERAL)
    assert first.diagnostics == second.diagnostics
    assert len({*first.diagnostics, *second.diagnostics}) == 3
    with pytest.raises(AttributeError):
        first.diagnostics[0].code = "NC000"


def test_str_of_a_diagnostic() -> None:
    assert str(nc.check("(foo 1)")[0]).startswith("error[NC301]: ")


def test_pickle() -> None:
    error = rejected(SEVERAL)
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error)
    assert copy.diagnostics == error.diagnostics
    assert (copy.filename, copy.lineno, copy.offset) == (error.filename, error.lineno, error.offset)


def test_traceback_shows_the_line_and_all_errors() -> None:
    code = f"import neuralc as nc\nnc.compile({SEVERAL!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "neuralc.CompileError" in done.stderr
    for part in ("(* pi (squre r)))", "^", "NC301", "^^^^^", "NC302", "NC403"):
        assert part in done.stderr


@pytest.mark.parametrize("call", [nc.evaluate, nc.gradient, lambda text: nc.emit(text, "torch")])
def test_every_function_rejects(call: object) -> None:
    with pytest.raises(nc.CompileError):
        call("(+ x")


@pytest.mark.parametrize("code", ["NC101", "NC206", "NC301", "NC403", "NC501"])
def test_every_code_has_a_page(code: str) -> None:
    assert nc.explain(code).startswith(f"# {code}: ")


def test_code_of_a_module_that_fails_names_the_place() -> None:
    model = nc.compile("(+ 1\n   (ref v i))")
    with pytest.raises(IndexError, match="line 2"):
        model(v=[1.0, 2.0], i=5)
