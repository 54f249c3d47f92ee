"""The exception of a rejected program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from neuralc._diagnostic import Diagnostic, Span


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
        if first.span is None:
            super().__init__(message)
            self.filename = filename
        else:
            super().__init__(message, _details(first.span, filename, source))
        if len(self.diagnostics) > 1:
            self.add_note(self._rendered)  # Tracebacks show the first error alone otherwise.

    def __str__(self) -> str:
        return self._rendered

    def __repr__(self) -> str:
        return f"CompileError({self.msg!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._arguments


class PathAsTextError(CompileError, ValueError):
    """A path was given as the text of a program: the argument is wrong, and no program at all."""


# Lines longer than this, in bytes, are not shown with a traceback.
_LONGEST_LINE = 1000


def _details(
    span: Span, filename: str, source: bytes
) -> tuple[str, int, int, str | None, int, int]:
    """The place of a span as `SyntaxError` has it: file, line, column, text, end."""
    start = source.rfind(b"\n", 0, span.start.offset) + 1
    end = source.find(b"\n", span.start.offset)
    line = source[start : len(source) if end < 0 else end].rstrip(b"\r")
    text = line.decode("utf-8", "replace") if len(line) <= _LONGEST_LINE else None
    if span.end.line == span.start.line:
        last = span.end.column
    else:
        last = span.start.column if text is None else len(text) + 1
    return filename, span.start.line, span.start.column, text, span.start.line, last
