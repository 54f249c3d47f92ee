"""What a model of a trajectory comes to: rows of a table, and a future to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .baselines import pinn
from .trajectories import Array, percent

#: A row's columns for a seed, a count of parameters, a predicted trajectory and CPU seconds.
MakeRow: TypeAlias = Callable[[int, int, Array, float], dict[str, Any]]


@dataclass
class Outcome:
    """Rows of the table, and what the model of the first seed predicts."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    future: Array | None = None


def constant_errors(constants: Mapping[str, float], true: Mapping[str, float]) -> dict[str, float]:
    """Relative errors of constants, in percent."""
    return {f"{name}, %": percent(value, true[name]) for name, value in constants.items()}


def network_outcome(
    make: MakeRow, seeds: Sequence[int], parameters: int, futures: Array, seconds: float
) -> Outcome:
    """Of a network for each seed, trained together in so many seconds."""
    share = seconds / len(seeds)
    rows = [
        make(seed, parameters, future, share) for seed, future in zip(seeds, futures, strict=True)
    ]
    return Outcome(rows, futures[0])


def pinn_outcome(
    make: MakeRow,
    seeds: Sequence[int],
    found: pinn.PINN,
    times: Array,
    true: Mapping[str, float],
    simulated: Callable[[dict[str, float]], Array],
    name: str,
) -> Outcome:
    """Of a PINN for each seed, trained together: what it predicts at `times`, and under `name` what
    its constants alone do."""
    futures = found.predict(times)
    share = found.seconds / len(seeds)
    rows = []
    for index, seed in enumerate(seeds):
        constants = {key: float(values[index]) for key, values in found.constants.items()}
        errors = constant_errors(constants, true)
        rows.append(make(seed, found.parameters, futures[index], share) | errors)
        alone = make(seed, len(constants), simulated(constants), share)
        rows.append(alone | errors | {"model": name})
    return Outcome(rows, futures[0])
