"""Runs experiments: `python -m experiments [NAMES] [--full] [--page] [--out DIR]`.

The quick run takes minutes and writes to `out/experiments`. The full run writes to
`experiments/results` and puts its tables into the results page. Either prints what it finds and, at
the end, where the original's figures are better than ours.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
from pathlib import Path

from .common import pages, provenance
from .common.experiment import Budget, Experiment, Report, unmet


def experiments() -> list[Experiment]:
    """All experiments: every folder with an `experiment.py` that defines `EXPERIMENT`."""
    names = [path.parent.name for path in pages.EXPERIMENTS.glob("*/experiment.py")]
    modules = [
        importlib.import_module(f".{name}.experiment", __package__)
        for name in names
        if name != "common"
    ]
    return sorted((module.EXPERIMENT for module in modules), key=lambda item: item.number)


def run(experiment: Experiment, budget: Budget, out: Path) -> Report:
    """Runs one experiment, prints and writes what it finds."""
    print(f"\n{experiment.number}. {experiment.title}\n", flush=True)
    facts = provenance.provenance()
    start = time.perf_counter()
    report = experiment.run(budget)
    facts |= {
        "budget": budget.size,
        "seeds": len(budget.seeds),
        "workers": budget.workers,
        "seconds": round(time.perf_counter() - start, 1),
    }
    pages.write_report(report, out / experiment.name, facts)
    tables = [*report.tables, *([report.comparison_table()] if report.comparisons else [])]
    for table in tables:
        print(f"{table.caption}\n\n{table.markdown()}", flush=True)
    print(f"{facts['seconds']:.0f} s; all of it in {out / experiment.name}", flush=True)
    return report


def main() -> int:
    """Reads the command line, runs, and says what is not met."""
    available = experiments()
    names = [experiment.name for experiment in available]
    parser = argparse.ArgumentParser(
        prog="python -m experiments",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names)}; or all")
    parser.add_argument("--full", action="store_true", help="ten seeds and long training")
    parser.add_argument("--page", action="store_true", help="only renew the results page")
    parser.add_argument("--out", type=Path, help="where results go")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    arguments = parser.parse_args()
    if arguments.page:
        pages.renew()
        return 0
    unknown = [name for name in arguments.names if name not in names]
    if unknown:
        parser.error(f"there is no experiment {', '.join(unknown)}; there are {', '.join(names)}")
    budget = Budget("full" if arguments.full else "quick", max(1, arguments.workers))
    usual = pages.RESULTS if arguments.full else provenance.ROOT / "out" / "experiments"
    out = arguments.out or usual
    missed = []
    for experiment in available:
        if not arguments.names or experiment.name in arguments.names:
            report = run(experiment, budget, out)
            missed += [f"{experiment.name}: {item}" for item in unmet(report.comparisons)]
    if out == pages.RESULTS:
        pages.renew()
    for item in missed:
        print(f"the original is better in {item}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
