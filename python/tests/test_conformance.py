"""The conformance corpus: reference evaluator, compiled modules and diagnostics."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from conformance_corpus import ACCEPTED, REJECTED, Inputs, Program
from torch import Tensor

import neuralc as nc

accepted = pytest.mark.parametrize("program", ACCEPTED, ids=str)
rejected = pytest.mark.parametrize("program", REJECTED, ids=str)


def compiled(program: Program, dtype: torch.dtype = torch.float64) -> nc.CompiledModule:
    """The program as a module whose parameters have a dtype from the start."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        return nc.compile(program.source, **program.options)
    finally:
        torch.set_default_dtype(before)


def tensors(inputs: Inputs, dtype: torch.dtype = torch.float64) -> dict[str, Tensor]:
    """Inputs as leaves."""
    return {
        name: torch.tensor(value, dtype=dtype).requires_grad_() for name, value in inputs.items()
    }


def assert_close(found: Any, expected: Any, tolerance: float, what: str = "") -> None:
    """Compares numbers of any shape; NaN equals NaN, and zero must be near zero."""
    found = np.asarray(found, dtype=float)
    expected = np.asarray(expected, dtype=float)
    assert found.shape == expected.shape, f"{what}: shape {found.shape}, not {expected.shape}"
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * 1e-3, err_msg=what)


def gradients(value: Tensor, leaves: dict[str, Tensor]) -> dict[str, Tensor]:
    """The gradient of the sum of a value; zero where nothing depends on an input."""
    if not leaves:
        return {}
    if not value.requires_grad:
        return {name: torch.zeros_like(leaf) for name, leaf in leaves.items()}
    found = torch.autograd.grad(
        value.sum(), list(leaves.values()), allow_unused=True, materialize_grads=True
    )
    return dict(zip(leaves, found, strict=True))


# The reference evaluator.


@accepted
def test_reference_value(program: Program) -> None:
    for inputs, expected in program.evaluations:
        found = nc.evaluate(program.source, inputs, **program.options)
        assert_close(found, expected, program.tolerance, str(inputs))


@accepted
def test_reference_gradient(program: Program) -> None:
    for inputs, expected in program.gradients:
        found = nc.gradient(program.source, inputs, **program.options)
        for name, gradient in expected.items():
            assert_close(found[name], gradient, program.tolerance * 10, f"{name} at {inputs}")


# Compiled modules.


@accepted
def test_module(program: Program) -> None:
    model = compiled(program)
    for inputs, expected in program.evaluations:
        leaves = tensors(inputs)
        value = model(**leaves)
        assert value.dtype == torch.float64 or not inputs
        assert_close(value.detach(), expected, program.tolerance, str(inputs))
        expected_gradients = program.gradient(inputs)
        if expected_gradients is None:
            continue
        found = gradients(value, leaves)
        for name, gradient in expected_gradients.items():
            assert_close(found[name], gradient, program.tolerance * 10, f"{name} at {inputs}")


@pytest.mark.parametrize(
    "program", [program for program in ACCEPTED if program.has_float32], ids=str
)
def test_module_in_float32(program: Program) -> None:
    model = compiled(program, torch.float32)
    for inputs, expected in program.evaluations:
        value = model(**tensors(inputs, torch.float32))
        assert value.dtype == torch.float32 or not inputs
        assert_close(value.detach(), expected, 2e-4, str(inputs))


def groups(program: Program) -> list[list[tuple[Inputs, Any]]]:
    """The evaluations of a program, those of equal shapes together."""
    together: dict[Any, list[tuple[Inputs, Any]]] = {}
    for inputs, expected in program.evaluations:
        shape = tuple(np.shape(value) for value in inputs.values())
        together.setdefault(shape, []).append((inputs, expected))
    return [group for group in together.values() if group[0][0]]


def lengths(program: Program, group: list[tuple[Inputs, Any]]) -> set[int]:
    """Batch sizes to try: three, and every length of a vector or matrix that takes part."""
    shapes = [np.shape(value) for value in group[0][0].values()] + [np.shape(group[0][1])]
    return {3, *(length for shape in shapes for length in shape if length > 0)}


@pytest.mark.parametrize(
    "program", [program for program in ACCEPTED if not program.is_slow], ids=str
)
def test_batched_equals_scalar(program: Program) -> None:
    """Every element of a batch is what it would be alone, and so is its gradient."""
    model = compiled(program)
    for group in groups(program):
        for length in lengths(program, group):
            rows = [group[k % len(group)] for k in range(max(length, len(group)))]
            for batch in [rows[start : start + length] for start in range(0, len(rows), length)]:
                if len(batch) == length:
                    check_batch(program, model, batch, (length,))
        rows = [group[k % len(group)] for k in range(6)]
        check_batch(program, model, rows, (2, 3))


def check_batch(
    program: Program,
    model: nc.CompiledModule,
    batch: list[tuple[Inputs, Any]],
    shape: tuple[int, ...],
) -> None:
    """Compares a batch of these rows with what each must give."""
    stacked = {
        name: torch.tensor([inputs[name] for inputs, _ in batch], dtype=torch.float64)
        for name in batch[0][0]
    }
    leaves = {
        name: value.reshape(shape + value.shape[1:]).requires_grad_()
        for name, value in stacked.items()
    }
    value = model(**leaves)
    expected = np.array([expected for _, expected in batch])
    expected = expected.reshape(shape + expected.shape[1:])
    assert_close(value.detach(), expected, program.tolerance, f"batch {shape}")
    if any(program.gradient(inputs) is None for inputs, _ in batch):
        return
    found = gradients(value, leaves)
    for name, gradient in found.items():
        alone = np.array([(program.gradient(inputs) or {})[name] for inputs, _ in batch])
        alone = alone.reshape(shape + alone.shape[1:])
        assert_close(gradient, alone, program.tolerance * 10, f"{name} in batch {shape}")


@accepted
def test_broadcast_batch(program: Program) -> None:
    """An input without batch dimensions goes with all elements of the others."""
    if program.is_slow:
        return
    model = compiled(program)
    for inputs, expected in program.evaluations[:2]:
        if len(inputs) < 2:
            continue
        leaves = tensors(inputs)
        first = next(iter(leaves))
        leaves[first] = leaves[first].expand(4, *leaves[first].shape)
        value = model(**leaves)
        assert_close(value.detach(), np.array([expected] * 4), program.tolerance, str(inputs))


# Transformations of PyTorch.


@pytest.mark.parametrize(
    "program", [program for program in ACCEPTED if not program.is_slow], ids=str
)
def test_vmap(program: Program) -> None:
    """A batch that the module does not see gives what a batch that it sees gives."""
    model = compiled(program)
    for group in groups(program):
        rows = [group[k % len(group)] for k in range(3)]
        batch = [
            torch.tensor([inputs[name] for inputs, _ in rows], dtype=torch.float64)
            for name in model.inputs
        ]
        value = torch.func.vmap(lambda *values: model(*values))(*batch)
        expected = np.array([expected for _, expected in rows])
        assert_close(value.detach(), expected, program.tolerance)


@pytest.mark.parametrize(
    "program",
    [program for program in ACCEPTED if program.gradients and not program.is_slow],
    ids=str,
)
def test_forward_mode_and_second_derivatives(program: Program) -> None:
    model = compiled(program)
    for inputs, expected in program.gradients:
        values = [torch.tensor(inputs[name], dtype=torch.float64) for name in model.inputs]
        everything = tuple(range(len(values)))
        tangents = torch.func.jacfwd(lambda *values: model(*values), argnums=everything)(*values)
        for name, tangent in zip(model.inputs, tangents, strict=True):
            assert_close(tangent.detach(), expected[name], program.tolerance * 10, name)
        forward = torch.func.jacfwd(torch.func.jacrev(lambda *values: model(*values)))(*values)
        reverse = torch.func.jacrev(torch.func.jacrev(lambda *values: model(*values)))(*values)
        assert_close((forward + 0).detach(), (reverse + 0).detach(), 1e-9, str(inputs))
        assert bool(torch.isfinite(forward).all())


@pytest.mark.parametrize("program", [program for program in ACCEPTED if program.failures], ids=str)
def test_failure(program: Program) -> None:
    """An error of the program is raised, alone and in a batch, with the kind that it is."""
    model = compiled(program)
    for inputs, kind in program.failures:
        error = {
            "index": IndexError,
            "iterations": RuntimeError,
            "depth": RecursionError,
            "value": ValueError,
        }[kind]
        with pytest.raises(error):
            nc.evaluate(program.source, inputs, **program.options)
        with pytest.raises(error):
            model(**tensors(inputs))


# Diagnostics.


def described(diagnostic: nc.Diagnostic) -> str:
    """A diagnostic as headers write it."""
    place = "none"
    if diagnostic.span is not None:
        start, end = diagnostic.span.start, diagnostic.span.end
        place = f"{start.line}:{start.column}-{end.line}:{end.column}"
    return f"{diagnostic.severity} {diagnostic.code} {place}"


@accepted
def test_accepted_has_only_its_warnings(program: Program) -> None:
    if program.options:
        return
    assert list(map(described, nc.check(program.source))) == program.diagnostics


@rejected
def test_rejected_has_exactly_its_errors(program: Program) -> None:
    with pytest.raises(nc.CompileError) as caught:
        nc.compile(program.path, **program.options)
    assert list(map(described, caught.value.diagnostics)) == program.diagnostics
    assert isinstance(caught.value, SyntaxError)


def test_corpus_is_read() -> None:
    assert len(ACCEPTED) >= 150
    assert len(REJECTED) >= 80
    assert sum(len(program.evaluations) for program in ACCEPTED) > len(ACCEPTED)
    assert all(program.evaluations for program in ACCEPTED)
    assert all(math.isfinite(program.tolerance) for program in ACCEPTED)
