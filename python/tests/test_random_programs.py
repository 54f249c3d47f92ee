"""Random well-typed programs: every witness must agree.

The module, plain PyTorch by hand, the reference evaluator, its forward-mode gradient and finite
differences are independent of each other. The number of programs is set by NEURALC_PROGRAMS; a
failure prints seed and source.
"""

from __future__ import annotations

import math
import os

import numpy as np
import pytest
import torch
from random_programs import Generator, Program, Run, render, run
from torch import Tensor

import neuralc as nc

COUNT = int(os.environ.get("NEURALC_PROGRAMS", "400"))
FIRST = int(os.environ.get("NEURALC_FIRST_SEED", "0"))
BLOCK = 25
BLOCKS = range(FIRST, FIRST + COUNT, BLOCK)

DTYPES = [torch.float64, torch.float32]


def draw_inputs(
    program: Program, dtype: torch.dtype, batch: tuple[int, ...] = ()
) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(program.seed)
    return {
        name: torch.randn(batch + type, generator=generator, dtype=torch.float64).to(dtype)
        for name, type in program.inputs.items()
    }


def describe(program: Program, inputs: dict[str, Tensor]) -> str:
    return f"seed {program.seed}\n{render(program)}\n{inputs}"


def is_well_separated(state: Run, dtype: torch.dtype) -> bool:
    """Whether rounding cannot have flipped a comparison."""
    return state.nearest_switch > (1e-8 if dtype == torch.float64 else 1e-3)


def assert_close(actual: Tensor, expected: Tensor, tolerance: float, message: str) -> None:
    actual, expected = actual.detach(), expected.detach()
    scale = max(1.0, float(torch.nan_to_num(expected, nan=0.0, posinf=0.0, neginf=0.0).abs().max()))
    close = torch.isclose(actual, expected, rtol=tolerance, atol=tolerance * scale, equal_nan=True)
    assert bool(close.all()), f"{message}\nactual   {actual}\nexpected {expected}"


def programs(block: int) -> list[Program]:
    return [Generator(seed).generate() for seed in range(block, block + BLOCK)]


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_values_are_those_of_handwritten_pytorch_to_the_bit(block: int, dtype: torch.dtype) -> None:
    for program in programs(block):
        inputs = draw_inputs(program, dtype)
        expected, _ = run(program, inputs)
        actual = nc.compile(render(program))(**inputs)
        assert actual.dtype == expected.dtype or not program.inputs, describe(program, inputs)
        assert torch.equal(torch.nan_to_num(actual), torch.nan_to_num(expected)), (
            f"{describe(program, inputs)}\nactual   {actual}\nexpected {expected}"
        )


@pytest.mark.parametrize("block", BLOCKS)
def test_the_reference_evaluator_agrees(block: int) -> None:
    for program in programs(block):
        inputs = draw_inputs(program, torch.float64)
        expected, state = run(program, inputs)
        if not is_well_separated(state, torch.float64):
            continue
        actual = nc.evaluate(render(program), inputs={k: v.numpy() for k, v in inputs.items()})
        assert_close(
            torch.as_tensor(actual, dtype=torch.float64), expected, 1e-9, describe(program, inputs)
        )


def gradients(value: Tensor, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
    if not value.requires_grad:
        return {name: torch.zeros_like(x) for name, x in inputs.items()}
    grads = torch.autograd.grad(value, list(inputs.values()), allow_unused=True)
    return {
        name: torch.zeros_like(x) if grad is None else grad
        for (name, x), grad in zip(inputs.items(), grads, strict=True)
    }


@pytest.mark.parametrize("block", BLOCKS)
def test_gradients_agree(block: int) -> None:
    for program in programs(block):
        if program.body.type != ():
            continue
        inputs = {k: v.requires_grad_() for k, v in draw_inputs(program, torch.float64).items()}
        value, state = run(program, inputs)
        expected = gradients(value, inputs)
        if not is_well_separated(state, torch.float64):
            continue
        if not all(bool(g.isfinite().all()) for g in expected.values()):
            continue
        source = render(program)
        actual = gradients(nc.compile(source)(**inputs), inputs)
        reference = nc.gradient(source, inputs={k: v.detach().numpy() for k, v in inputs.items()})
        for name in inputs:
            message = f"{describe(program, inputs)}\ngradient by {name}"
            assert_close(actual[name], expected[name], 1e-12, message)
            assert_close(
                torch.as_tensor(reference[name], dtype=torch.float64), expected[name], 1e-8, message
            )


def directional_differences(
    source: str, values: dict[str, np.ndarray], direction: dict[str, np.ndarray]
) -> tuple[float, float]:
    """Derivative along a direction by Richardson's extrapolation, and a finer one for its error."""

    def along(step: float) -> float:
        moved = {k: values[k] + step * direction[k] for k in values}
        return float(nc.evaluate(source, inputs=moved))

    def central(step: float) -> float:
        return (along(step) - along(-step)) / (2 * step)

    return (4 * central(5e-5) - central(1e-4)) / 3, (4 * central(2.5e-5) - central(5e-5)) / 3


@pytest.mark.parametrize("block", BLOCKS)
def test_finite_differences_agree(block: int) -> None:
    for program in programs(block):
        if program.body.type != () or not program.smooth:
            continue
        inputs = draw_inputs(program, torch.float64)
        _, state = run(program, inputs)
        if state.nearest_switch < 1e-2:
            continue
        source = render(program)
        values = {k: v.numpy() for k, v in inputs.items()}
        gradient = nc.gradient(source, inputs=values)
        direction = {k: np.cos(1.0 + np.arange(v.size)).reshape(v.shape) for k, v in values.items()}
        expected = sum(float(np.sum(np.asarray(gradient[k]) * direction[k])) for k in values)

        coarse, fine = directional_differences(source, values, direction)
        if not (math.isfinite(coarse) and math.isfinite(expected)):
            continue
        tolerance = 100 * abs(fine - coarse) + 1e-6 * max(1.0, abs(expected))
        assert abs(fine - expected) <= tolerance, (
            f"{describe(program, inputs)}\ndifferences {fine} gradient {expected}"
        )


BATCHES: list[tuple[int, ...]] = [(3,), (2,), (2, 3), (1,)]


@pytest.mark.parametrize("block", BLOCKS)
def test_each_element_of_a_batch_is_what_it_would_be_alone(block: int) -> None:
    for program in programs(block):
        batch = BATCHES[program.seed % len(BATCHES)]
        inputs = draw_inputs(program, torch.float64, batch)
        model = nc.compile(render(program))
        batched = model(**inputs)
        assert batched.shape == batch + program.body.type, describe(program, inputs)
        for index in np.ndindex(*batch):
            alone = {name: value[index] for name, value in inputs.items()}
            _, state = run(program, alone)
            if is_well_separated(state, torch.float64):
                assert_close(batched[index], model(**alone), 1e-12, describe(program, alone))


@pytest.mark.parametrize("block", BLOCKS)
def test_gradients_of_a_batch_are_those_of_its_elements(block: int) -> None:
    for program in programs(block):
        batch = BATCHES[program.seed % len(BATCHES)]
        inputs = draw_inputs(program, torch.float64, batch)
        model = nc.compile(render(program))
        leaves = {k: v.clone().requires_grad_() for k, v in inputs.items()}
        together = gradients(model(**leaves).sum(), leaves)
        for index in np.ndindex(*batch):
            alone = {k: v[index].clone().requires_grad_() for k, v in inputs.items()}
            value, state = run(program, alone)
            expected = gradients(value.sum(), alone)
            finite = all(bool(g.isfinite().all()) for g in expected.values())
            if finite and is_well_separated(state, torch.float64):
                for name in inputs:
                    message = f"{describe(program, alone)}\ngradient by {name}"
                    assert_close(together[name][index], expected[name], 1e-11, message)


@pytest.mark.parametrize("block", BLOCKS)
def test_inputs_broadcast_together(block: int) -> None:
    for program in programs(block):
        names = list(program.inputs)
        inputs = draw_inputs(program, torch.float64, (3,))
        # The first input varies along one dimension, the others along another.
        shaped = {
            name: value.unsqueeze(1) if name == names[0] else value.unsqueeze(0)
            for name, value in inputs.items()
        }
        full = {
            name: value.expand((3, 3) + program.inputs[name]).contiguous()
            for name, value in shaped.items()
        }
        batch = (3, 3) if len(names) > 1 else (3, 1)
        if len(names) == 1:
            full = shaped
        model = nc.compile(render(program))
        actual = model(**shaped)
        assert actual.shape == batch + program.body.type, describe(program, shaped)
        states = [run(program, {k: v[i] for k, v in full.items()})[1] for i in np.ndindex(*batch)]
        if all(is_well_separated(state, torch.float64) for state in states):
            assert_close(actual, model(**full), 1e-12, describe(program, shaped))
