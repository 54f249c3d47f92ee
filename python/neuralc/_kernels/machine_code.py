"""Machine code that the compiler has written by itself, without LLVM, as a function in memory."""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import struct
from collections.abc import Iterable
from functools import cache


class MachineCode:
    """Code in memory of its own, there as long as this object."""

    def __init__(self, code: bytes | memoryview, addresses: Iterable[tuple[int, int]]) -> None:
        """The code with functions' addresses put in at offsets.

        Raises `OSError` where the system lets no program make code.
        """
        memory = mmap.mmap(-1, len(code), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        memory.write(code)
        for address, offset in addresses:
            struct.pack_into("<Q", memory, offset, address)
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


def can_call_vectors() -> bool:
    """Whether `of_one` knows this processor and how its functions are called."""
    return os.name == "posix" and platform.machine() == "x86_64"


# The first two arguments, each in all lanes of its register: of 4 or 8 bytes, in 256 or 512 bits.
_BROADCAST = {
    (32, 256): (b"\xc4\xe2\x7d\x18\xc0", b"\xc4\xe2\x7d\x18\xc9"),
    (64, 256): (b"\xc4\xe2\x7d\x19\xc0", b"\xc4\xe2\x7d\x19\xc9"),
    (32, 512): (b"\x62\xf2\x7d\x48\x18\xc0", b"\x62\xf2\x7d\x48\x18\xc9"),
    (64, 512): (b"\x62\xf2\xfd\x48\x19\xc0", b"\x62\xf2\xfd\x48\x19\xc9"),
}


@cache
def of_one(address: int, bits: int, width: int) -> MachineCode:
    """A function of up to two vectors as one of single numbers, each in every lane of a register of
    so many bits."""
    code = b"\x48\x83\xec\x08"  # sub rsp, 8
    code += b"".join(_BROADCAST[bits, width])
    code += b"\x48\xb8"  # mov rax, …
    offset = len(code)
    code += bytes(8)
    code += b"\xff\xd0"  # call rax
    # What follows has instructions that would wait for the upper halves of registers.
    code += b"\xc5\xf8\x77"  # vzeroupper
    code += b"\x48\x83\xc4\x08\xc3"  # add rsp, 8; ret
    return MachineCode(code, [(address, offset)])
