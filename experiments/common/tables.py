"""Tables as Markdown and CSV, with means and standard deviations over seeds."""

from __future__ import annotations

import csv
import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Spread:
    """Mean and standard deviation of repetitions (n − 1 in the denominator)."""

    mean: float
    deviation: float
    count: int

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        """That of some numbers; one number has no deviation."""
        array = np.asarray(list(values), np.float64)
        # Divergence is a result too: an infinite number makes the mean infinite, without a warning.
        with np.errstate(all="ignore"):
            deviation = float(np.std(array, ddof=1)) if len(array) > 1 else math.nan
            return cls(float(np.mean(array)), deviation, len(array))

    def __float__(self) -> float:
        return self.mean

    def __str__(self) -> str:
        if math.isnan(self.deviation):
            return number(self.mean)
        return f"{number(self.mean)} ± {number(self.deviation, 2)}"


@dataclass(frozen=True)
class Table:
    """Rows of cells by the name of their column: text, numbers, spreads, truths, or None."""

    name: str
    caption: str
    rows: Sequence[dict[str, Any]]

    @property
    def columns(self) -> list[str]:
        """The names of all rows' columns, in the order in which they appear."""
        return list(dict.fromkeys(column for row in self.rows for column in row))

    def markdown(self) -> str:
        """The table as GitHub shows it, numbers to the right."""
        columns = [
            c for c in self.columns if any(row.get(c) not in (None, "") for row in self.rows)
        ]
        lines = [" | ".join(columns), "|".join(self.alignment(column) for column in columns)]
        lines += [" | ".join(text(row.get(column)) for column in columns) for row in self.rows]
        return "".join(f"| {line} |\n" if i != 1 else f"|{line}|\n" for i, line in enumerate(lines))

    def alignment(self, column: str) -> str:
        """Markdown's mark for a column."""
        cells = [row[column] for row in self.rows if row.get(column) is not None]
        is_text = any(isinstance(cell, (str, bool)) for cell in cells)
        return "---" if is_text else "---:"

    def write_csv(self, path: Path) -> None:
        """Writes all digits; a spread takes three columns: mean, standard deviation, count."""
        spreads = {c for c in self.columns if any(isinstance(r.get(c), Spread) for r in self.rows)}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            header = (parts(column) if column in spreads else [column] for column in self.columns)
            writer.writerow(chain.from_iterable(header))
            for row in self.rows:
                cells = (fields(row.get(column), column in spreads) for column in self.columns)
                writer.writerow(chain.from_iterable(cells))


def parts(column: str) -> list[str]:
    """The columns of a spread in CSV."""
    return [column, f"{column} (standard deviation)", f"{column} (count)"]


def fields(cell: Any, is_spread: bool) -> list[Any]:
    """A cell in CSV."""
    if isinstance(cell, Spread):
        return [cell.mean, cell.deviation if cell.count > 1 else "", cell.count]
    first = "" if cell is None else cell
    return [first, "", ""] if is_spread else [first]


def summary(rows: Sequence[dict[str, Any]], by: Sequence[str]) -> list[dict[str, Any]]:
    """One row for each combination of the columns in `by`, in the order in which they appear.

    A column of numbers with a fraction becomes mean and standard deviation over the rows that have
    a number there; what is in any other column must agree. The column `seed` goes.
    """
    groups: dict[tuple[Hashable, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row.get(column) for column in by), []).append(row)
    return [merged(group, by) for group in groups.values()]


def merged(group: Sequence[dict[str, Any]], by: Sequence[str]) -> dict[str, Any]:
    """One row for the rows of a group."""
    result = {}
    for column in dict.fromkeys(column for row in group for column in row):
        cells = [row[column] for row in group if row.get(column) is not None]
        if column not in by and any(isinstance(cell, float) for cell in cells):
            result[column] = Spread.of(cells)
        elif column != "seed":
            result[column] = agreed(column, cells)
    return result


def agreed(column: str, cells: Sequence[Any]) -> Any:
    """The value that all cells have."""
    if any(cell != cells[0] for cell in cells):
        raise ValueError(f"rows of one group differ in {column!r}: {cells}")
    return cells[0] if cells else None


def text(cell: Any) -> str:
    """A cell for people."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "**no**"
    if isinstance(cell, float):
        return number(cell)
    if isinstance(cell, int):
        return f"{cell:,}"
    return str(cell).replace("|", "\\|").replace("\n", " ")


def number(value: float, digits: int = 3) -> str:
    """A number to some significant digits."""
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
        return f"{value:,.{decimals}f}"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa}e{int(exponent)}"
