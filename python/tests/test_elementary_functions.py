"""Elementary functions in native kernels against mpmath, over their whole range.

`NEURALC_ACCURACY_POINTS` says how many points each function is tried at (the default is for every
run of the tests; a million takes minutes a function).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch

import accuracy
import neuralc as nc

POINTS = int(os.environ.get("NEURALC_ACCURACY_POINTS", "3000"))
DTYPES = [np.float64, np.float32]


def test_rounding_of_exact_values() -> None:
    for dtype in DTYPES:
        info = np.finfo(dtype)
        for value in [1.0, 0.1, 3e-39, 5e-324, 1e-45, 2.0**-126, -1e300, 1e39, float(info.max)]:
            with np.errstate(over="ignore"):
                expected = float(dtype(value))
            assert accuracy.rounded(accuracy.mp.mpf(value), dtype) == expected
        half = accuracy.mp.mpf(1) + accuracy.mp.mpf(float(info.eps)) / 2
        assert accuracy.rounded(half, dtype) == 1  # The even one of two that are as near.
        assert accuracy.rounded(half * (1 + accuracy.mp.mpf(2) ** -100), dtype) == 1 + info.eps
    tiny = Fraction(3, 2) * Fraction(5e-324)
    assert (
        accuracy.rounded(accuracy.mp.mpf(tiny.numerator) / tiny.denominator, np.float64) == 1e-323
    )


def test_measure_finds_errors() -> None:
    function = accuracy.FUNCTIONS["exp"]
    exact = accuracy.measure(function, np.exp, np.float64, 500)
    assert exact.distance <= 2

    def off(x: Any) -> Any:
        return np.nextafter(np.exp(x), 0) * (1 + 1e-15)

    wrong = accuracy.measure(function, off, np.float64, 500)
    assert wrong.distance > 2
    signs = accuracy.measure(
        accuracy.FUNCTIONS["sin"], lambda x: np.abs(np.sin(x)), np.float64, 500
    )
    assert signs.distance > 2**40


def test_all_functions_of_numbers_are_measured() -> None:
    rows = {row.name for row in nc.primitives() if row.family.startswith("Exponential")}
    assert rows
    assert rows <= set(accuracy.FUNCTIONS)


def kernel(program: str) -> Callable[..., Any]:
    """A program as a function of arrays."""
    model = nc.compile(program, backend="native")
    return lambda *xs: model(*map(torch.from_numpy, xs)).numpy()


def alone(program: str) -> Callable[..., Any]:
    """The same, one number after the other."""
    model = nc.compile(program, backend="native")

    def apply(*xs: Any) -> Any:
        columns = [torch.from_numpy(x) for x in xs]
        return torch.stack([model(*point) for point in zip(*columns, strict=True)]).numpy()

    return apply


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", accuracy.FUNCTIONS)
def test_whole_range(name: str, dtype: Any) -> None:
    pytest.importorskip("llvmlite")
    function = accuracy.FUNCTIONS[name]
    found = accuracy.measure(function, kernel(function.program), dtype, POINTS)
    assert found.distance <= 1, found.where


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", accuracy.FUNCTIONS)
def test_numbers_alone(name: str, dtype: Any) -> None:
    pytest.importorskip("llvmlite")
    function = accuracy.FUNCTIONS[name]
    found = accuracy.measure(function, alone(function.program), dtype, POINTS // 3)
    assert found.distance <= 1, found.where
