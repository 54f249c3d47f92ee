"""What random programs apply: every primitive, with its meaning by hand in plain PyTorch.

A row says which types of operands give a result of some type, and what the result is. `static` rows
have constants behind their operands. `exact` results have the same bits however they are computed;
`sums` round each of their terms, all others their result.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

Type = tuple[int, ...]
Operands = Callable[[random.Random, Type], "tuple[list[Type], list[int]] | None"]
"""The types of operands for a result of a type, and the constants; `None` where there are none."""

SIZES = (0, 1, 1, 2, 2, 3, 3, 4)


@dataclass(frozen=True)
class Operation:
    """A primitive."""

    meaning: Callable[..., Tensor]
    operands: Operands
    exact: bool = False
    sums: bool = False
    regular: int | None = None
    """The operand that had better be a matrix that can be inverted."""
    guard: str | None = None
    """What brings most operands to where the operation is defined and moderate."""


def beside(scalar: Tensor, other: Tensor) -> Tensor:
    """A scalar with the dimensions of what it stands beside."""
    return scalar.reshape(scalar.shape + (1,) * (other.dim() - scalar.dim()))


def broadcast(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A function of operands of one shape, and scalars."""

    def apply(*operands: Tensor) -> Tensor:
        largest = max(operands, key=lambda x: x.dim())
        return function(*(beside(x, largest).expand(largest.shape) for x in operands))

    return apply


def truth(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A comparison as a number."""
    return broadcast(lambda *operands: function(*operands).to(operands[0].dtype))


def chained(function: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    """A comparison of each operand with the next."""

    def apply(*operands: Tensor) -> Tensor:
        result = operands[0] == operands[0]
        result = torch.ones_like(result)
        for left, right in pairwise(operands):
            result = result & function(left, right)
        return result

    return truth(apply)


def folded(function: Callable[[Tensor, Tensor], Tensor]) -> Callable[..., Tensor]:
    """A function of two operands over several, from the left."""

    def apply(*operands: Tensor) -> Tensor:
        result = operands[0]
        for operand in operands[1:]:
            result = function(result, operand)
        return result

    return broadcast(apply)


def normalized(vector: Tensor) -> Tensor:
    length = torch.linalg.vector_norm(vector)
    return vector if bool(length == 0) else vector / length


def smallest(sign: int) -> Callable[[Tensor], Tensor]:
    def apply(vector: Tensor) -> Tensor:
        if len(vector) == 0:
            return vector.sum() + sign * torch.inf
        return vector.amin() if sign > 0 else vector.amax()

    return apply


def logdet(matrix: Tensor) -> Tensor:
    sign, value = torch.linalg.slogdet(matrix)
    return torch.where(sign < 0, torch.nan, value)


# -- types of operands ---------------------------------------------------------------------------


def size(pick: random.Random) -> int:
    return pick.choice(SIZES)


def elementwise(count: int, most: int | None = None) -> Operands:
    """So many operands of the result's type, of which all but one may be scalars."""

    def operands(pick: random.Random, result: Type) -> tuple[list[Type], list[int]]:
        number = pick.randint(count, most or count)
        types: list[Type] = [result if pick.random() < 0.7 else () for _ in range(number)]
        types[pick.randrange(number)] = result
        return types, []

    return operands


def of(*kinds: Any, when: Callable[[Type], bool] | None = None) -> Operands:
    """Operands of types that follow from the result's lengths (`"m"`, `"n"`) and a free one (`"k"`)."""

    def operands(pick: random.Random, result: Type) -> tuple[list[Type], list[int]] | None:
        if when is not None and not when(result):
            return None
        lengths = dict(zip("mn", result, strict=False)) | {"k": size(pick), "l": size(pick)}
        return [tuple(lengths[i] if isinstance(i, str) else i for i in kind) for kind in kinds], []

    return operands


def real(result: Type) -> bool:
    return result == ()


def vector(result: Type) -> bool:
    return len(result) == 1


def matrix(result: Type) -> bool:
    return len(result) == 2


def square(result: Type) -> bool:
    return len(result) == 2 and result[0] == result[1]


def sliced(pick: random.Random, result: Type) -> tuple[list[Type], list[int]] | None:
    if len(result) != 1:
        return None
    before, behind = pick.randint(0, 2), pick.randint(0, 2)
    return [(before + result[0] + behind,)], [before, before + result[0]]


def appended(pick: random.Random, result: Type) -> tuple[list[Type], list[int]] | None:
    if len(result) != 1:
        return None
    ends = sorted(pick.randint(0, result[0]) for _ in range(pick.randint(0, 2)))
    bounds = [0, *ends, result[0]]
    return [(end - start,) for start, end in pairwise(bounds)], []


def rolled(pick: random.Random, result: Type) -> tuple[list[Type], list[int]] | None:
    return ([result], [pick.choice((-7, -1, 0, 1, 2, 10**15))]) if len(result) == 1 else None


def filled(*lengths: int) -> Operands:
    def operands(pick: random.Random, result: Type) -> tuple[list[Type], list[int]] | None:
        return ([], list(result)) if len(result) in lengths else None

    return operands


def identity(pick: random.Random, result: Type) -> tuple[list[Type], list[int]] | None:
    return ([], [result[0]]) if square(result) else None


def scaled(pick: random.Random, result: Type) -> tuple[list[Type], list[int]] | None:
    return ([(), result], []) if result else None


def solved(pick: random.Random, result: Type) -> tuple[list[Type], list[int]] | None:
    return ([(result[0], result[0]), result], []) if result else None


def at_index(kind: tuple[str, ...], result_rank: int) -> Operands:
    """An array and a constant index, or two, inside it."""

    def operands(pick: random.Random, result: Type) -> tuple[list[Type], list[int]] | None:
        if len(result) != result_rank:
            return None
        free = iter(lambda: pick.randint(1, 3), None)
        lengths = {"n": result[0] if result else 0, "i": next(free), "j": next(free)}
        shape = tuple(lengths[name] for name in kind)
        indexed = [lengths[name] for name in kind if name != "n"]
        return [shape], [pick.randrange(length) for length in indexed]

    return operands


UNARY = elementwise(1)
BINARY = elementwise(2)

OPERATIONS: dict[str, Operation] = {
    "+": Operation(folded(torch.add), elementwise(1, 4), exact=True),
    "*": Operation(folded(torch.mul), elementwise(1, 4), exact=True),
    "-": Operation(
        lambda *x: -x[0] if len(x) == 1 else folded(torch.sub)(*x), elementwise(1, 3), exact=True
    ),
    "/": Operation(
        lambda *x: 1 / x[0] if len(x) == 1 else folded(torch.div)(*x), elementwise(1, 3), exact=True
    ),
    "abs": Operation(torch.abs, UNARY, exact=True),
    "sign": Operation(torch.sign, UNARY, exact=True),
    "min": Operation(folded(torch.minimum), elementwise(1, 3), exact=True),
    "max": Operation(folded(torch.maximum), elementwise(1, 3), exact=True),
    "floor": Operation(torch.floor, UNARY, exact=True),
    "ceiling": Operation(torch.ceil, UNARY, exact=True),
    "round": Operation(torch.round, UNARY, exact=True),
    "truncate": Operation(torch.trunc, UNARY, exact=True),
    "modulo": Operation(broadcast(torch.remainder), BINARY),
    "remainder": Operation(broadcast(torch.fmod), BINARY, exact=True),
    "clamp": Operation(
        broadcast(lambda x, low, high: torch.minimum(torch.maximum(x, low), high)),
        elementwise(3),
        exact=True,
    ),
    "sqrt": Operation(torch.sqrt, UNARY, exact=True, guard="abs"),
    "square": Operation(torch.square, UNARY, exact=True),
    "pow": Operation(broadcast(torch.pow), BINARY),
    "exp": Operation(torch.exp, UNARY, guard="tanh"),
    "log": Operation(
        lambda *x: (
            torch.log(x[0])
            if len(x) == 1
            else broadcast(lambda a, b: torch.log(a) / torch.log(b))(*x)
        ),
        elementwise(1, 2),
        guard="abs",
    ),
    "expm1": Operation(torch.expm1, UNARY, guard="tanh"),
    "log1p": Operation(torch.log1p, UNARY, guard="abs"),
    "sin": Operation(torch.sin, UNARY),
    "cos": Operation(torch.cos, UNARY),
    "tan": Operation(torch.tan, UNARY),
    "asin": Operation(torch.asin, UNARY, guard="tanh"),
    "acos": Operation(torch.acos, UNARY, guard="tanh"),
    "atan": Operation(torch.atan, UNARY),
    "atan2": Operation(broadcast(torch.atan2), BINARY),
    "hypot": Operation(broadcast(torch.hypot), BINARY),
    "sinh": Operation(torch.sinh, UNARY, guard="tanh"),
    "cosh": Operation(torch.cosh, UNARY, guard="tanh"),
    "tanh": Operation(torch.tanh, UNARY),
    "erf": Operation(torch.erf, UNARY),
    "sigmoid": Operation(torch.sigmoid, UNARY),
    "softplus": Operation(lambda x: torch.logaddexp(x, torch.zeros_like(x)), UNARY),
    "relu": Operation(torch.relu, UNARY, exact=True),
    "=": Operation(chained(torch.eq), elementwise(1, 3), exact=True),
    "<": Operation(chained(torch.lt), elementwise(1, 3), exact=True),
    ">": Operation(chained(torch.gt), elementwise(1, 3), exact=True),
    "<=": Operation(chained(torch.le), elementwise(1, 3), exact=True),
    ">=": Operation(chained(torch.ge), elementwise(1, 3), exact=True),
    "not": Operation(truth(lambda x: x == 0), UNARY, exact=True),
    "select": Operation(
        broadcast(lambda mask, a, b: torch.where(mask != 0, a, b)), elementwise(3), exact=True
    ),
    "vec": Operation(
        lambda *x: torch.stack(x),
        lambda pick, t: ([()] * t[0], []) if len(t) == 1 and t[0] > 0 else None,
        exact=True,
    ),
    "mat": Operation(
        lambda *x: torch.stack(x),
        lambda pick, t: ([t[1:]] * t[0], []) if len(t) == 2 and t[0] > 0 else None,
        exact=True,
    ),
    "ref": Operation(lambda v, i: v[i], at_index(("i",), 0), exact=True),
    "vlen": Operation(
        lambda v: torch.tensor(float(len(v)), dtype=v.dtype), of(("k",), when=real), exact=True
    ),
    "dot": Operation(lambda a, b: (a * b).sum(), of(("k",), ("k",), when=real), sums=True),
    "cross": Operation(
        lambda a, b: torch.linalg.cross(a, b), of((3,), (3,), when=lambda t: t == (3,)), sums=True
    ),
    "norm": Operation(torch.linalg.vector_norm, of(("k",), when=real), sums=True),
    "normalize": Operation(normalized, of(("m",), when=vector), sums=True),
    "scale": Operation(broadcast(torch.mul), scaled, exact=True),
    "vsum": Operation(torch.sum, of(("k",), when=real), sums=True),
    "vmean": Operation(torch.mean, of(("k",), when=real), sums=True),
    "vmin": Operation(smallest(1), of(("k",), when=real), exact=True),
    "vmax": Operation(smallest(-1), of(("k",), when=real), exact=True),
    "vprod": Operation(torch.prod, of(("k",), when=real), sums=True),
    "slice": Operation(lambda v, i, j: v[i:j], sliced, exact=True),
    "append": Operation(lambda *x: torch.cat(x), appended, exact=True),
    "roll": Operation(lambda v, k: torch.roll(v, k % max(1, len(v)), -1), rolled, exact=True),
    "eye": Operation(lambda n: torch.eye(n), identity, exact=True),
    "zeros": Operation(lambda *n: torch.zeros(n), filled(1, 2), exact=True),
    "ones": Operation(lambda *n: torch.ones(n), filled(1, 2), exact=True),
    "diag": Operation(
        lambda x: torch.diag(x),
        lambda pick, t: (
            ([(t[0], t[0])], []) if len(t) == 1 else ([t[:1]], []) if square(t) else None
        ),
        exact=True,
    ),
    "row": Operation(lambda m, i: m[i], at_index(("i", "n"), 1), exact=True),
    "col": Operation(lambda m, i: m[:, i], at_index(("n", "i"), 1), exact=True),
    "transpose": Operation(lambda m: m.mT, of(("n", "m"), when=matrix), exact=True),
    "trace": Operation(torch.trace, of(("k", "k"), when=real), sums=True),
    "matmul": Operation(torch.matmul, of(("m", "k"), ("k", "n"), when=matrix), sums=True),
    "matvec": Operation(torch.mv, of(("m", "k"), ("k",), when=vector), sums=True),
    "outer": Operation(torch.outer, of(("m",), ("n",), when=matrix), exact=True),
    "inv": Operation(
        lambda m: torch.linalg.inv_ex(m).inverse, of(("m", "m"), when=square), sums=True, regular=0
    ),
    "solve": Operation(
        lambda m, b: torch.linalg.solve_ex(m, b).result, solved, sums=True, regular=0
    ),
    "det": Operation(torch.linalg.det, of(("k", "k"), when=real), sums=True, regular=0),
    "logdet": Operation(logdet, of(("k", "k"), when=real), sums=True, regular=0),
}

ELEMENT = Operation(lambda m, i, j: m[i, j], at_index(("i", "j"), 0), exact=True)
"""`ref` of a matrix."""
