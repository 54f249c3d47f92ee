"""Control flow on batches: every element is what it would be alone, in value and gradient."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
import torch._dynamo

import neuralc as nc


@pytest.fixture(autouse=True)
def fresh_dynamo() -> None:
    """Dynamo counts compilations of one function; here every program is a new one."""
    torch._dynamo.reset()


#: Programs over x and y whose control depends on data, and points to run them at.
DIVERGENT = {
    "loop with a result of its own": "(loop ((i 0) (a x)) (if (< i y) (recur (+ i 1) (* a 1.5)) a))",
    "exit computes": "(loop ((i 0) (a x)) (if (< i y) (recur (+ i 1) (* a 1.5)) (+ i (sqrt a))))",
    "exit reads the round": """
        (loop ((a x)) (let ((next (/ (+ a (/ y a)) 2)))
          (if (< (abs (- next a)) 1e-9) next (recur next))))""",
    "several exits": """
        (loop ((k 0) (a x))
          (cond ((> a 50) (log a)) ((> k y) (* -2 a)) (else (recur (+ k 1) (* a a)))))""",
    "host exit": "(loop ((k 0) (a x)) (if (>= k 7) a (if (> a y) (+ a k) (recur (+ k 1) (* a 1.7)))))",
    "two ways on": """
        (loop ((k 0) (a x))
          (if (> k y) a (if (> a 1) (recur (+ k 1) (/ a 2)) (recur (+ k 2) (+ a 0.3)))))""",
    "nested loops": """
        (loop ((i 0) (a x)) (if (< i y)
          (recur (+ i 1) (loop ((j i) (b a)) (if (< j 3) (recur (+ j 1) (sin b)) (+ b j)))) a))""",
    "inner count from outer": """
        (loop ((i 0) (a 0)) (if (< i y)
          (recur (+ i 1) (+ a (loop ((j 0) (b x)) (if (< j i) (recur (+ j 1) (cos b)) b)))) a))""",
    "loop in a condition": """
        (if (> (loop ((a x)) (if (< a y) (recur (* 2 a)) a)) 3) (sqrt x) (log (+ 1 x)))""",
    "loop in a branch": """
        (if (> x y) (loop ((a x)) (if (> a y) (recur (- a 0.7)) (sqrt (abs a)))) (/ 1 (- x y 1)))""",
    "branch in a loop": """
        (loop ((k 0) (a x)) (if (< k y) (recur (+ k 1) (if (> a 1) (sqrt a) (exp a))) a))""",
    "guard": "(if (> x 1) (sqrt (- x 1)) (if (< x 0.5) (log x) (/ 1 (- x 0.75 0.01))))",
    "and, or": "(if (or (and (> x 1) (< y 3)) (not (> y 0.5))) (* x y) (- x y))",
    "recursion": "(define (f n) (if (< n 1) x (* 1.25 (f (- n 1))))) (f y)",
    "tree recursion": "(define (f n) (cond ((< n 1) x) ((< n 2) 1) (else (+ (f (- n 1)) (f (- n 2)))))) (f y)",
    "mutual recursion": """
        (define (even n a) (if (< n 1) a (+ 1 (odd (- n 1) (* a 1.1)))))
        (define (odd n a) (if (< n 1) (- a) (* 2 (even (- n 1) (+ a 0.1)))))
        (even y x)""",
    "recursion in a loop": """
        (define (f n a) (if (< n 1) a (sin (f (- n 1) (+ a 0.1)))))
        (loop ((i 0) (s 0)) (if (< i y) (recur (+ i 1) (+ s (f i x))) s))""",
    "loop in a recursion": """
        (define (f n) (if (< n 1) x
          (loop ((i 0) (s (f (- n 1)))) (if (< i n) (recur (+ i 1) (cos s)) s))))
        (f y)""",
    "dynamic index": "(let ((v [x (* 2 x) (sin x) 7])) (if (and (>= y 0) (< y 4)) (ref v y) (- y)))",
    "dynamic index in a loop": """
        (let ((v [x (* 2 x) (sin x)]))
          (loop ((i 0) (s 0)) (if (and (< i y) (< i 3)) (recur (+ i 1) (+ s (ref v i))) s)))""",
    "vectors in a loop": """
        (loop ((i 0) (v [x y])) (if (< i y)
          (recur (+ i 1) (+ (* 0.5 v) [(ref v 1) (ref v 0)])) (vsum v)))""",
    "tabulate with a loop": """
        (vsum (tabulate (i 4) (loop ((k 0) (a x)) (if (< k (+ i y)) (recur (+ k 1) (sin a)) a))))""",
    "tabulate in a loop": """
        (vsum (loop ((k 0) (v [x 1 2])) (if (< k y)
          (recur (+ k 1) (tabulate (i 3) (* 0.9 (ref v (- 2 i))))) v)))""",
    "scan in a branch": "(if (> x y) (vsum (scan ((a x)) 4 (recur (sqrt a)))) (- y))",
    "branch in a scan": "(vsum (scan ((a x)) 5 (recur (if (> a y) (sqrt a) (+ a 0.6)))))",
    "loop in a scan": """
        (vsum (scan ((a x)) 3 (recur (loop ((b a)) (if (< b y) (recur (+ b 1)) (sin b))))))""",
    "gradient across an exit": "(loop ((a x)) (if (> a y) (sqrt (- a y)) (recur (* 2 a))))",
    "singular after the end": """
        (loop ((k 0) (a x)) (if (< k y) (recur (+ k 1) (sqrt (- a 0.1))) a))""",
    "let outside": "(let ((d (sqrt (- x 1)))) (if (> d 0.5) (/ 1 d) 0))",
}

POINTS = [(0.3, 2.0), (1.0, 1.0), (2.5, 0.0), (0.75, 3.0), (1.2, 3.5), (4.0, 2.2)]


def tensors(dtype: torch.dtype = torch.float64) -> tuple[torch.Tensor, torch.Tensor]:
    """All points as a batch."""
    x, y = torch.tensor(POINTS, dtype=dtype).T
    return x.clone().requires_grad_(), y.clone().requires_grad_()


@pytest.mark.parametrize("name", DIVERGENT)
class TestDivergent:
    """Elements that take different ways."""

    def test_batch_is_elementwise(self, name: str) -> None:
        model = nc.compile(DIVERGENT[name])
        x, y = tensors()
        batched = model(**self.arguments(model, x, y))
        assert batched.shape == x.shape
        for position in range(len(POINTS)):
            alone = model(**self.arguments(model, x[position], y[position]))
            assert_same(batched[position], alone)

    def test_batch_broadcasts(self, name: str) -> None:
        model = nc.compile(DIVERGENT[name])
        if len(model.inputs) == 1:
            pytest.skip("one input")
        x, y = tensors()
        grid = model(x=x[:, None], y=y)
        for row in range(len(POINTS)):
            for column in range(len(POINTS)):
                assert_same(grid[row, column], model(x=x[row], y=y[column]))

    def test_agrees_with_the_reference(self, name: str) -> None:
        model = nc.compile(DIVERGENT[name])
        x, y = tensors()
        batched = model(**self.arguments(model, x, y))
        gradients = torch.autograd.grad(
            batched.sum(), list(self.arguments(model, x, y).values()), allow_unused=True
        )
        for position, point in enumerate(POINTS):
            inputs = {k: v for k, v in zip("xy", point, strict=True) if k in model.inputs}
            expected = nc.evaluate(DIVERGENT[name], inputs)
            assert batched[position].item() == pytest.approx(expected, rel=1e-12, nan_ok=True)
            exact = nc.gradient(DIVERGENT[name], inputs)
            for key, gradient in zip(model.inputs, gradients, strict=True):
                found = 0.0 if gradient is None else gradient[position].item()
                assert found == pytest.approx(float(exact[key]), rel=1e-9, abs=1e-12, nan_ok=True)

    def test_transforms(self, name: str) -> None:
        model = nc.compile(DIVERGENT[name])
        x, y = tensors()
        arguments = tuple(v.detach() for v in self.arguments(model, x, y).values())
        value = model(*arguments)
        assert_same(torch.func.vmap(model)(*arguments), value)
        numbers = tuple(range(len(arguments)))
        by_vmap = torch.func.vmap(torch.func.grad(model, argnums=numbers))(*arguments)
        leaves = [v.clone().requires_grad_() for v in arguments]
        by_batch = torch.autograd.grad(model(*leaves).sum(), leaves, materialize_grads=True)
        for one, other in zip(by_vmap, by_batch, strict=True):
            assert_close(one, other)
        tangents = tuple(torch.ones_like(v) for v in arguments)
        _, forward = torch.func.jvp(model, arguments, tangents)
        assert_close(forward, sum(by_batch))

    def test_precision_is_kept(self, name: str) -> None:
        x, y = tensors(torch.float32)
        model = nc.compile(DIVERGENT[name])
        assert model(**self.arguments(model, x, y)).dtype == torch.float32

    @staticmethod
    def arguments(model: Any, x: torch.Tensor, y: torch.Tensor) -> dict[str, torch.Tensor]:
        """Those of both that the program has, in its order."""
        both = {"x": x, "y": y}
        return {name: both[name] for name in model.inputs}


def assert_same(one: torch.Tensor, other: torch.Tensor) -> None:
    """Bit for bit, NaN equal to NaN."""
    assert one.dtype == other.dtype
    assert torch.equal(one.detach().nan_to_num(12345.0), other.detach().nan_to_num(12345.0))


def assert_close(one: torch.Tensor, other: torch.Tensor) -> None:
    """Up to rounding, NaN equal to NaN."""
    torch.testing.assert_close(one.detach(), other.detach(), rtol=1e-9, atol=1e-12, equal_nan=True)


#: Programs whose control is the same whatever the data are, with the shapes of their inputs.
STATIC = {
    "counted": ("(loop ((i 0) (a x)) (if (< i 10) (recur (+ i 1) (+ (sin a) i)) a))", {"x": ()}),
    "down": ("(loop ((i 9) (a x)) (if (>= i 3) (recur (- i 2) (* a i)) (+ a i)))", {"x": ()}),
    "until equal": ("(loop ((i 0) (a x)) (if (= i 6) a (recur (+ i 2) (cos a))))", {"x": ()}),
    "not counted": ("(loop ((i 1) (a x)) (if (< i 100) (recur (* 2 i) (+ a i)) a))", {"x": ()}),
    "host branch": (
        "(loop ((i 0) (a x)) (if (< i 6) (recur (+ i 1) (if (> i 3) (sin a) (* 2 a))) a))",
        {"x": ()},
    ),
    "lazy branch": ("(if (> x 0) (sqrt x) (- x))", {"x": ()}),
    "stencil": (
        """(input u (vec 8))
        (tabulate (i 8) (if (or (= i 0) (= i 7)) 0
          (+ (ref u (- i 1)) (* -2 (ref u i)) (ref u (+ i 1)))))""",
        {"u": (8,)},
    ),
    "sum over a vector": (
        "(input v) (loop ((k 0) (s 0)) (if (= k (vlen v)) s (recur (+ k 1) (+ s (* k (ref v k))))))",
        {"v": (5,)},
    ),
    "matrix by index": (
        "(input m (mat 3 4)) (tabulate (i 4) (tabulate (j 3) (* (ref m j i) (+ i 1))))",
        {"m": (3, 4)},
    ),
    "columns": (
        "(input m (mat 3 3)) (tabulate (i 2) (dot (row m i) (col m (+ i 1))))",
        {"m": (3, 3)},
    ),
    "diagonal": ("(input m (mat 3 3)) (tabulate (i 3) (ref m i i))", {"m": (3, 3)}),
    "modulo index": (
        "(input v (vec 4)) (tabulate (i 7) (* x (ref v (modulo (* 3 i) 4)))) (input x)",
        {"v": (4,), "x": ()},
    ),
    "scan": ("(scan ((a x) (b 1)) 6 (recur (+ a (* 0.1 b)) (- b (* 0.1 a))))", {"x": ()}),
    "recursion of a number": (
        "(define (f n) (if (< n 1) 1 (* x (f (- n 1))))) (+ (f 3) (f 5))",
        {"x": ()},
    ),
    "dynamic index": (
        "(input v (vec 4)) (input k) (if (< k 4) (ref v k) 0)",
        {"v": (4,), "k": ()},
    ),
    "triangular": (
        "(tabulate (i 4) (loop ((k 0) (a 1)) (if (< k i) (recur (+ k 1) (* a x)) a)))",
        {"x": ()},
    ),
    "constant": ("(input x) (input v (vec 3)) [1 2]", {"x": (), "v": (3,)}),
    "unused input": ("(input x) (input v (vec 3)) (* 2 v)", {"x": (), "v": (3,)}),
    "comparison": ("(> x 0.5)", {"x": ()}),
}


def static_inputs(shapes: dict[str, tuple[int, ...]], batch: tuple[int, ...]) -> dict[str, Any]:
    """Random inputs of these shapes."""
    generator = torch.Generator().manual_seed(5)
    return {
        name: torch.rand((*batch, *shape), generator=generator, dtype=torch.float64) + 0.1
        for name, shape in shapes.items()
    }


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", STATIC)
class TestStatic:
    """Programs that every tracer can follow."""

    def test_agrees_with_the_reference(self, name: str) -> None:
        text, shapes = STATIC[name]
        model = nc.compile(text)
        inputs = static_inputs(shapes, ())
        expected = np.asarray(nc.evaluate(text, {k: v.numpy() for k, v in inputs.items()}))
        np.testing.assert_allclose(model(**inputs).detach().numpy(), expected, rtol=1e-12)

    @pytest.mark.parametrize("batch", [(3,), (4,), (2, 3), (0,)])
    def test_batch_is_elementwise(self, name: str, batch: tuple[int, ...]) -> None:
        text, shapes = STATIC[name]
        model = nc.compile(text)
        inputs = static_inputs(shapes, batch)
        batched = model(**inputs)
        assert batched.shape[: len(batch)] == batch
        for index in np.ndindex(batch):
            alone = model(**{k: v[index] for k, v in inputs.items()})
            torch.testing.assert_close(batched[index], alone, rtol=1e-12, atol=0)

    def test_is_live(self, name: str) -> None:
        text, shapes = STATIC[name]
        model = nc.compile(text)
        inputs = {k: v.requires_grad_() for k, v in static_inputs(shapes, (3,)).items()}
        model(**inputs).sum().backward()
        assert all(v.grad is None or v.grad.isfinite().all() for v in inputs.values())

    def test_compiles(self, name: str) -> None:
        text, shapes = STATIC[name]
        model = nc.compile(text)
        inputs = static_inputs(shapes, (3,))
        traced = torch.compile(model, fullgraph=True, backend="eager")
        torch.testing.assert_close(traced(**inputs), model(**inputs))

    def test_exports(self, name: str) -> None:
        text, shapes = STATIC[name]
        model = nc.compile(text)
        inputs = static_inputs(shapes, (3,))
        program = torch.export.export(model, (), kwargs=inputs)
        torch.testing.assert_close(program.module()(**inputs), model(**inputs))

    def test_vmap(self, name: str) -> None:
        text, shapes = STATIC[name]
        model = nc.compile(text)
        inputs = static_inputs(shapes, (3,))
        torch.testing.assert_close(torch.func.vmap(model)(*inputs.values()), model(**inputs))


class TestLimits:
    """What goes on for too long, and indices outside."""

    def test_endless_loop(self) -> None:
        model = nc.compile("(loop ((a x)) (if (> a 0) (recur a) a))", max_iterations=50)
        assert model(torch.tensor([-1.0])).tolist() == [-1.0]
        with pytest.raises(RuntimeError, match=r"line 1, column \d+: the loop"):
            model(torch.tensor([-1.0, 1.0]))

    def test_rounds_up_to_the_limit(self) -> None:
        model = nc.compile("(loop ((a x)) (if (> a 0) (recur (- a 1)) a))", max_iterations=50)
        assert model(torch.tensor(49.0)).item() == 0
        with pytest.raises(RuntimeError, match="50 rounds"):
            model(torch.tensor(50.0))

    def test_endless_loop_of_numbers(self) -> None:
        model = nc.compile(
            "(loop ((k 1) (a x)) (if (> k 0) (recur (* k 2) a) a))", max_iterations=9
        )
        with pytest.raises(RuntimeError, match="9 rounds"):
            model(torch.tensor(1.0))

    def test_depth(self) -> None:
        model = nc.compile("(define (f n) (if (< n 1) 0 (+ 1 (f (- n 1))))) (f x)")
        assert model(torch.tensor([3.0, 9990.0])).tolist() == [3, 9990]
        with pytest.raises(RecursionError, match=r"line 1, column .*: the function f"):
            model(torch.tensor([3.0, 11000.0]))

    def test_depth_in_a_thread(self) -> None:
        import threading

        model = nc.compile("(define (f n) (if (< n 1) 0 (+ 1 (f (- n 1))))) (f x)")
        found: list[float] = []
        thread = threading.Thread(target=lambda: found.append(model(torch.tensor(9000.0)).item()))
        thread.start()
        thread.join()
        assert found == [9000]

    def test_index(self) -> None:
        model = nc.compile("(input v (vec 3)) (input k) (if (> k -5) (ref v k) 0)")
        v = torch.tensor([1.0, 2.0, 3.0])
        assert model(v, torch.tensor([0.0, 2.9, -0.9, -7.0])).tolist() == [1, 3, 1, 0]
        for wrong in (3.0, -1.0, math.nan, math.inf):
            with pytest.raises(IndexError, match=r"line 1, column \d+"):
                nc.compile("(input v (vec 3)) (input k) (ref v k)")(v, torch.tensor(wrong))
        with pytest.raises(IndexError):
            model(v, torch.tensor([0.0, -2.0]))

    def test_index_gradient(self) -> None:
        model = nc.compile("(input v (vec 3)) (input k) (ref v k)")
        v = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
        model(v, torch.tensor([0.0, 2.0, 2.0])).sum().backward()
        assert v.grad is not None
        assert v.grad.tolist() == [1, 0, 2]

    @pytest.mark.parametrize("name", ["recursion", "loop with a result of its own"])
    def test_tracers_are_told(self, name: str) -> None:
        model = nc.compile(DIVERGENT[name])
        x, y = (v.detach() for v in tensors())
        with pytest.raises(Exception, match="loop or recursion that depends on data"):
            torch.compile(model, fullgraph=True, backend="eager")(x, y)
        with pytest.raises(Exception, match="loop or recursion that depends on data"):
            torch.export.export(model, (x, y))
