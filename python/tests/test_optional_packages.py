"""Without an optional package, what needs it says so in one sentence, and how to install it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import neuralc as nc
from neuralc._optional import optional

PACKAGE = Path(nc.__file__).parent
# What is installed with the package itself.
NEEDED = {"numpy", "torch", "neuralc"}
X = np.arange(5.0)
DATA = {"x": X, "y": 2 * X + 1 + 0.1 * np.sin(X)}
LINE = "(input x) (parameter a 1) (parameter b 0) (+ b (* a x))"


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Blocks a package as if it were not installed."""

    def block(package: str) -> None:
        for name in [package, *sys.modules]:
            if name.partition(".")[0] == package:
                monkeypatch.setitem(sys.modules, name, None)

    return block


def fitted() -> nc.FitResult:
    return nc.fit(LINE, DATA, target="y")


def right_hand_side() -> nc.CompiledModule:
    return nc.compile("(input y) (* -1 y)")


@pytest.mark.parametrize(
    ("package", "call", "message"),
    [
        ("scipy", lambda: fitted(), 'fitting needs SciPy, which is not installed: pip install "neuralc[fit]"'),
        ("scipy", lambda: nc.fit(LINE, DATA, target="y", method="adam"), "fitting needs SciPy"),
        ("scipy", lambda: nc.fit(LINE), "fitting needs SciPy"),
        ("scipy", lambda: nc.ode.simulate(right_hand_side(), 1.0, [0.0, 1.0]), 'pip install "neuralc'),
        ("torchdiffeq", lambda: nc.ode.odeint(right_hand_side(), 1.0, [0.0, 1.0]), 'pip install "neuralc'),
        ("tqdm", lambda: nc.fit(LINE, DATA, target="y", progress=True), 'progress=True needs tqdm, which is not installed: pip install "neuralc[fit]"'),
        ("llvmlite", lambda: nc.compile("(input x) (* 2 x)", backend="native")(1.0), 'pip install "neuralc[native]"'),
    ],
)  # fmt: skip
def test_one_sentence(
    without: Callable[[str], None], package: str, call: Callable[[], Any], message: str
) -> None:
    if find_spec(package) is None and package != "scipy":
        pytest.skip(f"{package} is not installed")
    without(package)
    with pytest.raises(ImportError) as raised:
        call()
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_result_without_scipy(without: Callable[[str], None]) -> None:
    pytest.importorskip("scipy")
    result = nc.FitResult.from_json(fitted().to_json())
    without("scipy")
    assert "standard error" in str(result)
    with pytest.raises(ImportError, match=r"intervals need SciPy.*neuralc\[fit\]"):
        result.interval("a", 0.5)


@pytest.mark.parametrize("kind", ["fit", "residuals", "convergence", "profiles"])
def test_plots_without_matplotlib(without: Callable[[str], None], kind: Any) -> None:
    pytest.importorskip("scipy")
    result = fitted()
    without("matplotlib")
    with pytest.raises(ImportError, match=r"plots need Matplotlib.*neuralc\[plot\]"):
        result.plot(kind)


def test_what_is_not_needed_may_be_missing(without: Callable[[str], None]) -> None:
    pytest.importorskip("scipy")
    for package in ("polars", "tqdm", "matplotlib", "torchdiffeq", "llvmlite"):
        without(package)
    assert fitted().converged


@pytest.mark.parametrize("package", ["scipy", "polars"])
def test_the_command(
    without: Callable[[str], None],
    package: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("polars")
    from neuralc._command.fit import main

    (tmp_path / "line.scm").write_text(LINE, encoding="utf-8")
    (tmp_path / "data.csv").write_text("x,y\n0,1\n1,3\n2,5.1\n", encoding="utf-8")
    without(package)
    assert main([str(tmp_path / "line.scm"), str(tmp_path / "data.csv"), "--target", "y"]) == 2
    message = capsys.readouterr().err
    assert 'which is not installed: pip install "neuralc[fit]"' in message
    assert len(message.splitlines()) == 1


def test_a_package_that_is_there_and_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.py").write_text("import nowhere_to_be_found", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(
        ImportError, match=r"tests need broken, which cannot be imported \(No module"
    ):
        optional("broken", "tests need", "dev")


def test_no_import_is_bare() -> None:
    """Optional packages are imported through `optional`, or where it has been asked for, or in a
    `try` that says what to install."""
    allowed = {
        "_command/numbers.py": {"polars"},  # Only with a table that polars has read.
        "_command/reading.py": {"polars"},  # After `_polars()`.
        "_fit/report.py": {"scipy"},  # At the end of a fit.
        "_fit/progress.py": {"tqdm"},
        "_kernels/machine.py": {"llvmlite"},
        "ode/_adaptive.py": {"torchdiffeq"},
        "ode/_simulate.py": {"scipy"},
    }
    for path in PACKAGE.rglob("*.py"):
        found = {
            name.partition(".")[0]
            for node in _at_run_time(ast.parse(path.read_text(encoding="utf-8")))
            for name in _imported(node)
        }
        optional_ones = found - NEEDED - sys.stdlib_module_names
        place = path.relative_to(PACKAGE).as_posix()
        assert optional_ones <= allowed.get(place, set()), (place, optional_ones)


def _at_run_time(tree: ast.AST) -> list[ast.AST]:
    """All nodes, but for what only type checkers read."""
    if isinstance(tree, ast.If) and ast.unparse(tree.test) == "TYPE_CHECKING":
        return []
    return [tree, *(node for child in ast.iter_child_nodes(tree) for node in _at_run_time(child))]


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level and node.module:
        return [node.module]
    return []
