"""Kernels that are made quickly first, and well where they turn out to be called often."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from neuralc._kernels import background

if TYPE_CHECKING:
    from neuralc._kernels.program import Kernel, Program, Specialisation

# After so many calls a kernel is made well. Such a call takes microseconds, or longer where making
# the kernel well takes longer, too.
OFTEN = 100


def replace_when_called_often(
    program: Program, specialisation: Specialisation, kernel: Kernel
) -> None:
    """Counts the calls of a kernel, and has it replaced in the background after some of them."""
    reference = weakref.ref(program)  # The program holds the kernel, and must not be held by it.
    function = kernel.function
    calls = itertools.count(1)

    def improve() -> None:
        program = reference()
        if program is not None:
            program.improve(specialisation)

    def counted(*arguments: Any) -> int:
        if next(calls) == OFTEN:
            background.do(improve)
        return function(*arguments)

    counting: Callable[..., int] = counted
    kernel.function = counting
