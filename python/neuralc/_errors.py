"""The exception of a rejected program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from neuralc._diagnostic import Diagnostic


class CompileError(SyntaxError):
    """A program was rejected.

    `diagnostics` has all errors and warnings in the order of the text; `str()` shows them with
    carets. The attributes of `SyntaxError` describe the first error.
    """

    __module__ = "neuralc"

    diagnostics: list[Diagnostic]

    def __init__(
        self, diagnostics: Sequence[Diagnostic], rendered: str, filename: str, source: bytes
    ) -> None:
        self.diagnostics = list(diagnostics)
        self._arguments = (self.diagnostics, rendered, filename, source)
        self._rendered = rendered.rstrip("\n")
        errors = [item for item in self.diagnostics if item.severity == "error"]
        first = errors[0]
        message = f"{first.message} [{first.code}]"
        span = first.span
        if span is None:
            super().__init__(message)
            self.filename = filename
        else:
            line = _line(source, span.start.offset)
            end = span.end if span.end.line == span.start.line else None
            details = (
                filename,
                span.start.line,
                span.start.column,
                line,
                span.start.line,
                end.column if end else len(line) + 1,
            )
            super().__init__(message, details)
        if len(self.diagnostics) > 1 and hasattr(self, "add_note"):
            self.add_note(self._rendered)  # Tracebacks show the first error alone otherwise.

    def __str__(self) -> str:
        return self._rendered

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._arguments


def _line(source: bytes, offset: int) -> str:
    """The line of the text around a byte offset."""
    start = source.rfind(b"\n", 0, offset) + 1
    end = source.find(b"\n", offset)
    line = source[start : len(source) if end < 0 else end]
    return line.decode("utf-8", "replace").rstrip("\r")
