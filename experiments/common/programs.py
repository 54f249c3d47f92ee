"""Compiling the experiments' programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import torch

import neuralc as nc

Backend = Literal["eager", "native"]


def load(path: Path | str, backend: Backend = "native", **settings: Any) -> nc.CompiledModule:
    """A program as a module whose parameters are float64 from the start."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        return nc.compile(path, backend=backend, **settings)
    finally:
        torch.set_default_dtype(before)


def python_name(name: str) -> str:
    """A name of a program as Python spells it, for names that differ in hyphens only."""
    return name.replace("-", "_")
