"""Nothing at all, and one: every primitive and form whose sizes can be 0 or 1, called and
differentiated by all witnesses, alone, in batches, and in batches of no item."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import neuralc as nc

pytest.importorskip("llvmlite")

Shapes = dict[str, str]

# Operands by letters, one for each dimension: `mn` is a matrix of sizes of its own.
PROGRAMS: dict[str, Shapes] = {
    "(* k v)": {"k": "", "v": "n"}, "(* 2 v)": {"v": "n"}, "(vsum (* k v))": {"k": "", "v": "n"},
    "(slice v 0 0)": {"v": "n"}, "(append v (* 2 w))": {"v": "n", "w": "m"},
    "(append v [k])": {"v": "n", "k": ""}, "(* k (zeros 0))": {"k": ""},
    "(* k (ones 0 3))": {"k": ""}, "(* k (eye 0))": {"k": ""},
    "(scan ((s x)) 0 (recur (* s 2)))": {"x": ""}, "(scan ((s v)) 2 (recur (* s 2)))": {"v": "n"},
    "(tabulate (i 0) (* i x))": {"x": ""}, "(tabulate (i 2) (* i v))": {"v": "n"},
    "(loop ((k 0) (s v)) (if (= k 3) s (recur (+ k 1) (* 2 s))))": {"v": "n"},
    "(loop ((s v) (k x)) (if (> k 3) s (recur (* s 2) (+ k 1))))": {"v": "n", "x": ""},
    "(if (> x 0) v (* 2 v))": {"x": "", "v": "n"},
    "(if (> (vsum v) 0) (vmax v) (vmin v))": {"v": "n"},
    "(vmean (* k v))": {"v": "n", "k": ""}, "(vprod (* k v))": {"v": "n", "k": ""},
    "(vmax (* k v))": {"v": "n", "k": ""}, "(norm (* k v))": {"v": "n", "k": ""},
    "(normalize (* k v))": {"v": "n", "k": ""}, "(* x (vlen v))": {"v": "n", "x": ""},
    "(mat v v)": {"v": "n"}, "(matvec m (* k v))": {"m": "mn", "v": "n", "k": ""},
    "(matmul a (* k b))": {"a": "mn", "b": "no", "k": ""},
    "(outer v (* k w))": {"v": "n", "w": "m", "k": ""},
    "(solve m (* k v))": {"m": "nn", "v": "n", "k": ""}, "(det (* k m))": {"m": "nn", "k": ""},
    "(inv (* k m))": {"m": "nn", "k": ""}, "(logdet (* k m))": {"m": "nn", "k": ""},
    "(trace (* k m))": {"m": "nn", "k": ""}, "(diag (* k v))": {"v": "n", "k": ""},
    "(select v (* k v) v)": {"v": "n", "k": ""}, "(min v k 3)": {"v": "n", "k": ""},
    "(clamp v k 3)": {"v": "n", "k": ""}, "(modulo 7 v)": {"v": "n"},
}  # fmt: skip

SQUARE = {"det", "inv", "logdet", "solve", "trace", "diag"}
INDEXED = {"ref", "row", "col"}
CHAINED = {"matmul", "matvec"}


def programs_of_the_table() -> dict[str, Shapes]:
    """A program for each kind of operands that a primitive has among its samples."""
    found: dict[str, Shapes] = {}
    for row in nc.primitives():
        for sample in row.samples:
            operands = sample["operands"]
            names = [f"x{position}" for position in range(len(operands))]
            words = [
                str(int(o["elements"][0])) if o["static"] else name
                for name, o in zip(names, operands, strict=True)
            ]
            ranks = [None if o["static"] else len(o["shape"]) for o in operands]
            shapes = shapes_of(row.name, ranks)
            if row.name not in INDEXED | {"cross", "vec"} and any(shapes.values()):
                found[f"({' '.join([row.name, *words])})"] = shapes
    return found


def shapes_of(name: str, ranks: list[int | None]) -> Shapes:
    """Letters for operands of these ranks; `None` is a static one."""
    if not any(ranks):  # Elementwise, so vectors will do.
        ranks = [None if rank is None else 1 for rank in ranks]
    shapes: Shapes = {}
    for position, rank in enumerate(ranks):
        if rank is None:
            continue
        vector = "nm"[position] if name == "outer" else "n"
        matrix = "nn" if name in SQUARE else "no" if name in CHAINED and position else "mn"
        shapes[f"x{position}"] = ["", vector, matrix][rank]
    return shapes


CASES = PROGRAMS | programs_of_the_table()


def declared(shapes: Shapes, sizes: dict[str, Any]) -> dict[str, str]:
    """The types of the inputs, with these names or numbers for the letters."""
    kinds = ["real", "(vec {})", "(mat {} {})"]
    return {k: kinds[len(d)].format(*(sizes[c] for c in d)) for k, d in shapes.items()}


def outcome(run: Callable[[], Any]) -> Any:
    """What a call gives, or why a size is refused, as a program may ask for more elements."""
    try:
        return run()
    except (ValueError, nc.CompileError) as error:
        if "must be at least" not in str(error) and "out of range" not in str(error):
            raise
        return "refused"


def answers(model: Any, values: dict[str, Any], dtype: Any) -> dict[str, Any]:
    """All that a module has to say of these inputs."""
    arrays = {name: value.astype(dtype) for name, value in values.items()}

    def tensors() -> dict[str, torch.Tensor]:
        return {name: torch.tensor(value, requires_grad=True) for name, value in arrays.items()}

    def backward() -> Any:
        leaves = tensors()
        model(**leaves).sum().backward()
        return {
            name: np.zeros(leaf.shape) if leaf.grad is None else leaf.grad.numpy()
            for name, leaf in leaves.items()
        }

    return {
        "call": outcome(lambda: model(**tensors()).detach().numpy()),
        "backward": outcome(backward),
        "value_and_grad": outcome(lambda: model.value_and_grad(**arrays)),
        "value_and_jacobian": outcome(lambda: model.value_and_jacobian(**arrays)),
    }


def assert_alike(found: Any, expected: Any, tolerance: float) -> None:
    """The same structure, shapes, and numbers but for rounding."""
    assert type(found) is type(expected) or not isinstance(found, str | dict | tuple)
    if isinstance(found, str):
        assert found == expected
    elif isinstance(found, dict):
        assert found.keys() == expected.keys()
        for name in found:
            assert_alike(found[name], expected[name], tolerance)
    elif isinstance(found, tuple):
        for one, other in zip(found, expected, strict=True):
            assert_alike(one, other, tolerance)
    else:
        assert np.shape(found) == np.shape(expected)
        np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("source", CASES)
def test_sizes_of_nothing_and_one(source: str) -> None:
    shapes = CASES[source]
    letters = sorted(set("".join(shapes.values())))
    random = np.random.default_rng(1)
    is_open = {c: c for c in letters}
    models = [
        nc.compile(source, inputs=declared(shapes, is_open), backend=backend)
        for backend in ("eager", "native")
    ]
    for lengths in itertools.product((0, 1), repeat=len(letters)):
        sizes = dict(zip(letters, lengths, strict=True))
        alone = {k: random.uniform(0.2, 0.8, tuple(sizes[c] for c in d)) for k, d in shapes.items()}
        text = "".join(f"(input {k} {t})" for k, t in declared(shapes, is_open).items()) + source
        expected = outcome(functools.partial(nc.evaluate, text, inputs=alone))
        for batch in ((), (0,), (2,)):
            values = {k: np.broadcast_to(v, batch + v.shape).copy() for k, v in alone.items()}
            for dtype, tolerance in ((np.float64, 1e-11), (np.float32, 1e-5)):
                eager, native = (answers(model, values, dtype) for model in models)
                assert_alike(native, eager, tolerance)
                if batch == ():
                    assert_alike(eager["call"], np.float64(expected) if np.ndim(expected) == 0 and
                                 not isinstance(expected, str) else expected, tolerance)  # fmt: skip
        if not isinstance(expected, str) and np.ndim(expected) == 0:
            gradient = nc.gradient(text, inputs=alone)
            value = answers(models[0], alone, np.float64)["value_and_grad"]
            assert_alike({k: np.asarray(g) for k, g in gradient.items()}, value[1], 1e-9)


@pytest.mark.parametrize(
    ("source", "inputs"),
    [
        ("(ref v i)", {"v": "(vec n)", "i": "real"}),
        ("(ref m i j)", {"m": "(mat n k)", "i": "real", "j": "real"}),
        ("(row m i)", {"m": "(mat n k)", "i": "real"}),
        ("(col m i)", {"m": "(mat k n)", "i": "real"}),
    ],
)
@pytest.mark.parametrize("backend", ["eager", "native"])
def test_an_index_into_nothing_is_an_error(
    source: str, inputs: dict[str, str], backend: Any
) -> None:
    model = nc.compile(source, inputs=inputs, backend=backend)
    shapes = {"v": (0,), "m": (0, 2) if "col" not in source else (2, 0), "i": (), "j": ()}
    values = {k: np.zeros(shapes[k]) for k in inputs}
    message = "index 0 is out of range for size 0"
    for call in (model, model.value_and_grad, model.value_and_jacobian):
        given = {k: torch.tensor(v) for k, v in values.items()} if call is model else values
        with pytest.raises(IndexError, match=message):
            call(**given)
    declarations = "".join(f"(input {k} {t})" for k, t in inputs.items())
    with pytest.raises(IndexError, match=message):
        nc.evaluate(declarations + source, inputs=values)


def test_sums_over_a_batch_of_what_has_no_element() -> None:
    model = nc.compile("(* k v)", inputs={"v": "(vec n)", "k": ()}, backend="native")
    value, gradient = model.value_and_grad(np.zeros(0), np.ones(5000))
    assert value.shape == (5000, 0)
    assert gradient["v"].shape == (0,)
    np.testing.assert_array_equal(gradient["k"], np.zeros(5000))
