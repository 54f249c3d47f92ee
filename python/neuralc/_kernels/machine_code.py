"""Machine code that the compiler has written by itself, without LLVM, as a function in memory."""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import struct
from collections.abc import Iterable
from functools import cache

from neuralc._kernels import mathematics


class MachineCode:
    """Code in memory of its own, there as long as this object."""

    def __init__(self, code: bytes | memoryview, addresses: Iterable[tuple[str, int]]) -> None:
        """The code with addresses of functions put in, by symbol and offset.

        Raises `OSError` where the system lets no program make code.
        """
        memory = mmap.mmap(-1, len(code), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        memory.write(code)
        for symbol, offset in addresses:
            struct.pack_into("<Q", memory, offset, _address(symbol))
        self._memory = ctypes.c_char.from_buffer(memory)
        self.address = ctypes.addressof(self._memory)
        # Never to be written and to be run at the same time.
        protection = mmap.PROT_READ | mmap.PROT_EXEC
        if _c().mprotect(ctypes.c_void_p(self.address), ctypes.c_size_t(len(code)), protection):
            raise OSError(ctypes.get_errno(), "neuralc: memory cannot be made executable")


@cache
def is_supported(features: frozenset[str]) -> bool:
    """Whether the compiler writes code for this machine, and the system lets it be run."""
    if os.name != "posix" or platform.machine() != "x86_64" or "sse4.1" not in features:
        return False
    try:
        MachineCode(b"\xc3", [])
    except OSError:
        return False
    return True


@cache
def _c() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


@cache
def _address(symbol: str) -> int:
    if symbol.startswith("neuralc_"):
        return mathematics.address(symbol, frozenset())
    address = ctypes.cast(getattr(_c(), symbol), ctypes.c_void_p).value
    assert address  # `malloc` and `free` are part of every process.
    return address
