"""The memory of a call by which arrays are handed over directly."""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING, Any

import numpy

from neuralc._kernels.abi import Failure
from neuralc._kernels.entry import Entrance, Record

if TYPE_CHECKING:
    from neuralc._kernels.direct_plan import DirectPlan


class Workspace:
    """The memory of one call of a plan, which is used again by the next."""

    def __init__(self, plan: DirectPlan) -> None:
        number: Any = ctypes.c_double if plan.bits == 64 else ctypes.c_float
        size = plan.bits // 8
        variables, outputs = len(plan.strides), len(plan.shapes)
        self._numbers: Any = (number * max(plan.room, 1))()
        self._seed: Any = (number * plan.seeds)(*[1.0] * plan.seeds)
        self.results: Any = (number * (outputs if plan.gives_scalars else 0))()
        self.failure = Failure()
        # Address and stride of each, the cotangent behind the variables.
        self.operands: Any = (ctypes.c_int64 * (2 * variables + 2))()
        strides: Any = plan.strides
        self.operands[1 : 2 * variables : 2] = strides
        self.operands[2 * variables] = ctypes.addressof(self._seed)
        self.outputs: Any = (ctypes.c_int64 * (2 * outputs))()
        strides = [item.stride for item in plan.results]
        self.outputs[1::2] = strides
        start = ctypes.addressof(self._numbers)
        for position, place in plan.places.items():
            self.operands[2 * position] = start + size * place
        if plan.gives_scalars:
            first = ctypes.addressof(self.results)
            self.outputs[0::2] = [first + size * k for k in range(outputs)]
        view = numpy.frombuffer(self._numbers, plan.dtype)
        self._copies = [
            (number, view[place : place + math.prod(shape)].reshape(shape))
            for number, place, shape in plan.copies
        ]
        self._ignored = ctypes.c_int64(0)
        addresses = [ctypes.addressof(item) for item in (self.operands, self.outputs, self.failure)]
        self.arguments = (
            ctypes.c_void_p(addresses[0]),
            ctypes.c_void_p(addresses[1]),
            ctypes.c_int64(0),
            ctypes.c_int64(plan.count),
            ctypes.c_void_p(None),
            ctypes.c_void_p(addresses[2]),
        )
        self._entrance = Entrance(
            [self._record(plan, position) for position in plan.given],
            []
            if plan.gives_scalars
            else [
                Record.of_output(
                    addresses[1] + 16 * k, item.shape, plan.dtype, item.treatment == "sum"
                )
                for k, item in enumerate(plan.results)
            ],
            [self._record(plan, k) for k in plan.arrays if k not in plan.given],
            plan.count,
            (addresses[0], addresses[1], addresses[2]),
        )
        self.address = self._entrance.address
        self.function: Any = None
        """The kernel that it is prepared for."""
        self.is_whole = False
        """Whether the machine code runs the kernel, too."""

    def _record(self, plan: DirectPlan, position: int) -> Record:
        """What the machine code expects of a variable."""
        if position not in plan.arrays:
            place = ctypes.addressof(self._numbers) + plan.places[position] * plan.bits // 8
            return Record.of_number(plan.bits, place)
        layout, dtype = plan.arrays[position]
        target = ctypes.addressof(self.operands) + 16 * position
        if position in plan.places:
            target = ctypes.addressof(self._ignored)
        strides = [stride * dtype.itemsize for stride in layout.strides]
        return Record.of_array(target, layout.shape, strides, dtype)

    def take(self, function: Any, is_whole: bool) -> None:
        """Has the machine code run another kernel from now on, where it can: not one whose calls
        are counted."""
        code = getattr(function, "code", None) if is_whole else None
        self._entrance.set_kernel(0 if code is None else code.address)
        self.function = function
        self.is_whole = code is not None

    def convert(self, address: int, place: int, size: int) -> None:
        """Copies floats of a parameter to where the kernel has doubles."""
        source: Any = (ctypes.c_float * size).from_address(address)
        self._numbers[place : place + size] = source[:]

    def copy(self, values: tuple[Any, ...]) -> None:
        """Copies arrays that do not lie as the kernel needs them."""
        for number, view in self._copies:
            view[...] = values[number]
