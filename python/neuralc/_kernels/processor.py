"""What the processor can do, or what another one could that is to be stood in for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTHS = (128, 256, 512)
"""The widths of registers, in bits, that kernels are written for."""

# What came with registers of 256 and of 512 bits, by how LLVM's names of it begin.
_WITH_256_BITS = ("avx", "fma", "f16c", "xop", "vaes", "vpclmulqdq")
_WITH_512_BITS = ("avx512", "avx10", "amx", "evex512")


def widest() -> int:
    """How wide registers may be, in bits (`NEURALC_REGISTERS`); as wide as there are by default.

    Raises:
        ValueError: The setting is not one of the widths.
    """
    setting = os.environ.get("NEURALC_REGISTERS", "")
    if not setting:
        return WIDTHS[-1]
    if setting not in map(str, WIDTHS):
        known = ", ".join(map(str, WIDTHS))
        raise ValueError(f"NEURALC_REGISTERS is {setting!r}, and must be one of {known}")
    return int(setting)


def within(width: int, features: Mapping[str, bool]) -> dict[str, bool]:
    """The features of a processor whose registers have so many bits at most."""
    left_out = (_WITH_512_BITS if width < 512 else ()) + (_WITH_256_BITS if width < 256 else ())
    return {name: present and not name.startswith(left_out) for name, present in features.items()}


def flags(features: Mapping[str, bool]) -> str:
    """Features as LLVM takes them."""
    return ",".join(f"{'+' if present else '-'}{name}" for name, present in features.items())
