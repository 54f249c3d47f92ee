"""The reference evaluator: float64, and no torch involved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from neuralc._source import DEFAULT_DEPTH, DEFAULT_ITERATIONS, Request, Source

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

# What Python raises for each kind of failure.
EXCEPTIONS: dict[str, type[Exception]] = {
    "call": TypeError,
    "value": ValueError,
    "index": IndexError,
    "iterations": RuntimeError,
    "depth": RecursionError,
}


def evaluate(
    source: Source,
    inputs: Mapping[str, Any] | None = None,
    *,
    parameters: Mapping[str, Any] | None = None,
    entry: str | None = None,
    max_iterations: int = DEFAULT_ITERATIONS,
    max_depth: int = DEFAULT_DEPTH,
) -> float | NDArray[numpy.float64]:
    """The value of a program: a float, or an array for a vector or matrix.

    Args:
        source: The text of the program, or the `Path` of a file.
        inputs: The value of each input by name, and of parameters that are to differ from their
            initial values.
        parameters: As for `compile`.
        entry: As for `compile`.
        max_iterations: As for `compile`.
        max_depth: As for `compile`.

    Raises:
        CompileError: The program is rejected.
        TypeError: An input is missing or unknown.
        ValueError: An input has another shape than the program asks for.
        IndexError: The program indexes outside a vector or matrix.
        RuntimeError: A loop passes its limit (`RecursionError`: recursion does).
    """
    answer = _run(b"evaluate", source, inputs, parameters, entry, max_iterations, max_depth)
    return _value(answer["result"])


def gradient(
    source: Source,
    inputs: Mapping[str, Any] | None = None,
    *,
    parameters: Mapping[str, Any] | None = None,
    entry: str | None = None,
    max_iterations: int = DEFAULT_ITERATIONS,
    max_depth: int = DEFAULT_DEPTH,
) -> dict[str, float | NDArray[numpy.float64]]:
    """The exact gradient of a program that gives a real, by each input and parameter.

    Arguments and exceptions are those of `evaluate`; a program that gives a vector or a matrix is
    a `ValueError`.
    """
    answer = _run(b"gradient", source, inputs, parameters, entry, max_iterations, max_depth)
    return {name: _value(part) for name, part in answer["result"].items()}


def _run(
    command: bytes,
    source: Source,
    inputs: Mapping[str, Any] | None,
    parameters: Mapping[str, Any] | None,
    entry: str | None,
    max_iterations: int,
    max_depth: int,
) -> dict[str, Any]:
    request = Request(source, None, parameters, entry, max_iterations, max_depth)
    request.add_values(inputs or {})
    answer = request.run(command)
    if "failure" in answer:
        _fail(answer)
    return answer


def _fail(answer: dict[str, Any]) -> NoReturn:
    raise EXCEPTIONS[answer["failure"]](answer["message"])


def _value(record: dict[str, Any]) -> float | NDArray[numpy.float64]:
    elements = record["elements"]
    if not record["shape"]:
        return float(elements[0])
    import numpy

    return numpy.array(elements, dtype=numpy.float64).reshape(record["shape"])
