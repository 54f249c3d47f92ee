"""How many certified digits fits reach on NIST's problems: `python python/tests/nist_table.py` writes
the table in `examples/nist/README.md`."""

from __future__ import annotations

from dataclasses import dataclass

from nist_problems import NAMES, PROGRAMS, Problem, certified_digits, read

import neuralc as nc

PAGE = PROGRAMS / "README.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"


@dataclass(frozen=True)
class Reached:
    """What a fit from one starting point reached: the fewest certified digits of each kind."""

    estimates: float
    standard_errors: float
    residual_standard_deviation: float
    converged: bool


def reached(problem: Problem, start: int) -> Reached:
    """Fits a problem from one of its starting points, with nothing set but that."""
    result = nc.fit(problem.program, problem.data, target="y", parameters=problem.starts[start])

    def fewest(found: dict[str, float], certified: dict[str, float]) -> float:
        return min(certified_digits(found[name], value) for name, value in certified.items())

    return Reached(
        fewest(dict(result.estimates), problem.estimates),
        fewest(dict(result.standard_errors), problem.standard_errors),
        certified_digits(
            result.statistics.residual_standard_deviation, problem.residual_standard_deviation
        ),
        result.converged,
    )


def row(problem: Problem) -> str:
    """A line of the table."""
    cells = [
        f"[{problem.name}]({problem.name}.scm)",
        problem.level,
        str(len(problem.data["y"])),
        str(len(problem.estimates)),
    ]
    for start in (0, 1):
        found = reached(problem, start)
        numbers = (found.estimates, found.standard_errors, found.residual_standard_deviation)
        cells += [f"{number:.1f}" for number in numbers]
    return f"| {' | '.join(cells)} |"


def table() -> str:
    """All problems."""
    head = (
        "| problem | difficulty | observations | parameters | far: estimates | standard errors | s "
        "| near: estimates | standard errors | s |\n|---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    )
    return "\n".join([head, *(row(read(name)) for name in NAMES)])


def split(text: str) -> tuple[str, str, str]:
    """A page before, in and behind the table."""
    head, _, rest = text.partition(BEGIN)
    body, _, tail = rest.partition(END)
    return head, body.strip(), tail


if __name__ == "__main__":
    before, _, behind = split(PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(f"{before}{BEGIN}\n{table()}\n{END}{behind}", encoding="utf-8")
