"""The fifteen laws of `examples/feynman` against the same laws written by hand in PyTorch."""

import sys
from pathlib import Path

import pytest
import torch
from bits import assert_identical, units_in_the_last_place
from torch import Tensor

import neuralc as nc

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
sys.path.insert(0, str(EXAMPLES))

from feynman.reference import LAWS, Law  # noqa: E402

every_law = pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
both_dtypes = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
shapes = pytest.mark.parametrize("shape", [(), (1,), (3,), (1000,), (4, 5)], ids=str)


def compiled(law: Law, dtype: torch.dtype) -> nc.CompiledModule:
    return nc.compile(EXAMPLES / "feynman" / f"{law.name}.scm").to(dtype)


def sample(law: Law, dtype: torch.dtype, shape: tuple[int, ...]) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(1)
    return {
        name: (
            low + (high - low) * torch.rand(shape, generator=generator, dtype=dtype)
        ).requires_grad_()
        for name, (low, high) in law.ranges.items()
    }


@every_law
def test_declarations(law: Law) -> None:
    model = compiled(law, torch.float64)
    assert list(model.inputs) == list(law.ranges)
    found = {name: parameter.item() for name, parameter in model.named_parameters()}
    assert found == pytest.approx(law.constants, rel=1e-7)


@every_law
@both_dtypes
@shapes
def test_values_and_gradients(law: Law, dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    model = compiled(law, dtype)
    inputs = sample(law, dtype, shape)
    constants = dict(model.named_parameters())
    value = model(**inputs)
    expected = law.function(**inputs, **constants)
    assert_identical(value, expected)
    leaves = [*inputs.values(), *constants.values()]
    found = torch.autograd.grad(value.sum(), leaves)
    by_hand = torch.autograd.grad(expected.sum(), leaves)
    assert max(map(units_in_the_last_place, found, by_hand)) <= 4


@every_law
def test_derivatives_are_exact(law: Law) -> None:
    model = compiled(law, torch.float64)
    inputs = tuple(sample(law, torch.float64, (2,)).values())
    assert torch.autograd.gradcheck(model, inputs)
    assert torch.autograd.gradgradcheck(model, inputs)


@every_law
def test_reference_evaluator_agrees(law: Law) -> None:
    source = (EXAMPLES / "feynman" / f"{law.name}.scm").read_text(encoding="utf-8")
    model = compiled(law, torch.float64)
    inputs = sample(law, torch.float64, ())
    numbers = {name: value.item() for name, value in inputs.items()}
    value = model(**inputs)
    # The module's constants went through float32; the evaluator's did not.
    assert nc.evaluate(source, numbers) == pytest.approx(value.item(), rel=1e-6)
    gradients = nc.gradient(source, numbers)
    found = torch.autograd.grad(value, list(inputs.values()))
    for name, gradient in zip(inputs, found, strict=True):
        assert gradients[name] == pytest.approx(gradient.item(), rel=1e-6, abs=1e-9)


@every_law
def test_traces_without_a_break(law: Law) -> None:
    model = compiled(law, torch.float64)
    inputs = sample(law, torch.float64, (5,))
    expected = model(**inputs)
    torch._dynamo.reset()
    traced = torch.compile(model, fullgraph=True, backend="eager")
    assert_identical(traced(**inputs), expected)
    exported = torch.export.export(model, (), inputs).module()
    assert_identical(exported(**inputs), expected)
