"""How far elementary functions are from the correctly rounded result, over their whole range.

`measure` compares any implementation with mpmath: at numbers of every magnitude, subnormal ones
included, and at those where the function at hand is delicate. Distances are counted in floating-point
numbers between the result and the correctly rounded one; errors in units in the last place of the
exact result.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
mp = mpmath.MPContext()
mp.prec = 160

#: Where the exponential is certain to be infinite or zero, without computing it.
ENDLESS = 20_000.0


@dataclass(frozen=True)
class Function:
    """An elementary function: the program, its exact value, and numbers to try.

    `exact` takes finite mpmath numbers and gives one, or a float where the value is a limit; `limit`
    takes float64 arrays, by the rules of C99, and says what holds at infinities, NaN and zeros. `delicate`
    are numbers where the function wants care, one sequence for each operand.
    """

    program: str
    exact: Callable[..., Any]
    limit: Callable[..., Array]
    delicate: tuple[tuple[float, ...], ...] = ((),)
    pairs: Callable[[np.random.Generator, int], tuple[Array, Array]] | None = None

    @property
    def arity(self) -> int:
        """How many operands it takes."""
        return len(self.delicate)


def growing(function: Callable[[Any], Any], low: Any, high: Any) -> Callable[[Any], Any]:
    """A function that grows exponentially, with its limits far from 0."""

    def exact(x: Any) -> Any:
        if abs(x) < ENDLESS:
            return function(x)
        limit = high if x > 0 else low
        return limit(x) if callable(limit) else limit

    return exact


def inside(function: Callable[[Any], Any], low: float, high: float) -> Callable[[Any], Any]:
    """A function that is NaN outside a range."""
    return lambda x: function(x) if low <= x <= high else math.nan


def logarithm(function: Callable[[Any], Any], pole: float) -> Callable[[Any], Any]:
    """A logarithm with its pole."""
    return lambda x: -math.inf if x == pole else function(x) if x > pole else math.nan


def power(x: Any, y: Any) -> Any:
    """A power of finite numbers."""
    if y == 0 or x == 1:
        return 1.0
    is_integer = y == mp.floor(y)
    if x < 0 and not is_integer:
        return math.nan
    sign = -1 if x < 0 and mp.fmod(y, 2) != 0 else 1
    logarithm = y * mp.log(abs(x))
    if abs(logarithm) > ENDLESS:
        return sign * (math.inf if logarithm > 0 else 0.0)
    return sign * mp.exp(logarithm)


def power_of(exponent: float) -> Callable[[Array], Array]:
    """A power as C has it: NumPy takes the root where the exponent is one number."""
    return lambda x: np.power(x, np.full_like(x, exponent))


def powers_within_range(random: np.random.Generator, count: int) -> tuple[Array, Array]:
    """Bases of every magnitude, with exponents that keep the power finite and positive."""
    base = np.exp(random.uniform(-80, 80, count))
    base[::3] = 1 + random.uniform(-1e-3, 1e-3, base[::3].size)
    return base, random.uniform(-87, 88, count) / np.log(base)


def close_pairs(random: np.random.Generator, count: int) -> tuple[Array, Array]:
    """Pairs of numbers whose magnitudes are alike."""
    first = np.exp(random.uniform(-80, 80, count)) * random.choice([-1, 1], count)
    return first, first * np.exp(random.uniform(-20, 20, count)) * random.choice([-1, 1], count)


def remainder(x: Any, y: Any) -> Any:
    """What remains of a division, with the sign of the dividend: C's own is exact."""
    return math.nan if y == 0 else math.fmod(float(x), float(y))


def modulo(x: Any, y: Any) -> Any:
    """The same with the sign of the divisor."""
    rest = remainder(x, y)
    return mp.mpf(rest) + y if rest != 0 and (rest < 0) != (y < 0) else rest


def python_modulo(x: Array, y: Array) -> Array:
    """The same at infinities, NaN and zeros, as PyTorch has it."""
    rest = np.fmod(x, y)
    return np.where((rest != 0) & ((rest < 0) != (y < 0)), rest + y, rest)


def sigmoid_limit(x: Array) -> Array:
    """The logistic function at infinities and NaN."""
    return np.asarray(1 / (1 + np.exp(-x)))


def softplus_limit(x: Array) -> Array:
    """The logarithm of 1 plus the exponential, at infinities and NaN."""
    return np.asarray(np.logaddexp(0, x))


def relu_limit(x: Array) -> Array:
    """Numbers that are positive, at infinities, NaN and zeros: a negative zero is none to change."""
    return np.where(x < 0, 0.0, x)


#: Multiples of half pi, around which sine and cosine cancel.
QUARTERS = tuple(k * math.pi / 2 for k in (*range(1, 30), 1000, 12345, 10**6, 10**9, 10**15))
#: Where exponentials become infinite, subnormal and zero, in either dtype.
ENDS = (88.72, -87.33, -103.97, 709.78, -708.39, -745.13, 710.47, 89.41, 1e-8, 1e-4, 0.34, 0.69, 37)
#: Where the exponential is a power of two: of what is a little less, an error counts twice.
POWERS = tuple(k * math.log(2) for k in (*range(1, 60), 100, 126, 149, 1000, 1022, 1074))
ONE = (1.0, -1.0, 0.5, -0.5, math.sqrt(0.5), math.sqrt(2), 1e-8, 1e-4)

FUNCTIONS: dict[str, Function] = {
    "exp": Function("(exp x)", growing(mp.exp, 0.0, math.inf), np.exp, (ENDS,)),
    "expm1": Function("(expm1 x)", growing(mp.expm1, -1.0, math.inf), np.expm1, (ENDS,)),
    "log": Function("(log x)", logarithm(mp.log, 0), np.log, (ONE,)),
    "log1p": Function("(log1p x)", logarithm(mp.log1p, -1), np.log1p, (ONE,)),
    "pow": Function("(pow x y)", power, np.power, (ONE, ENDS), powers_within_range),
    "sin": Function("(sin x)", mp.sin, np.sin, (QUARTERS,)),
    "cos": Function("(cos x)", mp.cos, np.cos, (QUARTERS,)),
    "tan": Function("(tan x)", mp.tan, np.tan, (QUARTERS,)),
    "asin": Function("(asin x)", inside(mp.asin, -1, 1), np.arcsin, (ONE,)),
    "acos": Function("(acos x)", inside(mp.acos, -1, 1), np.arccos, (ONE,)),
    "atan": Function("(atan x)", mp.atan, np.arctan, (ONE,)),
    "atan2": Function("(atan2 x y)", mp.atan2, np.arctan2, (ONE, ONE), close_pairs),
    "sinh": Function("(sinh x)", growing(mp.sinh, -math.inf, math.inf), np.sinh, (ENDS,)),
    "cosh": Function("(cosh x)", growing(mp.cosh, math.inf, math.inf), np.cosh, (ENDS,)),
    "tanh": Function("(tanh x)", growing(mp.tanh, -1.0, 1.0), np.tanh, (ENDS,)),
    "erf": Function(
        "(erf x)",
        growing(mp.erf, -1.0, 1.0),
        np.vectorize(math.erf, otypes=[np.float64]),
        (ONE + ENDS,),
    ),
    "hypot": Function("(hypot x y)", mp.hypot, np.hypot, (ONE, ONE), close_pairs),
    "remainder": Function("(remainder x y)", remainder, np.fmod, (ONE, ONE), close_pairs),
    "modulo": Function("(modulo x y)", modulo, python_modulo, (ONE, ONE), close_pairs),
    "sigmoid": Function(
        "(sigmoid x)",
        growing(lambda x: 1 / (1 + mp.exp(-x)), 0.0, 1.0),
        sigmoid_limit,
        (ENDS + POWERS,),
    ),
    "softplus": Function(
        "(softplus x)",
        growing(lambda x: mp.log1p(mp.exp(x)), 0.0, lambda x: x),
        softplus_limit,
        # The last ones are where the functions of a library in turn are off by two.
        (ENDS + POWERS + (-2.772586263947802, -2.772538014049117, -3.4578909209463435),),
    ),
    "sqrt": Function("(sqrt x)", inside(mp.sqrt, 0, math.inf), np.sqrt, (ONE,)),
    "square": Function("(square x)", lambda x: x * x, np.square, (ONE,)),
    "relu": Function("(relu x)", lambda x: x if x > 0 else 0.0, relu_limit, (ONE,)),
    "pow-2": Function("(pow x 2)", lambda x: x**2, np.square, (ONE,)),
    "pow-3": Function("(pow x 3)", lambda x: x**3, lambda x: x * x * x, (ONE,)),
    "pow-minus-1": Function("(pow x -1)", lambda x: 1 / x, np.reciprocal, (ONE,)),
    "pow-half": Function("(pow x 0.5)", inside(mp.sqrt, 0, math.inf), power_of(0.5), (ONE,)),
    "pow-minus-half": Function(
        "(pow x -0.5)",
        inside(lambda x: 1 / mp.sqrt(x), 0, math.inf),
        power_of(-0.5),
        (ONE,),
    ),
}
SPECIAL = (0.0, -0.0, 1.0, -1.0, 2.0, 0.5, -2.5, math.inf, -math.inf, math.nan)


@dataclass(frozen=True)
class Accuracy:
    """The worst of many points."""

    #: Floating-point numbers between the result and the correctly rounded one.
    distance: int
    #: The error in units in the last place of the exact result, at finite results.
    error: float
    #: The operands of the worst distance, and what was found and expected there.
    where: str
    points: int


def samples(function: Function, dtype: Any, count: int, seed: int = 0) -> list[Array]:
    """About `count` operands, one array for each of the function's."""
    random = np.random.default_rng(seed)
    columns = [everywhere(random, dtype, count, numbers) for numbers in function.delicate]
    if function.pairs:
        pairs = function.pairs(random, count // 2)
        columns = [
            np.concatenate([column[: count - count // 2], pair.astype(dtype)])
            for column, pair in zip(columns, pairs, strict=True)
        ]
    special = np.meshgrid(*[np.array(SPECIAL, dtype)] * function.arity)
    return [np.concatenate([c, s.ravel()]) for c, s in zip(columns, special, strict=True)]


def everywhere(
    random: np.random.Generator, dtype: Any, count: int, delicate: tuple[float, ...]
) -> Array:
    """Numbers of every magnitude: of random bits, of moderate size, subnormal, and around those
    that are delicate, some of them so close that only the last bits differ."""
    info = np.finfo(dtype)
    bits = random.integers(0, 2**info.bits, count, np.uint64).astype(f"u{info.bits // 8}")
    numbers: Array = bits.view(dtype)
    kinds = random.integers(0, 6, count)
    moderate = random.uniform(-10, 10, count)
    wide = random.uniform(-1, 1, count) * 10.0 ** random.uniform(-6, 4, count)
    tiny = random.uniform(-4, 4, count) * float(info.tiny)
    numbers = np.where(kinds == 1, moderate, numbers).astype(dtype)
    numbers = np.where(kinds == 2, wide, numbers).astype(dtype)
    numbers = np.where((kinds == 3) & (random.uniform(size=count) < 0.3), tiny, numbers)
    numbers = numbers.astype(dtype)
    if delicate:
        chosen = random.choice(np.array(delicate), count) * random.choice([1.0, -1.0], count)
        steps = 2.0 ** random.uniform(0, info.nmant, count) * random.choice([1.0, -1.0, 0.0], count)
        near = (chosen * (1 + steps * float(info.eps))).astype(dtype)
        numbers = np.where(kinds == 4, near, numbers)
    return np.where(np.isfinite(numbers), numbers, dtype(1))


def rounded(value: Any, dtype: Any) -> float:
    """The number of a dtype that is nearest, of two the even one."""
    if isinstance(value, float) or not mp.isfinite(value) or value == 0:
        return float(value)
    info = np.finfo(dtype)
    sign, mantissa, exponent, size = value._mpf_
    lowest = max(int(exponent) + size - info.nmant - 1, int(info.minexp) - info.nmant)
    shift = lowest - int(exponent)
    quotient = int(mantissa) << -shift if shift <= 0 else int(mantissa) >> shift
    if shift > 0:
        rest = int(mantissa) - (quotient << shift)
        half = 1 << (shift - 1)
        quotient += rest > half or (rest == half and quotient & 1 == 1)
    if quotient.bit_length() + lowest > int(info.maxexp):
        return -math.inf if sign else math.inf
    return math.ldexp(-quotient if sign else quotient, lowest)


def ordered(numbers: Array) -> Array:
    """Integers in the order of floating-point numbers, neighbours one apart."""
    bits = numbers.view(f"i{numbers.dtype.itemsize}").astype(object)
    lowest = -(2 ** (8 * numbers.dtype.itemsize - 1))
    return np.where(bits < 0, lowest - bits, bits)


def limits(function: Function, operands: list[Array]) -> Array:
    """The values by the rules of C99, in float64."""
    with np.errstate(all="ignore"):
        return function.limit(*(operand.astype(np.float64) for operand in operands))


def exact_values(function: Function, operands: list[Array]) -> list[Any]:
    """The exact value for each point: an mpmath number, or a float where it is a limit."""
    values: list[Any] = []
    for limit, *point in zip(limits(function, operands), *operands, strict=True):
        numbers = [float(number) for number in point]
        is_special = any(number == 0 or not math.isfinite(number) for number in numbers)
        values.append(float(limit) if is_special else function.exact(*map(mp.mpf, numbers)))
    return values


def measure(
    function: Function, implementation: Callable[..., Array], dtype: Any, count: int
) -> Accuracy:
    """The greatest distance and error of an implementation, which takes and gives arrays."""
    with np.errstate(all="ignore"):
        operands = samples(function, dtype, count)
        found = implementation(*operands)
    assert found.dtype == dtype
    values = exact_values(function, operands)
    expected = np.array([rounded(value, dtype) for value in values], dtype)
    # mpmath has no negative zero.
    expected = np.where(expected == 0, np.copysign(dtype(0), limits(function, operands)), expected)
    expected = expected.astype(dtype)
    distance = np.abs(ordered(found) - ordered(expected))
    both_nan = np.isnan(found) & np.isnan(expected)
    wrong_zero = (found == 0) & (expected == 0) & (np.signbit(found) != np.signbit(expected))
    distance = np.where(both_nan, 0, distance)
    distance = np.where(np.isnan(found) != np.isnan(expected), 2**63, distance)
    distance = np.where(wrong_zero, 2**63, distance)
    worst = int(np.argmax(distance))
    where = (
        f"{', '.join(repr(float(operand[worst])) for operand in operands)}: "
        f"{found[worst]!r}, not {expected[worst]!r}"
    )
    with np.errstate(all="ignore"):
        units = np.spacing(np.abs(expected)).astype(object)
    errors = [
        float(abs(mp.mpf(float(f)) - v) / mp.mpf(float(u)))
        for f, v, u, e in zip(found, values, units, expected, strict=True)
        if math.isfinite(f) and math.isfinite(e) and not isinstance(v, float)
    ]
    return Accuracy(int(distance[worst]), max(errors, default=0.0), where, len(found))
