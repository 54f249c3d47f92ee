"""The reference evaluator: float64, and no torch involved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from neuralc._diagnostic import Span, span
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


class NonFinite(NamedTuple):
    """An operation that gave an infinity or NaN for operands without one."""

    operation: str
    """As the language has it, such as `log`."""
    operands: tuple[Any, ...]
    """Numbers, lists, and lists of rows."""
    result: Any
    span: Span | None
    message: str
    """A sentence with the place in the text."""


def non_finite(
    source: Source,
    inputs: Mapping[str, Any] | None = None,
    *,
    parameters: Mapping[str, Any] | None = None,
    entry: str | None = None,
    max_iterations: int = DEFAULT_ITERATIONS,
    max_depth: int = DEFAULT_DEPTH,
) -> list[NonFinite]:
    """Where an infinity and NaN come from: the first operation that gave each, in the order in
    which they did, for one set of inputs. It is empty where all numbers are finite, and where those
    that are not came in as inputs.

    Arguments and exceptions are those of `evaluate`.

    >>> [origin.message for origin in non_finite("(* x (log x))", {"x": 0.0})]
    ['<string>:1:6: `log` of 0.0 is -inf', '<string>:1:1: `*` of 0.0 and -inf is nan']
    """
    request = request_with_values(source, inputs, parameters, entry, max_iterations, max_depth)
    return non_finite_origins(request)


def non_finite_origins(request: Request) -> list[NonFinite]:
    """As `non_finite`, for a request that has its values."""
    answer = request.run(b"non-finite")
    if "failure" in answer:
        _fail(answer)
    return [
        NonFinite(
            record["operation"],
            tuple(record["operands"]),
            record["result"],
            span(record["span"]),
            record["message"],
        )
        for record in answer["result"]
    ]


def request_with_values(
    source: Source,
    values: Mapping[str, Any] | None,
    parameters: Mapping[str, Any] | None,
    entry: str | None,
    max_iterations: int,
    max_depth: int,
) -> Request:
    """What is asked of the reference evaluator."""
    request = Request(source, None, parameters, entry, max_iterations, max_depth)
    request.add_values(values or {})
    return request


def _run(
    command: bytes,
    source: Source,
    inputs: Mapping[str, Any] | None,
    parameters: Mapping[str, Any] | None,
    entry: str | None,
    max_iterations: int,
    max_depth: int,
) -> dict[str, Any]:
    request = request_with_values(source, inputs, parameters, entry, max_iterations, max_depth)
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
