"""NIST's reference problems for nonlinear regression: all 27, from both published starting points."""

import numpy as np
import pytest
from nist_problems import NAMES, certified_digits, read

import neuralc as nc


def test_there_are_27() -> None:
    assert len(NAMES) == 27
    levels = [read(name).level for name in NAMES]
    assert [levels.count(level) for level in ("lower", "average", "higher")] == [8, 11, 8]


@pytest.mark.parametrize("name", NAMES)
def test_program_is_the_model(name: str) -> None:
    """At the certified estimates the residuals are the certified ones."""
    problem = read(name)
    data = dict(problem.data)
    target = data.pop("y")
    parameters = {key: np.float64(value) for key, value in problem.estimates.items()}
    values, _ = nc.compile(problem.program).value_and_jacobian(**data, **parameters)
    found = float(((values - target) ** 2).sum())
    if name == "Lanczos1":  # 1.4e-25: less than the 11 digits of the estimates can show.
        assert found < 1e-19
    else:
        assert certified_digits(found, problem.residual_sum_of_squares) > 9.5


@pytest.mark.parametrize("name", NAMES)
def test_program_starts_at_the_second_point(name: str) -> None:
    problem = read(name)
    model = nc.compile(problem.program).double()
    for key, value in problem.starts[1].items():
        assert getattr(model, key).item() == pytest.approx(value, rel=1e-7)
