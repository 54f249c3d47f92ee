"""Which function computes an elementary function for a group of lanes.

Kernels declare `neuralc_NAME_f64xN` and `neuralc_NAME_f32xN`. Vectors go to SLEEF, all of which
PyTorch's own library exports, in the variant that is within one unit in the last place; single
numbers go to C's library, and so do, lane by lane, vectors for which SLEEF has no function.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

# The variant of SLEEF that is accurate everywhere: its error bound, in tenths of a unit in the last
# place. What is not here is computed lane by lane: `fmod`, which is exact in C and not in SLEEF.
_ACCURACY = {
    "exp": "u10",
    "expm1": "u10",
    "log": "u10",
    "log1p": "u10",
    "pow": "u10",
    "sin": "u10",
    "cos": "u10",
    "tan": "u10",
    "asin": "u10",
    "acos": "u10",
    "atan": "u10",
    "atan2": "u10",
    "sinh": "u10",
    "cosh": "u10",
    "tanh": "u10",
    "hypot": "u05",
    "erf": "u10",
}

# What C's library computes less well (glibc's is up to 1.8 units off), so that single numbers are
# computed as vectors too.
_INACCURATE = frozenset({"sinh", "tanh"})

# What SLEEF calls a vector of so many bits, by the machine's instructions.
_VECTORS = {"avx512f": (512, "avx512f"), "avx2": (256, "avx2"), "neon": (128, "advsimd")}

_DECLARATION = re.compile(
    r"^declare [^\n]*@(neuralc_(\w+)_f(64|32)x(\d+))\(([^\n]*)$", re.MULTILINE
)
_NAME = re.compile(r"neuralc_(\w+)_f(64|32)x(\d+)")


class Symbol(NamedTuple):
    """An elementary function for so many lanes."""

    function: str
    bits: int
    lanes: int

    @classmethod
    def named(cls, name: str) -> Symbol:
        """The symbol that kernels call by this name."""
        found = _NAME.fullmatch(name)
        if found is None:
            raise RuntimeError(f"neuralc bug: a kernel calls `{name}`, please report it")
        return cls(found[1], int(found[2]), int(found[3]))

    @property
    def name(self) -> str:
        """What kernels call it."""
        return f"neuralc_{self.function}_f{self.bits}x{self.lanes}"


def complete(text: str, features: frozenset[str]) -> tuple[str, list[str]]:
    """The text with code for the functions that no library has as they are called, and the names of
    those that are to be linked."""
    declared: dict[Symbol, tuple[str, int]] = {}
    for match in _DECLARATION.finditer(text):
        # The operands of a vector are told by their brackets, those of numbers by their commas.
        count = match[5].count("<") or match[5].count(",") + 1
        declared[Symbol.named(match[1])] = match[0], count
    pending = list(declared)
    counts = {symbol: count for symbol, (_, count) in declared.items()}
    names: list[str] = []
    added: list[str] = []
    while pending:
        symbol = pending.pop()
        helper = _helper(symbol, features)
        if helper is None:
            names.append(symbol.name)
            if symbol not in declared:
                added.append(_declaration(symbol, counts[symbol]))
            continue
        if helper not in counts:
            counts[helper] = counts[symbol]
            pending.append(helper)
        code = _lane_by_lane if symbol.lanes > 1 else _in_a_vector
        if symbol in declared:
            text = text.replace(declared[symbol][0], "")
        added.append(code(symbol, helper, counts[symbol]))
    return "\n".join([text, *added, ""]), names


def _helper(symbol: Symbol, features: frozenset[str]) -> Symbol | None:
    """The function by which another is computed that no library has, or not well enough."""
    if symbol.lanes > 1:
        return None if _sleef(symbol, features) is not None else symbol._replace(lanes=1)
    if symbol.function in _INACCURATE:
        for feature, (width, _) in _VECTORS.items():
            vector = symbol._replace(lanes=width // symbol.bits)
            if feature in features and _sleef(vector, features) is not None:
                return vector
    return None


def address(name: str, features: frozenset[str]) -> int:
    """Where the function is that kernels call by this name."""
    symbol = Symbol.named(name)
    if symbol.lanes > 1:
        found = _sleef(symbol, features)
    else:
        found = _find(_c(), symbol.function + ("f" if symbol.bits == 32 else ""))
    if found is None:
        raise RuntimeError(f"neuralc bug: there is no function `{name}`, please report it")
    return found


@cache
def _sleef(symbol: Symbol, features: frozenset[str]) -> int | None:
    """Where SLEEF's function is, if this machine has one."""
    accuracy = _ACCURACY.get(symbol.function)
    for feature, (width, suffix) in _VECTORS.items():
        if feature in features and accuracy and symbol.bits * symbol.lanes == width:
            letter = "d" if symbol.bits == 64 else "f"
            return _find(
                _torch(), f"Sleef_{symbol.function}{letter}{symbol.lanes}_{accuracy}{suffix}"
            )
    return None


def _find(library: ctypes.CDLL | None, name: str) -> int | None:
    function = getattr(library, name, None)
    return None if function is None else ctypes.cast(function, ctypes.c_void_p).value


@cache
def _torch() -> ctypes.CDLL | None:
    """PyTorch's library, which it has loaded."""
    import torch

    for path in (Path(torch.__file__).parent / "lib").glob("*torch_cpu.*"):
        if path.suffix in (".so", ".dylib"):
            return ctypes.CDLL(str(path))
    return None


@cache
def _c() -> ctypes.CDLL:
    """C's mathematical library."""
    return ctypes.CDLL(ctypes.util.find_library("m") or None)


def _declaration(symbol: Symbol, operands: int) -> str:
    type = _type(symbol)
    return f"declare {type} @{symbol.name}({', '.join([type] * operands)})"


def _type(symbol: Symbol) -> str:
    number = "double" if symbol.bits == 64 else "float"
    return number if symbol.lanes == 1 else f"<{symbol.lanes} x {number}>"


def _lane_by_lane(symbol: Symbol, scalar: Symbol, operands: int) -> str:
    """A function of vectors that calls the one of numbers for each lane."""
    vector, number = _type(symbol), _type(scalar)
    parameters = ", ".join(f"{vector} %x{k}" for k in range(operands))
    lines = [f"define internal {vector} @{symbol.name}({parameters}) nounwind {{"]
    previous = "undef"
    for lane in range(symbol.lanes):
        lines += [
            f"  %x{k}.{lane} = extractelement {vector} %x{k}, i32 {lane}" for k in range(operands)
        ]
        arguments = ", ".join(f"{number} %x{k}.{lane}" for k in range(operands))
        lines += [
            f"  %y{lane} = call {number} @{scalar.name}({arguments})",
            f"  %r{lane} = insertelement {vector} {previous}, {number} %y{lane}, i32 {lane}",
        ]
        previous = f"%r{lane}"
    return "\n".join([*lines, f"  ret {vector} {previous}", "}"])


def _in_a_vector(symbol: Symbol, vector: Symbol, operands: int) -> str:
    """A function of numbers that takes one lane of the one of vectors."""
    number, wide = _type(symbol), _type(vector)
    parameters = ", ".join(f"{number} %x{k}" for k in range(operands))
    lines = [f"define internal {number} @{symbol.name}({parameters}) nounwind {{"]
    lines += [
        f"  %v{k} = insertelement {wide} zeroinitializer, {number} %x{k}, i32 0"
        for k in range(operands)
    ]
    arguments = ", ".join(f"{wide} %v{k}" for k in range(operands))
    lines += [
        f"  %w = call {wide} @{vector.name}({arguments})",
        f"  %y = extractelement {wide} %w, i32 0",
    ]
    return "\n".join([*lines, f"  ret {number} %y", "}"])
