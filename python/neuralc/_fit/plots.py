"""Pictures of a result, with Matplotlib."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy

from neuralc._fit import curves
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
# So many trajectories are named in a legend at most.
_MOST_NAMED = 6


def plot(result: FitResult, kind: Kind, axes: Any, names: str | Sequence[str] | None) -> Any:
    """Draws one kind of picture: `FitResult.plot`."""
    if kind not in KINDS:
        raise ValueError(f"there is no plot {kind!r}{did_you_mean(str(kind), KINDS)}")
    if kind == "profiles":
        return profiles(result, axes, names)
    if names is not None:
        raise ValueError(f"names are for plots of profiles, not of kind {kind!r}")
    if kind == "fit" and hasattr(result.model, "__drawing__"):
        return trajectories(result, axes)
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
    """Observations and fitted values: over an input or in order for a trajectory, else one against
    the other."""
    if result.target is None:
        raise ValueError("residuals of your own have no observations to plot: plot('residuals')")
    name = curves.abscissa(result)
    if name is None:
        _observed_against_fitted(result, axes)
        return
    target = _columns(result.target)
    sigma = None if result.sigma is None else _columns(result.sigma)
    count = target.shape[1]
    found = curves.groups(result, name, axes.get_xscale() == "log")
    for number, group in enumerate(found):
        places = group.rows if not name else result.inputs[name][group.rows]
        for k in range(count):
            own = (f" {k}" if count > 1 else "") + (f", {group.label}" if group.label else "")
            colour = f"C{number * count + k}"
            bars = None if sigma is None else sigma[group.rows, k]
            _points(axes, places, target[group.rows, k], bars, f"observed{own}", colour)
            axes.plot(group.x, group.y[:, k], color=colour, zorder=3, label=f"fitted{own}")
    axes.set(xlabel=name or "row", ylabel=result.target_name or "value")
    axes.legend()


def _points(
    axes: Axes, x: Array, y: Array, bars: Array | None, label: str = "", colour: str = "C0"
) -> None:
    """Points, with a bar of an error to either side where there are errors."""
    marks: dict[str, Any] = {"color": colour, "markersize": _size(y), "alpha": 0.5}
    marks["label"] = label or None
    if bars is None:
        axes.plot(x, y, "o", **marks)
    else:
        axes.errorbar(x, y, yerr=bars, fmt="o", elinewidth=1, capsize=2, **marks)


def _observed_against_fitted(result: FitResult, axes: Axes) -> None:
    assert result.target is not None, "the caller sees to it"
    target, fitted = numpy.ravel(result.target), numpy.ravel(result.fitted)
    _points(axes, fitted, target, None if result.sigma is None else numpy.ravel(result.sigma))
    both = numpy.concatenate([target, fitted])
    both = both[numpy.isfinite(both)]
    ends = [float(both.min()), float(both.max())] if both.size else [0.0, 1.0]
    axes.plot(ends, ends, color="0.5", linewidth=1, zorder=0)
    own = f"{result.target_name}, " if result.target_name else ""
    axes.set(xlabel=f"{own}fitted", ylabel=f"{own}observed")


def trajectories(result: FitResult, axes: Any) -> Any:
    """The trajectories that windows give, an element of the state on axes of its own, beside what
    was observed."""
    model: Any = result.model
    drawing = model.__drawing__()
    names, lines, points = drawing.names, drawing.lines, drawing.points
    axes = new_axes(len(names)) if axes is None else axes
    places = list(numpy.ravel(numpy.array(axes, dtype=object)))
    if len(places) < len(names):
        raise ValueError(
            f"{len(names)} elements of a state need as many axes, and there are {len(places)}"
        )
    for k, (name, place) in enumerate(zip(names, places, strict=False)):
        for number, (times, states, bars) in enumerate(points):
            several = f" {number}" if len(points) > 1 else ""
            there = ~numpy.isnan(states[:, k])
            own = None if bars is None else numpy.full(there.sum(), bars[k])
            label = f"observed{several}"
            _points(place, times[there], states[there, k], own, label, f"C{number}")
        for number, windows in enumerate(lines):
            several = f" {number}" if len(lines) > 1 else ""
            for first, (times, states) in enumerate(windows):
                label = "_" if first else f"fitted{several}"
                place.plot(times, states[:, k], color=f"C{number}", zorder=3, label=label)
        place.set(xlabel=drawing.time, ylabel=name)
    if len(points) <= _MOST_NAMED:
        places[0].legend()
    for place in places[len(names) :]:
        place.set_axis_off()
    return axes


def _size(values: Array) -> float:
    """Of a marker, in points."""
    return 2.0 if len(values) > _MANY else 4.0


def _columns(values: Array) -> Array:
    """Rows first, everything else side by side."""
    result: Array = values.reshape(len(values), -1)
    return result


def residuals(result: FitResult, axes: Axes) -> None:
    """Residuals against fitted values, or in order for residuals of the caller's own."""
    values = numpy.ravel(result.residuals)
    is_own = result.target is None
    places = numpy.arange(len(values)) if is_own else numpy.ravel(result.fitted)
    _points(axes, places, values, None if result.sigma is None else numpy.ravel(result.sigma))
    axes.set_xlabel("number" if is_own else "fitted")
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
