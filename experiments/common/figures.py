"""Figures of one look, drawn without a screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.figure import Figure

#: Colours that the colour-blind tell apart (Okabe and Ito).
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")

#: The identifiers in an SVG are made from this, so that the same figure is the same file.
SETTINGS: Any = {"svg.hashsalt": "neuralc", "axes.prop_cycle": cycler(color=COLOURS)}


def panels(rows: int = 1, columns: int = 1, width: float = 4.0, height: float = 3.0) -> Any:
    """A figure and its axes, as `matplotlib.pyplot.subplots` gives them."""
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(width * columns, height * rows), layout="constrained")
        axes = figure.subplots(rows, columns)
    for axis in figure.axes:
        axis.spines[["top", "right"]].set_visible(False)
    return figure, axes


def save(figure: Figure, path: Path) -> None:
    """Writes a figure in the format of the path's suffix, without a date."""
    with mpl.rc_context(SETTINGS):
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
