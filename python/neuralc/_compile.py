"""From text to modules, diagnostics and code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from neuralc import _library
from neuralc._diagnostic import Diagnostic, diagnostic
from neuralc._source import DEFAULT_DEPTH, DEFAULT_ITERATIONS, Request, Shape, Source

if TYPE_CHECKING:
    from neuralc._module import CompiledModule


def compile(
    source: Source,
    *,
    inputs: Mapping[str, Shape] | None = None,
    parameters: Mapping[str, Any] | None = None,
    entry: str | None = None,
    max_iterations: int = DEFAULT_ITERATIONS,
    max_depth: int = DEFAULT_DEPTH,
    backend: Literal["eager", "native"] = "eager",
    dtype: Any = None,
) -> CompiledModule:
    """Compiles a program into a PyTorch module.

    Args:
        source: The text of the program, or the `Path` of a file.
        inputs: Types of inputs by name, as `(input name type)` declares them: `"(vec 3)"`, or the
            lengths of the dimensions, such as `()`, `(3,)` or `(2, 2)`.
        parameters: Free names that become trainable, with their initial values: numbers, or
            sequences, arrays or tensors for vectors and matrices.
        entry: The function to compile instead of the final expression.
        max_iterations: Rounds after which a loop is given up.
        max_depth: Depth after which recursion other than in tail position is given up.
        backend: What computes: `"eager"`, PyTorch operation by operation, or `"native"`, one kernel
            of machine code for the whole program, on the processor (needs `neuralc[native]`).
        dtype: Of the parameters, as PyTorch, NumPy or a str has it: `torch.float64`, `"float64"`;
            PyTorch's default type if `None`. A parameter begins with the number that the program
            declares, rounded to it.

    Raises:
        CompileError: The program is rejected; the exception has all diagnostics.
        ImportError: `backend="native"` is asked for, and llvmlite is not installed.
    """
    from neuralc._module import build
    from neuralc._precision import floating

    if backend not in ("eager", "native"):
        raise ValueError(f'backend must be "eager" or "native", not {backend!r}')
    request = Request(source, inputs, parameters, entry, max_iterations, max_depth)
    return build(request, backend, None if dtype is None else floating(dtype))


def check(
    source: Source,
    *,
    inputs: Mapping[str, Shape] | None = None,
    parameters: Mapping[str, Any] | None = None,
    entry: str | None = None,
) -> list[Diagnostic]:
    """All errors and warnings of a program, in the order of the text.

    The arguments are those of `compile`, less the limits. Nothing is raised for a program that is
    rejected.
    """
    request = Request(source, inputs, parameters, entry)
    answer = _library.run(b"check", request.source, request.options, request.numbers)
    return [diagnostic(record) for record in answer["diagnostics"]]


def emit(
    source: Source,
    target: str,
    *,
    inputs: Mapping[str, Shape] | None = None,
    parameters: Mapping[str, Any] | None = None,
    entry: str | None = None,
    max_iterations: int = DEFAULT_ITERATIONS,
    max_depth: int = DEFAULT_DEPTH,
) -> str:
    """A program as text of a target: `"torch"`, a standalone Python module that needs only torch,
    or `"ir"`, the intermediate representation.

    The other arguments are those of `compile`.

    Raises:
        CompileError: The program is rejected.
        ValueError: There is no such target.
    """
    request = Request(source, inputs, parameters, entry, max_iterations, max_depth, subject=target)
    answer = request.run(b"emit")
    if "targets" in answer:
        names = ", ".join(map(repr, answer["targets"]))
        raise ValueError(f"there is no target {target!r}; there are {names}")
    result: str = answer["result"]
    return result
