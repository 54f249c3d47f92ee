"""Results as files, and the page that shows them between markers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from . import figures, provenance
from .experiment import Report

EXPERIMENTS = Path(__file__).resolve().parents[1]
RESULTS = EXPERIMENTS / "results"
PAGE = EXPERIMENTS / "README.md"

#: A marker names a file of `results/` without its suffix, and everything up to the end is replaced.
MARKER = re.compile(r"<!-- results: (\S+) -->\n.*?<!-- end of results -->\n", re.DOTALL)


def write_report(report: Report, folder: Path, facts: dict[str, Any]) -> None:
    """Writes what an experiment found, in place of what was there."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.suffix in {".csv", ".md", ".svg", ".json"}:
            old.unlink()
    tables = [*report.tables, *([report.comparison_table()] if report.comparisons else [])]
    for table in tables:
        table.write_csv(folder / f"{table.name}.csv")
        content = f"{table.caption}\n\n{table.markdown()}"
        (folder / f"{table.name}.md").write_text(content, encoding="utf-8")
    for picture in report.pictures:
        figures.save(picture.figure, folder / f"{picture.name}.svg")
    provenance.write(folder / "provenance.json", facts)
    (folder / "provenance.md").write_text(provenance.sentence(facts), encoding="utf-8")


def fill(page: str, results: Path) -> str:
    """The page with what `results` has at its markers; a marker without a file stays as it is."""

    def replace(match: re.Match[str]) -> str:
        path = results / f"{match[1]}.md"
        if not path.exists():
            return match[0]
        content = path.read_text(encoding="utf-8").strip()
        return f"<!-- results: {match[1]} -->\n{content}\n<!-- end of results -->\n"

    return MARKER.sub(replace, page)


def renew() -> None:
    """Fills the results page in."""
    if PAGE.exists():
        PAGE.write_text(fill(PAGE.read_text(encoding="utf-8"), RESULTS), encoding="utf-8")
