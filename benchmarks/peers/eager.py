"""Compiled modules of this package on PyTorch's autograd."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

import neuralc as nc

from .workloads import NotRun, Workload


def module_and_leaves(
    workload: Workload,
) -> tuple[Any, dict[str, torch.Tensor], list[torch.Tensor]]:
    """The module, its inputs by name, and what it is differentiated by."""
    dtype = torch.from_numpy(np.empty(0, workload.dtype)).dtype
    model = nc.compile(workload.source).to(dtype)
    inputs = {}
    for name, value in workload.values.items():
        tensor = torch.from_numpy(value)
        if name in workload.parameters:
            with torch.no_grad():
                dict(model.named_parameters())[name].copy_(tensor)
        else:
            inputs[name] = tensor.requires_grad_(name in workload.wrt)
    parameters = dict(model.named_parameters())
    leaves = [parameters[name] if name in parameters else inputs[name] for name in workload.wrt]
    return model, inputs, leaves


def prepare(workload: Workload) -> Callable[[], Any]:
    model, inputs, leaves = module_and_leaves(workload)

    def run() -> Any:
        value = model(**inputs)
        return value, torch.autograd.grad(value, leaves, torch.ones_like(value))

    return run


def prepare_compiled(workload: Workload) -> Callable[[], Any]:
    """The same with the module under `torch.compile`."""
    if workload.is_sequential:
        raise NotRun("it would unroll the loop and compile for minutes")
    model, inputs, leaves = module_and_leaves(workload)
    model = torch.compile(model, fullgraph=True)

    def run() -> Any:
        value = model(**inputs)
        return value, torch.autograd.grad(value, leaves, torch.ones_like(value))

    return run


def arrays(answer: Any) -> list[np.ndarray]:
    value, gradients = answer
    return [item.detach().numpy() for item in (value, *gradients)]
