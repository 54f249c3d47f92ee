"""What the package says that it needs, in all the places that say it."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OLDEST_PYTHON = PROJECT["requires-python"].removeprefix(">=")
USED = ("native", "ode", "fit", "plot")
"""The extras that a user may have, and not only who works on the package."""


def release(version: str) -> tuple[int, ...]:
    """A version as numbers, without zeros at its end."""
    numbers = [int(part) for part in version.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def pins(name: str) -> dict[str, str]:
    """The versions that a file of constraints fixes."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def test_the_oldest_versions_are_those_of_the_metadata() -> None:
    extras = PROJECT["optional-dependencies"]
    wanted = [*PROJECT["dependencies"], *(item for extra in USED for item in extras[extra])]
    lowest = dict(re.fullmatch(r"([\w-]+)>=([\d.]+)", item).groups() for item in wanted)  # type: ignore[union-attr]
    found = pins("constraints-oldest.txt")
    assert {name: release(version) for name, version in found.items()} == {
        name: release(version) for name, version in lowest.items()
    }


def test_development_uses_nothing_older() -> None:
    newest = pins("constraints.txt")
    for name, version in pins("constraints-oldest.txt").items():
        assert release(newest[name]) >= release(version), name


def test_everybody_names_the_same_oldest_python() -> None:
    minor = OLDEST_PYTHON.removeprefix("3.")
    prerequisites = (ROOT / ".ci" / "prerequisites").read_text(encoding="utf-8")
    assert f"sys.version_info < (3, {minor})" in prerequisites
    assert set(re.findall(r"Python (3\.\d+) or newer", prerequisites)) == {OLDEST_PYTHON}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"Python (3\.\d+) or newer", readme)) == {OLDEST_PYTHON}
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    tested = re.findall(r'python: "(3\.\d+)"', workflow)
    assert min(tested, key=release) == OLDEST_PYTHON
    assert len(tested) > 1
