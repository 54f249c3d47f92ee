"""Data with missing numbers: masked, `None`, NA, null, NaT; and what is no number at all."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

import neuralc as nc

pytest.importorskip("scipy")

from neuralc._fit.numbers import numbers

BACKENDS = ["eager", *(["native"] if find_spec("llvmlite") else [])]
LINE = "(input x) (parameter a 1) (parameter b 0) (+ b (* a x))"
X = np.arange(11.0)
Y = 2 * X + 1
# What must not be read: it would change every estimate.
WRONG = 1e6


class NoNumber:
    """Something else than a number."""

    def __repr__(self) -> str:
        return "NoNumber()"


class NAType:
    """As `pandas.NA`: a comparison with it is neither true nor false."""

    def __repr__(self) -> str:
        return "<NA>"

    def __eq__(self, other: object) -> Any:
        return self

    def __ne__(self, other: object) -> Any:
        return self

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = None  # type: ignore[assignment]


class Series:
    """As a column of pandas: objects, or floats among which NaN is a missing number."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def to_numpy(self) -> Any:
        return np.asarray(self.values)

    def isna(self) -> Any:
        return np.array([value is None or isinstance(value, NAType) or value != value for value in self.values])  # fmt: skip


class Frame:
    """As a data frame of pandas."""

    def __init__(self, **columns: Any) -> None:
        self.columns = list(columns)
        self._columns = {name: Series(values) for name, values in columns.items()}

    def __getitem__(self, name: str) -> Series:
        return self._columns[name]


def masked(values: Any, row: int) -> Any:
    """The same with one row masked, and a number under the mask that must not be read."""
    values = np.array(values)
    values[row] = WRONG
    return np.ma.masked_array(values, mask=np.arange(len(values)) == row)


def without(values: Any, row: int, missing: Any) -> list[Any]:
    """A list in which a row is something that says that it is missing."""
    return [missing if k == row else value for k, value in enumerate(values)]


class Line(nn.Module):
    """A straight line that looks at all rows, as a running mean would."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Parameter(torch.ones((), dtype=torch.float64))
        self.b = nn.Parameter(torch.zeros((), dtype=torch.float64))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        assert torch.isfinite(x).all()
        return self.b + self.a * x


def models() -> list[Any]:
    compiled = [nc.compile(LINE, backend=backend) for backend in BACKENDS]
    return [LINE, *compiled, Line()]


def check(result: nc.FitResult, missing: int) -> None:
    """The line, from the rows that are there."""
    assert result.estimates == pytest.approx({"a": 2.0, "b": 1.0})
    assert result.statistics.missing == missing
    assert result.statistics.observations == 11 - missing
    assert f"{11 - missing} observations ({missing} missing)" in str(result)
    assert np.isnan(result.residuals).sum() == missing
    assert nc.FitResult.from_json(result.to_json()).statistics == pytest.approx(
        result.statistics, nan_ok=True
    ) or str(nc.FitResult.from_json(result.to_json())) == str(result)


@pytest.mark.parametrize("model", models(), ids=["text", *BACKENDS, "module"])
class TestMasks:
    def test_target(self, model: Any) -> None:
        check(nc.fit(model, {"x": X}, target=masked(Y, 4)), 1)
        check(nc.fit(model, {"x": X, "y": masked(Y, 4)}, target="y"), 1)

    def test_input(self, model: Any) -> None:
        result = nc.fit(model, {"x": masked(X, 3), "y": masked(Y, 4)}, target="y")
        check(result, 2)
        assert np.isnan(result.fitted).nonzero()[0].tolist() == [3]
        assert np.isnan(result.inputs["x"]).nonzero()[0].tolist() == [3]

    @pytest.mark.parametrize("name", ["sigma", "weights"])
    def test_errors(self, model: Any, name: str) -> None:
        y = Y.copy()
        y[7] = WRONG
        check(nc.fit(model, {"x": X, "y": y}, target="y", **{name: masked(np.ones(11), 7)}), 1)

    def test_minibatches(self, model: Any) -> None:
        data = {"x": masked(X / 10, 3), "y": masked(Y / 10, 4)}
        result = nc.fit(
            model,
            data,
            target="y",
            method="adam",
            batch_size=4,
            max_iterations=500,
            learning_rate=0.05,
        )
        assert result.statistics.missing == 2
        assert result.estimates["a"] == pytest.approx(2.0, abs=0.1)
        whole = nc.fit(model, data, target="y", method="lbfgs")
        assert whole.estimates == pytest.approx({"a": 2.0, "b": 0.1}, abs=1e-6)

    def test_weight_0_is_not_missing(self, model: Any) -> None:
        weights = np.ones(11)
        weights[4] = 0
        result = nc.fit(model, {"x": X}, target=masked(Y, 4), weights=weights)
        assert (result.statistics.observations, result.statistics.missing) == (10, 0)

    def test_all_are_missing(self, model: Any) -> None:
        with pytest.raises(ValueError, match="all observations are missing"):
            nc.fit(model, {"x": X}, target=np.ma.masked_all(11))
        with pytest.raises(ValueError, match="input `x` is missing in all rows"):
            nc.fit(model, {"x": np.ma.masked_all(11)}, target=Y)


class TestForms:
    @pytest.mark.parametrize(
        "missing",
        [None, np.nan, float("nan"), np.datetime64("NaT"), NAType(), np.ma.masked, Decimal("NaN")],
        ids=repr,
    )
    def test_objects(self, missing: Any) -> None:
        for cells in (without(Y, 4, missing), np.array(without(Y, 4, missing), dtype=object)):
            if missing is np.nan or isinstance(missing, float):
                cells = np.array(cells, dtype=object)
            check(nc.fit(LINE, {"x": X, "y": cells}, target="y"), 1)
        cells = np.array(without(X, 4, missing), dtype=object)
        check(nc.fit(LINE, {"x": cells, "y": Y}, target="y"), 1)

    @pytest.mark.parametrize("missing", [None, np.nan, NAType()], ids=repr)
    def test_as_pandas(self, missing: Any) -> None:
        check(nc.fit(LINE, Frame(x=X, y=without(Y, 4, missing)), target="y"), 1)
        check(
            nc.fit(LINE, Frame(x=without(X, 2, missing), y=without(Y, 4, missing)), target="y"), 2
        )

    def test_polars(self) -> None:
        polars = pytest.importorskip("polars")
        frame = polars.DataFrame({"x": without(range(11), 2, None), "y": without(Y, 4, None)})
        check(nc.fit(LINE, frame, target="y"), 2)
        frame = frame.with_columns(s=polars.Series(without([1] * 11, 7, None)))
        check(nc.fit(LINE, frame, target="y", sigma="s"), 3)
        # NaN is no null there.
        frame = polars.DataFrame({"x": X, "y": without(Y, 4, float("nan"))})
        with pytest.raises(ValueError, match="`y` has nan in row 4"):
            nc.fit(LINE, frame, target="y")

    def test_lists_of_polars(self) -> None:
        polars = pytest.importorskip("polars")
        rows = [[1.0, 2.0], None, [3.0, None], [3.0, 4.0]]
        for dtype in (polars.List(polars.Float64), polars.Array(polars.Float64, 2)):
            values, missing = numbers("r", polars.Series(rows, dtype=dtype))
            assert missing.tolist() == [[False] * 2, [True] * 2, [False, True], [False] * 2]
            assert values[~missing].tolist() == [1, 2, 3, 3, 4]

    def test_lists_with_masks(self) -> None:
        one = np.ma.masked_equal([1.0, WRONG], WRONG)
        for rows in ([one, one], [[1.0, np.ma.masked], one], ([1.0, None], [1.0, np.ma.masked])):
            values, missing = numbers("r", rows)
            assert missing.tolist() == [[False, True]] * 2
            assert np.nanmax(values) == 1.0

    def test_what_a_mask_hides_need_not_be_a_number(self) -> None:
        cells = np.ma.array(["over", 2.0], mask=[True, False], dtype=object)
        assert numbers("y", cells).missing.tolist() == [True, False]

    def test_vectors(self) -> None:
        program = "(input r (vec 2)) (parameter k 1) (* k (norm r))"
        data = {"r[0]": [3, None, 6, 1], "r[1]": [4, 1, 8, np.ma.masked], "y": [5.0, 9, 10, 9]}
        result = nc.fit(program, data, target="y")
        assert result.estimates["k"] == pytest.approx(1.0)
        assert result.statistics.missing == 2

    def test_elements_of_vectors(self) -> None:
        program = "(input x) (parameter k 1) [(* k x) (* 2 k x)]"
        target = np.ma.masked_equal([[3.0, 6.0], [6.0, WRONG], [WRONG, WRONG]], WRONG)
        result = nc.fit(program, {"x": [1.0, 2.0, 3.0]}, target=target)
        assert result.estimates["k"] == pytest.approx(3.0)
        assert (result.statistics.observations, result.statistics.missing) == (3, 3)

    def test_a_grid(self) -> None:
        """Inputs of differing batch shapes: what is missing in one goes through all of the other."""
        program = "(input x) (input z) (parameter a 1) (parameter b 1) (+ (* a x) (* b z))"
        x, z = np.arange(4.0)[:, None], np.arange(5.0)
        target = 2 * x + 3 * z
        result = nc.fit(
            program, {"x": np.ma.masked_equal(x, 2.0), "z": masked(z, 1)}, target=target
        )
        assert result.estimates == pytest.approx({"a": 2.0, "b": 3.0})
        assert result.statistics.missing == 20 - 3 * 4
        assert np.isnan(result.fitted[2]).all()
        assert np.isnan(result.fitted[:, 1]).all()

    def test_trajectories(self) -> None:
        program = "(parameter rate 0.9) (scan ((x 16)) 4 (recur (* rate x)))"
        result = nc.fit(program, target=masked([8.0, 4.0, 2.0, 1.0], 2))
        assert result.estimates["rate"] == pytest.approx(0.5)
        assert result.fitted == pytest.approx([8, 4, 2, 1])
        assert result.statistics.missing == 1

    def test_one_input_for_all_rows(self) -> None:
        program = "(input v (vec 3)) (input x) (parameter k 1) (* k x (vsum v))"
        data = {"v": masked([1.0, 2, 3], 1), "x": X}
        with pytest.raises(
            ValueError, match="input `v` is one for all rows, and is missing in row 1"
        ):
            nc.fit(program, data, target=Y)

    def test_profiles_leave_out_the_same(self) -> None:
        noisy = Y + np.random.default_rng(0).normal(0, 0.1, 11)
        part = nc.fit(LINE, {"x": np.delete(X, 4), "y": np.delete(noisy, 4)}, target="y")
        result = nc.fit(LINE, {"x": X, "y": masked(noisy, 4)}, target="y")
        assert result.profile("a").interval == pytest.approx(part.profile("a").interval)
        assert result.statistics.log_likelihood == pytest.approx(part.statistics.log_likelihood)
        assert result.covariance == pytest.approx(part.covariance)


class TestShooting:
    TIMES = np.linspace(0, 3, 13)

    def rate(self, observations: Any, **options: Any) -> nc.FitResult:
        f = nc.compile("(input y) (parameter k 0.5) (* -1 k y)")
        problem = nc.ode.MultipleShooting(
            f, self.TIMES, observations, windows=3, substeps=2, **options
        )
        return nc.fit(problem)

    def test_observations(self) -> None:
        y = np.exp(-self.TIMES)
        plain = self.rate(np.where(np.arange(13) == 5, np.nan, y))
        for observations in (masked(y, 5), without(y, 5, None), without(y, 5, NAType())):
            result = self.rate(observations)
            assert result.estimates == pytest.approx(plain.estimates)
            assert result.statistics.missing == 1

    def test_everything_else_is_needed(self) -> None:
        y = np.exp(-self.TIMES)
        f = nc.compile("(input y) (parameter k 0.5) (* -1 k y)")
        with pytest.raises(ValueError, match="times has masked elements"):
            nc.ode.MultipleShooting(f, masked(self.TIMES, 2), y, windows=3)
        with pytest.raises(ValueError, match="`starts` has a missing number"):
            self.rate(y, starts=masked(np.ones(3), 2))
        with pytest.raises(ValueError, match="`sigma` has a missing number"):
            self.rate(y, sigma=np.ma.masked)


class TestNoNumbers:
    """What cannot be understood is refused, and not read as numbers."""

    @pytest.mark.parametrize(
        ("column", "message"),
        [
            (["1", "2"], "no number in row 0: '1'"),
            ([1.0, "2"], "no number in row 1: '2'"),
            (np.array([1.0, "2"], dtype=object), "no number in row 1: '2'"),
            ([1.0, b"2"], "no number in row 1: b'2'"),
            ([1.0, None, "n/a"], "no number in row 2: 'n/a'"),
            ([1.0, 2j], "complex numbers"),
            ([1.0, None, np.complex64(2j)], "no number in row 2"),
            (np.array(["2026-01-01", "NaT"], "M8[D]"), "points of time"),
            (np.array([1, 2], "m8[s]"), "spans of time"),
            ([None, datetime.datetime(2026, 1, 1)], "no number in row 1"),
            ([None, datetime.timedelta(1)], "no number in row 1"),
            ([None, np.timedelta64(1, "s")], "no number in row 1"),
            ([1.0, {}], "no number in row 1"),
            ([1.0, NoNumber()], "no number in row 1"),
            ([[1, 2], [3]], "rows are of different lengths"),
            ([[1, 2], None, [3]], "rows are of different lengths"),
            ([[1, 2], ["3", "4"]], r"no number in position \(1, 0\)"),
            ([[1, 2], None, ["3", "4"]], r"no number in row 2: \['3', '4'\]"),
            (np.zeros(2, [("a", float)]), "no number in row 0"),
        ],
        ids=repr,
    )  # fmt: skip
    def test_columns(self, column: Any, message: str) -> None:
        with pytest.raises(TypeError, match=f"column `y`.*{message}"):
            numbers("y", column)
        data = {"x": np.arange(len(column), dtype=float), "y": column}
        with pytest.raises(TypeError, match=f"column `y`.*{message}"):
            nc.fit(LINE, data, target="y")

    def test_other_numbers(self) -> None:
        values, missing = numbers("y", [Decimal("0.5"), Fraction(1, 4), True, np.float32(2), None])
        assert values[:4].tolist() == [0.5, 0.25, 1, 2]
        assert missing.tolist() == [False, False, False, False, True]

    def test_nan_among_floats_is_refused(self) -> None:
        for nan in (np.where(X == 4, np.nan, Y), list(np.where(X == 4, np.nan, Y))):
            with pytest.raises(ValueError, match=r"`y` has nan in row 4.*masked_invalid"):
                nc.fit(LINE, {"x": X, "y": nan}, target="y")
        check(
            nc.fit(
                LINE, {"x": X, "y": np.ma.masked_invalid(np.where(X == 4, np.nan, Y))}, target="y"
            ),
            1,
        )

    @pytest.mark.parametrize(
        "setting",
        [
            {"start": "3"},
            {"lower": "0"},
            {"upper": 2j},
            {"start": np.ma.masked},
            {"prior": ("1", 1)},
        ],
        ids=repr,
    )
    def test_parameters(self, setting: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match=r"parameter `a`: .*no number"):
            nc.fit(nc.compile(LINE), {"x": X}, target=Y, parameters={"a": nc.Parameter(**setting)})

    @pytest.mark.parametrize("backend", BACKENDS)
    def test_masks_where_all_numbers_are_needed(self, backend: Any) -> None:
        x = masked([1.0, 2.0, 3.0], 2)
        f = nc.compile("(input x) (* 2 x)", backend=backend)
        for call in (
            lambda: f(x),
            lambda: f(x=[x, x]),
            lambda: f.value_and_grad(x),
            lambda: f.value_and_jacobian(x),
            lambda: f.value_and_grad(np.ones(3), cotangent=x),
            lambda: nc.compile("(vsum k)", parameters={"k": x}),
            lambda: nc.evaluate("(input x (vec 3)) (vsum x)", {"x": x}),
            lambda: nc.gradient("(input x (vec 3)) (vsum x)", {"x": x}),
        ):
            with pytest.raises(ValueError, match="masked numbers"):
                call()
        unmasked = np.ma.masked_array([1.0, 2.0], mask=False)
        assert f(unmasked).tolist() == [2.0, 4.0]
