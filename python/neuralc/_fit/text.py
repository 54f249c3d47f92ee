"""A result as a table of text."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from neuralc._fit import layout
from neuralc._fit.digits import NOTHING

if TYPE_CHECKING:
    from neuralc._fit.result import FitResult

_WIDTH = 100


def table(result: FitResult) -> str:
    """Estimates with standard errors and intervals, statistics and warnings, in lines."""
    parts = [layout.title(result), _estimates(result), _pairs(layout.facts(result))]
    if pairs := layout.correlations(result):
        parts.append(
            _pairs([(f"correlation of {a} and {b}", f"{value:.4f}") for a, b, value in pairs])
        )
    if result.warnings:
        parts.append("\n".join(_wrapped("warning: ", text) for text in result.warnings))
    return "\n\n".join(parts)


def _estimates(result: FitResult) -> str:
    interval = f"{layout.level(result)} interval"
    lines = [("parameter", "estimate", "standard error", interval, "")]
    rows = layout.rows(result)
    lower = max((len(row.lower) for row in rows), default=0)
    upper = max((len(row.upper) for row in rows), default=0)
    for row in rows:
        has_interval = row.lower != NOTHING
        span = f"{row.lower:>{lower}} to {row.upper:>{upper}}" if has_interval else NOTHING
        lines.append((row.name, row.estimate, row.standard_error, span, row.state))
    widths = [max(len(line[k]) for line in lines) for k in range(5)]
    return "\n".join(
        f"{name:<{widths[0]}}  {estimate:>{widths[1]}}  {error:>{widths[2]}}  "
        f"{span:>{widths[3]}}  {state}".rstrip()
        for name, estimate, error, span, state in lines
    )


def _pairs(pairs: list[tuple[str, str]]) -> str:
    width = max((len(name) for name, _ in pairs), default=0)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in pairs)


def _wrapped(mark: str, text: str) -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False
    )
