"""The language, described by the compiler itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from neuralc import _library


@dataclass(frozen=True, slots=True)
class Primitive:
    """One operation of the language."""

    name: str
    aliases: tuple[str, ...]
    family: str
    summary: str
    arity: tuple[int, int | None]
    """The smallest and the largest number of operands; `None` is any number."""
    domain: str
    """Where it is defined, and what happens elsewhere."""
    differentiable: bool
    """Whether its derivative is more than zero everywhere."""
    signatures: tuple[str, ...] = ()
    """The calls that it takes, such as `(dot (vec n) (vec n)) → real`."""
    samples: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    """Calls for tests: `operands` in order, each with `shape`, `elements` (row by row) and whether
    it must be a constant (`static`), and whether value and derivative are smooth there
    (`regular`)."""


def primitives() -> list[Primitive]:
    """All operations of the language, family by family."""
    records = _library.run(b"primitives", b"", b"")["result"]
    return [
        Primitive(
            name=record["name"],
            aliases=tuple(record["aliases"]),
            family=record["family"],
            summary=record["summary"],
            arity=(record["minimum"], record["maximum"]),
            domain=record["domain"],
            differentiable=record["differentiable"],
            signatures=tuple(record["signatures"]),
            samples=tuple(record["samples"]),
        )
        for record in records
    ]


def explain(code: str) -> str:
    """The page about a diagnostic code such as `NC401`.

    Raises:
        ValueError: There is no such code.
    """
    answer = _library.run(b"explain", b"", _library.records(["subject", code]))
    if "codes" in answer:
        codes = ", ".join(answer["codes"])
        raise ValueError(f"there is no diagnostic code {code!r}; there are {codes}")
    result: str = answer["result"]
    return result
