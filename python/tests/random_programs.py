"""Random well-typed programs, with an independent meaning in plain PyTorch.

A program is a small tree. `render` writes it as source text; `run` computes it as a person would:
one element at a time, Python's own `if` and `while` for control, PyTorch for arithmetic. Constants
are Python floats, as they would be in a script. Counters, states and arguments are tied to an input
(`anchored`), since of what depends on no input a script leaves open whether it is a float or a
tensor.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

Type = tuple[int, ...]  # (), (n,) or (m, n)
Value = Any  # a Tensor, or a float where no input is involved


@dataclass(frozen=True)
class Node:
    """An expression: `kind` says what `parts` and `data` are."""

    kind: str
    type: Type
    parts: tuple[Node, ...] = ()
    data: Any = None


@dataclass
class Function:
    name: str
    parameters: list[tuple[str, Type]]
    body: Node
    result: Type


@dataclass
class Program:
    seed: int
    inputs: dict[str, Type]
    functions: dict[str, Function]
    body: Node
    has_data_dependent_loop: bool = False
    smooth: bool = True


def lift(function: Callable[..., Tensor], of_floats: Callable[..., float]) -> Callable[..., Value]:
    """A function of tensors, and the one of Python's `math` where all operands are floats."""

    def apply(*operands: Value) -> Value:
        tensors = [x for x in operands if isinstance(x, Tensor)]
        if not tensors:
            try:
                return of_floats(*operands)
            except ValueError:
                return math.nan if operands[0] != 0 else -math.inf
        like = tensors[0]
        return function(
            *(x if isinstance(x, Tensor) else torch.tensor(x, dtype=like.dtype) for x in operands)
        )

    return apply


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def divide(a: Value, b: Value) -> Value:
    if isinstance(a, float) and isinstance(b, float):
        return a / b if b != 0 else math.copysign(math.inf, a) if a != 0 else math.nan
    return a / b


UNARY: dict[str, Callable[..., Value]] = {
    "-": lambda x: -x,
    "sin": lift(torch.sin, math.sin),
    "cos": lift(torch.cos, math.cos),
    "tanh": lift(torch.tanh, math.tanh),
    "atan": lift(torch.atan, math.atan),
    "exp": lift(torch.exp, math.exp),
    "sigmoid": lift(torch.sigmoid, logistic),
    "sqrt": lift(torch.sqrt, math.sqrt),
    "log": lift(torch.log, math.log),
    "abs": lift(torch.abs, abs),
    "square": lift(torch.square, lambda x: x * x),
    "log1p": lift(torch.log1p, math.log1p),
    "expm1": lift(torch.expm1, math.expm1),
    "erf": lift(torch.erf, math.erf),
}
BINARY: dict[str, Callable[..., Value]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": divide,
    "min": lift(torch.minimum, lambda a, b: a + b if a != a or b != b else min(a, b)),
    "max": lift(torch.maximum, lambda a, b: a + b if a != a or b != b else max(a, b)),
    "atan2": lift(torch.atan2, math.atan2),
    "hypot": lift(torch.hypot, math.hypot),
}
COMPARISONS: dict[str, Callable[[Value, Value], Value]] = {
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}


class Generator:
    """Draws programs from a seed."""

    def __init__(self, seed: int, *, loops: bool = True) -> None:
        self.random = random.Random(seed)
        self.program = Program(seed, {}, {}, Node("literal", (), data=0.0))
        self.loops = loops
        self.names = 0
        self.counters: set[str] = set()

    def generate(self, depth: int = 5) -> Program:
        pick = self.random
        for index in range(pick.randint(1, 3)):
            self.program.inputs[f"x{index}"] = pick.choice([(), (), (3,), (2,), (2, 2)])
        self.program.inputs["s"] = ()
        for index in range(pick.randint(0, 2)):
            self.function(f"f{index}")
        scope = dict(self.program.inputs)
        result = pick.choice([(), (), (), (3,), (2,)])
        self.program.body = self.expression(result, scope, depth)
        return self.program

    def function(self, name: str) -> None:
        parameters = [
            (f"{name}p{i}", self.random.choice([(), (), (3,)]))
            for i in range(self.random.randint(0, 1))
        ]
        parameters.append((f"{name}s", ()))
        result: Type = self.random.choice([(), (3,)])
        body = self.expression(result, dict(parameters), 3)
        self.program.functions[name] = Function(name, parameters, body, result)

    def anchored(self, node: Node, scope: dict[str, Type]) -> Node:
        """The node plus a scalar that comes from an input."""
        anchors = [name for name in scope if name == "s" or name in ("f0s", "f1s")]
        return Node("op", node.type, (node, Node("variable", (), data=anchors[0])), "+")

    def fresh(self) -> str:
        self.names += 1
        return f"v{self.names}"

    # -- expressions -------------------------------------------------------------------------

    def expression(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        if depth <= 0:
            return self.leaf(type, scope)
        choices: list[Callable[[], Node]] = [
            lambda: self.unary(type, scope, depth),
            lambda: self.binary(type, scope, depth),
            lambda: self.binary(type, scope, depth),
            lambda: self.conditional(type, scope, depth),
            lambda: self.let(type, scope, depth),
            lambda: self.leaf(type, scope),
        ]
        callable_here = [f for f in self.program.functions.values() if f.result == type]
        if callable_here:
            choices.append(lambda: self.call(self.random.choice(callable_here), scope, depth))
        if self.loops:
            choices.append(lambda: self.loop(type, scope, depth))
        if type == ():
            choices += [lambda: self.reduce(scope, depth), lambda: self.reference(scope, depth)]
        if len(type) == 1:
            choices += [
                lambda: self.vector(type, scope, depth),
                lambda: self.tabulate(type, scope, depth),
                lambda: self.scan(type, scope, depth),
                lambda: self.matvec(type, scope, depth),
            ]
        return self.random.choice(choices)()

    def leaf(self, type: Type, scope: dict[str, Type]) -> Node:
        candidates = [name for name, t in scope.items() if t == type]
        if candidates and self.random.random() < 0.8:
            name = self.random.choice(candidates)
            variable = Node("variable", type, data=name)
            return self.anchored(variable, scope) if name in self.counters else variable
        if type == ():
            literal = round(self.random.uniform(-3, 3), self.random.randint(0, 3))
            return Node("literal", (), data=float(literal))
        if len(type) == 1:
            return Node("vec", type, tuple(self.leaf((), scope) for _ in range(type[0])))
        rows = tuple(self.leaf((type[1],), scope) for _ in range(type[0]))
        return Node("mat", type, rows)

    def unary(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        name = self.random.choice(list(UNARY))
        operand = self.expression(type, scope, depth - 1)
        if name in ("sqrt", "log", "log1p") and self.random.random() < 0.6:
            operand = Node("op", type, (Node("op", type, (operand,), "square"), one(0.5)), "+")
        if name in ("exp", "expm1", "square"):
            operand = Node("op", type, (operand,), "tanh")
        if name == "abs":
            self.program.smooth = False
        return Node("op", type, (operand,), name)

    def binary(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        name = self.random.choice(list(BINARY))
        scalar = ()
        left, right = type, type
        if type != () and self.random.random() < 0.4:
            left, right = self.random.choice([(type, scalar), (scalar, type)])
        a = self.expression(left, scope, depth - 1)
        b = self.expression(right, scope, depth - 1)
        if name == "/":
            b = Node("op", right, (Node("op", right, (b,), "square"), one(1.0)), "+")
        if name in ("min", "max"):
            self.program.smooth = False
        return Node("op", type, (a, b), name)

    def condition(self, scope: dict[str, Type], depth: int) -> Node:
        name = self.random.choice(list(COMPARISONS))
        parts = (self.expression((), scope, depth - 2), self.expression((), scope, depth - 2))
        node = Node("compare", (), parts, name)
        if self.random.random() < 0.2:
            other = Node(
                "compare", (), tuple(reversed(parts)), self.random.choice(list(COMPARISONS))
            )
            node = Node(self.random.choice(["and", "or"]), (), (node, other))
        return node

    def conditional(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        return Node(
            "if",
            type,
            (
                self.condition(scope, depth),
                self.expression(type, scope, depth - 1),
                self.expression(type, scope, depth - 1),
            ),
        )

    def let(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        name = self.fresh()
        inner: Type = self.random.choice([(), (), (3,), (2,)])
        value = self.expression(inner, scope, depth - 1)
        body = self.expression(type, scope | {name: inner}, depth - 1)
        return Node("let", type, (value, body), name)

    def call(self, function: Function, scope: dict[str, Type], depth: int) -> Node:
        arguments = tuple(
            self.anchored(self.expression(t, scope, depth - 2), scope)
            for _, t in function.parameters
        )
        return Node("call", function.result, arguments, function.name)

    def reduce(self, scope: dict[str, Type], depth: int) -> Node:
        name = self.random.choice(["vsum", "dot", "vmean", "norm"])
        size = self.random.choice([2, 3])
        count = 2 if name == "dot" else 1
        parts = tuple(self.expression((size,), scope, depth - 1) for _ in range(count))
        return Node("op", (), parts, name)

    def reference(self, scope: dict[str, Type], depth: int) -> Node:
        size = self.random.choice([2, 3])
        vector = self.expression((size,), scope, depth - 1)
        return Node("ref", (), (vector,), self.random.randrange(size))

    def vector(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        parts = tuple(self.expression((), scope, depth - 2) for _ in range(type[0]))
        return Node("vec", type, parts)

    def matvec(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        columns = self.random.choice([2, 3])
        rows = tuple(self.expression((columns,), scope, depth - 3) for _ in range(type[0]))
        matrix = Node("mat", (type[0], columns), rows)
        return Node("op", type, (matrix, self.expression((columns,), scope, depth - 2)), "matvec")

    def tabulate(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        name = self.fresh()
        self.counters.add(name)
        body = self.expression((), scope | {name: ()}, depth - 2)
        return Node("tabulate", type, (body,), name)

    def scan(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        name = self.fresh()
        start = self.anchored(self.expression((), scope, depth - 2), scope)
        step = Node("op", (), (self.expression((), scope | {name: ()}, depth - 2),), "sin")
        return Node("scan", type, (start, step), name)

    def loop(self, type: Type, scope: dict[str, Type], depth: int) -> Node:
        counter, state = self.fresh(), self.fresh()
        self.counters.add(counter)
        inner = scope | {counter: (), state: type}
        start = self.anchored(self.expression(type, scope, depth - 2), scope)
        step = self.anchored(self.expression(type, inner, depth - 2), scope)
        step = Node("op", type, (step,), "tanh")
        if self.random.random() < 0.5:
            rounds = Node("literal", (), data=float(self.random.randint(0, 4)))
        else:
            self.program.has_data_dependent_loop = True
            rounds = Node(
                "op",
                (),
                (Node("op", (), (self.expression((), scope, depth - 2),), "square"), one(4.0)),
                "min",
            )
        return Node("loop", type, (start, rounds, step), (counter, state))


def one(value: float) -> Node:
    return Node("literal", (), data=value)


# -- source text ---------------------------------------------------------------------------------


def show_type(type: Type) -> str:
    return (
        "real"
        if type == ()
        else f"({'vec' if len(type) == 1 else 'mat'} {' '.join(map(str, type))})"
    )


def render(program: Program) -> str:
    lines = [f"(input {name} {show_type(type)})" for name, type in program.inputs.items()]
    for function in program.functions.values():
        names = " ".join(f"[{name} : {show_type(type)}]" for name, type in function.parameters)
        lines.append(f"(define ({function.name} {names}) {text(function.body)})")
    return "\n".join([*lines, text(program.body)])


def text(node: Node) -> str:
    parts = [text(part) for part in node.parts]
    joined = " ".join(parts)
    match node.kind:
        case "literal":
            return repr(node.data)
        case "variable":
            return str(node.data)
        case "op" | "compare" | "call":
            return f"({node.data} {joined})"
        case "if" | "and" | "or" | "vec" | "mat":
            return f"({node.kind} {joined})"
        case "ref":
            return f"(ref {joined} {node.data})"
        case "let":
            return f"(let (({node.data} {parts[0]})) {parts[1]})"
        case "tabulate":
            return f"(tabulate ({node.data} {node.type[0]}) {parts[0]})"
        case "scan":
            return f"(scan (({node.data} {parts[0]})) {node.type[0]} (recur {parts[1]}))"
        case "loop":
            counter, state = node.data
            start, rounds, step = parts
            return (
                f"(loop (({counter} 0) ({state} {start})) "
                f"(if (< {counter} {rounds}) (recur (+ {counter} 1) {step}) {state}))"
            )
    raise AssertionError(node.kind)


# -- meaning by hand -----------------------------------------------------------------------------


@dataclass
class Run:
    """One evaluation of a program on one element."""

    program: Program
    dtype: torch.dtype
    rounds: int = 0
    nearest_switch: float = field(default=math.inf)
    switches: int = 0

    def tensor(self, value: Value) -> Tensor:
        return value if isinstance(value, Tensor) else torch.tensor(value, dtype=self.dtype)

    def evaluate(self, node: Node, scope: dict[str, Value]) -> Value:
        match node.kind:
            case "literal":
                return node.data
            case "variable":
                return scope[node.data]
            case "op":
                return self.operation(node, [self.evaluate(p, scope) for p in node.parts])
            case "compare":
                a, b = (self.evaluate(p, scope) for p in node.parts)
                self.note_switch(a, b)
                return bool(COMPARISONS[node.data](a, b))
            case "and":
                return all(self.evaluate(p, scope) for p in node.parts)
            case "or":
                return any(self.evaluate(p, scope) for p in node.parts)
            case "if":
                before = self.switches
                chosen = node.parts[1] if self.evaluate(node.parts[0], scope) else node.parts[2]
                depends_on_input = self.switches > before
                value = self.evaluate(chosen, scope)
                return self.tensor(value) if depends_on_input else value
            case "let":
                value = self.evaluate(node.parts[0], scope)
                return self.evaluate(node.parts[1], scope | {node.data: value})
            case "call":
                function = self.program.functions[node.data]
                values = [self.evaluate(p, scope) for p in node.parts]
                names = [name for name, _ in function.parameters]
                return self.evaluate(function.body, dict(zip(names, values, strict=True)))
            case "vec" | "mat":
                return torch.stack([self.tensor(self.evaluate(p, scope)) for p in node.parts])
            case "ref":
                return self.evaluate(node.parts[0], scope)[node.data]
            case "tabulate":
                rows = [
                    self.tensor(self.evaluate(node.parts[0], scope | {node.data: float(i)}))
                    for i in range(node.type[0])
                ]
                return torch.stack(rows)
            case "scan":
                return self.scan(node, scope)
            case "loop":
                return self.loop(node, scope)
        raise AssertionError(node.kind)

    def note_switch(self, a: Value, b: Value) -> None:
        if isinstance(a, Tensor) or isinstance(b, Tensor):
            distance = abs(float(a) - float(b))
            self.nearest_switch = min(self.nearest_switch, distance)
            self.switches += 1

    def operation(self, node: Node, values: list[Value]) -> Value:
        match node.data:
            case "vsum":
                return values[0].sum()
            case "vmean":
                return values[0].mean()
            case "norm":
                return torch.linalg.vector_norm(values[0])
            case "dot":
                return (values[0] * values[1]).sum()
            case "matvec":
                return (values[0] @ values[1].unsqueeze(-1)).squeeze(-1)
        table = UNARY if len(values) == 1 else BINARY
        return table[node.data](*values)

    def scan(self, node: Node, scope: dict[str, Value]) -> Value:
        state = self.evaluate(node.parts[0], scope)
        rows = []
        for _ in range(node.type[0]):
            state = self.evaluate(node.parts[1], scope | {node.data: state})
            rows.append(self.tensor(state))
        return torch.stack(rows)

    def loop(self, node: Node, scope: dict[str, Value]) -> Value:
        counter, state = node.data
        start, rounds, step = node.parts
        i, value = 0.0, self.evaluate(start, scope)
        while True:
            inner = scope | {counter: i, state: value}
            limit = self.evaluate(rounds, inner)
            self.note_switch(i, limit)
            if not i < limit:
                return value
            value = self.evaluate(step, inner)
            i += 1.0
            self.rounds += 1


def run(program: Program, inputs: dict[str, Tensor]) -> tuple[Tensor, Run]:
    """The program's value at unbatched inputs, computed by hand."""
    first = next(iter(inputs.values()))
    state = Run(program, first.dtype)
    return state.tensor(state.evaluate(program.body, dict(inputs))), state
