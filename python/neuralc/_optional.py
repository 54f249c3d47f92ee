"""Packages that only some things need, and which extra brings them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_TITLES = {"matplotlib": "Matplotlib", "scipy": "SciPy"}


def optional(module: str, purpose: str, extra: str) -> Any:
    """A module of an optional package; `purpose` is what needs it, with the verb.

    Raises:
        ImportError: The package is not installed, or cannot be imported.
    """
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        title = _TITLES.get(package, package)
        missing = (error.name or "").partition(".")[0] == package
        reason = "which is not installed" if missing else f"which cannot be imported ({error})"
        raise ImportError(
            f'{purpose} {title}, {reason}: pip install "neuralc[{extra}]"', name=package
        ) from (None if missing else error)
