"""`__call__` of compiled modules: what costs next to nothing on the way to `forward`."""

from __future__ import annotations

import linecache
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any

from torch import Tensor, bfloat16, float16, float32, float64

from neuralc import _call, _hooks

if TYPE_CHECKING:
    from neuralc._module import Variable

# All of the conditions together cost less than what `nn.Module.__call__` does in their place, and
# parameters of their own less than `*args`. An attribute of an `nn.Module` takes twice as long to
# read as one of an object without `__getattr__`, so one tells whether others need be looked at. No
# name of a program starts with two underscores.
_CALL = """
def __call__(__self, /, {parameters}*__rest, **__others):
    try:
        if (
            {is_special}__rest
            or __others
            or _forward_hooks
            or _forward_pre_hooks
            or _backward_hooks
            or _backward_pre_hooks
            or (__self.__may_have_hooks__ and has_own_hooks(__self))
        ):
            return with_care(__self, ({arguments}*__rest,), __others)
        return __self.forward({arguments})
    except (TypeError, RuntimeError, IndexError) as __error:
        return after(__error, __self, ({arguments}*__rest,), __others)
"""

# Nearly all tensors are of the first two types, and comparing takes less than hashing.
_IS_SPECIAL = """type({0}) is not Tensor
            or (__type := {0}.dtype) is not float64
            and __type is not float32
            and __type not in SHORT
            or """

_CALL_NAMESPACE: dict[str, Any] = {
    "Tensor": Tensor,
    "MISSING": _call.MISSING,
    "float64": float64,
    "float32": float32,
    "SHORT": frozenset((bfloat16, float16)),
    "with_care": _call.with_care,
    "after": _call.after,
    "has_own_hooks": _hooks.has_own,
    **_hooks.OF_ALL,
}


@cache
def _call_of(arity: int) -> FunctionType:
    """`__call__` of a module with so many inputs."""
    names = [f"__{position}" for position in range(arity)]
    source = _CALL.format(
        parameters="".join(f"{name}=MISSING, " for name in names),
        arguments="".join(f"{name}, " for name in names),
        is_special="".join(_IS_SPECIAL.format(name) for name in names),
    )
    namespace = dict(_CALL_NAMESPACE)
    filename = f"neuralc/call-{arity}.py"
    linecache.cache[filename] = (lambda: source,)
    exec(compile(source, filename, "exec", dont_inherit=True), namespace)
    function: FunctionType = namespace["__call__"]
    return function


def own_call(owner: str, inputs: tuple[Variable, ...]) -> FunctionType:
    """`__call__` with the names of these inputs."""
    return method(owner, _call_of(len(inputs)), inputs)


def method(owner: str, template: FunctionType, inputs: tuple[Variable, ...]) -> FunctionType:
    """A method with the names of these inputs behind `self`, as a function of its own:
    `torch.compile` counts recompilations by code object, and programs must not use up each other's
    allowance."""
    names = list(template.__code__.co_varnames)
    names[1 : len(inputs) + 1] = [item.identifier for item in inputs]
    code = template.__code__.replace(co_varnames=tuple(names))
    result = FunctionType(code, template.__globals__, template.__name__, template.__defaults__)
    result.__qualname__ = f"{owner}.{template.__name__}"
    return result
