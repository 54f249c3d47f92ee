"""The options of `neuralc fit`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import Any, NoReturn

from neuralc._command.dialect import add_options
from neuralc._command.errors import UsageError

METHODS = ("auto", "lm", "trf", "dogbox", "lbfgs", "adam")
LOSSES = ("linear", "soft_l1", "huber", "cauchy", "arctan")

_DESCRIPTION = """\
Fits the parameters of a program to measurements, and shows the estimates with their standard errors
and confidence intervals. The columns of the data are found by the names of the program's inputs; a
vector is read from a column an element: r[0], r[1], …"""

_EPILOGUE = """\
The exit status is 0, or 1 where the program is rejected or the fit fails or does not converge, or 2
for wrong usage and data that cannot be used."""


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are exceptions."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")


def parser() -> Parser:
    """All options."""
    result = Parser(
        prog="neuralc fit", description=_DESCRIPTION, epilog=_EPILOGUE, allow_abbrev=False
    )
    result.add_argument("program", metavar="FILE", help="the program, or - for standard input")
    result.add_argument(
        "data", metavar="DATA", help="a CSV or Parquet file, or - for standard input"
    )
    result.add_argument(
        "--target",
        required=True,
        metavar="COLUMN",
        help="the column that the program's value is compared with; several, separated by commas, "
        "for a program that gives a vector",
    )
    _add_output(result.add_argument_group("output"))
    _add_parameters(result.add_argument_group("parameters"))
    _add_statistics(result.add_argument_group("measurements and method"))
    _add_reading(result.add_argument_group("reading the data"))
    _add_program(result.add_argument_group("the program"))
    return result


def _add_output(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-o",
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help="also writes the result: .json, .txt, .html, .csv (the data with fitted values and "
        "residuals), .png, .svg or .pdf (plot); may be repeated",
    )
    group.add_argument("--json", action="store_true", help="prints JSON instead of the table")
    group.add_argument("--quiet", action="store_true", help="shows no progress")


def _add_parameters(group: argparse._ArgumentGroup) -> None:
    for option, metavar, text in (
        ("--start", "NAME=VALUE", "the starting value"),
        ("--bounds", "NAME=LOW:HIGH", "keeps it between bounds; one side may be empty"),
        ("--positive", "NAME", "keeps it positive, and fits its logarithm"),
        ("--fixed", "NAME[=VALUE]", "leaves it at its value, or at this one"),
        ("--prior", "NAME=MEAN:DEVIATION", "what is known about it, as one more measurement"),
    ):
        group.add_argument(
            option, action="append", default=[], metavar=metavar, help=f"{text}; may be repeated"
        )


def _add_statistics(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--sigma", metavar="COLUMN", help="standard deviations of the measurements, or a number"
    )
    group.add_argument("--weights", metavar="COLUMN", help="relative weights of the measurements")
    group.add_argument("--loss", choices=LOSSES, default="linear", help="robust losses (linear)")
    group.add_argument(
        "--loss-scale", type=float, default=1.0, metavar="S", help="where outliers begin (1)"
    )
    group.add_argument("--method", choices=METHODS, default="auto", help="the solver (auto)")
    group.add_argument(
        "--starts", type=int, default=1, metavar="N", help="starting points to try (1)"
    )
    group.add_argument("--seed", type=int, default=0, help="the seed of starting points (0)")
    group.add_argument(
        "--confidence", type=float, default=0.95, metavar="P", help="level of intervals (0.95)"
    )
    group.add_argument(
        "--max-steps", type=int, metavar="N", help="the most iterations of the solver"
    )


def _add_reading(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--rename",
        action="append",
        default=[],
        metavar="COLUMN=NAME",
        help="takes a column under another name; may be repeated",
    )
    group.add_argument(  # What is done anyway: scripts may still say it.
        "--skip-missing", action="store_true", help=argparse.SUPPRESS
    )
    add_options(group)


def _add_program(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--input", action="append", default=[], metavar="NAME=TYPE", help="declares an input"
    )
    group.add_argument(
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="makes a free name a parameter",
    )
    group.add_argument("--entry", metavar="FUNCTION", help="fits this function")
    group.add_argument(
        "--backend",
        choices=("native", "eager"),
        help="what computes (native, where llvmlite is installed)",
    )


def assignments(option: str, items: Sequence[str]) -> dict[str, str]:
    """`NAME=TEXT` by name, split at the last `=`, since names may contain one."""
    result: dict[str, str] = {}
    for item in items:
        name, separator, text = item.rpartition("=")
        if not separator or not name or not text:
            raise UsageError(f"{option} takes NAME=…, not '{item}'")
        if name in result:
            raise UsageError(f"{option} is given twice for `{name}`")
        result[name] = text
    return result


def names(items: Sequence[str]) -> list[str]:
    """Names, several of which may stand in one argument, separated by commas."""
    result = [part.strip() for item in items for part in item.split(",")]
    if "" in result:
        raise UsageError(f"a name is missing in '{','.join(items)}'")
    return result


def number(option: str, name: str, text: str) -> float:
    """One number."""
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"{option}: the value of {name} must be a number, not '{text}'") from None


def value(option: str, name: str, text: str) -> Any:
    """A number, a vector such as `[1,2,3]`, or a matrix such as `[[1,2],[3,4]]`."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise UsageError(
            f"{option}: the value of {name} must be a number, a vector such as [1,2,3] or a matrix "
            f"such as [[1,2],[3,4]], not '{text}'"
        )
    return found


def pair(option: str, name: str, text: str, form: str) -> tuple[float, float]:
    """Two numbers, of such a form as `LOW:HIGH`; an empty side is infinite."""
    low, separator, high = text.partition(":")
    if not separator:
        raise UsageError(f"{option} takes NAME={form}, not '{name}={text}'")
    return (
        number(option, name, low) if low.strip() else float("-inf"),
        number(option, name, high) if high.strip() else float("inf"),
    )
