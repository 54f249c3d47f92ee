"""The 100 equations of the AI-Feynman collection against hand-written PyTorch."""

import re
from pathlib import Path

import pytest
import torch
from ai_feynman_equations import EQUATIONS
from bits import assert_identical, assert_within_rounding
from torch import Tensor

import neuralc as nc

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "ai_feynman"
RANGE = re.compile(r"^\(input (\S+)\) +; from (\S+) to (\S+)$", re.MULTILINE)

# Gradients that are differences of terms many times larger: the compiled program computes a common
# subexpression once and adds up what it contributes in another order than the equation as written.
ROUNDING = {"III.4.33": 100, "III.9.52": 100}

equations = pytest.mark.parametrize("name", EQUATIONS)


def sample(name: str, dtype: torch.dtype) -> dict[str, Tensor]:
    """Random points within the ranges that the program's comments give."""
    generator = torch.Generator().manual_seed(2)
    text = (FOLDER / f"{name}.scm").read_text(encoding="utf-8")
    return {
        variable: (
            float(low)
            + (float(high) - float(low)) * torch.rand(500, generator=generator, dtype=dtype)
        ).requires_grad_()
        for variable, low, high in RANGE.findall(text)
    }


def test_all_are_here() -> None:
    assert len(EQUATIONS) == 100
    assert {path.stem for path in FOLDER.glob("*.scm")} == set(EQUATIONS)


@equations
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_values_and_gradients(name: str, dtype: torch.dtype) -> None:
    model = nc.compile(FOLDER / f"{name}.scm").to(dtype)
    inputs = sample(name, dtype)
    assert list(model.inputs) == list(inputs)
    value = model(**inputs)
    expected = EQUATIONS[name](**inputs)
    assert_identical(value, expected)
    found = torch.autograd.grad(value.sum(), list(inputs.values()))
    by_hand = torch.autograd.grad(expected.sum(), list(inputs.values()))
    for gradient, by_hand_gradient in zip(found, by_hand, strict=True):
        assert_within_rounding(gradient, by_hand_gradient, ROUNDING.get(name, 8))


@equations
def test_reference_evaluator_agrees(name: str) -> None:
    inputs = {
        variable: value[0].detach() for variable, value in sample(name, torch.float64).items()
    }
    source = (FOLDER / f"{name}.scm").read_text(encoding="utf-8")
    found = nc.evaluate(source, {variable: value.item() for variable, value in inputs.items()})
    expected = EQUATIONS[name](**inputs).item()
    assert found == pytest.approx(expected, rel=1e-11, nan_ok=True)
