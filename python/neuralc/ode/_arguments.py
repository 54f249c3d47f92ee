"""What callers give, as tensors: times in double precision, whatever the states are."""

from __future__ import annotations

import math
import operator
from typing import Any, NamedTuple

import numpy
import torch
from torch import Tensor, nn

from neuralc._module import CompiledModule
from neuralc.ode._right_hand_side import RightHandSide


class Arguments(NamedTuple):
    """Where a trajectory starts, and where it is wanted."""

    y0: Tensor
    """In the dtype that states are computed in."""
    times: Tensor
    """In float64."""
    rank: int
    """How many dimensions a state has without its batch."""
    stops: Tensor | None = None
    """Those of the times at which the rates may jump."""

    def detached(self) -> Arguments:
        """The same without derivatives."""
        return self._replace(y0=self.y0.detach(), times=self.times.detach())


def arguments_of(right: RightHandSide, y0: Any, times: Any) -> Arguments:
    """Start and times, once they are known to make sense.

    States have the widest dtype of `y0`, the parameters and the constants, where Python numbers
    leave the choice to the others. Times are float64 always.
    """
    start = _as_tensor("y0", y0)
    points = _as_tensor("times", times)
    points = points.to(start.device, torch.float64)
    check_times(points)
    check_finite("y0", start)
    rank = 1 if right.rank is None else right.rank
    _check_state(right, start, rank)
    _check_batch(right, start, points, rank)
    return Arguments(start.to(_dtype_of(right, start, _is_weak(y0))), points, rank)


def _as_tensor(name: str, value: Any) -> Tensor:
    """Numbers as a tensor; lists and arrays in double precision."""
    if isinstance(value, Tensor):
        if value.dtype == torch.bool or value.is_complex():
            raise TypeError(f"{name} must be real numbers, not {value.dtype}")
        return value
    return torch.from_numpy(as_array(name, value))


def as_array(name: str, value: Any) -> Any:
    """Real numbers as an array: of floating-point numbers in the dtype they have, else float64."""
    if isinstance(value, Tensor):
        value = value.detach().cpu().numpy()
    if numpy.ma.is_masked(value):
        raise ValueError(f"{name} has masked elements: it must be known")
    try:
        array = numpy.asarray(value)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths") from None
    kind = array.dtype.kind
    if kind == "O" or kind not in "iuf":
        given = f"{value!r}" if array.ndim == 0 else f"an array of {array.dtype}"
        raise TypeError(f"{name} must be real numbers, not {given}")
    narrow = array.dtype in (numpy.float16, numpy.float32)
    return numpy.array(array, dtype=array.dtype if narrow else numpy.float64)


def _is_weak(value: Any) -> bool:
    """Whether numbers have no precision of their own: those of Python, and integers."""
    if isinstance(value, Tensor):
        return not value.is_floating_point()
    if isinstance(value, (list, tuple)):
        return all(map(_is_weak, value))
    dtype = getattr(value, "dtype", None)
    return dtype is None or dtype.kind in "iu"


def _dtype_of(right: RightHandSide, start: Tensor, is_weak: bool) -> torch.dtype:
    """What states are computed in."""
    kinds = [item.dtype for item in right.f.parameters() if item.is_floating_point()]
    if isinstance(right.f, CompiledModule):
        kinds += [
            item.dtype
            if isinstance(item, Tensor)
            else torch.from_numpy(numpy.zeros(1, item.dtype)).dtype
            for item in right.constants.values()
            if not _is_weak(item) and not isinstance(item, (list, tuple))
        ]
    if not is_weak:
        kinds.append(start.dtype)
    if not kinds:
        return torch.get_default_dtype()
    result = kinds[0]
    for kind in kinds[1:]:
        result = torch.promote_types(result, kind)
    return result


def _check_state(right: RightHandSide, start: Tensor, rank: int) -> None:
    """Refuses what cannot be a state, or a batch of them."""
    shape = tuple(start.shape)
    if len(shape) < rank:
        raise ValueError(f"y0 has the shape {shape}, and a state has {rank} dimensions")
    check_core("y0", right, shape[len(shape) - rank :])


def check_core(name: str, right: RightHandSide, own: tuple[int, ...]) -> None:
    """Refuses states of another length than the program's."""
    if right.roles is None:
        return
    state = right.roles.state
    if any(
        isinstance(size, int) and size != have for size, have in zip(state.sizes, own, strict=True)
    ):
        raise ValueError(
            f"states in {name} have the shape {own}, and `{state.name}` is {state.type}"
        )


def _check_batch(right: RightHandSide, start: Tensor, times: Tensor, rank: int) -> None:
    """Refuses batches that do not go together."""
    first = batch = tuple(start.shape[: start.dim() - rank])
    named = {"times": tuple(times.shape[:-1])}
    named |= {f"the constant `{name}`": own for name, own in right.batches.items()}
    for name, own in named.items():
        try:
            batch = numpy.broadcast_shapes(batch, own)
        except ValueError:
            raise ValueError(
                f"y0 has the batch {first}, and {name} {own}: these do not go together"
            ) from None


def with_whole_batch(right: RightHandSide, given: Arguments) -> Arguments:
    """The same with a start for each item of the batch that the constants have."""
    core = given.y0.shape[given.y0.dim() - given.rank :]
    batch = numpy.broadcast_shapes(
        given.y0.shape[: given.y0.dim() - given.rank], *right.batches.values()
    )
    return given._replace(y0=given.y0.expand((*batch, *core)))


def is_visible(tensor: Tensor) -> bool:
    """Whether the numbers in a tensor can be looked at: there are some, and they are no batch of
    `torch.func.vmap`."""
    if torch.compiler.is_compiling() or tensor.is_meta:
        return False
    functorch = torch._C._functorch
    while functorch.is_gradtrackingtensor(tensor):
        tensor = functorch.get_unwrapped(tensor)
    return type(tensor) in (Tensor, nn.Parameter) and not functorch.is_functorch_wrapped_tensor(
        tensor
    )


def plain(tensor: Tensor) -> Tensor:
    """What a tensor whose numbers can be looked at has, without derivatives of any kind."""
    functorch = torch._C._functorch
    while functorch.is_gradtrackingtensor(tensor):
        tensor = functorch.get_unwrapped(tensor)
    return tensor.detach()


def check_finite(name: str, value: Tensor) -> None:
    """Refuses infinities and NaN, and says where the first is."""
    if not is_visible(value):
        return
    bad = ~torch.isfinite(value.detach())
    if bool(bad.any()):
        place = tuple(torch.nonzero(bad)[0].tolist())
        where = "".join(f"[{index}]" for index in place)
        raise ValueError(f"{name} must be finite: {name}{where} is {float(value.detach()[place])}")


def check_times(times: Tensor) -> None:
    """Refuses points of time that cannot be followed in their order."""
    if times.dim() == 0 or times.shape[-1] == 0:
        raise ValueError(
            "times must be a vector of at least one point of time, not of shape "
            f"{tuple(times.shape)}"
        )
    check_finite("times", times)
    if not is_visible(times):
        return
    steps = times.detach().diff()
    if bool(((steps > 0).any(-1) & (steps < 0).any(-1)).any()):
        raise ValueError("the times have to be in order: all steps forward, or all back")


def check_vector(times: Tensor) -> None:
    """Refuses times that are no vector."""
    if times.dim() != 1:
        raise ValueError(f"times must be a vector, not of shape {tuple(times.shape)}")


def check_tolerance(name: str, value: Any) -> None:
    """Refuses what is no tolerance."""
    try:
        tolerances = numpy.asarray(value, dtype=numpy.float64)
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number, not {value!r}") from None
    if not ((tolerances > 0) & (tolerances < math.inf)).all():
        raise ValueError(f"{name} must be positive and finite, not {value!r}")


def check_count(name: str, value: Any) -> int:
    """A number of things as an integer; refuses what is none."""
    try:
        count = 0 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        count = 0
    if count < 1:
        raise ValueError(f"{name} must be a positive integer, not {value!r}")
    return count
