"""Kernels as functions of PyTorch: to second order, in reverse and forward mode, and under vmap."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import torch
from torch import Tensor
from torch._C._functorch import peek_interpreter_stack
from torch.autograd import Function, forward_ad

from neuralc._kernels.launch import launch
from neuralc._kernels.program import Program

Positions: TypeAlias = "tuple[int, ...]"


# PyTorch binds the arguments of each call to the signature of `forward`. They come by position, for
# which this one does, and takes a fifth of the time that it takes to look at the function.
_BY_POSITION = Signature([Parameter("arguments", Parameter.VAR_POSITIONAL)])


class Derivable(Function):
    """What all functions here are."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        forward: Any = cls.forward
        forward.__signature__ = _BY_POSITION

    if TYPE_CHECKING:

        @classmethod
        def apply(cls, *args: Any) -> Any: ...


def value_of(program: Program, operands: Sequence[Tensor]) -> Tensor:
    """The value of a program, as far as need be for derivatives to go through it."""
    if _is_watched(operands):
        return Value.apply(program, *operands)  # type: ignore[no-any-return]
    return launch(program, "value", (), operands)[0]


def _pullback(
    program: Program, wrt: Positions, cotangent: Tensor, operands: Sequence[Tensor]
) -> Sequence[Tensor]:
    """The same for the adjoints."""
    if _is_watched([cotangent, *operands]):
        return Pullback.apply(program, wrt, cotangent, *operands)  # type: ignore[no-any-return]
    return launch(program, "pullback", wrt, [*operands, cotangent])[1:]


def _is_watched(operands: Sequence[Tensor]) -> bool:
    """Whether autograd or a transform has to know what is done with these."""
    return (
        peek_interpreter_stack() is not None
        or forward_ad._current_level >= 0
        or (torch.is_grad_enabled() and any(o.requires_grad for o in operands))
    )


class Value(Derivable):
    """The value of a program at its variables."""

    @staticmethod
    def forward(program: Program, *operands: Tensor) -> Tensor:
        return launch(program, "value", (), operands)[0]

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        ctx.program, *operands = inputs
        ctx.save_for_backward(*operands)
        ctx.save_for_forward(*operands)

    @staticmethod
    def backward(ctx: Any, cotangent: Tensor) -> tuple[Any, ...]:
        wrt = _needed(ctx.needs_input_grad[1:])
        operands = ctx.saved_tensors
        adjoints = _pullback(ctx.program, wrt, cotangent, operands)
        return None, *_spread(adjoints, wrt, len(operands))

    @staticmethod
    def jvp(ctx: Any, *tangents: Tensor | None) -> Any:
        wrt = _present(tangents[1:])
        along = [tangents[k + 1] for k in wrt]
        return Pushforward.apply(ctx.program, wrt, *ctx.saved_tensors, *along)

    @staticmethod
    def vmap(info: Any, in_dims: tuple[Any, ...], program: Program, *operands: Tensor) -> Any:
        return Value.apply(program, *_aligned(program.ranks, in_dims[1:], operands)), 0


class Pullback(Derivable):
    """The adjoints of the variables in `wrt` for a cotangent of the value."""

    @staticmethod
    def forward(
        program: Program, wrt: Positions, cotangent: Tensor, *operands: Tensor
    ) -> tuple[Tensor, ...]:
        return tuple(launch(program, "pullback", wrt, [*operands, cotangent])[1:])

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        ctx.program, ctx.wrt, *operands = inputs
        ctx.save_for_backward(*operands)
        ctx.save_for_forward(*operands)

    @staticmethod
    def backward(ctx: Any, *cotangents: Tensor) -> tuple[Any, ...]:
        # The adjoints are Jᵀc. Their product with u has the derivative J u by c, and by the
        # variables what the adjoints change by along u: second derivatives are symmetric.
        cotangent, *operands = ctx.saved_tensors
        needed = _needed(ctx.needs_input_grad[3:])
        if not needed:
            tangent = Pushforward.apply(ctx.program, ctx.wrt, *operands, *cotangents)
            return None, None, tangent, *([None] * len(operands))
        union = _union(ctx.wrt, needed)
        along = _completed(union, ctx.wrt, cotangents, operands)
        tangent, *adjoints = Second.apply(ctx.program, union, cotangent, *operands, *along)
        return None, None, tangent, *_spread(adjoints, union, len(operands))

    @staticmethod
    def jvp(ctx: Any, *tangents: Tensor | None) -> Any:
        cotangent, *operands = ctx.saved_tensors
        _, _, moved, *others = tangents
        present = _present(others)
        parts: list[Sequence[Tensor]] = []
        if present:
            union = _union(ctx.wrt, present)
            along = _completed(union, present, [others[k] for k in present], operands)
            _, *adjoints = Second.apply(ctx.program, union, cotangent, *operands, *along)
            parts.append([adjoints[union.index(k)] for k in ctx.wrt])
        if moved is not None:
            parts.append(Pullback.apply(ctx.program, ctx.wrt, moved, *operands))
        return tuple(_total(group) for group in zip(*parts, strict=True))

    @staticmethod
    def vmap(
        info: Any,
        in_dims: tuple[Any, ...],
        program: Program,
        wrt: Positions,
        cotangent: Tensor,
        *operands: Tensor,
    ) -> Any:
        values = [*operands, cotangent]
        ranks = [*program.ranks, program.result_rank]
        dims = [*in_dims[3:], in_dims[2]]
        shapes = _unmapped(operands, in_dims[3:])
        values = _aligned(ranks, dims, values, info.batch_size, wrt)
        adjoints = Pullback.apply(program, wrt, values[-1], *values[:-1])
        return _restored(adjoints, shapes, wrt), (0,) * len(wrt)


class Pushforward(Derivable):
    """The tangent of the value for tangents of the variables in `wrt`."""

    @staticmethod
    def forward(program: Program, wrt: Positions, *operands: Tensor) -> Tensor:
        return launch(program, "pushforward", wrt, operands)[1]

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
        ctx.program, ctx.wrt, *operands = inputs
        ctx.save_for_backward(*operands)
        ctx.save_for_forward(*operands)

    @staticmethod
    def backward(ctx: Any, cotangent: Tensor) -> tuple[Any, ...]:
        count = len(ctx.program.variables)
        operands, along = ctx.saved_tensors[:count], ctx.saved_tensors[count:]
        needed = _needed(ctx.needs_input_grad[2 : 2 + count])
        by_operands: Sequence[Any] = [None] * count
        if needed:
            union = _union(ctx.wrt, needed)
            tangents = _completed(union, ctx.wrt, along, operands)
            _, *adjoints = Second.apply(ctx.program, union, cotangent, *operands, *tangents)
            by_operands = _spread(adjoints, union, count)
        by_tangents = Pullback.apply(ctx.program, ctx.wrt, cotangent, *operands)
        return None, None, *by_operands, *by_tangents

    @staticmethod
    def jvp(ctx: Any, *tangents: Tensor | None) -> Any:
        count = len(ctx.program.variables)
        operands, along = ctx.saved_tensors[:count], ctx.saved_tensors[count:]
        _, _, *moved = tangents
        parts = []
        present = _present(moved[:count])
        if present:
            parts.append(
                _second_tangent(ctx.program, operands, ctx.wrt, along, present, moved[:count])
            )
        turned = _present(moved[count:])
        if turned:
            wrt = tuple(ctx.wrt[k] for k in turned)
            directions = [moved[count + k] for k in turned]
            parts.append(Pushforward.apply(ctx.program, wrt, *operands, *directions))
        return _total(parts)

    @staticmethod
    def vmap(
        info: Any, in_dims: tuple[Any, ...], program: Program, wrt: Positions, *operands: Tensor
    ) -> Any:
        ranks = [*program.ranks, *(program.ranks[k] for k in wrt)]
        return Pushforward.apply(program, wrt, *_aligned(ranks, in_dims[2:], operands)), 0


class Second(Derivable):
    """The tangents of the value and of the adjoints of the variables in `wrt`, for a cotangent of
    the value and tangents of the variables in `wrt`."""

    @staticmethod
    def forward(
        program: Program, wrt: Positions, cotangent: Tensor, *operands: Tensor
    ) -> tuple[Tensor, ...]:
        count = len(program.variables)
        values = [*operands[:count], cotangent, *operands[count:]]
        return tuple(launch(program, "second", wrt, values)[1 + len(wrt) :])

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        """Nothing is kept: there is no third derivative."""

    @staticmethod
    def backward(ctx: Any, *cotangents: Tensor) -> NoReturn:
        _refuse()

    @staticmethod
    def jvp(ctx: Any, *tangents: Tensor | None) -> NoReturn:
        _refuse()

    @staticmethod
    def vmap(
        info: Any,
        in_dims: tuple[Any, ...],
        program: Program,
        wrt: Positions,
        cotangent: Tensor,
        *operands: Tensor,
    ) -> Any:
        ranks = [*program.ranks, *(program.ranks[k] for k in wrt), program.result_rank]
        values = _aligned(
            ranks, [*in_dims[3:], in_dims[2]], [*operands, cotangent], info.batch_size, wrt
        )
        tangent, *adjoints = Second.apply(program, wrt, values[-1], *values[:-1])
        shapes = _unmapped(operands, in_dims[3:])
        return (tangent, *_restored(adjoints, shapes, wrt)), (0,) * (1 + len(wrt))


def _refuse() -> NoReturn:
    raise RuntimeError(
        'backend="native" has first and second derivatives: compile with backend="eager" for '
        "higher ones"
    )


def _needed(flags: Sequence[bool]) -> Positions:
    return tuple(k for k, needed in enumerate(flags) if needed)


def _present(values: Sequence[Any]) -> Positions:
    return tuple(k for k, value in enumerate(values) if value is not None)


def _union(first: Positions, second: Positions) -> Positions:
    return tuple(sorted({*first, *second}))


def _spread(values: Sequence[Any], positions: Positions, count: int) -> list[Any]:
    """The values at their positions, `None` elsewhere."""
    result: list[Any] = [None] * count
    for position, value in zip(positions, values, strict=True):
        result[position] = value
    return result


def _completed(
    positions: Positions,
    given: Positions,
    values: Sequence[Tensor | None],
    operands: Sequence[Tensor],
) -> list[Tensor]:
    """A tangent for each position: 0 where none is given."""
    known = dict(zip(given, values, strict=True))
    return [
        value if (value := known.get(k)) is not None else torch.zeros_like(operands[k])
        for k in positions
    ]


def _total(parts: Sequence[Tensor]) -> Tensor:
    """The sum of one or more tensors."""
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _aligned(
    ranks: Sequence[int],
    dims: Sequence[int | None],
    operands: Sequence[Tensor],
    size: int = 1,
    own: Positions = (),
) -> list[Tensor]:
    """Operands with the mapped dimension in front of their batches, which get equal numbers of
    dimensions so that it meets no other. Those at the positions `own` get one if they have none."""
    moved = [
        operand if dim is None else operand.movedim(dim, 0)
        for operand, dim in zip(operands, dims, strict=True)
    ]
    for k in own:
        if dims[k] is None:
            moved[k] = moved[k].expand(size, *moved[k].shape)
    mapped = [dim is not None or k in own for k, dim in enumerate(dims)]
    batch = max(
        value.dim() - rank - is_mapped
        for value, rank, is_mapped in zip(moved, ranks, mapped, strict=True)
    )
    return [
        value.reshape(value.shape[0], *([1] * (batch - (value.dim() - rank - 1))), *value.shape[1:])
        if is_mapped
        else value
        for value, rank, is_mapped in zip(moved, ranks, mapped, strict=True)
    ]


def _unmapped(operands: Sequence[Tensor], dims: Sequence[int | None]) -> list[torch.Size]:
    """The shapes of the operands without the mapped dimension."""
    return [
        operand.shape if dim is None else operand.movedim(dim, 0).shape[1:]
        for operand, dim in zip(operands, dims, strict=True)
    ]


def _restored(
    adjoints: Sequence[Tensor], shapes: Sequence[torch.Size], wrt: Positions
) -> tuple[Tensor, ...]:
    """Adjoints in the shapes of their variables, behind the mapped dimension."""
    return tuple(
        adjoint.reshape(adjoint.shape[0], *shapes[k])
        for adjoint, k in zip(adjoints, wrt, strict=True)
    )


def _second_tangent(
    program: Program,
    operands: Sequence[Tensor],
    wrt: Positions,
    along: Sequence[Tensor],
    present: Positions,
    directions: Sequence[Tensor | None],
) -> Tensor:
    """The second derivative of the value along two tangents, one element of the result at a time:
    each is a cotangent whose adjoints' tangents are multiplied by the other tangent."""
    union = _union(wrt, present)
    tangents = _completed(union, wrt, along, operands)
    value = Pushforward.apply(program, wrt, *operands, *along)
    rank = program.result_rank
    batch = value.shape[: value.dim() - rank]
    core = value.shape[value.dim() - rank :]
    count = core.numel()
    seeds = torch.eye(count, dtype=value.dtype, device=value.device).reshape(
        count, *([1] * len(batch)), *core
    )
    full = [
        operand.expand(count, *batch, *operand.shape[operand.dim() - program.ranks[k] :])
        for k, operand in enumerate(operands)
    ]
    _, *adjoints = Second.apply(
        program, union, seeds.expand(count, *batch, *core), *full, *tangents
    )
    terms = []
    for k in present:
        direction = directions[k]
        assert direction is not None
        product = adjoints[union.index(k)] * direction
        own = program.ranks[k]
        terms.append(product.flatten(product.dim() - own).sum(-1) if own else product)
    return _total(terms).movedim(0, -1).reshape(value.shape)
