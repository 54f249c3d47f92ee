"""Repetitions: random numbers from seeds, and processes of one thread each."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

import numpy as np
import torch

T = TypeVar("T")
R = TypeVar("R")

#: Libraries read these once, when they are loaded.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
#: Seconds without a word, where progress is not shown on a terminal.
SILENCE = 20.0


def generator(*key: int | str) -> np.random.Generator:
    """Random numbers that depend on all parts of a key and on nothing else.

    Streams of different keys are independent, so that data do not change when something else draws.
    """
    words = [
        part if isinstance(part, int) else int.from_bytes(part.encode(), "little") for part in key
    ]
    return np.random.default_rng(np.random.SeedSequence(words))


def seed_torch(*key: int | str) -> None:
    """Makes torch's own random numbers (a network's initial weights) depend on a key only."""
    torch.manual_seed(int(generator("torch", *key).integers(2**31)))


def in_parallel(
    function: Callable[[T], R], tasks: Sequence[T], workers: int, label: str = ""
) -> list[R]:
    """The results of `function` for each task, in order."""
    if workers == 1 or len(tasks) <= 1:
        with one_thread():
            return list(progress(map(function, tasks), len(tasks), label))
    # Processes are started afresh: a fork of a process that has used torch's threads may hang.
    context = multiprocessing.get_context("spawn")
    with (
        environment(dict.fromkeys(THREADS, "1")),
        ProcessPoolExecutor(
            min(workers, len(tasks)), context, initializer=torch.set_num_threads, initargs=(1,)
        ) as pool,
    ):
        return list(progress(pool.map(function, tasks), len(tasks), label))


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """Lets torch use one thread, as in the processes of `in_parallel`."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextlib.contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """Sets variables for the processes that are started meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def progress(results: Iterator[R], total: int, label: str) -> Iterator[R]:
    """Passes results on, and counts them: in place on a terminal, else in a line now and then."""
    start = shown = time.perf_counter()
    on_terminal = sys.stderr.isatty()
    for done, result in enumerate(results, 1):
        now = time.perf_counter()
        text = f"  {label}: {done} of {total}, {now - start:.0f} s"
        if label and on_terminal:
            print(f"\r{text}", end="", file=sys.stderr)
        elif label and now - shown > SILENCE:
            print(text, file=sys.stderr, flush=True)
            shown = now
        yield result
    if label and on_terminal:
        print(file=sys.stderr)
