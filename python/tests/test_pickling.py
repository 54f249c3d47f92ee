"""Whatever the package returns pickles, deep-copies, and comes back in another process."""

import copy
import inspect
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import neuralc as nc
from neuralc import ode

X = np.linspace(0, 1, 20)
DATA = {"x": X, "y": 2 * X + 1 + 0.01 * np.sin(30 * X)}
TIMES = np.linspace(0, 2, 15)
OBSERVED = np.exp(-TIMES)[:, None] + 0.001 * np.sin(40 * TIMES)[:, None]


@cache
def line(backend: Any) -> Any:
    return nc.compile("(+ (* a x) b)", parameters={"a": 1.0, "b": 0.0}, backend=backend)


@cache
def rates(backend: Any) -> Any:
    return nc.compile(
        "(* (- k) y)", inputs={"y": "(vec 1)"}, parameters={"k": 0.5}, backend=backend
    )


@cache
def fitted(backend: Any) -> Any:
    return nc.fit(line(backend), DATA, target="y")


@cache
def shooting(backend: Any) -> Any:
    return ode.MultipleShooting(rates(backend), TIMES, OBSERVED, windows=3)


def rejected() -> nc.CompileError:
    with pytest.raises(nc.CompileError) as caught:
        nc.compile("(+ x (foo 1)) (")
    return caught.value


def failure(call: Callable[[], object]) -> BaseException:
    with pytest.raises(Exception) as caught:  # noqa: PT011
        call()
    return caught.value


def origins() -> Any:
    return nc.non_finite("(* x (log x))", {"x": 0.0})


RETURNED: dict[str, Callable[[], Any]] = {
    "Diagnostic": lambda: nc.check("(+ x (foo 1)) ("),
    "Span": lambda: nc.check("(foo 1)")[0].span,
    "Position": lambda: nc.check("(foo 1)")[0].span.start,  # type: ignore[union-attr]
    "Note": lambda: nc.Note("here", nc.check("(foo 1)")[0].span),
    "FixIt": lambda: nc.FixIt(None, "1"),
    "CompileError": rejected,
    "FitError": lambda: nc.FitError("no"),
    "NonFinite": origins,
    "Primitive": lambda: nc.primitives(),
    "Parameter": lambda: nc.Parameter(lower=0, prior=(1, 2)),
    "evaluate": lambda: nc.evaluate("[x x]", {"x": 1.0}),
    "gradient": lambda: nc.gradient("(* x x)", {"x": 1.0}),
    "emit": lambda: nc.emit("(* x x)", "torch"),
    "explain": lambda: nc.explain("NC201"),
    "IntegrationWarning": lambda: ode.IntegrationWarning("too long"),
    "errors of calls": lambda: [
        failure(lambda: line("native")(1.0, 2.0)),
        failure(lambda: nc.evaluate("(ref [1] 3)")),
        failure(lambda: nc.compile("(ref [1 2] (floor x))", backend="native")(7.0)),
    ],
    **{
        f"{name}, {backend}": (lambda make=make, backend=backend: make(backend))
        for backend in ("eager", "native")
        for name, make in {
            "CompiledModule": line,
            "inputs": lambda backend: line(backend).inputs,
            "summary": lambda backend: line(backend).summary(),
            "methods": lambda backend: [
                line(backend).value_and_grad,
                line(backend).value_and_jacobian,
            ],
            "derivatives": lambda backend: line(backend).value_and_grad(DATA["x"]),
            "FitResult": fitted,
            "profile": lambda backend: fitted(backend).profile("a"),
            "RightHandSide": lambda backend: ode.RightHandSide(rates(backend)),
            "MultipleShooting": shooting,
            "FitResult of MultipleShooting": lambda backend: nc.fit(shooting(backend)),
            "simulate": lambda backend: ode.simulate(rates(backend), [1.0], TIMES),
        }.items()
    },
}


def test_every_public_class_is_here() -> None:
    classes = [
        name
        for module in (nc, ode)
        for name in module.__all__
        if inspect.isclass(getattr(module, name))
    ]
    assert len(classes) >= 13
    assert not [name for name in classes if not any(key.startswith(name) for key in RETURNED)]


def parts(result: Any) -> list[Any]:
    """A result, and all that it gives as attributes."""
    found = [result]
    if isinstance(result, nc.FitResult):
        for name in dir(result):
            if not name.startswith("_") and not inspect.isroutine(getattr(result, name)):
                found.append(getattr(result, name))
    return found


def seen(value: Any) -> Any:
    """What there is to see of a value, to be compared."""
    if isinstance(value, torch.nn.Module):
        return type(value).__name__, {k: v.tolist() for k, v in value.state_dict().items()}
    if isinstance(value, BaseException):
        return type(value).__name__, str(value), seen(getattr(value, "diagnostics", None))
    if isinstance(value, (list, tuple)):
        return [seen(part) for part in value]
    if isinstance(value, dict):
        return {name: seen(part) for name, part in value.items()}
    if inspect.ismethod(value):
        return value.__name__, np.asarray(value(0.5)[0]).tolist()
    if isinstance(value, (np.ndarray, torch.Tensor)):
        return value.tolist()
    return re.sub(r" at 0x\w+", "", repr(value))


@pytest.mark.parametrize("name", RETURNED)
def test_copies(name: str) -> None:
    result = RETURNED[name]()
    for part in parts(result):
        for again in (
            pickle.loads(pickle.dumps(part)),
            copy.deepcopy(part),
            copy.copy(part),
        ):
            assert type(again).__name__ == type(part).__name__
            assert seen(again) == seen(part)


def test_another_process(tmp_path: Path) -> None:
    results = {name: make() for name, make in RETURNED.items()}
    path = tmp_path / "results"
    path.write_bytes(
        pickle.dumps((results, {name: seen(value) for name, value in results.items()}))
    )
    script = (
        "import pickle, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "results, expected = pickle.load(open(sys.argv[1], 'rb'))\n"
        "from test_pickling import TIMES, X, seen\n"
        "for name, value in results.items():\n"
        "    assert seen(value) == expected[name], name\n"
        "for backend in ('eager', 'native'):\n"
        "    fit = results[f'FitResult, {backend}']\n"
        "    assert abs(fit.model(0.0).item() - fit.estimates['b']) < 1e-6\n"
        "    assert fit.profile('a').name == 'a'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_classes_of_the_package_pickle_by_name() -> None:
    """A class in a function, and one with another name than its place, do not."""
    for home in ("_diagnostic", "_errors", "_evaluate", "_documentation", "_fit.result"):
        module = import_module(f"neuralc.{home}")
        for value in vars(module).values():
            if inspect.isclass(value) and value.__module__.startswith("neuralc"):
                assert pickle.loads(pickle.dumps(value)) is value
