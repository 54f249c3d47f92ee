"""What an experiment is: a function from a budget to a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from .seeds import in_parallel
from .tables import Spread, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Size = Literal["tiny", "quick", "full"]
T = TypeVar("T")
R = TypeVar("R")

#: How many seeds a budget has.
SEEDS: dict[Size, int] = {"tiny": 1, "quick": 3, "full": 10}


@dataclass(frozen=True)
class Budget:
    """How much an experiment may compute, and on how many processes of one thread.

    Tests use `tiny`, which only shows that everything runs.
    """

    size: Size = "quick"
    workers: int = 1

    def choose(self, *, tiny: T, quick: T, full: T) -> T:
        """The one of three values that this budget affords."""
        return {"tiny": tiny, "quick": quick, "full": full}[self.size]

    @property
    def seeds(self) -> range:
        """The seeds of repetitions."""
        return range(SEEDS[self.size])

    def map(self, function: Callable[[T], R], tasks: Iterable[T], label: str = "") -> list[R]:
        """The results of `function` for each task, in order, computed in this budget's processes.

        `function` is one of a module's top level; it seeds itself from its task.
        """
        return in_parallel(function, list(tasks), self.workers, label)


@dataclass(frozen=True)
class Comparison:
    """A figure of the original beside ours; smaller is better.

    `original` is infinite where the original has no answer. `remark` is for what a reader must know
    to compare the two.
    """

    quantity: str
    original: float
    ours: Spread | float
    remark: str = ""

    @property
    def is_met(self) -> bool:
        """Whether ours is better or equal, on average over seeds."""
        return float(self.ours) <= self.original


@dataclass(frozen=True)
class Picture:
    """A figure, and what it shows in a sentence."""

    name: str
    caption: str
    figure: Figure


@dataclass
class Report:
    """What an experiment found."""

    tables: list[Table] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)

    def comparison_table(self) -> Table:
        """Original and ours, line by line."""
        rows: list[dict[str, Any]] = [
            {
                "": item.quantity,
                "original": item.original,
                "ours": item.ours,
                "better or equal": item.is_met,
                "remark": item.remark,
            }
            for item in self.comparisons
        ]
        return Table("comparison", "The original's figures and ours.", rows)


@dataclass(frozen=True)
class Experiment:
    """An experiment: `number` orders them, `name` is its folder's."""

    number: int
    name: str
    title: str
    run: Callable[[Budget], Report]


def unmet(comparisons: Sequence[Comparison]) -> list[str]:
    """The quantities in which the original is better."""
    return [item.quantity for item in comparisons if not item.is_met]
