"""Runs a kernel over a batch: in one call, or in parts that threads share."""

from __future__ import annotations

import ctypes
import itertools
import math
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

import numpy
import torch

from neuralc._kernels import stack, threads
from neuralc._kernels.abi import FAILED, UNCERTAIN, Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neuralc._kernels.layout import Result
    from neuralc._kernels.program import Kernel

# What is left of a batch is shared where it takes longer than this, in nanoseconds.
WORTH_SHARING = 200_000

# Sums over a batch are taken part by part, so that they are the same however many threads there
# are: a batch has up to so many parts, each of at least so many groups of lanes. Both by whether an
# item goes through loops or recursion: what does not is soon limited by memory.
_MOST_PARTS = {False: 32, True: 64}
_LEAST_GROUPS = {False: 256, True: 4}


class Frame:
    """The structures of one call of a kernel."""

    def __init__(self, inputs: int, outputs: int, begin: int, end: int) -> None:
        self.failure = Failure()
        self.arguments: tuple[Any, ...] = (
            ctypes.c_void_p(inputs),
            ctypes.c_void_p(outputs),
            ctypes.c_int64(begin),
            ctypes.c_int64(end),
            ctypes.c_void_p(None),
            ctypes.c_void_p(ctypes.addressof(self.failure)),
        )


class Sums:
    """The outputs that are summed over a batch, one behind the other, for each part."""

    def __init__(self, results: Sequence[Result], parts: int, dtype: Any) -> None:
        self.positions = [k for k, item in enumerate(results) if item.treatment == "sum"]
        """Which outputs they are."""
        ends = list(itertools.accumulate((results[k].core for k in self.positions), initial=0))
        self._pieces = list(itertools.pairwise(ends))
        self._numbers: Any = numpy.zeros((parts, ends[-1]), dtype)
        self._type: Any = numpy.ctypeslib.as_ctypes_type(self._numbers.dtype)
        rows = self._numbers.ctypes.data + numpy.arange(parts) * self._numbers.strides[0]
        offsets = numpy.array(ends[:-1], numpy.int64) * self._numbers.itemsize
        self.addresses: Any = rows[:, None] + offsets
        """Where each part has each of them."""

    def clear(self) -> None:
        """Begins with zeros."""
        self._numbers.fill(0)

    def add_to(self, outputs: Sequence[int]) -> None:
        """Adds the sums of all parts to what is at the addresses of the outputs."""
        totals = numpy.add.accumulate(self._numbers)[-1]  # One after the other, as in C.
        for position, (begin, end) in zip(self.positions, self._pieces, strict=True):
            place = (self._type * (end - begin)).from_address(outputs[position])
            view = numpy.frombuffer(place, totals.dtype)
            view += totals[begin:end]


class Workplace:
    """The memory of one run over a batch, which is used again by the next."""

    def __init__(
        self,
        strides: Sequence[int],
        results: Sequence[Result],
        parts: Sequence[tuple[int, int]],
        dtype: Any,
    ) -> None:
        # Address and stride of each operand; outputs for each part.
        self.inputs: Any = numpy.zeros(2 * len(strides) + 1, numpy.int64)
        self.inputs[1::2] = strides
        self.outputs: Any = numpy.zeros((len(parts), 2 * len(results)), numpy.int64)
        self.outputs[:, 1::2] = [item.stride for item in results]
        self.sums = Sums(results if len(parts) > 1 else [], len(parts), dtype)
        self.outputs[:, [2 * k for k in self.sums.positions]] = self.sums.addresses
        self._given = [k for k in range(len(results)) if k not in self.sums.positions]
        self._columns = [2 * k for k in self._given]
        inputs, first = self.inputs.ctypes.data, self.outputs.ctypes.data
        width = self.outputs.strides[0]
        self.frames = [
            Frame(inputs, first + part * width, begin, end)
            for part, (begin, end) in enumerate(parts)
        ]

    def prepare(self, inputs: Sequence[int], outputs: Sequence[int]) -> None:
        """Has operands at these addresses."""
        self.inputs[:-1:2] = inputs
        self.outputs[:, self._columns] = [outputs[k] for k in self._given]
        self.sums.clear()


class Execution:
    """How one kernel is run over batches of one size."""

    def __init__(
        self,
        kernel: Kernel,
        strides: Sequence[int],
        results: Sequence[Result],
        count: int,
        lanes: int,
        dtype: Any,
    ) -> None:
        self.kernel = kernel
        self.count = count
        self._strides = list(strides)
        self._results = list(results)
        self._dtype = numpy.dtype(dtype)
        self._lanes = lanes
        self._workplaces: list[Workplace] = []
        self.parts = self._division()
        """Where each part of the batch begins and ends."""

    def _division(self) -> list[tuple[int, int]]:
        """The parts of a batch: they depend on its size alone."""
        groups = math.ceil(self.count / self._lanes)
        is_long = self.kernel.is_long
        parts = max(1, min(_MOST_PARTS[is_long], groups // _LEAST_GROUPS[is_long]))
        size = math.ceil(groups / parts) * self._lanes
        return [
            (begin, min(begin + size, self.count)) for begin in range(0, self.count, max(size, 1))
        ]

    def run(self, inputs: Sequence[int], outputs: Sequence[int]) -> None:
        """Computes all items: from these addresses, to these addresses.

        What is summed is added to what is there.
        """
        try:
            place = self._workplaces.pop()
        except IndexError:
            place = Workplace(self._strides, self._results, self.parts, self._dtype)
        place.prepare(inputs, outputs)
        if len(self.parts) == 1:
            self._call(place, 0)
        else:
            self._run_parts(place, outputs)
        self._workplaces.append(place)

    def _call(self, place: Workplace, part: int) -> None:
        """Calls the kernel for a part; raises what the program raises."""
        if self.kernel.is_recursive:
            self._call_recursive(place, part)
            return
        frame = place.frames[part]
        status = self.status(frame.arguments)
        if status:
            self.kernel.fail(status, frame.failure)

    def status(self, arguments: Sequence[Any]) -> int:
        """Calls the kernel, and the careful one where it is uncertain."""
        status: int = self.kernel.function(*arguments)
        if status == UNCERTAIN:
            self.be_careful()
            status = self.kernel.function(*arguments)
        return status

    def be_careful(self) -> None:
        """Has the careful kernel in the place of the one that was uncertain."""
        self.kernel = self.kernel.careful()

    def is_out_of_stack(self, status: int, failure: Failure) -> bool:
        """Whether a call has failed that may do on a larger stack."""
        return status == FAILED and self.kernel.sites[failure.site].kind == "RecursionError"

    def _call_recursive(self, place: Workplace, part: int) -> None:
        """Calls the kernel here, and on a larger stack where its recursion is too deep for that."""
        frame = place.frames[part]
        arguments = list(frame.arguments)
        arguments[4] = stack.limit()
        status = self.status(arguments)
        if self.is_out_of_stack(status, frame.failure):
            self._clear_sums(place, part)

            def again() -> Any:
                arguments[4] = stack.limit()
                return self.status(arguments)

            status = stack.with_large_stack(again)
        if status:
            self.kernel.fail(status, frame.failure)

    def _clear_sums(self, place: Workplace, part: int) -> None:
        """Takes back what a call has summed that did not end."""
        for position, item in enumerate(self._results):
            if item.treatment == "sum":
                address = int(place.outputs[part, 2 * position])
                ctypes.memset(address, 0, item.core * self._dtype.itemsize)

    def _run_parts(self, place: Workplace, outputs: Sequence[int]) -> None:
        """Runs the parts one by one, or on threads where they take long enough."""
        count = len(self.parts)
        failures: dict[int, Exception] = {}

        def run(part: int) -> None:
            try:
                self._call(place, part)
            except Exception as error:  # Of the first part that fails, whichever ends first.
                failures[part] = error

        # The first part tells what the others will take.
        start = perf_counter_ns()
        run(0)
        rest = (perf_counter_ns() - start) * (count - 1)
        number = torch.get_num_threads()
        if number > 1 and rest > WORTH_SHARING:
            threads.share(run, range(1, count), number)
        else:
            for part in range(1, count):
                run(part)
        if failures:
            raise failures[min(failures)]
        place.sums.add_to(outputs)
