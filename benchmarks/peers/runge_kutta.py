"""The integrator of the peers that compute with whatever has operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def runge_kutta(slope: Callable[..., Any], x: Any, y: Any, h: float) -> tuple[Any, Any]:
    """One classical step."""
    a1, b1 = slope(x, y)
    a2, b2 = slope(x + h / 2 * a1, y + h / 2 * b1)
    a3, b3 = slope(x + h / 2 * a2, y + h / 2 * b2)
    a4, b4 = slope(x + h * a3, y + h * b3)
    return x + h / 6 * (a1 + 2 * a2 + 2 * a3 + a4), y + h / 6 * (b1 + 2 * b2 + 2 * b3 + b4)
