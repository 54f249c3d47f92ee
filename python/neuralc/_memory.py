"""What a tensor is: one whose numbers are in the processor's memory, or something else that looks
like it. All that reads memory by its address decides it here."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import _disable_current_modes

_keys_of: Any = torch._C._dispatch_keys
_mode_count: Any = torch._C._len_torch_dispatch_stack


def _plain_keys() -> frozenset[int]:
    """By what PyTorch recognises tensors of the processor that are nothing else."""
    with _disable_current_modes():
        plain = torch.empty(0, device="cpu")
        with torch.inference_mode():
            inferred = torch.empty(0, device="cpu")
    return frozenset(_keys_of(tensor).raw_repr() for tensor in (plain, inferred))


_PLAIN = _plain_keys()
_TYPES = (Tensor, nn.Parameter)


def is_plain(tensor: Tensor) -> bool:
    """Whether a tensor is an ordinary one: strided, in the processor's memory, with its own numbers
    there, and known to no transform and no mode. What PyTorch handles in any other way (fake,
    meta, sparse, nested, negated, wrapped tensors, zeros without memory) has another key."""
    return type(tensor) in _TYPES and _keys_of(tensor).raw_repr() in _PLAIN


def is_under_mode() -> bool:
    """Whether some mode is to see what is done with tensors, and may put others in their place."""
    return bool(_mode_count())


def without_modes() -> AbstractContextManager[Any]:
    """Has PyTorch do as it is told, where there are modes and subclasses of tensors."""
    context = ExitStack()
    context.enter_context(torch._C.DisableTorchFunction())
    if is_under_mode():
        context.enter_context(_disable_current_modes())
    return context


def numbers_of(tensor: Tensor, what: str) -> Tensor:
    """An ordinary tensor with the numbers of any: the same memory where that can be, which stays as
    long as it does, whatever becomes of the tensor in another thread. To be called `without_modes`.

    Raises `TypeError` of a tensor without numbers, and of one that PyTorch itself would have to be
    told how to lay out; `RuntimeError` of one on another device.
    """
    if tensor.device.type != "cpu":
        raise RuntimeError(
            f'backend="native" computes on the processor, and {what} is on {tensor.device}: '
            'compile with backend="eager" for other devices'
        )
    try:
        found = tensor.data
        if found.shape != tensor.shape or not is_within_storage(found):
            raise TypeError(f"{what} has another shape than its memory")
        if is_plain(found):
            return found
        if found.layout is torch.strided and not found.is_nested:
            found = found.resolve_conj().resolve_neg().clone(memory_format=torch.contiguous_format)
            if is_plain(found):
                return found
    except RuntimeError:
        pass  # It is none.
    raise TypeError(f"{what} is {name_of_kind(tensor)}, and no plain tensor with numbers in memory")


def is_within_storage(tensor: Tensor) -> bool:
    """Whether the memory of a tensor is as large as its shape and strides say."""
    if not is_plain(tensor) or 0 in tensor.shape:
        return True
    last = tensor.storage_offset() + sum(
        (length - 1) * stride for length, stride in zip(tensor.shape, tensor.stride(), strict=True)
    )
    return bool((last + 1) * tensor.element_size() <= tensor.untyped_storage().nbytes())


def name_of_kind(tensor: Tensor) -> str:
    """What a tensor is, in a few words."""
    if torch._C._functorch.is_functorch_wrapped_tensor(tensor):
        return "a tensor of a transform of torch.func"
    if type(tensor) not in _TYPES:
        return f"a {type(tensor).__name__}"
    if tensor.is_nested:
        return "a nested tensor"
    if tensor.layout is not torch.strided:
        return f"a tensor with the layout {str(tensor.layout).removeprefix('torch.')}"
    return "a tensor without memory" if tensor.is_cpu else f"a tensor on {tensor.device}"
