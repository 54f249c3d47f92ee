"""What the experiment looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..common import figures
from ..common.experiment import Picture
from . import truth
from .truth import Data


def trajectories(data: Data, predicted: dict[str, Any]) -> Picture:
    """A test trajectory at its end, as each model has it."""
    figure, axes = figures.panels(1, 2)
    for axis, step in zip(axes, (truth.TRAIN_STEPS, truth.TEST_STEPS), strict=True):
        axis.plot(truth.PLACES, data.test_states[0, step - 1], "k.", label="truth")
        for name, states in predicted.items():
            axis.plot(truth.PLACES, states[0, step - 1], label=name)
        axis.set_title(f"after {step} steps")
        axis.set_xlabel("place")
    axes[0].set_ylabel("temperature")
    axes[1].legend(fontsize="small")
    return Picture(
        "trajectories",
        "The first test trajectory of seed 0, as long as in training and 4×.",
        figure,
    )


def cost(rows: list[dict[str, Any]]) -> Picture:
    """Error and cost against the size of the grid."""
    figure, (left, right) = figures.panels(1, 2)
    for number, title in enumerate(dict.fromkeys(row["equation"] for row in rows)):
        own = [row for row in rows if row["equation"] == title]
        colour = figures.COLOURS[number]
        sizes = np.array([row["unknowns"] for row in own])
        left.loglog(sizes, [row["error, %"] for row in own], "o-", color=colour, label=title)
        for column, style in (("native, ms", "o-"), ("by hand, ms", "s--")):
            known = [(row["unknowns"], row[column]) for row in own if column in row]
            right.loglog(*zip(*known, strict=True), style, color=colour)
    left.set_xlabel("unknowns")
    left.set_ylabel("largest error of a constant, %")
    left.legend(fontsize="small")
    right.set_xlabel("unknowns")
    right.set_ylabel("value and gradient, ms")
    right.set_title("solid: native, dashed: by hand", fontsize="small")
    return Picture("grids", "Errors of constants, and what value and gradient cost.", figure)
