"""The functions of the package, and what modules say about themselves."""

import ast
import gc
import linecache
import math
import re
import subprocess
import sys
import traceback
from pathlib import Path

import numpy as np
import pytest
import torch

import neuralc as nc
from neuralc import _library

RELATIVISTIC = "(/ (* m (pow c 2)) (sqrt (- 1 (pow (/ v c) 2))))"
GRAVITY = """
(input r (vec 3))
(input m1) (input m2)
(parameter G 6.674)
(define (gravity r m1 m2)
  (let ((d (norm r)))
    (scale (/ (* (- G) m1 m2) (* d d d)) r)))
(gravity r m1 m2)
"""


def in_a_new_process(code: str) -> str:
    """What a program prints that runs in a Python of its own."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


class TestCompile:
    def test_inputs_are_in_order_of_appearance(self) -> None:
        model = nc.compile(RELATIVISTIC)
        assert list(model.inputs.items()) == [("m", "real"), ("c", "real"), ("v", "real")]

    def test_by_position_and_by_keyword(self) -> None:
        model = nc.compile("(- a (* 2 b))")
        a, b = torch.tensor([5.0, 6.0]), torch.tensor([1.0, 2.0])
        expected = torch.tensor([3.0, 2.0])
        assert torch.equal(model(a, b), expected)
        assert torch.equal(model(b=b, a=a), expected)
        assert torch.equal(model(a, b=b), expected)

    def test_parameter_option(self) -> None:
        model = nc.compile("(* m (pow c 2))", parameters={"c": 3.0})
        assert [name for name, _ in model.named_parameters()] == ["c"]
        assert model.c.item() == 3
        assert torch.equal(model(m=torch.tensor([1.0, 2.0])), torch.tensor([9.0, 18.0]))

    @pytest.mark.parametrize(
        "value",
        [[1.0, 2.0, 3.0], (1, 2, 3), np.arange(1, 4), torch.tensor([1, 2, 3])],
        ids=["list", "tuple", "array", "tensor"],
    )
    def test_vector_parameters(self, value: object) -> None:
        model = nc.compile("(dot w x)", parameters={"w": value})
        assert torch.equal(model.w, torch.tensor([1.0, 2.0, 3.0]))
        assert model(x=torch.ones(3)) == 6

    def test_matrix_parameter(self) -> None:
        model = nc.compile("(matvec a x)", parameters={"a": [[1, 2], [3, 4]]})
        assert torch.equal(model(x=torch.ones(2)), torch.tensor([3.0, 7.0]))

    @pytest.mark.parametrize("shape", ["(vec 3)", (3,)])
    def test_input_types(self, shape: str | tuple[int, ...]) -> None:
        model = nc.compile("(* 2 r)", inputs={"r": shape})
        assert dict(model.inputs) == {"r": "(vec 3)"}
        assert torch.equal(model(torch.ones(4, 3)), 2 * torch.ones(4, 3))

    def test_input_types_of_every_rank(self) -> None:
        types = {"a": (2, 2), "v": (2,), "x": ()}
        model = nc.compile("(* x (matvec a v))", inputs=types)
        assert list(model.inputs.values()) == ["(mat 2 2)", "(vec 2)", "real"]

    @pytest.mark.parametrize("shape", [3, [2.0], ("a",), None])
    def test_input_type_of_no_such_kind(self, shape: object) -> None:
        with pytest.raises(TypeError, match="type of input `r`"):
            nc.compile("r", inputs={"r": shape})

    def test_input_of_rank_three(self) -> None:
        with pytest.raises(ValueError, match="3 dimensions"):
            nc.compile("r", inputs={"r": (1, 2, 3)})

    def test_entry(self) -> None:
        model = nc.compile("(define (f x) (* x x)) (define (g x) (+ 1 (f x)))", entry="g")
        assert dict(model.inputs) == {"x": "real"}
        assert model(torch.tensor(3.0)) == 10

    def test_unknown_entry(self) -> None:
        with pytest.raises(nc.CompileError) as caught:
            nc.compile("(define (f x) x)", entry="g")
        assert [item.code for item in caught.value.diagnostics] == ["NC307"]

    def test_path(self, tmp_path: Path) -> None:
        path = tmp_path / "kinetic_energy.scm"
        path.write_text("(* 1/2 m (square v))", encoding="utf-8")
        model = nc.compile(path)
        assert type(model).__name__ == "KineticEnergy"
        assert model.source == "(* 1/2 m (square v))"

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            nc.compile(tmp_path / "none.scm")

    def test_no_source(self) -> None:
        with pytest.raises(TypeError, match="str or a Path"):
            nc.compile(42)

    @pytest.mark.parametrize("option", ["max_iterations", "max_depth"])
    def test_limits_must_be_numbers(self, option: str) -> None:
        for value, error in [(0, ValueError), (2**64, ValueError), ("1", TypeError)]:
            with pytest.raises(error, match=option):
                nc.compile("x", **{option: value})

    def test_iteration_limit(self) -> None:
        program = "(loop ((i 0)) (if (< i n) (recur (+ i 1)) i))"
        model = nc.compile(program, max_iterations=100)
        assert model(n=torch.tensor(50.0)) == 50
        with pytest.raises(RuntimeError, match="loop"):
            model(n=torch.tensor(1000.0))

    def test_depth_limit(self) -> None:
        program = "(define (f n) (if (< n 1) 0 (+ 1 (f (- n 1))))) (f n)"
        model = nc.compile(program, max_depth=100)
        assert model(n=torch.tensor(50.0)) == 50
        with pytest.raises(RecursionError, match=r"`?f`?"):
            model(n=torch.tensor(1000.0))

    def test_deterministic(self) -> None:
        assert nc.compile(GRAVITY).code == nc.compile(GRAVITY).code
        code = f"import neuralc as nc; print(nc.compile({GRAVITY!r}).code, end='')"
        assert in_a_new_process(code) == nc.compile(GRAVITY).code

    def test_code_is_standalone(self) -> None:
        model = nc.compile(GRAVITY)
        code = (
            f"import sys; sys.modules['neuralc'] = None\n{model.code}\n"
            "r = torch.tensor([1.0, 2.0, 2.0])\n"
            "print(Model()(r, torch.tensor(2.0), torch.tensor(3.0)).tolist())"
        )
        r, m1, m2 = torch.tensor([1.0, 2.0, 2.0]), torch.tensor(2.0), torch.tensor(3.0)
        assert in_a_new_process(code).strip() == str(model(r, m1, m2).tolist())


class TestDescription:
    def test_summary(self) -> None:
        summary = nc.compile(GRAVITY).summary()
        assert summary["inputs"] == {"r": "(vec 3)", "m1": "real", "m2": "real"}
        assert summary["parameters"] == {"G": "real"}
        assert summary["result"] == "(vec 3)"
        assert summary["nodes"] >= summary["depth"] > 3

    def test_depth_is_the_longest_chain(self) -> None:
        assert nc.compile("(sin (sin (sin (sin x))))").summary()["depth"] == 4
        assert nc.compile("(+ (* a b) (* c d))").summary() == {
            "nodes": 3,
            "depth": 2,
            "inputs": dict.fromkeys("abcd", "real"),
            "parameters": {},
            "result": "real",
            "stepwise": [],
        }

    def test_what_changes_the_result_by_steps_alone(self) -> None:
        model = nc.compile("(parameter tau 1) (if (< t tau) (* 2 x) (floor y))")
        assert model.summary()["stepwise"] == ["t", "y", "tau"]

    def test_repr(self) -> None:
        text = repr(nc.compile(GRAVITY))
        for part in ["r: (vec 3)", "m1: real", "G: real", "-> (vec 3)"]:
            assert part in text

    def test_repr_inside_another_module(self) -> None:
        text = repr(torch.nn.Sequential(nc.compile("(* 2 x)"), torch.nn.ReLU()))
        assert "x: real" in text
        assert "ReLU" in text

    def test_code_is_python(self) -> None:
        compile(nc.compile(GRAVITY).code, "gravity.py", "exec")

    @pytest.mark.parametrize(
        "program",
        [
            GRAVITY,
            "(define (f n) (if (< n 1) 0 (+ 1 (f (- n 1))))) (f n)",
            "(* x +inf.0 pi)",
            "(loop ((i 0)) (if (< i x) (recur (+ i 1)) i))",
        ],
    )
    def test_imports_are_those_that_modules_are_given(self, program: str) -> None:
        tree = ast.parse(nc.emit(program, "torch"))
        found = {
            ast.unparse(node) for node in tree.body if type(node).__name__.startswith("Import")
        }
        assert {"import torch", "from torch import Tensor, nn"} <= found
        assert found <= {
            "import math",
            "import sys",
            "import torch",
            "from torch import Tensor, nn",
        }

    def test_open_sizes(self) -> None:
        assert dict(nc.compile("(norm v)").inputs)["v"].startswith("(vec ")

    def test_tracebacks_show_the_generated_code(self) -> None:
        model = nc.compile("(norm r)", inputs={"r": (3,)})
        with pytest.raises(ValueError, match="shape") as caught:
            model(torch.ones(4))
        text = "".join(traceback.format_exception(caught.value))
        assert 'File "neuralc/Model-' in text
        assert "raise ValueError(" in text

    def test_modules_leave_nothing_behind(self) -> None:
        gc.collect()
        before = len(linecache.cache)
        for k in range(100):
            nc.compile(f"(+ x {k})")
        gc.collect()
        assert len(linecache.cache) <= before + 1


class TestCalls:
    def test_numbers(self) -> None:
        result = nc.compile("(* m (square v))")(2, 3.0)
        assert torch.equal(result, torch.tensor(18.0))

    def test_number_takes_the_dtype_of_tensors(self) -> None:
        model = nc.compile("(/ a b)")
        assert model(1, torch.tensor(3.0, dtype=torch.float64)).dtype == torch.float64
        assert model(torch.tensor(3.0, dtype=torch.float16), 0.1).dtype == torch.float16

    def test_number_takes_the_dtype_of_parameters(self) -> None:
        model = nc.compile("(* k x)", parameters={"k": 2.0}).double()
        assert torch.equal(model(0.1), torch.tensor(0.2, dtype=torch.float64))

    def test_a_number_is_rounded_as_a_tensor_is(self) -> None:
        model = nc.compile("(- (* a b) b)")
        x = torch.rand(1000)
        assert torch.equal(model(0.1, x), model(torch.tensor(0.1), x))

    def test_arrays(self) -> None:
        model = nc.compile("(* 2 x)")
        result = model(np.array([1.0, 2.0]))
        assert torch.equal(result, torch.tensor([2.0, 4.0], dtype=torch.float64))
        assert model(np.array([1, 2])).dtype == torch.float32
        assert torch.equal(model(np.float32(3)), torch.tensor(6.0))

    def test_lists(self) -> None:
        assert nc.compile("(dot a b)")([1, 2], [3, 4]) == 11

    def test_integer_and_boolean_tensors(self) -> None:
        model = nc.compile("(/ a b)")
        result = model(torch.tensor([1, 2]), torch.tensor([True, True]))
        assert torch.equal(result, torch.tensor([1.0, 2.0]))

    def test_parameter_tensors_and_subclasses(self) -> None:
        x = torch.nn.Parameter(torch.tensor(3.0))
        nc.compile("(square x)")(x).backward()
        assert x.grad == 6

    def test_original_spelling(self) -> None:
        model = nc.compile("(* neg-k θ')")
        expected = torch.tensor(6.0)
        assert torch.equal(model(**{"neg-k": torch.tensor(2.0), "θ'": torch.tensor(3.0)}), expected)
        assert torch.equal(model(**{"neg-k": 2.0, "θ'": 3}), expected)
        assert torch.equal(model(neg_k=torch.tensor(2.0), θ_=torch.tensor(3.0)), expected)
        assert list(model.inputs) == ["neg-k", "θ'"]

    def test_result_is_a_live_tensor_where_nothing_varies(self) -> None:
        model = nc.compile("(parameter k 2) 1")
        result = model()
        result.backward()
        assert model.k.grad == 0

    @pytest.mark.parametrize(
        ("args", "kwargs", "words"),
        [
            ((), {}, ["`r` is missing", "(vec 3)", "x: real"]),
            ((1.0, 2.0, 3.0), {}, ["3 inputs are given", "has 2"]),
            (([1, 2, 3],), {"y": 1.0}, ["no input `y`", "r: (vec 3), x: real"]),
            (([1, 2, 3],), {"r": 1.0, "x": 1.0}, ["multiple values for argument 'r'"]),
            ((torch.ones(3),), {"xx": torch.ones(3)}, ["no input `xx`", "did you mean `x`"]),
            (("abc", 1.0), {}, ["`r` must be (vec 3)", "not str 'abc'"]),
            ((torch.ones(3), None), {}, ["`x` must be real", "NoneType"]),
            ((torch.ones(3), 1j), {}, ["`x` must be real", "complex"]),
            ((torch.ones(3), torch.tensor(1j)), {}, ["`x` must be real", "complex"]),
            (([[1], [1, 2]], 1), {}, ["`r` must be (vec 3)"]),
        ],
    )
    def test_type_errors(
        self, args: tuple[object, ...], kwargs: dict[str, object], words: list[str]
    ) -> None:
        model = nc.compile("(* x r)", inputs={"r": (3,), "x": ()})
        with pytest.raises(TypeError) as caught:
            model(*args, **kwargs)
        for word in words:
            assert word in str(caught.value)

    @pytest.mark.parametrize(
        "value", [torch.ones(2), torch.ones(()), torch.ones(3, 2), [1.0, 2.0], np.ones(4)]
    )
    def test_ill_shaped(self, value: object) -> None:
        model = nc.compile("(norm r)", inputs={"r": (3,)})
        with pytest.raises(ValueError, match=r"\br\b.*3"):
            model(value)

    def test_ill_shaped_matrix(self) -> None:
        model = nc.compile("(det a)", inputs={"a": (2, 2)})
        for shape in [(2,), (2, 3), (3, 2), (2, 2, 3)]:
            with pytest.raises(ValueError, match=r"\ba\b.*2, 2"):
                model(torch.ones(shape))

    def test_open_sizes_must_agree(self) -> None:
        model = nc.compile("(dot a b)")
        with pytest.raises(ValueError, match=r"\bb\b"):
            model(torch.ones(3), torch.ones(4))

    def test_batches_must_go_together(self) -> None:
        model = nc.compile("(* a b)")
        with pytest.raises(ValueError, match="batch"):
            model(torch.ones(2), torch.ones(3))
        with pytest.raises(ValueError, match="batch"):
            model(np.ones(2), np.ones(3))


class TestNonFinite:
    def test_first_infinity_and_first_nan(self) -> None:
        program = "(let ((y (log x)))\n  (* x y))"
        infinity, undefined = nc.non_finite(program, {"x": 0.0})
        assert (infinity.operation, infinity.operands) == ("log", (0.0,))
        assert infinity.result == -np.inf
        assert undefined.message == "<string>:2:3: `*` of 0.0 and -inf is nan"
        assert undefined.span is not None
        assert undefined.span.start.line == 2

    def test_finite_numbers_and_what_came_in(self) -> None:
        assert nc.non_finite("(log x)", {"x": 1.0}) == []
        assert nc.non_finite("(* 2 x)", {"x": float("nan")}) == []

    def test_branch_not_taken(self) -> None:
        assert nc.non_finite("(if (> x 0) (log x) 0)", {"x": 0.0}) == []

    def test_inside_of_functions_loops_and_vectors(self) -> None:
        program = "(define (f a) (/ 1 (- 3 a)))\n(vsum (tabulate (i 5) (* (f i) (norm v))))"
        (origin,) = nc.non_finite(program, {"v": [1, 2, 2]})
        assert origin.message == "<string>:1:15: `/` of 1.0 and 0.0 is inf"

    def test_loop_that_never_ends_because_of_it(self) -> None:
        program = "(loop ((y x)) (if (< y 1) y (recur (/ y y))))"
        with pytest.raises(RuntimeError, match="has not ended"):
            nc.evaluate(program, {"x": 2.0}, max_iterations=100)
        (origin,) = nc.non_finite(
            "(loop ((y x)) (if (= y 1) y (recur (log y))))", {"x": 0.5}, max_iterations=100
        )[-1:]
        assert origin.operation == "log"

    def test_an_error_without_any(self) -> None:
        with pytest.raises(IndexError):
            nc.non_finite("(ref [1 2] x)", {"x": 7.0})


class TestEvaluate:
    def test_real(self) -> None:
        result = nc.evaluate("(/ x 3)", {"x": 1})
        assert type(result) is float
        assert result == 1 / 3

    def test_vector_and_matrix(self) -> None:
        result = nc.evaluate("(matmul a a)", {"a": [[1, 2], [3, 4]]})
        assert isinstance(result, np.ndarray)
        assert np.array_equal(result, [[7, 10], [15, 22]])

    def test_tensors_and_arrays(self) -> None:
        expected = nc.evaluate("(norm v)", {"v": [3.0, 4.0]})
        assert expected == 5
        assert nc.evaluate("(norm v)", {"v": np.array([3.0, 4.0])}) == 5
        assert nc.evaluate("(norm v)", {"v": torch.tensor([3.0, 4.0])}) == 5

    def test_not_finite(self) -> None:
        assert nc.evaluate("(/ x 0)", {"x": 1.0}) == float("inf")
        assert np.isnan(nc.evaluate("(sqrt x)", {"x": -1.0}))

    def test_parameters_have_their_initial_values(self) -> None:
        program = "(parameter k (* 2 3)) (* k x)"
        assert nc.evaluate(program, {"x": 2}) == 12
        assert nc.evaluate(program, {"x": 2, "k": 1}) == 2
        assert nc.evaluate("(* k x)", {"x": 2}, parameters={"k": 5}) == 10

    def test_gradient(self) -> None:
        gradient = nc.gradient("(parameter k 3) (* k (square x) (vsum v))", {"x": 2, "v": [1, 2]})
        assert gradient["x"] == 36
        assert np.array_equal(gradient["v"], [12, 12])
        assert gradient["k"] == 12

    def test_gradient_of_the_branch_taken(self) -> None:
        assert nc.gradient("(if (> x 0) (sqrt x) 0)", {"x": 0.0}) == {"x": 0.0}

    def test_gradient_of_a_vector(self) -> None:
        with pytest.raises(ValueError, match="gives a real"):
            nc.gradient("[x x]", {"x": 1})

    def test_failures(self) -> None:
        with pytest.raises(TypeError, match=r"`y`.*missing"):
            nc.evaluate("(+ x y)", {"x": 1})
        with pytest.raises(TypeError, match="no input or parameter `z`"):
            nc.evaluate("(+ x 1)", {"x": 1, "z": 2})
        with pytest.raises(ValueError, match="`v` must be"):
            nc.evaluate("(dot v [1 2 3])", {"v": [1, 2]})
        with pytest.raises(IndexError, match="1:1"):
            nc.evaluate("(ref v i)", {"v": [1, 2], "i": 2})
        loop = "(loop ((i 0)) (if (< i n) (recur (+ i 1)) i))"
        with pytest.raises(RuntimeError, match="1000 rounds"):
            nc.evaluate(loop, {"n": 1e6}, max_iterations=1000)
        with pytest.raises(RecursionError, match="`f`"):
            nc.evaluate("(define (f n) (if (< n 1) 0 (+ 1 (f (- n 1))))) (f n)", {"n": 20_000})
        with pytest.raises(nc.CompileError):
            nc.evaluate("(+ x", {"x": 1})

    def test_deep_recursion(self) -> None:
        program = "(define (f n) (if (< n 1) 0 (+ 1 (f (- n 1))))) (f n)"
        assert nc.evaluate(program, {"n": 200_000}, max_depth=10**6) == 200_000


class TestEmit:
    def test_torch(self) -> None:
        assert nc.emit(GRAVITY, "torch") == nc.compile(GRAVITY).code

    def test_ir(self) -> None:
        assert "sqrt" in nc.emit("(sqrt (+ x 1))", "ir")

    def test_unknown_target(self) -> None:
        with pytest.raises(ValueError, match=r"'fortran'.*'torch', 'ir'"):
            nc.emit("x", "fortran")

    def test_rejected(self) -> None:
        with pytest.raises(nc.CompileError):
            nc.emit("(+ x", "ir")


class TestCheck:
    def test_good(self) -> None:
        assert nc.check("(+ x 1)") == []

    def test_warnings_do_not_reject(self) -> None:
        program = "(let ((y 1)) x)"
        (warning,) = nc.check(program)
        assert (warning.code, warning.severity) == ("NC501", "warning")
        nc.compile(program)

    def test_options(self) -> None:
        assert nc.check("(norm x)", inputs={"x": ()})[0].severity == "error"
        assert nc.check("(define (f x) x)", entry="f") == []


class TestDocumentation:
    def test_primitives(self) -> None:
        table = {item.name: item for item in nc.primitives()}
        assert table["pow"].aliases == ("expt",)
        assert table["pow"].arity == (2, 2)
        assert table["+"].arity == (0, None)
        assert not table["floor"].differentiable
        assert all(item.summary and item.domain for item in table.values())

    def test_explain(self) -> None:
        assert nc.explain("NC401").startswith("# NC401")
        assert nc.explain("nc401") == nc.explain("NC401")
        with pytest.raises(ValueError, match="NC401"):
            nc.explain("NC999")


class TestPackage:
    def test_importing_is_quick_and_imports_nothing_large(self) -> None:
        code = (
            "import sys, time; start = time.process_time(); import neuralc\n"
            "print(time.process_time() - start, 'torch' in sys.modules, 'numpy' in sys.modules)"
        )
        runs = [in_a_new_process(code).split() for _ in range(5)]
        assert all(run[1:] == ["False", "False"] for run in runs)
        assert min(float(run[0]) for run in runs) < 0.05

    @pytest.mark.parametrize("call", ["check('(+ x 1)')", "evaluate('(+ x 1)', {'x': 1})"])
    def test_without_torch(self, call: str) -> None:
        code = f"import sys; sys.modules['torch'] = None; import neuralc as nc; print(nc.{call})"
        assert in_a_new_process(code).strip() in ("[]", "2.0")

    def test_every_name_is_there(self) -> None:
        for name in nc.__all__:
            assert getattr(nc, name) is not None
        assert set(nc.__all__) <= set(dir(nc))

    def test_no_other_name(self) -> None:
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            nc.nothing  # noqa: B018

    def test_one_version(self) -> None:
        project = Path(__file__).resolve().parents[2] / "pyproject.toml"
        (version,) = re.findall(r'^version = "(.*)"$', project.read_text(encoding="utf-8"), re.M)
        assert version == nc.__version__ == _library.run(b"version", b"", b"")


@pytest.mark.parametrize("value", [None, "1", [None], [1.0, "2"], 1j])
def test_only_numbers_are_values(value: object) -> None:
    with pytest.raises(TypeError, match="`x` must be a number"):
        nc.evaluate("(* 2 x)", {"x": value})
    with pytest.raises(TypeError, match="`x` must be a number"):
        nc.compile("(* 2 x y)", parameters={"x": value})


def test_only_names_are_inputs() -> None:
    for name in ("y z)", '"""\nimport os', "", "1", "(a)"):
        with pytest.raises(nc.CompileError, match="NC308"):
            nc.compile("(+ x 1)", inputs={"x": (), name: ()})


def test_constraints_of_parameters_are_known_to_modules() -> None:
    model = nc.compile(
        "(parameter a 2 (between 1 3) (prior 2 0.1)) (parameter b 1 positive fixed)"
        "(parameter c 1) (+ (* a b x) c)"
    )
    assert model.__neuralc__.domains == {
        "a": (1.0, 3.0, False, False, (2.0, 0.1)),
        "b": (0.0, math.inf, True, True, None),
    }


class TestRepresentation:
    """A module shows the values that its parameters have now."""

    def test_values(self) -> None:
        numbers = {"k": 1 / 3, "w": [1.0, 2.5], "A": [[1.0, 2.0], [3.0, 4.0]], "v": [0.5] * 9}
        model = nc.compile("(* k (vsum w) (det A) (vsum v) x)", parameters=numbers)
        assert repr(model) == (
            "Model((x: real) -> real, parameters k: real = 0.333333, w: (vec 2) = [1, 2.5], "
            "A: (mat 2 2) = [[1, 2], [3, 4]], v: (vec 9) = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, …])"
        )
        with torch.no_grad():
            model.k.fill_(2.0)
        assert "k: real = 2," in repr(model)
        assert "k: real = 2," in repr(torch.nn.Sequential(model))

    def test_parameters_without_values(self) -> None:
        model = nc.compile("(* k x)", parameters={"k": 1.0})
        assert repr(model.to("meta")) == "Model((x: real) -> real, parameters k: real)"
        model = nc.compile("(* k x)", parameters={"k": 1.0})
        model.k = torch.nn.Parameter(torch.tensor([1.0, 2.0]))  # One for each item of a batch.
        assert "k: real = [1, 2]" in repr(model)
