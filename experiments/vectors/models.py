"""Models of forces: programs, the same by hand, and networks in place of what is unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..common.baselines.mlp import Standardized, mlp
from ..common.programs import Backend, load
from ..common.seeds import seed_torch
from ..common.training import Training, mean_square, train
from .truth import Forces

Array = NDArray[Any]
PROGRAMS = Path(__file__).parent / "programs"

#: The constant's start in all models, as in the original.
START = 3.0
#: What a batch holds at most.
BATCH = 1024


class ByHand(nn.Module):
    """Newton's law, written by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.G = nn.Parameter(torch.tensor(START, dtype=torch.float64))

    def forward(self, r: Tensor, m1: Tensor, m2: Tensor) -> Tensor:
        """The force, one vector a row."""
        distance = torch.linalg.vector_norm(r, dim=-1)
        return (-self.G * m1 * m2 / distance**3).unsqueeze(-1) * r


class WithFreeDrag(nn.Module):
    """Gravity and a network of the velocity's three components: 3-32-32-3, 1,283 parameters."""

    def __init__(self, gravity: nn.Module, seed: int) -> None:
        super().__init__()
        seed_torch("vectors", "free drag", seed)
        self.gravity = gravity
        self.network = mlp([3, 32, 32, 3], nn.Tanh, torch.float64)

    def forward(self, r: Tensor, m1: Tensor, m2: Tensor, v: Tensor) -> Any:
        """The force, one vector a row."""
        return self.gravity(r, m1, m2) + self.network(v)


class WithIsotropicDrag(nn.Module):
    """Gravity and −φ(|v|) v, with a network φ of the speed alone: 1-8-1, 25 parameters.

    Drag without a preferred direction has this form, whatever its law.
    """

    def __init__(self, gravity: nn.Module, seed: int) -> None:
        super().__init__()
        seed_torch("vectors", "isotropic drag", seed)
        self.gravity = gravity
        self.network = mlp([1, 8, 1], nn.Tanh, torch.float64)

    def forward(self, r: Tensor, m1: Tensor, m2: Tensor, v: Tensor) -> Any:
        """The force, one vector a row."""
        speed = torch.linalg.vector_norm(v, dim=-1, keepdim=True)
        return self.gravity(r, m1, m2) - self.network(speed) * v


class Network(nn.Module):
    """A network of everything, without physics: three hidden ReLU layers of 64."""

    def __init__(self, data: Forces, with_drag: bool, seed: int) -> None:
        super().__init__()
        seed_torch("vectors", "mlp", seed)
        self.with_drag = with_drag
        inputs = self.stacked(**tensors(data))
        network = mlp([inputs.shape[-1], 64, 64, 64, 3], nn.ReLU)
        self.network = Standardized(network, inputs, torch.from_numpy(data.measured).float())

    def stacked(self, r: Tensor, m1: Tensor, m2: Tensor, v: Tensor) -> Tensor:
        """All inputs as columns, in float32."""
        columns = [r, m1[:, None], m2[:, None], *([v] if self.with_drag else [])]
        return torch.cat(columns, dim=-1).float()

    def forward(self, r: Tensor, m1: Tensor, m2: Tensor, v: Tensor) -> Any:
        """The force, one vector a row."""
        return self.network(self.stacked(r, m1, m2, v))


def gravity(backend: Backend = "native") -> Any:
    """The program of gravity."""
    return load(PROGRAMS / "gravity.scm", backend)


def tensors(data: Forces, with_velocity: bool = True) -> dict[str, Tensor]:
    """What models take."""
    arrays = data.inputs | ({"v": data.v} if with_velocity else {})
    return {name: torch.from_numpy(array) for name, array in arrays.items()}


def fit_by_adam(model: nn.Module, data: Forces, epochs: int, with_velocity: bool) -> Training:
    """Adam with a decaying learning rate, on all measurements or on random batches of them."""
    inputs, target = tensors(data, with_velocity), torch.from_numpy(data.measured)
    scale = float(np.mean(data.measured**2))
    order = torch.Generator().manual_seed(0)
    count = len(target)

    def loss(_: int) -> Tensor:
        if count <= BATCH:
            return mean_square(model(**inputs), target) / scale
        rows = torch.randint(count, (BATCH,), generator=order)
        batch = {name: column[rows] for name, column in inputs.items()}
        return mean_square(model(**batch), target[rows]) / scale

    return train(model, loss, epochs=epochs, learning_rate=0.01, cosine=True)


def mean_square_error(model: nn.Module, data: Forces, with_velocity: bool) -> float:
    """The mean square difference of a component from the clean force."""
    with torch.no_grad():
        value = model(**tensors(data, with_velocity)).double().numpy()
    return float(np.mean((value - data.clean) ** 2))
