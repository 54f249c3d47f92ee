"""Compiled programs as PyTorch modules."""

from __future__ import annotations

import copy
import linecache
import math
import sys
from collections.abc import Iterable, Mapping
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias
from weakref import finalize

import torch
from torch import Tensor, nn
from torch.nn.modules import module as _torch

from neuralc import _hooks
from neuralc._plain_call import own_call
from neuralc._precision import restore, untrained
from neuralc._source import Request
from neuralc._untraced import untraced

if TYPE_CHECKING:
    from neuralc._kernels.gradients import Kernels

_registration_hooks = _torch._global_parameter_registration_hooks

# What `nn.Module.__init__` sets: copying it takes half the time of setting it.
_BLANK = {**nn.Module().__dict__, _hooks.NOTE: False}

_serial = count()


Backend: TypeAlias = Literal["eager", "native"]
"""What computes: PyTorch's own operations, or kernels of machine code."""


class Variable(NamedTuple):
    """An input or a parameter."""

    name: str
    """As the program spells it."""
    identifier: str
    """As Python spells it."""
    type: str
    sizes: tuple[int | str, ...]
    """Lengths of the dimensions; an open one is a str."""


class Domain(NamedTuple):
    """What a declaration says of a parameter's values; `neuralc.fit` goes by it."""

    lower: float
    upper: float
    is_logarithmic: bool
    """Whether the logarithm is fitted, and the prior is one of it."""
    is_fixed: bool
    prior: tuple[float, float] | None
    """Mean and standard deviation."""


class Definition(NamedTuple):
    """What a module was made from, and what it takes."""

    request: Request
    inputs: tuple[Variable, ...]
    parameters: tuple[Variable, ...]
    initial: list[Any]
    """The parameters' values at first: numbers, lists, and lists of rows."""
    domains: dict[str, Domain]
    """Of the parameters that have one, by name as the program spells it."""
    result: str
    backend: Backend


class CompiledModule(nn.Module):
    """A program as a PyTorch module; `neuralc.compile` makes them.

    Inputs are given by position or by keyword, as tensors with any leading batch dimensions. Python
    numbers, sequences, NumPy arrays and integer tensors are turned into floating-point tensors.

    A parameter that still has the number which the program declares is given it anew where its type
    changes: after `.double()` it is that number, and not what float32 made of it.
    """

    # Names of its own would hide parameters of the same name, so there are as few as can be; no
    # name of a program starts with two underscores.
    __neuralc__: Definition
    __kernels__: Kernels | None = None

    def __init__(self, dtype: torch.dtype | None = None) -> None:
        # In the place of the `__init__` of the generated file, which does the same.
        state = self.__dict__
        for name, value in _BLANK.items():
            state[name] = value.copy() if isinstance(value, (dict, set)) else value
        definition = self.__neuralc__
        for item, value in zip(definition.parameters, definition.initial, strict=True):
            parameter = nn.Parameter(torch.tensor(value, dtype=dtype))
            if _registration_hooks:
                self.register_parameter(item.identifier, parameter)
            else:
                self._parameters[item.identifier] = parameter

    if TYPE_CHECKING:
        # Each class has its own, by `own_call`.
        def __call__(self, *args: Any, **kwargs: Any) -> Any: ...

    @property
    def code(self) -> str:
        """The generated Python: a whole module that needs nothing but torch."""
        return _file(self.__neuralc__.request)

    @property
    def source(self) -> str:
        """The text of the program."""
        return self.__neuralc__.request.source.decode("utf-8", "replace")

    @property
    def inputs(self) -> Mapping[str, str]:
        """The types of the inputs by name, in the order of positional arguments."""
        return {item.name: item.type for item in self.__neuralc__.inputs}

    def summary(self) -> dict[str, Any]:
        """How large the program is, and what it takes and gives.

        Returns:
            `nodes`, the number of operations; `depth`, the longest chain of them; `inputs` and
            `parameters`, types by name; `result`, a type; `stepwise`, the names of inputs and
            parameters that change the result by steps alone, as they reach it only through
            comparisons, rounding or indices: no derivative sees them.
        """
        result = self.__neuralc__.request.run(b"info")["result"]
        return {
            "nodes": result["nodes"],
            "depth": result["depth"],
            "inputs": {item["name"]: item["type"] for item in result["inputs"]},
            "parameters": {item["name"]: item["type"] for item in result["parameters"]},
            "result": result["result"],
            "stepwise": [
                item["name"]
                for item in (*result["inputs"], *result["parameters"])
                if item["stepwise"]
            ],
        }

    @untraced
    def value_and_grad(
        self,
        /,
        *args: Any,
        wrt: str | Iterable[str] | None = None,
        cotangent: Any = None,
        out: Any = None,
        **kwargs: Any,
    ) -> tuple[Any, dict[str, Any]]:
        """The value and its gradient, detached: NumPy arrays, Python numbers or tensors as inputs
        give the same as results.

        Args:
            *args: Inputs by position.
            wrt: Names of the inputs and parameters to differentiate by; all of them if `None`.
            cotangent: What the value is multiplied by before its elements are summed, of the
                value's shape or broadcast to it; 1 if `None`.
            out: Where results are written: arrays by name, or a tuple of an array for the value and
                such a dict. What has no place there is allocated.
            **kwargs: Inputs by name; values for parameters in place of their current ones.

        Returns:
            The value, and the gradient by name. A gradient has the shape of its variable: it is
            summed over the batch dimensions that the variable was broadcast along.

        Raises:
            TypeError: An input is missing or unknown, or a name in `wrt` or `out` is.
            ValueError: Shapes do not go together.
        """
        if self.__kernels__ is not None:
            return self.__kernels__.value_and_grad(self, args, kwargs, wrt, cotangent, out)
        from neuralc import _gradients

        return _gradients.value_and_grad(self, args, kwargs, wrt, cotangent, out)

    @untraced
    def value_and_jacobian(
        self,
        /,
        *args: Any,
        wrt: str | Iterable[str] | None = None,
        out: Any = None,
        **kwargs: Any,
    ) -> tuple[Any, dict[str, Any]]:
        """The value and its derivatives for each element of a batch, detached.

        Arguments and exceptions are those of `value_and_grad`.

        Returns:
            The value, and by name an array of the shape batch + result + variable.
        """
        if self.__kernels__ is not None:
            return self.__kernels__.value_and_jacobian(self, args, kwargs, wrt, out)
        from neuralc import _gradients

        return _gradients.value_and_jacobian(self, args, kwargs, wrt, out)

    def extra_repr(self) -> str:
        definition = self.__neuralc__
        inputs = ", ".join(f"{item.name}: {item.type}" for item in definition.inputs)
        text = f"({inputs}) -> {definition.result}"
        if definition.parameters:
            names = ", ".join(
                f"{item.name}: {item.type}{_value(self._parameters.get(item.identifier))}"
                for item in definition.parameters
            )
            text += f", parameters {names}"
        return text

    def _apply(self, fn: Any, recurse: bool = True) -> Any:
        # What `.to`, `.double` and the like do.
        declared = untrained(self)
        result = super()._apply(fn, recurse)  # type: ignore[no-untyped-call]
        restore(self, declared)
        return result

    def __deepcopy__(self, memo: dict[int, Any]) -> CompiledModule:
        result = type(self).__new__(type(self))
        memo[id(self)] = result
        result.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return result

    def __reduce__(self) -> tuple[Any, ...]:
        # The text is compiled again, so that no Python code is taken from a file.
        request = self.__neuralc__.request
        parts = (request.source, request.options, tuple(request.numbers))
        backend = self.__neuralc__.backend
        return _restore, parts if backend == "eager" else (*parts, backend), self.__dict__


for _name, _attribute in _hooks.ATTRIBUTES.items():
    setattr(CompiledModule, _name, _attribute)


# Elements of a parameter that are shown, and their digits.
_SHOWN = 6
_DIGITS = 6


def _value(parameter: Tensor | None) -> str:
    """` = ` and the current value of a parameter in short; nothing where it has none to be read."""
    if parameter is None or parameter.is_meta or type(parameter) is not nn.Parameter:
        return ""
    is_long = parameter.numel() > _SHOWN
    try:
        shown = parameter.detach().reshape(-1)[:_SHOWN] if is_long else parameter.detach()
        return f" = {_shown(shown.tolist(), ', …' if is_long else '')}"
    except RuntimeError:  # Of a function transform, or without memory.
        return ""


def _shown(value: Any, end: str = "") -> str:
    """Numbers in short."""
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}{end}]"
    return f"{value:.{_DIGITS}g}"


def _parameter(name: str) -> property:
    """Access to a parameter that costs a fifth of the way through `nn.Module.__getattr__`, and that
    no attribute of a base class can hide."""

    def get(module: nn.Module) -> Any:
        try:
            return module._parameters[name]
        except KeyError:
            raise AttributeError(name) from None

    return property(get)


# What generated modules import.
_NAMESPACE: dict[str, Any] = {
    "math": math,
    "sys": sys,
    "torch": torch,
    "Tensor": Tensor,
}


def build(
    request: Request, backend: Backend = "eager", dtype: torch.dtype | None = None
) -> CompiledModule:
    """Compiles a program and makes its module."""
    answer = request.run(b"compile" if backend == "eager" else b"interface")
    name: str = answer["class"]
    inputs = variables(answer["inputs"])
    parameters = variables(answer["parameters"])
    domains = {name: _domain(*parts) for name, parts in answer["domains"].items()}
    definition = Definition(
        request,
        inputs,
        parameters,
        answer["initial"],
        domains,
        answer["result"],
        backend,
    )
    attributes: dict[str, Any] = {
        "__module__": __name__,
        "__call__": own_call(name, inputs),
        "__neuralc__": definition,
    }
    for item in parameters:
        attributes[item.identifier] = _parameter(item.identifier)
    if backend == "native":
        from neuralc._kernels.module import attributes_of

        attributes |= attributes_of(definition, name)
        generated = type(name, (CompiledModule,), attributes)
    else:
        generated = _executed(name, request, answer["texts"], answer["lines"], attributes)
    module: CompiledModule = generated(dtype)
    return module


def _domain(
    lower: float, upper: float, is_logarithmic: bool, is_fixed: bool, prior: list[float] | None
) -> Domain:
    """A domain from the compiler's answer."""
    return Domain(
        lower, upper, is_logarithmic, is_fixed, None if prior is None else (prior[0], prior[1])
    )


def _executed(
    name: str, request: Request, texts: list[str], lines: list[int], attributes: dict[str, Any]
) -> type:
    """A class with these attributes and the `forward` of a generated file."""
    definitions, forward = texts
    # Tracebacks read the text from here when they need it, as long as the class lives.
    filename = f"neuralc/{name}-{next(_serial)}.py"
    linecache.cache[filename] = (lambda: _file(request),)
    # Compiling less takes less time: the namespace has what the file imports, and `CompiledModule`
    # does what the class does beside `forward`. Every line keeps its number.
    namespace = _NAMESPACE.copy()
    if definitions:
        _execute("\n" * lines[0] + definitions, filename, namespace, namespace)
    _execute("\n" * (lines[1] - 1) + "if True:\n" + forward, filename, namespace, attributes)
    attributes["forward"].__qualname__ = f"{name}.forward"
    generated = type(name, (CompiledModule,), attributes)
    finalize(generated, linecache.cache.pop, filename, None).atexit = False
    return generated


def _file(request: Request) -> str:
    """The whole generated file, which is written when somebody reads it."""
    result: str = request.about("torch").run(b"emit")["result"]
    return result


def _execute(
    code: str, filename: str, namespace: dict[str, Any], attributes: dict[str, Any]
) -> None:
    """Runs generated Python, which finds names in one scope and defines names in the other."""
    exec(compile(code, filename, "exec", dont_inherit=True), namespace, attributes)


def variables(records: list[list[Any]]) -> tuple[Variable, ...]:
    """Inputs or parameters from the compiler's answer."""
    return tuple(
        Variable(name, identifier, type, tuple(sizes)) for name, identifier, type, sizes in records
    )


def _restore(
    source: bytes, options: bytes, numbers: tuple[float, ...], backend: Backend = "eager"
) -> CompiledModule:
    """Makes a module again that was pickled."""
    return build(Request.restored(source, options, list(numbers)), backend)
