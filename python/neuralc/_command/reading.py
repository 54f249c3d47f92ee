"""Files of measurements as columns: CSV and Parquet, through polars."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from neuralc._command.errors import UsageError, listed, suggestion

if TYPE_CHECKING:
    import polars

SEPARATORS = (",", ";", "\t")
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


def read(
    path: str, *, separator: str | None = None, encoding: str = "utf-8", parquet: bool | None = None
) -> Table:
    """The table in a file, or on standard input for `-`.

    Args:
        path: A CSV or Parquet file; Parquet is known by its ending or its first bytes.
        separator: What stands between the fields of a CSV file; found out if `None`.
        encoding: The encoding of a CSV file.
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
    if parquet:
        return _from_parquet(title, content)
    return _from_csv(title, _decoded(title, content, encoding), separator)


def _polars() -> None:
    """Says what to install where polars is missing."""
    try:
        import polars  # noqa: F401
    except ImportError:
        raise UsageError(
            'reading data needs polars, which is not installed: pip install "neuralc[fit]"'
        ) from None


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


def _from_csv(title: str, text: str, separator: str | None) -> Table:
    lines = text.splitlines()
    # Comments, and empty lines, above the header.
    above = len(list(takewhile(lambda line: not line.strip() or line.startswith("#"), lines)))
    if above == len(lines):
        raise UsageError(f"{title} has no line with the names of columns")
    separator = _separator(lines[above]) if separator is None else _given_separator(separator)
    body = "\n".join(lines[above:]) + "\n"
    header = next(csv.reader(io.StringIO(body), delimiter=separator))
    names = [name.strip() for name in header]
    _check_header(title, names)
    frame = _frame(title, body, separator, above)
    # A field with line breaks makes rows longer than a line.
    is_line_by_line = frame.height == len(lines) - above
    places = [
        f"line {above + k + 1}" if is_line_by_line else f"row {k}" for k in range(frame.height)
    ]
    is_blank = _blank(frame)
    kept = [k for k in range(1, frame.height) if not is_blank[k]]
    if not kept:
        raise UsageError(f"{title} has a header ({listed(names)}) and no rows")
    frame = frame[kept]
    columns = [(name, frame.to_series(k)) for k, name in enumerate(names)]
    return Table(title, columns, [places[k] for k in kept])


def _separator(header: str) -> str:
    """The separator that a header has most often."""
    return max(SEPARATORS, key=header.count)


def _given_separator(text: str) -> str:
    r"""One character; `tab` and `\t` are a tab."""
    separator = "\t" if text in ("tab", "\\t") else text
    if len(separator) != 1 or not separator.isascii() or separator in '"\n\r':
        raise UsageError(f"--separator must be one character (or tab), not {text!r}")
    return separator


def _check_header(title: str, names: list[str]) -> None:
    """Refuses a file that starts with measurements."""
    if names and all(_is_number(name) for name in names):
        raise UsageError(
            f"{title} has no names of columns: its first line is {', '.join(names[:4])}"
            f"{' …' if len(names) > 4 else ''}"
        )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _frame(title: str, body: str, separator: str, above: int) -> polars.DataFrame:
    """All fields as text, the header too: turning them into numbers has messages of its own."""
    _polars()
    import polars

    try:
        return polars.read_csv(
            io.BytesIO(body.encode("utf-8")),
            has_header=False,
            infer_schema=False,
            separator=separator,
        )
    except polars.exceptions.PolarsError as error:
        raise UsageError(f"{title}: {_malformed(body, separator, above) or error}") from None


def _malformed(body: str, separator: str, above: int) -> str | None:
    """What is wrong with the fields of a CSV file."""
    rows = csv.reader(io.StringIO(body), delimiter=separator, strict=True)
    try:
        width = len(next(rows))
        for row in rows:
            if len(row) > width:
                line = above + rows.line_num
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
