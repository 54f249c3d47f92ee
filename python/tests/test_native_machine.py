"""What native kernels stand on: object code, elementary functions, and the cache on disk."""

import ctypes
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

from neuralc._kernels import cache, mathematics, processor
from neuralc._kernels.machine import Machine, host

MACHINE = host()

NAMED_ALIKE = "exp expm1 log log1p sin cos tan asin acos atan atan2 sinh cosh tanh hypot erf"
REFERENCES: dict[str, Any] = {
    **{name: getattr(mpmath, name) for name in NAMED_ALIKE.split()},
    "pow": mpmath.power,
    "fmod": lambda x, y: x - y * (mpmath.floor(x / y) if x / y >= 0 else mpmath.ceil(x / y)),
}
BINARY = ("pow", "atan2", "hypot", "fmod")


def kernel_text(function: str, bits: int, lanes: int) -> str:
    """A kernel that applies a function to the first group of lanes of its inputs."""
    number = "double" if bits == 64 else "float"
    vector = f"<{lanes} x {number}>" if lanes > 1 else number
    count = 2 if function in BINARY else 1
    symbol = f"neuralc_{function}_f{bits}x{lanes}"
    loads = "".join(
        f"""
          %p{k} = getelementptr i8, ptr %inputs, i64 {16 * k}
          %a{k} = load ptr, ptr %p{k}
          %x{k} = load {vector}, ptr %a{k}, align 4"""
        for k in range(count)
    )
    arguments = ", ".join(f"{vector} %x{k}" for k in range(count))
    text = f"""
        declare {vector} @{symbol}({", ".join([vector] * count)})
        define i32 @test(ptr %inputs, ptr %outputs, i64 %b, i64 %e, ptr %l, ptr %f) nounwind {{
          {loads}
          %y = call {vector} @{symbol}({arguments})
          %q = load ptr, ptr %outputs
          store {vector} %y, ptr %q, align 4
          ret i32 0
        }}"""
    return "\n".join(line.strip() for line in text.splitlines())


class Applied:
    """A function as kernels call it."""

    def __init__(self, function: str, bits: int, lanes: int) -> None:
        self.lanes = lanes
        self.dtype = np.float64 if bits == 64 else np.float32
        code, names = MACHINE.compile(kernel_text(function, bits, lanes))
        self._code = MACHINE.load(code, "test", names)
        self._call = ctypes.CFUNCTYPE(ctypes.c_int, *[ctypes.c_void_p] * 6)(self._code.address)

    def __call__(self, *operands: Any) -> Any:
        result = np.empty(len(operands[0]), self.dtype)
        for start in range(0, len(result), self.lanes):
            parts = [np.resize(x[start : start + self.lanes], self.lanes) for x in operands]
            place = np.empty(self.lanes, self.dtype)
            inputs = (ctypes.c_int64 * (2 * len(parts)))()
            for k, part in enumerate(parts):
                inputs[2 * k] = part.ctypes.data
            outputs = (ctypes.c_int64 * 2)(place.ctypes.data)
            assert self._call(inputs, outputs, None, None, None, None) == 0
            result[start : start + self.lanes] = place[: len(result) - start]
        return result


def points(function: str, dtype: Any) -> list[Any]:
    """Operands over the whole range of a function, huge ones and tiny ones included."""
    random = np.random.default_rng(0)
    limit = 300 if dtype == np.float64 else 37
    sign = random.choice([-1.0, 1.0], 240)
    wide = sign * 10.0 ** random.uniform(-limit, limit, 240)
    narrow = random.uniform(-1, 1, 240)
    middle = random.normal(scale=20, size=240)
    match function:
        case "log":
            return [np.abs(np.concatenate([wide, middle])).astype(dtype)]
        case "log1p":
            return [np.concatenate([np.abs(wide), narrow * 0.999]).astype(dtype)]
        case "asin" | "acos":
            return [narrow.astype(dtype)]
        case "exp" | "expm1" | "sinh" | "cosh":
            edge = 700 if dtype == np.float64 else 87
            return [np.concatenate([narrow, narrow * edge, middle]).astype(dtype)]
        case "pow":
            bases = np.abs(np.concatenate([middle, wide[:80]]))
            exponents = np.concatenate([middle[::-1] / 8, np.full(80, 0.7)])
            return [bases.astype(dtype), exponents.astype(dtype)]
        case "hypot" | "atan2":
            others = np.concatenate([wide[::-1] / 3, middle[::-1]])
            return [np.concatenate([wide, middle]).astype(dtype), others.astype(dtype)]
        case "fmod":
            return [(middle * 1e3).astype(dtype), middle[::-1].astype(dtype)]
    return [np.concatenate([wide, narrow, middle]).astype(dtype)]


def ulps(found: Any, operands: list[Any], function: str) -> float:
    """How far results are from the exact ones, in units of the last place of those."""
    worst = 0.0
    reference = REFERENCES[function]
    with mpmath.workdps(700 if found.dtype == np.float64 else 120):
        for y, *x in zip(found, *operands, strict=True):
            exact = reference(*(mpmath.mpf(float(value)) for value in x))
            nearest = found.dtype.type(float(exact))
            unit = np.spacing(np.abs(nearest)) if np.isfinite(nearest) else np.inf
            if not np.isfinite(nearest):
                assert y == nearest, (function, x, y)
                continue
            distance = float(abs(mpmath.mpf(float(y)) - exact) / mpmath.mpf(float(unit)))
            worst = max(worst, distance)
    return worst


@pytest.mark.parametrize("bits", [64, 32])
@pytest.mark.parametrize("function", list(REFERENCES))
def test_functions_are_within_one_unit_in_the_last_place(function: str, bits: int) -> None:
    dtype = np.float64 if bits == 64 else np.float32
    operands = points(function, dtype)
    for lanes in (1, MACHINE.lanes(bits)):
        found = Applied(function, bits, lanes)(*operands)
        # Half a unit is the rounding of what is within one of the correctly rounded result.
        assert ulps(found, operands, function) <= (0 if function == "fmod" else 1.5), lanes


SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, math.inf, -math.inf, math.nan, 1e300, -1e300]


@pytest.mark.parametrize("bits", [64, 32])
@pytest.mark.parametrize("function", list(REFERENCES))
def test_special_values_are_those_of_c(function: str, bits: int) -> None:
    with np.errstate(all="ignore"):
        values = np.array(SPECIAL, np.float64 if bits == 64 else np.float32)
    operands = [values]
    if function in BINARY:
        operands = [np.repeat(values, len(values)), np.tile(values, len(values))]
    expected = Applied(function, bits, 1)(*operands)
    found = Applied(function, bits, MACHINE.lanes(bits))(*operands)
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    infinite = np.isinf(expected) | (expected == 0)
    np.testing.assert_array_equal(found[infinite], expected[infinite])
    signed = ~np.isnan(expected)
    np.testing.assert_array_equal(np.signbit(found[signed]), np.signbit(expected[signed]))
    np.testing.assert_allclose(found[signed], expected[signed], rtol=4 * np.finfo(found.dtype).eps)


def test_vectors_that_no_library_has_are_computed_lane_by_lane() -> None:
    text, names = mathematics.complete(kernel_text("erf", 64, 3), MACHINE.features)
    assert "define internal <3 x double> @neuralc_erf_f64x3" in text
    assert names == ["neuralc_erf_f64x1"]
    x = np.linspace(-3, 3, 7)
    np.testing.assert_allclose(Applied("erf", 64, 3)(x), [*map(math.erf, x)], rtol=2e-15)


@pytest.mark.parametrize("bits", [64, 32])
@pytest.mark.parametrize("function", mathematics._ACCURACY)
def test_a_lane_is_what_it_is_alone(function: str, bits: int) -> None:
    """To the bit, whatever its neighbours are, and in the machine code that has no LLVM."""
    dtype = np.float64 if bits == 64 else np.float32
    operands = 2 if function in ("pow", "atan2", "hypot") else 1
    random = np.random.default_rng(3)
    magnitudes = 10.0 ** random.uniform(-4, 4, (operands, 4000))
    magnitudes *= random.choice([-1.0, 1.0], magnitudes.shape)
    calm = [np.where(random.random(4000) < 0.5, x, np.sin(x)).astype(dtype) for x in magnitudes]
    alone = Applied(function, bits, 1)(*calm)
    lanes = MACHINE.lanes(bits)
    wild = np.array([0, 20, 130, 1e5, 1e15, np.inf, np.nan, 1e-40, -3e3, -1e30]).astype(dtype)
    for width in (lanes, 2 * lanes):
        rows = [random.choice(wild, (len(x), width)) for x in calm]
        for row, x in zip(rows, calm, strict=True):
            row[np.arange(len(x)), np.arange(len(x)) % width] = x
        found = Applied(function, bits, width)(*(row.ravel() for row in rows)).reshape(-1, width)
        np.testing.assert_array_equal(found[np.arange(4000), np.arange(4000) % width], alone)
        np.testing.assert_array_equal(Applied(function, bits, width)(*calm), alone)
    if function not in mathematics.linked(bits, MACHINE.features):
        return
    name = f"neuralc_{function}_f{bits}x1"
    number: Any = ctypes.c_double if bits == 64 else ctypes.c_float
    address = mathematics.address_of_one(name, MACHINE.features)
    one = ctypes.CFUNCTYPE(number, *[number] * operands)(address)
    values = [one(*map(float, point)) for point in zip(*calm, strict=True)]
    np.testing.assert_array_equal(np.array(values, dtype), alone)


@pytest.mark.parametrize("bits", [64, 32])
def test_sine_and_cosine_together_have_the_bits_of_each(bits: int) -> None:
    number = "double" if bits == 64 else "float"
    sine, cosine = (f"neuralc_{function}_f{bits}x1" for function in ("sin", "cos"))
    code, names = MACHINE.compile(
        f"""
        declare {number} @{sine}({number})
        declare {number} @{cosine}({number})
        define void @test(ptr %input, ptr %sine, ptr %cosine) nounwind {{
        %x = load {number}, ptr %input
        %s = call {number} @{sine}({number} %x)
        %c = call {number} @{cosine}({number} %x)
        store {number} %s, ptr %sine
        store {number} %c, ptr %cosine
        ret void
        }}""".replace("        ", "")
    )
    if {"sin", "sinf"} & set(names):
        assert b"sincos" in code
    kept = MACHINE.load(code, "test", names)
    together = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3)(kept.address)
    dtype = np.float64 if bits == 64 else np.float32
    random = np.random.default_rng(1)
    spread = random.normal(size=20_000) * 10.0 ** random.uniform(-8, 8, 20_000)
    x = np.concatenate([points("sin", dtype)[0], spread.astype(dtype), SPECIAL]).astype(dtype)
    found = np.empty((2, len(x)), dtype)
    for k in range(len(x)):
        together(*(array[k:].ctypes.data for array in (x, *found)))
    for one, function in zip(found, ("sin", "cos"), strict=True):
        np.testing.assert_array_equal(one, Applied(function, bits, 1)(x))


def test_unknown_functions() -> None:
    with pytest.raises(RuntimeError, match="please report it"):
        mathematics.address("neuralc_unknown_f64x1", MACHINE.features)


def resident() -> int:
    """The memory of this process, in KiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_code_goes_with_what_holds_it() -> None:
    code, names = MACHINE.compile(kernel_text("sin", 64, 1))
    machine = Machine()
    for _ in range(1000):
        machine.load(code, "test", names)
    before = resident()
    for _ in range(10_000):
        machine.load(code, "test", names)
    assert resident() - before < 8 << 10  # KiB: less than one byte in ten of the code.


class TestCache:
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = tmp_path / "cache"
        monkeypatch.setenv("NEURALC_CACHE", str(self.folder))

    def file(self) -> Path:
        (path,) = self.folder.glob("*.kernel")
        return path

    def test_entries(self) -> None:
        name = cache.key(["text", b"code"])
        assert cache.read(name) is None
        cache.write(name, {"symbol": "f"}, b"\x00\x01machine code")
        assert cache.read(name) == ({"symbol": "f"}, b"\x00\x01machine code")
        assert cache.read(cache.key(["other"])) is None
        assert [path.suffix for path in self.folder.iterdir()] == [".kernel"]

    def test_keys_tell_parts_apart(self) -> None:
        assert cache.key(["ab", "c"]) != cache.key(["a", "bc"])

    @pytest.mark.parametrize("length", [0, 5, 20, 60, -1])
    def test_files_that_are_cut_short(self, length: int) -> None:
        cache.write("k", {"symbol": "f"}, b"machine code")
        whole = self.file().read_bytes()
        self.file().write_bytes(whole[:length])
        assert cache.read("k") is None
        cache.write("k", {"symbol": "f"}, b"machine code")
        assert self.file().read_bytes() == whole

    def test_files_with_a_bit_flipped(self) -> None:
        cache.write("k", {"symbol": "f"}, b"machine code")
        whole = bytearray(self.file().read_bytes())
        for position in range(0, len(whole), 7):
            whole[position] ^= 4
            self.file().write_bytes(whole)
            assert cache.read("k") is None
            whole[position] ^= 4

    def test_folders_that_others_can_write_to(self) -> None:
        cache.write("k", {}, b"code")
        self.folder.chmod(0o777)
        assert cache.read("k") is None

    def test_where_nothing_can_be_written(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NEURALC_CACHE", "/dev/null/cache")
        cache.write("k", {}, b"code")
        assert cache.read("k") is None

    def test_turned_off(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("NEURALC_CACHE", "off")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        cache.write("k", {}, b"code")
        assert list(tmp_path.iterdir()) == []

    def test_the_user_s_folder(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("NEURALC_CACHE")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        cache.write("k", {}, b"code")
        assert cache.read("k") == ({}, b"code")
        assert [path.name for path in (tmp_path / "neuralc").iterdir()] == ["k.kernel"]

    def test_what_was_used_longest_ago_goes_first(self) -> None:
        for position in range(6):
            cache.write(str(position), {}, bytes(1000))
            os.utime(self.folder / f"{position}.kernel", (position, position))
        cache.read("0")
        cache.trim(self.folder, 3500)
        assert sorted(path.stem for path in self.folder.iterdir()) == ["0", "4", "5"]

    def test_processes_at_once(self) -> None:
        script = (
            "from neuralc._kernels import cache\n"
            "for k in range(300):\n"
            "    cache.write('k', {'n': 1}, bytes(range(256)) * 40)\n"
            "    assert cache.read('k') == ({'n': 1}, bytes(range(256)) * 40)\n"
        )
        workers = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(3)]
        assert [worker.wait() for worker in workers] == [0, 0, 0]
        assert [path.name for path in self.folder.iterdir()] == ["k.kernel"]


class TestWidthOfRegisters:
    """Kernels as for a processor that has narrower registers."""

    FEATURES: dict[str, bool] = dict.fromkeys(
        ("sse4.2", "avx", "avx2", "fma", "vaes", "avx512f", "amx-int8", "bmi2"), True
    )

    @pytest.mark.parametrize(
        ("width", "left"),
        [
            (512, set(FEATURES)),
            (256, {"sse4.2", "avx", "avx2", "fma", "vaes", "bmi2"}),
            (128, {"sse4.2", "bmi2"}),
        ],
    )
    def test_leaves_out_what_came_with_wider_ones(self, width: int, left: set[str]) -> None:
        found = processor.within(width, self.FEATURES)
        assert {name for name, present in found.items() if present} == left
        assert found.keys() == self.FEATURES.keys()

    def test_flags_switch_off_what_is_left_out(self) -> None:
        assert processor.flags(processor.within(128, {"sse2": True, "avx": True})) == "+sse2,-avx"

    def test_the_setting_holds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NEURALC_REGISTERS", "128")
        narrow = Machine()
        assert narrow.lanes(64) == 2
        assert narrow.identity != MACHINE.identity or MACHINE.lanes(64) == 2

    def test_another_width_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NEURALC_REGISTERS", "1024")
        with pytest.raises(ValueError, match=r"NEURALC_REGISTERS is '1024'.*128, 256, 512"):
            Machine()
