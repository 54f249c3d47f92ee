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
    """A function of numbers that calls the one of vectors, with the number in every lane."""
    number, vector = type_of(bits, 1), type_of(bits, lanes)
    lines = []
    for k in range(operands):
        lines += [
            f"  %v{k} = insertelement {vector} poison, {number} %x{k}, i32 0",
            f"  %w{k} = shufflevector {vector} %v{k}, {vector} poison, "
            f"<{lanes} x i32> zeroinitializer",
        ]
    arguments = ", ".join(f"{vector} %w{k}" for k in range(operands))
    lines += [
        f"  %y = call {vector} @{of_many}({arguments})",
        f"  %r = extractelement {vector} %y, i32 0",
        f"  ret {number} %r",
    ]
    return _function(name, number, operands, lines)


def each_its_way(name: str, core: str, bits: int, lanes: int, starts: tuple[float, ...]) -> str:
    """A function of vectors that computes all lanes in the way that the largest of them needs,
    called so that each goes the way it would go alone: once for each way that there is, with the
    other lanes at a number of that way. `starts` are the magnitudes from which on there is another
    way."""
    vector, masks = type_of(bits, lanes), f"<{lanes} x i1>"
    lines = []
    for k, start in enumerate(starts):  # NaN is below nothing, and goes the last way.
        lines += [
            f"  %above{k} = fcmp ogt {vector} %x0, {_same(-start, bits, lanes)}",
            f"  %under{k} = fcmp olt {vector} %x0, {_same(start, bits, lanes)}",
            f"  %below{k} = and {masks} %above{k}, %under{k}",
        ]
    everywhere = f"<{', '.join(['i1 true'] * lanes)}>"
    lines += [
        *_any("first", f"{masks} %below0", lanes, negated=True),
        "  br i1 %first, label %several, label %one",
        "one:",
        f"  %y = call {vector} @{core}({vector} %x0)",
        f"  ret {vector} %y",
        "several:",
    ]
    previous = "zeroinitializer"
    label = "several"
    for way in range(len(starts) + 1):
        before = f"%below{way - 1}" if way else "zeroinitializer"
        until = f"%below{way}" if way < len(starts) else everywhere
        usual = _same(2 * starts[way - 1] if way else 0.0, bits, lanes)
        lines += [
            f"  %from{way} = xor {masks} {before}, {everywhere}",
            f"  %mine{way} = and {masks} %from{way}, {until}",
            *_any(f"any{way}", f"{masks} %mine{way}", lanes),
            f"  br i1 %any{way}, label %way{way}, label %next{way}",
            f"way{way}:",
            f"  %z{way} = select {masks} %mine{way}, {vector} %x0, {vector} {usual}",
            f"  %y{way} = call {vector} @{core}({vector} %z{way})",
            f"  %s{way} = select {masks} %mine{way}, {vector} %y{way}, {vector} {previous}",
            f"  br label %next{way}",
            f"next{way}:",
            f"  %r{way} = phi {vector} [{previous}, %{label}], [%s{way}, %way{way}]",
        ]
        previous, label = f"%r{way}", f"next{way}"
    return _function(name, vector, 1, [*lines, f"  ret {vector} {previous}"])


def _any(name: str, mask: str, lanes: int, negated: bool = False) -> list[str]:
    """Whether a truth holds in any lane, or does not hold in any."""
    other = -1 if negated else 0
    return [
        f"  %{name}.bits = bitcast {mask} to i{lanes}",
        f"  %{name} = icmp ne i{lanes} %{name}.bits, {other}",
    ]


def _same(number: float, bits: int, lanes: int) -> str:
    """The same number in every lane."""
    text = f"0x{struct.unpack('>Q', struct.pack('>d', number))[0]:016X}"
    return f"<{', '.join([f'{type_of(bits, 1)} {text}'] * lanes)}>"


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

    reflected = "%negative" if is_odd else "%y"
    lines = [
        f"  %usual = call {vector} @{core}({vector} %x0)",
        f"  %above = fcmp ogt {vector} %x0, {_same(limit, bits, lanes)}",
        f"  %below = fcmp olt {vector} %x0, {_same(-limit, bits, lanes)}",
        f"  %beyond = or {masks} %above, %below",
        f"  %bits = bitcast {masks} %beyond to i{lanes}",
        f"  %any = icmp ne i{lanes} %bits, 0",
        "  br i1 %any, label %ends, label %done",
        "ends:",
        f"  %minus = fneg {vector} %x0",
        f"  %magnitude = select {masks} %below, {vector} %minus, {vector} %x0",
        f"  %shifted = fsub {vector} %magnitude, {_same(shift, bits, lanes)}",
        f"  %e = call {vector} @{exponential}({vector} %shifted)",
        f"  %y = fmul {vector} %e, {_same(factor, bits, lanes)}",
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
