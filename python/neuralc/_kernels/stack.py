"""The stacks of threads, for kernels that recurse."""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable
from typing import Any

# What is left for the functions that a kernel calls.
_MARGIN = 128 << 10

# The stack of a thread for deep recursion, which takes memory only where it is used; the largest
# that the system gives.
_LARGE = [4 << 30, 1 << 30, 256 << 20, 64 << 20]

_starting = threading.Lock()
_own = threading.local()


def limit() -> ctypes.c_void_p:
    """The lowest address that a kernel may reach in this thread."""
    found: ctypes.c_void_p | None = getattr(_own, "limit", None)
    if found is None:
        found = _own.limit = ctypes.c_void_p(_lowest() + _MARGIN)
    return found


def with_large_stack(function: Callable[[], Any]) -> Any:
    """What a function gives that is run in a thread with a large stack."""
    results: list[Any] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(function())
        except BaseException as error:
            errors.append(error)

    thread = _started(run)
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def _started(run: Callable[[], None]) -> threading.Thread:
    for size in _LARGE:
        # The size holds for all threads that are started, so it is set for as short as can be.
        with _starting:
            previous = threading.stack_size(size)
            try:
                thread = threading.Thread(target=run, name="neuralc recursion")
                thread.start()
                return thread
            except (RuntimeError, ValueError, MemoryError):
                continue
            finally:
                threading.stack_size(previous)
    raise MemoryError("neuralc: there is no memory for the stack of a thread")


def _lowest() -> int:
    """Where the stack of this thread ends."""
    library = ctypes.CDLL(None)
    if sys.platform == "darwin":
        library.pthread_self.restype = ctypes.c_void_p
        library.pthread_get_stackaddr_np.restype = ctypes.c_void_p
        library.pthread_get_stackaddr_np.argtypes = [ctypes.c_void_p]
        library.pthread_get_stacksize_np.restype = ctypes.c_size_t
        library.pthread_get_stacksize_np.argtypes = [ctypes.c_void_p]
        thread = library.pthread_self()
        return int(
            library.pthread_get_stackaddr_np(thread) - library.pthread_get_stacksize_np(thread)
        )
    attributes = ctypes.create_string_buffer(256)  # More than any C library's pthread_attr_t.
    library.pthread_self.restype = ctypes.c_void_p
    library.pthread_getattr_np.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    if library.pthread_getattr_np(library.pthread_self(), attributes) != 0:
        raise RuntimeError("neuralc: the stack of this thread is not known")
    address, size = ctypes.c_void_p(), ctypes.c_size_t()
    library.pthread_attr_getstack(attributes, ctypes.byref(address), ctypes.byref(size))
    library.pthread_attr_destroy(attributes)
    return address.value or 0
