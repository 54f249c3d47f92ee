"""The compiler itself: a shared library, written in Swift, that is bundled with this package."""

from __future__ import annotations

import ctypes
import json
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

NATIVE = Path(__file__).parent / "_native"


def path() -> Path:
    """The file that the compiler is in."""
    return NATIVE / ("libCompilerC.dylib" if sys.platform == "darwin" else "libCompilerC.so")


def _load() -> ctypes.CDLL:
    file = path()
    if not file.exists():
        raise ImportError(
            f"neuralc's library is missing ({file}): install the package with pip, "
            "or run `make setup` in a checkout"
        )
    # CDLL lets go of the interpreter's lock while the compiler runs.
    library = ctypes.CDLL(str(file))
    library.neuralc_run.restype = ctypes.c_void_p
    library.neuralc_run.argtypes = [
        ctypes.c_char_p,  # command
        ctypes.c_size_t,
        ctypes.c_char_p,  # source
        ctypes.c_size_t,
        ctypes.c_char_p,  # options
        ctypes.c_size_t,
        ctypes.c_void_p,  # numbers
        ctypes.c_size_t,
        ctypes.c_void_p,  # whether to end
        ctypes.POINTER(ctypes.c_size_t),
    ]
    library.neuralc_free.restype = None
    library.neuralc_free.argtypes = [ctypes.c_void_p]
    return library


_OF_SIGNALS = {
    "lock": "PyGILState_Ensure",
    "unlock": "PyGILState_Release",
    "handle": "PyErr_CheckSignals",
    "take_error": "PyErr_Fetch",
    "set_error": "PyErr_Restore",
}


class _Signals(ctypes.Structure):
    """What C calls to have signals handled (`PythonEntry.h`)."""

    _fields_ = tuple((name, ctypes.c_void_p) for name in _OF_SIGNALS)


def _signals() -> tuple[ctypes.c_void_p, Callable[[], None]]:
    """The function that tells whether the handler of a signal has raised something, and the one
    that raises it."""
    signals = _Signals.in_dll(library, "neuralc_signals")
    for field, name in _OF_SIGNALS.items():
        setattr(signals, field, ctypes.cast(getattr(ctypes.pythonapi, name), ctypes.c_void_p))
    raising: Any = ctypes.PYFUNCTYPE(ctypes.py_object)(("neuralc_raise", library))
    return ctypes.cast(library.neuralc_is_interrupted, ctypes.c_void_p), raising


library = _load()
_is_interrupted, _raise = _signals()
_run = library.neuralc_run
_free = library.neuralc_free
_string_at = ctypes.string_at
_size = ctypes.c_size_t
_get_ident, _main_thread = threading.get_ident, threading.main_thread
_byref = ctypes.byref
_decode = json.JSONDecoder().raw_decode  # Without a look for white space around.


def run(command: bytes, source: bytes, options: bytes, numbers: Sequence[float] = ()) -> Any:
    """What the compiler answers; safe to call from several threads at once.

    What stands behind the answer, as it is, becomes its item `texts`, or `code` where the answer
    has `addresses` for it.
    """
    count = len(numbers)
    array = (ctypes.c_double * count)(*numbers) if count else None
    length = _size()
    answer = _run(
        command,
        len(command),
        source,
        len(source),
        options,
        len(options),
        array,
        count,
        # Signals are handled in the main thread alone.
        _is_interrupted if _get_ident() == _main_thread().ident else None,
        _byref(length),
    )
    if answer is None:
        raise MemoryError("neuralc: the compiler could not allocate its answer")
    try:
        data = _string_at(answer, length.value)
    finally:
        _free(answer)
    end = data.find(b"\0")
    if end < 0:
        result = _decode(data.decode())[0]
        if type(result) is dict and result.get("failure") == "interrupted":
            _raise()
        return result
    result, _ = _decode(data[:end].decode())
    if result.get("addresses") is None:
        result["texts"] = data[end + 1 :].decode().split("\0")
    else:
        result["code"] = memoryview(data)[end + 1 :]  # It can be long, and is not copied.
    return result


def records(fields: Iterable[str | bytes]) -> bytes:
    """Fields with their lengths before them (netstrings), so that nothing in a field can end it."""
    parts = []
    for field in fields:
        data = field if isinstance(field, bytes) else field.encode("utf-8", "surrogatepass")
        parts.append(b"%d:%b," % (len(data), data))
    return b"".join(parts)
