"""Reads the programs of `Tests/Conformance` and what their headers expect.

The lines of a header are

    ;; The first line is a title.
    ;; eval x=1 v=[1,2] => 3.5              the value for these inputs
    ;; grad x=1 v=[1,2] => x=2 v=[0,1]      the gradient there
    ;; fails i=3 => index 4:1-4:12          the kind and place of the error
    ;; type => (vec 3)                      the type of the result
    ;; error NC403 4:7-4:12                 all diagnostics, in order
    ;; warning NC501 4:7-4:12
    ;; options entry=f max-depth=50         how the program is compiled
    ;; tolerance 1e-9                       the relative error that is allowed
    ;; float64                              float32 does not have the range for it
    ;; slow                                 many rounds: not batched
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parents[2] / "Tests" / "Conformance"
Inputs = dict[str, Any]


@dataclass
class Program:
    """One file of the corpus."""

    path: Path
    source: str = ""
    evaluations: list[tuple[Inputs, Any]] = field(default_factory=list)
    gradients: list[tuple[Inputs, Inputs]] = field(default_factory=list)
    failures: list[tuple[Inputs, str]] = field(default_factory=list)
    diagnostics: list[str] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    tolerance: float = 1e-12
    has_float32: bool = True
    is_slow: bool = False

    def __str__(self) -> str:
        return self.path.stem

    def gradient(self, inputs: Inputs) -> Inputs | None:
        """The expected gradient for these inputs, where the header gives one."""
        for given, expected in self.gradients:
            if repr(given) == repr(inputs):
                return expected
        return None


def value(text: str) -> Any:
    """A number, or nested lists of numbers."""
    text = re.sub(r"-?\b(inf|nan)\b", lambda word: f'"{word[0]}"', text)

    def numbers(data: Any) -> Any:
        return [numbers(item) for item in data] if isinstance(data, list) else float(data)

    return numbers(json.loads(text))


def named(text: str) -> Inputs:
    """`x=1 v=[1,2]` as a dictionary."""
    return {name: value(number) for name, number in (word.split("=", 1) for word in text.split())}


def read(path: Path) -> Program:
    """One program with its expectations."""
    data = path.read_bytes()
    program = Program(path, data.decode(errors="surrogateescape"))
    for line in program.source.splitlines()[1:]:
        if not line.startswith(";; "):
            break
        word, _, rest = line[3:].partition(" ")
        given, _, expected = rest.rpartition("=> ")
        match word:
            case "eval":
                program.evaluations.append((named(given), value(expected)))
            case "grad":
                program.gradients.append((named(given), named(expected)))
            case "fails":
                program.failures.append((named(given), expected.split()[0]))
            case "error" | "warning":
                program.diagnostics.append(line[3:])
            case "options":
                program.options = dict(map(option, rest.split()))
            case "tolerance":
                program.tolerance = float(rest)
            case "float64":
                program.has_float32 = False
            case "slow":
                program.is_slow = True
    return program


def option(text: str) -> tuple[str, Any]:
    """`entry=f` as a keyword argument of `nc.compile`."""
    key, text = text.split("=", 1)
    match key:
        case "entry":
            return key, text
        case "parameter":
            name, number = text.split(":")
            return "parameters", {name: float(number)}
    return key.replace("-", "_"), int(text)


def programs(folder: str) -> list[Program]:
    """All programs of a folder, by name."""
    return [read(path) for path in sorted((CORPUS / folder).glob("*.scm"))]


ACCEPTED = programs("accepted")
REJECTED = programs("rejected")
