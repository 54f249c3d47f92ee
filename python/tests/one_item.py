"""Calls kernels of one lane as the package does, without the package around them."""

import ctypes
import math
from typing import Any

import numpy as np

from neuralc._kernels.abi import Failure
from neuralc._kernels.program import Kernel


def called(
    kernel: Kernel, operands: list[Any], dtype: Any = np.float64, start: Any = None
) -> tuple[int, list[Any]]:
    """The status, and the outputs for one item; where `start` is given, they are added to it."""
    dtype = np.dtype(dtype)
    arrays = [np.array(operand, dtype, order="C") for operand in operands]
    for array, sizes in zip(arrays, kernel.inputs, strict=True):
        assert array.size == math.prod(sizes)
    places = [np.full(math.prod(sizes), start or 0, dtype) for sizes in kernel.outputs]
    strides = [0 if start is not None else place.size for place in places]
    inputs = (ctypes.c_int64 * (2 * len(arrays) + 1))()
    inputs[: 2 * len(arrays)] = [number for array in arrays for number in (array.ctypes.data, 0)]
    outputs = (ctypes.c_int64 * (2 * len(places) + 1))()
    outputs[: 2 * len(places)] = [
        number
        for place, stride in zip(places, strides, strict=True)
        for number in (place.ctypes.data, stride)
    ]
    status = kernel.function(
        ctypes.c_void_p(ctypes.addressof(inputs)),
        ctypes.c_void_p(ctypes.addressof(outputs)),
        ctypes.c_int64(0),
        ctypes.c_int64(1),
        ctypes.c_void_p(None),
        ctypes.c_void_p(ctypes.addressof(Failure())),
    )
    return status, places


def bits(numbers: Any) -> bytes:
    """The bits of numbers; every NaN is as good as another."""
    array = np.concatenate([np.ravel(item) for item in numbers]) if len(numbers) else np.empty(0)
    return np.where(np.isnan(array), array.dtype.type(math.nan), array).tobytes()
