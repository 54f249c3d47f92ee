"""Tables of every primitive's errors: values and gradients, both back ends, both dtypes.

The witness is PyTorch written by hand for one element, in float64 (`test_primitives.py` of the
tests). The samples of the table of primitives are moved at random by up to a tenth.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

import neuralc as nc

from ..common.experiment import Budget, Experiment, Report
from ..common.provenance import ROOT
from ..common.seeds import generator
from ..common.tables import Table

sys.path.insert(0, str(ROOT / "python" / "tests"))

from test_primitives import ROWS, Call

#: An index is moved nowhere: its neighbours may lie outside.
INDEXED = {"ref", "row", "col"}
STEP = 1e-4
BY_HAND, EAGER, NATIVE = "by hand", "eager", "native"


def moved(call: Call, random: np.random.Generator) -> dict[str, Tensor]:
    """Operands near those of a sample."""
    result = {}
    for name, value in call.values.items():
        is_index = call.name in INDEXED and name != "x0"
        change = 1 + random.uniform(-0.1, 0.1, value.shape) * (not is_index)
        result[name] = torch.from_numpy(np.asarray(value * change))
    return result


def gradients(function: Callable[..., Tensor], operands: dict[str, Tensor]) -> Tensor:
    """The derivatives by all operands of the result's elements, weighted differently, in a row."""
    leaves = {name: value.clone().requires_grad_() for name, value in operands.items()}
    value = function(leaves)
    if not value.requires_grad:
        return torch.cat([torch.zeros(leaf.numel(), dtype=leaf.dtype) for leaf in leaves.values()])
    found = torch.autograd.grad(
        (value * weights(value)).sum(), list(leaves.values()), allow_unused=True
    )
    return torch.cat(
        [
            (torch.zeros_like(leaf) if part is None else part).flatten()
            for leaf, part in zip(leaves.values(), found, strict=True)
        ]
    )


def weights(value: Tensor) -> Tensor:
    """Different weights for the elements of a result."""
    return torch.cos(torch.arange(1, value.numel() + 1, dtype=value.dtype)).reshape(value.shape)


def apart(found: Tensor, exact: Tensor, dtype: torch.dtype) -> float:
    """The greatest difference, in units of rounding of the greatest element."""
    scale = max(float(exact.abs().max()), float(torch.finfo(dtype).tiny))
    return float((found.double() - exact).abs().max()) / scale / torch.finfo(dtype).eps


def called(model: Callable[..., Any], operands: dict[str, Tensor]) -> Any:
    """A model's value at operands by name."""
    return model(**operands)


def differences(call: Call, operands: dict[str, Tensor]) -> Tensor:
    """The same derivatives of what is written by hand, by central differences of fourth order."""

    def weighted(changed: dict[str, Tensor]) -> float:
        value = call.by_hand(changed, torch.float64)
        return float((value * weights(value)).sum())

    columns = []
    for name, value in operands.items():
        if call.name in INDEXED and name != "x0":
            columns += [0.0] * value.numel()
            continue
        for place in range(value.numel()):
            step = STEP * max(abs(float(value.flatten()[place])), 0.1)
            sides = []
            for factor in (1, -1, 2, -2):
                other = value.clone().flatten()
                other[place] += factor * step
                sides.append(weighted(operands | {name: other.reshape(value.shape)}))
            near, far = sides[0] - sides[1], sides[2] - sides[3]
            columns.append((8 * near - far) / (12 * step))
    return torch.tensor(columns, dtype=torch.float64)


def measure(name: str, repetitions: int) -> dict[str, Any] | None:
    """The worst of a primitive over its regular samples."""
    random = generator("primitives", name)
    worst: dict[str, float] = {}
    points = 0
    for index, sample in enumerate(ROWS[name].samples):
        call = Call(name, index)
        if not sample["regular"] or not call.values:
            continue
        models = {EAGER: nc.compile(call.source), NATIVE: nc.compile(call.source, backend="native")}
        for _ in range(repetitions):
            point(call, models, moved(call, random), worst)
            points += 1
    if not points:
        return None
    return {"primitive": f"`{name}`", "points": points, **worst}


def point(
    call: Call, models: dict[str, Any], operands: dict[str, Tensor], worst: dict[str, float]
) -> None:
    """Counts one point in."""
    for dtype in (torch.float64, torch.float32):
        rounded = {name: value.to(dtype) for name, value in operands.items()}
        wide = {name: value.double() for name, value in rounded.items()}
        exact = call.by_hand(wide, torch.float64).double()
        slope = gradients(lambda xs: call.by_hand(xs, torch.float64), wide)
        short = "64" if dtype == torch.float64 else "32"
        functions: dict[str, Callable[[Any], Any]] = {
            kind: partial(called, model) for kind, model in models.items()
        }
        if dtype == torch.float32:
            functions[BY_HAND] = lambda xs: call.by_hand(xs, torch.float32)
        for kind, function in functions.items():
            value = function(rounded).detach()
            found = gradients(function, rounded)
            record(worst, f"{kind}, value, float{short}", apart(value, exact, dtype))
            record(worst, f"{kind}, gradient, float{short}", apart(found, slope, dtype))
    if ROWS[call.name].differentiable:
        slope = gradients(lambda xs: models[EAGER](**xs), operands)
        estimate = differences(call, operands)
        value = call.by_hand(operands, torch.float64)
        scale = max(float(estimate.abs().max()), 1e-6 * float(value.abs().max()), 1e-300)
        error = float((slope - estimate).abs().max()) / scale
        record(worst, "gradient beside differences, relative", error)


def record(worst: dict[str, float], column: str, value: float) -> None:
    """Keeps the greater one."""
    worst[column] = max(worst.get(column, 0.0), value)


def run(budget: Budget) -> Report:
    """All primitives that have operands."""
    repetitions = budget.choose(tiny=1, quick=3, full=10)
    names = list(ROWS)[:: budget.choose(tiny=12, quick=1, full=1)]
    torch.manual_seed(0)
    rows = [row for name in names if (row := measure(name, repetitions)) is not None]
    caption = (
        "The worst of all points, in units of rounding (2.2e-16, 1.2e-7) of the result's greatest "
        "element, beside PyTorch by hand in float64 for the same operands. In float64, where both "
        "round, eager modules give PyTorch's bits. Where a derivative all but vanishes, as that of "
        "`tanh` does, much of it is rounding, by hand as well. The last column is limited by the "
        f"differences: central, of fourth order, with steps of {STEP:g} of an operand; derivatives "
        "below a millionth of the value, which they do not see, count as that much."
    )
    return Report([Table("primitives", caption, rows)])


EXPERIMENT = Experiment(7, "primitives", "Every primitive: values and gradients", run)
