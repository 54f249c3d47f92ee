"""Work that can wait: done by one thread of low urgency, one piece after the other.

The thread ends where there is nothing left to do, and with the program: what has not begun by then
is dropped. A process is never forked in the middle of a piece, as locks that it holds would stay
locked in the other one.
"""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable

_log = logging.getLogger(__name__)
_pieces: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
_guard = threading.Lock()
_at_work = threading.Lock()
_is_running = False


def do(piece: Callable[[], None]) -> None:
    """Has a piece of work done some time."""
    global _is_running
    with _guard:
        _pieces.put(piece)
        if not _is_running:
            # No daemon: the program must not end in the middle of LLVM's work.
            threading.Thread(target=_run, name="neuralc-background").start()
            _is_running = True


def _run() -> None:
    global _is_running
    while True:
        with _guard:
            if _pieces.empty() or not threading.main_thread().is_alive():
                _is_running = False
                return
            piece = _pieces.get()
        with _at_work:
            try:
                piece()
            except Exception:  # What there is without it works as well.
                _log.exception("neuralc: work in the background failed")


def _forget() -> None:
    """Starts anew in a process that was forked, which has none of the threads."""
    global _guard, _is_running, _pieces
    _pieces, _guard, _is_running = queue.SimpleQueue(), threading.Lock(), False
    _at_work.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_at_work.acquire, after_in_parent=_at_work.release, after_in_child=_forget
    )
