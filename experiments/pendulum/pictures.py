"""Figures of the pendulum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..common import figures
from ..common.experiment import Picture
from ..common.trajectories import Array, moments
from . import truth
from .models import DAMPING, HYBRIDS, NETWORK, PINN, RECORD

SHOWN = {RECORD: "structure known", DAMPING: "damping learned", NETWORK: "MLP", PINN: "PINN"}


def futures(models: dict[str, Array | None]) -> Picture:
    """The angle over three lengths of the record, a panel for each model, without drive."""
    figure, axes = figures.panels(len(SHOWN), 1, width=8.0, height=1.6)
    times = moments(truth.STEP, 3 * truth.COUNT)
    count = len(times)
    for axis, (model, label) in zip(axes, SHOWN.items(), strict=True):
        states = truth.trajectory(0.0)[:count, 0]
        axis.plot(times, states, color="0.7", linewidth=3, label="truth")
        found = models[model]
        assert found is not None, "a model without a prediction"
        axis.plot(times, found[:count, 0], color=figures.COLOURS[1], linewidth=1, label=label)
        axis.plot(truth.TIMES, truth.record(0.0, 0)[:, 0], ".", color="black", markersize=2)
        axis.axvline(truth.TIMES[-1], color="0.5", linewidth=0.5)
        axis.set_ylim(-1.1, 1.1)
        axis.set_ylabel("angle")
        axis.legend(loc="upper right", ncols=2, frameon=False, fontsize="small")
    axes[-1].set_xlabel("time")
    caption = (
        "The angle as each model predicts it from the true start (the PINN from none), trained on "
        "the points to the left of the line; no drive."
    )
    return Picture("futures", caption, figure)


def identification(rows: Sequence[dict[str, Any]]) -> Picture:
    """The error of g/L against the standard error that the fit gives."""
    figure, axis = figures.panels(width=5.0, height=3.5)
    for model in (RECORD, *HYBRIDS):
        found = [row for row in rows if row["model"] == model]
        errors = [row["standard error of g/L, %"] for row in found]
        axis.loglog(errors, [row["g/L, %"] for row in found], "o", markersize=4, label=model)
    low, high = axis.get_xlim()
    axis.plot([low, high], [low, high], color="0.7", linewidth=0.8, zorder=0)
    axis.axhline(47, color="0.5", linewidth=0.8, linestyle="--")
    axis.text(low * 1.2, 50, "original's hybrid", fontsize="small", color="0.4")
    axis.set_xlabel("standard error of g/L by nc.fit, %")
    axis.set_ylabel("error of g/L, %")
    axis.legend(frameon=False, fontsize="x-small", loc="lower right")
    caption = "What the fit says of g/L, and how far it is off; a point for each seed and drive."
    return Picture("identification", caption, figure)
