"""Compiled modules of this package as native kernels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import neuralc as nc

from .workloads import Workload


def prepare(workload: Workload) -> Callable[[], Any]:
    model = nc.compile(workload.source, backend="native")
    wrt = workload.wrt

    def run() -> Any:
        return model.value_and_grad(**workload.values, wrt=wrt)

    return run


def arrays(answer: Any) -> list[np.ndarray]:
    value, gradients = answer
    return [np.asarray(item) for item in (value, *gradients.values())]
