"""Runs tests of eager modules on native ones: `nc.compile` takes the other back end."""

import functools

import pytest

import neuralc as nc

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

_compile = nc.compile


@pytest.fixture(autouse=True)
def native(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Lets every program of a test be compiled to kernels, without those of earlier runs."""
    monkeypatch.setattr(nc, "compile", functools.partial(_compile, backend="native"))
    monkeypatch.setenv("NEURALC_CACHE", str(tmp_path_factory.getbasetemp() / "kernels"))
