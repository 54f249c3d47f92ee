"""NIST's reference problems for nonlinear regression: data, starting points and certified results."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(__file__).parent / "nist"
PROGRAMS = ROOT / "examples" / "nist"

_NUMBER = r"[-+]?\d*\.?\d+(?:[Ee][-+]?\d+)?"
_PARAMETER = re.compile(r"^\s*(b\d) =" + rf"\s+({_NUMBER})" * 4 + r"\s*$", re.MULTILINE)
_DATA_LINES = re.compile(r"^\s*Data\s+\(lines (\d+) to (\d+)\)", re.MULTILINE)


@dataclass(frozen=True)
class Problem:
    """One data set with its certified results."""

    name: str
    level: str
    """NIST's level of difficulty: `"lower"`, `"average"` or `"higher"`."""
    starts: tuple[dict[str, float], dict[str, float]]
    """The published starting points: the first is far, the second near."""
    estimates: dict[str, float]
    standard_errors: dict[str, float]
    residual_sum_of_squares: float
    residual_standard_deviation: float
    data: dict[str, NDArray[np.float64]]
    """Columns by name: `y`, and `x` or `x1` and `x2`."""

    @property
    def program(self) -> Path:
        """The model."""
        return PROGRAMS / f"{self.name}.scm"


def read(name: str) -> Problem:
    """The problem of this name, from its file as published."""
    text = (DATA / f"{name}.dat").read_text(encoding="ascii")
    rows = _PARAMETER.findall(text)
    level = re.search(r"(Lower|Average|Higher) Level of Difficulty", text)
    extent = _DATA_LINES.search(text)
    if level is None or extent is None or not rows:
        raise ValueError(f"{name}.dat is not as NIST published it")
    lines = text.splitlines()
    first, last = int(extent[1]), int(extent[2])
    names = lines[first - 2].removeprefix("Data:").split()
    table = np.array([line.split() for line in lines[first - 1 : last]], dtype=float)
    data = dict(zip(names, table.T, strict=True))
    if name == "Nelson":  # The model is of the logarithm.
        data["y"] = np.log(data["y"])
    return Problem(
        name=name,
        level=level[1].lower(),
        starts=(
            {row[0]: float(row[1]) for row in rows},
            {row[0]: float(row[2]) for row in rows},
        ),
        estimates={row[0]: float(row[3]) for row in rows},
        standard_errors={row[0]: float(row[4]) for row in rows},
        residual_sum_of_squares=_certified(text, "Residual Sum of Squares"),
        residual_standard_deviation=_certified(text, "Residual Standard Deviation"),
        data=data,
    )


def _certified(text: str, title: str) -> float:
    match = re.search(rf"{title}:\s+({_NUMBER})", text)
    if match is None:
        raise ValueError(f"there is no {title}")
    return float(match[1])


NAMES = sorted(path.stem for path in DATA.glob("*.dat"))


def certified_digits(found: float, certified: float) -> float:
    """How many significant digits agree: NIST's log relative error, at most the 11 certified ones."""
    error = abs(found - certified) / abs(certified)
    return 11.0 if error < 1e-11 else max(0.0, float(-np.log10(error)))
