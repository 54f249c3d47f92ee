"""The stacks of threads, for kernels that recurse."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import Any

from neuralc import _library

# The stack of a thread for deep recursion, which takes memory only where it is used; the largest
# that the system gives.
_LARGE = [4 << 30, 1 << 30, 256 << 20, 64 << 20]

_starting = threading.Lock()

_limit = _library.library.neuralc_stack_limit
_limit.restype = ctypes.c_void_p


def limit() -> ctypes.c_void_p:
    """The lowest address that a kernel may reach in this thread."""
    found = _limit()
    if not found:
        raise RuntimeError("neuralc: the stack of this thread is not known")
    return ctypes.c_void_p(found)


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
