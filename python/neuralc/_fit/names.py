"""Names of parameters and of their elements."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import numpy


def element_names(name: str, shape: Sequence[int]) -> list[str]:
    """The names of a parameter's elements: `k`, `r[0]`, `a[1,2]`."""
    if not shape:
        return [name]
    return [f"{name}[{','.join(map(str, index))}]" for index in numpy.ndindex(*shape)]


def listed(names: Sequence[str], conjunction: str = "and", most: int = 8) -> str:
    """Names as a text has them: `a`, `b` and `c`."""
    marked = [f"`{name}`" for name in names]
    if len(marked) > most:
        rest = len(marked) - most + 1
        marked = [*marked[: most - 1], f"{rest} more"]
    if len(marked) < 2:
        return "".join(marked)
    return f"{', '.join(marked[:-1])} {conjunction} {marked[-1]}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A name that is near, as the end of a message, or which there are."""
    names = list(known)
    near = difflib.get_close_matches(name, names, 1)
    if near:
        return f"; did you mean `{near[0]}`?"
    return f"; there are {listed(names)}" if names else "; there are none"
