"""The real record: lynx and hare pelts of the Hudson's Bay Company, 1900 to 1920."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np

import neuralc as nc

from ..common import figures
from ..common.experiment import Picture, Report
from ..common.tables import Table
from ..common.trajectories import Array

DATA = Path(__file__).resolve().parents[2] / "examples" / "lynx_hare" / "hudson-bay-lynx-hare.csv"
PROGRAM = Path(__file__).parent / "programs" / "lynx_hare.scm"

#: Posterior means by B. Carpenter, "Predator-Prey Population Dynamics: the Lotka-Volterra model in
#: Stan" (2018), who has weak priors.
PUBLISHED = {"α": 0.55, "β": 0.028, "γ": 0.80, "δ": 0.024}


@functools.cache
def record() -> tuple[Array, Array]:
    """The years, and the logarithms of hares and lynx, a row for each."""
    years, lynx, hares = np.loadtxt(DATA, delimiter=",", skiprows=3).T
    return years, np.log(np.stack([hares, lynx]))


def fit(years: int = 20) -> Any:
    """The fit to the first year and so many after it.

    Errors are of the logarithms, as multiplicative ones are; everything is positive.
    """
    names = ("α", "β", "γ", "δ", "hares", "lynx")
    weights = (np.arange(21) <= years) * np.ones((2, 1))
    return nc.fit(
        PROGRAM,
        target=record()[1],
        weights=weights,
        parameters={name: nc.Parameter(positive=True) for name in names},
        starts=8,
        progress=False,
    )


def add_to(report: Report) -> None:
    """Adds the table, the forecast and the figure."""
    whole, early = fit(), fit(14)
    rows = []
    for name, published in PUBLISHED.items():
        low, high = whole.interval(name, 0.95)
        rows.append(
            {
                "rate": name,
                "estimate": float(whole.estimates[name]),
                "standard error": float(whole.standard_errors[name]),
                "95 % interval": f"{low:.4f} to {high:.4f}",
                "published": published,
            }
        )
    caption = (
        "Rates from the record of 1900 to 1920, with errors of the logarithms; published: "
        "Carpenter (2018), with weak priors."
    )
    report.tables.append(Table("lynx_hare", caption, rows))
    report.tables.append(forecast_table(whole, early))
    report.pictures.append(picture(whole, early))


def forecast_table(whole: Any, early: Any) -> Table:
    """How near the years after 1914 are, for a fit that has not seen them."""
    _, observed = record()
    again = np.concatenate([observed[:, :10], observed[:, :11]], 1)
    mean = np.repeat(observed[:, :15].mean(1, keepdims=True), 21, 1)
    models = {
        "fit to all years": np.asarray(whole.fitted),
        "fit to 1900–1914": np.asarray(early.fitted),
        "ten years earlier": again,
        "mean of 1900–1914": mean,
    }
    rows = []
    for label, values in models.items():
        squares = (values - observed) ** 2
        has_past = label != "ten years earlier"
        rows.append(
            {
                "prediction": label,
                "1900–1914": float(np.sqrt(squares[:, :15].mean())) if has_past else None,
                "1915–1920": float(np.sqrt(squares[:, 15:].mean())),
            }
        )
    caption = "Root mean square errors of the logarithms, hares and lynx together."
    return Table("forecast", caption, rows)


def picture(whole: Any, early: Any) -> Picture:
    """The record and what the fits give."""
    years, observed = record()
    figure, axes = figures.panels(1, 2)
    for axis, index, label in zip(axes, (0, 1), ("hares", "lynx"), strict=True):
        axis.plot(years, np.exp(observed[index]), "o", color="black", markersize=3)
        for found, style, name in ((whole, "-", "all years"), (early, "--", "1900–1914")):
            axis.plot(years, np.exp(found.fitted[index]), style, label=f"fit to {name}")
        axis.set_ylabel(f"{label}, thousand pelts")
        axis.set_xticks([1900, 1905, 1910, 1915, 1920])
    axes[0].legend(frameon=False, fontsize="small")
    return Picture("lynx_hare", "Pelts of the Hudson's Bay Company, and two fits.", figure)
