"""Comparing floating-point numbers by their bits."""

import torch
from torch import Tensor


def assert_identical(found: Tensor, expected: Tensor) -> None:
    """The same shape, dtype and bits; any NaN equals any other."""
    assert found.shape == expected.shape
    assert found.dtype == expected.dtype
    same = (found == expected) & (torch.signbit(found) == torch.signbit(expected))
    both_nan = torch.isnan(found) & torch.isnan(expected)
    assert bool((same | both_nan).all()), f"{units_in_the_last_place(found, expected)} ulp apart"


def units_in_the_last_place(left: Tensor, right: Tensor) -> int:
    """How many floating-point numbers lie between two tensors, where they differ most."""
    integer = torch.int32 if left.dtype == torch.float32 else torch.int64
    lowest = torch.iinfo(integer).min

    def ordered(tensor: Tensor) -> Tensor:
        bits = tensor.detach().contiguous().view(integer)
        return torch.where(bits < 0, lowest - bits, bits)

    finite = torch.isfinite(left) & torch.isfinite(right)
    distance = (ordered(left) - ordered(right)).abs()
    return int(distance[finite].max()) if bool(finite.any()) else 0


def assert_within_rounding(found: Tensor, expected: Tensor, units: int = 8) -> None:
    """Equal but for the order in which contributions were added: a few units in the last place of
    the largest element, since a sum that nearly cancels has the rounding of its terms."""
    assert found.shape == expected.shape
    scale = torch.finfo(expected.dtype).eps * expected.abs().max()
    distance = ((found - expected).abs().max() / scale).item() if scale > 0 else 0.0
    assert distance <= units, f"{distance:.1f} ulp of the largest element apart"
    assert bool((torch.isfinite(found) == torch.isfinite(expected)).all())
