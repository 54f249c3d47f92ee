"""PyTorch's hooks on compiled modules: one note tells a call that there are none."""

from __future__ import annotations

from typing import Any

from torch import nn
from torch.nn.modules import module as _torch

# What `nn.Module.__call__` looks at in each module.
_OWN = (
    "_forward_hooks",
    "_forward_pre_hooks",
    "_backward_hooks",
    "_backward_pre_hooks",
    "_compiled_call_impl",
)

NOTE = "__may_have_hooks__"
"""The attribute of a module that is true once there may be something to call beside `forward`."""

OF_ALL: dict[str, dict[int, Any]] = {
    name: getattr(_torch, f"_global{name}") for name in _OWN if name.endswith("hooks")
}
"""The hooks on all modules, which PyTorch adds to and removes from in place."""


def _noticed(name: str) -> property:
    """An attribute of which a module notes that somebody has read or set it, as whoever reads a
    dict of hooks may add to it at any time. The note is in the module's `__dict__`, and so goes
    where its hooks go: to copies and into files."""

    def get(module: nn.Module) -> Any:
        state = module.__dict__
        if not state.get(NOTE):
            state[NOTE] = True
        return state.get(name)  # None is what the class `nn.Module` has.

    def put(module: nn.Module, value: Any) -> None:
        state = module.__dict__
        state[NOTE] = True
        state[name] = value

    return property(get, put)


ATTRIBUTES = {name: _noticed(name) for name in _OWN}
"""What a class of modules has so that its instances take that note."""


def has_own(module: nn.Module) -> bool:
    """Whether this module has something to call beside `forward`."""
    state = module.__dict__
    return any(state.get(name) for name in _OWN)


def has_any(module: nn.Module) -> bool:
    """The same, or all modules have."""
    return has_own(module) or any(OF_ALL.values())
