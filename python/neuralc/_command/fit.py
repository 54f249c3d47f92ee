"""`neuralc fit`: the parameters of a program from a file of measurements."""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from neuralc._command import arguments as options
from neuralc._command import output
from neuralc._command.dialect import dialect_of
from neuralc._command.errors import UsageError, listed, suggestion

if TYPE_CHECKING:
    from neuralc._command.assembly import Measurements
    from neuralc._command.reading import Table
    from neuralc._fit.result import FitResult
    from neuralc._module import CompiledModule

SUCCESS, REJECTED, WRONG_USAGE = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    """Runs the command; the exit status."""
    from neuralc._errors import CompileError

    try:
        return _run(options.parser().parse_args(arguments))
    except SystemExit:  # Help was asked for, and has been shown.
        return SUCCESS
    except UsageError as error:
        return _failed(str(error), WRONG_USAGE)
    except CompileError as error:
        print(error, file=sys.stderr)
        return REJECTED


def _failed(message: str, status: int) -> int:
    print(f"error: {message}", file=sys.stderr)
    return status


def _run(given: argparse.Namespace) -> int:
    """Reads, fits, writes and shows, in this order."""
    if given.program == given.data == "-":
        raise UsageError("the program and the data cannot both be standard input")
    output.check(given.output, [path for path in (given.program, given.data) if path != "-"])
    model = _model(given)
    from neuralc._command import assembly, reading

    table = reading.read(given.data, dialect_of(given))
    table = assembly.renamed(table, options.assignments("--rename", given.rename))
    measurements = assembly.assemble(
        table,
        model,
        [given.target] if given.target in table.names else options.names([given.target]),
        sigma=given.sigma,
        weights=given.weights,
    )
    if measurements.gaps:
        rows = "1 row was" if measurements.skipped == 1 else f"{measurements.skipped} rows were"
        print(
            f"note: {rows} left out because of missing values ({measurements.gaps})",
            file=sys.stderr,
        )
    return _fitted(given, model, table, measurements)


def _fitted(
    given: argparse.Namespace, model: CompiledModule, table: Table, measurements: Measurements
) -> int:
    """Fits, writes the files and shows the result; the exit status."""
    from neuralc._fit.errors import FitError

    try:
        result = _fit(given, model, measurements)
    except FitError as error:
        row = error.row
        where = "" if row is None or not measurements.places else f" ({measurements.places[row]})"
        return _failed(f"{error}{where}", REJECTED)
    except (RuntimeError, IndexError) as error:  # The program failed while it ran.
        return _failed(str(error), REJECTED)
    output.write({path: _rendered(path, result, table, measurements) for path in given.output})
    output.show(result.to_json() if given.json else str(result))
    return SUCCESS if result.converged else REJECTED


def _model(given: argparse.Namespace) -> CompiledModule:
    """The program, compiled."""
    from neuralc._compile import compile

    source: str | Path = Path(given.program)
    if given.program == "-":
        source = sys.stdin.read()
    backend: Literal["eager", "native"] = given.backend or (
        "native" if importlib.util.find_spec("llvmlite") else "eager"
    )
    parameters = {
        name: options.value("--parameter", name, text)
        for name, text in options.assignments("--parameter", given.parameter).items()
    }
    try:
        model = compile(
            source,
            inputs=options.assignments("--input", given.input) or None,
            parameters=parameters or None,
            entry=given.entry,
            backend=backend,
        )
    except OSError as error:
        raise UsageError(f"cannot read {given.program}: {error.strerror}") from None
    except ImportError as error:
        raise UsageError(str(error)) from None
    if not model.__neuralc__.parameters:
        raise UsageError(
            "the program has no parameters: declare one, (parameter k 1.0), or give "
            "--parameter NAME=VALUE"
        )
    return model


def _fit(given: argparse.Namespace, model: CompiledModule, measurements: Measurements) -> FitResult:
    """Calls `neuralc.fit` with the options."""
    from neuralc._fit.fit import fit

    settings = _settings(given, model)
    try:
        result = fit(
            model,
            measurements.data,
            target=measurements.target,
            parameters=settings,
            method=given.method,
            sigma=measurements.sigma,
            weights=measurements.weights,
            loss=given.loss,
            loss_scale=given.loss_scale,
            starts=given.starts,
            seed=given.seed,
            max_iterations=given.max_steps,
            confidence=given.confidence,
            progress=False if given.quiet else None,
        )
        return dataclasses.replace(result, target_name=given.target)
    except (ValueError, TypeError, ImportError) as error:
        raise UsageError(str(error)) from None


def _settings(given: argparse.Namespace, model: CompiledModule) -> dict[str, Any]:
    """What the options say about parameters, by name."""
    changes: dict[str, dict[str, Any]] = {}
    for name, text in options.assignments("--start", given.start).items():
        changes.setdefault(name, {})["start"] = options.value("--start", name, text)
    for name, text in options.assignments("--bounds", given.bounds).items():
        low, high = options.pair("--bounds", name, text, "LOW:HIGH")
        changes.setdefault(name, {}).update(lower=low, upper=high)
    for name in options.names(given.positive) if given.positive else ():
        changes.setdefault(name, {})["positive"] = True
    for item in given.fixed:
        name, separator, text = item.rpartition("=")
        change = changes.setdefault(name if separator else item, {})
        change["fixed"] = True
        if separator:
            change["start"] = options.value("--fixed", name, text)
    for name, text in options.assignments("--prior", given.prior).items():
        changes.setdefault(name, {})["prior"] = options.pair(
            "--prior", name, text, "MEAN:DEVIATION"
        )
    return {name: _setting(model, name, change) for name, change in changes.items()}


def _setting(model: CompiledModule, name: str, change: dict[str, Any]) -> Any:
    """What the options say about one parameter; a fit adds what the program declares."""
    from neuralc._fit.parameter import Parameter

    known = [item.name for item in model.__neuralc__.parameters]
    if name not in known:
        raise UsageError(
            f"the program has no parameter `{name}`{suggestion(name, known)} "
            f"(its parameters: {listed(known)})"
        )
    return Parameter(**change)


def _rendered(path: str, result: FitResult, table: Table, measurements: Measurements) -> bytes:
    """What is written to a file, by its ending."""
    ending = Path(path).suffix.lower()
    if ending == ".json":
        return (result.to_json() + "\n").encode()
    if ending == ".txt":
        return f"{result}\n".encode()
    if ending == ".html":
        from neuralc._fit.html import page

        return page(result).encode()
    if ending == ".csv":
        from neuralc._command.rows import rows

        return rows(result, table, measurements).encode()
    from neuralc._fit.plots import picture

    return picture(result, ending.removeprefix("."))
