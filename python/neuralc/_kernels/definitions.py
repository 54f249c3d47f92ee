"""LLVM code of elementary functions that no library has as kernels call them."""

from __future__ import annotations

import struct


def type_of(bits: int, lanes: int) -> str:
    """LLVM's type of so many numbers."""
    number = "double" if bits == 64 else "float"
    return number if lanes == 1 else f"<{lanes} x {number}>"


def declaration(name: str, bits: int, lanes: int, operands: int) -> str:
    """A function that is linked."""
    of_lanes = type_of(bits, lanes)
    types = ", ".join([of_lanes] * operands)
    return f"declare {of_lanes} @{name}({types}) nounwind memory(none)"


def lane_by_lane(name: str, of_one: str, bits: int, lanes: int, operands: int) -> str:
    """A function of vectors that calls the one of numbers for each lane."""
    number, vector = type_of(bits, 1), type_of(bits, lanes)
    lines = []
    previous = "undef"
    for lane in range(lanes):
        lines += [
            f"  %x{k}.{lane} = extractelement {vector} %x{k}, i32 {lane}" for k in range(operands)
        ]
        arguments = ", ".join(f"{number} %x{k}.{lane}" for k in range(operands))
        lines += [
            f"  %y{lane} = call {number} @{of_one}({arguments})",
            f"  %r{lane} = insertelement {vector} {previous}, {number} %y{lane}, i32 {lane}",
        ]
        previous = f"%r{lane}"
    return _function(name, vector, operands, [*lines, f"  ret {vector} {previous}"])


def half_by_half(name: str, of_half: str, bits: int, lanes: int, operands: int) -> str:
    """A function of vectors that calls the one of vectors half as long for either half."""
    vector, half = type_of(bits, lanes), type_of(bits, lanes // 2)
    lines = []
    for part, first in enumerate((0, lanes // 2)):
        places = ", ".join(f"i32 {lane}" for lane in range(first, first + lanes // 2))
        lines += [
            f"  %x{k}.{part} = shufflevector {vector} %x{k}, {vector} poison, "
            f"<{lanes // 2} x i32> <{places}>"
            for k in range(operands)
        ]
        arguments = ", ".join(f"{half} %x{k}.{part}" for k in range(operands))
        lines.append(f"  %y{part} = call {half} @{of_half}({arguments})")
    places = ", ".join(f"i32 {lane}" for lane in range(lanes))
    lines += [
        f"  %r = shufflevector {half} %y0, {half} %y1, <{lanes} x i32> <{places}>",
        f"  ret {vector} %r",
    ]
    return _function(name, vector, operands, lines)


def one_of_many(name: str, of_many: str, bits: int, lanes: int, operands: int) -> str:
    """A function of numbers that calls the one of vectors, with zeros in all other lanes."""
    number, vector = type_of(bits, 1), type_of(bits, lanes)
    lines = [
        f"  %v{k} = insertelement {vector} zeroinitializer, {number} %x{k}, i32 0"
        for k in range(operands)
    ]
    arguments = ", ".join(f"{vector} %v{k}" for k in range(operands))
    lines += [
        f"  %y = call {vector} @{of_many}({arguments})",
        f"  %r = extractelement {vector} %y, i32 0",
        f"  ret {number} %r",
    ]
    return _function(name, number, operands, lines)


# Where SLEEF's hyperbolic sine and cosine end too early, half the exponential is as good. It is
# `exp(x - shift) * factor`: the difference is exact, and `exp(shift) / 2` is within 0.0002 ulp of
# the factor, which is above 1, so that nothing overflows before it has to.
_ENDS = {
    64: (709.0, float.fromhex("0x1.6a96p-1"), float.fromhex("0x1.03e0582b536c1p+0")),
    32: (88.0, float.fromhex("0x1.672cp-1"), float.fromhex("0x1.022634p+0")),
}


def hyperbolic(name: str, core: str, exponential: str, bits: int, lanes: int, is_odd: bool) -> str:
    """A hyperbolic sine or cosine of vectors that is right up to where it overflows."""
    vector, masks = type_of(bits, lanes), f"<{lanes} x i1>"
    limit, shift, factor = _ENDS[bits]

    def constant(number: float) -> str:
        text = f"0x{struct.unpack('>Q', struct.pack('>d', number))[0]:016X}"
        return f"<{', '.join([f'{type_of(bits, 1)} {text}'] * lanes)}>"

    reflected = "%negative" if is_odd else "%y"
    lines = [
        f"  %usual = call {vector} @{core}({vector} %x0)",
        f"  %above = fcmp ogt {vector} %x0, {constant(limit)}",
        f"  %below = fcmp olt {vector} %x0, {constant(-limit)}",
        f"  %beyond = or {masks} %above, %below",
        f"  %bits = bitcast {masks} %beyond to i{lanes}",
        f"  %any = icmp ne i{lanes} %bits, 0",
        "  br i1 %any, label %ends, label %done",
        "ends:",
        f"  %minus = fneg {vector} %x0",
        f"  %magnitude = select {masks} %below, {vector} %minus, {vector} %x0",
        f"  %shifted = fsub {vector} %magnitude, {constant(shift)}",
        f"  %e = call {vector} @{exponential}({vector} %shifted)",
        f"  %y = fmul {vector} %e, {constant(factor)}",
        f"  %negative = fneg {vector} %y",
        f"  %signed = select {masks} %below, {vector} {reflected}, {vector} %y",
        f"  %chosen = select {masks} %beyond, {vector} %signed, {vector} %usual",
        "  br label %done",
        "done:",
        f"  %r = phi {vector} [%usual, %entry], [%chosen, %ends]",
        f"  ret {vector} %r",
    ]
    return _function(name, vector, 1, lines)


def _function(name: str, of_lanes: str, operands: int, body: list[str]) -> str:
    parameters = ", ".join(f"{of_lanes} %x{k}" for k in range(operands))
    return "\n".join(
        [f"define internal {of_lanes} @{name}({parameters}) nounwind {{", "entry:", *body, "}"]
    )
