"""How accurate elementary functions are in native kernels, against mpmath over their whole range.

Prints a Markdown table, and with `--write` puts it into README.md beside this file. `--points` says
how many numbers each function is tried at, in each dtype.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

import neuralc as nc

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "python" / "tests"))

import accuracy  # noqa: E402

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- accuracy -->", "<!-- end of accuracy -->"
DTYPES = {"float64": np.float64, "float32": np.float32}


def kernel(program: str) -> Callable[..., Any]:
    """A program as a function of arrays."""
    model = nc.compile(program, backend="native")
    return lambda *xs: model(*map(torch.from_numpy, xs)).numpy()


def table(points: int) -> str:
    """A row for each function: the worst error, and the worst distance from the correctly rounded
    result, in each dtype."""
    lines = [
        "| | float64, ulp | float64, apart | float32, ulp | float32, apart |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, function in accuracy.FUNCTIONS.items():
        cells = []
        for dtype in DTYPES.values():
            found = accuracy.measure(function, kernel(function.program), dtype, points)
            cells += [f"{found.error:.3f}", f"{found.distance}"]
            print(f"{name} {dtype.__name__}: {found.where}", file=sys.stderr, flush=True)
        lines.append(f"| `{function.program}` | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Measures, prints, and writes where it is asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=20_000)
    parser.add_argument("--write", action="store_true", help="renew the table in README.md")
    arguments = parser.parse_args()
    text = table(arguments.points)
    print(text)
    if arguments.write:
        before, rest = README.read_text().split(BEGIN)
        _, after = rest.split(END)
        README.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


if __name__ == "__main__":
    main()
