"""Programs and options as the library takes them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from neuralc import _library
from neuralc._diagnostic import diagnostic
from neuralc._errors import CompileError, PathAsTextError

Source: TypeAlias = "str | Path"
"""A program: its text, or the path of a file."""

Shape: TypeAlias = "str | tuple[int, ...]"
"""A type as programs write it (`"(vec 3)"`), or the lengths of its dimensions."""

DEFAULT_ITERATIONS = 1_000_000
DEFAULT_DEPTH = 10_000


class Request:
    """A text with the options of a call, and their numbers."""

    __slots__ = ("numbers", "options", "source")

    def __init__(
        self,
        source: Source,
        inputs: Mapping[str, Shape] | None = None,
        parameters: Mapping[str, Any] | None = None,
        entry: str | None = None,
        max_iterations: int = DEFAULT_ITERATIONS,
        max_depth: int = DEFAULT_DEPTH,
        subject: str | None = None,
    ) -> None:
        fields: list[str | bytes] = []
        self.numbers: list[float] = []
        if isinstance(source, str):
            # A lone surrogate has no UTF-8; passing it on lets the compiler say so.
            self.source = source.encode("utf-8", "surrogatepass")
        elif isinstance(source, os.PathLike):
            self.source = Path(source).read_bytes()
            fields += ["file", os.fspath(source)]
        else:
            raise TypeError(f"a program is a str or a Path, not {type(source).__name__}")
        for name, shape in (inputs or {}).items():
            fields += ["input", name, type_text(name, shape)]
        for name, value in (parameters or {}).items():
            fields += ["parameter", name, *self.value(name, value)]
        if entry is not None:
            fields += ["entry", entry]
        if max_iterations != DEFAULT_ITERATIONS:
            fields += ["iterations", _limit("max_iterations", max_iterations)]
        if max_depth != DEFAULT_DEPTH:
            fields += ["depth", _limit("max_depth", max_depth)]
        if subject is not None:
            fields += ["subject", subject]
        self.options = _library.records(fields) if fields else b""

    @classmethod
    def restored(cls, source: bytes, options: bytes, numbers: list[float]) -> Request:
        """A request from its parts."""
        request = cls.__new__(cls)
        request.source, request.options, request.numbers = source, options, numbers
        return request

    def about(self, subject: str) -> Request:
        """The same with a subject."""
        options = self.options + _library.records(["subject", subject])
        return Request.restored(self.source, options, self.numbers)

    def value(self, name: str, value: Any) -> Iterator[str]:
        """Keeps the numbers of a value, and gives its shape as a record."""
        shape, elements = numbers(name, value)
        self.numbers += elements
        yield " ".join(map(str, shape))

    def add_values(self, values: Mapping[str, Any]) -> None:
        """Adds values for inputs and parameters."""
        fields: list[str | bytes] = []
        for name, value in values.items():
            fields += ["value", name, *self.value(name, value)]
        self.options += _library.records(fields)

    def run(self, command: bytes) -> dict[str, Any]:
        """The compiler's answer; raises `CompileError` where the program is rejected."""
        answer: dict[str, Any] = _library.run(command, self.source, self.options, self.numbers)
        if "rendered" in answer:
            diagnostics = [diagnostic(record) for record in answer["diagnostics"]]
            is_path = any(item.code == "NC109" for item in diagnostics)
            error = PathAsTextError if is_path else CompileError
            raise error(diagnostics, answer["rendered"], answer["file"], self.source)
        if "error" in answer:
            raise RuntimeError(f"neuralc bug: {answer['error']}, please report it")
        return answer


def type_text(name: str, shape: Shape) -> str:
    """A type as programs write it."""
    if isinstance(shape, str):
        return shape
    lengths = tuple(shape) if isinstance(shape, Sequence) else None
    if lengths is None or not all(isinstance(length, int) for length in lengths):
        raise TypeError(
            f"the type of input `{name}` must be a str such as '(vec 3)' or a tuple of lengths, "
            f"not {shape!r}"
        )
    if not lengths:
        return "real"
    if len(lengths) > 2:
        raise ValueError(f"the type of input `{name}` has {len(lengths)} dimensions, not 0 to 2")
    return f"({'vec' if len(lengths) == 1 else 'mat'} {' '.join(map(str, lengths))})"


def numbers(name: str, value: Any) -> tuple[tuple[int, ...], list[float]]:
    """The shape and the elements of a number, a nested sequence, an array or a tensor."""
    if isinstance(value, (int, float)):
        return (), [float(value)]
    import numpy

    from neuralc._masks import refuse_masked

    refuse_masked(f"`{name}`", value)
    if hasattr(value, "detach"):  # A tensor, without importing torch to find out.
        value = value.detach().cpu().double().numpy()
    problem = TypeError(f"`{name}` must be a number, a vector or a matrix, not {value!r}")
    try:
        array = numpy.asarray(value)
    except (TypeError, ValueError):
        raise problem from None
    if (
        array.dtype.kind not in "biuf"
    ):  # Texts and None are no numbers, whatever NumPy makes of them.
        raise problem
    array = array.astype(numpy.float64)
    if array.ndim > 2:
        raise ValueError(f"`{name}` has {array.ndim} dimensions, not 0 to 2")
    return array.shape, array.ravel().tolist()


def _limit(name: str, value: int) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    if not 1 <= value < 2**63:
        raise ValueError(f"{name} must be at least 1 and less than 2**63, not {value}")
    return str(value)
