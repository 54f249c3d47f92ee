"""Fused kernels in C, written by hand by someone who wants them fast: `benchmarks/reference`."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from ctypes import c_double, c_float, c_int64
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from .workloads import NotRun, Workload

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
COMMAND = ["clang", "-O3", "-march=native", "-std=c17", "-Wall", "-Wextra", "-Werror"]


@cache
def library() -> ctypes.CDLL:
    """The kernels, compiled for this machine."""
    if shutil.which("clang") is None:
        raise ImportError("there is no clang")
    processor = Path("/proc/cpuinfo")
    if not processor.exists() or "avx512f" not in processor.read_text():
        raise ImportError("it is written for AVX-512 on Linux")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "libreference.so"
        sources = sorted(map(str, REFERENCE.glob("*.c")))
        flags = ["-shared", "-fPIC", "-fvisibility=hidden", "-o", str(target)]
        subprocess.run([*COMMAND, *flags, *sources, "-lmvec", "-lm"], check=True)
        result = ctypes.CDLL(str(target))
    for name in ("roots", "gradient_roots"):
        getattr(result, f"{name}_double").restype = c_double
        getattr(result, f"{name}_float").restype = c_float
    return result


def pointer(array: np.ndarray) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def aligned(shape: Any, dtype: Any) -> np.ndarray:
    """Zeros on a 64-byte boundary."""
    count = int(np.prod(shape)) * np.dtype(dtype).itemsize
    buffer = np.zeros(count + 64, np.uint8)
    start = -buffer.ctypes.data % 64
    return buffer[start : start + count].view(dtype).reshape(shape)


def bound(name: str, arguments: list[Any], answer: list[np.ndarray]) -> Callable[[], Any]:
    """A call of a kernel with its arguments converted beforehand."""
    function = getattr(library(), name)
    kept = [item for item in arguments if isinstance(item, np.ndarray)]
    converted = [pointer(item) if isinstance(item, np.ndarray) else item for item in arguments]

    def run() -> Any:
        function(*converted)
        return answer, kept

    return run


def candidates(workload: Workload) -> list[Callable[[], Any]]:
    """The kernels for a workload; the runner takes the fastest."""
    values = list(workload.values.values())
    count = workload.count
    value = np.zeros(count) if count > 1 else np.zeros(())
    match workload.program:
        case "energy":
            kind, scalar = (
                ("double", c_double) if workload.dtype == np.float64 else ("float", c_float)
            )
            whole = count // 16 * 16
            if whole != count:
                # The kernels take whole vectors; the last elements are padding.
                count = whole + 16
            m, v = (aligned(count, workload.dtype) for _ in range(2))
            m[: workload.count], v[: workload.count] = values[0], values[1]
            outputs = [aligned(count, workload.dtype) for _ in range(3)]
            by_c = np.zeros((), workload.dtype)
            answer = [*(item[: workload.count] for item in outputs), by_c]
            arguments = [m, v, scalar(values[2]), c_int64(count), *outputs, by_c]
            return [bound(f"energy_{kind}", arguments, answer)]
        case "lotka_volterra" if count == 1:
            gradients = np.zeros(4)
            arguments = [c_double(values[0]), c_double(values[1]), np.array(values[2:])]
            arguments += [c_int64(workload.steps), c_double(0.05), value, gradients]
            return [bound("lotka_volterra_one", arguments, [value, *gradients[:, None]])]
        case "lotka_volterra":
            gradients = np.zeros((4, count))
            arguments = [values[0], values[1], np.array(values[2:]), c_int64(count)]
            arguments += [c_int64(workload.steps), c_double(0.05), value, gradients]
            names = ["lotka_volterra_reverse", "lotka_volterra_forward"]
            return [bound(name, arguments, [value, *gradients]) for name in names]
        case "pendulum":
            gradients = np.zeros((4, count))
            arguments = [np.array(values), *([c_int64(count)] if count > 1 else [])]
            arguments += [c_int64(workload.steps), c_double(0.05), value, gradients]
            name = "pendulum_many" if count > 1 else "pendulum_one"
            return [bound(name, arguments, [value, *gradients])]
        case "heat":
            by_state, by_diffusivity = np.zeros(64), np.zeros(())
            arguments = [values[0], c_double(values[1]), c_double(0.01 * 63**2)]
            arguments += [c_int64(workload.steps), value, by_diffusivity, by_state]
            return [bound("heat", arguments, [value, by_state, by_diffusivity])]
        case "kalman":
            gradients = np.zeros(5)
            arguments = [values[0], *([c_int64(count)] if count > 1 else []), c_int64(80)]
            arguments += [values[1], c_double(values[2]), value, gradients]
            answer = [value, gradients[:4].reshape(2, 2), gradients[4:].reshape(())]
            return [bound("kalman_many" if count > 1 else "kalman_one", arguments, answer)]
        case "logistic_map":
            by_x, by_r = np.zeros(count), np.zeros(())
            arguments = [values[0], values[1], c_double(values[2]), c_int64(count)]
            return [bound("logistic_map", [*arguments, value, by_x, by_r], [value, by_x, by_r])]
        case "recursion":
            gradients = np.zeros(2)
            arguments = [*map(c_double, values), value, gradients]
            return [bound("recursion", arguments, [value, *gradients[:, None]])]
    raise NotRun("it is not written by hand")


def arrays(answer: Any) -> list[np.ndarray]:
    return [np.squeeze(item) for item in answer[0]]


def limits(workload: Workload) -> dict[str, Callable[[], Any]]:
    """What an elementwise workload cannot go below: moving its bytes, through the caches and past
    them, and its square roots and divisions alone: those of the value, and those of value and
    gradients as automatic differentiation has them."""
    kind, scalar = ("double", c_double) if workload.dtype == np.float64 else ("float", c_float)
    count = workload.count // 16 * 16
    arrays = [aligned(count, workload.dtype) for _ in range(5)]
    turns = [scalar(3), c_int64(count)]
    moved = [*arrays[:2], c_int64(count), *arrays[2:]]
    return {
        "moving its bytes": bound(f"stream_{kind}", moved, []),
        "moving its bytes past the caches": bound(f"stream_past_{kind}", moved, []),
        "root and divisions of the value": bound(f"roots_{kind}", turns, []),
        "root and divisions with gradients": bound(f"gradient_roots_{kind}", turns, []),
    }
