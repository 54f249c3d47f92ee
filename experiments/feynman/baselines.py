"""The laws by hand, in PyTorch by Adam and in SciPy, and networks without physics."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import curve_fit
from torch import nn

from ..common.baselines.mlp import Standardized, mlp
from ..common.seeds import generator, seed_torch
from ..common.training import mean_square, train
from .truth import BY_NAME, Data, Law, measure

Array = NDArray[Any]
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
sys.path.insert(0, str(EXAMPLES))

from feynman.reference import LAWS as BY_HAND  # noqa: E402

FUNCTIONS = {law.name: law.function for law in BY_HAND}

#: The original's protocol: fresh measurements at each epoch, this many at a time.
BATCH = 1024
LEARNING_RATE = 3e-3
#: Layers of the network between inputs and output.
HIDDEN = (64, 64, 64, 64)


class Constants(nn.Module):
    """All constants of a law, one value for each seed, so that seeds are trained side by side.

    A loss that sums over seeds has each seed's own gradient, and Adam works by elements.
    """

    def __init__(self, law: Law, seeds: int) -> None:
        super().__init__()
        self.names = list(law.constants)
        self.values = nn.Parameter(torch.ones(len(self.names), seeds, 1))

    def forward(self) -> dict[str, torch.Tensor]:
        """The constants by name."""
        return dict(zip(self.names, self.values, strict=True))


def adam(law: Law, seeds: int, epochs: int) -> tuple[list[dict[str, float]], float]:
    """The law by hand in PyTorch, constants from 1.0, by the original's protocol.

    Returns the constants for each seed, and the seconds that one seed takes on average.
    """
    function = FUNCTIONS[law.name]
    constants = Constants(law, seeds)
    random = generator("feynman", "adam", law.name)

    def loss(_: int) -> torch.Tensor:
        data = measure(law, seeds * BATCH, random)
        inputs = {name: tensor(column).view(seeds, -1) for name, column in data.inputs.items()}
        value = function(**inputs, **constants())
        return mean_square(value, tensor(data.values).view(seeds, -1)) * seeds

    training = train(constants, loss, epochs=epochs, learning_rate=LEARNING_RATE)
    found = constants.values.detach().double().squeeze(-1).numpy().T
    rows = [dict(zip(law.constants, row.tolist(), strict=True)) for row in found]
    return rows, training.seconds / seeds


def scipy_fit(law: Law, data: Data) -> tuple[dict[str, float], float]:
    """The law in NumPy, fitted by `scipy.optimize.curve_fit` from 1.0, and the seconds it takes.

    SciPy's usual settings: Levenberg-Marquardt with derivatives by differences. Constants that it
    does not find are NaN.
    """
    names = list(law.constants)

    def function(_: Any, *values: float) -> Array:
        with np.errstate(all="ignore"):
            return law.function(**data.inputs, **dict(zip(names, values, strict=True)))

    start = time.process_time()
    try:
        found, _ = curve_fit(function, None, data.values, p0=np.ones(len(names)))
    except (RuntimeError, ValueError):
        found = np.full(len(names), np.nan)
    return dict(zip(names, found.tolist(), strict=True)), time.process_time() - start


def network(law: Law, seed: int, epochs: int) -> tuple[nn.Module, float]:
    """A network of four hidden layers of 64 that is given as many measurements as Adam is.

    Its inputs and output are standardised and its learning rate decays, which makes it better than
    the original's network.
    """
    seed_torch("feynman", "mlp", law.name, seed)
    random = generator("feynman", "mlp", law.name, seed)
    sample = measure(law, 10_000, random)
    model = Standardized(
        mlp([len(law.ranges), *HIDDEN, 1], nn.ReLU),
        stacked(law, sample.inputs),
        tensor(sample.values)[:, None],
    )

    def loss(_: int) -> torch.Tensor:
        data = measure(law, BATCH, random)
        target = tensor(data.values)[:, None]
        return mean_square(model(stacked(law, data.inputs)), target) / model.output_deviation**2

    def scalar(epoch: int) -> torch.Tensor:
        return loss(epoch).squeeze()

    training = train(model, scalar, epochs=epochs, learning_rate=LEARNING_RATE, cosine=True)
    return model, training.seconds


def stacked(law: Law, inputs: dict[str, Array]) -> torch.Tensor:
    """The variables as columns."""
    return torch.stack([tensor(inputs[name]) for name in law.ranges], dim=-1)


def tensor(array: Array) -> torch.Tensor:
    """An array in float32, in which networks are trained."""
    return torch.from_numpy(array.astype(np.float32))


__all__ = ["BY_NAME", "adam", "network", "scipy_fit", "stacked"]
