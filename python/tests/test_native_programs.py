"""Random programs on native kernels: every witness must agree.

The number of programs is a fifth of NEURALC_PROGRAMS, since LLVM takes its time.
"""

from collections.abc import Callable

import pytest
import test_random_programs as eager
import test_random_transforms as transforms
import torch
from native import native  # noqa: F401
from random_programs import render, run

import neuralc as nc

COUNT = eager.COUNT // 5
BLOCKS = range(eager.FIRST, eager.FIRST + COUNT, eager.BLOCK)


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("dtype", eager.DTYPES, ids=str)
def test_values(block: int, dtype: torch.dtype) -> None:
    for program in eager.programs(block):
        inputs = eager.draw_inputs(program, dtype)
        expected, state = run(program, inputs)
        if eager.is_well_separated(state, dtype):
            found = nc.compile(render(program))(**inputs)
            assert found.dtype == expected.dtype
            tolerance = 1e-9 if dtype == torch.float64 else 1e-3
            eager.assert_close(found, expected, tolerance, eager.describe(program, inputs))


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize(
    "check",
    [
        eager.test_gradients_agree,
        eager.test_each_element_of_a_batch_is_what_it_would_be_alone,
        eager.test_gradients_of_a_batch_are_those_of_its_elements,
        eager.test_inputs_broadcast_together,
    ],
    ids=lambda check: check.__name__.removeprefix("test_"),
)
def test_as_eager(block: int, check: Callable[[int], None]) -> None:
    check(block)


@pytest.mark.parametrize("block", range(0, COUNT // 4, 10))
def test_vmap_and_grad(block: int) -> None:
    transforms.test_vmap_and_grad(block)


@pytest.mark.parametrize("block", range(0, COUNT // 16, 5))
def test_jacobians_and_hessians(block: int) -> None:
    transforms.test_jacobians_and_hessians(block)


@pytest.mark.parametrize("seed", range(90_000, 90_000 + COUNT // 8))
def test_gradcheck(seed: int) -> None:
    transforms.test_gradcheck(seed)
