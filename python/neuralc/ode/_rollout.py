"""Programs that integrate the right-hand side of another: a whole trajectory is one kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from neuralc import _compile
from neuralc._module import CompiledModule
from neuralc._source import Source
from neuralc.ode._arguments import check_count
from neuralc.ode._definitions import Definition, dependent, enclosed, parameters_of
from neuralc.ode._methods import MethodName, method_of, step_text
from neuralc.ode._reader import Form, names, read
from neuralc.ode._right_hand_side import Roles, roles_of

# What generated text uses, and must not find redefined.
_VOCABULARY = frozenset(
    (
        *("define", "input", "let", "let*", "letrec", "lambda", "loop", "recur", "scan", "if"),
        *("tabulate", "=", "+", "-", "*", "/", "ref", "slice", "append", "row", "col"),
        *("real", "vec"),
    )
)


def rollout(
    f: CompiledModule | Source,
    steps: int,
    *,
    dt: float | None = None,
    substeps: int = 1,
    method: MethodName = "rk4",
    state: str | None = None,
    time: str | None = None,
    size: int | None = None,
    backend: Literal["eager", "native"] | None = None,
) -> CompiledModule:
    """A program that follows dy/dt = f(t, y) for a number of steps.

    Its inputs are those of `f`, where the state is the one to start from and the time the one to
    start at; without `dt` the time is replaced by `times`, a vector of the `steps + 1` points of
    time. Its parameters are those of `f`, with their current values. Its value is the state after
    each step, a row a step: `(mat steps n)` for a vector, `(vec steps)` for a real. As the program
    computes nothing else, its derivatives are exact for what the method computes.

    Args:
        f: A compiled right-hand side, or its text or the `Path` of its file.
        steps: How many states come out.
        dt: The time from one to the next; by default an input decides.
        substeps: How many steps of the method lead from one to the next.
        method: "rk4", "heun", "midpoint" or "euler".
        state: The name of the state's input; see `RightHandSide`.
        time: The name of the time's input.
        size: The length of the state, where the program leaves it open.
        backend: What computes; by default as for `f`, and natively for a text.

    Raises:
        TypeError: There is no such input.
        ValueError: The state is a matrix or of unknown length, or is not to be told from other
            inputs.
    """
    steps = check_count("steps", steps)
    substeps = check_count("substeps", substeps)
    if not isinstance(f, CompiledModule):
        f = _compile.compile(f, backend=backend or "native")
    roles = roles_of(f, state, time)
    current = {item.name: f._parameters[item.identifier] for item in f.__neuralc__.parameters}
    text = rollout_text(f, roles, steps, dt=dt, substeps=substeps, method=method, size=size)
    declared = _declared_parameters(read(_text_of(f)))
    module = _compile.compile(
        text,
        parameters={name: value for name, value in current.items() if name not in declared},
        backend=backend or f.__neuralc__.backend,
        max_iterations=max(1_000_000, steps + 1, substeps + 1),
    )
    for item in f.__neuralc__.parameters:
        own, other = module._parameters[item.identifier], f._parameters[item.identifier]
        assert own is not None
        assert other is not None
        own.data = other.data.detach().clone()
    return module


def rollout_text(
    f: CompiledModule,
    roles: Roles,
    steps: int,
    *,
    dt: float | None = None,
    substeps: int | None = 1,
    method: MethodName = "rk4",
    size: int | None = None,
    for_kernel: bool = False,
) -> str:
    """The text of such a program.

    Args:
        f: The right-hand side.
        roles: What its inputs are.
        steps: As for `rollout`.
        dt: As for `rollout`.
        substeps: As for `rollout`; if `None`, two inputs say it of each round, and how long rounds
            last for the time that the rates are given.
        method: As for `rollout`.
        size: As for `rollout`.
        for_kernel: Whether the parameters of `f` become inputs, and the beginnings and lengths of
            rounds two more in the place of points of time.
    """
    steps = check_count("steps", steps)
    if substeps is not None:
        substeps = check_count("substeps", substeps)
    length = _length(roles, size)
    forms = read(_text_of(f))
    taken = {name for form in forms for name in names(form)}
    fresh = _fresh(taken)
    derivative, advance = fresh("derivative"), fresh("advance")
    bound = [item for item in (roles.time, roles.state) if item is not None]
    outer, body = _around(f, forms, {item.name for item in bound})
    kept = [form.text for form in outer if not (for_kernel and form.head == "parameter")]
    inputs = list(f.__neuralc__.inputs)
    opened = {size: str(length) for size in roles.state.sizes if isinstance(size, str)}
    declared = [
        (item.name, _type_text(item.type, opened))
        for item in inputs
        if item is not roles.time or dt is not None
    ]
    if for_kernel:
        declared += [(item.name, item.type) for item in f.__neuralc__.parameters]
    times, lengths = fresh("times"), fresh("lengths")
    counts, spans = (None, None) if substeps is not None else (fresh("counts"), fresh("spans"))
    if for_kernel:
        declared += [(times, f"(vec {steps})"), (lengths, f"(vec {steps})")]
    elif dt is None:
        declared.append((times, f"(vec {steps + 1})"))
    declared += [(name, f"(vec {steps})") for name in (counts, spans) if name is not None]
    lines = [*kept, *(f"(input {name} {type})" for name, type in declared)]
    typed = " ".join(f"[{item.name} : {_type_text(item.type, opened)}]" for item in bound)
    lines.append(f"(define ({derivative} {typed})\n{body})")

    def call(t: str, y: str) -> str:
        return f"({derivative} {t} {y})" if roles.time is not None else f"({derivative} {y})"

    dt_name = "dt" if substeps is None else "h"
    moved = step_text(method_of(method), call, "t", "y", "h", dt_name)
    lines.append(f"(define ({advance} t y h{' dt' if substeps is None else ''}) {moved})")
    start = roles.time.name if roles.time is not None else None
    path = _Path(steps, substeps or counts, spans, roles.state.name, length, advance, fresh)
    if for_kernel:
        clock = f"(ref {times} {path.i})", f"(ref {lengths} {path.i})"
    else:
        clock = _clock(dt, start, times, path.i)
    lines.append(path.text(*clock))
    return "\n".join(lines) + "\n"


def _clock(dt: float | None, start: str | None, times: str, i: str) -> tuple[str, str]:
    """The time at the beginning of a round, and how long the round takes."""
    if dt is None:
        return f"(ref {times} {i})", f"(- (ref {times} (+ {i} 1)) (ref {times} {i}))"
    interval = _number(dt)
    elapsed = f"(* {i} {interval})"
    return elapsed if start is None else f"(+ {start} {elapsed})", interval


class _Path:
    """The expression of all states after the first, with names that the program does not have."""

    def __init__(
        self,
        steps: int,
        substeps: int | str | None,
        spans: str | None,
        state: str,
        length: int | None,
        advance: str,
        fresh: Callable[[str], str],
    ) -> None:
        self._steps, self._length = steps, length
        self._state, self._advance = state, advance
        self._y, self._t, self._h, self.i = fresh("y"), fresh("t"), fresh("h"), fresh("i")
        self._z, self._j, self._states = fresh("z"), fresh("j"), fresh("path")
        self._substeps = str(substeps) if spans is None else f"(ref {substeps} {self.i})"
        self._span = None if spans is None else (fresh("dt"), f"(ref {spans} {self.i})")

    def text(self, now: str, interval: str) -> str:
        """The expression, where a round begins `now` and takes an `interval`."""
        steps, substeps = self._steps, self._substeps
        y, t, h, i, z = self._y, self._t, self._h, self.i, self._z
        step = interval if substeps == "1" else f"(/ {interval} {substeps})"
        clock = f"({t} {now}) ({h} {step})"
        if self._span is not None:
            clock += f" ({self._span[0]} (/ {self._span[1]} {substeps}))"
        forward = self._forward()
        if self._length is None:
            body = f"(let* ({clock}) (recur (+ {i} 1) {forward}))"
            return f"(col (scan (({i} 0) ({y} {self._state})) {steps}\n  {body}) 1)"
        end = self._length + 1
        # A counter in front of the state: what a scan carries has one type.
        body = (
            f"(let* (({i} (ref {z} 0)) ({y} (slice {z} 1 {end})) {clock})\n"
            f"    (recur (append [(+ {i} 1)] {forward})))"
        )
        scan = f"(scan (({z} (append [0] {self._state}))) {steps}\n  {body})"
        path = self._states
        return (
            f"(let (({path} {scan}))\n  (tabulate ({i} {steps}) (slice (row {path} {i}) 1 {end})))"
        )

    def _forward(self) -> str:
        """The state after a round."""
        y, t, h, j = self._y, self._t, self._h, self._j
        if self._substeps == "1":
            return f"({self._advance} {t} {y} {h})"
        dt, end = (h, "") if self._span is None else (self._span[0], f" {self._span[0]}")
        further = f"({self._advance} (+ {t} (* {j} {dt})) {y} {h}{end})"
        again = f"(if (= {j} {self._substeps}) {y} (recur (+ {j} 1) {further}))"
        return f"(loop (({j} 0) ({y} {y})) {again})"


def _around(f: CompiledModule, forms: list[Form], inputs: set[str]) -> tuple[list[Form], str]:
    """What stays at top level, and the expression of the derivative with what depends on these
    inputs around it."""
    defined = {
        id(form): Definition.of(form) for form in forms if form.head == "define" and form.items
    }
    expressions = [form for form in forms if form.head not in ("define", "input", "parameter")]
    entry = _entry(f)
    if entry is not None:
        form = next(
            form for form in forms if id(form) in defined and defined[id(form)].name == entry
        )
        body = f"({' '.join([entry, *parameters_of(form)])})"
    else:
        body = expressions[-1].text
    inputs_of_f = {item.name for item in f.__neuralc__.inputs}
    parameters = {item.name for item in f.__neuralc__.parameters} | _declared_parameters(forms)
    if both := inputs_of_f & (parameters | {item.name for item in defined.values()}):
        raise ValueError(f"the input `{min(both)}` has the name of something at top level")
    if hidden := (inputs_of_f | parameters) & _VOCABULARY:
        raise ValueError(f"the input or parameter `{min(hidden)}` has the name of an operation")
    inner = dependent(defined.values(), inputs)
    if any(item.name in _VOCABULARY for item in defined.values()):
        inner = list(defined.values())
    moved = {item.name for item in inner}
    kept = [
        form
        for form in forms
        if form.head == "parameter" or (id(form) in defined and defined[id(form)].name not in moved)
    ]
    return kept, enclosed(inner, body)


def _text_of(f: CompiledModule) -> str:
    """The text of a program, also where a parameter is called `source`."""
    return f.__neuralc__.request.source.decode("utf-8", "replace")


def _declared_parameters(forms: list[Form]) -> set[str]:
    """The names of the parameters that the text declares itself."""
    return {form.items[1].text for form in forms if form.head == "parameter" and form.items}


def _entry(f: CompiledModule) -> str | None:
    """The function that was chosen when compiling."""
    fields = list(_fields(f.__neuralc__.request.options))
    position = 0
    lengths = {"input": 3, "parameter": 3}
    while position < len(fields):
        if fields[position] == "entry":
            return fields[position + 1]
        position += lengths.get(fields[position], 2)
    return None


def _fields(options: bytes) -> Iterator[str]:
    """The fields of a request's options (netstrings)."""
    position = 0
    while position < len(options):
        colon = options.index(b":", position)
        end = colon + 1 + int(options[position:colon])
        yield options[colon + 1 : end].decode("utf-8", "replace")
        position = end + 1


def _length(roles: Roles, size: int | None) -> int | None:
    """The length of the state; `None` for a real."""
    sizes = roles.state.sizes
    if not sizes:
        return None
    if len(sizes) > 1:
        raise ValueError(
            f"the state `{roles.state.name}` is {roles.state.type}: a trajectory in the language "
            "is of reals or vectors"
        )
    if isinstance(sizes[0], int):
        if size not in (None, sizes[0]):
            raise ValueError(f"the state `{roles.state.name}` is {roles.state.type}, not {size}")
        return sizes[0]
    if size is None:
        raise ValueError(
            f"the length of the state `{roles.state.name}` is open: give it with size="
        )
    return size


def _type_text(type: str, opened: dict[str, str]) -> str:
    """A type with its open sizes put in."""
    if not type.startswith("("):
        return type
    return f"({' '.join(opened.get(word, word) for word in type[1:-1].split())})"


def _fresh(taken: set[str]) -> Callable[[str], str]:
    """Names that the program does not have."""

    def fresh(name: str) -> str:
        while name in taken:
            name += "'"
        taken.add(name)
        return name

    return fresh


def _number(value: Any) -> str:
    """A number as programs write it."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"dt must be a number, not {value!r}") from None
    if not 0 < abs(number) < float("inf"):
        raise ValueError(f"dt must be a finite number other than 0, not {value!r}")
    return repr(number)
