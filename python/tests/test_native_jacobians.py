"""Jacobians of kernels in forward and reverse mode are those of eager modules."""

import numpy as np
import pytest
import torch

import neuralc as nc
from neuralc._kernels import columns

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

PROGRAM = """
(input a) (input u (vec 3)) (parameter k 2) (parameter w [1 2])
(append (* a u) (* k u u) (* w (norm u)))
"""
VALUES = [
    (2.0, np.array([1.0, 2.0, 3.0]), {}),
    (np.array([1.0, 2.0]), np.arange(6.0).reshape(2, 3), {}),
    (np.ones((4, 1)), np.arange(6.0).reshape(2, 3), {}),
    (1.0, np.arange(6.0).reshape(2, 3), {"k": np.arange(5.0).reshape(5, 1)}),
    (np.zeros(0), np.ones(3), {}),
    (torch.ones(2), torch.tensor([1.0, 2.0, 3.0]), {}),
]


@pytest.mark.parametrize("wrt", [None, "k", ("w", "u"), ()])
@pytest.mark.parametrize("memory", [1, 20, 1 << 24])
def test_native_jacobians_are_those_of_eager_modules(wrt, memory, monkeypatch):
    monkeypatch.setattr(columns, "_MOST", memory)  # So that directions come in several parts.
    native, eager = (nc.compile(PROGRAM, backend=backend) for backend in ("native", "eager"))
    for a, u, given in VALUES:
        value, jacobians = native.value_and_jacobian(a, u, wrt=wrt, **given)
        expected, others = eager.value_and_jacobian(a, u, wrt=wrt, **given)
        assert np.shape(value) == np.shape(expected)
        assert np.allclose(value, expected, rtol=1e-6)
        assert list(jacobians) == list(others)
        for name, other in others.items():
            assert jacobians[name].shape == other.shape
            assert jacobians[name].dtype == other.dtype
            assert np.allclose(jacobians[name], other, rtol=1e-6)


def test_few_directions_are_followed_forwards():
    model = nc.compile("(input u (vec 9)) (parameter k 2) (* k u)", backend="native")
    model.value_and_jacobian(np.ones(9), wrt="k")
    modes = {specialisation.mode for specialisation in model.__kernels__.program._kernels}
    assert modes == {"pushforward"}
    model.value_and_jacobian(np.ones(9), wrt=("k", "u"))
    modes = {specialisation.mode for specialisation in model.__kernels__.program._kernels}
    assert "pullback" in modes
