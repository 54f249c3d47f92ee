"""Random programs of everything in the language: all primitives and forms, any sizes, none included.

`WideGenerator` draws what `Generator` does not; `Witness` says what it means, one element at a time
in plain PyTorch, and where rounding decides what happens.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from typing import Any

import torch
from random_operations import ELEMENT, OPERATIONS, Operation, Type, size
from random_programs import Function, Generator, Node, Program, Run, one, show_type, text
from torch import Tensor

LITERALS = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, math.inf, -math.inf, math.nan)
ARITHMETIC = {"+", "-", "*", "/", "sqrt", "square", "scale", "outer"}


@dataclass
class WideProgram(Program):
    """A program with parameters, and with sizes that its text leaves open."""

    parameters: dict[str, float] = field(default_factory=dict)
    open_sizes: dict[tuple[str, int], str] = field(default_factory=dict)
    recurs: bool = False


class WideGenerator(Generator):
    """Draws programs of everything from a seed."""

    program: WideProgram

    def __init__(self, seed: int, extremes: tuple[float, ...] = ()) -> None:
        super().__init__(seed)
        self.literals = LITERALS + extremes
        self.program = WideProgram(seed, {}, {}, Node("literal", (), data=0.0))

    def any_type(self) -> Type:
        pick = self.random
        return pick.choice(
            ((), (), (size(pick),), (size(pick),), (size(pick), size(pick)), (2, 2), (3,))
        )

    def generate(self, depth: int = 4) -> WideProgram:
        pick = self.random
        program = self.program
        program.inputs = {f"x{k}": self.any_type() for k in range(pick.randint(1, 3))} | {"s": ()}
        for name, lengths in program.inputs.items():
            for position, length in enumerate(lengths):
                if pick.random() < 0.4:
                    program.open_sizes[name, position] = f"{pick.choice('nk')}{length}"
        if pick.random() < 0.25:
            program.parameters["p"] = pick.randint(-8, 8) / 4
        for index in range(pick.randint(0, 2)):
            self.function(f"f{index}")
        program.body = self.expression(self.any_type(), self.scope(), depth)
        return program

    def scope(self) -> dict[str, Type]:
        return self.program.inputs | dict.fromkeys(self.program.parameters, ())

    def function(self, name: str) -> None:
        parameters = [(f"{name}p{k}", self.any_type()) for k in range(self.random.randint(0, 2))]
        parameters.append((f"{name}s", ()))
        result = self.any_type()
        body = self.expression(result, dict(parameters), 3)
        self.program.functions[name] = Function(name, parameters, body, result)

    # -- expressions -------------------------------------------------------------------------

    def expression(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        if depth <= 0 or self.random.random() < 0.1:
            return self.leaf(type, scope)
        if self.random.random() < 0.65:
            return self.operation(type, scope, depth)
        forms = [self.conditional, self.cond, self.let, self.immediate, self.loop, self.recursion]
        if type == ():
            forms += [self.logic, self.dynamic, self.dynamic]
        else:
            forms += [self.tabulate, self.scan]
        if len(type) == 2 and type[1] > 1:
            forms.append(self.scan_several)
        callable_here = [f for f in self.program.functions.values() if f.result == type]
        if callable_here and self.random.random() < 0.4:
            return self.call(self.random.choice(callable_here), scope, depth)
        return self.random.choice(forms)(type, scope, depth)

    def leaf(self, type: Type, scope: dict[str, Type]) -> Node:
        candidates = [name for name, t in scope.items() if t == type]
        if candidates and self.random.random() < 0.85:
            return Node("variable", type, data=self.random.choice(candidates))
        if 0 in type:
            return Node("static", type, (), ("zeros", list(type)))
        if type == () and self.random.random() < 0.15:
            return Node("literal", (), data=self.random.choice(self.literals))
        return super().leaf(type, scope)

    def operation(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        """A primitive that can give the type."""
        while True:
            name = self.random.choice(list(OPERATIONS))
            row = OPERATIONS[name]
            if name == "ref" and self.random.random() < 0.4:
                row = ELEMENT
            drawn = row.operands(self.random, type)
            if drawn is not None:
                break
        types, constants = drawn
        parts = [self.expression(t, scope, depth - 1 - (len(types) > 2)) for t in types]
        if row.guard and self.random.random() < 0.7:
            parts[0] = Node("static", types[0], (parts[0],), (row.guard, []))
        if row.regular is not None and self.random.random() < 0.7:
            parts[row.regular] = self.regular(parts[row.regular])
        if name in NOT_SMOOTH:
            self.program.smooth = False
        return Node("static", type, tuple(parts), (name, constants))

    def regular(self, matrix: Node) -> Node:
        """A matrix in which the diagonal is the largest."""
        type = matrix.type
        small = Node("static", type, (matrix,), ("tanh", []))
        eye = Node("static", type, (), ("eye", [type[0]]))
        large = Node("static", type, (one(4.0), eye), ("*", []))
        return Node("static", type, (small, large), ("+", []))

    def condition(self, scope: dict[str, Type], depth: int) -> Node:
        if self.random.random() < 0.15:
            return self.expression((), scope, depth - 2)
        return super().condition(scope, depth)

    def logic(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        parts = tuple(self.condition(scope, depth) for _ in range(self.random.randint(1, 3)))
        return Node(self.random.choice(("and", "or")), (), parts)

    def cond(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        parts = [self.condition(scope, depth), self.expression(type, scope, depth - 1)] * 1
        parts += [self.condition(scope, depth), self.expression(type, scope, depth - 2)]
        return Node("cond", type, (*parts, self.expression(type, scope, depth - 1)))

    def let(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        name, inner = self.fresh(), self.any_type()
        value = self.expression(inner, scope, depth - 1)
        return Node(
            "let", type, (value, self.expression(type, scope | {name: inner}, depth - 1)), name
        )

    def immediate(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        """A `lambda` that is applied on the spot."""
        node = self.let(type, scope, depth)
        return Node("lambda", type, node.parts, node.data)

    def dynamic(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        """An element at an index that is computed, and mostly inside."""
        length = self.random.randint(1, 4)
        index = self.expression((), scope, depth - 2)
        if self.random.random() < 0.95:
            index = Node("static", (), (index,), ("sin", []))
            index = Node("static", (), (index,), ("abs", []))
            index = Node("static", (), (index, one(length - 0.25)), ("*", []))
        return Node("dynamic", (), (self.expression((length,), scope, depth - 1), index))

    def loop(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        node = super().loop(type, scope, depth)
        return Node(self.random.choice(("loop", "named-let")), type, node.parts, node.data)

    def anchored(self, node: Node, scope: dict[str, Type]) -> Node:
        return node

    def recursion(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        """A function that calls itself, and does something with what that gives."""
        self.program.recurs = True
        names = tuple(self.fresh() for _ in range(3))
        base = self.expression(type, scope, depth - 2)
        step = self.expression(type, scope | {names[1]: (), names[2]: type}, depth - 2)
        rounds = one(float(self.random.randint(0, 3)))
        if self.random.random() < 0.5:
            self.program.has_data_dependent_loop = True
            rounds = Node("static", (), (self.expression((), scope, depth - 2),), ("sin", []))
            rounds = Node("static", (), (rounds, one(3.5)), ("*", []))
        return Node("recursion", type, (base, rounds, step), names)

    def scan(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        name = self.fresh()
        start = self.expression(type[1:], scope, depth - 2)
        step = self.expression(type[1:], scope | {name: type[1:]}, depth - 2)
        return Node("scan", type, (start, Node("static", type[1:], (step,), ("tanh", []))), name)

    def scan_several(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        names = tuple(self.fresh() for _ in range(type[1]))
        inner = scope | dict.fromkeys(names, ())
        starts = [self.expression((), scope, depth - 2) for _ in names]
        steps = [self.expression((), inner, depth - 3) for _ in names]
        return Node("scan-several", type, (*starts, *steps), names)

    def tabulate(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        name = self.fresh()
        return Node(
            "tabulate", type, (self.expression(type[1:], scope | {name: ()}, depth - 2),), name
        )


NOT_SMOOTH = {
    *[
        "abs",
        "sign",
        "min",
        "max",
        "floor",
        "ceiling",
        "round",
        "truncate",
        "modulo",
        "remainder",
        "clamp",
        "relu",
        "=",
        "<",
        ">",
        "<=",
        ">=",
    ],
    *["not", "select", "vmin", "vmax", "norm", "normalize"],
}


# -- source text ---------------------------------------------------------------------------------


def show(node: Node) -> str:
    """The text of a node: its parts are written first, so that `text` knows them as variables."""
    parts = [show(part) for part in node.parts]
    match node.kind:
        case "literal":
            return literal(node.data)
        case "static":
            name, constants = node.data
            return f"({' '.join([name, *parts, *map(str, constants)])})"
        case "dynamic":
            return f"(ref {parts[0]} {parts[1]})"
        case "cond":
            return "(cond ({} {}) ({} {}) (else {}))".format(*parts)
        case "lambda":
            return f"((lambda ({node.data}) {parts[1]}) {parts[0]})"
        case "named-let":
            counter, state = node.data
            return (
                f"(let go (({counter} 0) ({state} {parts[0]})) "
                f"(if (< {counter} {parts[1]}) (go (+ {counter} 1) {parts[2]}) {state}))"
            )
        case "recursion":
            name, counter, below = node.data
            return (
                f"(letrec (({name} (lambda ({counter}) (if (< {counter} 1) {parts[0]} "
                f"(let (({below} ({name} (- {counter} 1)))) {parts[2]}))))) ({name} {parts[1]}))"
            )
        case "scan-several":
            count = len(node.data)
            states = " ".join(f"({n} {p})" for n, p in zip(node.data, parts[:count], strict=True))
            return f"(scan ({states}) {node.type[0]} (recur {' '.join(parts[count:])}))"
    written = tuple(
        Node("variable", p.type, data=s) for p, s in zip(node.parts, parts, strict=True)
    )
    return text(Node(node.kind, node.type, written, node.data))


def literal(number: float) -> str:
    if math.isfinite(number):
        return repr(number)
    return "+nan.0" if number != number else "+inf.0" if number > 0 else "-inf.0"


def source(program: WideProgram, *, body: str | None = None, is_open: bool = True) -> str:
    """The program's text, with another final expression if one is given."""
    lines = []
    for name, type in program.inputs.items():
        lengths = [
            program.open_sizes.get((name, k), str(n)) if is_open else str(n)
            for k, n in enumerate(type)
        ]
        form = " ".join(["(vec" if len(type) == 1 else "(mat", *lengths]) + ")"
        lines.append(f"(input {name} {form if type else 'real'})")
    lines += [f"(parameter {name} {value!r})" for name, value in program.parameters.items()]
    for function in program.functions.values():
        names = " ".join(f"[{name} : {show_type(type)}]" for name, type in function.parameters)
        lines.append(f"(define ({function.name} {names}) {show(function.body)})")
    return "\n".join([*lines, body or show(program.body)])


# -- meaning by hand -----------------------------------------------------------------------------


@dataclass
class Witness(Run):
    """One evaluation on one element, as a person would write it.

    With `noise`, whatever may be rounded otherwise is; `trace` lists all that was decided, so that
    two runs that differ in it say that rounding decides.
    """

    noise: random.Random | None = None
    trace: list[Any] = field(default_factory=list)
    magnitudes: list[float] = field(default_factory=lambda: [1.0])

    def evaluate(self, node: Node, scope: dict[str, Any]) -> Any:
        match node.kind:
            case "literal":
                value = torch.tensor(node.data, dtype=self.dtype)
                return value if value == node.data else self.rounded(value)
            case "variable":
                return scope[node.data]
            case "op":
                return self.apply(node.data, OPERATIONS[node.data], self.parts(node, scope), [])
            case "static":
                name, constants = node.data
                is_element = name == "ref" and len(constants) == 2
                row = ELEMENT if is_element else OPERATIONS[name]
                return self.apply(name, row, self.parts(node, scope), constants)
            case "compare":
                return self.apply(node.data, OPERATIONS[node.data], self.parts(node, scope), [])
            case "and" | "or":
                wanted = node.kind == "or"
                found = any(self.holds(part, scope) == wanted for part in node.parts)
                return torch.tensor(float(found == wanted), dtype=self.dtype)
            case "if":
                taken = node.parts[1] if self.holds(node.parts[0], scope) else node.parts[2]
                return self.evaluate(taken, scope)
            case "cond":
                *clauses, otherwise = node.parts
                for test, value in zip(clauses[::2], clauses[1::2], strict=True):
                    if self.holds(test, scope):
                        return self.evaluate(value, scope)
                return self.evaluate(otherwise, scope)
            case "let" | "lambda":
                value = self.evaluate(node.parts[0], scope)
                return self.evaluate(node.parts[1], scope | {node.data: value})
            case "vec" | "mat":
                return torch.stack(self.parts(node, scope))
            case "dynamic":
                vector, index = self.parts(node, scope)
                if not -1 < float(index.detach()) < len(vector):
                    raise IndexError
                self.trace.append(math.trunc(float(index.detach())))
                return vector[math.trunc(float(index.detach()))]
            case "tabulate":
                return self.rows(
                    self.evaluate(node.parts[0], scope | {node.data: self.number(i)})
                    for i in range(node.type[0])
                ).reshape(node.type)
            case "scan":
                return self.scanned(node, (node.data,), scope).reshape(node.type)
            case "scan-several":
                return self.scanned(node, node.data, scope).reshape(node.type)
            case "loop" | "named-let":
                return self.rounds_of(node, scope)
            case "recursion":
                return self.recursion(node, scope)
        return super().evaluate(node, scope)

    def number(self, value: float) -> Tensor:
        return torch.tensor(float(value), dtype=self.dtype)

    def parts(self, node: Node, scope: dict[str, Any]) -> list[Tensor]:
        return [self.evaluate(part, scope) for part in node.parts]

    def holds(self, node: Node, scope: dict[str, Any]) -> bool:
        truth = bool(self.evaluate(node, scope) != 0)
        self.trace.append(truth)
        return truth

    def apply(self, name: str, row: Operation, operands: list[Tensor], constants: Any) -> Tensor:
        if row.sums:
            operands = [self.rounded(x) for x in operands]
        result = row.meaning(*operands, *constants).to(self.dtype)
        if not (row.sums or row.exact) or (self.dtype != torch.float64 and name in ARITHMETIC):
            result = self.rounded(result)
        self.note(name, operands, result)
        return result

    def rounded(self, value: Tensor) -> Tensor:
        """The value as it could be after rounding otherwise."""
        if self.noise is None or value.numel() == 0:
            return value
        units = [self.noise.uniform(-4, 4) for _ in range(value.numel())]
        noise = torch.tensor(units, dtype=value.dtype).reshape(value.shape)
        numbers = torch.finfo(value.dtype)
        relative = value * noise * numbers.eps
        # Subnormal numbers are so far apart, whatever their size.
        is_small = (value != 0) & (value.abs() < 2 * numbers.smallest_normal)
        absolute = torch.round(noise) * (numbers.smallest_normal * numbers.eps)
        return value + torch.where(is_small, absolute, relative)

    def note(self, name: str, operands: list[Tensor], result: Tensor) -> None:
        """What kind of numbers came out, and which operand of several was taken."""
        plain = result.detach().flatten()
        self.magnitudes += [abs(x) for x in plain.tolist() if math.isfinite(x) and x != 0]
        self.trace.append([kind(x) for x in plain.tolist()])
        if name in DECIDING:
            self.trace.append(plain.tolist())
        if name in ("min", "max", "clamp", "modulo", "remainder", "vmin", "vmax"):
            self.trace.append([pattern(x, operands) for x in plain.tolist()])
        if name in ("inv", "solve", "det", "logdet") and operands[0].numel():
            singular = torch.linalg.svdvals(torch.nan_to_num(operands[0].detach()))
            limit = float(singular[0]) * 1e4 * torch.finfo(self.dtype).eps
            if not float(singular[-1]) > limit:
                self.trace.append(object())  # Elimination divides by rounding errors.

    def rows(self, rows: Any) -> Tensor:
        found = list(rows)
        return torch.stack(found) if found else torch.zeros(0, dtype=self.dtype)

    def scanned(self, node: Node, names: tuple[str, ...], scope: dict[str, Any]) -> Tensor:
        starts, steps = node.parts[: len(names)], node.parts[len(names) :]
        states = [self.evaluate(part, scope) for part in starts]
        rows = []
        for _ in range(node.type[0]):
            inner = scope | dict(zip(names, states, strict=True))
            states = [self.evaluate(part, inner) for part in steps]
            rows.append(torch.stack(states) if len(states) > 1 else states[0])
        return self.rows(rows)

    def rounds_of(self, node: Node, scope: dict[str, Any]) -> Tensor:
        counter, state = node.data
        start, rounds, step = node.parts
        value, i = self.evaluate(start, scope), 0
        while True:
            inner = scope | {counter: self.number(i), state: value}
            goes_on = bool(self.number(i) < self.evaluate(rounds, inner))
            self.trace.append(goes_on)
            if not goes_on:
                return value
            value, i = self.evaluate(step, inner), i + 1

    def recursion(self, node: Node, scope: dict[str, Any]) -> Tensor:
        _, counter, below = node.data
        base, rounds, step = node.parts
        first = self.evaluate(rounds, scope)
        counters = [first]
        while bool(counters[-1] >= 1) or bool(counters[-1].isnan()):
            if len(counters) > 50:
                raise RecursionError
            counters.append(counters[-1] - 1)
        self.trace.append(len(counters))
        value = self.evaluate(base, scope | {counter: counters.pop()})
        while counters:
            value = self.evaluate(step, scope | {counter: counters.pop(), below: value})
        return value


DECIDING = {"sign", "floor", "ceiling", "round", "truncate", "=", "<", ">", "<=", ">=", "not"}


def kind(x: float) -> str:
    if x != x:
        return "nan"
    if math.isinf(x):
        return str(x)
    return "zero" if x == 0 else "tiny" if abs(x) < 1e-290 else "number"


def pattern(x: float, operands: list[Tensor]) -> list[bool]:
    """Which elements of the operands a result is."""
    return [element == x for operand in operands for element in operand.detach().flatten().tolist()]


def run_wide(
    program: WideProgram, inputs: dict[str, Tensor], noise: random.Random | None = None
) -> tuple[Tensor, Witness]:
    """The program's value on one element, computed by hand."""
    dtype = next(iter(inputs.values())).dtype
    state = Witness(program, dtype, noise=noise)
    scope: dict[str, Any] = dict(inputs)
    scope |= {name: torch.tensor(value, dtype=dtype) for name, value in program.parameters.items()}
    return state.evaluate(program.body, scope), state
