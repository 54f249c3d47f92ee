"""What other languages call things: every translation computes what the name stands for."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import scipy.special as special
import scipy.stats as stats
from mpmath import mp

import neuralc as nc
from neuralc import _library

ROWS: list[dict[str, Any]] = _library.run(b"vocabulary", b"", b"")["result"]

mp.dps = 40


def exact(function: Callable[..., Any]) -> Callable[..., float]:
    """A function of mpmath, for numbers as they are in float64."""
    return lambda *operands: float(function(*map(mp.mpf, operands)))


NUMBERS = (-30.0, -2.5, -1.0, -0.3, -1e-9, 0.0, 1e-9, 0.3, 1.0, 2.5, 30.0)
POSITIVE = tuple(x for x in NUMBERS if x > 0)
UNIT = (-0.999, -0.3, -1e-9, 0.0, 1e-9, 0.3, 0.999)
BEYOND = (-1e6, -30.0, -2.5, -1.001, 1.001, 2.5, 30.0, 1e6)
WHOLE = (0.0, 1.0, 2.0, 5.0, 10.0)
HUGE = (*NUMBERS, 1e200, -1e200, 1e-200)
SPECIAL = (*NUMBERS, math.inf, -math.inf, math.nan)
PAIRS = tuple((x, y) for x in NUMBERS for y in NUMBERS)
DIVISIONS = tuple((x, y) for x in (-7.5, -7.0, 0.0, 7.0, 7.5) for y in (-3.0, -2.5, 2.5, 3.0))
VECTORS: tuple[Any, ...] = ([3.0, -1.0, 2.5, 0.0], [1e-3, 2.0], [5.0, 5.0, 700.0])

Reference = tuple[Callable[..., Any], Sequence[Any]]

# The function that a name stands for where it comes from, and points to compare at: numbers, or
# tuples of operands. The first name of a row is its key.
REFERENCES: dict[str, Reference] = {
    "^": (np.power, [(x, y) for x in POSITIVE for y in NUMBERS if abs(y) < 10]),
    "ln": (exact(mp.log), POSITIVE),
    "log10": (exact(mp.log10), POSITIVE),
    "log2": (exact(lambda x: mp.log(x, 2)), POSITIVE),
    "exp2": (np.exp2, NUMBERS),
    "exp10": (exact(lambda x: mp.power(10, x)), NUMBERS),
    "cbrt": (np.cbrt, (*NUMBERS, -8.0, -27.0, 1e300, -1e300)),
    "cube": (exact(lambda x: x**3), NUMBERS),
    "rsqrt": (exact(lambda x: 1 / mp.sqrt(x)), POSITIVE),
    "reciprocal": (np.reciprocal, [x for x in NUMBERS if x]),
    "logaddexp": (np.logaddexp, PAIRS),
    "xlogy": (special.xlogy, [(x, y) for x in NUMBERS for y in POSITIVE] + [(0.0, 0.0)]),
    "arcsin": (np.arcsin, UNIT),
    "arccos": (np.arccos, UNIT),
    "arctan": (np.arctan, HUGE),
    "arctan2": (np.arctan2, PAIRS),
    "sec": (exact(mp.sec), NUMBERS),
    "csc": (exact(mp.csc), [x for x in NUMBERS if x]),
    "cot": (exact(mp.cot), [x for x in NUMBERS if x]),
    "asec": (exact(mp.asec), BEYOND),
    "acsc": (exact(mp.acsc), BEYOND),
    "sind": (exact(lambda x: mp.sin(x * mp.pi / 180)), NUMBERS),
    "cosd": (exact(lambda x: mp.cos(x * mp.pi / 180)), NUMBERS),
    "tand": (exact(lambda x: mp.tan(x * mp.pi / 180)), NUMBERS),
    "radians": (np.radians, NUMBERS),
    "degrees": (np.degrees, NUMBERS),
    "sech": (exact(mp.sech), NUMBERS),
    "csch": (exact(mp.csch), [x for x in NUMBERS if x]),
    "coth": (exact(mp.coth), [x for x in NUMBERS if x]),
    "asinh": (exact(mp.asinh), HUGE),
    "acosh": (exact(mp.acosh), (1.0, 1 + 1e-12, 1.3, 30.0, 1e200)),
    "atanh": (exact(mp.atanh), (*UNIT, 1 - 1e-12)),
    "erfc": (special.erfc, [x for x in NUMBERS if x < 1]),
    "normal-cdf": (stats.norm.cdf, [x for x in NUMBERS if x > -1]),
    "normpdf": (stats.norm.pdf, NUMBERS),
    "expit": (special.expit, NUMBERS),
    "logit": (special.logit, [x for x in UNIT if x > 0]),
    "log1pexp": (lambda x: np.logaddexp(0.0, x), NUMBERS),
    "logsigmoid": (special.log_expit, NUMBERS),
    "softsign": (lambda x: x / (1 + abs(x)), NUMBERS),
    "silu": (lambda x: x * special.expit(x), NUMBERS),
    "gelu": (lambda x: x * stats.norm.cdf(x), [x for x in NUMBERS if x > -2]),
    "elu": (lambda x: x if x > 0 else math.expm1(x), NUMBERS),
    "leaky_relu": (lambda x: x if x > 0 else 0.01 * x, NUMBERS),
    "relu6": (lambda x: min(max(x, 0), 6), NUMBERS),
    "hardtanh": (lambda x: np.clip(x, -1, 1), NUMBERS),
    "factorial": (lambda n: math.factorial(int(n)), WHOLE),
    "add": (np.add, PAIRS),
    "subtract": (np.subtract, PAIRS),
    "mul": (np.multiply, PAIRS),
    "divide": (np.divide, [(x, y) for x, y in PAIRS if y]),
    "neg": (np.negative, NUMBERS),
    "inc": (lambda x: x + 1, NUMBERS),
    "dec": (lambda x: x - 1, NUMBERS),
    "exact->inexact": (float, NUMBERS),
    "lerp": (lambda a, b, t: a + t * (b - a), [(1.0, 3.0, 0.25), (-2.0, 5.0, 1.5)]),
    "fabs": (math.fabs, NUMBERS),
    "sgn": (np.sign, NUMBERS),
    "copysign": (math.copysign, [(x, y) for x, y in PAIRS if y]),
    "heaviside": (np.heaviside, PAIRS),
    "ceil": (np.ceil, NUMBERS),
    "trunc": (np.trunc, NUMBERS),
    "rint": (np.rint, (*NUMBERS, 0.5, 1.5, -0.5)),
    "frac": (lambda x: math.modf(x)[0], NUMBERS),
    "fract": (lambda x: x - math.floor(x), NUMBERS),
    "rem": (math.fmod, DIVISIONS),
    "np.mod": (np.mod, DIVISIONS),
    "np.remainder": (np.remainder, DIVISIONS),
    "quotient": (lambda x, y: math.trunc(x / y), DIVISIONS),
    "//": (lambda x, y: x // y, DIVISIONS),
    "clip": (np.clip, [(x, -1.0, 2.0) for x in NUMBERS]),
    "saturate": (lambda x: np.clip(x, 0, 1), NUMBERS),
    "fmax": (np.fmax, PAIRS),
    "fmin": (np.fmin, PAIRS),
    "==": (lambda x, y: x == y, PAIRS),
    "!=": (lambda x, y: x != y, (*PAIRS, (math.nan, math.nan))),
    "≤": (lambda x, y: x <= y, PAIRS),
    "≥": (lambda x, y: x >= y, PAIRS),
    "&&": (np.logical_and, PAIRS),
    "logical_or": (np.logical_or, PAIRS),
    "!": (np.logical_not, NUMBERS),
    "xor": (np.logical_xor, PAIRS),
    "nan?": (math.isnan, SPECIAL),
    "infinite?": (math.isinf, SPECIAL),
    "finite?": (math.isfinite, SPECIAL),
    "zero?": (lambda x: x == 0, NUMBERS),
    "positive?": (lambda x: x > 0, NUMBERS),
    "negative?": (lambda x: x < 0, NUMBERS),
    "odd?": (lambda x: x % 2 == 1, (-3.0, -2.0, *WHOLE)),
    "even?": (lambda x: x % 2 == 0, (-3.0, -2.0, *WHOLE)),
    "integer?": (float.is_integer, NUMBERS),
    "np.sum": (np.sum, [(v,) for v in VECTORS]),
    "np.prod": (np.prod, [(v,) for v in VECTORS]),
    "mean": (np.mean, [(v,) for v in VECTORS]),
    "np.max": (np.max, [(v,) for v in VECTORS]),
    "np.min": (np.min, [(v,) for v in VECTORS]),
    "len": (len, [(v,) for v in VECTORS]),
    "logsumexp": (special.logsumexp, [(v,) for v in VECTORS]),
    "softmax": (special.softmax, [(v,) for v in VECTORS]),
    "vector": (lambda *x: np.array(x), [(1.0, 2.0), (1.0, 2.0, 3.0)]),
    "vector-ref": (lambda v, i: v[int(i)], [(v, i) for v in VECTORS for i in (0.0, 1.0)]),
    "car": (lambda v: v[0], [(v,) for v in VECTORS]),
    "cadr": (lambda v: v[1], [(v,) for v in VECTORS]),
    "last": (lambda v: v[-1], [(v,) for v in VECTORS]),
    "null?": (lambda v: len(v) == 0, [(v,) for v in VECTORS]),
    "cons": (lambda x, v: np.array([x, *v]), [(1.0, v) for v in VECTORS]),
    "vector-append": (lambda v, w: np.concatenate([v, w]), [(VECTORS[0], VECTORS[1])]),
    "inner": (np.inner, [(v, v) for v in VECTORS]),
    "mm": (np.matmul, [([[1.0, 2.0], [3.0, 4.0]], [[0.0, 1.0], [2.0, 3.0]])]),
    "mv": (np.matmul, [([[1.0, 2.0], [3.0, 4.0]], [0.0, 1.0])]),
    "norm2": (np.linalg.norm, [(v,) for v in VECTORS]),
    "tr": (np.trace, [([[1.0, 2.0], [3.0, 4.0]],)]),
    "determinant": (np.linalg.det, [([[1.0, 2.0], [3.0, 4.0]],)]),
    "inverse": (np.linalg.inv, [([[1.0, 2.0], [3.0, 4.0]],)]),
    "true": (lambda: 1.0, [()]),
    "false": (lambda: 0.0, [()]),
    "∞": (lambda: math.inf, [()]),
    "inf": (lambda: math.inf, [()]),
    "nan": (lambda: math.nan, [()]),
    "pi": (lambda: math.pi, [()]),
    "e": (lambda: math.e, [()]),
    "tau": (lambda: math.tau, [()]),
}

COMPUTED = [row for row in ROWS if row["kind"] != "words"]
# The names that translations have for operands, in their order.
OPERANDS = {"cons": "xv"}


def program(row: dict[str, Any], operands: Sequence[Any]) -> tuple[str, dict[str, Any]]:
    """The translation as a program, and the values of its inputs."""
    name, text = row["names"][0], row["text"]
    if row["kind"] in ("value", "member"):
        return text, {}
    letters = OPERANDS.get(name, "v" if isinstance(operands[0], list) else "xyz")
    values = dict(zip(letters if len(letters) > 1 else (letters, "w", "i"), operands, strict=False))
    if row["kind"] == "operation":
        return f"({text} {' '.join(values)})", values
    if row["kind"] == "definition":
        return f"{text.replace('NAME', name)} ({name} x)", values
    return text, {key: values[key] for key in values if re.search(rf"\b{key}\b", text)}


def test_every_row_that_computes_has_a_reference() -> None:
    assert {row["names"][0] for row in COMPUTED} == set(REFERENCES)


@pytest.mark.parametrize("row", COMPUTED, ids=lambda row: row["names"][0])
def test_translation(row: dict[str, Any]) -> None:
    function, points = REFERENCES[row["names"][0]]
    assert len(points) > 0
    for point in points:
        operands = point if isinstance(point, tuple) else (point,)
        text, values = program(row, operands)
        with np.errstate(all="ignore"):
            expected = np.asarray(function(*operands), dtype=np.float64)
        found = np.asarray(nc.evaluate(text, values))
        assert found.shape == expected.shape, (text, operands)
        # Powers of 1/3, and logarithms to a base, are two operations; sums cancel near 0.
        np.testing.assert_allclose(
            found, expected, rtol=3e-14, atol=1e-17, err_msg=f"{text} {operands}"
        )


@pytest.mark.parametrize("name", ["asinh", "acosh", "atanh", "erfc", "cbrt", "logaddexp", "elu"])
def test_translations_have_the_right_derivative(name: str) -> None:
    row = next(row for row in ROWS if name in row["names"])
    function, points = REFERENCES[name]
    for x in points if name != "acosh" else (1.3, 30.0):
        operands = x if isinstance(x, tuple) else (x,)
        if name == "cbrt" and x == 0.0:
            continue
        text, values = program(row, operands)
        if abs(operands[0]) > 1e100:
            continue
        step = 1e-6 * max(1e-6, abs(operands[0])) if name == "cbrt" else 1e-6
        if name in ("elu", "logaddexp") and operands[0] == (0.0 if name == "elu" else operands[1]):
            continue
        if name == "atanh" and abs(x) > 0.9:
            continue
        above, below = (function(operands[0] + s, *operands[1:]) for s in (step, -step))
        slope = (above - below) / (2 * step)
        if math.isnan(slope):
            continue
        assert nc.gradient(text, values)["x"] == pytest.approx(slope, rel=1e-3, abs=1e-9), text


def test_names_are_said_once_and_are_not_the_language_s() -> None:
    names = [name for row in ROWS for name in row["names"]]
    assert len(names) == len(set(names))
    known = {name for item in nc.primitives() for name in (item.name, *item.aliases)}
    assert not known & set(names)


CALLED = [
    (name, row)
    for row in ROWS
    for name in row["names"]
    if row["kind"] not in ("value", "member") and not re.search(r"[\\;#'\"|,]|--|\+\+", name)
]


@pytest.mark.parametrize(("name", "row"), CALLED, ids=[name for name, _ in CALLED])
def test_a_call_is_one_error_with_these_words(name: str, row: dict[str, Any]) -> None:
    (item,) = nc.check(f"({name} x)")
    assert (item.code, item.severity) == ("NC301", "error")
    assert item.hint is not None
    assert "did you mean" not in item.hint
    assert row["text"].replace("NAME", name).split("`")[0] in item.hint
    certain = row["kind"] == "operation" and row["remark"] is None
    assert (item.fix.replacement if item.fix else None) == (row["text"] if certain else None)


@pytest.mark.parametrize("row", [row for row in ROWS if row["kind"] == "value"], ids=json.dumps)
def test_a_value_is_one_error(row: dict[str, Any]) -> None:
    for name in row["names"]:
        (item,) = nc.check(f"(+ {name} x)")
        assert (item.code, item.hint.split("`")[1] if item.hint else None) == (
            "NC309",
            row["text"],
        )
        assert nc.check(f"(input {name}) (+ {name} 1)") == []


@pytest.mark.parametrize(
    ("name", "here"),
    [
        ("np.pi", "pi"), ("math.tau", "(* 2 pi)"), ("np.e", "(exp 1)"), ("math.inf", "+inf.0"),
        ("torch.nan", "+nan.0"), ("numpy.pi", "pi"), ("jnp.pi", "pi"),
    ],
)  # fmt: skip
def test_constants_of_modules(name: str, here: str) -> None:
    (item,) = nc.check(f"(* 2 {name})")
    assert item.code == "NC309"
    assert item.fix is not None
    assert item.fix.replacement == here
    assert nc.check(f"(* x {here})") == []


@pytest.mark.parametrize(
    ("name", "here"),
    [
        ("math.sin", "sin"), ("np.arctan2", "atan2"), ("torch.remainder", "modulo"),
        ("np.remainder", "modulo"), ("np.linalg.det", "det"), ("torch.clip", "clamp"),
        ("np.sum", "vsum"), ("np.max", "vmax"), ("math.fmod", "remainder"), ("np.power", "pow"),
    ],
)  # fmt: skip
def test_functions_of_modules(name: str, here: str) -> None:
    (item,) = nc.check(f"({name} x)")
    assert item.code == "NC301"
    assert item.fix is not None
    assert item.fix.replacement == here


def test_the_ieee_remainder_is_no_remainder() -> None:
    (item,) = nc.check("(math.remainder x y)")
    assert item.fix is None
    assert item.hint is not None
    text = item.hint.split("`")[1]
    for x, y in DIVISIONS:
        assert nc.evaluate(text, {"x": x, "y": y}) == math.remainder(x, y)
