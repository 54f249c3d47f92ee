"""What the documentation shows: programs compile, Python runs, outputs are what they are.

`python python/tests/test_docs.py` writes the outputs anew after a change that is meant.
"""

import contextlib
import importlib.metadata
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import neuralc as nc

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

from peers import report  # noqa: E402

NATIVE = Path(nc.__file__).parent / "_native" / "neuralc"
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(path for path in (ROOT / "Docs").glob("*.md") if path.name != "Primitives.md"),
]
FENCE = re.compile(r"^```(\w*) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def blocks(page: Path, language: str) -> list[Any]:
    """The code blocks of a page in a language, as parameters of a test."""
    text = page.read_text(encoding="utf-8")
    return [
        pytest.param(match[3], id=f"{page.stem}:{text.count(chr(10), 0, match.start()) + 1}")
        for match in FENCE.finditer(text)
        if match[1] == language
    ]


def renewed(page: Path) -> str:
    """The text of a page with everything in it that a program writes written anew.

    The `python` blocks of a page run one after the other, and a block of `text` behind one is its
    output. A block with the path of a program is the module that it compiles to. In `console`
    blocks, output follows each command. What benchmarks have measured is taken from their results.
    """
    namespace: dict[str, Any] = {"__name__": page.stem}
    output = ""

    def renew(match: re.Match[str]) -> str:
        nonlocal output
        language, program, text = match.groups()
        if program:
            text = nc.emit(Path(program), "torch")
        if language == "python":
            captured = io.StringIO()
            with contextlib.redirect_stdout(captured):
                exec(compile(text, page.name, "exec"), namespace)
            output = captured.getvalue()
        elif language == "text" and output:
            text, output = output.rstrip("\n") + "\n", ""
        elif language == "console":
            commands = [line for line in text.splitlines() if line.startswith("$ neuralc ")]
            text = "".join(f"{command}\n{run(command)}" for command in commands)
        return f"```{language}{' ' * bool(program)}{program}\n{text}```"

    text = FENCE.sub(renew, page.read_text(encoding="utf-8"))
    head, begin, rest = text.partition(report.BEGIN)
    if begin:
        results = json.loads((report.RESULTS / "kernels.json").read_text(encoding="utf-8"))
        _, end, tail = rest.partition(report.END)
        text = f"{head}{begin}\n{report.summary(results)}\n{end}{tail}"
    return text


def run(command: str) -> str:
    """What a command writes to standard output."""
    words = command.removeprefix("$ neuralc ").split()
    program = [sys.executable, "-m", "neuralc"] if words[0] == "fit" else [NATIVE]
    return subprocess.run(
        [*program, *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("program", [block for page in PAGES for block in blocks(page, "scheme")])
def test_program_compiles(program: str) -> None:
    assert [item for item in nc.check(program) if item.severity == "error"] == []
    nc.compile(program)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_page_is_fresh(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert page.read_text(encoding="utf-8") == renewed(page)


def test_three_modules_are_shown() -> None:
    text = (ROOT / "Docs" / "Generated-modules.md").read_text(encoding="utf-8")
    shown = [match[2] for match in FENCE.finditer(text) if match[2]]
    assert len(shown) == 3
    assert all((ROOT / program).exists() for program in shown)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:")):
            assert (page.parent / target).exists(), target


def test_architecture_names_what_exists() -> None:
    text = (ROOT / "Docs" / "Architecture.md").read_text(encoding="utf-8")
    backend = ROOT / "Sources" / "LLVMBackend"
    named = {
        name
        for table in re.findall(r"(?:^\|.*\|\n)+", text, flags=re.MULTILINE)
        for row in table.splitlines()[2:]
        for name in re.findall(r"`([\w/.-]+)`", row.split("|")[1])
    }
    places = (ROOT, ROOT / "Sources", backend)
    assert "LLVMBackend" in named
    assert "Emission" in named
    assert [name for name in named if not any((place / name).exists() for place in places)] == []
    assert {path.name for path in (ROOT / "Sources").iterdir() if path.is_dir()} <= {
        *named,
        *re.findall(r"`(\w+)`", text),
    }
    assert {path.name for path in backend.iterdir() if path.is_dir()} <= named


def test_page_of_the_package_leads_nowhere_else() -> None:
    page = importlib.metadata.metadata("neuralc").get_payload()
    assert "## Start" in page
    targets = LINK.findall(page)
    assert [target for target in targets if not target.startswith(("http:", "https:"))] == []


if __name__ == "__main__":
    with contextlib.chdir(ROOT):
        for path in PAGES:
            path.write_text(renewed(path), encoding="utf-8")
