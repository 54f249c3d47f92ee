"""Which function computes an elementary function for a group of lanes.

Kernels declare `neuralc_NAME_f64xN` and `neuralc_NAME_f32xN`. They go to SLEEF, all of which
PyTorch's own library exports, in the variant that is within one unit in the last place: vectors of
the widest registers as they are, and single numbers as a vector that has the number in every lane,
so that an item of a batch is to the bit what it is alone. What SLEEF does not have, has only for
registers that this machine does not, or takes too long for, goes to C's library, one number after
the other. Where either is not good enough, there is code that makes it so (`definitions`).
"""

from __future__ import annotations

import ctypes
import ctypes.util
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from neuralc._kernels import definitions, machine_code

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

# What C's library computes for one number in the time that SLEEF takes for a lane, or little more:
# for a single number SLEEF takes as long as for all lanes, three to five times as long as C.
_LEFT_TO_C = {("pow", 64), ("pow", 32), ("erf", 64)}

# What SLEEF calls a vector of so many bits, by the machine's instructions.
_VECTORS = {"avx512f": (512, "avx512f"), "avx2": (256, "avx2"), "neon": (128, "advsimd")}

# What SLEEF says to be infinite before it is: its own function is the core of ours.
_ENDS_EARLY = {"sinh", "cosh"}
_CORE = "_core"

# Where C's library has a function for both, LLVM calls that for the sine and cosine of one number,
# if it knows them by C's names. In the libraries that have it, it gives the bits of the two.
_TOGETHER = "sincos"
_PARTS = {"sin", "cos"}

# SLEEF takes another way to reduce angles as soon as one lane is as large as the first of these,
# and a third one from the second on: each lane is to go the way it would go alone.
_WAYS_FROM = {64: (15.0, 1e14), 32: (125.0,)}
_HAS_WAYS = {"sin", "cos", "tan"}

REVISION = 2
"""Of the choice of functions, which code on disk was made for."""

_DECLARATION = re.compile(r"^declare [^\n]*@(neuralc_\w+)\(([^)\n]*)\)[^\n]*$", re.MULTILINE)
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
    """The text with code for the functions that no library has as it calls them, and the names of
    those that are to be linked."""
    wanted: dict[Symbol, int] = {}
    for match in _DECLARATION.finditer(text):
        wanted[Symbol.named(match[1])] = match[2].count(",") + 1
    parts, names = [_DECLARATION.sub("", text)], []
    pending = list(wanted)
    while pending:
        symbol = pending.pop(0)
        operands = wanted[symbol]
        code, called = _definition(symbol, operands, features)
        if code is None:
            code = definitions.declaration(symbol.name, symbol.bits, symbol.lanes, operands)
            names.append(symbol.name)
        parts.append(code)
        for other in called:
            if other not in wanted:
                wanted[other] = operands
                pending.append(other)
    return _by_names_of_c("\n".join(parts) + "\n", names)


def _by_names_of_c(text: str, names: list[str]) -> tuple[str, list[str]]:
    """The text with C's names for functions that C's library also has together."""
    result = []
    for name in names:
        symbol = Symbol.named(name)
        suffix = _suffix(symbol)
        together = _TOGETHER + suffix
        if symbol.lanes > 1 or symbol.function not in _PARTS or _find(_c(), together) is None:
            result.append(name)
            continue
        text = text.replace(f"@{name}(", f"@{symbol.function}{suffix}(")
        result += [symbol.function + suffix, *([] if together in result else [together])]
    return text, result


def _suffix(symbol: Symbol) -> str:
    """What the names of C's functions of such numbers end in."""
    return "f" if symbol.bits == 32 else ""


@cache
def linked(bits: int, features: frozenset[str]) -> tuple[str, ...]:
    """The functions of single numbers that kernels can call without code of LLVM's around them."""
    symbols = [Symbol(function, bits, 1) for function in (*_ACCURACY, "fmod")]
    return tuple(s.function for s in symbols if _is_linked(s, features))


def _is_linked(symbol: Symbol, features: frozenset[str]) -> bool:
    if _of_many(symbol, features) is None:
        return True
    return symbol.function not in _ENDS_EARLY and machine_code.can_call_vectors()


def _of_many(symbol: Symbol, features: frozenset[str]) -> tuple[int, int] | None:
    """SLEEF's function that computes a single number, among others in so many bits: its address and
    those bits."""
    vector = _vector(symbol, features)
    if vector is None:
        return None
    found = _sleef(vector, features)
    assert found is not None  # `_vector` has looked.
    return found, vector.bits * vector.lanes


def _definition(
    symbol: Symbol, operands: int, features: frozenset[str]
) -> tuple[str | None, list[Symbol]]:
    """The code of a function and the functions that it calls; no code for one that is linked."""
    name, function, bits, lanes = symbol.name, symbol.function, symbol.bits, symbol.lanes
    if lanes == 1:
        vector = _vector(symbol, features)
        if vector is None:
            return None, []
        code = definitions.one_of_many(name, vector.name, bits, vector.lanes, operands)
        return code, [vector]
    half = symbol._replace(lanes=lanes // 2)
    if _sleef(symbol, features) is None and _sleef(half, features) is not None:
        return definitions.half_by_half(name, half.name, bits, lanes, operands), [half]
    if _sleef(symbol, features) is None:
        scalar = symbol._replace(lanes=1)
        return definitions.lane_by_lane(name, scalar.name, bits, lanes, operands), [scalar]
    if function in _ENDS_EARLY:
        core = symbol._replace(function=function + _CORE)
        exponential = symbol._replace(function="exp")
        is_odd = function == "sinh"
        code = definitions.hyperbolic(name, core.name, exponential.name, bits, lanes, is_odd)
        return code, [core, exponential]
    if function in _HAS_WAYS:
        core = symbol._replace(function=function + _CORE)
        return definitions.each_its_way(name, core.name, bits, lanes, _WAYS_FROM[bits]), [core]
    return None, []


def _vector(symbol: Symbol, features: frozenset[str]) -> Symbol | None:
    """The same function of the widest vectors that SLEEF has here."""
    for width, _ in _VECTORS.values():
        vector = symbol._replace(lanes=width // symbol.bits)
        if _sleef(vector, features) is not None:
            return vector
    return None


def address(name: str, features: frozenset[str]) -> int:
    """Where the function is that kernels call by this name."""
    if name.removesuffix("f") in {*_PARTS, _TOGETHER}:
        found = _find(_c(), name)
    else:
        symbol = Symbol.named(name)
        if symbol.lanes > 1:
            found = _sleef(symbol, features)
        else:
            found = _find(_c(), symbol.function + _suffix(symbol))
    if found is None:
        raise RuntimeError(f"neuralc bug: there is no function `{name}`, please report it")
    return found


def address_of_one(name: str, features: frozenset[str]) -> int:
    """Where the function of single numbers is that machine code calls by this name."""
    symbol = Symbol.named(name)
    found = _of_many(symbol, features)
    if found is None:
        return address(name, features)
    return machine_code.of_one(found[0], symbol.bits, found[1]).address


@cache
def _sleef(symbol: Symbol, features: frozenset[str]) -> int | None:
    """Where SLEEF's function is, if this machine has one."""
    function = symbol.function.removesuffix(_CORE)
    if (function, symbol.bits) in _LEFT_TO_C:
        return None
    accuracy = _ACCURACY.get(function)
    for feature, (width, suffix) in _VECTORS.items():
        if feature in features and accuracy and symbol.bits * symbol.lanes == width:
            letter = "d" if symbol.bits == 64 else "f"
            return _find(_torch(), f"Sleef_{function}{letter}{symbol.lanes}_{accuracy}{suffix}")
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
