"""Programs among networks: routing, a residual inside a convolutional network, an unknown stage."""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

import neuralc as nc

from ..common.baselines.mlp import Standardized, mlp
from ..common.programs import load
from ..common.seeds import generator, seed_torch
from ..common.training import Training, count_parameters, mean_square, train
from . import truth
from .chains import PROGRAMS
from .truth import Samples

NOISE = 0.01
#: Beginnings of a router.
ROUTERS = 4
DOUBLE = torch.float64


@dataclass(frozen=True)
class Task:
    """A seed, and the epochs of what is trained."""

    seed: int
    epochs: int


def tensors(data: Samples) -> dict[str, Tensor]:
    """Inputs as tensors."""
    return {name: torch.from_numpy(column) for name, column in data.inputs.items()}


def error(model: nn.Module, data: Samples) -> float:
    """The mean square difference from the values without noise."""
    with torch.no_grad():
        value = model(**tensors(data)).double().numpy()
    return float(np.mean((value - data.clean) ** 2))


def per_cent(found: float, true: float) -> float:
    """A relative error."""
    return 100 * abs(found / true - 1)


class Columns(nn.Module):
    """A network without physics, of named inputs."""

    def __init__(self, data: Samples, hidden: tuple[int, ...]) -> None:
        super().__init__()
        columns = torch.stack(list(tensors(data).values()), dim=-1)
        network = mlp([columns.shape[-1], *hidden, 1], nn.Tanh, DOUBLE)
        self.network = Standardized(network, columns, torch.from_numpy(data.measured)[:, None])

    def forward(self, **inputs: Tensor) -> Any:
        """The value for each row."""
        return self.network(torch.stack(list(inputs.values()), dim=-1)).squeeze(-1)


# Routing between programs.


class Routed(nn.Module):
    """Two laws of drag, and a network that says where each of them holds.

    It is trained as a mixture of experts (Jacobs et al., Neural Computation 3, 1991): each
    measurement comes from one of the laws. A mean of both laws, weighted by the router, fits as
    well with wrong constants in it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.viscous = load(PROGRAMS / "viscous.scm", "eager")
        self.inertial = load(PROGRAMS / "inertial.scm", "eager")
        self.router = mlp([2, 16, 1], nn.Tanh, DOUBLE)
        self.log_deviation = nn.Parameter(torch.ones((), dtype=DOUBLE))

    def logit(self, v: Tensor, d: Tensor) -> Any:
        """Positive where the router prefers the second law."""
        return self.router(torch.stack([v, d], dim=-1).log()).squeeze(-1)

    def forward(self, v: Tensor, d: Tensor) -> Tensor:
        """The drag by the law that the router prefers."""
        fast = self.logit(v, d) > 0
        return torch.where(fast, self.inertial(v=v, d=d), self.viscous(v=v, d=d))

    def loss(self, v: Tensor, d: Tensor, measured: Tensor) -> Tensor:
        """The mean negative logarithm of the measurements' likelihood."""
        logit = self.logit(v, d)
        laws = torch.stack([self.viscous(v=v, d=d), self.inertial(v=v, d=d)])
        shares = nn.functional.logsigmoid(torch.stack([-logit, logit]))
        scaled = (laws - measured) * torch.exp(-self.log_deviation)
        return self.log_deviation - torch.logsumexp(shares - scaled.square() / 2, dim=0).mean()


def routing(task: Task) -> list[dict[str, Any]]:
    """Drag that changes from one law to another, where the change is unknown."""
    random = generator("composition", "routing", task.seed)
    data = truth.drag(1_000, random, NOISE)
    tests = {f"MSE ×{f}": truth.drag(10_000, random, 0.0, f) for f in (1, 2)}
    seed_torch("composition", "routing", task.seed)
    routed, seconds = trained_router(data, task.epochs)
    row = model_row(task, "two programs and a router", routed, seconds, tests)
    row["error of a, %"] = per_cent(routed.viscous.get_parameter("a").item(), truth.VISCOUS)
    row["error of b, %"] = per_cent(routed.inertial.get_parameter("b").item(), truth.INERTIAL)
    row["routed right, %"] = 100 * routed_right(routed, tests["MSE ×1"])
    rows = [row]
    others = {
        "viscous program alone": load(PROGRAMS / "viscous.scm", "eager"),
        "inertial program alone": load(PROGRAMS / "inertial.scm", "eager"),
        "MLP": Columns(data, (64, 64, 64)),
    }
    for name, model in others.items():
        seconds = by_adam(model, data, task.epochs).seconds
        rows.append(model_row(task, name, model, seconds, tests))
    return rows


def by_adam(model: nn.Module, data: Samples, epochs: int) -> Training:
    """Adam on all measurements."""
    inputs, target = tensors(data), torch.from_numpy(data.measured)
    scale = float(np.var(data.measured))
    return train(
        model,
        lambda _: mean_square(model(**inputs), target) / scale,
        epochs=epochs,
        learning_rate=1e-2,
        cosine=True,
    )


def mixture_loss(model: Routed, inputs: dict[str, Tensor], measured: Tensor, epoch: int) -> Tensor:
    """A router's loss at any epoch."""
    return model.loss(**inputs, measured=measured)


def trained_router(data: Samples, epochs: int) -> tuple[Routed, float]:
    """The best of several beginnings by the training's loss, its constants then by `nc.fit`."""
    start = time.process_time()
    inputs, measured = tensors(data), torch.from_numpy(data.measured)
    best, least = Routed(), math.inf
    for _ in range(ROUTERS):
        model = Routed()
        train(
            model,
            partial(mixture_loss, model, inputs, measured),
            epochs=epochs,
            learning_rate=2e-2,
            cosine=True,
        )
        with torch.no_grad():
            loss = model.loss(**inputs, measured=measured).item()
        if loss < least:
            best, least = model, loss
    learned = {
        name: nc.Parameter(fixed=True)
        for name, _ in best.named_parameters()
        if not name.startswith(("viscous", "inertial"))
    }
    nc.fit(best, data.inputs, target=data.measured, parameters=learned, progress=False)
    return best, time.process_time() - start


def routed_right(model: Routed, data: Samples) -> float:
    """The share of points for which the router chooses the law that holds."""
    with torch.no_grad():
        fast = model.logit(**tensors(data)).numpy() > 0
    return float(np.mean(fast == (data.inputs["v"] * data.inputs["d"] >= truth.CHANGE)))


def model_row(
    task: Task, name: str, model: nn.Module, seconds: float, tests: dict[str, Samples]
) -> dict[str, Any]:
    """What a model reaches."""
    row = {"model": name, "parameters": count_parameters(model), "seed": task.seed}
    scores = {column: error(model, test) for column, test in tests.items()}
    return row | scores | {"seconds": seconds}


# Physics and a residual inside a convolutional network.


class Reacting(nn.Module):
    """One step of a field: diffusion by the program, the rest by 1×1 convolutions.

    These see one point at a time and so cannot take over what the program says of neighbours: that
    is why the diffusivity is identified. A larger kernel could be the Laplacian itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.diffusion = load(PROGRAMS / "diffusion.scm", "eager")
        self.residual = nn.Sequential(
            nn.Conv2d(1, 8, 1, dtype=DOUBLE), nn.Tanh(), nn.Conv2d(8, 1, 1, dtype=DOUBLE)
        )

    def forward(self, u: Tensor) -> Any:
        """The field (fields, rows, columns) after a step. Lines are a batch of the program."""
        across = self.diffusion(line=u)
        down = self.diffusion(line=u.mT).mT
        return u + across + down + self.residual(u.unsqueeze(1)).squeeze(1)


class Convolutional(nn.Module):
    """The step as a residual network of 3×3 convolutions, without physics."""

    def __init__(self) -> None:
        super().__init__()
        sizes = (1, 16, 16, 1)
        layers: list[nn.Module] = []
        for inputs, outputs in itertools.pairwise(sizes):
            layers.append(
                nn.Conv2d(inputs, outputs, 3, padding=1, padding_mode="circular", dtype=DOUBLE)
            )
            layers.append(nn.Tanh())
        self.network = nn.Sequential(*layers[:-1])

    def forward(self, u: Tensor) -> Any:
        """The field after a step."""
        return u + self.network(u.unsqueeze(1)).squeeze(1)


def field_errors(model: nn.Module, random: np.random.Generator) -> dict[str, float]:
    """Mean square errors after one step, after fifty, and after one of a field twice as large."""
    start = truth.field(20, random)
    result = {}
    expected, found = start, torch.from_numpy(start)
    with torch.no_grad():
        for step in range(1, 51):
            expected, found = truth.react(expected), model(found)
            if step in (1, 50):
                square = float(np.mean((found.numpy() - expected) ** 2))
                result[f"MSE, {step} step" + ("s" if step > 1 else "")] = square
        wide = 2 * start - 0.5
        square = np.mean((model(torch.from_numpy(wide)).numpy() - truth.react(wide)) ** 2)
    return result | {"MSE, values ×2": float(square)}


def residual(task: Task) -> list[dict[str, Any]]:
    """A field that diffuses and reacts: the diffusion is known, but for its constant."""
    random = generator("composition", "field", task.seed)
    before = truth.field(40, random)
    clean = truth.react(before)
    # The noise is 1 % of how much a field changes in a step.
    deviation = NOISE * float(np.mean(np.abs(clean - before)))
    after = clean + deviation * random.standard_normal(clean.shape)
    seed_torch("composition", "field", task.seed)
    hybrid = Reacting()
    start = time.process_time()
    fitted = nc.fit(hybrid, {"u": before}, target=after, progress=False, max_iterations=100)
    seconds = time.process_time() - start
    rows = [
        field_row(task, "program of diffusion, 1×1 convolutions, `nc.fit`", hybrid, seconds)
        | {
            "error of k, %": per_cent(float(fitted.estimates["k"]), truth.DIFFUSION),
            "standard error, %": 100 * float(fitted.standard_errors["k"]) / truth.DIFFUSION,
        }
    ]
    network = Convolutional()
    inputs, target = torch.from_numpy(before), torch.from_numpy(after)
    scale = float(np.var(after - before))
    training = train(
        network,
        lambda _: mean_square(network(inputs), target) / scale,
        epochs=task.epochs // 2,
        learning_rate=1e-2,
        cosine=True,
    )
    return [*rows, field_row(task, "3×3 convolutions", network, training.seconds)]


def field_row(task: Task, name: str, model: nn.Module, seconds: float) -> dict[str, Any]:
    """What a model of the field reaches."""
    row = {"model": name, "parameters": count_parameters(model), "seed": task.seed}
    scores = field_errors(model, generator("composition", "field test", task.seed))
    return row | scores | {"seconds": seconds}


# An unknown stage in the middle of a chain.


class Chain(nn.Module):
    """Sine, a stage that is not known, exponential, root."""

    def __init__(self, stage: nn.Module) -> None:
        super().__init__()
        names = ("sine", "exponential", "root")
        self.first, self.third, self.last = (
            load(PROGRAMS / f"{name}.scm", "eager") for name in names
        )
        self.stage = stage

    def forward(self, x: Tensor) -> Any:
        """The value for each input."""
        return self.last(self.third(self.stage(self.first(x))))


class Scalar(nn.Module):
    """A network of one number."""

    def __init__(self) -> None:
        super().__init__()
        self.network = mlp([1, 16, 1], nn.Tanh, DOUBLE)

    def forward(self, x: Tensor) -> Any:
        """The value for each input."""
        return self.network(x.unsqueeze(-1)).squeeze(-1)


def stage(task: Task) -> list[dict[str, Any]]:
    """An unknown stage, known up to two constants, as a network, and the whole as a network."""
    random = generator("composition", "stage", task.seed)
    data = truth.middle(500, random, NOISE)
    tests = {f"MSE ×{f}": truth.middle(10_000, random, 0.0, f) for f in (1, 2)}
    seed_torch("composition", "stage", task.seed)
    exact = Chain(load(PROGRAMS / "affine.scm", "eager"))
    start = time.process_time()
    fitted = nc.fit(exact, data.inputs, target=data.measured, progress=False)
    seconds = time.process_time() - start
    slope, offset = (float(fitted.estimates[name]) for name in ("slope", "offset"))
    bounds = truth.middle_bounds(data)
    row = model_row(task, "programs, the stage with two unknowns, `nc.fit`", exact, seconds, tests)
    row["error of slope, %"] = per_cent(slope, truth.SLOPE)
    row["error of offset, %"] = per_cent(offset, truth.OFFSET)
    row["bound of slope, %"] = 100 * bounds[0] / truth.SLOPE
    row["bound of offset, %"] = 100 * bounds[1] / abs(truth.OFFSET)
    rows = [row]
    networks = {
        "programs, the stage as a network": Chain(Scalar()),
        "MLP": Columns(data, (32, 32)),
    }
    for name, model in networks.items():
        seconds = by_adam(model, data, task.epochs).seconds
        rows.append(model_row(task, name, model, seconds, tests))
    return rows
