"""Compiled modules of this package as native kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import llvmlite  # noqa: F401  Without it, this tool is left out.
import numpy as np
import torch

import neuralc as nc

from .workloads import Workload


def candidates(workload: Workload) -> list[Callable[[], Any]]:
    """Calls that return new arrays, and calls that write to the same arrays again and again; the
    runner takes the faster ones."""
    dtype = torch.from_numpy(np.empty(0, workload.dtype)).dtype
    model = nc.compile(workload.source, backend="native", max_iterations=10**9)
    model = model.to(dtype)
    inputs = dict(workload.values)
    for name, parameter in model.named_parameters():
        with torch.no_grad():
            parameter.copy_(torch.from_numpy(inputs.pop(name)))
    wrt = workload.wrt
    value = np.empty((workload.count,) if workload.count > 1 else (), workload.dtype)
    out = value, {name: np.empty_like(workload.values[name]) for name in wrt}
    return [
        lambda: model.value_and_grad(**inputs, wrt=wrt),
        lambda: model.value_and_grad(**inputs, wrt=wrt, out=out),
    ]


def arrays(answer: Any) -> list[np.ndarray]:
    value, gradients = answer
    return [np.asarray(item) for item in (value, *gradients.values())]
