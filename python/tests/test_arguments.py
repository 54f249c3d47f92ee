"""What inputs may be: a call takes what `value_and_grad` takes, and gives the same."""

from typing import Any

import numpy as np
import pytest
import torch

import neuralc as nc


def read_only() -> Any:
    array = np.arange(3.0)
    array.flags.writeable = False
    return array


def field() -> Any:
    array = np.zeros(3, [("name", "S3"), ("y", "f8")])
    array["y"] = [1, 2, 3]
    return array["y"]


NUMBERS: dict[str, tuple[Any, Any]] = {
    "negative strides": (np.arange(3.0)[::-1], [4, 2, 0]),
    "negative strides, two": (np.arange(4.0).reshape(2, 2)[::-1, ::-1], [[6, 4], [2, 0]]),
    "another byte order": (np.array([1.5], ">f8"), [3]),
    "another byte order, float32": (np.array([1.5, 2], ">f4"), [3, 4]),
    "another byte order, int16": (np.arange(3, dtype=">i2"), [0, 2, 4]),
    "read-only": (read_only(), [0, 2, 4]),
    "broadcast": (np.broadcast_to(np.array(1.5), (3,)), [3, 3, 3]),
    "unaligned": (np.frombuffer(b"\0" + np.arange(3.0).tobytes(), "f8", 3, offset=1), [0, 2, 4]),
    "a field of records": (field(), [2, 4, 6]),
    "no dimensions": (np.array(2.0), 4),
    "a list": ([1.0, 2.0], [2, 4]),
    "a list of ints": ([1, 2], [2, 4]),
    "a nested list": ([[1, 2], [3, 4]], [[2, 4], [6, 8]]),
    "a list of arrays": ([np.arange(3.0)[::-1]], [[4, 2, 0]]),
    "a list of tensors": ([torch.tensor(1.0), 2.0], [2, 4]),
    "an empty list": ([], []),
    "a range": (range(3), [0, 2, 4]),
    "float32": (np.float32(1.5), 3),
    "float64": (np.float64(1.5), 3),
    "int64": (np.int64(3), 6),
    "True": (True, 2),
    "bools": (np.array([True, False]), [2, 0]),
    "unsigned": (np.arange(3, dtype="u8"), [0, 2, 4]),
    "float16": (np.arange(3, dtype="f2"), [0, 2, 4]),
    "the longest float": (np.arange(3, dtype="g"), [0, 2, 4]),
    "an empty mask": (np.ma.array([1.0, 2.0]), [2, 4]),
}

REFUSED: dict[str, Any] = {
    "objects": np.array([1.0, 2.0], object),
    "records": np.zeros(3, [("a", "f4"), ("b", "f8")]),
    "text": "1",
    "texts": ["1", "2"],
    "None": None,
    "a list with None": [1, None],
    "complex": np.array([1j]),
    "dates": np.array(["2020-01-01"], "M8[D]"),
    "ragged": [[1, 2], [3]],
    "a dict": {},
}

BACKENDS = ["eager", "native"]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers(kind: str, backend: Any) -> None:
    value, expected = NUMBERS[kind]
    module = nc.compile("(* 2 x)", backend=backend)
    assert module(value).tolist() == expected
    assert np.asarray(module.value_and_grad(value)[0]).tolist() == expected
    assert np.asarray(module.value_and_jacobian(value)[0]).tolist() == expected


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_number(kind: str, backend: Any) -> None:
    module = nc.compile("(* 2 x)", backend=backend)
    for call in (module, module.value_and_grad, module.value_and_jacobian):
        with pytest.raises(TypeError, match="the input `x` must be real"):
            call(REFUSED[kind])


def test_floats_keep_their_type() -> None:
    module = nc.compile("(* 2 x)")
    assert module(np.array([1.5], ">f8")).dtype == torch.float64
    assert module(np.array([1.5], ">f4")).dtype == torch.float32
    assert module(np.array([1.5], "g")).dtype == torch.float64
