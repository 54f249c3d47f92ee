"""How kernels are called: the structures and the function of the C interface."""

from __future__ import annotations

import ctypes

# What a kernel returns where all went well is 0, and 2 is for want of memory.
FAILED = 1
# A fast derivative is not finite, and a careful one may be. Sums are untouched.
UNCERTAIN = 3


class Failure(ctypes.Structure):
    """Where the first item failed, and the value that was wrong."""

    site: int
    item: int
    value: float
    _fields_ = (
        ("site", ctypes.c_int64),
        ("item", ctypes.c_int64),
        ("value", ctypes.c_double),
    )


# The type of the function, without argument types: what is prepared once is not converted again.
# int32_t (inputs, outputs, int64_t begin, int64_t end, const char *stack_limit, failure)
Function = ctypes.CFUNCTYPE(ctypes.c_int32)
