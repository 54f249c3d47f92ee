"""The memory of a call by which arrays are handed over directly."""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING, Any

import numpy

from neuralc._kernels.abi import Failure
from neuralc._kernels.entry import IS_ALIGNED, IS_WRITABLE, Entrance, Record, RecordKind
from neuralc._kernels.layout import contiguous

if TYPE_CHECKING:
    from neuralc._kernels.direct_plan import DirectPlan


class Workspace:
    """The memory of one call of a plan, which is used again by the next."""

    def __init__(self, plan: DirectPlan) -> None:
        number: Any = ctypes.c_double if plan.bits == 64 else ctypes.c_float
        self._size = plan.bits // 8
        variables, outputs = len(plan.strides), len(plan.results)
        self._numbers: Any = (number * max(plan.room, 1))()
        self._seed: Any = (number * plan.seeds)(*[1.0] * plan.seeds)
        self._scalars: Any = (number * outputs)()
        self.failure = Failure()
        # Address and stride of each, the cotangent behind the variables.
        self.operands: Any = (ctypes.c_int64 * (2 * variables + 2))()
        strides: Any = plan.strides
        self.operands[1 : 2 * variables : 2] = strides
        self.operands[2 * variables] = ctypes.addressof(self._seed)
        self.outputs: Any = (ctypes.c_int64 * (2 * outputs))()
        strides = [item.stride for item in plan.results]
        self.outputs[1::2] = strides
        for position, item in enumerate(plan.operands):
            if item.place is not None:
                self.operands[2 * position] = self._address(item.place)
        view = numpy.frombuffer(self._numbers, plan.dtype)
        self._copies = [
            (number, view[place : place + math.prod(shape)].reshape(shape))
            for number, place, shape in plan.copies
        ]
        self._ignored = ctypes.c_int64(0)
        addresses = [ctypes.addressof(item) for item in (self.operands, self.outputs, self.failure)]
        self._entrance = Entrance(
            [self._operand(plan, position) for position in plan.given],
            [self._operand(plan, position) for position in plan.own],
            [self._output(plan, number) for number in range(outputs)],
            plan.positional,
            plan.count,
            (addresses[0], addresses[1], addresses[2]),
        )
        self.call = self._entrance.call
        self.collect = self._entrance.collect
        self.function: Any = None
        """The kernel that it is prepared for."""
        self.is_whole = False
        """Whether a call runs the kernel, too."""

    def _operand(self, plan: DirectPlan, position: int) -> Record:
        """What is expected of a variable."""
        look, place, name = plan.operands[position]
        if look.kind == "number":
            assert place is not None
            return Record(RecordKind.of_number(plan.bits), self._address(place))
        target = ctypes.addressof(self.operands) + 16 * position
        kind = RecordKind.ARRAY if look.kind == "array" else RecordKind.TENSOR
        if place is not None and kind == RecordKind.ARRAY:
            target = ctypes.addressof(self._ignored)  # It is copied later.
        elif place is not None:
            kind, target = RecordKind.WIDENED_TENSOR, self._address(place)
        return Record(kind, target, look.shape, look.strides, look.bits, name)

    def _output(self, plan: DirectPlan, number: int) -> Record:
        """What a value or derivative is written to."""
        item, name = plan.results[number], plan.names[number]
        target = ctypes.addressof(self.outputs) + 16 * number
        if plan.gives == "number" and not item.shape:
            place = ctypes.addressof(self._scalars) + self._size * number
            self.outputs[2 * number] = place
            record = Record(RecordKind.of_number(plan.bits), place, name=name)
        else:
            kind = RecordKind.TENSOR if plan.gives == "tensor" else RecordKind.ARRAY
            strides = [self._size * stride for stride in contiguous(item.shape)]
            record = Record(kind, target, item.shape, strides, plan.bits, name)
            record.flags = IS_ALIGNED | IS_WRITABLE
        if item.treatment == "sum":  # The kernel adds to what is there.
            record.sum = self._size * math.prod(item.shape)
        return record

    def _address(self, place: int) -> int:
        """Of an operand that has a place of its own."""
        return ctypes.addressof(self._numbers) + self._size * place

    def take(self, function: Any, is_whole: bool, is_recursive: bool) -> None:
        """Has calls run another kernel from now on, where one call is all there is to do, and is
        not to be counted."""
        code = getattr(function, "code", None) if is_whole else None
        self._entrance.set_kernel(None if code is None else code.address, is_recursive)
        self.function = function
        self.is_whole = code is not None

    def copy(self, values: tuple[Any, ...]) -> None:
        """Copies arrays that do not lie as the kernel needs them."""
        for number, view in self._copies:
            view[...] = values[number]
