"""Methods that `torch.compile` calls as they are."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from torch._C._dynamo import eval_frame

_frames: Any = eval_frame
Method = TypeVar("Method", bound=Callable[..., Any])


def untraced(method: Method) -> Method:
    """Has `torch.compile` break its graph where this is called, and look at nothing that it calls;
    where the graph must be whole, it says so. `torch.compiler.disable` does the same, but takes a
    second to import, and a microsecond for each call."""
    result: Any = method
    if hasattr(_frames, "set_code_exec_strategy"):
        skip = _frames._FrameAction.SKIP
        strategy = _frames._FrameExecStrategy(skip, skip)  # Of this frame, and of those in it.
        _frames.set_code_exec_strategy(result.__code__, strategy)
    else:
        result = _aside(method)
        _frames.skip_code(result.__code__)
    result._torchdynamo_disable = True
    result._torchdynamo_disable_msg = (
        f"{method.__name__} gives detached numbers, which no graph has: compile the module itself"
    )
    return result  # type: ignore[no-any-return]


def _aside(method: Callable[..., Any]) -> Callable[..., Any]:
    """The same for a PyTorch that can skip but one frame: it is told to look at none meanwhile."""

    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        callback = _frames.set_eval_frame(None)
        try:
            return method(*args, **kwargs)
        finally:
            if callback is not None:
                _frames.set_eval_frame(callback)

    return call
