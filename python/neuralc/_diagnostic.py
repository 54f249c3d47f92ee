"""Messages to the author of a program, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the text: line and column count from 1 (in characters), the offset from 0 (in
    bytes of UTF-8)."""

    line: int
    column: int
    offset: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text, from the first character to just past the last."""

    start: Position
    end: Position


@dataclass(frozen=True, slots=True)
class Note:
    """A second place that takes part in a problem."""

    message: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class FixIt:
    """A change to the text that removes a problem; an empty span inserts."""

    span: Span | None
    replacement: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error or warning, with its stable code (`nc.explain` has a page about each).

    The span is `None` where a problem lies in an argument rather than in the text.
    """

    code: str
    severity: Literal["error", "warning"]
    message: str
    span: Span | None
    hint: str | None = None
    notes: tuple[Note, ...] = ()
    fix: FixIt | None = None

    def __str__(self) -> str:
        return f"{self.severity}[{self.code}]: {self.message}"


def diagnostic(record: dict[str, Any]) -> Diagnostic:
    """The diagnostic that the compiler sent as JSON."""
    fix = record["fix"]
    return Diagnostic(
        code=record["code"],
        severity=record["severity"],
        message=record["message"],
        span=span(record["span"]),
        hint=record["hint"],
        notes=tuple(Note(note["message"], span(note["span"])) for note in record["notes"]),
        fix=None if fix is None else FixIt(span(fix.get("span")), fix["replacement"]),
    )


def span(record: dict[str, Any] | None) -> Span | None:
    if record is None:
        return None
    return Span(Position(**record["start"]), Position(**record["end"]))
