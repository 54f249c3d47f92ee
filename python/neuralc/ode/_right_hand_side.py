"""Which inputs of a module are the state and the time of a differential equation."""

from __future__ import annotations

import copy
import difflib
import inspect
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy
import torch
from torch import Tensor, nn

from neuralc._module import CompiledModule, Variable

_TIMES = ("t", "time")


class Roles(NamedTuple):
    """What the inputs of a compiled program stand for."""

    state: Variable
    time: Variable | None
    constants: tuple[Variable, ...]


class RightHandSide(nn.Module):
    """The right-hand side of dy/dt = f(t, y), called as `(t, y)`: what torchdiffeq and others take.

    Args:
        f: A compiled module or any other `nn.Module`. Of a compiled one, the time is the input `t`
            or `time`, if there is one, and the state is the input of the type of the result: the
            one called `y` where there are several. Any other module is called with `t` and `y`
            where it has an argument `t` or `time` before another, and with `y` alone otherwise.
        state: The name of the state's input.
        time: The name of the time's input.
        constants: Values for all other inputs, by name.

    Raises:
        TypeError: There is no such input, a constant is missing, or `f` is no module.
        ValueError: No input can be the state, or several can.
    """

    def __init__(
        self,
        f: nn.Module,
        *,
        state: str | None = None,
        time: str | None = None,
        constants: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        if not isinstance(f, nn.Module):
            raise TypeError(
                f"a right-hand side is a module, not {type(f).__name__}: compile a program's text "
                "with neuralc.compile"
            )
        self.f = f
        for role, name in (("state", state), ("time", time)):
            if name is not None and not isinstance(name, str):
                raise TypeError(f"{role} must be the name of an input, not {name!r}")
        if constants is not None and not isinstance(constants, Mapping):
            raise TypeError(f"constants must be values by name, not {type(constants).__name__}")
        constants = dict(constants or {})
        if isinstance(f, CompiledModule):
            self.roles: Roles | None = roles_of(f, state, time)
            self.constants = _bound(self.roles.constants, constants)
            self._order = [item.identifier for item in f.__neuralc__.inputs]
        else:
            self.roles = None
            self.constants = constants
            self._state, self._time = _arguments_of(f, state, time)

    def forward(self, t: Any, y: Tensor) -> Tensor:
        """The derivative of the state.

        Args:
            t: The time: a number or a tensor of the batch's shape, or of any that goes with it.
            y: The state, with any batch dimensions before its own.
        """
        roles = self.roles
        if roles is None:
            if self._time is None:
                result: Tensor = self.f(y, **self.constants)
            elif self._state is None:
                result = self.f(t, y, **self.constants)
            else:
                result = self.f(**{self._time: t, self._state: y}, **self.constants)
            return result
        values = dict(self.constants)
        values[roles.state.identifier] = y
        if roles.time is not None:
            values[roles.time.identifier] = t
        result = self.f(*[values[name] for name in self._order])
        return result

    def with_constants(self, constants: dict[str, Any]) -> RightHandSide:
        """The same with other constants, by identifier."""
        other = copy.copy(self)
        other.constants = constants
        return other

    @property
    def batches(self) -> dict[str, tuple[int, ...]]:
        """The batches that constants of a program have, by name."""
        if self.roles is None:
            return {}
        shapes = {
            item.name: _shape(self.constants[item.identifier]) for item in self.roles.constants
        }
        ranks = {item.name: len(item.sizes) for item in self.roles.constants}
        return {name: shape[: len(shape) - ranks[name]] for name, shape in shapes.items()}

    @property
    def spacing(self) -> float:
        """The relative spacing of the coarsest numbers among parameters and constants: a time that
        is computed from them is no better known."""
        tensors = [*self.f.parameters(), *self.constants.values()]
        kinds = [item.dtype for item in tensors if isinstance(item, Tensor)]
        eps = [torch.finfo(kind).eps for kind in kinds if kind.is_floating_point]
        return max(eps, default=torch.finfo(torch.float64).eps)

    @property
    def takes_time(self) -> bool:
        """Whether the derivative is given the time."""
        return (self._time if self.roles is None else self.roles.time) is not None

    @property
    def rank(self) -> int | None:
        """How many dimensions a state has without its batch; `None` where that is not known."""
        return None if self.roles is None else len(self.roles.state.sizes)


def as_right_hand_side(
    f: nn.Module,
    state: str | None = None,
    time: str | None = None,
    constants: Mapping[str, Any] | None = None,
) -> RightHandSide:
    """A right-hand side as it is, or made of a module."""
    if isinstance(f, RightHandSide):
        if (state, time, constants) != (None, None, None):
            raise TypeError("a RightHandSide has its state, time and constants already")
        return f
    return RightHandSide(f, state=state, time=time, constants=constants)


def roles_of(f: CompiledModule, state: str | None = None, time: str | None = None) -> Roles:
    """State, time and constants among the inputs of a program."""
    definition = f.__neuralc__
    inputs = definition.inputs
    given = None if state is None else _named(inputs, state)
    others = [item for item in inputs if item is not given]
    clock = None
    if time is not None:
        clock = _named(others, time)
    elif len(inputs) > 1:
        clock = next((item for item in others if item.name in _TIMES and not item.sizes), None)
    candidates = [item for item in others if item is not clock and _fits(item, definition.result)]
    chosen = given
    if chosen is None:
        preferred = [item for item in candidates if item.name == "y"]
        if len(candidates) != 1 and len(preferred) != 1:
            listed = ", ".join(f"`{item.name}`" for item in candidates) or "none"
            raise ValueError(
                f"the state is an input of the type of the result, {definition.result}: there "
                f"must be one, or one called `y`, and there are {listed}; name it with state="
            )
        chosen = (preferred or candidates)[0]
    elif not _fits(chosen, definition.result):
        raise ValueError(
            f"the state `{chosen.name}` is {chosen.type}, and its derivative {definition.result}"
        )
    rest = tuple(item for item in inputs if item is not chosen and item is not clock)
    return Roles(chosen, clock, rest)


def _named(inputs: Sequence[Variable], name: str) -> Variable:
    """The input of this name."""
    for item in inputs:
        if name in (item.name, item.identifier):
            return item
    raise TypeError(_unknown(name, [item.name for item in inputs]))


def _unknown(name: str, names: Sequence[str]) -> str:
    """Says that there is no such input, and which there are."""
    near = difflib.get_close_matches(name, names, 1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    listed = ", ".join(f"`{other}`" for other in names) or "none"
    return f"there is no input `{name}`; there are {listed}{hint}"


def _fits(item: Variable, result: str) -> bool:
    """Whether an input can have the type of the result: an open size goes with any."""
    if item.type == result:
        return True
    words = result.strip("()").split()
    return len(words) - 1 == len(item.sizes) > 0 and all(
        word == str(size) or not word.isdigit() or isinstance(size, str)
        for word, size in zip(words[1:], item.sizes, strict=True)
    )


def _bound(items: Sequence[Variable], values: dict[str, Any]) -> dict[str, Any]:
    """A value for each constant, by identifier."""
    bound: dict[str, Any] = {}
    for item in items:
        name = item.name if item.name in values else item.identifier
        if name not in values:
            raise TypeError(
                f"the input `{item.name}` ({item.type}) is neither the state nor the time: give "
                f'its value with constants={{"{item.name}": …}}'
            )
        bound[item.identifier] = _checked(item, values.pop(name))
    for name in values:
        raise TypeError("constants: " + _unknown(name, [item.name for item in items]))
    return bound


def _checked(item: Variable, value: Any) -> Any:
    """A constant as it was given, if it is what the program can take."""
    if not isinstance(value, Tensor):
        try:
            array = numpy.asarray(value)
        except ValueError:
            raise ValueError(f"the constant `{item.name}` has rows of different lengths") from None
        if array.dtype.kind not in "biuf":
            raise TypeError(f"the constant `{item.name}` must be real numbers, not {value!r}")
        if not numpy.isfinite(array).all():
            raise ValueError(f"the constant `{item.name}` must be finite, not {value!r}")
    elif value.is_complex():
        raise TypeError(f"the constant `{item.name}` must be real numbers, not {value.dtype}")
    shape = _shape(value)
    own = shape[len(shape) - len(item.sizes) :]
    if len(own) < len(item.sizes) or any(
        isinstance(size, int) and size != have for size, have in zip(item.sizes, own, strict=True)
    ):
        raise ValueError(f"the constant `{item.name}` has the shape {shape}, and is {item.type}")
    return value


def _shape(value: Any) -> tuple[int, ...]:
    return tuple(value.shape) if isinstance(value, Tensor) else numpy.shape(value)


def _arguments_of(
    f: nn.Module, state: str | None, time: str | None
) -> tuple[str | None, str | None]:
    """The names of the arguments of a module's `forward`: of the state where it must be given by
    name, and of the time where there is one."""
    positional = [
        item.name
        for item in inspect.signature(f.forward).parameters.values()
        if item.kind in (item.POSITIONAL_ONLY, item.POSITIONAL_OR_KEYWORD)
    ]
    for name in (state, time):
        if name is not None and name not in positional:
            raise TypeError(_unknown(name, positional))
    if time is None and len(positional) > 1:
        time = next((name for name in positional if name in _TIMES and name != state), None)
    if time is None:
        return state, None
    others = [name for name in positional if name != time]
    if positional[:2] == [time, state or others[0]]:
        return None, time
    return state or others[0], time
