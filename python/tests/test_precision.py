"""Declared numbers of parameters in each floating-point type."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import neuralc as nc

BACKENDS = ["eager", "native"]
DECLARED = {"k": 0.2, "v": [0.1, 1 / 3]}


def module_of(backend: Any, **options: Any) -> Any:
    return nc.compile(
        "(* k (dot v w))",
        inputs={"w": "(vec 2)"},
        parameters=DECLARED,
        backend=backend,
        **options,
    )


def numbers(module: Any) -> dict[str, Any]:
    return {name: value.tolist() for name, value in module.named_parameters()}


def rounded(dtype: torch.dtype) -> dict[str, Any]:
    return {
        name: torch.tensor(value, dtype=torch.float64).to(dtype).tolist()
        for name, value in DECLARED.items()
    }


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        (torch.float64, torch.float64),
        ("float64", torch.float64),
        ("torch.float64", torch.float64),
        (np.float64, torch.float64),
        (np.dtype("f8"), torch.float64),
        (float, torch.float64),
        ("float32", torch.float32),
        (torch.float16, torch.float16),
        ("bfloat16", torch.bfloat16),
        (None, torch.float32),
    ],
)
def test_parameters_begin_in_a_type(backend: Any, dtype: Any, expected: torch.dtype) -> None:
    module = module_of(backend, dtype=dtype)
    assert module.k.dtype == module.v.dtype == expected
    assert numbers(module) == rounded(expected)
    assert isinstance(module.k, torch.nn.Parameter)
    again = pickle.loads(pickle.dumps(module))
    assert again.k.dtype == expected
    assert numbers(again) == numbers(module)


@pytest.mark.parametrize(
    "dtype", ["int64", "foo", torch.int32, torch.complex64, np.int8, object(), 64]
)
def test_types_of_no_fractions(dtype: Any) -> None:
    with pytest.raises(TypeError, match="dtype must be a floating-point type"):
        module_of("eager", dtype=dtype)


RISES: dict[str, Callable[[Any], Any]] = {
    "double": lambda module: module.double(),
    "to": lambda module: module.to(torch.float64),
    "to like": lambda module: module.to(torch.zeros((), dtype=torch.float64)),
    "type": lambda module: module.type(torch.float64),
    "by half": lambda module: module.half().double(),
    "by bfloat16": lambda module: module.bfloat16().float().double(),
    "copy": lambda module: copy.deepcopy(module).double(),
    "pickle": lambda module: pickle.loads(pickle.dumps(module)).double(),
    "inside another": lambda module: torch.nn.Sequential(module).double()[0],
    "its own numbers loaded": lambda module: _reloaded(module).double(),
}


def _reloaded(module: Any) -> Any:
    module.load_state_dict(copy.deepcopy(module.state_dict()))
    return module


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("way", RISES)
def test_what_is_untrained_takes_declared_numbers(backend: Any, way: str) -> None:
    module = RISES[way](module_of(backend))
    assert numbers(module) == DECLARED
    value = module(torch.ones(2, dtype=torch.float64)).item()
    assert value == 0.2 * (0.1 + 1 / 3)


@pytest.mark.parametrize("backend", BACKENDS)
def test_each_rounding_is_one(backend: Any) -> None:
    assert numbers(module_of(backend).half()) == rounded(torch.float16)
    assert numbers(module_of(backend, dtype="float64").bfloat16()) == rounded(torch.bfloat16)


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_is_trained_stays(backend: Any) -> None:
    module = module_of(backend)
    with torch.no_grad():
        module.v[0] += 1e-6
    trained = module.v.tolist()
    module.double()
    assert module.v.tolist() == trained
    assert module.k.item() == 0.2  # Nothing has changed this one.


@pytest.mark.parametrize("backend", BACKENDS)
def test_parameters_stay_the_same_objects(backend: Any) -> None:
    module = module_of(backend)
    before, k = list(module.parameters()), module.k
    module.double()
    assert module.k is k
    assert all(one is other for one, other in zip(before, module.parameters(), strict=True))
    assert module.k.requires_grad
    assert module.k.is_leaf


def test_tensors_without_numbers() -> None:
    module = module_of("eager").to("meta").double()
    assert module.k.dtype == torch.float64
    assert module.k.is_meta


def test_the_standalone_file(tmp_path: Any) -> None:
    """It is as a person would write it: in PyTorch's default type, which can be float64."""
    namespace: dict[str, Any] = {}
    exec(module_of("eager").code, namespace)
    (cls,) = [
        v for v in namespace.values() if isinstance(v, type) and issubclass(v, torch.nn.Module)
    ]
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        assert numbers(cls()) == DECLARED
    finally:
        torch.set_default_dtype(before)
