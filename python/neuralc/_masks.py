"""Masked arrays: what a mask hides has no value, whatever number lies under it."""

from __future__ import annotations

from typing import Any

import numpy


def is_masked(value: Any) -> bool:
    """Whether an array, or one in a list, hides any of its numbers."""
    if isinstance(value, (list, tuple)):
        return any(is_masked(item) for item in value)
    return isinstance(value, numpy.ma.MaskedArray) and bool(numpy.ma.is_masked(value))


def refuse_masked(what: str, value: Any) -> None:
    """Raises a `ValueError` where numbers are hidden and all are needed."""
    if is_masked(value):
        raise ValueError(f"{what} has masked numbers, and all are needed")
