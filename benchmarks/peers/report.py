"""Tables, files and the plot of what was measured."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = ROOT / "benchmarks" / "results"
BASE = "native"
"""The tool that the others are divided by."""


def facts(threads: int) -> dict[str, Any]:
    """Machine, versions and commit."""
    versions = {}
    for package in ("neuralc", "torch", "numpy", "llvmlite", "jax", "casadi", "numba"):
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {
        "processor": processor(),
        "processors used": threads,
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "clang": first_line(["clang", "--version"]),
        "versions": versions,
        "commit": first_line(["git", "-C", str(ROOT), "describe", "--always", "--dirty"]),
    }


def processor() -> str:
    """What the processor calls itself."""
    path = Path("/proc/cpuinfo")
    if not path.exists():
        return platform.processor()
    fields = dict(
        (part.strip() for part in line.split(":", 1))
        for line in path.read_text().splitlines()
        if ":" in line
    )
    family = f"family {fields.get('cpu family', '?')}, model {fields.get('model', '?')}"
    vectors = "AVX-512" if "avx512f" in fields.get("flags", "") else "no AVX-512"
    return f"{fields.get('model name', platform.processor())} ({family}, {vectors})"


def first_line(command: list[str]) -> str:
    """The first line that a command prints, or nothing where it cannot be run."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return result.stdout.partition("\n")[0]


def duration(seconds: float) -> str:
    """A time in the unit that suits it."""
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e6:.3g} µs"


def print_row(row: dict[str, Any], tools: list[str]) -> None:
    """Times and ratios of one workload."""
    print(f"\n{row['workload']}")
    base = row["median"].get(BASE)
    for tool in tools:
        if tool in row["absent"]:
            print(f"  {tool:<14} not run: {row['absent'][tool]}")
        elif tool in row["median"]:
            seconds = row["median"][tool]
            ratio = f"{seconds / base:10.2f} ×" if base else ""
            first = duration(row["first"][tool])
            print(f"  {tool:<14} {duration(seconds):>10} {ratio}   first after {first}", flush=True)


def print_bounds(bounds: dict[str, dict[str, float]]) -> None:
    """What the elementwise workloads cannot go below."""
    for name, parts in bounds.items():
        print(f"\nLower bounds, {name}")
        for part, seconds in parts.items():
            print(f"  {part:<34} {duration(seconds)}")


def print_latency(rows: list[dict[str, Any]]) -> None:
    """How long the first value and gradients take."""
    print("\nFrom a program to its first value and gradients")
    for row in rows:
        times = ", ".join(f"{tool} {duration(t)}" for tool, t in row["median"].items())
        print(f"  {row['operations']:>7,} operations: {times}")


def print_rollout(records: dict[str, dict[str, Any]]) -> None:
    """What a long rollout takes."""
    print("\nLotka-Volterra, 1 trajectory, 1,000,000 steps")
    for tool, record in records.items():
        if "failure" in record:
            print(f"  {tool:<14} failed: {record['failure']}")
        else:
            memory = record["bytes"] / 2**20
            print(f"  {tool:<14} {duration(record['seconds']):>10}, {memory:,.0f} MiB")


def write(folder: Path, name: str, content: dict[str, Any]) -> None:
    """Writes results as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=2, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    if all(BASE in row["median"] for row in content["rows"]):
        (folder / f"{name}.md").write_text(table(content), encoding="utf-8")


BEGIN, END = "<!-- speed -->", "<!-- end of speed -->"
HAND_WRITTEN = "C by hand"
SUMMARY = ("native", "eager", "JAX", "CasADi", HAND_WRITTEN)
"""The tools whose times the README of the project shows."""


def summary(results: dict[str, Any]) -> str:
    """All times of a few tools, as the README of the project shows them."""
    lines = [
        f"| value and gradients | {' | '.join(SUMMARY)} |",
        f"|---|{'---:|' * len(SUMMARY)}",
    ]
    for row in results["rows"]:
        times = (row["median"].get(tool) for tool in SUMMARY)
        cells = ["–" if time is None else duration(time) for time in times]
        lines.append(f"| {row['workload']} | {' | '.join(cells)} |")
    ratios = [
        row["median"][HAND_WRITTEN] / row["median"][BASE]
        for row in results["rows"]
        if HAND_WRITTEN in row["median"]
    ]
    lines.append(
        f"\n{HAND_WRITTEN} takes {min(ratios):.2f} to {max(ratios):.2f} times as long as native "
        "kernels."
    )
    versions = results["facts"]["versions"]
    lines.append(
        f"\n{results['facts']['processor']}, one processor; torch {versions['torch']}, "
        f"JAX {versions['jax']}, CasADi {versions['casadi']}; commit {results['facts']['commit']}."
    )
    return "\n".join(lines)


def table(results: dict[str, Any]) -> str:
    """The results in Markdown: times of the native kernels, and the others over those."""
    rows = results["rows"]
    tools = list(dict.fromkeys(tool for row in rows for tool in row["median"] if tool != BASE))
    lines = ["| value and gradients | native | " + " | ".join(tools) + " |"]
    lines.append("|---" * (len(tools) + 2) + "|")
    for row in rows:
        times = row["median"]
        cells = [f"{times[tool] / times[BASE]:.3g} ×" if tool in times else "" for tool in tools]
        lines.append(f"| {row['workload']} | {duration(times[BASE])} | {' | '.join(cells)} |")
    for row in results.get("latency", []):
        first = ", ".join(f"{tool} {duration(t)}" for tool, t in row["median"].items())
        lines.append(f"\nFirst result, {row['operations']:,} operations: {first}.")
    for tool, record in results.get("rollout", {}).items():
        if "bytes" in record:
            memory = f"{record['bytes'] / 2**20:,.0f} MiB"
            lines.append(f"\nA million steps, {tool}: {duration(record['seconds'])}, {memory}.")
    facts = results["facts"]
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    lines.append(
        f"\n{facts['processor']}, processors used: {facts['processors used']}; Python "
        f"{facts['Python']}, {versions}; {facts['clang']}; commit {facts['commit']}."
    )
    return "\n".join(lines) + "\n"


def pyplot() -> Any:
    """matplotlib's drawing functions, writing the same file for the same numbers; None where it is
    not installed."""
    try:
        import matplotlib
    except ImportError:
        return None
    matplotlib.use("svg")
    import matplotlib.pyplot

    matplotlib.rcParams["svg.hashsalt"] = "neuralc"
    return matplotlib.pyplot


def plot(path: Path, rows: list[dict[str, Any]]) -> None:
    """Times over those of the native kernels, a row for each workload."""
    plt = pyplot()
    rows = [row for row in rows if BASE in row["median"]]
    if plt is None or not rows:
        return
    tools = list(dict.fromkeys(tool for row in rows for tool in row["median"] if tool != BASE))
    figure, axes = plt.subplots(figsize=(8, 0.36 * len(rows) + 1.4))
    for tool, marker in zip(tools, "oD^sPv*X", strict=False):
        points = [
            (row["median"][tool] / row["median"][BASE], -number)
            for number, row in enumerate(rows)
            if tool in row["median"]
        ]
        axes.scatter(*zip(*points, strict=True), label=tool, marker=marker, s=36, zorder=3)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    axes.set_yticks([-number for number in range(len(rows))], [row["workload"] for row in rows])
    axes.set_xlabel("time of value and gradient, over that of the native kernel")
    finish(figure, axes, path, len(tools))


def plot_latency(path: Path, rows: list[dict[str, Any]]) -> None:
    """Times to the first value and gradients over the number of operations."""
    plt = pyplot()
    if plt is None:
        return
    tools = list(rows[0]["median"])
    figure, axes = plt.subplots(figsize=(6, 3.6))
    for tool in tools:
        points = [(row["operations"], row["median"][tool]) for row in rows if tool in row["median"]]
        axes.plot(*zip(*points, strict=True), "o-", label=tool)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("operations of the program")
    axes.set_ylabel("seconds to the first value and gradients")
    finish(figure, axes, path, len(tools))


def finish(figure: Any, axes: Any, path: Path, columns: int) -> None:
    """Adds what all plots have, and writes the file."""
    axes.grid(alpha=0.3)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(ncols=columns, loc="lower center", bbox_to_anchor=(0.4, 1), frameon=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
    pyplot().close(figure)
