"""Threads that share a large batch."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_pools: dict[int, ThreadPoolExecutor] = {}

# A process that was forked has none of the threads.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_pools.clear)


def share(work: Callable[[Any], None], parts: Sequence[Any], count: int) -> None:
    """Does the parts of some work on so many threads, of which the calling one is one."""
    remaining = iter(parts)  # Taking the next is one operation under the interpreter's lock.

    def run() -> None:
        for part in remaining:
            work(part)

    count = min(count, len(parts))
    pool = _pools.get(count)
    if pool is None:
        pool = _pools.setdefault(
            count, ThreadPoolExecutor(max(count - 1, 1), thread_name_prefix="neuralc")
        )
    others = [pool.submit(run) for _ in range(count - 1)]
    try:
        run()
    finally:
        for other in others:
            other.result()
