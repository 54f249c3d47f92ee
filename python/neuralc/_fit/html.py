"""A result as HTML, for notebooks and as a page of its own."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from neuralc._fit import layout
from neuralc._fit.digits import NOTHING

if TYPE_CHECKING:
    from neuralc._fit.result import FitResult

_STYLE = "text-align:right;font-variant-numeric:tabular-nums"
_WARNING = "color:#9a6700"


def fragment(result: FitResult) -> str:
    """The tables and warnings, for a notebook."""
    return "\n".join(
        [
            "<div>",
            f"<p>{escape(layout.title(result))}</p>",
            _estimates(result),
            _statistics(result),
            *(f'<p style="{_WARNING}">⚠ {escape(text)}</p>' for text in result.warnings),
            "</div>",
        ]
    )


def page(result: FitResult) -> str:
    """A whole page."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Fit</title></head>\n'
        f'<body style="font-family:sans-serif">\n{fragment(result)}\n</body>\n</html>\n'
    )


def _estimates(result: FitResult) -> str:
    interval = f"{layout.level(result)} interval"
    head = "".join(
        f'<th style="text-align:{side}">{escape(name)}</th>'
        for name, side in [
            ("parameter", "left"),
            ("estimate", "right"),
            ("standard error", "right"),
            (interval, "right"),
            ("", "left"),
        ]
    )
    body = []
    for row in layout.rows(result):
        has_interval = row.lower != NOTHING
        span = f"{row.lower} to {row.upper}" if has_interval else NOTHING
        cells = "".join(
            f'<td style="{_STYLE}">{escape(text)}</td>'
            for text in (row.estimate, row.standard_error, span)
        )
        name = f'<th style="text-align:left">{escape(row.name)}</th>'
        body.append(f"<tr>{name}{cells}<td>{escape(row.state)}</td></tr>")
    return _table(head, body)


def _statistics(result: FitResult) -> str:
    pairs = layout.facts(result)
    pairs += [
        (f"correlation of {a} and {b}", f"{value:.4f}")
        for a, b, value in layout.correlations(result)
    ]
    body = [
        f'<tr><td style="text-align:left">{escape(name)}</td>'
        f'<td style="{_STYLE}">{escape(value)}</td></tr>'
        for name, value in pairs
    ]
    return f"<details><summary>statistics</summary>\n{_table('', body)}\n</details>"


def _table(head: str, body: list[str]) -> str:
    lines = ["<table>"]
    if head:
        lines.append(f"<thead><tr>{head}</tr></thead>")
    return "\n".join([*lines, "<tbody>", *body, "</tbody>", "</table>"])
