"""A bar on long searches."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

from neuralc._optional import optional

# Seconds before a bar appears, unless one is asked for.
_PATIENCE = 1.0


class Progress:
    """Counts evaluations on a bar of tqdm, which is made when it is first needed.

    Args:
        wanted: Whether a bar is shown; if `None`, in a terminal after a second, where tqdm is
            installed.

    Raises:
        ImportError: A bar is wanted, and tqdm is not installed.
    """

    def __init__(self, wanted: bool | None) -> None:
        self._began = time.perf_counter()
        self._bar: Any = None
        self._best = float("inf")
        self._is_shown = wanted if wanted is not None else sys.stderr.isatty()
        self._patience = 0.0 if wanted else _PATIENCE
        if wanted:
            optional("tqdm", "progress=True needs", "fit")

    def update(self, cost: float) -> None:
        """One more evaluation."""
        self._best = min(self._best, cost)
        if not self._is_shown:
            return
        if self._bar is None:
            if time.perf_counter() - self._began < self._patience:
                return
            self._open()
        if self._bar is not None:
            self._bar.update(1)
            self._bar.set_postfix_str(f"cost {self._best:.6g}", refresh=False)

    def _open(self) -> None:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            self._is_shown = False
            return
        self._bar = tqdm(desc="fit", unit=" evaluations", file=sys.stderr, leave=False)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()
