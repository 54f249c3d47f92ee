"""Runs a kernel over a batch: in one call, or in parts that threads share."""

from __future__ import annotations

import ctypes
import math
from struct import Struct
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

import numpy
import torch

from neuralc._kernels import stack, threads
from neuralc._kernels.abi import FAILED, OPERAND_SIZE, UNCERTAIN, Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neuralc._kernels.layout import Result
    from neuralc._kernels.program import Kernel

# What is left of a batch is shared where it takes longer than this, in nanoseconds.
WORTH_SHARING = 200_000

# Sums over a batch are taken part by part, so that they are the same however many threads there
# are: a batch has up to so many parts, each of at least so many groups of lanes.
_MOST_PARTS = 64
_LEAST_GROUPS = {False: 256, True: 4}  # Whether an item goes through loops or recursion.


class Frame:
    """The structures of one call, which are used again by the next."""

    def __init__(self, inputs: int, outputs: int) -> None:
        self.inputs = ctypes.create_string_buffer(max(inputs, 1) * OPERAND_SIZE)
        self.outputs = ctypes.create_string_buffer(max(outputs, 1) * OPERAND_SIZE)
        self.failure = Failure()
        self.begin = ctypes.c_int64(0)
        self.end = ctypes.c_int64(0)
        self.arguments: tuple[Any, ...] = (
            ctypes.c_void_p(ctypes.addressof(self.inputs)),
            ctypes.c_void_p(ctypes.addressof(self.outputs)),
            self.begin,
            self.end,
            ctypes.c_void_p(None),
            ctypes.c_void_p(ctypes.addressof(self.failure)),
        )


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
        self._input_format = Struct(f"={2 * len(strides)}q")
        self._output_format = Struct(f"={2 * len(results)}q")
        self._sums = [k for k, item in enumerate(results) if item.treatment == "sum"]
        self._lanes = lanes
        self._frames: list[Frame] = []
        self._parts = self._division()

    def _division(self) -> list[tuple[int, int]]:
        """The parts of a batch: they depend on its size alone."""
        groups = math.ceil(self.count / self._lanes)
        parts = max(1, min(_MOST_PARTS, groups // _LEAST_GROUPS[self.kernel.is_long]))
        size = math.ceil(groups / parts) * self._lanes
        return [
            (begin, min(begin + size, self.count)) for begin in range(0, self.count, max(size, 1))
        ]

    @property
    def is_simple(self) -> bool:
        """Whether the kernel is called once, on any stack."""
        return len(self._parts) == 1 and not self.kernel.is_recursive

    def frame(self) -> Frame:
        """A frame that nobody else uses, with all strides in it."""
        try:
            return self._frames.pop()
        except IndexError:
            return Frame(len(self._strides), len(self._results))

    def run(self, inputs: Sequence[int], outputs: Sequence[int]) -> None:
        """Computes all items: from these addresses, to these addresses.

        What is summed is added to what is there.
        """
        frame = self.frame()
        operands = [0] * (2 * len(inputs))
        operands[0::2] = inputs
        operands[1::2] = self._strides
        self._input_format.pack_into(frame.inputs, 0, *operands)
        if len(self._parts) == 1:
            self._pack_outputs(frame, outputs)
            frame.end.value = self.count
            self._call(frame)
        else:
            self._run_parts(frame, outputs)
        self._frames.append(frame)

    def _pack_outputs(self, frame: Frame, addresses: Sequence[int]) -> None:
        operands = [0] * (2 * len(addresses))
        operands[0::2] = addresses
        operands[1::2] = [result.stride for result in self._results]
        self._output_format.pack_into(frame.outputs, 0, *operands)

    def _call(self, frame: Frame) -> None:
        """Calls the kernel; raises what the program raises."""
        if self.kernel.is_recursive:
            self._call_recursive(frame)
            return
        status = self.status(frame.arguments)
        if status:
            self.kernel.fail(status, frame.failure)

    def status(self, arguments: Sequence[Any]) -> int:
        """Calls the kernel, and the careful one where it is uncertain."""
        status: int = self.kernel.function(*arguments)
        return self.careful_status(arguments) if status == UNCERTAIN else status

    def careful_status(self, arguments: Sequence[Any]) -> int:
        """Calls the careful kernel, which takes the place of the other."""
        self.kernel = self.kernel.careful()
        status: int = self.kernel.function(*arguments)
        return status

    def _call_recursive(self, frame: Frame) -> None:
        """Calls the kernel here, and on a larger stack where its recursion is too deep for that."""
        arguments = list(frame.arguments)
        arguments[4] = stack.limit()
        status = self.status(arguments)
        if status == FAILED and self.kernel.sites[frame.failure.site].kind == "RecursionError":
            self._clear_sums(frame)

            def again() -> Any:
                arguments[4] = stack.limit()
                return self.status(arguments)

            status = stack.with_large_stack(again)
        if status:
            self.kernel.fail(status, frame.failure)

    def _clear_sums(self, frame: Frame) -> None:
        """Takes back what a call has summed that did not end."""
        operands = self._output_format.unpack_from(frame.outputs, 0)
        for position in self._sums:
            size = self._results[position].core * self._dtype.itemsize
            ctypes.memset(operands[2 * position], 0, size)

    def _run_parts(self, frame: Frame, outputs: Sequence[int]) -> None:
        """Runs the parts one by one, or on threads where they take long enough."""
        count = len(self._parts)
        sums = {
            position: numpy.zeros((count, self._results[position].core), self._dtype)
            for position in self._sums
        }
        failures: dict[int, Exception] = {}

        def run(part: int) -> None:
            own = self.frame()
            ctypes.memmove(own.inputs, frame.inputs, len(frame.inputs))
            addresses = list(outputs)
            for position, partial in sums.items():
                addresses[position] = partial.ctypes.data + part * partial.strides[0]
            self._pack_outputs(own, addresses)
            own.begin.value, own.end.value = self._parts[part]
            try:
                self._call(own)
            except Exception as error:  # Of the first part that fails, whichever ends first.
                failures[part] = error
            own.begin.value = 0
            self._frames.append(own)

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
        for position, partial in sums.items():
            self._add(outputs[position], partial.sum(axis=0))

    def _add(self, address: int, values: Any) -> None:
        number = ctypes.c_double if self._dtype.itemsize == 8 else ctypes.c_float
        place = numpy.ctypeslib.as_array((number * values.size).from_address(address))
        place += values
