"""A random program with inputs to run it on: batches of differing shapes, and special points."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import torch
from random_operations import Type
from random_wide import WideGenerator, WideProgram, Witness, run_wide, source
from torch import Tensor

import neuralc as nc

Array = np.ndarray[Any, np.dtype[np.float64]]

BATCHES: tuple[tuple[int, ...], ...] = ((), (), (1,), (2,), (3,), (2, 2), (3, 1), (9,))
SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -2.0, 3.0)
EXTREME = {
    torch.float64: (math.inf, -math.inf, math.nan, 1e200, -1e-200, 5e-324, 1.7e308, 1e-310, 1e16),
    torch.float32: (math.inf, -math.inf, math.nan, 1e30, -1e-30, 1e-45, 3e38, 1e-40, 1e8),
}
LIMITS: dict[str, Any] = {"max_iterations": 60, "max_depth": 60}


@dataclass
class Case:
    """A program, and an array for each of its inputs: its own batch, then its type."""

    program: WideProgram
    text: str
    dtype: torch.dtype
    inputs: dict[str, Array]
    batch: tuple[int, ...]
    points: str
    _models: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def draw(cls, seed: int) -> Case:
        pick = random.Random(seed + 0.5)
        dtype = pick.choice((torch.float64, torch.float64, torch.float32))
        # Of constants, too, only those that the dtype has: what they are rounded to is no question.
        extremes = torch.tensor(EXTREME[dtype], dtype=dtype).tolist()
        program = WideGenerator(seed, tuple(extremes)).generate()
        batch = pick.choice(BATCHES)
        points = pick.choice(("generic", "generic", "special", "extreme"))
        inputs = {
            name: draw_array(pick, own_batch(pick, batch), type, points, dtype)
            for name, type in program.inputs.items()
        }
        shapes = [x.shape[: x.ndim - len(program.inputs[n])] for n, x in inputs.items()]
        is_open = pick.random() < 0.8
        text = source(program, is_open=is_open)
        return cls(program, text, dtype, inputs, np.broadcast_shapes(*shapes), points)

    @property
    def type(self) -> Type:
        """The type of the result."""
        return self.program.body.type

    def tensors(self) -> dict[str, Tensor]:
        """The inputs as a module takes them."""
        return {name: torch.from_numpy(x).to(self.dtype) for name, x in self.inputs.items()}

    def model(self, backend: str) -> Any:
        """The program as a module."""
        if backend not in self._models:
            model = nc.compile(self.text, backend=backend, **LIMITS)
            self._models[backend] = model.to(self.dtype)
        return self._models[backend]

    @cached_property
    def items(self) -> list[Item]:
        """The elements of the batch, alone."""
        full = {
            name: np.broadcast_to(x, self.batch + self.program.inputs[name])
            for name, x in self.inputs.items()
        }
        return [
            Item(self, index, {name: np.array(x[index]) for name, x in full.items()})
            for index in np.ndindex(*self.batch)
        ]

    def __str__(self) -> str:
        return f"{self.text}\n{self.dtype}, batch {self.batch}\n{self.inputs}"


@dataclass
class Item:
    """One element of the batch, and what it is by those witnesses that take one at a time."""

    case: Case
    index: tuple[int, ...]
    inputs: dict[str, Array]

    @cached_property
    def reference(self) -> Array | Exception:
        """What the reference evaluator says."""
        try:
            return np.asarray(nc.evaluate(self.case.text, self.inputs, **LIMITS))
        except (ValueError, RuntimeError, IndexError) as error:
            return error

    @cached_property
    def by_hand(self) -> tuple[Tensor, Witness] | Exception:
        """What plain PyTorch says."""
        return self.run()

    def run(self, noise: random.Random | None = None) -> tuple[Tensor, Witness] | Exception:
        tensors = {k: torch.from_numpy(x).to(self.case.dtype) for k, x in self.inputs.items()}
        try:
            return run_wide(self.case.program, tensors, noise)
        except (IndexError, RecursionError) as error:
            return error

    @cached_property
    def rounding(self) -> Array | None:
        """How far rounding otherwise can move the result; `None` where it decides what happens."""
        if isinstance(self.by_hand, Exception):
            return None
        value, state = self.by_hand
        base = value.double().numpy()
        spread = np.zeros_like(base)
        for seed in range(4):
            other = self.run(random.Random(seed))
            if isinstance(other, Exception) or other[1].trace != state.trace:
                return None
            with np.errstate(all="ignore"):
                moved = np.abs(other[0].double().numpy() - base)
            spread = np.fmax(spread, np.where(np.isfinite(moved), moved, 0.0))
        unit = torch.finfo(self.case.dtype)
        return 64 * spread + 64 * unit.eps * np.abs(base) + 64 * unit.smallest_normal * unit.eps


def own_batch(pick: random.Random, batch: tuple[int, ...]) -> tuple[int, ...]:
    """A shape that broadcasts to a batch: fewer dimensions, or some of length 1."""
    shape = tuple(1 if pick.random() < 0.25 else length for length in batch)
    return shape[pick.randint(0, len(shape)) :] if pick.random() < 0.4 else shape


def draw_array(
    pick: random.Random, batch: tuple[int, ...], type: Type, points: str, dtype: torch.dtype
) -> Array:
    """Numbers that the dtype has."""

    def number() -> float:
        if points == "generic" or pick.random() < 0.4:
            return pick.gauss(0, 1.5)
        return pick.choice(EXTREME[dtype] if points == "extreme" else SPECIAL)

    shape = batch + type
    numbers = torch.tensor([number() for _ in range(math.prod(shape))], dtype=dtype)
    return numbers.double().numpy().reshape(shape)
