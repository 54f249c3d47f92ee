"""What the compiler does, in two parts: `python examples/demo.py` after `make setup`.

(a) Compiles the fifteen laws of `feynman/` and compares each with the same law written by hand in
    PyTorch: values to the bit, gradients in units in the last place.
(b) Fits the predator-prey equations of `lynx_hare/` to a hundred years old record of the fur trade,
    prints the estimates beside published ones, and draws them (`out/lynx_hare.png`).
"""

import argparse
import csv
import sys
from pathlib import Path

import torch
from torch import Tensor

import neuralc as nc

EXAMPLES = Path(__file__).resolve().parent
sys.path.insert(0, str(EXAMPLES))

from feynman.reference import LAWS, Law  # noqa: E402

POINTS = 10_000


# (a) Fifteen laws of physics.


def sample(law: Law, dtype: torch.dtype) -> dict[str, Tensor]:
    """Random points within the ranges of a law's variables."""
    generator = torch.Generator().manual_seed(0)
    return {
        name: (
            low + (high - low) * torch.rand(POINTS, generator=generator, dtype=dtype)
        ).requires_grad_()
        for name, (low, high) in law.ranges.items()
    }


def units_in_the_last_place(left: Tensor, right: Tensor) -> int:
    """How many floating-point numbers lie between two tensors, where they differ most."""
    integer = torch.int32 if left.dtype == torch.float32 else torch.int64
    lowest = torch.iinfo(integer).min

    def ordered(tensor: Tensor) -> Tensor:
        bits = tensor.detach().contiguous().view(integer)
        return torch.where(bits < 0, lowest - bits, bits)

    return int((ordered(left) - ordered(right)).abs().max())


def compare(law: Law, dtype: torch.dtype) -> tuple[bool, int]:
    """Whether all values have the same bits, and how far apart the gradients are, in ulp."""
    model = nc.compile(EXAMPLES / "feynman" / f"{law.name}.scm").to(dtype)
    inputs = sample(law, dtype)
    constants = dict(model.named_parameters())
    leaves = [*inputs.values(), *constants.values()]

    compiled = model(**inputs)
    by_hand = law.function(**inputs, **constants)
    identical = torch.equal(compiled, by_hand)
    gradients = torch.autograd.grad(compiled.sum(), leaves)
    expected = torch.autograd.grad(by_hand.sum(), leaves)
    return identical, max(map(units_in_the_last_place, gradients, expected))


def laws() -> bool:
    """Prints the comparison of every law; whether all of them agree."""
    print(
        f"Fifteen laws, compiled, against the same laws by hand in PyTorch ({POINTS:,} points each)"
    )
    print()
    heading = f"{'law':<22}{'operations':>10}   {'values':^24}   {'gradients':^21}"
    print(heading)
    print(f"{'':<22}{'':>10}   {'float32':^12}{'float64':^12}   {'float32':>10}{'float64':>11}")
    print("─" * len(heading))
    agree = True
    for law in LAWS:
        operations = nc.compile(EXAMPLES / "feynman" / f"{law.name}.scm").summary()["nodes"]
        results = [compare(law, dtype) for dtype in (torch.float32, torch.float64)]
        values = "".join(f"{'identical' if same else 'DIFFERENT':^12}" for same, _ in results)
        gradients = "".join(
            f"{f'{distance} ulp':>{10 + k}}" for k, (_, distance) in enumerate(results)
        )
        print(f"{law.title:<22}{operations:>10}   {values}   {gradients}")
        agree = agree and all(same and distance <= 4 for same, distance in results)
    print()
    return agree


# (b) Lynx and hares.

STEPS_PER_YEAR = 10
# Posterior means of B. Carpenter, "Predator-Prey Population Dynamics: the Lotka-Volterra model in
# Stan" (2018), from the same record.
PUBLISHED = {"α": 0.55, "β": 0.028, "γ": 0.80, "δ": 0.024}
MEANINGS = {
    "α": "births of hares, per year",
    "β": "hares caught, per year and thousand lynx",
    "γ": "deaths of lynx, per year",
    "δ": "lynx fed, per year and thousand hares",
    "hares": "hares in 1900, thousands",
    "lynx": "lynx in 1900, thousands",
}


def record() -> tuple[list[int], Tensor]:
    """The years, and the pelts in thousands: a row of hares, a row of lynx."""
    path = EXAMPLES / "lynx_hare" / "hudson-bay-lynx-hare.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    years = [int(row["year"]) for row in rows]
    pelts = [[float(row[animal]) for row in rows] for animal in ("hare", "lynx")]
    return years, torch.tensor(pelts, dtype=torch.float64)


def residuals(model: torch.nn.Module, pelts: Tensor) -> Tensor:
    """Differences of the logarithms, since pelts scatter in proportion to the populations."""
    populations = model()[:, ::STEPS_PER_YEAR]
    return (torch.log(populations) - torch.log(pelts)).flatten()


def fit(model: torch.nn.Module, pelts: Tensor) -> int:
    """Least squares by L-BFGS; returns how often the model was run."""
    optimiser = torch.optim.LBFGS(
        model.parameters(), max_iter=200, tolerance_grad=1e-6, line_search_fn="strong_wolfe"
    )
    runs = 0

    def loss() -> Tensor:
        nonlocal runs
        runs += 1
        optimiser.zero_grad()
        value = residuals(model, pelts).square().sum()
        value.backward()
        return value

    optimiser.step(loss)
    return runs


def standard_errors(model: torch.nn.Module, pelts: Tensor) -> tuple[float, Tensor]:
    """The scatter of the residuals, and the standard errors of the parameters (linearised)."""
    parameters = list(model.parameters())
    differences = residuals(model, pelts)
    columns = torch.autograd.grad(
        differences, parameters, torch.eye(len(differences)).double(), is_grads_batched=True
    )
    jacobian = torch.stack(columns, dim=1)
    variance = differences.detach().square().sum() / (len(differences) - len(parameters))
    covariance = variance * torch.linalg.inv(jacobian.T @ jacobian)
    return float(variance.sqrt()), covariance.diagonal().sqrt()


def draw(years: list[int], pelts: Tensor, curves: Tensor, path: Path) -> None:
    """The record and the fitted curves, over time and against each other."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    colours = {"hares": "#d55e00", "lynx": "#0072b2"}
    time = [years[0] + k / STEPS_PER_YEAR for k in range(curves.shape[1])]
    figure, (over_time, phase) = plt.subplots(
        1, 2, figsize=(12, 4.6), width_ratios=[2.1, 1], layout="constrained"
    )
    for row, (animal, colour) in enumerate(colours.items()):
        over_time.plot(time, curves[row], color=colour, linewidth=2, label=f"{animal}, fitted")
        over_time.plot(
            years,
            pelts[row],
            "o",
            color=colour,
            markersize=5.5,
            markeredgecolor="white",
            label=f"{animal}, record",
        )
    over_time.set(xlabel="year", ylabel="pelts (thousands)", ylim=(0, 95))
    over_time.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    over_time.set_xticks(range(years[0], years[-1] + 1, 2))
    over_time.set_title("Lynx and hares of the Hudson's Bay Company")
    over_time.legend(ncols=2, frameon=False, loc="upper center")
    phase.plot(curves[0], curves[1], color="#555555", linewidth=2, label="fitted")
    phase.plot(pelts[0], pelts[1], "o", color="#555555", markeredgecolor="white", label="record")
    phase.set(xlabel="hares (thousands of pelts)", ylabel="lynx (thousands of pelts)")
    phase.set(xlim=(0, 85), ylim=(0, 75), title="The cycle")
    phase.legend(frameon=False)
    for axes in (over_time, phase):
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(alpha=0.25)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=150)
    plt.close(figure)


def lynx_and_hares(output: Path) -> bool:
    """Fits, prints and draws; whether the estimates are near the published ones."""
    years, pelts = record()
    model = nc.compile(EXAMPLES / "lynx_hare" / "lotka_volterra.scm").double()
    runs = fit(model, pelts)
    scatter, errors = standard_errors(model, pelts)
    print(f"Predator-prey equations fitted to the lynx and hare pelts of {years[0]} to {years[-1]}")
    print()
    heading = f"{'':<8}{'meaning':<44}{'estimate':>10}{'± error':>10}{'published':>11}"
    print(heading)
    print("─" * len(heading))
    near = True
    for (symbol, meaning), logarithm, error in zip(
        MEANINGS.items(), model.parameters(), errors, strict=True
    ):
        estimate = logarithm.exp().item()
        published = PUBLISHED.get(symbol)
        # The error of a logarithm is the relative error.
        row = f"{symbol:<8}{meaning:<44}{estimate:>#10.3g}{estimate * error.item():>#10.2g}"
        print(row + (f"{published:>#11.2g}" if published else f"{'–':>11}"))
        near = near and (not published or abs(estimate - published) < 0.05 * published)
    print()
    print(
        f"L-BFGS ran the model {runs} times; the record scatters by {scatter:.0%} about the curves."
    )
    with torch.no_grad():
        draw(years, pelts, model(), output)
    print(f"Plot: {output}")
    return near


def main() -> int:
    """Runs both parts; the exit status is 0 where everything agrees."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plot", type=Path, default=Path("out/lynx_hare.png"))
    arguments = parser.parse_args()
    agree = laws()
    near = lynx_and_hares(arguments.plot)
    return 0 if agree and near else 1


if __name__ == "__main__":
    sys.exit(main())
