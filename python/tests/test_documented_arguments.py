"""Docstrings and pages speak of every argument that there is, and of no other."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import neuralc as nc

ROOT = Path(__file__).resolve().parents[2]
SECTION = re.compile(r"^ *Args:\n(.*?)(?=^ *(?:Returns|Raises|Attributes|Yields):|\Z)", re.M | re.S)


def public() -> Iterator[Any]:
    """Functions, classes and methods of the package's surface that have a section of arguments."""
    for space in (nc, nc.ode):
        for name in space.__all__:
            item = getattr(space, name)
            if inspect.isclass(item):
                methods = [value for key, value in vars(item).items() if not key.startswith("_")]
                yield from (method for method in methods if inspect.isfunction(method))
            if callable(item):
                yield item


DOCUMENTED = [item for item in public() if "Args:\n" in (item.__doc__ or "")]


def described(item: Callable[..., Any]) -> list[str]:
    """The names in the section of arguments."""
    section = SECTION.search(inspect.cleandoc(item.__doc__ or ""))
    assert section is not None
    return re.findall(r"^    \*{0,2}(\w+): ", section[1], re.M)


@pytest.mark.parametrize("item", DOCUMENTED, ids=lambda item: item.__qualname__)
def test_docstring_has_every_argument(item: Any) -> None:
    names = [name for name in inspect.signature(item).parameters if name != "self"]
    ours = set(described(item))
    missing = [name for name in names if name not in ours]
    if item.__qualname__ == "CompiledModule.value_and_jacobian":
        return  # It says that its arguments are those of another.
    assert missing == [], missing
    assert ours <= set(names), ours - set(names)


def test_there_are_some() -> None:
    names = {item.__qualname__ for item in DOCUMENTED}
    assert {"fit", "compile", "MultipleShooting", "simulate", "FitResult.plot"} <= names


@pytest.mark.parametrize("name", list(inspect.signature(nc.fit).parameters))
def test_page_of_fitting_has_every_argument(name: str) -> None:
    page = (ROOT / "Docs" / "Fitting.md").read_text(encoding="utf-8")
    if name == "model":
        assert "The model is" in page
    else:
        assert re.search(rf"`{name}`|`{name}=|`\"?{name}\b|{name}=", page), name


def test_starts_of_windows_as_an_array() -> None:
    for text in (
        nc.ode.MultipleShooting.__doc__ or "",
        (ROOT / "Docs" / "Differential-equations.md").read_text(encoding="utf-8"),
    ):
        assert "a state for each window of each trajectory" in re.sub(r"\s+", " ", text)
