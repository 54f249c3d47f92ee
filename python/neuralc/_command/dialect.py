"""How a CSV file is written: what the readers of polars call by the same names."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, fields

from neuralc._command.errors import UsageError

SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True)
class Dialect:
    """How a CSV file is written."""

    separator: str | None = None
    """What stands between fields; found out if `None`."""
    decimal: str = "."
    """What stands before the decimals: a point or a comma."""
    encoding: str = "utf-8"
    has_header: bool = True
    """Whether the first line has the names of columns."""
    skip_rows: int = 0
    """Lines above the header to leave out."""
    skip_rows_after_header: int = 0
    """Lines below the header to leave out, such as one of units."""
    n_rows: int | None = None
    """How many rows are read at most."""
    comment_prefix: str | None = None
    """What lines to leave out begin with, wherever they are; if `None`, `#` above the header."""
    quote_char: str | None = '"'
    """What a field with a separator in it stands between."""
    null_values: tuple[str, ...] = ()
    """What stands for a missing value, besides what always does."""
    truncate_ragged_lines: bool = False
    """Whether fields behind those of the header are left out."""

    def separator_of(self, header: str) -> str:
        """The separator, or the one that a header has most often: no comma where that is what
        stands before decimals, unless there is nothing else."""
        if self.separator is not None:
            return self.separator
        others = SEPARATORS[1:] if self.decimal == "," else SEPARATORS
        found = max(others, key=header.count)
        return found if found in header else ","

    def changed(self) -> list[str]:
        """The options that are not as they are by themselves."""
        plain = Dialect()
        return [
            f"--{field.name.replace('_', '-')}" if field.name != "has_header" else "--no-header"
            for field in fields(self)
            if getattr(self, field.name) != getattr(plain, field.name)
        ]


def add_options(group: argparse._ArgumentGroup) -> None:
    """The options that say how a CSV file is written."""
    group.add_argument("--separator", metavar="C", help="between fields (found out: , ; or tab)")
    group.add_argument(
        "--decimal", metavar="C", default=".", help="before decimals: a point or a comma (.)"
    )
    group.add_argument("--encoding", default="utf-8", help="of a CSV file (utf-8)")
    group.add_argument(
        "--no-header",
        action="store_true",
        help="the first line has no names: columns are column_1, column_2, …",
    )
    for option, text in (
        ("--skip-rows", "leaves out so many lines above the header"),
        ("--skip-rows-after-header", "leaves out so many lines below it, such as one of units"),
        ("--n-rows", "reads so many rows at most"),
    ):
        group.add_argument(option, type=int, metavar="N", help=text)
    group.add_argument(
        "--comment-prefix",
        metavar="TEXT",
        help="leaves out lines that begin so, wherever they are (# above the header)",
    )
    group.add_argument(
        "--quote-char", metavar="C", default='"', help='around fields with separators (")'
    )
    group.add_argument(
        "--null-values",
        action="append",
        default=[],
        metavar="TEXT",
        help="also stands for a missing value, such as -999; may be repeated",
    )
    group.add_argument(
        "--truncate-ragged-lines",
        action="store_true",
        help="leaves out fields for which the header has no name",
    )


def dialect_of(given: argparse.Namespace) -> Dialect:
    """What the options say.

    Raises:
        UsageError: One of them has no meaning, or two contradict each other.
    """
    if given.decimal not in (".", ","):
        raise UsageError(f"--decimal must be a point or a comma, not {given.decimal!r}")
    return Dialect(
        separator=None if given.separator is None else _separator(given.separator),
        decimal=given.decimal,
        encoding=given.encoding,
        has_header=not given.no_header,
        skip_rows=_count("--skip-rows", given.skip_rows) or 0,
        skip_rows_after_header=_count("--skip-rows-after-header", given.skip_rows_after_header)
        or 0,
        n_rows=_count("--n-rows", given.n_rows),
        comment_prefix=_prefix(given.comment_prefix),
        quote_char=_quote(given.quote_char),
        null_values=tuple(text.strip() for text in given.null_values),
        truncate_ragged_lines=given.truncate_ragged_lines,
    )


def refuse_options(title: str, dialect: Dialect) -> None:
    """Refuses what is said of a file that is no CSV file."""
    if changed := dialect.changed():
        raise UsageError(f"{title} is a Parquet file, and {_listed(changed)} of CSV files")


def _listed(options: Sequence[str]) -> str:
    return f"{' and '.join(options)} {'is' if len(options) == 1 else 'are'}"


def _separator(text: str) -> str:
    r"""One character; `tab` and `\t` are a tab."""
    separator = "\t" if text in ("tab", "\\t") else text
    if len(separator) != 1 or not separator.isascii() or separator in '"\n\r':
        raise UsageError(f"--separator must be one character (or tab), not {text!r}")
    return separator


def _quote(text: str) -> str | None:
    """One character; none if there is none."""
    if len(text) > 1 or not text.isascii() or text in ("\n", "\r"):
        raise UsageError(f"--quote-char must be one character, or '' for none, not {text!r}")
    return text or None


def _prefix(text: str | None) -> str | None:
    if text == "":
        raise UsageError("--comment-prefix must have a character at least")
    return text


def _count(option: str, number: int | None) -> int | None:
    if number is not None and number < 0:
        raise UsageError(f"{option} must not be below 0, and is {number}")
    return number
