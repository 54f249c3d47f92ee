"""Figures of predator and prey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..common import figures
from ..common.experiment import Picture
from ..common.trajectories import Array, moments
from . import truth
from .models import HYBRID, NETWORK, PINN, RECORD

SHOWN = {RECORD: "structure known", HYBRID: "predation known", NETWORK: "MLP", PINN: "PINN"}


def futures(models: dict[str, Array], noise: float) -> Picture:
    """The prey over five lengths of the record, a panel for each model."""
    figure, axes = figures.panels(len(SHOWN), 1, width=8.0, height=1.6)
    times = moments(truth.STEP, 5 * truth.COUNT)
    for axis, (model, label) in zip(axes, SHOWN.items(), strict=True):
        axis.plot(times, truth.trajectory()[:, 0], color="0.7", linewidth=3, label="truth")
        axis.plot(times, models[model][:, 0], color=figures.COLOURS[1], linewidth=1, label=label)
        axis.plot(truth.TIMES, truth.record(noise, 0)[:, 0], ".", color="black", markersize=2)
        axis.axvline(truth.TIMES[-1], color="0.5", linewidth=0.5)
        axis.set_ylim(-1, 8)
        axis.set_ylabel("prey")
        axis.legend(loc="upper right", ncols=2, frameon=False, fontsize="small")
    axes[-1].set_xlabel("time")
    caption = (
        "The prey as each model predicts it from the true start (the PINN from none), trained on "
        "the points to the left of the line."
    )
    return Picture("futures", caption, figure)


def noise(rows: Sequence[dict[str, Any]]) -> Picture:
    """The largest error of a constant by noise."""
    figure, axis = figures.panels()
    for model in dict.fromkeys(row["model"] for row in rows):
        found = [row for row in rows if row["model"] == model and row["noise, %"] > 0]
        if found:
            levels = [row["noise, %"] for row in found]
            axis.loglog(levels, [float(row["largest, %"]) for row in found], "o-", label=model)
    axis.set_xlabel("noise, %")
    axis.set_ylabel("largest error of a constant, %")
    axis.legend(frameon=False, fontsize="x-small")
    return Picture("noise", "The largest error of a constant, mean over seeds.", figure)
