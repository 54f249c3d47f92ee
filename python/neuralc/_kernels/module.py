"""Modules whose values and derivatives are computed by kernels."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from functools import cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from neuralc._kernels import autograd, operators
from neuralc._kernels.gradients import Kernels
from neuralc._kernels.machine import llvm
from neuralc._kernels.program import Program
from neuralc._memory import is_under_mode
from neuralc._plain_call import method

if TYPE_CHECKING:
    from neuralc._module import CompiledModule, Definition, Variable

_PLAIN = (Tensor, nn.Parameter)  # What `launch` takes; whatever else is there, PyTorch sees to.


def attributes_of(definition: Definition, owner: str) -> dict[str, Any]:
    """What the class of a native module has beside the attributes of every module."""
    llvm()  # Says at once what is missing.
    program = Program(
        definition.request, definition.inputs, definition.parameters, definition.result
    )
    names = tuple(item.identifier for item in definition.parameters)

    def run(module: CompiledModule, values: tuple[Tensor, ...]) -> Tensor:
        return compute(program, (*values, *[getattr(module, name) for name in names]))

    return {"forward": _forward(owner, definition.inputs, run), "__kernels__": Kernels(program)}


def _forward(owner: str, inputs: tuple[Variable, ...], run: Callable[..., Tensor]) -> FunctionType:
    """A method with the names of the inputs, which torch.export and others look at."""
    scope = {"run": run, "__builtins__": builtins}
    return method(owner, FunctionType(_code_of(len(inputs)), scope, "forward"), inputs)


@cache
def _code_of(arity: int) -> CodeType:
    """The code of a method with so many inputs. No name of a program starts with underscores."""
    inputs = "".join(f"__{position}, " for position in range(arity))
    namespace: dict[str, Any] = {}
    exec(f"def forward(__self, {inputs}): return run(__self, ({inputs}))", namespace)
    code: CodeType = namespace["forward"].__code__
    return code


def compute(program: Program, operands: tuple[Tensor, ...]) -> Tensor:
    """The value at these variables, for autograd and all that is built on it."""
    if torch.compiler.is_compiling() or is_under_mode():
        return operators.value(operands, program.text)  # type: ignore[no-any-return]
    for operand in operands:
        if type(operand) not in _PLAIN:
            return operators.value(operands, program.text)  # type: ignore[no-any-return]
    return autograd.value_of(program, operands)
