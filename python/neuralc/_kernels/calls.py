"""Calls of one kernel by builtin functions, which hand the memory of objects over as it is."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy
import torch

from neuralc._gradients import Kind
from neuralc._kernels.abi import UNCERTAIN, Failure
from neuralc._kernels.entry import TAKES_LONG, UNFIT, Entrance, Record, RecordKind
from neuralc._kernels.execution import WORTH_SHARING, Execution
from neuralc._kernels.interpreter import IS_ALIGNED, IS_WRITABLE
from neuralc._kernels.layout import Result, contiguous

# A batch in one thread that takes longer, in nanoseconds, is run part by part, as Python handles
# signals between them.
_UNATTENDED = 50_000_000


class Appearance(NamedTuple):
    """What an object must look like."""

    kind: Kind
    bits: int
    """Of its elements; 0 of a number."""
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    """In bytes."""


class Operand(NamedTuple):
    """How a kernel's input is handed over."""

    appearance: Appearance
    stride: int
    """Numbers between items."""
    place: int | None = None
    """Which number its own place begins with, if it has one."""
    name: str | None = None
    """Of a parameter of the module's own."""


class Copy(NamedTuple):
    """An array that does not lie as the kernel needs it."""

    number: int
    """Which of the values it is."""
    place: int
    shape: tuple[int, ...]


class Handover(NamedTuple):
    """What objects a call takes and gives."""

    bits: int
    """Of the kernel's numbers."""
    operands: Sequence[Operand]
    """In the order of the kernel's inputs."""
    given: Sequence[int]
    """Which of them come with a call, in its order; the others are the module's own parameters."""
    positional: int
    """How many of those come by position."""
    room: int
    """How many numbers the places take."""
    copies: Sequence[Copy]
    seeds: int | None
    """How many ones there are behind the operands, as a cotangent; `None` where there is none."""
    results: Sequence[Result]
    names: Sequence[str | None] | None
    """Of all results but the first, which then are in a dictionary."""
    gives: Kind


class Calls:
    """All calls with objects that look alike."""

    def __init__(self, execution: Execution, handover: Handover) -> None:
        self._execution = execution
        self._handover = handover
        self._has_parts = len(execution.parts) > 1
        self._takes_long = False
        self._spaces: list[_Workspace] = []

    def __call__(self, args: Any, kwargs: Any, parameters: Any, out: Any) -> Any:
        """The results; `None` where the objects do not look as they must.

        `parameters` are the module's own by name, `out` is that of `value_and_grad`.
        """
        try:
            space = self._spaces.pop()
        except IndexError:
            space = _Workspace(self._handover, self._execution)
        kernel = self._execution.kernel
        function = kernel.function
        if space.function is not function:
            is_whole = not self._handover.copies and not self._takes_long
            space.take(function, is_whole, kernel.is_recursive)
        if self._has_parts:
            space.set_patience(WORTH_SHARING if torch.get_num_threads() > 1 else _UNATTENDED)
        found = space.call(args, kwargs, parameters, out)
        if type(found) is tuple:
            self._spaces.append(space)
            return found
        try:
            if found == UNCERTAIN:
                self._execution.be_careful()
                return self(args, kwargs, parameters, out)
            return self._continued(space, found, args, kwargs)
        finally:
            self._spaces.append(space)

    def _continued(self, space: _Workspace, status: int, args: Any, kwargs: Any) -> Any:
        """What becomes of a call that has given this status in place of results."""
        if status == UNFIT:
            return None
        execution = self._execution
        if status == TAKES_LONG:
            self._takes_long = True
            space.leave_kernel()
        elif space.is_whole:
            if execution.is_out_of_stack(status, space.failure):
                return None
            execution.kernel.fail(status, space.failure)
        try:
            if self._handover.copies:
                space.copy((*args, *kwargs.values()))
            execution.run(space.inputs[0::2], space.outputs[0::2])
        finally:
            results = space.collect()
        return results


class _Workspace:
    """The memory of one call, which is used again by the next."""

    def __init__(self, handover: Handover, execution: Execution) -> None:
        number: Any = ctypes.c_double if handover.bits == 64 else ctypes.c_float
        self._handover = handover
        self._size = handover.bits // 8
        seeds, results = handover.seeds, handover.results
        self._numbers: Any = (number * max(handover.room, 1))()
        count = seeds or 0
        self._seed: Any = (number * count)(*[1.0] * count)
        self._scalars: Any = (number * len(results))()
        self.failure = Failure()
        # Address and stride of each.
        inputs = [(self._address(item.place), item.stride) for item in handover.operands]
        inputs += [] if seeds is None else [(ctypes.addressof(self._seed), 0)]
        self.inputs: Any = (ctypes.c_int64 * (2 * len(inputs)))(
            *[word for i in inputs for word in i]
        )
        self.outputs: Any = (ctypes.c_int64 * (2 * len(results)))()
        strides: Any = [item.stride for item in results]
        self.outputs[1::2] = strides
        view = numpy.frombuffer(self._numbers, f"f{self._size}")
        self._copies = [
            (number, view[place : place + math.prod(shape)].reshape(shape))
            for number, place, shape in handover.copies
        ]
        self._ignored = ctypes.c_int64(0)
        own = [k for k in range(len(handover.operands)) if k not in handover.given]
        self._entrance = Entrance(
            [self._operand(position) for position in handover.given],
            [self._operand(position) for position in own],
            [self._output(number) for number in range(len(results))],
            handover.positional,
            handover.names is not None,
            execution.count,
            ctypes.addressof(self.inputs),
            ctypes.addressof(self.outputs),
            ctypes.addressof(self.failure),
        )
        if len(execution.parts) > 1:
            self._entrance.set_parts(execution.parts, handover.bits)
        self.set_patience = self._entrance.set_patience
        self.call = self._entrance.call
        self.collect = self._entrance.collect
        self.function: Any = None
        """The kernel that it is prepared for."""
        self.is_whole = False
        """Whether a call runs the kernel, too."""

    def _address(self, place: int | None) -> int:
        """Of an operand that has a place of its own; 0 for others."""
        return 0 if place is None else ctypes.addressof(self._numbers) + self._size * place

    def _operand(self, position: int) -> Record:
        """What is expected of an operand."""
        look, _, place, name = self._handover.operands[position]
        if look.kind == "number":
            return Record(RecordKind.of_number(self._handover.bits), self._address(place))
        target = ctypes.addressof(self.inputs) + 16 * position
        kind = RecordKind.ARRAY if look.kind == "array" else RecordKind.TENSOR
        if place is not None and kind == RecordKind.ARRAY:
            target = ctypes.addressof(self._ignored)  # It is copied later.
        elif place is not None:
            kind, target = RecordKind.WIDENED_TENSOR, self._address(place)
        return Record(kind, target, look.shape, look.strides, look.bits, name)

    def _output(self, number: int) -> Record:
        """What a result is written to."""
        handover = self._handover
        item = handover.results[number]
        name = handover.names[number - 1] if handover.names is not None and number > 0 else None
        if handover.gives == "number" and not item.shape:
            place = ctypes.addressof(self._scalars) + self._size * number
            self.outputs[2 * number] = place
            record = Record(RecordKind.of_number(handover.bits), place, name=name)
        else:
            kind = RecordKind.TENSOR if handover.gives == "tensor" else RecordKind.ARRAY
            target = ctypes.addressof(self.outputs) + 16 * number
            strides = [self._size * stride for stride in contiguous(item.shape)]
            record = Record(kind, target, item.shape, strides, handover.bits, name)
            record.flags = IS_ALIGNED | IS_WRITABLE
        if item.treatment == "sum":  # The kernel adds to what is there.
            record.sum = self._size * math.prod(item.shape)
        return record

    def take(self, function: Any, is_whole: bool, is_recursive: bool) -> None:
        """Has calls run another kernel from now on, where that is all there is to do, and they are
        not to be counted."""
        code = getattr(function, "code", None) if is_whole else None
        self._entrance.set_kernel(None if code is None else code.address, is_recursive)
        self.function = function
        self.is_whole = code is not None

    def leave_kernel(self) -> None:
        """Has calls run none from now on."""
        self._entrance.set_kernel(None, False)
        self.is_whole = False

    def copy(self, values: tuple[Any, ...]) -> None:
        """Copies arrays that do not lie as the kernel needs them."""
        for number, view in self._copies:
            view[...] = values[number]
