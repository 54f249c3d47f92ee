"""Pictures of a result, with Matplotlib."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy

from neuralc._fit.names import did_you_mean
from neuralc._fit.space import Array
from neuralc._optional import optional

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from neuralc._fit.profile import Profile
    from neuralc._fit.result import FitResult

Kind = Literal["fit", "residuals", "convergence", "profiles"]
KINDS = ("fit", "residuals", "convergence", "profiles")

# Beyond so many points, they are drawn small.
_MANY = 500


def plot(result: FitResult, kind: Kind, axes: Any, names: str | Sequence[str] | None) -> Any:
    """Draws one kind of picture: `FitResult.plot`."""
    if kind not in KINDS:
        raise ValueError(f"there is no plot {kind!r}{did_you_mean(str(kind), KINDS)}")
    if kind == "profiles":
        return profiles(result, axes, names)
    if names is not None:
        raise ValueError(f"names are for plots of profiles, not of kind {kind!r}")
    place: Axes = new_axes() if axes is None else axes
    {"fit": fit, "residuals": residuals, "convergence": convergence}[kind](result, place)
    return place


def new_axes(count: int = 1) -> Any:
    """Axes of a new figure of pyplot; an array of them for more than one."""
    pyplot = optional("matplotlib.pyplot", "plots need", "plot")
    columns = min(count, 3)
    lines = -(-count // columns)
    if count == 1:
        return pyplot.subplots(layout="constrained")[1]
    size = (4.0 * columns, 3.0 * lines)
    return pyplot.subplots(lines, columns, figsize=size, layout="constrained")[1]


def picture(result: FitResult, ending: str) -> bytes:
    """Fit and residuals, one above the other, as the bytes of an image file."""
    figure = optional("matplotlib.figure", "plots need", "plot").Figure(
        figsize=(7, 6), layout="constrained"
    )
    above, below = figure.subplots(2, 1, height_ratios=(2, 1))
    fit(result, above)
    residuals(result, below)
    buffer = io.BytesIO()
    # Without a date, so that the same result gives the same bytes.
    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(ending)
    figure.savefig(buffer, format=ending, dpi=150, metadata=metadata)
    return buffer.getvalue()


def fit(result: FitResult, axes: Axes) -> None:
    """Observations and fitted values: over the only input that varies, in order for a trajectory,
    else one against the other."""
    if result.target is None:
        raise ValueError("residuals of your own have no observations to plot: plot('residuals')")
    place = _abscissa(result)
    if place is None:
        _observed_against_fitted(result, axes)
        return
    name, values = place
    target, fitted = _columns(result.target), _columns(result.fitted)
    order = numpy.argsort(values, kind="stable")
    for k in range(target.shape[1]):
        colour = f"C{k}"
        own = f" {k}" if target.shape[1] > 1 else ""
        marks: dict[str, Any] = {"color": colour, "markersize": _size(values), "alpha": 0.5}
        axes.plot(values, target[:, k], "o", label=f"observed{own}", **marks)
        axes.plot(values[order], fitted[order, k], color=colour, zorder=3, label=f"fitted{own}")
    axes.set(xlabel=name, ylabel=result.target_name or "value")
    axes.legend()


def _observed_against_fitted(result: FitResult, axes: Axes) -> None:
    assert result.target is not None, "the caller sees to it"
    target, fitted = numpy.ravel(result.target), numpy.ravel(result.fitted)
    axes.plot(fitted, target, "o", markersize=_size(target), alpha=0.5)
    both = numpy.concatenate([target, fitted])
    ends = [float(numpy.nanmin(both)), float(numpy.nanmax(both))] if both.size else [0.0, 1.0]
    axes.plot(ends, ends, color="0.5", linewidth=1, zorder=0)
    own = f"{result.target_name}, " if result.target_name else ""
    axes.set(xlabel=f"{own}fitted", ylabel=f"{own}observed")


def _size(values: Array) -> float:
    """Of a marker, in points."""
    return 2.0 if len(values) > _MANY else 4.0


def _abscissa(result: FitResult) -> tuple[str, Array] | None:
    """What observations are drawn over: the only input that differs among them, or their order
    for a trajectory."""
    assert result.target is not None, "the caller sees to it"
    rows = result.target.shape[0] if result.target.ndim else 0
    plain = {
        name: values
        for name, values in result.inputs.items()
        if values.shape == (rows,) and not numpy.array_equal(values, result.target)
    }
    varying = {name: values for name, values in plain.items() if numpy.ptp(values) > 0}
    if len(varying) == 1:
        return next(iter(varying.items()))
    if not varying and rows and all(values.size <= 1 for values in result.inputs.values()):
        return "row", numpy.arange(rows, dtype=numpy.float64)
    return None


def _columns(values: Array) -> Array:
    """Rows first, everything else side by side."""
    result: Array = values.reshape(len(values), -1)
    return result


def residuals(result: FitResult, axes: Axes) -> None:
    """Residuals against fitted values, or in order for residuals of the caller's own."""
    values = numpy.ravel(result.residuals)
    if result.target is None:
        axes.plot(numpy.arange(len(values)), values, "o", markersize=_size(values), alpha=0.5)
        axes.set_xlabel("number")
    else:
        axes.plot(numpy.ravel(result.fitted), values, "o", markersize=_size(values), alpha=0.5)
        axes.set_xlabel("fitted")
    axes.axhline(0, color="0.5", linewidth=1, zorder=0)
    axes.set_ylabel("residual" if result.target is None else "observed − fitted")


def convergence(result: FitResult, axes: Axes) -> None:
    """The lowest cost so far, evaluation by evaluation."""
    costs = result.history.costs
    if not len(costs):
        raise ValueError("this result has no history")
    axes.plot(result.history.evaluations, costs, ".", alpha=0.4, label="cost")
    axes.plot(result.history.evaluations, numpy.fmin.accumulate(costs), label="lowest so far")
    if numpy.nanmin(costs) > 0:
        axes.set_yscale("log")
    axes.set(xlabel="evaluation", ylabel="cost")
    axes.legend()


def profiles(result: FitResult, axes: Any, names: str | Sequence[str] | None) -> Any:
    """The profile likelihood of elements, each on axes of its own."""
    wanted = [names] if isinstance(names, str) else list(names or _profiled(result))
    found = [result.profile(name) for name in wanted]
    axes = new_axes(len(found)) if axes is None else axes
    places = list(numpy.ravel(numpy.array(axes, dtype=object)))
    if len(places) < len(found):
        raise ValueError(f"{len(found)} profiles need as many axes, and there are {len(places)}")
    for own, place in zip(found, places, strict=False):
        _profile(result, own, place)
    for place in places[len(found) :]:
        place.set_axis_off()
    return axes


def _profiled(result: FitResult) -> list[str]:
    """The elements that have a profile."""
    names = [name for name in result.names if result.states[name] == "free"]
    if not names:
        raise ValueError("no parameter has a profile: none is free and determined")
    return names


def _profile(result: FitResult, profile: Profile, axes: Axes) -> None:
    """How z rises with an element, beside the straight line of its standard error, between the
    quantiles of the level; the interval that the profile gives is shaded."""
    error, estimate = result.standard_error(profile.name), result.estimate(profile.name)
    reach = profile.quantile
    axes.plot(profile.values, profile.z, ".-", label="profile")
    ends = numpy.array([estimate - reach * error, estimate + reach * error])
    axes.plot(ends, [-reach, reach], "--", color="0.5", linewidth=1, label="standard error")
    for level in (-reach, reach):
        axes.axhline(level, color="0.8", linewidth=1, zorder=0)
    low, high = profile.interval
    # An interval without an end goes to the edge of the axes.
    edges = axes.get_xlim()
    shaded = (max(low, edges[0]), min(high, edges[1]))
    axes.axvspan(*shaded, color="C0", alpha=0.12, label=f"{100 * profile.confidence:g} % interval")
    axes.set_xlim(*edges)
    axes.set(xlabel=profile.name, ylabel="z")
    axes.legend(fontsize="small")
