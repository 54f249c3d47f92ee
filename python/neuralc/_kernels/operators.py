"""Kernels as operators of PyTorch, for what traces programs: `torch.compile` and `torch.export`.

An operator takes the text of a program, so that an exported program works in any process that has
imported this package.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.library import custom_op

from neuralc._kernels.launch import launch, value_dtype
from neuralc._kernels.program import program_of


# Schemas are written out, as PyTorch before version 2.7 does not take them from `list[Tensor]`.
@custom_op("neuralc::value", mutates_args=(), schema="(Tensor[] operands, str text) -> Tensor")
def value(operands: Sequence[Tensor], text: str) -> Tensor:
    """The value of a program."""
    return launch(program_of(text), "value", (), [operand.detach() for operand in operands])[0]


@custom_op(
    "neuralc::pullback",
    mutates_args=(),
    schema="(Tensor[] operands, Tensor cotangent, SymInt[] wrt, str text) -> Tensor[]",
)
def pullback(
    operands: Sequence[Tensor], cotangent: Tensor, wrt: Sequence[int], text: str
) -> list[Tensor]:
    """The adjoints of some variables."""
    values = [operand.detach() for operand in (*operands, cotangent)]
    return launch(program_of(text), "pullback", tuple(wrt), values)[1:]


@value.register_fake
def _(operands: Sequence[Tensor], text: str) -> Tensor:
    known = program_of(text)
    batches = [
        operand.shape[: operand.dim() - rank]
        for operand, rank in zip(operands, known.ranks, strict=True)
    ]
    batch = torch.broadcast_shapes(*batches)  # type: ignore[no-untyped-call]
    dtype = value_dtype([(operand.dtype, operand.shape) for operand in operands])
    core = known.result_sizes([tuple(operand.shape) for operand in operands])
    return torch.empty((*batch, *core), dtype=dtype, device="cpu")


@pullback.register_fake
def _(operands: Sequence[Tensor], cotangent: Tensor, wrt: Sequence[int], text: str) -> list[Tensor]:
    return [torch.empty(operands[k].shape, dtype=operands[k].dtype, device="cpu") for k in wrt]


def _keep(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
    operands, ctx.text = inputs
    ctx.needed = [k for k, operand in enumerate(operands) if operand.requires_grad]
    ctx.save_for_backward(*operands)


def _differentiate(ctx: Any, cotangent: Tensor) -> tuple[Any, ...]:
    operands = list(ctx.saved_tensors)
    adjoints = pullback(operands, cotangent, ctx.needed, ctx.text)
    result: list[Tensor | None] = [None] * len(operands)
    for position, adjoint in zip(ctx.needed, adjoints, strict=True):
        result[position] = adjoint
    return result, None


value.register_autograd(_differentiate, setup_context=_keep)
