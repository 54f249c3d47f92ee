"""Files of measurements as columns: CSV and Parquet, through polars."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from neuralc._command.dialect import Dialect, refuse_options
from neuralc._command.errors import UsageError, listed, suggestion
from neuralc._optional import optional

if TYPE_CHECKING:
    import polars

PARQUET_ENDINGS = (".parquet", ".pq")
_PARQUET_MARK = b"PAR1"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Table:
    """The columns of a file, not yet turned into numbers."""

    title: str
    """What messages call the file."""
    columns: list[tuple[str, polars.Series]]
    """Names, which may occur twice, and what is below them."""
    places: list[str]
    """What messages call each row: `line 2`, or `row 1`."""
    dialect: Dialect = field(default_factory=Dialect)
    """How the file is written."""

    @property
    def names(self) -> list[str]:
        """The names of the columns, in the order of the file."""
        return [name for name, _ in self.columns]

    def column(self, name: str) -> polars.Series:
        """The column of a name.

        Raises:
            UsageError: There is none, or more than one.
        """
        found = [series for other, series in self.columns if other == name]
        if not found:
            hint = suggestion(name, self.names)
            raise UsageError(
                f"{self.title} has no column `{name}`{hint} (its columns: {listed(self.names)})"
            )
        if len(found) > 1:
            places = [str(k + 1) for k, other in enumerate(self.names) if other == name]
            raise UsageError(
                f"{self.title} has {len(found)} columns `{name}` (number {', '.join(places)}): "
                "give each a name of its own"
            )
        return found[0]


def read(path: str, dialect: Dialect | None = None, parquet: bool | None = None) -> Table:
    """The table in a file, or on standard input for `-`.

    Args:
        path: A CSV or Parquet file; Parquet is known by its ending or its first bytes.
        dialect: How a CSV file is written.
        parquet: Whether the file is Parquet; found out if `None`.

    Raises:
        UsageError: The file cannot be read, is empty, or is no table.
    """
    import sys

    title = "standard input" if path == "-" else path
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {title}: {error.strerror}") from None
    if not content:
        raise UsageError(f"{title} is empty")
    if parquet is None:
        parquet = content.startswith(_PARQUET_MARK) or path.lower().endswith(PARQUET_ENDINGS)
    dialect = dialect or Dialect()
    if parquet:
        refuse_options(title, dialect)
        return _from_parquet(title, content)
    return _from_csv(title, _decoded(title, content, dialect.encoding), dialect)


def _polars() -> None:
    """Says what to install where polars is missing."""
    try:
        optional("polars", "reading data needs", "fit")
    except ImportError as error:
        raise UsageError(str(error)) from None


def _from_parquet(title: str, content: bytes) -> Table:
    _polars()
    import polars

    try:
        frame = polars.read_parquet(io.BytesIO(content))
    except polars.exceptions.PolarsError as error:
        raise UsageError(f"{title} is no Parquet file that can be read: {error}") from None
    if not frame.height:
        raise UsageError(f"{title} has columns ({listed(frame.columns)}) and no rows")
    columns = [(name, frame[name]) for name in frame.columns]
    return Table(title, columns, [f"row {k + 1}" for k in range(frame.height)])


def _decoded(title: str, content: bytes, encoding: str) -> str:
    """The text of a CSV file, without a byte order mark."""
    try:
        text = content.decode(encoding)
    except LookupError:
        raise UsageError(f"there is no encoding {encoding!r}") from None
    except UnicodeDecodeError as error:
        if content.startswith(_UTF16_MARKS):
            hint = "it seems to be UTF-16: give --encoding utf-16"
        else:
            hint = "save it as UTF-8, or name its encoding, for example --encoding latin-1"
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start]
        raise UsageError(
            f"{title} is not in {encoding.upper()} (line {line}, byte 0x{byte:02X}): {hint}"
        ) from None
    if "\0" in text:
        raise UsageError(f"{title} is no text: it has null bytes")
    return text.removeprefix("\ufeff")


def _from_csv(title: str, text: str, dialect: Dialect) -> Table:
    lines = _lines(title, text, dialect)
    separator = dialect.separator_of(lines[0].text)
    reader = csv.reader((f"{line.text}\n" for line in lines), **_reading(dialect, separator))
    names = [name.strip() for name in next(reader)]
    if dialect.has_header:
        _check_header(title, names, dialect)
        lines = [lines[0], *lines[1 + dialect.skip_rows_after_header :]]
    else:
        names = [f"column_{k + 1}" for k in range(len(names))]
    frame = _frame(title, lines, dialect, separator)
    # A field with line breaks makes rows longer than a line.
    is_line_by_line = frame.height == len(lines)
    places = [
        f"line {lines[k].number}" if is_line_by_line else f"row {k + (not dialect.has_header)}"
        for k in range(frame.height)
    ]
    is_blank = _blank(frame)
    kept = [k for k in range(dialect.has_header, frame.height) if not is_blank[k]]
    kept = kept[: dialect.n_rows]
    if not kept:
        raise UsageError(f"{title} has a header ({listed(names)}) and no rows")
    frame = frame[kept]
    columns = [(name, frame.to_series(k)) for k, name in enumerate(names)]
    return Table(title, columns, [places[k] for k in kept], dialect)


class _Line(NamedTuple):
    """A line of a CSV file."""

    number: int
    """From 1."""
    text: str


def _lines(title: str, text: str, dialect: Dialect) -> list[_Line]:
    """The lines from the header on, without comments."""
    lines = [_Line(k + 1, line) for k, line in enumerate(text.splitlines())]
    lines = lines[dialect.skip_rows :]
    prefix = dialect.comment_prefix
    if prefix is not None:
        lines = [line for line in lines if not line.text.startswith(prefix)]
    above = takewhile(
        lambda line: not line.text.strip() or line.text.startswith(prefix or "#"), lines
    )
    lines = lines[len(list(above)) :]
    if not lines:
        raise UsageError(f"{title} has no line with the names of columns")
    return lines


def _reading(dialect: Dialect, separator: str) -> dict[str, Any]:
    """What Python's reader takes for a dialect."""
    quoting = csv.QUOTE_MINIMAL if dialect.quote_char else csv.QUOTE_NONE
    return {"delimiter": separator, "quotechar": dialect.quote_char, "quoting": quoting}


def _check_header(title: str, names: list[str], dialect: Dialect) -> None:
    """Refuses a file that starts with measurements."""
    if names and all(_is_number(name, dialect.decimal) for name in names):
        raise UsageError(
            f"{title} has no names of columns: its first line is {', '.join(names[:4])}"
            f"{' …' if len(names) > 4 else ''} (--no-header calls them column_1, column_2, …)"
        )


def _is_number(text: str, decimal: str) -> bool:
    try:
        float(text.replace(decimal, "."))
    except ValueError:
        return False
    return True


def _frame(title: str, lines: list[_Line], dialect: Dialect, separator: str) -> polars.DataFrame:
    """All fields as text, the header too: turning them into numbers has messages of its own."""
    _polars()
    import polars

    body = "".join(f"{line.text}\n" for line in lines)
    try:
        return polars.read_csv(
            io.BytesIO(body.encode("utf-8")),
            has_header=False,
            infer_schema=False,
            separator=separator,
            quote_char=dialect.quote_char,
            truncate_ragged_lines=dialect.truncate_ragged_lines,
        )
    except polars.exceptions.PolarsError as error:
        malformed = _malformed(body, lines, _reading(dialect, separator))
        raise UsageError(f"{title}: {malformed or error}") from None


def _malformed(body: str, lines: list[_Line], reading: dict[str, Any]) -> str | None:
    """What is wrong with the fields of a CSV file."""
    rows = csv.reader(io.StringIO(body), strict=True, **reading)
    try:
        width = len(next(rows))
        for row in rows:
            if len(row) > width:
                line = lines[rows.line_num - 1].number
                return f"line {line} has {len(row)} fields, and the header has {width}"
    except csv.Error:
        return "a quotation mark is not closed, or stands inside a field"
    return None


def _blank(frame: polars.DataFrame) -> list[bool]:
    """Which rows have nothing in them."""
    import polars

    blank: list[bool] = (
        frame.select(polars.all_horizontal(polars.all().is_null())).to_series().to_list()
    )
    return blank
