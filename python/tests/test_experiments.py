"""The experiments run, on budgets that show no more than that, and their page says what they found."""

import math
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from experiments.__main__ import experiments  # noqa: E402
from experiments.common import pages  # noqa: E402
from experiments.common.experiment import Budget, Comparison, Experiment  # noqa: E402
from experiments.common.seeds import generator, in_parallel  # noqa: E402
from experiments.common.tables import Spread, Table, number, summary  # noqa: E402

EXPERIMENTS = experiments()


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_runs_on_a_tiny_budget(experiment: Experiment, tmp_path: Path) -> None:
    report = experiment.run(Budget("tiny"))
    assert report.tables
    facts = {"date": "", "commit": "", "budget": "tiny", "seeds": 1, "workers": 1, "seconds": 0}
    pages.write_report(report, tmp_path, facts | {"versions": {}, "machine": ""})
    for table in report.tables:
        assert len((tmp_path / f"{table.name}.csv").read_text().splitlines()) > len(table.rows)


def test_page_shows_the_committed_results() -> None:
    page = pages.PAGE.read_text(encoding="utf-8")
    for name in pages.MARKER.findall(page):
        if (pages.RESULTS / name).parent.exists():
            assert (pages.RESULTS / f"{name}.md").exists(), name
    assert pages.fill(page, pages.RESULTS) == page


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.name)
def test_page_shows_every_comparison(experiment: Experiment) -> None:
    page = pages.PAGE.read_text(encoding="utf-8")
    shown = set(pages.MARKER.findall(page))
    for kind in ("comparison", "provenance"):
        if (pages.RESULTS / experiment.name / f"{kind}.md").exists():
            assert f"{experiment.name}/{kind}" in shown


def test_page_is_filled_between_markers(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "t.md").write_text("| new |\n", encoding="utf-8")
    page = "before\n<!-- results: a/t -->\nold\n<!-- end of results -->\nafter\n"
    filled = page.replace("old", "| new |")
    assert pages.fill(page, tmp_path) == filled
    assert pages.fill(filled, tmp_path) == filled


def test_rows_become_means_and_deviations() -> None:
    rows = [
        {"model": "a", "seed": 0, "parameters": 3, "error": 1.0},
        {"model": "a", "seed": 1, "parameters": 3, "error": 3.0},
        {"model": "b", "seed": 0, "parameters": 4, "error": 5.0},
    ]
    first, second = summary(rows, ["model"])
    assert first == {"model": "a", "parameters": 3, "error": Spread(2.0, math.sqrt(2), 2)}
    assert str(second["error"]) == "5.00"
    rows[1]["parameters"] = 4
    with pytest.raises(ValueError, match="parameters"):
        summary(rows, ["model"])


def test_tables_as_markdown_and_csv(tmp_path: Path) -> None:
    rows = [{"": "a|b", "x": 1234, "y": Spread(1.0, 0.5, 2)}, {"": "c", "z": True}]
    table = Table("t", "", rows)
    assert table.markdown() == (
        "|  | x | y | z |\n|---|---:|---:|---|\n"
        "| a\\|b | 1,234 | 1.00 ± 0.50 |  |\n| c |  |  | yes |\n"
    )
    table.write_csv(tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == (
        ",x,y,y (standard deviation),y (count),z\na|b,1234,1.0,0.5,2,\nc,,,,,True\n"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, "0"), (12345.6, "12,346"), (1.2345e-5, "1.23e-5"), (math.inf, "∞"), (-0.5, "-0.500")],
)
def test_numbers_for_people(value: float, expected: str) -> None:
    assert number(value) == expected


def test_comparisons_are_by_the_mean() -> None:
    assert Comparison("", 1.0, Spread(1.0, 0.0, 2)).is_met
    assert not Comparison("", 1.0, 1.1).is_met
    assert Comparison("", math.inf, 1.1).is_met


def draw(seed: int) -> float:
    """The first random number of a seed."""
    return float(generator("test", seed).random())


def test_repetitions_do_not_depend_on_where_they_run() -> None:
    alone = [draw(seed) for seed in range(3)]
    assert len(set(alone)) == 3
    assert in_parallel(draw, range(3), workers=1) == alone
    assert in_parallel(draw, range(3), workers=2) == alone
